"""Taking something out of the system: asked why, and on record before the first byte."""

import datetime as dt
from typing import Final

from audit import trail
from inspection.events import TakenOut
from inspection.kinds import PURPOSES, WHATS, Purpose, What
from inspection.models import Extract
from people.access import Actor, use_case
from people.refusals import Objection, Refused
from people.roles import Permission

LONGEST: Final = 255


@use_case(Permission.TAKE_OUT)
def take_out(
    what: str,
    *,
    purpose: str,
    note: str = "",
    form: str,
    persons: list[int],
    rows: int,
    sha256: str,
    case_id: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Put on record that something the actor has just read leaves the system (Ta ut).

    `persons`: ids of everybody in it. Raises Refused with every objection.
    """
    found = []
    if purpose not in set(Purpose):
        found.append(Objection("Velg hva det skal brukes til.", "purpose_missing", "purpose"))
    if purpose == Purpose.OTHER and not note.strip():
        found.append(Objection("Skriv hva det skal brukes til.", "note_missing", "note"))
    if len(note) > LONGEST:
        found.append(Objection("Kort ned teksten til 255 tegn.", "too_long", "note"))
    if found:
        raise Refused.all(found)
    row = Extract.objects.create(
        municipality_id=actor.municipality_id,
        staff_id=actor.staff(),
        unit_id=actor.acting_unit_id,
        what=What(what),
        purpose=purpose,
        note=note.strip(),
        form=form,
        case_id=case_id,
        person_id=persons[0] if len(persons) == 1 else None,
        persons=len(persons),
        rows=rows,
        sha256=sha256,
        at=at,
    )
    event = TakenOut(
        what=what,
        label=WHATS[What(what)],
        because=PURPOSES[Purpose(purpose)],
        form=form,
        persons=len(persons),
        rows=rows,
        sha256=sha256,
        case_id=case_id,
        person_id=persons[0] if len(persons) == 1 else None,
    )
    trail.record(event, actor=actor, at=at)
    return {"extract": str(row.public_id)}
