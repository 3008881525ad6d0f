"""What pages show of deadlines: the list by how near they are, a case's own, and why that day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate, localtime

from audit.words import filled, mark
from cases.queries import find, staff_names, unit_names
from deadlines.kinds import ASKED, Act, Kind, KindRow, Whose
from deadlines.models import Deadline, LedgerEntry
from deadlines.queries.open import View, in_view, kinds_of, open_deadlines, seen_by, to_follow_up
from deadlines.queries.rules import rules_of
from deadlines.rules import explain as explained
from deadlines.rules import from_basis, long_day, remaining
from people.access import Actor
from people.refusals import NotFound

PAGE: Final = 200


class Group(StrEnum):
    """How near a deadline is."""

    OVERDUE = "OVERDUE"
    TODAY = "TODAY"
    THIS_WEEK = "THIS_WEEK"
    LATER = "LATER"


GROUPS: Final[dict[Group, str]] = {
    Group.OVERDUE: mark("Over fristen"),
    Group.TODAY: mark("I dag"),
    Group.THIS_WEEK: mark("Denne uken"),
    Group.LATER: mark("Senere"),
}

ACTS: Final[dict[str, str]] = {
    Act.STARTED: mark("Fristen begynte å løpe {on}."),
    Act.PAUSED: mark("Satt på pause {on}: {reason}. Da: {left}."),
    Act.RESUMED: mark("Løper igjen fra {on}. Ny siste dag: {after}. Da: {left}."),
    Act.EXTENDED: mark("Utsatt fra {before} til {after}: {reason}."),
    Act.RECOMPUTED: mark("Regnet ut på nytt {on}: {reason}. Før: {before}. Nå: {after}."),
    Act.MET: mark("Fulgt opp {on}."),
    Act.REOPENED: mark("Åpen igjen fra {on}: {reason}."),
    Act.CANCELLED: mark("Falt bort {on}: {reason}."),
}


# The kinds by which a need is looked at anew, and the reason that is then said.
REASSESSES: Final = {
    Kind.DECISION_EXPIRY: "EXPIRY",
    Kind.REASSESSMENT_LIMITED: "EXPIRY",
    Kind.REASSESSMENT_OPEN: "EVALUATION",
    Kind.EVALUATION: "EVALUATION",
}


@dataclass(frozen=True, slots=True)
class DeadlineRow:
    """One deadline, with how it was computed. It names the case, never the person."""

    public_id: str
    kind: Kind
    key: str
    label: str
    legal_basis: str
    case_id: int | None
    reference: str
    person_id: int | None
    responsible: str  # a name; the leader of the queue when nobody has taken the case
    unit: str
    starts_on: dt.date | None
    due_on: dt.date | None  # None: provisional
    clock: str  # "12.00", or empty for the whole day
    status: str  # «2 dager igjen», «I dag», «2 dager over»
    colour: str
    assumed: bool  # runs from a day that is taken for granted (antatt)
    paused: bool
    met_on: dt.date | None
    party: bool  # the party's own time; never overdue
    extendable: bool
    by_hand: bool
    asked: bool  # somebody was asked by letter, and may answer
    consequence: str
    escalated_on: dt.date | None  # the day it was passed on to …
    escalated_to: str  # … a leader, by name; empty until it is
    explanation: tuple[str, ...]

    @property
    def reassessment(self) -> str:
        """What «Start revurdering» on the person begins with; empty for what asks for none."""
        reason = REASSESSES.get(self.kind, "")
        order = self.key.split(":")[1] if self.key.startswith("order:") else ""
        return f"?grunn={reason}" + (f"&tjeneste={order}" if order else "") if reason else ""


@dataclass(frozen=True, slots=True)
class DueGroup:
    """The deadlines of one group, and how many there are in all."""

    group: Group
    label: str
    count: int
    rows: tuple[DeadlineRow, ...]


def due_list(
    actor: Actor,
    *,
    on: dt.date,
    view: View = View.ALL,
    kinds: Sequence[Kind] = (),
    limit: int = PAGE,
) -> tuple[DueGroup, ...]:
    """What somebody must do by when, in the cases the actor may open; the earliest `limit` rows.

    The four groups always come, in order, also when empty. Six queries whatever the number.
    """
    found = _seen(actor, on=on).filter(in_view(view, actor))
    if kinds:
        found = found.filter(kind__in=kinds)
    counts = found.aggregate(**{g: Count("pk", filter=_in(g, on)) for g in Group})
    rows = _rows(found.order_by("due_on", "pk")[:limit], on=on)
    return tuple(
        DueGroup(
            group=group,
            label=label,
            count=counts[group],
            rows=tuple(row for row in rows if row.due_on and group_of(row.due_on, on) is group),
        )
        for group, label in GROUPS.items()
    )


def due_tally(actor: Actor, *, on: dt.date) -> tuple[dict[View, int], list[Kind]]:
    """How many there are in each view, and the kinds there are in all; in one query."""
    tallied: list[dict[str, Any]] = [
        dict(row)
        for row in _seen(actor, on=on)
        .order_by()
        .values("kind")
        .annotate(**{view: Count("pk", filter=in_view(view, actor)) for view in View})
    ]
    counts = {view: sum(row[view] for row in tallied) for view in View}
    return counts, [Kind(row["kind"]) for row in tallied]


def due_page(
    actor: Actor, *, on: dt.date, overdue: bool = False, page: int = 1, size: int = 50
) -> tuple[list[DeadlineRow], int]:
    """The same without groups, a page at a time, with how many there are; for the API."""
    found = _seen(actor, on=on)
    if overdue:
        found = found.filter(_in(Group.OVERDUE, on)).exclude(kind__in=ASKED)  # out, never late
    start = (max(page, 1) - 1) * size
    return _rows(found.order_by("due_on", "pk")[start : start + size], on=on), found.count()


def deadlines_of_case(case_id: int, *, on: dt.date) -> list[DeadlineRow]:
    """Every open deadline of a case by day, the provisional last. Also a party's own time.

    When the case is ended nothing of ours is due any more; a party may still complain.
    """
    found = Deadline.objects.filter(
        Q(case__ended_at=None) | Q(kind__in=kinds_of(Whose.PARTY, on=on)),
        case_id=case_id,
        met_at=None,
        cancelled_at=None,
    )
    return _rows(found.order_by("provisional", "due_on", "pk"), on=on)


def deadlines_of_person(person_id: int, actor: Actor, *, on: dt.date) -> list[DeadlineRow]:
    """The open deadlines of a person's open cases, of those the actor may open."""
    found = open_deadlines().filter(seen_by(actor), person_id=person_id)
    return _rows(found.order_by("due_on", "pk"), on=on)


