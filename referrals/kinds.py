"""The grounds help is given on without a decision, what may be answered on day 10, the tasks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class Ground(StrEnum):
    """Why no formal decision (enkeltvedtak) is needed. Source: pbrl § 2-7."""

    SHORT = "SHORT"
    NOT_REQUIRED = "NOT_REQUIRED"
    LOW_THRESHOLD = "LOW_THRESHOLD"
    PART_OF_GRANTED = "PART_OF_GRANTED"


class Consent(StrEnum):
    """Who agrees to the help. Source: pbrl chapter 4."""

    PERSON = "PERSON"
    FOR_PERSON = "FOR_PERSON"


class Answer(StrEnum):
    """What day 10 is answered with; the third answer is to end the help."""

    CONTINUES = "CONTINUES"
    DECISION_NEEDED = "DECISION_NEEDED"


class Meanwhile(StrEnum):
    """What becomes of the case while the help is given."""

    WAITS = "WAITS"
    GOES_ON = "GOES_ON"


GROUNDS: Final[dict[Ground, str]] = {
    Ground.SHORT: mark("Kort hjelp: ventes å vare høyst to uker"),
    Ground.NOT_REQUIRED: mark("Tjenesten gis uten vedtak"),
    Ground.LOW_THRESHOLD: mark("Lavterskeltilbud"),
    Ground.PART_OF_GRANTED: mark("Del av en tjeneste personen har vedtak på"),
}
CONSENTS: Final[dict[Consent, str]] = {
    Consent.PERSON: mark("Personen samtykker"),
    Consent.FOR_PERSON: mark("Den som kan samtykke for personen, samtykker"),
}
ANSWERS: Final[dict[Answer, str]] = {
    Answer.CONTINUES: mark("Fortsetter, og krever ikke vedtak"),
    Answer.DECISION_NEEDED: mark("Krever vedtak: hjelpen går mens saken vurderes"),
}
MEANWHILE: Final[dict[Meanwhile, str]] = {
    Meanwhile.WAITS: mark("Hjelpen er svaret: saken venter til hjelpen er slutt"),
    Meanwhile.GOES_ON: mark("Saken behandles videre mens hjelpen gis"),
}


class TaskKind(StrEnum):
    """What one must do."""

    RECEIVE_HELP = "RECEIVE_HELP"
    ANSWER_DAY_TEN = "ANSWER_DAY_TEN"
    END_HELP = "END_HELP"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """The task's name, and the page where it is done; {reference} and {key} are filled in."""

    label: str
    url: str


_PAGE: Final = "/saker/{reference}/uten-vedtak/{key}/"
TASKS: Final[dict[TaskKind, TaskRow]] = {
    TaskKind.RECEIVE_HELP: TaskRow(mark("Ta imot hjelp uten vedtak"), "/bestillinger/hjelp/{key}/"),
    TaskKind.ANSWER_DAY_TEN: TaskRow(mark("Vedtak eller avslutning?"), f"{_PAGE}svar/"),
    TaskKind.END_HELP: TaskRow(mark("Avslutt hjelp uten vedtak"), f"{_PAGE}avslutt/"),
}
