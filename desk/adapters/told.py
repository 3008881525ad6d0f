"""«Svar til personen» on paper: the front in plain words, then every visit as a line."""

import datetime as dt
from typing import Final

from django.utils import translation
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from desk.queries import LookRow, Told
from records.adapters import Front, Part, listed

# Few and wide: a unit's name is one long word, and must not stand on the next column.
WIDTHS: Final = (0, 1, 1, 1)


def told_pdf(found: Told, *, at: dt.datetime) -> bytes:
    """The report in the language it speaks. Asks the database nothing."""
    with translation.override(found.language):
        return listed(
            _front(found, at),
            [_line(row) for day in found.days for row in day.rows],
            parts=[Part("", "\n\n".join(found.words), "")],
            widths=WIDTHS,
            on=localdate(at),
        )


def _front(found: Told, at: dt.datetime) -> Front:
    person, day = found.person, f"{localtime(at):%d.%m.%Y}"
    title = _("Hvem har sett opplysningene dine")
    born = f"{person.born_on:%d.%m.%Y}" if person.born_on else _("Ikke kjent")
    return Front(
        title=title,
        author=found.municipality,
        lang=found.language,
        facts=((_("Navn"), person.full_name), (_("Født"), born), (_("I alt"), found.counted)),
        contents=_("Alle besøk, de nyeste først"),
        heads=(_("Når"), _("Hvem"), _("Hvorfor"), _("Hva de så")),
        foot=f"{found.municipality} · {title} · {day}",
        sheet_of=(_("Side"), _("av")),
    )


def _line(row: LookRow) -> tuple[str, str, str, str]:
    when, who, unit, why, what = told_row(row)
    return when, f"{who}, {unit}" if unit else who, why, what


def told_row(row: LookRow) -> tuple[str, str, str, str, str]:
    """When, who, where, why and what, as the person is told it."""
    first, last = f"{localtime(row.first_at):%H.%M}", f"{localtime(row.last_at):%H.%M}"
    clock = first if first == last else f"{first}–{last}"
    who = f"{row.who}, {row.role}" if row.role else row.who
    when = f"{localtime(row.first_at):%d.%m.%Y} {clock}"
    return when, who, row.unit, row.ground, "; ".join(row.pages)
