"""Rules of rows with a period that the municipality keeps."""

from datetime import date

from audit.words import mark
from people.refusals import Objection


def end_objections(
    valid_from: date, valid_to: date | None, end: date, *, on: date
) -> list[Objection]:
    """Why a row in [valid_from, valid_to) may not end on `end`, its first day without, said on a
    day: what has been stays as it was.
    """
    if valid_to is not None and valid_to <= on:
        return [Objection(mark("Raden er alt avsluttet."), "already_ended", "valid_to")]
    if end <= valid_from:
        return [Objection(mark("Siste dag kan ikke være før første dag."), "period", "valid_to")]
    if end < on:
        return [
            Objection(mark("Velg i går eller en senere dag som siste dag."), "past", "valid_to")
        ]
    return []
