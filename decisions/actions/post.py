"""Use cases of the post: printed letters were posted, and the time to complain can be counted.

Which clock a letter starts is no part of it: deadlines follow the party's letter by its key.
"""

import datetime as dt
from typing import Any

from audit import trail
from decisions.events import LettersPosted, ProtectedLetterPosted
from notifications.actions import mark_posted
from notifications.letters import STOPPED_BECAUSE, LetterState, StopReason
from notifications.models import Letter
from notifications.queries import lock_bundle, lock_letter
from people.access import Actor, use_case
from people.refusals import Refused
from people.roles import Permission


@use_case(Permission.POST_LETTERS)
def post_letters(
    bundle_id: str, *, posted_on: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Say that letters printed together were posted on a day (Postlagt).

    Each recipient is read anew: what may not be sent today is stopped instead, and told with why.
    Raises NotFound for a bundle with nothing left to post; Refused for a day that cannot be.
    """
    letters = lock_bundle(bundle_id, actor=actor)
    done = [mark_posted(letter, posted_on=posted_on, actor=actor, at=at) for letter in letters]
    posted = [letter for letter in done if letter.state == LetterState.SENT]
    stopped = [letter for letter in done if letter.state == LetterState.STOPPED]
    trail.record(
        LettersPosted(
            bundle=bundle_id,
            posted=len(posted),
            stopped=len(stopped),
            posted_on=f"{posted_on:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return {
        "posted": [_told(letter) for letter in posted],
        "stopped": [
            _told(letter) | {"reason": STOPPED_BECAUSE[StopReason(letter.stop_reason)]}
            for letter in stopped
        ],
    }


@use_case(Permission.POST_LETTERS)
def post_protected_letter(
    letter_id: str, *, posted_on: dt.date, handled_as: str, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Say how a letter to a protected address was sent, by hand and apart from all others.

    Raises NotFound; Refused for a letter that goes the usual way, or without how.
    """
    letter = lock_letter(letter_id, actor=actor)
    if not letter.protected:
        raise Refused(
            "Brevet sendes sammen med de andre. Skriv det ut fra køen.", code="not_protected"
        )
    done = mark_posted(letter, posted_on=posted_on, handled_as=handled_as, actor=actor, at=at)
    if done.state == LetterState.SENT:  # else it was stopped instead
        trail.record(
            ProtectedLetterPosted(
                case_id=letter.case_id,
                person_id=letter.person_id,
                letter=str(letter.public_id),
                posted_on=f"{posted_on:%d.%m.%Y}",
            ),
            actor=actor,
            at=at,
        )
    return _told(done)


def _told(letter: Letter) -> dict[str, Any]:
    return {
        "letter": str(letter.public_id),
        "state": letter.state,
        "reached_on": letter.reached_on.isoformat() if letter.reached_on else None,
        "assumed": letter.reached_assumed,
    }
