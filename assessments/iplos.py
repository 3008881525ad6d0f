"""The catalogue of IPLOS variables, their groups, and what each score says."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from audit.words import mark
from cases.service_types import Confidence

# Helsedirektoratet (2023) speaks of 20 variables; the names of three are not known to us,
# and are not made up. When they are, they become rows here with their own `valid_from`.
OFFICIAL_NUMBER: Final = 20

NOT_RELEVANT: Final = 9  # is not 0: left out of every sum
NEEDS_A_PERSON: Final = 3  # from this score on another person must help
ASK_FOR_NOTE: Final = 2  # a change this large asks for a note (merknad), and does not force it


class Group(StrEnum):
    """Which part of daily life a variable belongs to."""

    HOUSEHOLD = "household"
    SELF_CARE = "self_care"
    OWN_HEALTH = "own_health"
    COGNITION = "cognition"
    SOCIAL = "social"
    SENSES = "senses"


GROUPS: Final[dict[Group, str]] = {
    Group.HOUSEHOLD: mark("Husholdsfunksjoner"),
    Group.SELF_CARE: mark("Egenomsorg"),
    Group.OWN_HEALTH: mark("Ivareta egen helse"),
    Group.COGNITION: mark("Kognitiv svikt"),
    Group.SOCIAL: mark("Sosial fungering"),
    Group.SENSES: mark("Sanser"),
}


@dataclass(frozen=True, slots=True)
class Score:
    """One score: the short label on the row, and the text under «Hva vurderes?»."""

    value: int
    label: str
    text: str


# Short forms of Helsedirektoratet's texts, in our own words.
SCORES: Final[tuple[Score, ...]] = (
    Score(1, mark("Ingen problemer"), mark("Klarer aktiviteten uten problemer.")),
    Score(
        2,
        mark("Ikke behov for bistand"),
        mark("Klarer det alene, kanskje med hjelpemidler, men med strev eller endret standard."),
    ),
    Score(
        3,
        mark("Middels behov"),
        mark("Klarer deler selv og trenger en person til resten. Hjelperen kan komme og gå."),
    ),
    Score(
        4,
        mark("Store behov"),
        mark("Klarer deler selv, men hjelperen må være til stede hele tiden."),
    ),
    Score(5, mark("Fullt behov"), mark("Trenger hjelp til alt i aktiviteten.")),
    Score(
        NOT_RELEVANT,
        mark("Ikke relevant"),
        mark("Har ikke betydning for å vurdere behovet til personen nå."),
    ),
)
VALUES: Final = frozenset(score.value for score in SCORES)


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One thing that is scored, always with the aids the person normally uses."""

    code: str
    name: str
    group: Group
    assessed: str  # what is assessed («Hva vurderes?»), in our own words
    confidence: Confidence  # of the name; every group is general knowledge
    valid_from: date = date(2006, 3, 1)  # when IPLOS began; approximate
    valid_to: date | None = None  # the first day it no longer counts


