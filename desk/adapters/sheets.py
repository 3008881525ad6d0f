"""The lists of the working surface as the rows of a sheet, below a row of heads."""

from collections.abc import Sequence

from django.utils.translation import gettext

from desk.queries import HistoryRow, LookRow, TaskRow
from people.adapters import Row


def rows_for_sheets(rows: Sequence[TaskRow]) -> list[Row]:
    """The tasks as the table shows them, below a row of heads."""
    heads = (
        gettext("Oppgave"),
        gettext("Haster"),
        gettext("Person"),
        gettext("Alder"),
        gettext("Adressebeskyttelse"),
        gettext("Frist"),
        gettext("Gjelder"),
        gettext("Sak"),
        gettext("Ansvarlig"),
        gettext("Status"),
        gettext("På vent til"),
        gettext("Hvorfor"),
    )
    return [
        heads,
        *(
            (
                gettext(row.title),
                gettext("Ja") if row.urgent else gettext("Nei"),
                row.person,
                row.age,
                gettext(row.protection) if row.protection else gettext("Ingen"),
                row.due_on,
                row.services,
                row.reference,
                gettext("Deg") if row.mine else row.responsible or gettext("Ufordelt"),
                gettext("Frist nådd") if row.waited_out else gettext(row.status),
                row.hold_until,
                row.hold_reason,
            )
            for row in rows
        ),
    ]


def looks_for_sheets(rows: Sequence[LookRow]) -> list[Row]:
    """The visits of the access log, below a row of heads."""
    heads = (
        gettext("Fra"),
        gettext("Til"),
        gettext("Hvem"),
        gettext("Rolle"),
        gettext("Enhet"),
        gettext("Grunn"),
        gettext("Sak"),
        gettext("Har sett"),
    )
    return [
        heads,
        *(
            (
                row.first_at,
                row.last_at,
                row.who,
                row.role,
                row.unit,
                row.ground,
                row.reference,
                "; ".join(row.pages),  # a page's name may hold a comma
            )
            for row in rows
        ),
    ]


def history_for_sheets(rows: Sequence[HistoryRow]) -> list[Row]:
    """The events of a case, below a row of heads."""
    heads = (
        gettext("Når"),
        gettext("Hendelse"),
        gettext("Hvem"),
        gettext("Rolle"),
        gettext("Enhet"),
        gettext("Nummer i sporet"),
    )
    told = ((row.at, row.sentence, row.who, row.role, row.unit, row.id) for row in rows)
    return [heads, *told]
