"""A list as a sheet: CSV, and Excel's own format (Office Open XML). Nothing in it is a formula.

The only place that writes sheets: what is said here holds for every list anybody takes out.
"""

import csv
import datetime as dt
import re
from collections.abc import Sequence
from io import BytesIO, StringIO
from typing import Final

from django.utils.timezone import localtime
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Cell = str | int | dt.date | dt.datetime | None
Row = Sequence[Cell]

# What a sheet reckons with when a text begins so: also in signs of full width, as Excel takes them.
SIGNS: Final = "=+@|\uff1d\uff0b\uff20\uff0d"
FORMULA: Final = re.compile(rf"[\t\r\n]|\s*[{SIGNS}-]")
# The same after a sign that another program takes for the end of a cell: «50,-» is none.
INSIDE: Final = re.compile(rf"([;,\t\r\n]\s*)(?=[{SIGNS}]|-(?!\s|$)|-.*[|!(])")
# A telephone number, a negative number, a name that is a dash: no sheet can reckon with these.
HARMLESS: Final = re.compile(r"[+-]?\d[\d .,]*|[+-]", re.ASCII)
UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
MOMENT: Final = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a file has no zone; the same list gives the same file
AS_WRITTEN: Final = {"strings_to_formulas": False, "strings_to_urls": False}
WIDTHS: Final = (32, 8, 28, 8, 12, 34, 14, 22, 16, 14, 40)  # in signs
SHEETS: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}


def sheet_of(kind: str, rows: Sequence[Row], *, name: str) -> bytes:
    """The rows as one of SHEETS; `name` is what a workbook calls its sheet."""
    return csv_of(rows) if kind == "csv" else xlsx_of(rows, name=name)


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
    moment = book.add_format({"num_format": "dd.mm.yyyy hh:mm"})
    for n, row in enumerate(rows):
        for at, cell in enumerate(row):
            _write(sheet, n, at, cell, bold if n == 0 else None, moment)
    for at, width in enumerate(WIDTHS):
        sheet.set_column(at, at, width)
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, len(rows) - 1, len(rows[0]) - 1)
    book.close()
    return made.getvalue()


def _write(
    sheet: Worksheet, row: int, column: int, cell: Cell, style: Format | None, moment: Format
) -> None:
    if isinstance(cell, dt.datetime):
        sheet.write_datetime(row, column, localtime(cell).replace(tzinfo=None), moment)
    elif isinstance(cell, dt.date):
        sheet.write_datetime(row, column, dt.datetime.combine(cell, dt.time()))
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
    elif cell:
        sheet.write_string(row, column, UNWRITABLE.sub("", cell), style)


def _plain(cell: Cell) -> str:
    """A cell of the CSV. What a sheet would take for a formula begins with an apostrophe."""
    if isinstance(cell, dt.datetime):
        return f"{localtime(cell):%d.%m.%Y %H:%M}"
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    if cell is None or isinstance(cell, int):
        return "" if cell is None else str(cell)
    text = UNWRITABLE.sub("", cell)
    if HARMLESS.fullmatch(text):
        return text
    text = INSIDE.sub(r"\1'", text)
    return f"'{text}" if FORMULA.match(text) else text
