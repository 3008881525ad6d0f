"""Decisions made elsewhere that still run (løpende vedtak) are taken over: one part, two doors.

The one is «Registrer løpende vedtak», by hand; the other is the import (delivery.actions.imports).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from audit import trail
from cases.actions import Transferred, discard_drafts, give_access, open_transferred
from cases.models import Case
from cases.queries import must_open_person
from deadlines.actions import Opening, open_deadlines
from deadlines.kinds import Kind
from decisions.actions import DecidedElsewhere, LineElsewhere, note_decided_elsewhere
from decisions.models import Decision, DecisionLine
from delivery.actions.parts import ORDER_ACCESS, refuse_if
from delivery.events import RunningTakenOver
from delivery.models import Order, RunningService
from delivery.queries import order_key
from delivery.queries.landscape import Landscape, Place, landscape, running_keys
from delivery.rules import (
    LONGEST_NAME,
    DecisionGiven,
    ServiceGiven,
    State,
    Surroundings,
    extent_given,
    running_objections,
)
from people.access import Actor, use_case
from people.actions import source_system
from people.models import Resident, SourceSystem
from people.queries import resident_id
from people.refusals import Objection, Refused
from people.roles import Permission

DRAFT = "lopende-vedtak"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Taken:
    """A running decision that has no objections, whose it is, and where its case belongs."""

    person: Resident
    given: DecisionGiven
    place: Place


@use_case(Permission.DECIDE)
def register_running(
    person: str, *, source: str, given: DecisionGiven, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Register a decision made before the system, or elsewhere, that still runs.

    `source` names the system or archive it stands in. A case is opened where its services run,
    with the clocks that lead to a renewal; no letter is sent and no time to complain begins.

    Raises NotFound or AccessDenied for the person; Refused with every objection, also where the
    same reference of the same source is registered before.
    """
    resident = Resident.objects.select_for_update(no_key=True).get(
        pk=resident_id(person, actor=actor)
    )
    must_open_person(resident.pk, public_id=person, actor=actor, acting=True)
    day = localdate(at)
    around = landscape(resident.municipality_id, on=day)
    found = _source_objections(source)
    found += running_objections(
        given,
        Surroundings(
            day,
            around.performing,
            running_keys([resident.pk]).get(resident.pk, set()),
            resident.died_on,
        ),
    )
    refuse_if(found)
    system = source_system(resident.municipality_id, source)
    refuse_if(_registered_before(system, given))
    (case,) = _taken_over(resident, given, around, system, actor=actor, at=at)
    give_access(case, staff_id=actor.staff(), ground="registered", at=at)
    discard_drafts(None, DRAFT, owner_id=actor.staff(), person_id=resident.pk)
    return {"reference": case.reference}


def _taken_over(
    person: Resident,
    given: DecisionGiven,
    around: Landscape,
    source: SourceSystem,
    *,
    actor: Actor,
    at: dt.datetime,
) -> list[Case]:
    """Take over one; what the database alone can see is refused in words."""
    keys = [service.service_key for service in given.services]
    place = around.place(keys, district_id=person.district_id, born_on=person.born_on)
    try:
        with transaction.atomic():
            return take_over(
                [Taken(person, given, place)], around, source=source, actor=actor, at=at
            )
    except IntegrityError as clash:
        raise refusal_of(clash) from None


def refusal_of(clash: IntegrityError) -> Refused:
    """What the database refused, in words. Raises it again where it is none of what can be said."""
    if "no_overlap" in str(clash):
        return Refused(
            "Personen har hatt den samme tjenesten her i de samme dagene. Sjekk når den startet.",
            code="already_running",
            field="services.0.starts_on",
        )
    if "imported_once" in str(clash):
        return Refused(
            "Vedtaket eller bestillingen er registrert fra før.",
            code="registered_before",
            field="reference",
        )
    raise clash


