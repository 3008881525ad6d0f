"""Files as an earlier system would give them: a town that runs, with faults planted on request."""

import csv
import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import cycle
from pathlib import Path

from delivery.rules import (
    DECISIONS,
    FILES,
    ORDERS,
    PEOPLE,
    RELATIVES,
    REPRESENTATIVES,
    UNITS,
)
from people.rules import synthetic_number

Cells = dict[str, str]
Spot = tuple[str, int, str]  # file, line, column
SERVICES = (
    ("helsetjenester_i_hjemmet", "3,5", "uke", "hol_3_2_nr_6_a"),
    ("Trygghetsalarm", "1", "", ""),
    ("matombringing", "4", "uke", "hol_3_2_nr_6_b"),
    ("praktisk_bistand_daglige_gjoremal", "0:30", "uke", ""),
)


@dataclass(slots=True)
class Earlier:
    """The rows of every file, in order."""

    files: dict[str, list[Cells]] = field(default_factory=lambda: {name: [] for name in FILES})

    def write(self, folder: Path, *, separator: str = ";", bom: bool = True) -> None:
        """Write the files, as spreadsheets do."""
        for name, rows in self.files.items():
            columns = [column.name for column in FILES[name]]
            encoding = "utf-8-sig" if bom else "utf-8"
            with (folder / name).open("w", encoding=encoding, newline="") as out:
                writer = csv.DictWriter(out, columns, delimiter=separator, restval="")
                writer.writeheader()
                writer.writerows(rows)

    def plant(self, faults: int) -> set[Spot]:
        """Spoil that many persons, one cell each, spread over the files; where, as told."""
        kinds = cycle(FAULTS)
        spots: set[Spot] = set()
        people = self.files[PEOPLE]
        step = len(people) // faults
        for n in range(faults):
            file, column, spoil = next(kinds)
            whose = people[n * step]["person_id"]
            row = self._row_of(file, whose)
            spoil(self.files[file][row])
            spots.add((file, row + 2, column))
        return spots

    def _row_of(self, file: str, person: str) -> int:
        number = person.removeprefix("P")
        key = {PEOPLE: "person_id", ORDERS: "bestilling_id", DECISIONS: "vedtak_id"}.get(file)
        wanted = {PEOPLE: person, ORDERS: f"B{number}-0-0", DECISIONS: f"V{number}-0"}.get(file)
        for n, row in enumerate(self.files[file]):
            if row[key or "person_id"] == (wanted or person):
                return n
        raise LookupError(person)


def a_running_town(decisions: int) -> Earlier:
    """So many running decisions: two persons have three between them, every third has two services.

    Every person has a relative and every one a guardian, so that each file can be spoiled.
    """
    made = Earlier()
    made.files[UNITS] += [
        {"enhet_id": "E1", "nokkel": "hub-nord"},
        {
            "enhet_id": "E2",
            "navn": "Hjemmetjenesten Sør",
            "slag": "HOME_SERVICE",
            "overordnet": "helse-og-velferd",
            "utforer": "ja",
            "fra": "2020-01-01",
        },
    ]
    person = 0
    left = decisions
    while left:
        left -= _live(made, person, min(left, 1 + person % 2))
        person += 1
    return made


