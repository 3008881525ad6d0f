"""The town's people: invented, with numbers nobody can have (month + 80)."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from people import actions
from people.access import Actor
from people.rules import PersonGiven, synthetic_number


@dataclass(frozen=True, slots=True)
class Near:
    """A relative: name, relation, and whether they may be told."""

    name: str
    relation: str
    may_be_told: str
    scope: str = ""
    next_of_kin: bool = False
    carer: bool = False
    parent: bool = False


@dataclass(frozen=True, slots=True)
class Invented:
    """Somebody who lives in the town."""

    key: str
    family: str
    given: str
    born_on: dt.date
    sex: str
    street: str
    language: str = "nb"
    interpreter: str = ""
    protection: str = "NONE"
    near: tuple[Near, ...] = ()
    guardian: str = ""
    agent: str = ""
    numberless: bool = False


D = dt.date
DAUGHTER: Final = Near("Kari Nordmann", "datter", "YES", next_of_kin=True)
SON: Final = Near("Jan Nordmann", "sønn", "NO")

PEOPLE: Final[tuple[Invented, ...]] = (
    Invented(
        "berit",
        "Hansen",
        "Berit",
        D(1935, 5, 12),
        "K",
        "Storgata 14",
        near=(
            Near("Anne Hansen", "datter", "YES", next_of_kin=True),
            Near("Tone Hansen", "datter", "NO"),
        ),
    ),
    Invented("ola", "Nordmann", "Ola", D(1942, 3, 14), "M", "Storgata 1", near=(DAUGHTER, SON)),
    Invented(
        "per",
        "Lien",
        "Per",
        D(1949, 8, 2),
        "M",
        "Bragernes torg 3",
        guardian="Ola Vik",
    ),
    Invented("arne", "Kristiansen", "Arne", D(1947, 1, 30), "M", "Gamle Sogn vei 8"),
    Invented("solveig", "Åsen", "Solveig", D(1938, 11, 9), "K", "Åslyveien 22"),
    Invented("ingrid", "Østby", "Ingrid", D(1933, 2, 17), "K", "Øvre Storgate 40", language="nn"),
    Invented(
        "fatima", "Ahmed", "Fatima", D(1956, 7, 21), "K", "Fjellveien 9", interpreter="somali"
    ),
    Invented("kumar", "Rajan", "Kumar", D(1951, 4, 4), "M", "Torsbergveien 5", interpreter="tamil"),
    Invented(
        "hemmelig", "Berge", "Lise", D(1968, 9, 1), "K", "Ukjent vei 1", protection="CONFIDENTIAL"
    ),
    Invented("streng", "Dahl", "Trond", D(1974, 12, 24), "M", "Ukjent vei 2", protection="STRICT"),
    Invented(
        "mia",
        "Solheim",
        "Mia",
        D(2015, 6, 3),
        "K",
        "Skoger skolevei 12",
        near=(
            Near("Hege Solheim", "mor", "YES", next_of_kin=True, parent=True, carer=True),
            Near("Rune Solheim", "far", "YES", parent=True),
        ),
    ),
    Invented("jonas", "Myhre", "Jonas", D(1989, 10, 15), "M", "Rosenkrantzgata 70"),
    Invented(
        "eva", "Brekke", "Eva", D(1979, 3, 8), "K", "Konnerudgata 31", agent="Advokat Siv Holt"
    ),
    Invented("ragnhild", "Tangen", "Ragnhild", D(1931, 1, 2), "K", "Hotvetalleen 6"),
    Invented("odd", "Haugen", "Odd", D(1940, 6, 25), "M", "Austadveien 15"),
    Invented("gerd", "Nilsen", "Gerd", D(1937, 9, 14), "K", "Åssideveien 44"),
    Invented("bjarne", "Moen", "Bjarne", D(1944, 12, 1), "M", "Rødgata 2"),
    Invented("torunn", "Strøm", "Torunn", D(1952, 5, 5), "K", "Bjørnstjerne Bjørnsons gate 80"),
    Invented("magne", "Fossum", "Magne", D(1946, 2, 28), "M", "Strømsø torg 7"),
    Invented("aud", "Engen", "Aud", D(1941, 8, 19), "K", "Tollbugata 25"),
    Invented("leif", "Sørensen", "Leif", D(1939, 4, 11), "M", "Nedre Eiker vei 90"),
    Invented("kirsten", "Holt", "Kirsten", D(1948, 10, 30), "K", "Engene 12"),
    Invented("yusuf", "Demir", "Yusuf", D(1960, 1, 19), "M", "Schwartz gate 3", language="en"),
    Invented("asbjorn", "Lie", "Asbjørn", D(1943, 7, 7), "M", "Iver Holters vei 18"),
    Invented("marta", "Kowalska", "Marta", D(1985, 11, 11), "K", "Grønland 45", numberless=True),
    Invented("else", "Gulbrandsen", "Else", D(1936, 3, 3), "K", "Hans Kiærs gate 9"),
    Invented("finn", "Aamodt", "Finn", D(1950, 9, 9), "M", "Solbergveien 21"),
    Invented("randi", "Jørgensen", "Randi", D(1945, 6, 16), "K", "Landfalløya 3"),
    Invented("sverre", "Bakken", "Sverre", D(1934, 12, 12), "M", "Kjøsterudgata 11"),
    Invented("liv", "Eriksen", "Liv", D(1953, 2, 8), "K", "Wergelands gate 5"),
    Invented("geir", "Pettersen", "Geir", D(1971, 5, 27), "M", "Havnegata 13"),
    Invented(
        "nora",
        "Sand",
        "Nora",
        D(2010, 10, 2),
        "K",
        "Danvikgata 30",
        near=(Near("Mette Sand", "mor", "YES", next_of_kin=True, parent=True),),
    ),
    Invented("harald", "Vold", "Harald", D(1930, 8, 8), "M", "Tordenskiolds gate 52"),
    Invented("sigrid", "Ruud", "Sigrid", D(1947, 4, 23), "K", "Stasjonsgata 4"),
    Invented("knut", "Hagen", "Knut", D(1958, 11, 6), "M", "Vinjes gate 17"),
    Invented("wenche", "Lund", "Wenche", D(1942, 1, 13), "K", "Knoffs gate 8"),
    Invented("terje", "Ødegård", "Terje", D(1964, 3, 29), "M", "Betzy Kjelsbergs vei 10"),
    Invented("unni", "Skaar", "Unni", D(1939, 7, 31), "K", "Erik Børresens alle 2"),
    Invented("rolf", "Martinsen", "Rolf", D(1941, 10, 10), "M", "Cappelens gate 16"),
    Invented("hilde", "Foss", "Hilde", D(1976, 6, 6), "K", "Prins Oscars gate 33"),
)


def number_of(key: str) -> str:
    """The identity number of somebody in PEOPLE."""
    n, person = next((n, one) for n, one in enumerate(PEOPLE) if one.key == key)
    return synthetic_number(person.born_on, n * 7)


def move_in(*, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Register everybody, with those who stand by them; public ids by key."""
    ids: dict[str, str] = {}
    for n, person in enumerate(PEOPLE):
        ids[person.key] = public_id = actions.register_resident(
            given=PersonGiven(
                number="" if person.numberless else number_of(person.key),
                given_name=person.given,
                family_name=person.family,
                born_on=person.born_on,
                sex=person.sex,
                address=person.street,
                postal=f"30{15 + n % 30} Drammen",
                phone=f"900 00 {100 + n}",
                language=person.language,
                interpreter_language=person.interpreter,
            ),
            actor=actor,
            at=at,
        )["person"]
        _stand_by(person, public_id, actor=actor, at=at)
        if person.protection != "NONE":
            actions.set_protection(
                public_id, protection=person.protection, version=1, actor=actor, at=at
            )
    return ids


def _stand_by(person: Invented, public_id: str, *, actor: Actor, at: dt.datetime) -> None:
    for near in person.near:
        actions.add_relative(
            public_id,
            name=near.name,
            relation=near.relation,
            phone="911 11 111",
            address=person.street,
            postal="3015 Drammen",
            next_of_kin=near.next_of_kin,
            may_be_told=near.may_be_told,
            told_scope=near.scope,
            carer=near.carer,
            parent=near.parent,
            actor=actor,
            at=at,
        )
    for kind, name in (("GUARDIAN", person.guardian), ("AGENT", person.agent)):
        if name:
            actions.add_representative(
                public_id,
                kind=kind,
                name=name,
                personal_matters=True,
                economy=kind == "GUARDIAN",
                phone="922 22 222",
                address="Engene 1",
                postal="3015 Drammen",
                valid_from=dt.date(2024, 1, 1),
                valid_to=dt.date(2028, 1, 1),
                actor=actor,
                at=at,
            )