def deadline_of(case_id: int, kind: Kind, *, on: dt.date, key: str = "case") -> DeadlineRow | None:
    """One deadline of a case, open or not; None if it was never opened."""
    rows = _rows(Deadline.objects.filter(case_id=case_id, kind=kind, key=key), on=on)
    return rows[0] if rows else None


def deadline_row(deadline_id: str, *, actor: Actor, on: dt.date) -> DeadlineRow:
    """One deadline of a case the actor may open. Raises NotFound, AccessDenied."""
    found = Deadline.objects.filter(
        public_id=deadline_id, municipality_id=actor.municipality_id, case__isnull=False
    )
    rows = _rows(found, on=on)
    if not rows:
        raise NotFound("Vi finner ikke fristen.", what="deadline")
    find(rows[0].reference, actor=actor)
    return rows[0]


def group_of(due_on: dt.date, on: dt.date) -> Group:
    """Which group a day belongs to. A week ends with its Sunday."""
    if due_on < on:
        return Group.OVERDUE
    if due_on == on:
        return Group.TODAY
    return Group.THIS_WEEK if due_on <= _sunday(on) else Group.LATER


def _seen(actor: Actor, *, on: dt.date) -> QuerySet[Deadline]:
    return to_follow_up(on=on).filter(seen_by(actor), municipality_id=actor.municipality_id)


def _in(group: Group, on: dt.date) -> Q:
    match group:
        case Group.OVERDUE:
            return Q(due_on__lt=on)
        case Group.TODAY:
            return Q(due_on=on)
        case Group.THIS_WEEK:
            return Q(due_on__gt=on, due_on__lte=_sunday(on))
        case Group.LATER:
            return Q(due_on__gt=on) & Q(due_on__gt=_sunday(on))


def _sunday(day: dt.date) -> dt.date:
    return day + dt.timedelta(days=6 - day.weekday())


def _rows(found: QuerySet[Deadline], *, on: dt.date) -> list[DeadlineRow]:
    deadlines = list(found.select_related("case"))
    ledger: dict[int, list[LedgerEntry]] = {}
    for entry in LedgerEntry.objects.filter(deadline__in=[d.pk for d in deadlines]).order_by("pk"):
        ledger.setdefault(entry.deadline_id, []).append(entry)
    rules = {one: rules_of(one) for one in {d.municipality_id for d in deadlines}}
    staff = staff_names(
        {_holder(d) for d in deadlines}
        | {d.escalated_to_id for d in deadlines}
        | {entry.staff_id for entries in ledger.values() for entry in entries}
    )
    units = unit_names({_unit(d) for d in deadlines}, on=on)
    return [
        _row(
            d,
            rule=rules[d.municipality_id].row(Kind(d.kind), on=localdate(d.opened_at)),
            told=staff.get(d.escalated_to_id or 0, ""),
            responsible=staff.get(_holder(d) or 0, ""),
            unit=units.get(_unit(d) or 0, ""),
            explanation=_explanation(d, ledger.get(d.pk, ()), staff),
            on=on,
        )
        for d in deadlines
    ]


