"""«Alt som er registrert»: every row kept of a person, in words, as a PDF to hand out (innsyn).

In bokmål, like what was registered. It asks the database nothing.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final

from django.utils import translation
from django.utils.timezone import localdate, localtime

from assessments.iplos import score as meaning_of
from cases.rules import Extent, extent_text
from cases.service_types import Per, Unit
from desk.rules import AT_MIDNIGHT, FIRST_AFTER, heading_of, word_of
from privacy.kinds import GIVEN
from privacy.queries import Everything, columns_of
from records.adapters import Entry, Front, Part, case_file

TITLE: Final = "Alt som er registrert om deg"
ABOUT: Final = (
    "Her står det kommunen har registrert om deg i saksbehandlingen av helse- og omsorgstjenester."
    " Felt uten innhold er ikke med. Brevene og dokumentene ligger som egne filer."
)
LONG: Final = 80  # signs: what is longer stands below its label
EXTENT: Final = ("quantity", "unit", "per", "helpers", "night", "from_on", "to_on")
Row = Mapping[str, Any]


def given_pdf(
    found: Everything, *, name: str, born: str, municipality: str, at: dt.datetime
) -> bytes:
    """All of it, a sheet for each sort of thing."""
    with translation.override("nb"):
        entries = [
            Entry(
                day="",
                number="",
                label=f"{len(found.tables[GIVEN[label]])} registrert",
                title=GIVEN[label],
                party="",
                parts=tuple(parts_of(label, found.tables[GIVEN[label]])),
            )
            for label in GIVEN
            if found.tables[GIVEN[label]]
        ]
        lines = "\n".join(
            f"{_moment(act['tidspunkt'])}  {act['hva']} ({act['hvem']})" for act in found.acts
        )
        entries.append(
            Entry(
                day="",
                number="",
                label=f"{len(found.acts)} hendelser",
                title="Hva som er gjort",
                party="",
                parts=(Part("", lines, ""),),
            )
        )
        day = f"{localtime(at):%d.%m.%Y}"
        front = Front(
            title=TITLE,
            author=municipality,
            lang="nb",
            facts=(("Navn", name), ("Født", born), ("Hentet ut", day), ("Hva dette er", ABOUT)),
            contents="Innhold",
            heads=("Side", "", "", "Antall", "Hva"),
            foot=f"{municipality} · {TITLE} · {day}",
            sheet_of=("Side", "av"),
        )
        return case_file(front, entries, on=localdate(at))


def parts_of(label: str, rows: Sequence[Row]) -> Iterator[Part]:
    """The rows of a table in words, one part for each."""
    if label == "assessments.Score":
        yield from _scores(rows)
        return
    for n, row in enumerate(rows, start=1):
        told = list(_told(label, row))
        short = tuple((head, text) for head, text in told if not _long(text))
        long = "\n\n".join(f"{head}:\n{text}" for head, text in told if _long(text))
        if told:
            yield Part(f"Nr. {n}" if len(rows) > 1 else "", long, "", short)


def _scores(rows: Sequence[Row]) -> Iterator[Part]:
    """The scores of each assessment together, one below the other."""
    for n, (_key, scores) in enumerate(groupby(rows, key=lambda row: row["assessment"]), start=1):
        said = tuple(
            (
                word_of("assessments_score", "variable", row["variable"]) or row["variable"],
                f"{_meaning(row['value'])} {row['note']}".strip(),
            )
            for row in scores
        )
        yield Part(f"Kartlegging {n}", "", "", said)


def _meaning(value: int | None) -> str:
    return f"{value} – {meaning_of(value).label}." if value is not None else ""


def _told(label: str, row: Row) -> Iterator[tuple[str, str]]:
    """The columns of a row that say something, each under what it is called."""
    columns, table = columns_of(label), label.replace(".", "_").lower()
    extent = _extent(row) if set(EXTENT) <= row.keys() else ""
    for name, value in row.items():
        heading = heading_of(columns[name])
        if extent and name in EXTENT:
            if name == "quantity":
                yield "Omfang", extent
        elif heading and (text := _text(table, columns[name], value)):
            yield heading, text


def _extent(row: Row) -> str:
    """«3,5 timer/uke fra 01.12.2026 til og med 28.02.2027»; empty where it is not whole."""
    if row["quantity"] is None or not row["unit"] or not row["per"]:
        return ""
    asked = Extent(
        row["quantity"], Unit(row["unit"]), Per(row["per"]), row["helpers"], row["night"]
    )
    from_on, to_on = _day(row["from_on"]), _day(row["to_on"])
    said = [extent_text(asked)]
    said += [f"fra {from_on:%d.%m.%Y}"] if from_on else []
    said += [f"til og med {to_on - dt.timedelta(days=1):%d.%m.%Y}"] if to_on else []
    return " ".join(said)


def _day(value: Any) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else value


def _text(relation: str, column: str, value: Any) -> str:
    """A stored value as it is read; empty for what says nothing."""
    if value is None or value in ("", [], {}):
        return ""
    if isinstance(value, bool):
        return "Ja" if value else "Nei"
    if isinstance(value, dt.datetime):
        ends = column in AT_MIDNIGHT and localtime(value).time() == dt.time.min
        return _through(localdate(value)) if ends else _moment(value)
    if isinstance(value, dt.date):
        return _through(value) if column in FIRST_AFTER else f"{value:%d.%m.%Y}"
    if isinstance(value, Mapping):
        return "\n".join(_within(relation, value))
    if isinstance(value, list | tuple):
        return "\n".join(text for one in value if (text := _text(relation, column, one)))
    return word_of(relation, column, value) or str(value)


def _within(relation: str, value: Row) -> Iterator[str]:
    """What a kept content says, a line for each part."""
    if set(EXTENT) <= value.keys():
        service = word_of(relation, "service_key", value.get("service_key"))
        yield f"{service}: {_extent(value)}".strip(": ")
        return
    for key, part in value.items():
        heading = heading_of(key) or heading_of(f"{key}_id")
        if text := _text(relation, key, part):
            yield f"{heading}: {text}" if heading else text


def _through(first_after: dt.date) -> str:
    return f"til og med {first_after - dt.timedelta(days=1):%d.%m.%Y}"


def _moment(value: dt.datetime) -> str:
    return f"{localtime(value):%d.%m.%Y %H.%M}"


def _long(text: str) -> bool:
    return len(text) > LONG or "\n" in text
