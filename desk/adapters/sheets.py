"""A list as a sheet: CSV, and Excel's own format (Office Open XML)."""

import csv
import datetime as dt
import re
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Final

from django.utils.timezone import localtime
from django.utils.translation import gettext
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from desk.queries import LookRow, TaskRow

Cell = str | int | dt.date | None
Row = Sequence[Cell]

FORMULA: Final = re.compile(r"[=+\-@\t\r\n|]")  # how a cell begins that a sheet would reckon with
UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOMENT: Final = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a file has no zone; the same list gives the same file
AS_WRITTEN: Final = {"strings_to_formulas": False, "strings_to_urls": False}
WIDTHS: Final = (32, 8, 28, 8, 12, 34, 14, 22, 16, 14, 40)  # in signs


def rows_for_sheets(rows: Sequence[TaskRow]) -> list[Row]:
    """The tasks as the table shows them, below a row of heads."""
    heads = (
        gettext("Oppgave"),
        gettext("Haster"),
        gettext("Person"),
        gettext("Alder"),
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
                _moment(row.first_at),
                _moment(row.last_at),
                row.who,
                row.role,
                row.unit,
                row.ground,
                row.reference,
                ", ".join(row.pages),
            )
            for row in rows
        ),
    ]


def _moment(at: dt.datetime) -> str:
    return f"{localtime(at):%d.%m.%Y %H:%M}"


def csv_of(rows: Sequence[Row]) -> bytes:
    """Semicolons and a byte order mark: what Excel in Norwegian opens. Nothing is a formula."""
    made = StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return made.getvalue().encode("utf-8-sig")


def xlsx_of(rows: Sequence[Row], *, name: str) -> bytes:
    """A workbook with one sheet: text as text, never as a formula, days as days."""
    made = BytesIO()
    # Nothing is taken for a formula, an address or a number, whatever somebody has written.
    book = Workbook(made, {"in_memory": True, "default_date_format": "dd.mm.yyyy"} | AS_WRITTEN)
    book.set_properties({"created": MOMENT})
    sheet = book.add_worksheet(name[:31])
    bold = book.add_format({"bold": True})
    for n, row in enumerate(rows):
        for at, cell in enumerate(row):
            _write(sheet, n, at, cell, bold if n == 0 else None)
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    book.close()
    return made.getvalue()


def _write(sheet: Worksheet, row: int, column: int, cell: Cell, style: Format | None) -> None:
    if isinstance(cell, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()))
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif cell:
        sheet.write_string(row, column, UNWRITABLE.sub("", cell), style)


def _plain(cell: Cell) -> str:
    """A cell of the CSV. What a sheet would take for a formula begins with an apostrophe."""
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if FORMULA.match(text) else text
