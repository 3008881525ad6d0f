"""The town's units: districts, one pilot HUB, forvaltningen's teams, nursing homes, providers."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from cases.stages import Track
from people import actions
from people.access import Actor
from people.models import UnitKind

START: Final = dt.date(2020, 1, 1)
HUBS_ON: Final = dt.date(2027, 1, 1)  # fourteen departments become three HUBs


@dataclass(frozen=True, slots=True)
class Planned:
    """A unit to be: key, name, kind, parent, and what it does."""

    key: str
    name: str
    kind: UnitKind
    parent: str = ""
    performs: bool = False
    decides: bool = False
    from_on: dt.date = START
    phone: str = ""


K = UnitKind
UNITS: Final[tuple[Planned, ...]] = (
    Planned("nord", "Distrikt Nord", K.DISTRICT),
    Planned("sor", "Distrikt Sør", K.DISTRICT),
    Planned("vest", "Distrikt Vest", K.DISTRICT),
    Planned("hub-nord", "HUB Nord", K.HUB, "nord", from_on=dt.date(2025, 9, 1)),
    Planned("mottak", "Mottaks- og kartleggingsteam HUB Nord", K.INTAKE_TEAM, "hub-nord"),
    Planned("kartlegging", "Kartleggings- og vurderingsavdelingen", K.ASSESSMENT),
    Planned("fagteam", "Fagteam HUB Nord", K.TEAM, "hub-nord", performs=True),
    Planned("sykepleierteam", "Sykepleierteam HUB Nord", K.TEAM, "hub-nord", performs=True),
    Planned("forebyggende", "Forebyggende team HUB Nord", K.TEAM, "hub-nord", performs=True),
    Planned("digiteam", "Digiteam HUB Nord", K.TEAM, "hub-nord", performs=True),
    Planned("forlop", "Forløpskoordinatorene", K.COORDINATION),
    Planned(
        "forvaltningen",
        "Helse- og velferdsforvaltningen",
        K.OFFICE,
        decides=True,
        phone="32 04 10 00",
    ),
    Planned("team-voksne", "Forvaltningen, team voksne og eldre", K.OFFICE_TEAM, "forvaltningen"),
    Planned("team-barn", "Forvaltningen, team barn og unge", K.OFFICE_TEAM, "forvaltningen"),
    Planned("jus-kvalitet", "Jus og kvalitet", K.STAFF_FUNCTION, "forvaltningen"),
    Planned("betaling", "Egenbetaling", K.STAFF_FUNCTION, "forvaltningen"),
    Planned("arkiv", "Arkiv", K.STAFF_FUNCTION, "forvaltningen"),
    Planned("statistikk", "Statistikk", K.STAFF_FUNCTION, "forvaltningen"),
    Planned("ke", "Koordinerende enhet", K.STAFF_FUNCTION, "forvaltningen"),
    Planned("hjemme-nord", "Hjemmetjenesten Nord", K.HOME_SERVICE, "nord", performs=True),
    Planned("hjemme-sor", "Hjemmetjenesten Sør", K.HOME_SERVICE, "sor", performs=True),
    Planned("hjemme-vest", "Hjemmetjenesten Vest", K.HOME_SERVICE, "vest", performs=True),
    Planned("solbakken", "Solbakken bo- og servicesenter", K.NURSING_HOME, performs=True),
    Planned("fjell", "Fjell helse- og omsorgssenter", K.NURSING_HOME, performs=True),
    Planned("dagsenter", "Dagsenteret Sentrum", K.DAY_CENTRE, performs=True),
    Planned("matservice", "Matservice", K.TEAM, performs=True),
    Planned("avlastning", "Avlastning og støttekontakt", K.TEAM, performs=True),
    Planned("privat-omsorg", "Omsorgspartner AS", K.PRIVATE_PROVIDER, performs=True),
    Planned("bpa-leverandor", "Fri Assistanse AS", K.PRIVATE_PROVIDER, performs=True),
    Planned("sykehuset", "Drammen sykehus", K.HOSPITAL),
)


@dataclass(frozen=True, slots=True)
class Rule:
    """Which new cases a unit takes."""

    unit: str
    track: Track
    age_from: int | None = None
    age_to: int | None = None


RULES: Final[tuple[Rule, ...]] = (
    Rule("mottak", Track.HOME),
    Rule("team-voksne", Track.OTHER, age_from=18),
    Rule("team-barn", Track.OTHER, age_to=18),
    Rule("team-voksne", Track.OTHER),
)


# What only some units give; any that performs gives the rest.
GIVES: Final[dict[str, tuple[str, ...]]] = {
    "matombringing": ("matservice",),
    "trygghetsalarm": ("digiteam",),
    "lokaliseringsteknologi": ("digiteam",),
    "elektronisk_medisineringsstotte": ("digiteam",),
    "digitalt_tilsyn": ("digiteam",),
    "hverdagsrehabilitering": ("fagteam",),
    "bpa": ("bpa-leverandor",),
    "stottekontakt": ("avlastning",),
}


def build(top: int, *, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Set up every unit and intake rule; the ids by key. `top` is the municipality's top unit."""
    ids: dict[str, int] = {"": top}
    for unit in UNITS:
        ids[unit.key] = actions.create_unit(
            key=unit.key,
            name=unit.name,
            kind=unit.kind,
            parent_id=ids[unit.parent],
            performs=unit.performs,
            decides=unit.decides,
            phone=unit.phone,
            from_on=unit.from_on,
            actor=actor,
            at=at,
        )["unit"]
    for rule in RULES:
        actions.add_intake_rule(
            ids[rule.unit],
            track=rule.track,
            age_from=rule.age_from,
            age_to=rule.age_to,
            valid_from=START,
            actor=actor,
            at=at,
        )
    for service, givers in GIVES.items():
        for giver in givers:
            actions.add_unit_service(
                ids[giver], service_key=service, valid_from=START, actor=actor, at=at
            )
    # Decided: from the new year the pilot carries its name without a number of its own.
    actions.rename_unit(
        ids["hub-nord"], name="HUB Nord (felles)", from_on=HUBS_ON, actor=actor, at=at
    )
    return ids
