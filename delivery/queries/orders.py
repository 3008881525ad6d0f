"""A performing unit's orders: the lists by tab, their counts, and the page of one order."""

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from django.db.models import Count, Q, QuerySet

from cases.queries import PersonHead, is_visible, person_head
from delivery.models import Order
from delivery.policy import SOON_DAYS
from delivery.queries.placed import (
    Source,
    all_lines,
    all_trials,
    changes,
    from_line,
    from_trial,
    lines_to,
    placed_lines,
    placed_trials,
    trials_to,
    units_of,
)
from delivery.queries.questions import CanTell, QuestionRow, questions_of, who_can_tell
from delivery.queries.rows import OrderRow, rows_of, unnamed, without_person
from delivery.rules import ACTS, LEFT, NOT_AFTER_CASE, Act, State
from people.access import Actor
from people.models import Resident, StaffMember
from people.queries import kept_from
from people.refusals import NotFound
from people.roles import Permission

PAGE: Final = 50


class View(StrEnum):
    """The tabs of «Bestillinger»."""

    NEW = "nye"
    CONFIRMED = "bekreftet"
    RUNNING = "i-gang"
    CHANGES = "endringer"
    ENDING = "avsluttes-snart"
    ENDED = "avsluttet"


WAITING: Final = (State.SENT, State.CONFIRMED)


@dataclass(frozen=True, slots=True)
class OrderList:
    """One page of a tab, and the numbers on all tabs."""

    rows: tuple[OrderRow, ...]
    counts: dict[View, int]
    page: int
    pages: int


