"""Letters to the dead: what waits is stopped, who has printed one is told; also of a mistake."""

import datetime as dt

from audit.words import mark
from notifications.actions.notices import notify
from notifications.actions.parts import stop
from notifications.kinds import NoticeKind
from notifications.letters import LetterState, StopReason
from notifications.models import Letter
from people.access import Actor
from people.models import Resident


def stop_letters_to_the_dead(person: Resident, *, actor: Actor, at: dt.datetime) -> int:
    """Stop every waiting letter about a locked person who has died; how many.

    Also those to a guardian or a relative: what the estate is to have is sent by hand. Each becomes
    the task of who answers for it. One that is printed lies in an envelope somewhere: whoever
    printed it is told, and it is stopped when somebody says that it is posted.
    """
    waiting = Letter.objects.filter(
        person=person, state__in=[LetterState.HELD, LetterState.SENDING]
    ).select_related("case", "printed_by")
    stopped = 0
    for letter in waiting.select_for_update(of=("self",)).order_by("hold_until", "pk"):
        if letter.state == LetterState.HELD:
            stop(letter, StopReason.DEAD, actor=actor, at=at)
            stopped += 1
        elif letter.printed_by is not None:
            notify(
                letter.printed_by,
                NoticeKind.LETTER,
                case=letter.case,
                key=f"dead:{letter.public_id}",
                sentence="Et brev du har skrevet ut, gjelder en person som er død. Ikke post det.",
                at=at,
            )
    return stopped


def tell_who_printed_to_the_living(person: Resident, *, at: dt.datetime) -> None:
    """Tell whoever was told not to post a letter that it may be posted: the death was a mistake."""
    printed = Letter.objects.filter(
        person=person, state=LetterState.SENDING, printed_by__isnull=False
    ).select_related("case", "printed_by")
    for letter in printed.order_by("hold_until", "pk"):
        if letter.printed_by is not None:
            notify(
                letter.printed_by,
                NoticeKind.LETTER,
                case=letter.case,
                key=f"alive:{letter.public_id}:{at.isoformat()}",
                sentence=mark("Dødsfallet var feil. Brevet du har skrevet ut, kan postes likevel."),
                at=at,
            )
