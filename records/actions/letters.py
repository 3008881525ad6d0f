"""Posted letters get their numbers in the same journal as the documents."""

import datetime as dt

from audit import trail
from notifications.models import Letter
from people.access import Actor, system, use_case
from people.roles import Permission
from records.actions.parts import next_number
from records.events import LetterNumbered
from records.models import JournalNumber

AT_ONCE = 200  # letters; the rest waits for the next look


def number_letters(*, at: dt.datetime) -> int:
    """Give every posted letter without a number its own, oldest first; how many.

    Safe to run twice and in two workers at once: a letter has one number.
    """
    posted = Letter.objects.filter(posted_on__isnull=False, journal=None)
    waiting = posted.order_by("posted_on", "pk").values_list("municipality_id", "public_id")
    given = 0
    for municipality_id, public_id in list(waiting[:AT_ONCE]):
        number_letter(str(public_id), actor=system(municipality_id), at=at)
        given += 1
    return given


@use_case(Permission.SYSTEM)
def number_letter(letter_id: str, *, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Enter a posted letter in the journal; one that has a number keeps it."""
    letter = Letter.objects.select_for_update(of=("self",)).get(
        public_id=letter_id, municipality_id=actor.municipality_id
    )
    if has := JournalNumber.objects.filter(letter=letter).first():
        return {"journal": str(has)}
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
    return {"journal": str(number)}
