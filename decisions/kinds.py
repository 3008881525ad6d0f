"""The tasks (oppgaver) a decision makes: what each is called and where it is done."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class TaskKind(StrEnum):
    """What one must do."""

    WRITE = "write_decision"
    MEND = "mend_decision"
    ISSUE = "issue_decision"
    APPROVE = "approve_decision"
    WRITE_URGENT = "write_urgent_decision"
    CONTROL = "control_deviation"
    CONSIDER_URGENT = "consider_urgent_decision"


@dataclass(frozen=True, slots=True)
class TaskRow:
    """The task's name, and the case's page where it is done (below `/saker/<reference>/`)."""

    label: str
    page: str


TASKS: Final[dict[TaskKind, TaskRow]] = {
    TaskKind.WRITE: TaskRow(mark("Skriv vedtak"), "vedtak/"),
    TaskKind.MEND: TaskRow(mark("Rett vedtak som er sendt tilbake"), "vedtak/"),
    TaskKind.ISSUE: TaskRow(mark("Send vedtak"), "vedtak/"),
    TaskKind.APPROVE: TaskRow(mark("Godkjenn vedtak"), "vedtak/"),
    TaskKind.WRITE_URGENT: TaskRow(mark("Skriv hastevedtaket"), "vedtak/"),
    TaskKind.CONTROL: TaskRow(mark("Kontroller avvik"), "avvik/"),
    TaskKind.CONSIDER_URGENT: TaskRow(mark("Vurder hastevedtak"), "hastevedtak/"),
}