VARIABLES: Final[tuple[Variable, ...]] = (
    Variable(
        code="alminnelig_husarbeid",
        name=mark("Alminnelig husarbeid"),
        group=Group.HOUSEHOLD,
        assessed=mark("Gjøre rent, vaske klær, re seng og ta ut søppel."),
        confidence=Confidence.SECONDARY,
    ),
    Variable(
        code="skaffe_varer_tjenester",
        name=mark("Skaffe seg varer og tjenester"),
        group=Group.HOUSEHOLD,
        assessed=mark("Handle, ordne med bank og bruke andre tjenester."),
        confidence=Confidence.SECONDARY,
    ),
    Variable(
        code="lage_mat",
        name=mark("Lage mat"),
        group=Group.SELF_CARE,  # some lists: household
        assessed=mark("Planlegge og lage enkle måltider."),
        confidence=Confidence.GENERAL,
    ),
    Variable(
        code="personlig_hygiene",
        name=mark("Personlig hygiene"),
        group=Group.SELF_CARE,
        assessed=mark("Vaske seg, stelle tenner og hår."),
        confidence=Confidence.GENERAL,
    ),
    Variable(
        code="pa_avkledning",
        name=mark("På- og avkledning"),
        group=Group.SELF_CARE,
        assessed=mark("Velge klær og ta dem på og av."),
        confidence=Confidence.GENERAL,
    ),
    Variable(
        code="spise",
        name=mark("Spise"),
        group=Group.SELF_CARE,
        assessed=mark("Spise og drikke det som er servert."),
        confidence=Confidence.GENERAL,
    ),
    Variable(
        code="toalett",
        name=mark("Toalett"),
        group=Group.SELF_CARE,
        assessed=mark("Bruke toalettet og greie hjelpemidler ved toalettbesøk."),
        confidence=Confidence.GENERAL,
    ),
    Variable(
        code="bevege_inne",
        name=mark("Bevege seg innendørs"),
        group=Group.SELF_CARE,
        assessed=mark("Bevege seg på ett plan inne, og forflytte seg."),
        confidence=Confidence.GENERAL,
    ),
    Variable(
        code="bevege_ute",
        name=mark("Bevege seg utendørs"),
        group=Group.HOUSEHOLD,  # some lists: self-care
        assessed=mark("Bevege seg utenfor egen bolig."),
        confidence=Confidence.GENERAL,
    ),
    Variable(
        code="ivareta_egen_helse",
        name=mark("Ivareta egen helse"),
        group=Group.OWN_HEALTH,
        assessed=mark("Håndtere sykdom og legemidler, og ta kontakt med helsetjenesten."),
        confidence=Confidence.SECONDARY,
    ),
    Variable(
        code="hukommelse",
        name=mark("Hukommelse"),
        group=Group.COGNITION,
        assessed=mark("Huske det som nylig har skjedd, og orientere seg i tid og sted."),
        confidence=Confidence.SECONDARY,
    ),
    Variable(
        code="kommunikasjon",
        name=mark("Kommunikasjon"),
        group=Group.COGNITION,
        assessed=mark("Forstå andre og gjøre seg forstått."),
        confidence=Confidence.GENERAL,
    ),
    Variable(
        code="beslutninger_dagliglivet",
        name=mark("Beslutninger i dagliglivet"),
        group=Group.SOCIAL,
        assessed=mark("Organisere hverdagen og ta avgjørelser."),
        confidence=Confidence.GENERAL,
    ),
    Variable(
        code="sosial_deltakelse",
        name=mark("Sosial deltakelse"),
        group=Group.SOCIAL,
        assessed=mark("Holde kontakt med andre og delta sammen med dem."),
        confidence=Confidence.SECONDARY,
    ),
    Variable(
        code="styre_atferd",
        name=mark("Styre atferd"),
        group=Group.SOCIAL,
        assessed=mark("Styre egen atferd og egne impulser."),
        confidence=Confidence.GENERAL,
    ),
    Variable(
        code="syn",
        name=mark("Syn"),
        group=Group.SENSES,
        assessed=mark("Se, med de hjelpemidlene som vanligvis brukes."),
        confidence=Confidence.SECONDARY,
    ),
    Variable(
        code="horsel",
        name=mark("Hørsel"),
        group=Group.SENSES,
        assessed=mark("Høre, med de hjelpemidlene som vanligvis brukes."),
        confidence=Confidence.GENERAL,
    ),
)


# What a small service rests on: the few questions of its simplified course (forenklet løp). Our own
# choice, in the form's order; the others may be scored too.
FEW: Final[dict[str, tuple[str, ...]]] = {
    "trygghetsalarm": ("bevege_inne", "ivareta_egen_helse", "hukommelse"),
    "matombringing": ("skaffe_varer_tjenester", "lage_mat", "spise"),
    "lokaliseringsteknologi": ("bevege_ute", "hukommelse", "beslutninger_dagliglivet"),
    "elektronisk_medisineringsstotte": ("ivareta_egen_helse", "hukommelse", "syn"),
}


def few_for(services: Collection[str], *, on: date) -> tuple[Variable, ...]:
    """The variables first asked about these services, in the order of the form.

    All of them where one of the services has no choice of its own.
    """
    codes = {code for key in services for code in FEW.get(key, ())}
    everything = not services or any(key not in FEW for key in services)
    return tuple(row for row in variables(on=on) if everything or row.code in codes)


def variables(*, on: date) -> tuple[Variable, ...]:
    """The variables to score on that day, in the order of the form."""
    return tuple(
        variable
        for variable in VARIABLES
        if variable.valid_from <= on and (variable.valid_to is None or on < variable.valid_to)
    )


def variable(code: str, *, on: date) -> Variable:
    """The variable in force on that day. Raises KeyError if there is none."""
    for found in variables(on=on):
        if found.code == code:
            return found
    raise KeyError(code)


def score(value: int) -> Score:
    """What a score says. Raises KeyError for a value outside 1-5 and 9."""
    for found in SCORES:
        if found.value == value:
            return found
    raise KeyError(value)


def asks_for_note(before: int | None, now: int) -> bool:
    """Whether the change since last time is so large that a note is asked for.

    To or from «Ikke relevant» is no distance, and asks for none.
    """
    if before is None or NOT_RELEVANT in (before, now):
        return False
    return abs(now - before) >= ASK_FOR_NOTE
