"""«Personoversikt», the telephone page: answer the caller in five seconds."""

import datetime as dt
from dataclasses import dataclass

from delivery.queries import ServiceNow, services_now

from audit import queries as audit
from cases.models import Case
from cases.queries import (
    EventRow,
    PersonHead,
    may_open_person,
    person_head,
    staff_names,
    visible,
)
from deadlines.queries import DeadlineRow, deadlines_of_person
from desk.queries.cases import CaseRow, case_rows
from people.access import Actor
from people.queries import resident_id
from people.refusals import AccessDenied

EVENTS = 5


@dataclass(frozen=True, slots=True)
class PersonPage:
    """The whole page. Cases the actor may not open are shown, but are no links."""

    person: PersonHead
    cases: tuple[CaseRow, ...]
    ended: tuple[CaseRow, ...]
    open_to_me: frozenset[str]  # references
    services: tuple[ServiceNow, ...]
    deadlines: tuple[DeadlineRow, ...]
    events: tuple[EventRow, ...]
    blocked: bool  # sperret by the person: only identity is shown


def person_page(public_id: str, *, actor: Actor, on: dt.date) -> PersonPage:
    """The page of a person the actor may open.

    Raises NotFound for an unknown or another municipality's person, AccessDenied without a ground.
    """
    person_id = resident_id(public_id, actor=actor)
    if not may_open_person(person_id, actor=actor):
        raise AccessDenied("Du har ikke tilgang til denne personen.", what="person")
    person = person_head(person_id, on=on)
    if "Sperret" in person.tags:
        return PersonPage(person, (), (), frozenset(), (), (), (), blocked=True)
    found = Case.objects.filter(person_id=person_id).order_by("-received_on", "-pk")
    mine = visible(actor).filter(person_id=person_id).values_list("reference", flat=True)
    rows = case_rows(list(found.values_list("pk", flat=True)[:50]), on=on)
    return PersonPage(
        person=person,
        cases=tuple(row for row in rows if row.stage != "ENDED"),
        ended=tuple(row for row in rows if row.stage == "ENDED"),
        open_to_me=frozenset(mine),
        services=tuple(services_now(person_id, on=on)),
        deadlines=tuple(deadlines_of_person(person_id, actor, on=on)),
        events=_events(person_id),
        blocked=False,
    )


def _events(person_id: int) -> tuple[EventRow, ...]:
    entries = audit.entries(person_id=person_id, limit=EVENTS)
    staff = staff_names({entry.staff_id for entry in entries})
    return tuple(
        EventRow(
            at=entry.at,
            event=entry.event,
            sentence=entry.sentence,
            staff=staff.get(entry.staff_id, "") if entry.staff_id else "System",
            unit="",
        )
        for entry in entries
    )
