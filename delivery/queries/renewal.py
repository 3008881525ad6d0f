"""What a person has that may be looked at anew, and how a case begins with it."""

import datetime as dt
from dataclasses import dataclass

from django.utils.timezone import localdate

from assessments.rules import Given
from cases.queries import PersonHead, must_open_person, person_head
from decisions.models import DecisionLine
from delivery.models import RunningService
from delivery.queries.placed import extent_of
from delivery.queries.services import ServiceRow, services_now
from people.access import Actor
from people.queries import resident_id
from people.refusals import NotFound


@dataclass(frozen=True, slots=True)
class ReassessPage:
    """Whose services may be looked at anew; those already looked at name the case."""

    person: PersonHead
    services: tuple[ServiceRow, ...]


def reassess_page(public_id: str, *, actor: Actor, on: dt.date) -> ReassessPage:
    """The page of a person the actor may open. Raises NotFound, AccessDenied."""
    person_id = person_to_reassess(public_id, actor=actor)
    return ReassessPage(
        person=person_head(person_id, on=on),
        services=tuple(row for row in services_now(person_id, on=on) if not row.trial),
    )


def person_to_reassess(public_id: str, *, actor: Actor) -> int:
    """The person's id, for an actor who may write on them. Raises NotFound, AccessDenied."""
    person_id = resident_id(public_id, actor=actor)
    must_open_person(person_id, public_id=public_id, actor=actor, acting=True)
    return person_id


def person_served(order: str, *, actor: Actor, on: dt.date) -> PersonHead:
    """Whom a running service is for, by its order, for an actor who may open them.

    Raises NotFound where it does not run, and AccessDenied.
    """
    service = (
        RunningService.objects.filter(
            order__line__public_id=order, ends_on=None, person__municipality=actor.municipality_id
        )
        .select_related("person")
        .first()
    )
    if service is None:
        raise NotFound("Vi finner ikke tjenesten.", what="service")
    person_id = person_to_reassess(str(service.person.public_id), actor=actor)
    return person_head(person_id, on=on)


def given_by(line: DecisionLine, service: RunningService) -> Given:
    """What a running service gives, as a new case begins with it."""
    issued = line.decision.issued_at
    return Given(
        order=str(line.public_id),
        service_key=service.service_key,
        decided_on=localdate(issued) if issued else service.starts_on,
        extent=extent_of(line),
        from_on=line.from_on or service.starts_on,
        to_on=line.to_on,
        helped_from=service.starts_on
        if line.from_on is not None and service.starts_on < line.from_on
        else None,
    )
