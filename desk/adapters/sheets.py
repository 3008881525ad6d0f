"""A list as a sheet: CSV, and Excel's own format (Office Open XML), with the standard library."""

import csv
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from io import BytesIO, StringIO
from typing import Final
from xml.sax.saxutils import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext

from desk.queries import TaskRow

Cell = str | int | dt.date | None
Row = Sequence[Cell]

FORMULA: Final = re.compile(r"[=+\-@\t\r\n|]")  # how a cell begins that a sheet would reckon with
UNWRITABLE: Final = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
EPOCH: Final = dt.date(1899, 12, 30)  # day 0 of a sheet
MOMENT: Final = (1980, 1, 1, 0, 0, 0)  # the same list gives the same file
WIDTHS: Final = (32, 8, 28, 8, 12, 34, 14, 22, 16, 14, 40)  # in signs
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_TYPE: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


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


def csv_of(rows: Sequence[Row]) -> bytes:
    """Semicolons and a byte order mark: what Excel in Norwegian opens. Nothing is a formula."""
    made = StringIO()
    writer = csv.writer(made, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_plain(cell) for cell in row])
    return made.getvalue().encode("utf-8-sig")


def xlsx_of(rows: Sequence[Row], *, name: str) -> bytes:
    """A workbook with one sheet: text as text, never as a formula, days as days."""
    last = f"{_column(len(rows[0]) - 1)}{len(rows)}"
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(WIDTHS, start=1)
    )
    body = "".join(_row(n, row) for n, row in enumerate(rows, start=1))
    files = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/></Types>',
        "_rels/.rels": _relations(("officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{escape(name[:31])}" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": _relations(
            ("worksheet", "worksheets/sheet1.xml"), ("styles", "styles.xml")
        ),
        "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}">'
        '<numFmts count="1"><numFmt numFmtId="164" formatCode="dd\\.mm\\.yyyy"/></numFmts>'
        '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
        '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
        '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        "</cellStyleXfs>"
        '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
        '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
        '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1"/></cellXfs>'
        "</styleSheet>",
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetViews>'
        '<sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft"'
        f' state="frozen"/></sheetView></sheetViews><cols>{widths}</cols>'
        f'<sheetData>{body}</sheetData><autoFilter ref="A1:{last}"/></worksheet>',
    }
    made = BytesIO()
    with ZipFile(made, "w", ZIP_DEFLATED) as package:
        for path, text in files.items():
            info = ZipInfo(path, MOMENT)
            info.compress_type = ZIP_DEFLATED
            package.writestr(info, _HEAD + text)
    return made.getvalue()


def _plain(cell: Cell) -> str:
    """A cell of the CSV. What a sheet would take for a formula begins with an apostrophe."""
    if isinstance(cell, dt.date):
        return f"{cell:%d.%m.%Y}"
    text = "" if cell is None else str(cell)
    return f"'{text}" if FORMULA.match(text) else text


def _row(n: int, row: Row) -> str:
    cells = "".join(_cells(n, row))
    return f'<row r="{n}">{cells}</row>'


def _cells(n: int, row: Row) -> Iterator[str]:
    for at, cell in enumerate(row):
        place = f"{_column(at)}{n}"
        if isinstance(cell, dt.date):
            yield f'<c r="{place}" s="1"><v>{(cell - EPOCH).days}</v></c>'
        elif isinstance(cell, int):
            yield f'<c r="{place}"><v>{cell}</v></c>'
        elif cell:
            style = ' s="2"' if n == 1 else ""
            text = escape(UNWRITABLE.sub("", cell))
            yield (
                f'<c r="{place}" t="inlineStr"{style}>'
                f'<is><t xml:space="preserve">{text}</t></is></c>'
            )


def _column(at: int) -> str:
    """The letter of a column, from 0; there are fewer than 26."""
    return chr(ord("A") + at)


def _relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{path}"/>'
        for n, (kind, path) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{rows}</Relationships>'
