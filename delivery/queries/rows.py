"""Orders as pages and the API show them: names looked up, the same queries for 2 and for 20."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from django.db.models import Q
from django.utils.timezone import localdate
from django.utils.translation import gettext

from cases.queries import PersonHead, person_heads, reader_language, service_names, unit_names
from cases.rules import Extent, difference_text, extent_text
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions.models import DecisionLine
from delivery.models import Order, Redirection, RunningService
from delivery.policy import END_REASONS
from delivery.queries.anew import looked_at_in
from delivery.queries.placed import Source, extent_of, order_key
from delivery.rules import STATES, State, without_decision_since
from people.models.residents import Protection

DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OrderRow:
    """One order as it stands now."""

    public_id: str
    number: int
    trial: bool
    case_id: int
    reference: str
    person_id: int
    person: str  # «NORDMANN, Ola»
    protection: str  # how the address is protected; empty where it is not
    age: int | None
    service_key: str
    service: str
    extent: str  # «3,5 t/uke»; for a trial the measure
    from_on: dt.date
    to_on: dt.date | None  # exclusive
    ordered_on: dt.date
    sent_on: dt.date  # to this unit: later, where another had it first
    told: str  # how the person learnt of this unit, where the letter named another
    unit_id: int
    unit: str
    state: State
    version: int  # 0: nobody has answered
    planned_start_on: dt.date | None
    started_on: dt.date | None
    ends_on: dt.date | None  # exclusive
    without_decision_since: dt.date | None  # «Går uten gyldig vedtak siden …»
    end_label: str
    end_reason: str
    refuse_reason: str
    answer_due_at: dt.datetime | None
    change: str  # «3,5 → 5,0 timer/uke», where the same service runs already
    change_since: dt.date | None
    change_unit: str  # who gives it now
    change_here: bool  # it is the same unit, which can let the new one take over
    trial_ended_on: dt.date | None  # exclusive
    early_reason: str  # why it started before the order's first day
    early_settled: str  # what whoever ordered did about it; empty: nothing yet
    current: bool  # False: refused, and sent to another unit since
    looked_at_in: str = ""  # the case in which what runs is looked at anew; empty: none
    before_on: dt.date | None = None  # the day of the decision whose place it takes
    urgent: bool = False  # a hastevedtak: to be started at once
    hidden: bool = False  # nothing of the person: see `without_person`

    @property
    def status(self) -> str:
        """The order's status in its one word; «Endring venter» for a change not begun."""
        if self.state is State.RUNNING and self.looked_at_in:
            return "Endring venter"
        if self.change_since and self.state in {State.SENT, State.CONFIRMED}:
            return "Endring venter" if self.state is State.SENT else STATES[self.state]
        return STATES[self.state]

    @property
    def origin(self) -> str:
        """What it springs from."""
        return "Utprøving" if self.trial else "Vedtak"

    @property
    def start_on(self) -> dt.date:
        """The day that matters to the unit: started, planned, or from when it is ordered."""
        return self.started_on or self.planned_start_on or self.from_on

    @property
    def last_on(self) -> dt.date | None:
        """The last day of the order's period, inclusive."""
        return self.to_on - DAY if self.to_on else None

    @property
    def ended_last_on(self) -> dt.date | None:
        """The last day the service was given, inclusive."""
        return self.ends_on - DAY if self.ends_on else None


@dataclass(frozen=True, slots=True)
class _Now:
    """What a person has of a service now."""

    source: int | None  # the line it springs from
    extent: Extent | None
    since: dt.date
    unit_id: int
    unit: str


@dataclass(frozen=True, slots=True)
class _Around:
    orders: dict[tuple[bool, int | None, int], Order]
    people: dict[int, PersonHead]
    units: dict[int, str]
    now: dict[tuple[int, str], _Now]
    due: dict[str, dt.datetime | None]
    sent: dict[tuple[bool, int | None, int], Redirection]
    anew: dict[int, str]
    replaced: dict[int, DecisionLine]
    on: dt.date


def without_person(row: OrderRow) -> OrderRow:
    """What a unit keeps of an order it refused or ended: the service and its own answer.

    `person_id` stays for the record of who looked, and is never shown.
    """
    return replace(
        row,
        hidden=True,
        person="",
        protection="",
        age=None,
        extent="",
        change="",
        told="",
        end_reason="",
        early_reason="",
        early_settled="",
    )


def unnamed(row: OrderRow) -> OrderRow:
    """The order as a list shows it: of somebody with kode 6 its case in place of the name.

    The unit does its work from the order's own page, which is one look at one person.
    """
    if row.protection != Protection.STRICT.label:
        return row
    return replace(row, person="", age=None)


def rows_of(sources: Sequence[Source], *, on: dt.date) -> list[OrderRow]:
    """The rows of some orders, in their order, in eleven queries whatever the number."""
    cases = {source.case.pk for source in sources}
    orders = _answers(sources)
    around = _Around(
        orders=orders,
        people=person_heads({source.case.person_id for source in sources}, on=on),
        units=unit_names({source.unit_id for source in sources}, on=on),
        now=_now([source for source in sources if not source.trial], on=on),
        due=dict(
            Deadline.objects.filter(
                kind=Kind.ORDER_CONFIRMATION, case_id__in=cases, met_at=None, cancelled_at=None
            ).values_list("key", "due_at")
        ),
        sent={
            (found.line_id is None, found.line_id or found.trial_id, found.number): found
            for found in Redirection.objects.filter(_about(sources))
        },
        anew=looked_at_in(
            order.service.pk for order in orders.values() if hasattr(order, "service")
        ),
        replaced=_replaced(sources),
        on=on,
    )
    return [_row(source, around) for source in sources]


