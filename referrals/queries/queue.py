"""The queue of referrals (henvisninger): who waits for what, how urgent, how long."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import (
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from cases.models import Case, CaseService
from cases.queries import CaseHead, PersonHead, heads, in_hand, person_heads
from cases.service_types import ServiceType, services_on
from cases.stages import Stage
from people.access import Actor
from referrals.models import Grading, Help
from referrals.rules import Wait, by_urgency, start_by, waited

PAGE = 50
UNGRADED = 0  # the filter's word for what nobody has graded


@dataclass(frozen=True, slots=True)
class Narrow:
    """Filters of the queue; empty: all."""

    service: str = ""
    grade: int | None = None
    over: bool = False
    responsible: str = ""  # "me", "nobody"


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One who waits."""

    reference: str
    version: int
    person_id: int
    person: str  # «NORDMANN, Ola»
    protection: str  # how the address is protected; empty where it is not
    age: int | None
    services: tuple[str, ...]
    grade: int | None
    label: str
    start_by: dt.date | None
    received_on: dt.date
    wait: Wait
    unit_id: int
    unit: str
    responsible: str
    hold_until: dt.date | None
    helped: bool  # is given help now, without a decision and without an answer to the case

    @property
    def url(self) -> str:
        """The case's page."""
        return f"/saker/{self.reference}/"


@dataclass(frozen=True, slots=True)
class Queue:
    """One page of the queue, and how many wait."""

    rows: tuple[QueueRow, ...]
    shown: int
    total: int
    over: int  # of all that wait, how many longer than the key says
    ungraded: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True)
class WaitRow:
    """What a case waits for by urgency: never a place in a queue, and nobody else."""

    reference: str
    grade: int | None
    label: str
    start_by: dt.date | None
    wait: Wait


def graded_services(on: dt.date) -> tuple[ServiceType, ...]:
    """The services shared out by the key of urgency, by name."""
    found = (service for service in services_on(on) if by_urgency(service))
    return tuple(sorted(found, key=lambda service: service.name_nb))


def queue(*, actor: Actor, narrow: Narrow, on: dt.date, page: int = 1, size: int = PAGE) -> Queue:
    """Who waits, of the cases one may open: not graded first, then by grade, then the longest wait.

    A case waits until its kartlegging begins, and not while help that answers it is given. The
    same queries for 2 and 20.
    """
    waiting = _waiting(in_hand(actor), on=on)
    found = _narrowed(waiting, narrow, actor=actor, on=on)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    cases = list(
        found.order_by(F("grade").asc(nulls_first=True), "received_on", "pk")[
            (page - 1) * size : page * size
        ]
    )
    by_id = heads([case.pk for case in cases], on=on)
    people = person_heads({case.person_id for case in cases}, on=on)
    gradings = _gradings([case.pk for case in cases])
    given = helped([case.pk for case in cases], on=on)
    rows = tuple(
        _row(
            by_id[case.pk],
            people[case.person_id],
            gradings.get(case.pk),
            on,
            helped=case.pk in given,
        )
        for case in cases
    )
    return Queue(
        rows=rows,
        shown=len(rows),
        total=total,
        over=waiting.filter(Q(start_by__lt=on)).count(),
        ungraded=waiting.filter(Q(grade=None)).count(),
        page=page,
        pages=pages,
    )


def waits_of(case_ids: Collection[int], *, on: dt.date) -> dict[int, WaitRow]:
    """Which of these cases wait by urgency, and how long: in two queries."""
    cases = list(_waiting(Case.objects.filter(pk__in=case_ids), on=on))
    gradings = _gradings([case.pk for case in cases])
    return {
        case.pk: _wait_row(case.reference, case.received_on, gradings.get(case.pk), on)
        for case in cases
    }


def helped(case_ids: Collection[int], *, on: dt.date) -> frozenset[int]:
    """Of these cases, those whose person is given help now, without a decision."""
    given = Help.objects.filter(case_id__in=case_ids, starts_on__lte=on, ended_on=None)
    return frozenset(given.values_list("case_id", flat=True))


def _waiting(cases: QuerySet[Case], *, on: dt.date) -> QuerySet[Case]:
    keys = [service.key for service in graded_services(on)]
    asked = CaseService.objects.filter(case=OuterRef("pk"), service_key__in=keys, removed_at=None)
    answers = Help.objects.filter(
        case=OuterRef("pk"), service_key__in=keys, ended_on=None, answers_case=True
    )
    latest = Grading.objects.filter(case=OuterRef("pk")).order_by("-pk")
    return cases.filter(
        Exists(asked),
        ~Exists(answers),
        stage=Stage.RECEIVED,
        person__died_on=None,
    ).annotate(
        grade=Subquery(latest.values("grade")[:1]),
        # As `rules.start_by`: a first contact that is put right moves the last day within the key.
        start_by=ExpressionWrapper(
            F("received_on") + Subquery(latest.values("longest_days")[:1]),
            output_field=DateField(),
        ),
    )


def _narrowed(
    found: QuerySet[Case], narrow: Narrow, *, actor: Actor, on: dt.date
) -> QuerySet[Case]:
    if narrow.service:
        asked = CaseService.objects.filter(
            case=OuterRef("pk"), service_key=narrow.service, removed_at=None
        )
        found = found.filter(Exists(asked))
    if narrow.grade is not None:
        found = found.filter(Q(grade=narrow.grade or None))
    if narrow.over:
        found = found.filter(Q(start_by__lt=on))
    if narrow.responsible == "me":
        found = found.filter(responsible_id=actor.staff())
    elif narrow.responsible == "nobody":
        found = found.filter(responsible=None)
    return found


def _gradings(case_ids: Collection[int]) -> dict[int, Grading]:
    latest = (
        Grading.objects.filter(case_id__in=case_ids).order_by("case_id", "-pk").distinct("case_id")
    )
    return {grading.case_id: grading for grading in latest}


def _wait_row(
    reference: str, received_on: dt.date, grading: Grading | None, on: dt.date
) -> WaitRow:
    return WaitRow(
        reference=reference,
        grade=grading.grade if grading else None,
        label=grading.label if grading else "",
        start_by=start_by(received_on, grading.longest_days) if grading else None,
        wait=waited(received_on, on=on, longest=grading.longest_days if grading else None),
    )


def _row(
    head: CaseHead, person: PersonHead, grading: Grading | None, on: dt.date, *, helped: bool
) -> QueueRow:
    waits = _wait_row(head.reference, head.received_on, grading, on)
    return QueueRow(
        reference=head.reference,
        version=head.version,
        person_id=person.id,
        person=person.list_name,
        protection=person.protection,
        age=person.age,
        services=head.services,
        grade=waits.grade,
        label=waits.label,
        start_by=waits.start_by,
        received_on=head.received_on,
        wait=waits.wait,
        unit_id=head.unit_id,
        unit=head.unit,
        responsible=head.responsible,
        hold_until=head.hold_until,
        helped=helped,
    )