def _row(
    d: Deadline,
    *,
    rule: KindRow,
    told: str,
    responsible: str,
    unit: str,
    explanation: tuple[str, ...],
    on: dt.date,
) -> DeadlineRow:
    kind = Kind(d.kind)
    party = rule.whose is Whose.PARTY
    status, colour = _status(d, party=party, on=on)
    return DeadlineRow(
        public_id=str(d.public_id),
        kind=kind,
        key=d.key,
        label=rule.label,
        legal_basis=rule.legal_basis,
        case_id=d.case_id,
        reference=d.case.reference if d.case else "",
        person_id=d.person_id,
        responsible=responsible,
        unit=unit,
        starts_on=d.starts_on,
        due_on=d.due_on,
        clock=f"{localtime(d.due_at):%H.%M}" if d.due_at else "",
        status=status,
        colour=colour,
        assumed=bool(d.basis.get("assumed")),
        paused=d.paused_on is not None,
        met_on=localdate(d.met_at) if d.met_at else None,
        party=party,
        extendable=rule.extendable and d.due_on is not None,
        by_hand=rule.by_hand,
        asked=kind in ASKED,
        consequence=rule.consequence,
        escalated_on=localdate(d.escalated_at) if d.escalated_at else None,
        escalated_to=told,
        explanation=explanation,
    )


def _status(d: Deadline, *, party: bool, on: dt.date) -> tuple[str, str]:
    if d.met_at is not None:
        return mark("Fulgt opp"), "success"
    if d.cancelled_at is not None:
        return mark("Falt bort"), "neutral"
    if d.due_on is None:
        return mark("Løper ikke ennå"), "neutral"
    if d.paused_on is not None:
        return mark("På pause"), "neutral"
    if party and d.due_on < on:
        return mark("Ute"), "neutral"
    return remaining(d.due_on, on)


def _explanation(
    d: Deadline, ledger: Sequence[LedgerEntry], staff: Mapping[int, str]
) -> tuple[str, ...]:
    """«Slik er fristen regnet ut»: from start to last day, then what was done to it since."""
    counted: tuple[str, ...]
    if d.starts_on is None:
        counted = _not_running(d, ledger, staff)
    else:
        computed = from_basis(d.basis)
        counted = explained(computed)
        if computed.set_by_hand:
            counted = (*counted, *_set_by(ledger, staff))
        if d.basis.get("assumed"):
            counted = (*counted, mark("Dagen brevet kom fram, er antatt."))
    return (*counted, *(line for entry in ledger if (line := _line(entry))))


def _not_running(
    d: Deadline, ledger: Sequence[LedgerEntry], staff: Mapping[int, str]
) -> tuple[str, ...]:
    """What it waits for; of a letter that asks, also the day that the letter names."""
    if d.kind not in ASKED:
        return (mark("Fristen løper når brevet har kommet fram."),)
    named = [dt.date.fromisoformat(e.basis["set_on"]) for e in ledger if "set_on" in e.basis]
    days = [filled("I brevet står {day}.", day=long_day(day)) for day in named]
    return (mark("Fristen løper når brevet er sendt."), *days, *_set_by(ledger, staff))


def _set_by(ledger: Sequence[LedgerEntry], staff: Mapping[int, str]) -> tuple[str, ...]:
    """Who chose the day that was not computed, and when."""
    chose = {Act.OPENED, Act.EXPECTED, Act.STARTED}
    begun = [e for e in ledger if e.act in chose and e.staff_id in staff]
    if not begun:
        return ()
    last = begun[-1]
    who, day = staff[last.staff_id or 0], long_day(localdate(last.at))
    return (filled("Dagen ble satt av {who} {day}.", who=who, day=day),)


def _line(entry: LedgerEntry) -> str:
    text = ACTS.get(entry.act, "")
    if not text or (entry.act == Act.STARTED and not entry.reason):
        return ""
    return filled(
        text,
        on=long_day(entry.on),
        before=_day(entry.due_before),
        after=_day(entry.due_after),
        reason=entry.reason.rstrip("."),
        left=remaining(entry.due_after, entry.on)[0] if entry.due_after else "",
    )


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else mark("ikke kjent")


def _holder(d: Deadline) -> int | None:
    if d.unit_id is not None or d.case is None:
        return None
    return d.case.responsible_id or d.case.queue_owner_id


def _unit(d: Deadline) -> int | None:
    return d.unit_id or (d.case.unit_id if d.case else None)
