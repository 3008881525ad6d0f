"""How one deadline was computed: kept with it, shown in words, and computed again to compare."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from audit.words import Filled, filled, mark
from deadlines.kinds import Calendar, KindRow, Term, TermUnit, version_of
from deadlines.rules.calendar import (
    OSLO,
    Holidays,
    due_at,
    due_on,
    holiday_name,
    holidays,
    is_day_off,
    unmoved,
    until_on,
)

_WEEKDAYS: Final = (
    mark("mandag"),
    mark("tirsdag"),
    mark("onsdag"),
    mark("torsdag"),
    mark("fredag"),
    mark("lørdag"),
    mark("søndag"),
)
_DAYS: Final = (mark("{n} dag"), mark("{n} dager"))
_LENGTHS: Final = {
    TermUnit.DAYS: _DAYS,
    TermUnit.DAYS_BEFORE: _DAYS,
    TermUnit.WEEKS: (mark("{n} uke"), mark("{n} uker")),
    TermUnit.MONTHS: (mark("{n} måned"), mark("{n} måneder")),
    TermUnit.YEARS: (mark("{n} år"), mark("{n} år")),
    TermUnit.CLOCK_HOURS: (mark("{n} time"), mark("{n} timer")),
    TermUnit.WORKING_DAYS: (mark("neste virkedag"), mark("{n} virkedager")),
}


@dataclass(frozen=True, slots=True)
class Computation:
    """How one deadline came to be: enough to show it, and to prove it years later."""

    rule: str  # kinds.version_of
    trigger: str
    starts_on: date
    length: int
    unit: TermUnit
    calendar: Calendar
    counted_on: date  # before any move
    due_on: date
    until: str  # "12.00", or empty for the whole day
    moved_over: tuple[date, ...]  # the days off it moved past
    legal_basis: str
    set_by_hand: bool = False
    starts_at: datetime | None = None  # of a term of hours alone
    ends_at: datetime | None = None  # None: with the day
    own_from: date | None = None  # from when the length is the municipality's own


def compute(
    row: KindRow,
    starts_on: date,
    *,
    starts_at: datetime | None = None,
    set_on: date | None = None,
    holidays: Holidays = holidays,
) -> Computation:
    """Compute a deadline of this kind from that day; `set_on` is a day the officer chose.

    A term of hours runs from `starts_at`, or when that is not known, from the day's beginning.
    Raises ValueError with a Norwegian sentence if the kind's day may not be chosen, or
    the chosen one lies too early.
    """
    if set_on is not None:
        _check_choice(row, starts_on, set_on)
    began: datetime | None = None
    ends: datetime | None
    if row.term.unit is TermUnit.CLOCK_HOURS:
        began = starts_at or datetime.combine(starts_on, time(), tzinfo=OSLO)
        ends = due_at(row.term, began)
        counted = due = _day_of(ends or began)
    else:
        counted = unmoved(row.term, starts_on, holidays) if set_on is None else set_on
        due = due_on(row.term, starts_on, holidays) if set_on is None else set_on
        ends = until_on(row.term, due)
    return Computation(
        rule=version_of(row),
        trigger=row.trigger,
        starts_on=starts_on,
        length=row.term.length,
        unit=row.term.unit,
        calendar=row.term.calendar,
        counted_on=counted,
        due_on=due,
        until="" if ends is None else f"{_local(ends):%H.%M}",
        moved_over=tuple(counted + timedelta(days=n) for n in range((due - counted).days)),
        legal_basis=row.legal_basis,
        set_by_hand=set_on is not None,
        starts_at=began,
        ends_at=ends,
        own_from=row.own_from,
    )


def compute_again(was: Computation, row: KindRow, *, holidays: Holidays = holidays) -> Computation:
    """The same facts by the rule and the holidays as they are now."""
    return compute(
        row,
        was.starts_on,
        starts_at=was.starts_at,
        set_on=was.due_on if was.set_by_hand and row.set_in_case else None,
        holidays=holidays,
    )


def as_basis(computation: Computation) -> dict[str, object]:
    """The computation as it is stored (JSON), to be read back by `from_basis`."""
    return {
        "rule": computation.rule,
        "trigger": computation.trigger,
        "starts_on": computation.starts_on.isoformat(),
        "length": computation.length,
        "unit": computation.unit.value,
        "calendar": computation.calendar.value,
        "counted_on": computation.counted_on.isoformat(),
        "due_on": computation.due_on.isoformat(),
        "until": computation.until,
        "moved_over": [day.isoformat() for day in computation.moved_over],
        "legal_basis": computation.legal_basis,
        "set_by_hand": computation.set_by_hand,
        "starts_at": computation.starts_at and computation.starts_at.isoformat(),
        "ends_at": computation.ends_at and computation.ends_at.isoformat(),
        "own_from": computation.own_from and computation.own_from.isoformat(),
    }


def from_basis(basis: Mapping[str, Any]) -> Computation:
    """The computation that `as_basis` stored."""
    return Computation(
        rule=basis["rule"],
        trigger=basis["trigger"],
        starts_on=date.fromisoformat(basis["starts_on"]),
        length=basis["length"],
        unit=TermUnit(basis["unit"]),
        calendar=Calendar(basis["calendar"]),
        counted_on=date.fromisoformat(basis["counted_on"]),
        due_on=date.fromisoformat(basis["due_on"]),
        until=basis["until"],
        moved_over=tuple(date.fromisoformat(day) for day in basis["moved_over"]),
        legal_basis=basis["legal_basis"],
        set_by_hand=basis["set_by_hand"],
        starts_at=_moment(basis["starts_at"]),
        ends_at=_moment(basis["ends_at"]),
        own_from=basis["own_from"] and date.fromisoformat(basis["own_from"]),
    )


def explain(computation: Computation) -> tuple[str, ...]:
    """The sentences of «Slik er fristen regnet ut», from start to last day."""
    told = (_start_text(computation), _length_text(computation), _last_day_text(computation))
    if computation.own_from is None or computation.set_by_hand:
        return told
    return (
        *told,
        filled(
            "Lengden er kommunens egen, fra {day}.",
            day=f"{computation.own_from:%d.%m.%Y}",
        ),
    )


def remaining(last: date, today: date) -> tuple[str, str]:
    """How long is left, as the status says it, and its colour: «2 dager over», danger."""
    days = (last - today).days
    if days == 0:
        return mark("I dag"), "warning"
    if days > 0:
        return filled("{days} igjen", days=term_text(days, TermUnit.DAYS)), "neutral"
    return filled("{days} over", days=term_text(-days, TermUnit.DAYS)), "danger"


def long_day(day: date) -> Filled:
    """A day with its weekday: «mandag 28.12.2026»."""
    return filled("{weekday} {day}", weekday=_WEEKDAYS[day.weekday()], day=f"{day:%d.%m.%Y}")


def _start_text(computation: Computation) -> str:
    day = long_day(computation.starts_on)
    if computation.starts_at is None:
        return filled("{trigger}: {day}.", trigger=computation.trigger, day=day)
    clock = f"{_local(computation.starts_at):%H.%M}"
    return filled(
        "{trigger}: {day} kl. {clock}.", trigger=computation.trigger, day=day, clock=clock
    )


def _length_text(computation: Computation) -> str:
    law = computation.legal_basis
    unit = computation.unit
    if computation.set_by_hand or unit is TermUnit.DATE:
        return filled("Dagen er satt i saken ({law}).", law=law)
    if unit is TermUnit.AT_ONCE:
        return filled("Fristen er straks, samme dag ({law}).", law=law)
    length = term_text(computation.length, unit)
    match unit:
        case TermUnit.WORKING_DAYS if computation.until:
            return filled(
                "Fristen er {length} kl. {clock} ({law}).",
                length=length,
                clock=computation.until,
                law=law,
            )
        case TermUnit.WORKING_DAYS | TermUnit.CLOCK_HOURS:
            return filled("Fristen er {length} ({law}).", length=length, law=law)
        case TermUnit.DAYS_BEFORE:
            return filled("Fristen er {length} før ({law}).", length=length, law=law)
        case _:
            return filled(
                "Fristen er {length} ({law}). Dagen den løper fra, regnes ikke med.",
                length=length,
                law=law,
            )


def _last_day_text(computation: Computation) -> str:
    counted, due = computation.counted_on, computation.due_on
    if counted != due:
        return filled(
            "Siste dag ville vært {day}. Fristen flyttes til første virkedag, {due}"
            " (domstolloven § 149).",
            day=_day_off(counted),
            due=long_day(due),
        )
    if computation.unit is TermUnit.CLOCK_HOURS:
        return filled(
            "Fristen går ut {day} kl. {clock}.", day=long_day(due), clock=computation.until
        )
    if is_day_off(due) and computation.calendar is Calendar.UNEXTENDED:
        return filled(
            "Siste dag er {day}. Fristen flyttes ikke. Bare frister som regnes etter"
            " domstolloven § 149, flyttes til neste virkedag.",
            day=_day_off(due),
        )
    return filled("Siste dag er {day}.", day=long_day(due))


def _day_off(day: date) -> str:
    name = holiday_name(day)
    return filled("{day} ({name})", day=long_day(day), name=name) if name else long_day(day)


def term_text(number: int, unit: TermUnit) -> Filled:
    """A length in words: «4 uker», «neste virkedag»."""
    one, many = _LENGTHS[unit]
    return filled(one if number == 1 else many, n=number)


def earliest_choice(row: KindRow, starts_on: date) -> date:
    """The first day an officer may choose for a deadline of this kind."""
    return unmoved(Term(row.minimum or 0, row.term.unit), starts_on)


def latest_choice(row: KindRow, starts_on: date) -> date:
    """The last day that is taken in a letter: the longest a municipality may set for the kind.

    A year mistyped is not told to the party. More time may be given later, with a reason.
    """
    longest = row.term.length if row.longest is None else row.longest
    return unmoved(Term(longest, row.term.unit), starts_on)


def _check_choice(row: KindRow, starts_on: date, set_on: date) -> None:
    if not row.set_in_case:
        raise ValueError(mark("Denne fristen følger av regelen og kan ikke settes for hånd."))
    if set_on < earliest_choice(row, starts_on):
        raise ValueError(mark("Fristen er satt for tidlig. Velg en senere dag."))


def _local(moment: datetime) -> datetime:
    return moment.astimezone(OSLO)


def _day_of(moment: datetime) -> date:
    local = _local(moment)
    return date(local.year, local.month, local.day)


def _moment(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def draft_form(act: str, about: object) -> str:
    """What the draft of an act on a deadline or a task is called."""
    return f"frist/{act}/{about}"
