"""The files of an import: their columns, and one row read cell by cell with all that is wrong."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Final

from audit.words import mark
from cases.service_types import Per
from delivery.rules.taken_over import ServiceGiven, service_called
from people.refusals import Objection
from people.rules import PersonGiven

PEOPLE: Final = "personer.csv"
RELATIVES: Final = "parorende.csv"
REPRESENTATIVES: Final = "representanter.csv"
UNITS: Final = "enheter.csv"
DECISIONS: Final = "vedtak.csv"
ORDERS: Final = "bestillinger.csv"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong: where, and in a sentence that says what to do. Line 0 is the whole file."""

    file: str
    line: int
    column: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a file: its line and its cells by column, stripped."""

    file: str
    line: int
    cells: Mapping[str, str]

    def get(self, column: str) -> str:
        """The cell; empty where the file has no such column."""
        return self.cells.get(column, "")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a file: its name, whether it must be there and filled in, and an example."""

    name: str
    example: str
    required: bool = False
    field: str = ""  # the name an objection has for it


def _must(name: str, example: str, field: str = "") -> Column:
    return Column(name, example, True, field)  # noqa: FBT003 - said by the function's name


# The documentation (docs/import.md) is made from this table, and held to it by a test.
FILES: Final[dict[str, tuple[Column, ...]]] = {
    UNITS: (
        _must("enhet_id", "E12"),
        Column("nokkel", "hub-nord"),
        Column("navn", "Hjemmetjenesten Nord"),
        Column("slag", "HOME_SERVICE"),
        Column("overordnet", "helse-og-velferd"),
        Column("utforer", "ja"),
        Column("telefon", "32 04 00 00"),
        Column("fra", "2020-01-01"),
    ),
    PEOPLE: (
        _must("person_id", "P1001"),
        Column("fodselsnummer", "01814200120", field="number"),
        Column("fornavn", "Berit", field="given_name"),
        _must("etternavn", "Aas", "family_name"),
        Column("fodt", "1942-01-01", field="born_on"),
        Column("kjonn", "K", field="sex"),
        Column("adresse", "Storgata 1", field="address"),
        Column("poststed", "3015 Drammen", field="postal"),
        Column("telefon", "911 11 111", field="phone"),
        Column("epost", "berit@eksempel.no", field="email"),
        Column("sprak", "nb", field="language"),
        Column("tolk", "", field="interpreter_language"),
        Column("fastlege", "Legesenteret Strømsø", field="doctor"),
        Column("sone", ""),
        Column("adressebeskyttelse", "ingen"),
    ),
    RELATIVES: (
        _must("parorende_id", "R1"),
        _must("person_id", "P1001"),
        _must("navn", "Kari Aas", "name"),
        _must("relasjon", "datter", "relation"),
        Column("telefon", "922 22 222", field="phone"),
        Column("adresse", "Bragernes torg 2", field="address"),
        Column("poststed", "3017 Drammen", field="postal"),
        Column("naermeste", "ja"),
        Column("kan_fa_opplysninger", "delvis", field="may_be_told"),
        Column("opplysninger_om", "når hjelpen kommer", field="told_scope"),
        Column("omsorgsyter", "nei"),
        Column("foreldreansvar", "nei"),
    ),
    REPRESENTATIVES: (
        _must("representant_id", "V1"),
        _must("person_id", "P1001"),
        _must("slag", "verge", "kind"),
        _must("navn", "Per Verge", "name"),
        Column("telefon", "933 33 333", field="phone"),
        Column("adresse", "Postboks 1", field="address"),
        Column("poststed", "3001 Drammen", field="postal"),
        Column("fortrolig_adresse", "nei"),
        Column("personlige_forhold", "ja"),
        Column("okonomi", "ja"),
        Column("annet", "", field="scope_note"),
        Column("far_brev", "ja"),
        _must("fra", "2024-01-01", "valid_from"),
        Column("til_og_med", "", field="valid_to"),
    ),
    DECISIONS: (
        _must("vedtak_id", "2025/118", "reference"),
        _must("person_id", "P1001"),
        _must("fattet", "2025-05-20", "decided_on"),
        Column("evalueres", "2026-04-01", field="evaluate_on"),
        Column("mal", "Bo hjemme.", field="goal"),
    ),
    ORDERS: (
        _must("bestilling_id", "B1", "reference"),
        _must("vedtak_id", "2025/118"),
        _must("tjeneste", "helsetjenester_i_hjemmet", "service_key"),
        _must("enhet", "E12", "unit"),
        _must("gjelder_fra", "2025-06-01", "from_on"),
        Column("gjelder_til_og_med", "2026-05-31", field="to_on"),
        _must("startet", "2023-02-01", "starts_on"),
        Column("omfang", "3,5", field="quantity"),
        Column("per", "uke", field="per"),
        Column("hjelpere", "1", field="helpers"),
        Column("natt", "nei", field="night"),
        Column("hjemmel", "hol_3_2_nr_6_a", field="legal_basis"),
        Column("viktig", "Nøkkelboks ved døren.", field="important"),
    ),
}
# What an objection calls a field, and what the file calls it.
COLUMN_OF: Final[dict[str, dict[str, str]]] = {
    name: {column.field: column.name for column in columns if column.field}
    for name, columns in FILES.items()
}
PER: Final = {
    "dag": Per.DAY,
    "uke": Per.WEEK,
    "måned": Per.MONTH,
    "maned": Per.MONTH,
    "år": Per.YEAR,
    "ar": Per.YEAR,
    "forløp": Per.COURSE,
    "forlop": Per.COURSE,
    "gang": Per.ONCE,
}
PROTECTIONS: Final = {
    "": "NONE",
    "ingen": "NONE",
    "fortrolig": "CONFIDENTIAL",
    "strengt fortrolig": "STRICT",
}
TOLD: Final = {"": "NO", "nei": "NO", "ja": "YES", "delvis": "PARTLY"}
KINDS: Final = {"verge": "GUARDIAN", "fullmektig": "AGENT"}
YES_NO: Final = {"": False, "nei": False, "ja": True}
ONE_DAY: Final = timedelta(days=1)
LONGEST_ID: Final = 80
LONGEST_CELL: Final = 5_000


