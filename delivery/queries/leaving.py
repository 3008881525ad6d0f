"""What stands for somebody who has died or moves: derived from the register, never a copy.

No act closes anything for them. What still runs, whose task its end is, what papers could follow
and what a wrong death has closed are asked here each time.
"""

import datetime as dt
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Case as When
from django.db.models import (
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models import When as Then
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from assessments.models import Assessment
from audit.words import filled
from cases.models import Case
from cases.queries import (
    CaseHead,
    PersonHead,
    heads,
    may_know_where,
    person_head,
    staff_names,
    unit_names,
    visible,
)
from cases.stages import ENDS, EndReason
from decisions.models import DecisionLine
from delivery.models import Order, RunningService
from delivery.queries.moves import DepartureRow, Undone, departure_of, last_undone
from delivery.queries.placed import from_line, from_trial, placed_lines, placed_trials
from delivery.queries.rows import OrderRow, rows_of
from delivery.rules import State
from notifications.letters import LetterState
from notifications.models import Letter
from people.access import Actor
from people.models import Resident, RoleGrant
from people.queries import open_resident_id
from people.roles import ROLES, Permission, Role

DELIVERING = [role.value for role, row in ROLES.items() if Permission.DELIVER in row.permissions]
MOST_PAPERS = 50
PREFERRED, LEADS, OTHER = range(3)


@dataclass(frozen=True, slots=True)
class Left:
    """A service or an order that somebody must end."""

    order: str  # public id
    service: str
    extent: str
    unit: str  # empty: it would say where a protected person lives
    keeper: str  # who has it as a task in the unit; empty: the unit's unassigned
    state: State
    started_on: dt.date | None


@dataclass(frozen=True, slots=True)
class Paper:
    """A vedtak or kartlegging that can be handed over; `key` names it, `words` say what it is."""

    key: str
    words: str
    reference: str  # of a case the actor may open; empty for others


@dataclass(frozen=True, slots=True)
class LeavingPage:
    """What the pages of a death and of a move show: what stands, and who must end it."""

    person: PersonHead
    version: int  # of the person
    left: tuple[Left, ...]  # units and their people only where they do not say where one lives
    cases: tuple[CaseHead, ...]  # open; units as above
    letters: int  # that wait in the outbox
    departure: DepartureRow | None
    undone: Undone | None  # the move that was taken back last
    papers: tuple[Paper, ...]
    closed: tuple[str, ...]  # what was closed because of the death, in words


def leaving_page(public_id: str, *, actor: Actor, on: dt.date) -> LeavingPage:
    """The page of a person whose details may be opened. Raises as `open_resident_id`."""
    person_id = open_resident_id(public_id, actor=actor, acting=True)
    person = person_head(person_id, on=on)
    open_cases = list(
        Case.objects.filter(person_id=person_id, ended_at=None)
        .order_by("received_on", "pk")
        .values_list("pk", flat=True)
    )
    found = heads(open_cases, on=on)
    hidden = not may_know_where(person_id, actor=actor)
    mine = visible(actor).filter(person_id=person_id).values_list("reference", flat=True)
    told_of = set(mine) if hidden else None
    departure = departure_of(person_id, hidden=hidden)
    return LeavingPage(
        person=person,
        version=Resident.objects.values_list("version", flat=True).get(pk=person_id),
        left=left_of(person_id, on=on, told_of=told_of),
        cases=tuple(
            found[pk]
            if told_of is None or found[pk].reference in told_of
            else replace(found[pk], unit=_("en enhet som ikke vises"))
            for pk in open_cases
        ),
        letters=Letter.objects.filter(person_id=person_id, state=LetterState.HELD).count(),
        departure=departure,
        undone=last_undone(person_id, hidden=hidden),
        papers=papers_of(person_id, actor=actor) if departure is not None else (),
        closed=closed_by_death(person_id, on=on, told_of=told_of) if person.died_on else (),
    )


def left_of(person_id: int, *, on: dt.date, told_of: Collection[str] | None) -> tuple[Left, ...]:
    """What runs for a person or is promised and not begun, longest-running first.

    With `told_of`, units stand only at what is of these cases.
    """
    waiting = [State.SENT, State.CONFIRMED, State.RUNNING]
    lines = placed_lines().filter(decision__case__person_id=person_id, now_state__in=waiting)
    trials = placed_trials().filter(case__person_id=person_id, now_state__in=waiting)
    rows = rows_of(
        [*(from_line(line) for line in lines), *(from_trial(trial) for trial in trials)], on=on
    )
    keepers = _keepers(person_id, on=on)
    names = staff_names(set(keepers.values()))
    return tuple(
        Left(
            order=row.public_id,
            service=row.service,
            extent=row.extent,
            unit=row.unit if told_of is None or row.reference in told_of else "",
            keeper=names.get(keepers.get(row.public_id) or 0, "")
            if told_of is None or row.reference in told_of
            else "",
            state=row.state,
            started_on=row.started_on,
        )
        for row in sorted(rows, key=_longest)
    )


def _longest(row: OrderRow) -> tuple[bool, dt.date, str]:
    return row.started_on is None, row.started_on or row.from_on, row.public_id


def _keepers(person_id: int, *, on: dt.date) -> dict[str, int | None]:
    """Who has each answered order as a task, by the order's public id."""
    found = to_end(Q(case__person_id=person_id)).annotate(keeper=keeper("unit", "kept_by", on=on))
    return {
        str(line or trial): kept
        for line, trial, kept in found.values_list("line__public_id", "trial__public_id", "keeper")
    }


def to_end(whose: Q) -> QuerySet[Order, Order]:
    """Orders of some people that run or are confirmed, with `kept_by`: who started or answered.

    Not what is confirmed in a case that has ended: it never starts, and nobody has it to do.
    """
    started = RunningService.objects.filter(order=OuterRef("pk")).values("started_by_id")[:1]
    open_ones = Q(state=State.RUNNING) | Q(state=State.CONFIRMED, case__ended_at=None)
    return Order.objects.filter(whose, open_ones).annotate(
        kept_by=Coalesce(Subquery(started), F("answered_by_id"))
    )


def keeper(unit: str, preferred: str, *, on: dt.date) -> Subquery:
    """The staff id of one who delivers in the unit on a day: the preferred, else its leader."""
    grants = _delivering(on).filter(unit=OuterRef(unit))
    first = _place(Then(staff=OuterRef(preferred), then=Value(PREFERRED)))
    return Subquery(grants.annotate(place=first).order_by("place", "pk").values("staff_id")[:1])


def people_of_unit(units: Iterable[int], *, on: dt.date) -> dict[int, int]:
    """One who leads each unit, or delivers there, by unit."""
    found: dict[int, int] = {}
    grants = _delivering(on).filter(unit_id__in=list(units)).annotate(place=_place())
    for grant in grants.order_by("place", "pk"):
        found.setdefault(grant.unit_id, grant.staff_id)
    return found


def _delivering(on: dt.date) -> QuerySet[RoleGrant]:
    """The roles on a day by which somebody who works here delivers."""
    return RoleGrant.objects.filter(
        Q(staff__left_on=None) | Q(staff__left_on__gt=on),
        role__in=DELIVERING,
        revoked_at=None,
        valid_from__lte=on,
        valid_to__gt=on,
    )


def _place(*before: Then) -> When:
    """Who comes first among those who deliver: `before`, then whoever leads, then the others."""
    return When(
        *before,
        Then(role=Role.UNIT_LEADER, then=Value(LEADS)),
        default=Value(OTHER),
        output_field=IntegerField(),
    )


def papers_of(person_id: int, *, actor: Actor) -> tuple[Paper, ...]:
    """A person's issued vedtak and completed kartlegginger, newest first, in bokmål words."""
    mine = set(visible(actor).filter(person_id=person_id).values_list("reference", flat=True))
    lines = (
        DecisionLine.objects.filter(
            decision__case__person_id=person_id, decision__issued_at__isnull=False
        )
        .values_list(
            "decision__public_id", "decision__issued_at", "decision__n", "decision__case__reference"
        )
        .distinct()
        .order_by("-decision__issued_at", "decision__public_id")[:MOST_PAPERS]
    )
    done = (
        Assessment.objects.filter(application__person_id=person_id, completed_at__isnull=False)
        .order_by("-completed_at", "-pk")
        .values_list("pk", "completed_at", "application__links__case__reference")
    )
    seen: dict[int, Paper] = {}
    for pk, at, reference in done:
        words = f"Kartlegging {localdate(at):%d.%m.%Y}, sak {reference}"
        shown = reference if reference in mine else ""
        if pk not in seen or (shown and not seen[pk].reference):
            seen[pk] = Paper(f"assessment:{pk}", words, shown)
    return (
        *(
            Paper(
                f"decision:{public_id}",
                f"Vedtak {localdate(at):%d.%m.%Y}, sak {reference}",
                reference if reference in mine else "",
            )
            for public_id, at, _n, reference in lines
        ),
        *list(seen.values())[:MOST_PAPERS],
    )


def closed_of(person_id: int, *, actor: Actor, on: dt.date) -> tuple[str, ...]:
    """What a death has closed, as `closed_by_death`, with what the actor may know of units."""
    mine = visible(actor).filter(person_id=person_id).values_list("reference", flat=True)
    told_of = None if may_know_where(person_id, actor=actor) else set(mine)
    return closed_by_death(person_id, on=on, told_of=told_of)


def closed_by_death(
    person_id: int, *, on: dt.date, told_of: Collection[str] | None
) -> tuple[str, ...]:
    """What people have closed because the person was said to be dead, in words; with `told_of`,
    with units only of these cases.
    """
    orders = Order.objects.filter(case__person_id=person_id, end_code="DEATH").select_related(
        "line", "trial", "case"
    )
    cases = Case.objects.filter(person_id=person_id, end_reason=EndReason.LAPSED_DEATH)
    units = unit_names({order.unit_id for order in orders}, on=on)
    return (
        *(
            filled(
                "Tjeneste avsluttet hos {unit}, sak {reference}",
                unit=units.get(order.unit_id, ""),
                reference=order.case.reference,
            )
            if told_of is None or order.case.reference in told_of
            else filled("Tjeneste avsluttet, sak {reference}", reference=order.case.reference)
            for order in orders.order_by("pk")
        ),
        *(
            filled(
                "Sak {reference}: {label}",
                reference=case.reference,
                label=_(ENDS[EndReason.LAPSED_DEATH].label),
            )
            for case in cases.order_by("reference")
        ),
    )


def unanswered_units(person_id: int) -> set[int]:
    """The units that have an order about a person they have not answered."""
    sent: dict[str, Any] = {"now_state": State.SENT}
    lines = placed_lines().filter(decision__case__person_id=person_id, **sent)
    trials = placed_trials().filter(case__person_id=person_id, **sent)
    return {
        *lines.values_list("now_unit", flat=True),
        *trials.values_list("now_unit", flat=True),
    }
