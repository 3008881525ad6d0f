"""The kinds of notice to staff (varsler): what one may want to know. What one must do is a task.

So each has a reason and can be switched off; what the law or safety asks for stands as a task,
where nothing is switched off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark


class NoticeKind(StrEnum):
    """What a notice is about."""

    TASK = "TASK"
    RETURNED = "RETURNED"
    ANSWER = "ANSWER"
    NEWS = "NEWS"
    DEADLINE = "DEADLINE"
    OVERDUE = "OVERDUE"
    LETTER = "LETTER"
    RIGHTS = "RIGHTS"


@dataclass(frozen=True, slots=True)
class NoticeRow:
    """What the kind is called, in the e-mail too, and why it comes."""

    label: str
    why: str


# What has come of somebody's work, and so is told to who stands in for them as well.
OF_WORK: Final = frozenset(
    {
        NoticeKind.TASK,
        NoticeKind.RETURNED,
        NoticeKind.ANSWER,
        NoticeKind.NEWS,
        NoticeKind.DEADLINE,
    }
)
DIGEST: Final = "DIGEST"  # the daily e-mail, which is switched off as a kind is
DIGEST_ROW: Final = NoticeRow(
    mark("Daglig e-post"),
    mark(
        "Du får den når du har varsler du ikke har lest, høyst én gang om dagen. Den sier bare hvor"
        " mange de er."
    ),
)
NOTICES: Final[Mapping[NoticeKind, NoticeRow]] = {
    NoticeKind.TASK: NoticeRow(
        mark("Nytt arbeid"),
        mark("Du får dem fordi noen har gitt deg arbeid eller spurt deg om noe."),
    ),
    NoticeKind.RETURNED: NoticeRow(
        mark("Sendt tilbake"),
        mark("Du får dem fordi noe du har gjort, er sendt tilbake, avvist eller avslått."),
    ),
    NoticeKind.ANSWER: NoticeRow(
        mark("Svar til deg"), mark("Du får dem fordi noen har svart på det du spurte om.")
    ),
    NoticeKind.NEWS: NoticeRow(
        mark("Nytt i sakene dine"),
        mark("Du får dem fordi noe har skjedd med en sak eller tjeneste du har ansvar for."),
    ),
    NoticeKind.DEADLINE: NoticeRow(
        mark("Frister som nærmer seg"),
        mark("Du får dem fordi en frist du har ansvar for, nærmer seg eller er endret."),
    ),
    NoticeKind.OVERDUE: NoticeRow(
        mark("Frister over tiden"),
        mark("Du får dem fordi du leder enheten, og ingen har gjort det fristen gjelder."),
    ),
    NoticeKind.LETTER: NoticeRow(
        mark("Brev du har skrevet ut"),
        mark("Du får dem fordi du har skrevet ut et brev til noen som er meldt død."),
    ),
    NoticeKind.RIGHTS: NoticeRow(
        mark("Tilganger og roller"),
        mark(
            "Du får dem fordi en rolle eller konto du har eller leder, er ny, endret eller slutt."
        ),
    ),
}