@dataclass(slots=True)
class Cells:
    """A row being read: cells are taken by column, and what is wrong with each is gathered."""

    row: Row
    faults: list[Fault] = field(default_factory=list)

    def wrong(self, column: str, sentence: str) -> None:
        """Note that a cell is wrong."""
        self.faults.append(Fault(self.row.file, self.row.line, column, sentence))

    def objected(self, found: list[Objection]) -> None:
        """Note objections of the rules, each at its column."""
        columns = COLUMN_OF[self.row.file]
        for objection in found:
            self.wrong(columns.get(objection.field, objection.field), objection.sentence)

    def text(self, column: str) -> str:
        """The cell as it stands."""
        return self.row.get(column)

    def must(self, column: str) -> str:
        """The cell, which may not be empty."""
        if not (cell := self.row.get(column)):
            self.wrong(column, mark("Cellen må fylles ut."))
        return cell

    def name(self, column: str) -> str:
        """What the source calls a thing: not empty and not too long."""
        cell = self.must(column)
        if len(cell) > LONGEST_ID:
            self.wrong(column, mark("Teksten i cellen er for lang."))
        return cell

    def endless(self) -> None:
        """Note the cells nobody can have meant: longer than any text here may be."""
        for column, cell in self.row.cells.items():
            if len(cell) > LONGEST_CELL:
                self.wrong(column, mark("Teksten i cellen er for lang."))

    def one_of(self, column: str, choices: Mapping[str, object]) -> object:
        """The choice a cell names; None, and a fault, where it names none."""
        found = choices.get(self.row.get(column).casefold())
        if found is None:
            self.wrong(column, mark("Verdien finnes ikke i malen."))
        return found

    def yes(self, column: str) -> bool:
        """Ja or nei; empty is nei."""
        return bool(self.one_of(column, YES_NO))

    def day(self, column: str) -> date | None:
        """A day as 2025-05-20 or 20.05.2025; None for an empty cell."""
        return self._parsed(column, parse_day)

    def must_day(self, column: str) -> date:
        """A day that must be there; a day nobody can mean stands in its place when it is wrong."""
        found = self.day(column) if self.must(column) else None
        return found or date(1, 1, 1)

    def _parsed(self, column: str, parse: Callable[[str], date]) -> date | None:
        cell = self.row.get(column)
        if not cell:
            return None
        try:
            return parse(cell)
        except ValueError:
            self.wrong(column, mark("Skriv en dato som finnes, for eksempel 2026-11-21."))
            return None


def parse_day(text: str) -> date:
    """A day as 2025-05-20 or 20.05.2025, in ASCII digits. Raises ValueError."""
    if found := re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})", text):
        year, month, day = found.groups()
    elif found := re.fullmatch(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})", text):
        day, month, year = found.groups()
    else:
        raise ValueError(text)
    return date(int(year), int(month), int(day))


def person_of(cells: Cells) -> PersonGiven:
    """Who a row of persons is about."""
    return PersonGiven(
        number=cells.text("fodselsnummer"),
        given_name=cells.text("fornavn"),
        family_name=cells.must("etternavn"),
        born_on=cells.day("fodt"),
        sex=cells.text("kjonn").upper() or "U",
        address=cells.text("adresse"),
        postal=cells.text("poststed"),
        phone=cells.text("telefon"),
        email=cells.text("epost"),
        language=cells.text("sprak") or "nb",
        interpreter_language=cells.text("tolk"),
    )


def service_of(cells: Cells, *, on: date) -> ServiceGiven:
    """The service a row of orders is about; the dates of a row with faults mean nothing."""
    per = ""
    if cells.text("per"):
        per = str(cells.one_of("per", PER) or "")
    helpers = cells.text("hjelpere") or "1"
    if not re.fullmatch(r"[0-9]", helpers):
        cells.wrong("hjelpere", mark("Antall hjelpere må være fra 1 til 5."))
        helpers = "1"
    last = cells.day("gjelder_til_og_med")
    return ServiceGiven(
        service_key=service_called(cells.must("tjeneste"), on=on),
        unit=cells.must("enhet"),
        from_on=cells.must_day("gjelder_fra"),
        to_on=last + ONE_DAY if last is not None and last < date.max else last,
        starts_on=cells.must_day("startet"),
        quantity=cells.text("omfang"),
        per=per,
        helpers=int(helpers),
        night=cells.yes("natt"),
        legal_basis=cells.text("hjemmel"),
        important=cells.text("viktig"),
        reference=cells.name("bestilling_id"),
    )