def take_over(
    taken: Sequence[Taken],
    around: Landscape,
    *,
    source: SourceSystem,
    actor: Actor,
    at: dt.datetime,
) -> list[Case]:
    """Open the cases of running decisions, with everything that stands by a service that runs.

    One event for each. The caller has asked for objections and holds the persons' locks, or has
    made them. The database has the last word (IntegrityError).
    """
    cases = open_transferred(
        [
            Transferred(
                person=one.person,
                track=one.place.track,
                services=tuple(service.service_key for service in one.given.services),
                received_on=one.given.decided_on,
                unit=one.place.unit,
                queue_owner_id=one.place.queue_owner_id,
                performing=tuple(around.performing[s.unit] for s in one.given.services),
            )
            for one in taken
        ],
        order_ground=ORDER_ACCESS,
        actor=actor,
        at=at,
    )
    noted = note_decided_elsewhere(
        [
            DecidedElsewhere(
                case=case,
                reference=one.given.reference.strip(),
                decided_on=one.given.decided_on,
                evaluate_on=one.given.evaluate_on,
                goal=one.given.goal.strip(),
                lines=tuple(_line(service, around) for service in one.given.services),
            )
            for case, one in zip(cases, taken, strict=True)
        ],
        source=source,
        actor=actor,
        at=at,
    )
    _let_run(noted, taken, actor=actor, at=at)
    _open_clocks(noted, actor=actor, at=at)
    trail.record_all(
        [
            RunningTakenOver(
                case_id=decision.case_id,
                person_id=one.person.pk,
                source=source.name,
                decided_on=f"{one.given.decided_on:%d.%m.%Y}",
                decision=str(decision.public_id),
                orders=[str(line.public_id) for line in lines],
            )
            for (decision, lines), one in zip(noted, taken, strict=True)
        ],
        actor=actor,
        at=at,
    )
    return cases


def _line(service: ServiceGiven, around: Landscape) -> LineElsewhere:
    extent, _none = extent_given(service, on=around.on, at="")
    return LineElsewhere(
        service_key=service.service_key,
        extent=extent,
        from_on=service.from_on,
        to_on=service.to_on,
        legal_basis=service.legal_basis,
        unit=around.performing[service.unit],
        important=service.important.strip(),
        reference=service.reference.strip(),
    )


def _let_run(
    noted: Sequence[tuple[Decision, list[DecisionLine]]],
    taken: Sequence[Taken],
    *,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """The orders and services as the unit would have them; whoever registered answers for that."""
    pairs = [
        (line, service, one.person)
        for (_decision, lines), one in zip(noted, taken, strict=True)
        for line, service in zip(lines, one.given.services, strict=True)
    ]
    orders = Order.objects.bulk_create(
        Order(
            line=line,
            case_id=line.decision.case_id,
            unit=line.unit_performing,
            state=State.RUNNING,
            answered_by_id=actor.staff(),
            answered_at=at,
        )
        for line, _service, _person in pairs
    )
    RunningService.objects.bulk_create(
        RunningService(
            order=order,
            person=person,
            case_id=order.case_id,
            unit=line.unit_performing,
            service_key=line.service_key,
            starts_on=service.starts_on,
            valid_to=line.to_on,
            started_by_id=actor.staff(),
            started_at=at,
        )
        for order, (line, service, person) in zip(orders, pairs, strict=True)
    )


def _open_clocks(
    noted: Sequence[tuple[Decision, list[DecisionLine]]], *, actor: Actor, at: dt.datetime
) -> None:
    """See to the need before it runs out, and evaluate: as for our own, so that renewal comes.

    Where no day of evaluation is told, it runs from today: the source's own has passed or was none.
    """
    expiries = [
        Opening(
            decision.case,
            Kind.DECISION_EXPIRY,
            order_key(line.public_id, 1),
            starts_on=line.to_on - DAY,
        )
        for decision, lines in noted
        for line in lines
        if line.to_on is not None
    ]
    evaluations = [
        Opening(
            decision.case,
            Kind.EVALUATION,
            f"decision:{decision.public_id}",
            starts_on=_decided_on(decision) if decision.evaluate_on else localdate(at),
            set_on=decision.evaluate_on,
        )
        for decision, _lines in noted
    ]
    open_deadlines(expiries + evaluations, actor=actor, at=at)


def _decided_on(decision: Decision) -> dt.date:
    return localdate(decision.issued_at)


def _source_objections(source: str) -> list[Objection]:
    if not source.strip():
        return [Objection("Skriv hvilket system eller arkiv vedtaket står i.", "source", "source")]
    if len(source) > LONGEST_NAME:
        return [Objection("Navnet kan ha 60 tegn.", "text_too_long", "source")]
    return []


def _registered_before(source: SourceSystem, given: DecisionGiven) -> list[Objection]:
    before = Decision.objects.filter(imported_from=source, imported_ref=given.reference.strip())
    if not before.exists():
        return []
    return [Objection("Vedtaket er registrert fra før.", "registered_before", "reference")]
