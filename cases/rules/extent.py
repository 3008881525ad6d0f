"""How much of a service, and when a formal decision is needed."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from audit.words import mark
from cases.service_types import VEDTAK_RULES, Basis, Per, ServiceType, Unit, VedtakRule
from cases.stages import UNDECIDED

MINUTES_AN_HOUR: Final = 60
MINUTES_A_WEEK: Final = 168 * MINUTES_AN_HOUR  # KPR takes at most 168 hours a week
TWO_WEEKS: Final = 14  # days; pbrl § 2-7 says longer than this

_MOST_MINUTES: Final = {
    Per.DAY: 24 * MINUTES_AN_HOUR,
    Per.WEEK: MINUTES_A_WEEK,
    Per.MONTH: 4 * MINUTES_A_WEEK,
    Per.YEAR: 48 * MINUTES_A_WEEK,
    Per.COURSE: 48 * MINUTES_A_WEEK,
    Per.ONCE: MINUTES_A_WEEK,
}
_MOST_PIECES: Final = {
    Per.DAY: 24,
    Per.WEEK: 168,
    Per.MONTH: 744,
    Per.YEAR: 8784,
    Per.COURSE: 1000,
    Per.ONCE: 1000,
}
_WHOLE_DAYS: Final = {Per.DAY: 1, Per.WEEK: 7, Per.MONTH: 31, Per.YEAR: 366, Per.ONCE: 1000}

# One and many, by language. Norwegian says "1,5 timer" and "0,5 time".
_WORDS: Final[dict[str, dict[Unit, tuple[str, str]]]] = {
    "nb": {
        Unit.HOURS: ("time", "timer"),
        Unit.MEALS: ("måltid", "måltider"),
        Unit.VISITS: ("besøk", "besøk"),
        Unit.DAYS: ("dag", "dager"),
        Unit.NIGHTS: ("natt", "netter"),
        Unit.PLACE: ("plass", "plasser"),
        Unit.DEVICE: ("stk.", "stk."),
        Unit.ITEM: ("stk.", "stk."),
        Unit.COURSE: ("forløp", "forløp"),
        Unit.MEASURE: ("tiltak", "tiltak"),
        Unit.EVENT: ("hendelse", "hendelser"),
    },
    "nn": {
        Unit.HOURS: ("time", "timar"),
        Unit.MEALS: ("måltid", "måltid"),
        Unit.VISITS: ("besøk", "besøk"),
        Unit.DAYS: ("dag", "dagar"),
        Unit.NIGHTS: ("natt", "netter"),
        Unit.PLACE: ("plass", "plassar"),
        Unit.DEVICE: ("stk.", "stk."),
        Unit.ITEM: ("stk.", "stk."),
        Unit.COURSE: ("forløp", "forløp"),
        Unit.MEASURE: ("tiltak", "tiltak"),
        Unit.EVENT: ("hending", "hendingar"),
    },
    "en": {
        Unit.HOURS: ("hour", "hours"),
        Unit.MEALS: ("meal", "meals"),
        Unit.VISITS: ("visit", "visits"),
        Unit.DAYS: ("day", "days"),
        Unit.NIGHTS: ("night", "nights"),
        Unit.PLACE: ("place", "places"),
        Unit.DEVICE: ("pc.", "pcs."),
        Unit.ITEM: ("pc.", "pcs."),
        Unit.COURSE: ("course", "courses"),
        Unit.MEASURE: ("measure", "measures"),
        Unit.EVENT: ("event", "events"),
    },
}
_PER: Final[dict[str, dict[Per, str]]] = {
    "nb": {
        Per.DAY: "/dag",
        Per.WEEK: "/uke",
        Per.MONTH: "/måned",
        Per.YEAR: "/år",
        Per.COURSE: " i forløpet",
        Per.ONCE: "",
    },
    "nn": {
        Per.DAY: "/dag",
        Per.WEEK: "/veke",
        Per.MONTH: "/månad",
        Per.YEAR: "/år",
        Per.COURSE: " i forløpet",
        Per.ONCE: "",
    },
    "en": {
        Per.DAY: "/day",
        Per.WEEK: "/week",
        Per.MONTH: "/month",
        Per.YEAR: "/year",
        Per.COURSE: " in the course",
        Per.ONCE: "",
    },
}
_HELPERS: Final = {"nb": "{} hjelpere", "nn": "{} hjelparar", "en": "{} helpers"}
_NIGHT: Final = {"nb": "også om natten", "nn": "òg om natta", "en": "also at night"}
_GIVEN: Final = {"nb": "gis", "nn": "blir gitt", "en": "given"}
_HOURS_SHORT: Final = {"nb": "t", "nn": "t", "en": "h"}


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a service (omfang): quantity, unit, how often, helpers, night.

    `quantity` is in minutes when the unit is hours, and in whole pieces otherwise.
    Raises ValueError with a Norwegian sentence when it says nothing possible.
    """

    quantity: int
    unit: Unit
    per: Per
    helpers: int = 1
    night: bool = False

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError(mark("Omfanget må være større enn null."))
        if self.quantity > most(self.unit, self.per):
            raise ValueError(_too_large(self.unit, self.per))
        if not 1 <= self.helpers <= 5:
            raise ValueError(mark("Antall hjelpere må være fra 1 til 5."))


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `starts_on` up to, but not including, `ends_on`; None has no end."""

    starts_on: date
    ends_on: date | None


def most(unit: Unit, per: Per) -> int:
    """The largest quantity that can be meant: minutes for hours, pieces otherwise."""
    if unit is Unit.HOURS:
        return _MOST_MINUTES[per]
    if unit in (Unit.DAYS, Unit.NIGHTS):
        return _WHOLE_DAYS.get(per, _MOST_PIECES[per])
    if unit is Unit.YES_NO:
        return 1
    return _MOST_PIECES[per]


def minutes_a_week(extent: Extent) -> int | None:
    """The extent as KPR counts it: direct user time in minutes a week, at most 168 hours.

    None when the unit is not hours, or they are given once or over a course. A month is
    four weeks (not 4.33) by KPR's guidance; a year is twelve such months (our reading).
    Helpers are not multiplied: KPR asks for the person's time. Half a minute rounds up.
    """
    if extent.unit is not Unit.HOURS:
        return None
    match extent.per:
        case Per.DAY:
            minutes = extent.quantity * 7
        case Per.WEEK:
            minutes = extent.quantity
        case Per.MONTH:
            minutes = _divide(extent.quantity, 4)
        case Per.YEAR:
            minutes = _divide(extent.quantity, 48)
        case Per.COURSE | Per.ONCE:
            return None
    return min(minutes, MINUTES_A_WEEK)


def quantity_text(quantity: int, unit: Unit) -> str:
    """A quantity as a person types it: «3,5» hours, «0:20» where no decimal fits, «3» meals."""
    return _number(quantity, unit, decimals=_decimals(quantity, unit))


def extent_text(extent: Extent, *, language: str = "nb", short: bool = False) -> str:
    """The extent in words: «3,5 timer/uke», «3 måltider/uke», «1 stk.», «2 dager/uke».

    `short` says «3,5 t/uke», for lists. Two helpers and nights are said after a comma.
    """
    if extent.unit is Unit.YES_NO:
        text = _GIVEN[language]
    else:
        text = f"{quantity_text(extent.quantity, extent.unit)} " + _unit_per(
            extent, language=language, short=short
        )
    return ", ".join([text, *_with(extent, language=language)])


def differs(before: Extent, after: Extent) -> bool:
    """Whether a performing unit has something new to do."""
    return before != after


def difference_text(before: Extent, after: Extent, *, language: str = "nb") -> str | None:
    """What changed: «3,5 → 5,0 timer/uke»; None if nothing did.

    The two numbers are shown with the same decimals, so that they can be compared.
    """
    if not differs(before, after):
        return None
    alike = (before.unit, before.per, before.helpers, before.night) == (
        after.unit,
        after.per,
        after.helpers,
        after.night,
    )
    shown = [_decimals(extent.quantity, extent.unit) for extent in (before, after)]
    if not alike or None in shown:
        return f"{extent_text(before, language=language)} → {extent_text(after, language=language)}"
    decimals = max(number for number in shown if number is not None)
    old = _number(before.quantity, before.unit, decimals=decimals)
    new = _number(after.quantity, after.unit, decimals=decimals)
    unit = _unit_per(after, language=language, short=False)
    return ", ".join([f"{old} → {new} {unit}", *_with(after, language=language)])


def parse_quantity(text: str, unit: Unit, per: Per = Per.WEEK) -> int:
    """What a person typed, in minutes for hours and in whole pieces otherwise.

    Hours may be «3,5», «3.5» or «3:30». Raises ValueError with a Norwegian sentence for
    nonsense, zero, less than zero, and more than can be meant.
    """
    typed = "".join(text.split())
    if typed.startswith(("-", "\N{MINUS SIGN}")):
        raise ValueError(mark("Omfanget må være større enn null."))
    quantity = _minutes(typed) if unit is Unit.HOURS else _pieces(typed)
    if quantity < 1:
        raise ValueError(mark("Omfanget må være større enn null."))
    if quantity > most(unit, per):
        raise ValueError(_too_large(unit, per))
    return quantity


def needs_vedtak(
    service: ServiceType,
    expected_days: int | None,
    basis: Basis,
    *,
    part_of_granted: bool = False,
) -> bool:
    """Whether a formal decision (enkeltvedtak) must be made before the service is given.

    `expected_days` is the duration expected when it begins; None has no planned end and
    counts as more. Exactly two weeks is not longer than two weeks. `part_of_granted` says
    that the person already has a decision on the service this one is a part of.

    Source: pbrl § 2-7; the basis decides, and long-term stays always need one.
    """
    rule = VEDTAK_RULES[basis]
    if VedtakRule.ALWAYS in (rule, service.vedtak):
        return True
    if rule is VedtakRule.NOT_REQUIRED:
        return False
    if service.vedtak is VedtakRule.PART_OF_ANOTHER and part_of_granted:
        return False
    return expected_days is None or expected_days > TWO_WEEKS


def days_tried(periods: Iterable[Period]) -> int | None:
    """How many different days the periods cover; None if one of them has no end."""
    days: set[date] = set()
    for period in periods:
        if period.ends_on is None:
            return None
        length = max((period.ends_on - period.starts_on).days, 0)
        days.update(period.starts_on + timedelta(days=number) for number in range(length))
    return len(days)


def trial_refused(
    service: ServiceType, basis: Basis, period: Period, *, earlier: Sequence[Period] = ()
) -> str | None:
    """Why a trial (utprøving) without a formal decision may not start; None if it may.

    `earlier` are the person's trials of the same measure for the same need: they count
    together, so that a new trial is no way around the law. Source: pbrl § 2-7.
    """
    if not needs_vedtak(service, days_tried([period, *earlier]), basis):
        return None
    if VedtakRule.ALWAYS in (VEDTAK_RULES[basis], service.vedtak):
        return mark("Tjenesten krever alltid vedtak og kan ikke prøves ut uten.")
    if period.ends_on is None:
        return mark(
            "Utprøvingen må ha en sluttdato innen to uker, ellers må det fattes vedtak først."
        )
    if earlier and not needs_vedtak(service, days_tried([period]), basis):
        return mark(
            "Tiltaket er prøvd ut før. Til sammen varer det over to uker, og da må det fattes"
            " vedtak først."
        )
    return mark("Tiltaket forventes å vare over to uker. Da må det fattes vedtak før det starter.")


def _divide(number: int, by: int) -> int:
    return (2 * number + by) // (2 * by)


def _decimals(quantity: int, unit: Unit) -> int | None:
    """How many decimals say the quantity exactly: 0, 1 or 2; None if none do."""
    if unit is not Unit.HOURS:
        return 0
    for decimals in (0, 1, 2):
        if quantity * 10**decimals % MINUTES_AN_HOUR == 0:
            return decimals
    return None


def _number(quantity: int, unit: Unit, *, decimals: int | None) -> str:
    if unit is not Unit.HOURS:
        return str(quantity)
    if decimals is None:
        return f"{quantity // MINUTES_AN_HOUR}:{quantity % MINUTES_AN_HOUR:02}"
    whole, part = divmod(quantity * 10**decimals // MINUTES_AN_HOUR, 10**decimals)
    return f"{whole},{part:0{decimals}}" if decimals else str(whole)


def _unit_per(extent: Extent, *, language: str, short: bool) -> str:
    one, many = _WORDS[language][extent.unit]
    single = MINUTES_AN_HOUR if extent.unit is Unit.HOURS else 1
    word = one if extent.quantity <= single else many
    if short and extent.unit is Unit.HOURS:
        word = _HOURS_SHORT[language]
    if extent.unit is Unit.COURSE and extent.per is Per.COURSE:
        return word
    return word + _PER[language][extent.per]


def _with(extent: Extent, *, language: str) -> list[str]:
    helpers = [_HELPERS[language].format(extent.helpers)] if extent.helpers > 1 else []
    return helpers + ([_NIGHT[language]] if extent.night else [])


def _minutes(typed: str) -> int:
    if clock := re.fullmatch(r"([0-9]{1,5}):([0-5][0-9])", typed):
        return int(clock[1]) * MINUTES_AN_HOUR + int(clock[2])
    decimal = re.fullmatch(r"([0-9]{1,5})(?:[,.]([0-9]{1,2}))?", typed)
    if decimal is None:
        raise ValueError(mark("Skriv antall timer med tall, for eksempel 3,5."))
    part = (decimal[2] or "").ljust(2, "0")
    hundredths = int(decimal[1]) * 100 + int(part)
    minutes, rest = divmod(hundredths * MINUTES_AN_HOUR, 100)
    if rest:
        raise ValueError(
            mark("Skriv timene slik at de går opp i hele minutter, for eksempel 0,25 eller 0:20.")
        )
    return minutes


def _pieces(typed: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", typed):
        raise ValueError(mark("Skriv omfanget som et helt tall, for eksempel 3."))
    return int(typed)


def _too_large(unit: Unit, per: Per) -> str:
    if unit is Unit.HOURS and per is Per.WEEK:
        return mark("Omfanget kan ikke være mer enn 168 timer i uken.")
    if unit is Unit.HOURS and per is Per.DAY:
        return mark("Omfanget kan ikke være mer enn 24 timer i døgnet.")
    return mark("Omfanget er større enn det kan være. Sjekk tallet.")


def is_unwritten(stage: str, decided_urgently_at: datetime | None) -> bool:
    """Whether a case has given help by a hastevedtak that no letter has told in writing yet."""
    return decided_urgently_at is not None and stage in UNDECIDED
