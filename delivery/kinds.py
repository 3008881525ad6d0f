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
}
