"""The tasks (oppgaver) delivery makes: what each is called and where it is done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class TaskKind(StrEnum):
    """What one must do."""

    ANSWER_ORDER = "ANSWER_ORDER"
    START_ORDER = "START_ORDER"
    ORDER_REFUSED = "ORDER_REFUSED"
    WITHOUT_DECISION = "WITHOUT_DECISION"
    END_TRIAL_SERVICE = "END_TRIAL_SERVICE"
    COMPLETE_CASE = "COMPLETE_CASE"
    EARLY_START = "EARLY_START"
    EARLY_TRIAL = "EARLY_TRIAL"
    ORDER_QUESTION = "ORDER_QUESTION"
    END_AFTER_DEATH = "END_AFTER_DEATH"
    END_AFTER_MOVE = "END_AFTER_MOVE"
    ASK_CONSENT = "ASK_CONSENT"
    HAND_OVER_PAPERS = "HAND_OVER_PAPERS"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """The task's name, and the page where it is done, with {reference} or {key} to be filled in."""

    label: str
    url: str


ORDER: Final = "/bestillinger/{key}/"

TASKS: Final[dict[TaskKind, TaskRow]] = {
    TaskKind.ANSWER_ORDER: TaskRow(mark("Bekreft bestilling"), ORDER),
    TaskKind.START_ORDER: TaskRow(mark("Registrer oppstart"), ORDER),
    TaskKind.ORDER_REFUSED: TaskRow(mark("Bestillingen er avvist"), f"{ORDER}send/"),
    TaskKind.WITHOUT_DECISION: TaskRow(
        mark("Tjenesten går uten gyldig vedtak"), "/tjenester/{key}/revurdering/"
    ),
    TaskKind.END_TRIAL_SERVICE: TaskRow(mark("Avslutt tjenesten etter utprøving"), ORDER),
    TaskKind.COMPLETE_CASE: TaskRow(mark("Avslutt saken"), "/saker/{reference}/fullfor/"),
    TaskKind.EARLY_START: TaskRow(mark("Startet før vedtaket gjelder"), f"{ORDER}tidlig/"),
    TaskKind.EARLY_TRIAL: TaskRow(mark("Startet før utprøvingen gjelder"), f"{ORDER}tidlig/"),
    TaskKind.ORDER_QUESTION: TaskRow(
        mark("Svar på spørsmål om bestilling"), "/bestillinger/sporsmal/{key}/"
    ),
    TaskKind.END_AFTER_DEATH: TaskRow(mark("Avslutt tjenester etter dødsfall"), f"{ORDER}avslutt/"),
    TaskKind.END_AFTER_MOVE: TaskRow(mark("Avslutt tjenester ved flytting"), f"{ORDER}avslutt/"),
    TaskKind.ASK_CONSENT: TaskRow(
        mark("Spør om vedtak og kartlegging kan sendes"), "/personer/{key}/rediger/flytting/"
    ),
    TaskKind.HAND_OVER_PAPERS: TaskRow(
        mark("Overlever vedtak og kartlegging"), "/personer/{key}/rediger/flytting/overlevert/"
    ),
}
