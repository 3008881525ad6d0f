"""Where an order stands, derived: a granted line or a trial, the unit it is sent to, its answer.

Nobody creates an order. A granted line of an issued decision, and a trial's named team, are orders
from that moment; a row in delivery is only the unit's answer to number `now_number`.
"""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db.models import (
    BigIntegerField,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Coalesce
from django.utils.timezone import localdate

from assessments.models import Trial
from cases.models import Case, ExtentFields
from cases.rules import Extent
from cases.service_types import Per
from cases.service_types import Unit as Counted
from decisions.models import DecisionLine
from decisions.policy import GIVES
from delivery.models import Order, Redirection, RunningService
from delivery.rules import State
from people.access import Actor
from people.queries import kept_from
from people.roles import Permission

# Lines or trials with what stands on no column: now_number, now_unit and now_state.
Placed = QuerySet[Any, Any]


@dataclass(frozen=True, slots=True)
class Source:
    """What an order springs from, a granted line or a trial, and where it is sent now."""

    pk: int
    public_id: uuid.UUID
    trial: bool
    case: Case
    service_key: str
    extent: Extent | None
    measure: str  # a trial's; empty for a line
    goal: str
    evaluate_on: dt.date | None
    important: str
    from_on: dt.date
    to_on: dt.date | None  # exclusive
    ordered_by: int  # for what was taken over, who answers for the case
    ordered_at: dt.datetime
    decided_by: frozenset[int]  # who had a hand in the decision; nobody for a trial
    trial_ended_on: dt.date | None
    number: int
    unit_id: int
    state: State
    current: bool = True  # False: an earlier number, refused and sent elsewhere
    urgent: bool = False  # decided orally: to be started at once
    taken_from: str = ""  # the system the decision was taken over from; empty: decided here


# Decided in writing, or orally before it is written (hastevedtak): an order from that moment.
DECIDED = Q(decision__issued_at__isnull=False) | Q(urgent__isnull=False)
GRANTED = Q(outcome__in=[outcome.value for outcome in GIVES]) & DECIDED


def units_of(actor: Actor) -> frozenset[int]:
    """The units whose orders the actor sees: where they deliver, and those they lead."""
    return actor.units_with(Permission.DELIVER) | actor.led_unit_ids


def lines_to(actor: Actor) -> Placed:
    """The placed lines that are sent to the actor's units now, of nobody they are related to."""
    ours = placed_lines().filter(sent_to(units_of(actor), unit="unit_performing"))
    return ours.exclude(decision__case__person_id__in=kept_from(actor))


def trials_to(actor: Actor) -> Placed:
    """The placed trials, alike."""
    ours = placed_trials().filter(sent_to(units_of(actor), unit="team"))
    return ours.exclude(case__person_id__in=kept_from(actor))


def placed_lines() -> Placed:
    """Granted lines that are orders: not what is replaced, or of an ended case, and unanswered."""
    return all_lines().exclude(
        Q(replaced()) | Q(decision__case__ended_at__isnull=False), now_state=State.SENT
    )


def replaced() -> Exists:
    """Whether a decided line has taken the place of a line."""
    return Exists(DecisionLine.objects.filter(DECIDED, replaces=OuterRef("pk")))


def all_lines() -> Placed:
    """Every granted line with `now_number`, `now_unit` and `now_state`."""
    lines = DecisionLine.objects.filter(GRANTED).select_related(
        "decision__case", "decision__imported_from", "urgent"
    )
    return _placed(lines, "line", "unit_performing_id")


def placed_trials() -> Placed:
    """Trials that are orders: not those that ended before their team answered."""
    return all_trials().exclude(
        Q(ended_on__isnull=False) | Q(case__ended_at__isnull=False), now_state=State.SENT
    )


def all_trials() -> Placed:
    """Every trial with the same."""
    trials = Trial.objects.select_related("case")
    return _placed(trials, "trial", "team_id")


def _placed(things: QuerySet[Any], name: str, unit: str) -> Placed:
    latest = Redirection.objects.filter(**{name: OuterRef("pk")}).order_by("-number")
    answer = Order.objects.filter(**{name: OuterRef("pk"), "number": OuterRef("now_number")})
    placed: Placed = (
        things.annotate(
            now_number=Coalesce(
                Subquery(latest.values("number")[:1]), 1, output_field=IntegerField()
            ),
            now_unit=Coalesce(
                Subquery(latest.values("unit_id")[:1]), F(unit), output_field=BigIntegerField()
            ),
        )
        .annotate(now_state=Coalesce(Subquery(answer.values("state")[:1]), Value(State.SENT.value)))
        .order_by()
    )
    return placed


def from_line(line: Any) -> Source:
    """The source of a placed line read with its decision and case."""
    decision, urgent = line.decision, line.urgent
    hands = (
        decision.decided_by_id,
        decision.approved_by_id,
        decision.written_by_id,
        urgent.by_id if urgent else None,
    )
    return Source(
        pk=line.pk,
        public_id=line.public_id,
        trial=False,
        case=decision.case,
        service_key=line.service_key,
        extent=extent_of(line),
        measure="",
        goal=decision.goal,
        evaluate_on=decision.evaluate_on,
        important=line.important,
        from_on=line.from_on or localdate(decision.issued_at),
        to_on=line.to_on,
        # Nobody here ordered what was taken over: whoever answers for the case is asked instead.
        ordered_by=(urgent.by_id if urgent else decision.decided_by_id)
        or decision.case.responsible_id
        or decision.case.queue_owner_id,
        ordered_at=urgent.at if urgent else decision.issued_at,
        decided_by=frozenset(staff for staff in hands if staff is not None),
        trial_ended_on=None,
        number=line.now_number,
        unit_id=line.now_unit,
        state=State(line.now_state),
        urgent=urgent is not None,
        taken_from=decision.imported_from.name if decision.imported_from else "",
    )


def from_trial(trial: Any) -> Source:
    """The source of a placed trial read with its case."""
    return Source(
        pk=trial.pk,
        public_id=trial.public_id,
        trial=True,
        case=trial.case,
        service_key=trial.service_key,
        extent=None,
        measure=trial.measure,
        goal=trial.goal,
        evaluate_on=None,
        important="",
        from_on=trial.starts_on,
        to_on=trial.planned_end_on,
        ordered_by=trial.started_by_id,
        ordered_at=trial.started_at,
        decided_by=frozenset(),
        trial_ended_on=trial.ended_on,
        number=trial.now_number,
        unit_id=trial.now_unit,
        state=State(trial.now_state),
    )


def extent_of(fields: ExtentFields) -> Extent | None:
    """The stored extent; None where there is nothing to count or it says nothing possible."""
    if fields.quantity is None or not fields.unit or not fields.per:
        return None
    try:
        return Extent(
            fields.quantity, Counted(fields.unit), Per(fields.per), fields.helpers, fields.night
        )
    except ValueError:
        return None


def order_key(public_id: object, number: int) -> str:
    """What the deadlines of an order are called: the first has no number."""
    return f"order:{public_id}" if number == 1 else f"order:{public_id}:{number}"


def sent_to(units: frozenset[int], *, unit: str) -> Q:
    """Those sent to one of `units`. `unit` is the column of the first one, which has an index."""
    given = list(units)
    return Q(now_unit__in=given) & (Q(**{f"{unit}__in": given}) | Q(redirections__unit__in=given))


def changes() -> Exists:
    """Whether the person of a line has the same service running already, from an earlier order."""
    return Exists(
        RunningService.objects.filter(
            person_id=OuterRef("decision__case__person_id"),
            service_key=OuterRef("service_key"),
            by_trial=False,
            ends_on=None,
        ).exclude(order__line_id=OuterRef("pk"))
    )
