"""How dates, moments, hours and money are written, here and in no other way."""

import datetime as dt
from typing import Final

from django.utils import dateparse, formats, timezone
from django.utils.translation import get_language, gettext, ngettext

from audit.words import said

NBSP: Final = "\u00a0"
MINUS: Final = "\u2212"
MINUTES_IN_AN_HOUR: Final = 60


def translated(text: str) -> str:
    """A text from a table, in the reader's language."""
    return said(text, gettext)


def day(value: dt.date | dt.datetime | None) -> str:
    """21.11.2026; «Ikke satt» when there is none. Moments by Oslo's calendar."""
    found = date_of(value)
    return f"{found:%d.%m.%Y}" if found else gettext("Ikke satt")


def short_day(value: dt.date | dt.datetime | None) -> str:
    """21.11., with the year where it is not this year's; «Ikke satt» when there is none."""
    found = date_of(value)
    if found is None:
        return gettext("Ikke satt")
    return f"{found:%d.%m.}" if found.year == timezone.localdate().year else f"{found:%d.%m.%Y}"


def long_day(value: dt.date | dt.datetime | None) -> str:
    """lørdag 21. november 2026; empty when there is none."""
    found = date_of(value)
    # The order of day and month is the same in the three languages; only ours put a full stop.
    ordinal = "l j F Y" if get_language() == "en" else "l j. F Y"
    return formats.date_format(found, ordinal) if found else ""


def clock(value: dt.datetime | None) -> str:
    """09.42, Oslo's clock."""
    return f"{local(value):%H.%M}" if value else ""


def moment(value: dt.datetime | None) -> str:
    """21.11.2026 kl. 09.42."""
    if value is None:
        return gettext("Ikke satt")
    return at_clock(f"{local(value):%d.%m.%Y}", value)


def until(value: dt.datetime | None) -> str:
    """til og med 20.11.2026, of what ends at a midnight; else the moment."""
    if value is None or local(value).time() != dt.time.min:
        return moment(value)
    last = local(value).date() - dt.timedelta(days=1)
    return gettext("til og med %(day)s") % {"day": day(last)}


def at_clock(day: str, value: dt.datetime) -> str:
    """A day already said, with the time: i dag kl. 09.42."""
    return gettext("%(day)s kl. %(clock)s") % {"day": day, "clock": clock(value)}


def due_words(due_on: dt.date, today: dt.date) -> tuple[str, str]:
    """How far off a date is, and its tone: `over`, `today` or ``."""
    days = (due_on - today).days
    if days == 0:
        return gettext("i dag"), "today"
    if days > 0:
        return ngettext("%d dag igjen", "%d dager igjen", days) % days, ""
    return ngettext("%d dag over", "%d dager over", -days) % -days, "over"


def hours(minutes: int | None) -> str:
    """Minutes as hours: 210 is «3,5 timer», 200 is «3 t 20 min», 45 is «45 min»."""
    if minutes is None:
        return gettext("Ikke satt")
    return (
        ngettext("%s time", "%s timer", 1 if minutes == MINUTES_IN_AN_HOUR else 2) % _hours(minutes)
        if _even(minutes)
        else _hours(minutes)
    )


def hours_a_week(minutes: int | None) -> str:
    """Minutes a week: 210 is «3,5 t/uke»."""
    if minutes is None:
        return gettext("Ikke satt")
    unit = gettext("t/uke") if _even(minutes) else gettext("per uke")
    return f"{_hours(minutes)}{NBSP}{unit}"


def kroner(ore: int | None) -> str:
    """Øre as kroner: 123450 is «1 234,50 kr», 0 is «0 kr»."""
    if ore is None:
        return gettext("Ikke satt")
    whole, rest = divmod(abs(ore), 100)
    text = f"{whole:,}".replace(",", NBSP) + (f",{rest:02d}" if rest else "")
    return f"{MINUS if ore < 0 else ''}{text}{NBSP}kr"


def number_groups(number: str) -> str:
    """A fødselsnummer as it is read aloud: six and five."""
    return f"{number[:6]} {number[6:]}" if len(number) == 11 else number


def _even(minutes: int) -> bool:
    """Whether the hours can be said with at most two decimals (whole quarters)."""
    return minutes % 15 == 0 and minutes >= MINUTES_IN_AN_HOUR


def _hours(minutes: int) -> str:
    whole, rest = divmod(minutes, MINUTES_IN_AN_HOUR)
    if _even(minutes):
        decimals = f"{rest * 100 // MINUTES_IN_AN_HOUR:02d}".rstrip("0")
        return f"{whole},{decimals}" if decimals else str(whole)
    return f"{whole} t {rest} min" if whole else f"{rest} min"


def local(value: dt.datetime) -> dt.datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def date_of(value: dt.date | dt.datetime | None) -> dt.date | None:
    return local(value).date() if isinstance(value, dt.datetime) else value


def iso(value: str | None) -> str:
    """A typed date as a date field wants it (2026-11-21); empty if it is no date."""
    text = str(value or "")
    try:
        found = dateparse.parse_date(text)
    except ValueError:
        found = None
    for pattern in ("%d.%m.%Y", "%d.%m.%y", "%d%m%y", "%d%m%Y"):
        if found is None:
            try:
                found = dt.datetime.strptime(text.strip(), pattern).date()  # noqa: DTZ007 - a date
            except ValueError:
                continue
    return found.isoformat() if found else ""


def iso_long(value: str | None) -> str:
    """A typed date written out: lørdag 21. november 2026."""
    text = iso(value)
    return long_day(dt.date.fromisoformat(text)) if text else ""


def iso_day(text: str) -> str:
    """A date as typed in a filter, said as 21.11.2026; other texts as they are."""
    found = iso(text)
    return day(dt.date.fromisoformat(found)) if found else text
