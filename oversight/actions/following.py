"""A part of control: what is found wrong is followed up, and whom it concerns is told or not."""

import datetime as dt
from typing import Final

from oversight.kinds import TOLD, Told
from oversight.models import ReasonedAccess, Signal
from people.refusals import Objection, Refused

LONGEST_NOTE: Final = 1000


def follow_up(
    row: ReasonedAccess | Signal, *, told: str, note: str, by: int, at: dt.datetime
) -> str:
    """Write on the locked row what was done and whether it was told; returns the words for that.

    Raises Refused with every objection.
    """
    found = []
    if row.follow_up_on is None or row.followed_up_at is not None:
        found.append(Objection("Det er ikke noe å følge opp her.", "nothing_to_follow_up"))
    if row.staff_id == by:
        found.append(Objection("En annen enn deg må følge det opp. Be lederen din.", "own"))
    if told not in set(Told):
        found.append(
            Objection("Velg om den det gjelder, har fått vite det.", "told_missing", "told")
        )
    if not note.strip():
        found.append(Objection("Skriv hva som er gjort, og hvorfor.", "note_missing", "note"))
    if len(note) > LONGEST_NOTE:
        found.append(Objection("Kort ned teksten til 1000 tegn.", "too_long", "note"))
    if found:
        raise Refused.all(found)
    row.person_told, row.followed_up_note = told, note.strip()
    row.followed_up_by_id, row.followed_up_at = by, at
    row.save(update_fields=["person_told", "followed_up_note", "followed_up_by", "followed_up_at"])
    return TOLD[Told(told)]
