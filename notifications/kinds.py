"""The kinds of notice to staff (varsler): what the e-mail says, which is never about a person."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class NoticeKind(StrEnum):
    """What a notice is about."""

    TASK = "TASK"
    RETURNED = "RETURNED"
    DEADLINE = "DEADLINE"
    LETTER = "LETTER"
    RIGHTS = "RIGHTS"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """The subject of the e-mail and its one sentence."""

    subject: str
    sentence: str


NOTICES: Final[Mapping[NoticeKind, NoticeRow]] = {
    NoticeKind.TASK: NoticeRow(
        mark("Ny oppgave i Tildeling"), mark("Du har en ny oppgave i Tildeling.")
    ),
    NoticeKind.RETURNED: NoticeRow(
        mark("Sendt tilbake i Tildeling"), mark("Noe er sendt tilbake til deg i Tildeling.")
    ),
    NoticeKind.DEADLINE: NoticeRow(
        mark("Frist i Tildeling"), mark("En frist du har ansvar for, nærmer seg i Tildeling.")
    ),
    NoticeKind.LETTER: NoticeRow(
        mark("Brev i Tildeling"), mark("Et brev du har ansvar for, må følges opp i Tildeling.")
    ),
    NoticeKind.RIGHTS: NoticeRow(
        mark("Tilganger i Tildeling"),
        mark("Det er en beskjed til deg om tilganger i Tildeling."),
    ),
}