def orders(*, actor: Actor, view: View, on: dt.date, page: int = 1, size: int = PAGE) -> OrderList:
    """The orders of the actor's units under one tab, by the day that matters, earliest first.

    What is refused or ended, or will never start, shows nothing of the person.
    """
    counts = counts_of(actor, on=on)
    pages = max(1, -(-counts[view] // size))
    page = min(max(1, page), pages)
    ids = _ids(actor, view, on=on, first=(page - 1) * size, size=size)
    rows = [unnamed(row) for row in _read(ids, on=on)]
    if view is View.ENDED:
        rows = [without_person(row) for row in rows]
    return OrderList(tuple(rows), counts, page, pages)


def counts_of(actor: Actor, *, on: dt.date) -> dict[View, int]:
    """How many orders stand under each tab, in five queries."""
    new = Count("pk", filter=Q(now_state=State.SENT), distinct=True)
    confirmed = Count("pk", filter=Q(now_state=State.CONFIRMED), distinct=True)
    lines = lines_to(actor).filter(now_state__in=WAITING)
    tally = lines.annotate(changes=changes()).aggregate(
        new=new, confirmed=confirmed, changed=Count("pk", filter=Q(changes=True), distinct=True)
    )
    trials = trials_to(actor).filter(now_state__in=WAITING)
    tried = trials.aggregate(new=new, confirmed=confirmed)
    return {
        View.NEW: tally["new"] + tried["new"],
        View.CONFIRMED: tally["confirmed"] + tried["confirmed"],
        View.CHANGES: tally["changed"],
        View.RUNNING: _answered(actor, View.RUNNING, on=on).count(),
        View.ENDING: _answered(actor, View.ENDING, on=on).count(),
        View.ENDED: _answered(actor, View.ENDED, on=on).count(),
    }


def unanswered(actor: Actor) -> int:
    """How many orders wait for the actor's units to answer: the number in the menu and on «Nye»."""
    if not units_of(actor):
        return 0
    lines = lines_to(actor).filter(now_state=State.SENT)
    trials = trials_to(actor).filter(now_state=State.SENT)
    return lines.distinct().count() + trials.distinct().count()


@dataclass(frozen=True, slots=True)
class _Id:
    """Which order to read; with a unit, as that unit answered its number."""

    line: int | None
    trial: int | None
    number: int = 0
    unit: int | None = None


def _ids(actor: Actor, view: View, *, on: dt.date, first: int, size: int) -> list[_Id]:
    if view in {View.NEW, View.CONFIRMED, View.CHANGES}:
        return _waiting_ids(actor, view, first=first, size=size)
    order_by = {
        View.RUNNING: ("service__starts_on", "pk"),
        View.ENDING: ("service__valid_to", "pk"),
        View.ENDED: ("-answered_at", "-pk"),
    }[view]
    found = _answered(actor, view, on=on).order_by(*order_by)[first : first + size]
    return [_Id(*row) for row in found.values_list("line_id", "trial_id", "number", "unit_id")]


def _waiting_ids(actor: Actor, view: View, *, first: int, size: int) -> list[_Id]:
    """An unanswered change stands both among the new and among the changes, like its number."""
    states = {View.NEW: (State.SENT,), View.CONFIRMED: (State.CONFIRMED,)}.get(view, WAITING)
    lines = lines_to(actor).filter(now_state__in=states)
    if view is View.CHANGES:
        lines = lines.annotate(changes=changes()).filter(changes=True)
    found = [(day, 0, pk) for day, pk in lines.distinct().values_list("from_on", "pk")]
    if view is not View.CHANGES:
        trials = trials_to(actor).filter(now_state__in=states)
        found += [(day, 1, pk) for day, pk in trials.distinct().values_list("starts_on", "pk")]
    return [
        _Id(None, pk) if trial else _Id(pk, None)
        for _day, trial, pk in sorted(found)[first : first + size]
    ]


def _answered(actor: Actor, view: View, *, on: dt.date) -> QuerySet[Order]:
    mine = Order.objects.filter(unit_id__in=list(units_of(actor)))
    mine = mine.exclude(case__person_id__in=kept_from(actor))
    if view is View.ENDED:
        return mine.filter(state__in=[State.ENDED, State.REFUSED])
    running = mine.filter(state=State.RUNNING)
    if view is View.ENDING:
        return running.filter(service__valid_to__lte=on + dt.timedelta(days=SOON_DAYS))
    return running


def _read(ids: Sequence[_Id], *, on: dt.date) -> list[OrderRow]:
    lines = all_lines().filter(pk__in=[i.line for i in ids if i.line is not None])
    trials = all_trials().filter(pk__in=[i.trial for i in ids if i.trial is not None])
    sources: dict[tuple[int | None, int | None], Source] = {
        (line.pk, None): from_line(line) for line in lines
    }
    sources |= {(None, trial.pk): from_trial(trial) for trial in trials}
    found = [_as_answered(sources[i.line, i.trial], i) for i in ids]
    return [
        without_person(row) if _lapsed(source) else row
        for source, row in zip(found, rows_of(found, on=on), strict=True)
    ]


def _as_answered(source: Source, which: _Id) -> Source:
    if which.unit is None:
        return source
    current = which.number == source.number
    return replace(source, number=which.number, unit_id=which.unit, current=current)


# One order


@dataclass(frozen=True, slots=True)
class OrderPage:
    """One order with what the job needs of its case, and nothing more."""

    row: OrderRow
    person: PersonHead | None  # None: refused, ended or lapsed, and no longer the unit's business
    goal: str
    evaluate_on: dt.date | None
    important: str
    ordered_by: str
    ordered_by_phone: str
    taken_from: str  # the system the decision was taken over from; `ordered_by` then answers for it
    returned_to: str
    answered_by: str
    answered_at: dt.datetime | None
    hidden_address: bool  # protected, and shown on its own page once the unit has confirmed
    may_see_address: bool
    may_open_case: bool
    may: frozenset[Act]
    questions: tuple[QuestionRow, ...]
    can_tell: tuple[CanTell, ...]  # whom the unit may ask for more

    @property
    def address(self) -> str:
        """Where to go; empty for a protected address."""
        person = self.person
        return ", ".join(part for part in (person.address, person.postal) if part) if person else ""

    @property
    def phone(self) -> str:
        """The person's telephone; empty where it is not for the reader."""
        return self.person.phone if self.person else ""


def order_page(public_id: str, *, actor: Actor, on: dt.date) -> OrderPage:
    """The page of an order sent to one of the actor's units.

    Once they have refused it, or it has ended, or its case has before it was started, it tells the
    service and what was answered and nothing of the person, except to who may open the case.

    Raises NotFound for any other: unknown and hidden answer alike.
    """
    source = find_source(public_id, actor=actor)
    if source is None or source.unit_id not in units_of(actor):
        raise NotFound("Vi finner ikke bestillingen.", what="order")
    page = _page(source, actor=actor, on=on)
    theirs = page.row.state not in LEFT and _is_order(source)
    return page if theirs or page.may_open_case else _without_person(page)


def _is_order(source: Source) -> bool:
    """Whether it still is one: what is replaced, or of an ended case, waits for nobody's answer."""
    if _lapsed(source):
        return False
    placed = placed_trials() if source.trial else placed_lines()
    return placed.filter(pk=source.pk).exists()


def _lapsed(source: Source) -> bool:
    """Whether a confirmed order never starts: its case has ended, as when the person has died."""
    return source.state is State.CONFIRMED and source.case.ended_at is not None


def _without_person(page: OrderPage) -> OrderPage:
    return replace(
        page,
        row=without_person(page.row),
        person=None,
        goal="",
        evaluate_on=None,
        important="",
        hidden_address=False,
        may_see_address=False,
        questions=(),
    )


def sent_order(public_id: str, *, actor: Actor, on: dt.date) -> OrderPage:
    """The same for whoever ordered: somebody who may open the case. Raises NotFound."""
    source = find_source(public_id, actor=actor)
    if source is None or not is_visible(source.case.pk, actor=actor):
        raise NotFound("Vi finner ikke bestillingen.", what="order")
    return _page(source, actor=actor, on=on)


def find_source(public_id: str, *, actor: Actor) -> Source | None:
    """The line or trial with that public id, if it is an order, and of nobody the actor is related
    to; whose unit it is sent to is for the caller.
    """
    found = source_in(public_id, municipality_id=actor.municipality_id)
    if found is None:
        return None
    ours = Resident.objects.filter(pk=found.case.person_id).exclude(pk__in=kept_from(actor))
    return found if ours.exists() else None


def source_in(public_id: str, *, municipality_id: int | None) -> Source | None:
    """The line or trial with that public id in a municipality, if it is an order."""
    try:
        wanted = uuid.UUID(str(public_id))
    except ValueError:
        return None
    line = all_lines().filter(public_id=wanted, decision__case__municipality=municipality_id)
    trial = all_trials().filter(public_id=wanted, case__municipality=municipality_id)
    if found := line.first():
        return from_line(found)
    return from_trial(found) if (found := trial.first()) else None


def _page(source: Source, *, actor: Actor, on: dt.date) -> OrderPage:
    row = rows_of([source], on=on)[0]
    person = person_head(source.case.person_id, on=on)
    order = Order.objects.filter(
        **{"trial_id" if source.trial else "line_id": source.pk}, number=source.number
    ).select_related("answered_by", "returned_to")
    answer = order.first()
    by = StaffMember.objects.get(pk=source.ordered_by)
    mine = source.unit_id in actor.units_with(Permission.DELIVER)
    going_there = row.state in {State.CONFIRMED, State.RUNNING}
    return OrderPage(
        row=row,
        person=person,
        goal=source.goal,
        evaluate_on=source.evaluate_on,
        important=source.important,
        ordered_by=str(by),
        ordered_by_phone=by.phone,
        taken_from=source.taken_from,
        returned_to=str(answer.returned_to) if answer and answer.returned_to else "",
        answered_by=str(answer.answered_by) if answer else "",
        answered_at=answer.answered_at if answer else None,
        hidden_address=person.protected,
        may_see_address=person.protected and mine and going_there,
        may_open_case=is_visible(source.case.pk, actor=actor),
        may=_may(source, row.state, actor),
        questions=questions_of(source),
        can_tell=tuple(who_can_tell(source)),
    )


def _may(source: Source, state: State, actor: Actor) -> frozenset[Act]:
    """What the actor may do with the order now; the actions hold it all again."""
    here = {act for act, (sources, _why) in ACTS.items() if state in sources}
    if source.case.ended_at is not None:
        here -= NOT_AFTER_CASE
    mine = source.unit_id in actor.units_with(Permission.DELIVER)
    orders_it = actor.may(Permission.ASSESS if source.trial else Permission.DECIDE)
    return frozenset(act for act in here if (orders_it if act is Act.REDIRECT else mine))


def protected_address(public_id: str, *, actor: Actor, on: dt.date) -> tuple[OrderPage, str, str]:
    """The page, the address and the telephone of a person with a protected address.

    Only for the unit that has confirmed the order and goes there. Raises NotFound otherwise.
    """
    page = order_page(public_id, actor=actor, on=on)
    if not page.may_see_address:
        raise NotFound("Adressen vises bare for enheten som har bekreftet bestillingen.")
    person = Resident.objects.get(pk=page.row.person_id)
    address = ", ".join(part for part in (person.address, person.postal) if part)
    return page, address, person.phone


def refused_orders(case_id: int, *, on: dt.date) -> list[tuple[OrderRow, str]]:
    """The orders of a case that no unit has since it was refused, each with who must send it on.

    The caller has checked access.
    """
    refused = Order.objects.filter(case_id=case_id, state=State.REFUSED, reordered_at=None)
    holders = {
        str(source.public_id): str(order.returned_to or "")
        for order in refused.select_related("line", "trial", "returned_to")
        if (source := order.line or order.trial)
    }
    if not holders:
        return []
    rows = orders_of_case(case_id, on=on)
    return [(row, holders[row.public_id]) for row in rows if row.public_id in holders]


def orders_of_case(case_id: int, *, on: dt.date) -> list[OrderRow]:
    """The orders of a case as they stand now, trials first. The caller has checked access."""
    lines = (
        placed_lines().filter(decision__case=case_id).order_by("decision__issued_at", "position")
    )
    trials = placed_trials().filter(case=case_id).order_by("started_at", "pk")
    return rows_of(
        [from_trial(trial) for trial in trials] + [from_line(line) for line in lines], on=on
    )