def _live(made: Earlier, n: int, decisions: int) -> int:
    born_on = dt.date(1931, 1, 1) + dt.timedelta(days=n)
    name = f"P{n}"
    made.files[PEOPLE].append(
        {
            "person_id": name,
            "fodselsnummer": synthetic_number(born_on, 0),
            "fornavn": "Berit",
            "etternavn": f"Aas{_letters(n)}",
            "kjonn": "K",
            "adresse": f"Storgata {n % 200 + 1}",
            "poststed": "3015 Drammen",
            "sprak": "nb",
        }
    )
    made.files[RELATIVES].append(
        {
            "parorende_id": f"R{n}",
            "person_id": name,
            "navn": "Kari Aas",
            "relasjon": "datter",
            "naermeste": "ja",
            "kan_fa_opplysninger": "delvis",
            "opplysninger_om": "når hjelpen kommer",
        }
    )
    made.files[REPRESENTATIVES].append(
        {
            "representant_id": f"G{n}",
            "person_id": name,
            "slag": "verge",
            "navn": "Per Verge",
            "okonomi": "ja",
            "far_brev": "nei",
            "fra": "2024-01-01",
        }
    )
    for d in range(decisions):
        made.files[DECISIONS].append(
            {
                "vedtak_id": f"V{n}-{d}",
                "person_id": name,
                "fattet": "2025-05-20",
                "evalueres": "2026-04-01" if n % 3 else "",
                "mal": "Bo hjemme.",
            }
        )
        for s in range(1 + (n % 3 == 0)):
            key, quantity, per, basis = SERVICES[2 * d + s]
            made.files[ORDERS].append(
                {
                    "bestilling_id": f"B{n}-{d}-{s}",
                    "vedtak_id": f"V{n}-{d}",
                    "tjeneste": key,
                    "enhet": "E2" if n % 2 else "E1",
                    "gjelder_fra": "01.06.2025",
                    "gjelder_til_og_med": "31.05.2026" if n % 4 else "",
                    "startet": "2023-02-01",
                    "omfang": quantity,
                    "per": per,
                    "hjemmel": basis,
                }
            )
    return decisions


def _letters(n: int) -> str:
    return "".join(chr(ord("a") + int(digit)) for digit in str(n))


def _put(column: str, text: str) -> Callable[[Cells], None]:
    def spoil(row: Cells) -> None:
        row[column] = text

    return spoil


def _swap(row: Cells) -> None:
    digits = row["fodselsnummer"]
    row["fodselsnummer"] = digits[:-1] + str((int(digits[-1]) + 1) % 10)


def _spoilt(file: str, column: str, text: str) -> tuple[str, str, Callable[[Cells], None]]:
    return file, column, _put(column, text)


FAULTS: tuple[tuple[str, str, Callable[[Cells], None]], ...] = (
    (PEOPLE, "fodselsnummer", _swap),
    _spoilt(PEOPLE, "fodselsnummer", "12"),
    _spoilt(PEOPLE, "etternavn", ""),
    _spoilt(PEOPLE, "fodt", "31.02.1950"),
    _spoilt(PEOPLE, "sprak", "sv"),
    _spoilt(PEOPLE, "kjonn", "X"),
    _spoilt(PEOPLE, "adressebeskyttelse", "hemmelig"),
    _spoilt(PEOPLE, "sone", "ukjent"),
    _spoilt(PEOPLE, "adresse", "x" * 300),
    _spoilt(PEOPLE, "epost", "feil"),
    _spoilt(RELATIVES, "kan_fa_opplysninger", "kanskje"),
    _spoilt(RELATIVES, "relasjon", ""),
    _spoilt(RELATIVES, "opplysninger_om", ""),
    _spoilt(REPRESENTATIVES, "slag", "nabo"),
    _spoilt(REPRESENTATIVES, "til_og_med", "2023-01-01"),
    _spoilt(REPRESENTATIVES, "fra", "i fjor"),
    _spoilt(DECISIONS, "fattet", "2027-01-01"),
    _spoilt(DECISIONS, "evalueres", "2025-05-20"),
    _spoilt(DECISIONS, "person_id", "P-ukjent"),
    _spoilt(DECISIONS, "fattet", ""),
    _spoilt(ORDERS, "tjeneste", "rengjøring på månen"),
    _spoilt(ORDERS, "enhet", "E99"),
    _spoilt(ORDERS, "omfang", "mye"),
    _spoilt(ORDERS, "omfang", "-1"),
    _spoilt(ORDERS, "gjelder_til_og_med", "2024-01-01"),
    _spoilt(ORDERS, "startet", "2027-01-01"),
    _spoilt(ORDERS, "hjemmel", "hol_3_8"),
    _spoilt(ORDERS, "per", "sjelden"),
    _spoilt(ORDERS, "natt", "av og til"),
    _spoilt(ORDERS, "hjelpere", "9"),
    _spoilt(ORDERS, "bestilling_id", "x" * 100),
    _spoilt(PEOPLE, "fornavn", "x" * 5_001),
    _spoilt(RELATIVES, "navn", "x" * 5_001),
    _spoilt(DECISIONS, "mal", "x" * 5_001),
    _spoilt(ORDERS, "viktig", "x" * 5_001),
)
