"""What runs now, what runs without a valid vedtak, and what is promised and not given."""

import datetime as dt
from dataclasses import dataclass, replace

from django.db.models import Q, QuerySet

from cases.queries import (
    PersonHead,
    person_heads,
    reader_language,
    service_names,
    unit_names,
    visible,
)
from cases.rules import extent_text
from delivery.models import RunningService
from delivery.queries.anew import looked_at_in
from delivery.queries.placed import (
    extent_of,
    from_line,
    from_trial,
    placed_lines,
    placed_trials,
    sent_to,
    units_of,
)
from delivery.queries.rows import OrderRow, extent_beside, rows_of, unnamed
from delivery.queries.units import phones_of
from delivery.rules import LEFT, OPEN, State, without_decision_since
from people.access import Actor
from people.queries import kept_from

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ServiceRow:
    """A service that runs."""

    order: str  # public id
    reference: str
    case_id: int
    person_id: int
    person: str  # «NORDMANN, Ola»
    age: int | None
    unnamed: bool  # kode 6: no list of a unit names them
    service: str
    extent: str
    unit: str
    phone: str  # where the unit answers: it alone knows the day and the clock of a visit
    responsible: str  # of the case; empty: in the unit's queue
    trial: bool
    starts_on: dt.date
    valid_to: dt.date | None  # exclusive
    without_decision_since: dt.date | None
    looked_at_in: str  # the case in which it is looked at anew now; empty: none

    @property
    def last_valid_on(self) -> dt.date | None:
        """The last day with a valid vedtak, inclusive."""
        return self.valid_to - DAY if self.valid_to else None


def services_now(person_id: int, *, on: dt.date) -> list[ServiceRow]:
    """What a person has now («Tjenester nå»), longest-running first.

    What has run past its decision is still there: expiry stops nothing.
    """
    return _rows(
        _running(on).filter(person_id=person_id, starts_on__lte=on).order_by("starts_on", "pk"),
        on=on,
    )


@dataclass(frozen=True, slots=True)
class ComingRow:
    """A service that is granted or to be tried, and has not begun."""

    reference: str
    service: str
    extent: str
    unit: str
    phone: str
    state: State
    status: str
    planned_on: dt.date | None  # as the unit has planned; None while it has not answered
    from_on: dt.date


def coming(person_id: int, *, on: dt.date) -> list[ComingRow]:
    """What a person is to have and has not got yet, the nearest first.

    The same queries whatever the number.
    """
    lines = placed_lines().filter(decision__case__person_id=person_id, now_state__in=OPEN)
    trials = placed_trials().filter(case__person_id=person_id, now_state__in=OPEN)
    sources = [*(from_line(line) for line in lines), *(from_trial(trial) for trial in trials)]
    rows = [row for row in rows_of(sources, on=on) if row.trial_ended_on is None]
    phones = phones_of([row.unit_id for row in rows])
    return [
        ComingRow(
            reference=row.reference,
            service=row.service,
            extent=row.extent,
            unit=row.unit,
            phone=phones.get(row.unit_id, ""),
            state=row.state,
            status=row.status,
            planned_on=row.planned_start_on,
            from_on=row.from_on,
        )
        for row in sorted(rows, key=lambda row: (row.start_on, row.public_id))
    ]


def expired(*, actor: Actor, on: dt.date) -> list[ServiceRow]:
    """Services that run without a valid vedtak, the longest first: «Går uten gyldig vedtak siden».

    Of the units the actor leads or delivers in, and of cases the actor may open.
    """
    found = _running(on).filter(_seen_by(actor), valid_to__lte=on, by_trial=False)
    rows = _rows(found.order_by("valid_to", "pk"), on=on)
    return [replace(row, person="", age=None) if row.unnamed else row for row in rows]


def obligations(*, actor: Actor, on: dt.date) -> list[OrderRow]:
    """What is granted and not yet given: every line without an accepted, started order.

    Oldest first; of cases the actor may open, and of the units the actor leads or delivers in,
    except what these have refused: that is no longer theirs.
    """
    theirs = Q(sent_to(units_of(actor), unit="unit_performing")) & ~Q(now_state__in=list(LEFT))
    theirs &= ~Q(decision__case__person_id__in=kept_from(actor))
    lines = (
        placed_lines()
        .filter(
            theirs | Q(decision__case__in=visible(actor)),
            now_state__in=OPEN,
        )
        .order_by("decision__issued_at", "pk")
        .distinct()
    )
    return [unnamed(row) for row in rows_of([from_line(line) for line in lines], on=on)]


def _running(on: dt.date) -> QuerySet[RunningService]:
    return RunningService.objects.filter(Q(ends_on=None) | Q(ends_on__gt=on)).select_related(
        "order__line", "order__trial", "case__responsible"
    )


def _seen_by(actor: Actor) -> Q:
    ours = Q(unit_id__in=list(units_of(actor))) & ~Q(person_id__in=kept_from(actor))
    return ours | Q(case__in=visible(actor))


def _rows(services: QuerySet[RunningService], *, on: dt.date) -> list[ServiceRow]:
    found = list(services)
    people = person_heads({service.person_id for service in found}, on=on)
    units = unit_names({service.unit_id for service in found}, on=on)
    anew = looked_at_in([service.pk for service in found])
    phones = phones_of({service.unit_id for service in found})
    return [_row(service, people, units, phones, anew, on) for service in found]


def _row(
    service: RunningService,
    people: dict[int, PersonHead],
    units: dict[int, str],
    phones: dict[int, str],
    anew: dict[int, str],
    on: dt.date,
) -> ServiceRow:
    line, trial = service.order.line, service.order.trial
    extent = extent_of(line) if line else None
    source = line or trial
    person = people[service.person_id]
    name = service_names([service.service_key], on=service.starts_on)[0]
    words = extent_text(extent, language=reader_language(), short=True) if extent else ""
    return ServiceRow(
        order=str(source.public_id) if source else "",
        reference=service.case.reference,
        case_id=service.case_id,
        person_id=service.person_id,
        person=person.list_name,
        age=person.age,
        unnamed=person.unnamed,
        service=name,
        extent=extent_beside(name, words or (trial.measure if trial else "")),
        unit=units.get(service.unit_id, ""),
        phone=phones.get(service.unit_id, ""),
        responsible=str(service.case.responsible or ""),
        trial=service.by_trial,
        starts_on=service.starts_on,
        valid_to=service.valid_to,
        without_decision_since=without_decision_since(service.valid_to, on=on),
        looked_at_in=anew.get(service.pk, ""),
    )
