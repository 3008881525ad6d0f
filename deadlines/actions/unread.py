"""A letter that lies unopened in a digital mailbox: a week later its recipient is told again."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from cases.models import Case
from deadlines.actions.parts import cancel_deadline, meet_deadline, open_deadline
from deadlines.events import UnreadFollowed
from deadlines.kinds import Kind
from deadlines.models import Deadline
from deadlines.queries import lies_too_long, rules_of, unread_key
from notifications.actions import tell_of_unopened
from notifications.letters import Channel, LetterState
from notifications.models import Letter
from people.access import Actor, use_case
from people.roles import Permission


@use_case(Permission.SYSTEM)
def follow_unread(letter_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Open, meet or take away the deadline to tell somebody again of a letter. True if it changed.

    It opens when the letter is delivered, and is met when they have been told again; when the
    letter is opened, or comes back, nobody need be told. On its day a relay tells them; of a
    letter of no case too, which has no deadline.
    """
    letter = (
        Letter.objects.select_for_update(of=("self",))
        .filter(pk=letter_id, municipality_id=actor.municipality_id)
        .first()
    )
    if letter is None:
        return False
    if letter.case_id is None:
        return _follow_apart(letter, actor=actor, at=at)
    case, key = Case.objects.get(pk=letter.case_id), unread_key(letter.public_id)
    told = letter.dispatches.filter(channel=Channel.EMAIL, sent_at__isnull=False).exists()
    # Where no e-mail could tell them, somebody has: by telephone, or on paper.
    told = told or letter.settled_at is not None or hasattr(letter, "replaced_by")
    deadline = Deadline.objects.filter(case=case, kind=Kind.UNREAD_LETTER, key=key).first()
    if deadline is None and letter.delivered_at is not None:
        open_deadline(
            case,
            Kind.UNREAD_LETTER,
            starts_on=localdate(letter.delivered_at),
            key=key,
            actor=actor,
            at=at,
        )
        done = "opened"
    elif told:
        meet_deadline(case, Kind.UNREAD_LETTER, key=key, actor=actor, at=at)
        done = "met"
    elif letter.state != LetterState.DELIVERED:
        reason = "Brevet er lest" if letter.state == LetterState.OPENED else "Brevet kom i retur"
        cancel_deadline(case, Kind.UNREAD_LETTER, key=key, reason=reason, actor=actor, at=at)
        done = "not needed"
    else:
        tell_of_unopened(letter, at=at)
        done = "told"
    _record(letter, done, actor=actor, at=at)
    return True


def _follow_apart(letter: Letter, *, actor: Actor, at: dt.datetime) -> bool:
    noticed = letter.dispatches.filter(channel=Channel.EMAIL).exists()
    replaced = hasattr(letter, "replaced_by")
    if noticed or replaced or not lies_too_long(letter, on=localdate(at)):
        return False
    tell_of_unopened(letter, at=at)
    _record(letter, "told", actor=actor, at=at)
    return True


def _record(letter: Letter, done: str, *, actor: Actor, at: dt.datetime) -> None:
    row = rules_of(letter.municipality_id).row(Kind.UNREAD_LETTER, on=localdate(at))
    trail.record(
        UnreadFollowed(
            case_id=letter.case_id,
            person_id=letter.person_id,
            label=row.label,
            letter=str(letter.public_id),
            done=done,
        ),
        actor=actor,
        at=at,
    )