def _replaced(sources: Sequence[Source]) -> dict[int, DecisionLine]:
    """By a line's id, the line of the earlier decision whose place it takes."""
    lines = DecisionLine.objects.filter(
        pk__in=[source.pk for source in sources if not source.trial], replaces__isnull=False
    ).select_related("replaces__decision")
    return {line.pk: line.replaces for line in lines if line.replaces is not None}


def _about(sources: Sequence[Source]) -> Q:
    lines = [source.pk for source in sources if not source.trial]
    trials = [source.pk for source in sources if source.trial]
    return Q(line_id__in=lines) | Q(trial_id__in=trials)


def _answers(sources: Sequence[Source]) -> dict[tuple[bool, int | None, int], Order]:
    found = Order.objects.filter(_about(sources))
    return {
        (order.line_id is None, order.line_id or order.trial_id, order.number): order
        for order in found.select_related("service")
    }


def _now(sources: Sequence[Source], *, on: dt.date) -> dict[tuple[int, str], _Now]:
    services = list(
        RunningService.objects.filter(
            person_id__in={source.case.person_id for source in sources},
            service_key__in={source.service_key for source in sources},
            by_trial=False,
            ends_on=None,
        ).select_related("order__line")
    )
    names = unit_names({service.unit_id for service in services}, on=on)
    return {
        (service.person_id, service.service_key): _Now(
            source=service.order.line_id,
            extent=extent_of(service.order.line) if service.order.line else None,
            since=service.starts_on,
            unit_id=service.unit_id,
            unit=names.get(service.unit_id, ""),
        )
        for service in services
    }


def _row(source: Source, around: _Around) -> OrderRow:
    order = around.orders.get((source.trial, source.pk, source.number))
    sent = around.sent.get((source.trial, source.pk, source.number))
    state = State(order.state) if order else State.SENT
    service = getattr(order, "service", None)
    before = _before(source, state, around)
    replaced = None if source.trial else around.replaced.get(source.pk)
    person = around.people[source.case.person_id]
    service_name = service_names([source.service_key], on=source.from_on)[0]
    since = (
        without_decision_since(service.valid_to, on=around.on)
        if service is not None and service.ends_on is None
        else None
    )
    return OrderRow(
        public_id=str(source.public_id),
        number=source.number,
        trial=source.trial,
        case_id=source.case.pk,
        reference=source.case.reference,
        person_id=source.case.person_id,
        person=person.list_name,
        protection=person.protection,
        age=person.age,
        service_key=source.service_key,
        service=service_name,
        extent=extent_beside(service_name, extent_words(source)),
        from_on=source.from_on,
        to_on=source.to_on,
        ordered_on=localdate(source.ordered_at),
        sent_on=localdate(sent.at if sent else source.ordered_at),
        told=sent.told if sent else "",
        unit_id=source.unit_id,
        unit=around.units.get(source.unit_id, ""),
        state=state,
        version=order.version if order else 0,
        planned_start_on=order.planned_start_on if order else None,
        started_on=service.starts_on if service is not None else None,
        ends_on=service.ends_on if service is not None else None,
        without_decision_since=since,
        end_label=END_REASONS.get(order.end_code, "") if order else "",
        end_reason=order.end_reason if order else "",
        refuse_reason=order.refuse_reason if order else "",
        answer_due_at=around.due.get(order_key(source.public_id, source.number)),
        change=_change(before, source.extent) or _difference(replaced, source.extent),
        change_since=before.since if before else None,
        change_unit=before.unit if before else "",
        change_here=before is not None and before.unit_id == source.unit_id,
        trial_ended_on=source.trial_ended_on,
        early_reason=service.early_reason if service is not None else "",
        early_settled=service.early_settled if service is not None else "",
        current=source.current,
        urgent=source.urgent and state in {State.SENT, State.CONFIRMED},
        looked_at_in=around.anew.get(service.pk, "") if service is not None else "",
        before_on=localdate(replaced.decision.issued_at)
        if replaced is not None and replaced.decision.issued_at
        else None,
    )


def _before(source: Source, state: State, around: _Around) -> _Now | None:
    """What the person has of the same service from another order, while this one is not begun."""
    if source.trial or state not in {State.SENT, State.CONFIRMED}:
        return None
    now = around.now.get((source.case.person_id, source.service_key))
    return now if now is not None and now.source != source.pk else None


def _difference(replaced: DecisionLine | None, after: Extent | None) -> str:
    before = extent_of(replaced) if replaced is not None else None
    if before is None or after is None:
        return ""
    return difference_text(before, after, language=reader_language()) or ""


def _change(before: _Now | None, after: Extent | None) -> str:
    if before is None or before.extent is None or after is None:
        return ""
    return difference_text(before.extent, after, language=reader_language()) or ""


def extent_words(source: Source) -> str:
    """«3,5 t/uke», or the measure of a trial; empty where the service is given or not given."""
    if source.extent is None:
        return source.measure
    return extent_text(source.extent, language=reader_language(), short=True)


def extent_beside(service: str, extent: str) -> str:
    """What is said of the extent beside the service's name: not the same words once more."""
    same = extent.casefold() in {service.casefold(), gettext(service).casefold()}
    return "" if same else extent
