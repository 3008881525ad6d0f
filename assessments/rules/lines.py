"""Rules about one recommended service: how it is typed, read, and said in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from audit.words import filled, mark
from cases.rules import Extent, extent_text, parse_quantity
from cases.service_types import Per, ServiceType, Unit, service_type
from people.refusals import Objection

# Counted by how often; everything else is given once or over a course, as the catalogue says.
OFTEN: Final = frozenset({Unit.HOURS, Unit.MEALS, Unit.VISITS, Unit.DAYS, Unit.NIGHTS})
MOST_HELPERS: Final = 5
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedLine:
    """A service as somebody typed it: the quantity is text («3,5»), in the service's own unit."""

    service_key: str
    quantity: str = ""
    per: str = ""  # blank: as the catalogue says
    helpers: int = 1
    night: bool = False
    from_on: date | None = None
    to_on: date | None = None  # exclusive
    refuse: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A service recommended in [from_on, to_on), or recommended not granted (`refuse`).

    `quantity` is in minutes when the unit is hours; None is not said yet.
    """

    service_key: str
    quantity: int | None = None
    unit: str = ""
    per: str = ""
    helpers: int = 1
    night: bool = False
    from_on: date | None = None
    to_on: date | None = None
    refuse: bool = False

    @property
    def extent(self) -> Extent | None:
        """How much; None for a refusal and while it is not said."""
        if self.refuse or self.quantity is None:
            return None
        return Extent(self.quantity, Unit(self.unit), Per(self.per), self.helpers, self.night)

    @property
    def last_on(self) -> date | None:
        """The last day it is given, as people say it; None is until further notice."""
        return self.to_on - _DAY if self.to_on else None


def read_lines(typed: Sequence[TypedLine], *, on: date) -> tuple[tuple[Line, ...], list[Objection]]:
    """The lines that were typed, and what is wrong at which field («services.0.quantity»).

    A blank quantity is allowed while writing. Only what may be applied for may be recommended.
    """
    lines, found = [], []
    for n, row in enumerate(typed):
        service = _choosable(row.service_key, on)
        if service is None:
            found.append(
                Objection(
                    mark("Velg en tjeneste fra listen."),
                    *at_line("unknown_service", n, "service_key"),
                )
            )
            continue
        line, wrong = _read(row, service, n)
        lines.append(line)
        found += wrong
    return tuple(lines), found


def _choosable(key: str, on: date) -> ServiceType | None:
    try:
        service = service_type(key, on=on)
    except KeyError:
        return None
    return service if service.choosable else None


def at_line(code: str, n: int, field: str) -> tuple[str, str]:
    """The code, and the field of line `n` as doors name it."""
    return code, f"services.{n}.{field}"


def _read(row: TypedLine, service: ServiceType, n: int) -> tuple[Line, list[Objection]]:
    if row.refuse:
        return Line(service_key=row.service_key, refuse=True), []
    per, found = _per(row, service, n)
    quantity: int | None = None
    if row.quantity.strip():
        try:
            quantity = parse_quantity(row.quantity, service.unit, per)
        except ValueError as error:
            found.append(Objection(str(error), *at_line("bad_quantity", n, "quantity")))
    elif service.unit is Unit.YES_NO:
        quantity = 1  # given or not given; there is nothing to count
    if not 1 <= row.helpers <= MOST_HELPERS:
        found.append(
            Objection(
                mark("Antall hjelpere må være fra 1 til 5."), *at_line("bad_helpers", n, "helpers")
            )
        )
    if row.from_on and row.to_on and row.to_on <= row.from_on:
        found.append(
            Objection(
                mark("Siste dag kan ikke være før første dag."),
                *at_line("ends_before_start", n, "to_on"),
            )
        )
    line = Line(
        service_key=row.service_key,
        quantity=quantity,
        unit=service.unit,
        per=per,
        helpers=row.helpers,
        night=row.night,
        from_on=row.from_on,
        to_on=row.to_on,
    )
    return line, found


def _per(row: TypedLine, service: ServiceType, n: int) -> tuple[Per, list[Objection]]:
    if not row.per or row.per == service.per:
        return service.per, []
    if service.unit in OFTEN and row.per in set(Per):
        return Per(row.per), []
    wrong = Objection(mark("Velg hvor ofte fra listen."), *at_line("unknown_per", n, "per"))
    return service.per, [wrong]


def unit_of(key: str, *, on: date, language: str = "nb") -> tuple[str, str]:
    """What a service is counted in and how often, as the catalogue says: («timer», "week").

    Empty for an unknown service; no word where there is nothing to count.
    """
    service = _choosable(key, on)
    if service is None:
        return "", ""
    if service.unit is Unit.YES_NO:
        return "", service.per
    several = 2 if service.unit in OFTEN else 1
    quantity = several * (60 if service.unit is Unit.HOURS else 1)
    text = extent_text(Extent(quantity, service.unit, Per.ONCE), language=language)
    return text.removeprefix(f"{several} "), service.per


def line_text(line: Line, *, language: str = "nb") -> str:
    """The extent and period in words: «3,5 timer/uke fra 01.12.2026 til og med 28.02.2027».

    `language` is the extent's; the sentence around it can be said in another (`audit.words.said`).
    """
    if line.refuse:
        return mark("Foreslås ikke innvilget")
    text = extent_text(line.extent, language=language) if line.extent else ""
    if line.from_on:
        day = filled("fra {day}", day=f"{line.from_on:%d.%m.%Y}")
        text = filled("{extent} {days}", extent=text, days=day) if text else day
    if line.last_on:
        text = filled("{days} til og med {last}", days=text, last=f"{line.last_on:%d.%m.%Y}")
    return text
