"""Posted letters get their numbers in the same journal as the documents."""

import datetime as dt

from audit import trail
from notifications.models import Letter
from people.access import Actor, everywhere, reading, use_case
from people.roles import Permission
from records.actions.parts import next_number
from records.events import LetterNumbered
from records.models import JournalNumber
from watch.actions import each
from watch.queries import put_aside

AT_ONCE = 200  # letters of a municipality; the rest waits for the next look


def number_letters(*, at: dt.datetime) -> int:
    """Give every posted letter without a number its own, oldest first; how many.

    Safe to run twice and in two workers at once: a letter has one number.
    """
    given = 0
    for actor in everywhere():
        with reading(actor, Permission.SYSTEM, page="journal", at=at):
            posted = Letter.objects.filter(
                ~put_aside("number_letter"), posted_on__isnull=False, journal=None
            )
            rows = posted.order_by("posted_on", "pk").values_list("pk", flat=True)
            waiting = list(rows[:AT_ONCE])
        given += each(waiting, number_letter, actor=actor, at=at).done
    return given


@use_case(Permission.SYSTEM)
def number_letter(letter_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Enter a posted letter in the journal. True if this call did: a number is kept."""
    letter = Letter.objects.select_for_update(of=("self",)).get(
        pk=letter_id, municipality_id=actor.municipality_id
    )
    if JournalNumber.objects.filter(letter=letter).exists():
        return False
    number = next_number(letter.municipality_id, letter=letter, at=at)
    trail.record(
        LetterNumbered(
            case_id=letter.case_id,
            person_id=letter.person_id,
            letter=str(letter.public_id),
            journal=str(number),
        ),
        actor=actor,
        at=at,
    )
    return True
