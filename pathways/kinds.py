"""The tasks (oppgaver) a pathway makes: what each is called and where it is done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class TaskKind(StrEnum):
    """What one must do."""

    RECEIVE_PATHWAY = "RECEIVE_PATHWAY"
    RECEIVE_RESPONSIBILITY = "RECEIVE_RESPONSIBILITY"
    HANDOVER_DECLINED = "HANDOVER_DECLINED"
    HAND_OVER = "HAND_OVER"
    ANSWER_QUESTION = "ANSWER_QUESTION"
    COORDINATE = "COORDINATE"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """The task's name, and the page where it is done, with {reference} to be filled in."""

    label: str
    url: str


PAGE: Final = "/saker/{reference}/forlop/"

TASKS: Final[dict[TaskKind, TaskRow]] = {
    TaskKind.RECEIVE_PATHWAY: TaskRow(mark("Ta imot forløpet"), PAGE),
    TaskKind.RECEIVE_RESPONSIBILITY: TaskRow(mark("Du er foreslått som ansvarlig"), PAGE),
    TaskKind.HANDOVER_DECLINED: TaskRow(mark("Overføringen er avslått"), PAGE),
    TaskKind.HAND_OVER: TaskRow(mark("Overfør til forløpskoordinator"), PAGE),
    TaskKind.ANSWER_QUESTION: TaskRow(mark("Svar på spørsmål til innstillingen"), PAGE),
    TaskKind.COORDINATE: TaskRow(mark("Sjekk innstillingen og send til vedtak"), PAGE),
}
