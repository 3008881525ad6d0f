"""Who waits in the town for ergo- and physiotherapy and aids, and who is helped without a decision.

Nobody in the town has decided a key of urgency: the proposed one holds, and says so.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localdate

from cases.service_types import service_type
from referrals import actions
from referrals.kinds import Consent, Meanwhile
from tildeling.town.path import Path, Wish
from tildeling.town.stories import office_time

WEEKS: Final = dt.timedelta(weeks=6)
A_WHILE: Final = dt.timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who was referred: for what, when, how urgent, and whether the help has begun."""

    person: str
    service: str
    own_words: str
    days_ago: int
    grade: int | None
    reason: str = ""
    helped: bool = False


REFERRED: Final = (
    Waiting(
        "solveig",
        "ergoterapi",
        "Jeg kommer ikke ut av badekaret.",
        16,
        2,
        "Har falt på badet to ganger denne måneden.",
    ),
    Waiting(
        "ola", "fysioterapi", "Kneet svikter i trappa.", 12, 3, "Kronisk, litt verre etter høsten."
    ),
    Waiting("torunn", "hjelpemidler", "Jeg trenger en rullator.", 1, None),
    Waiting(
        "berit",
        "hjelpemidler",
        "Døra er for tung.",
        6,
        1,
        "Kommer ikke ut ved brann.",
        helped=True,
    ),
)


def refer(path: Path, people: dict[str, str], now: dt.datetime) -> None:
    """Each is referred, graded by the unit and, where it has begun, given help without vedtak."""
    for waiting in REFERRED:
        at = office_time(now - dt.timedelta(days=waiting.days_ago))
        wish = Wish((waiting.service,), waiting.own_words, waiting.own_words)
        (case_id,) = path.apply(people[waiting.person], wish, at)
        graded = min(at + A_WHILE, now)
        actor = path.crew("saksbehandler", graded)
        if waiting.grade is not None:
            actions.grade_referral(
                case_id, grade=waiting.grade, reason=waiting.reason, actor=actor, at=graded
            )
        if waiting.helped:
            day = localdate(graded)
            actions.give_help(
                case_id,
                service_key=waiting.service,
                basis=service_type(waiting.service, on=day).bases[0],
                why="Formidling av hjelpemidler gis etter faglig vurdering.",
                unit="fagteam",
                starts_on=day,
                planned_end_on=day + WEEKS,
                consent=Consent.PERSON,
                told="Berit selv, på telefon",
                told_of_rights=True,
                meanwhile=Meanwhile.WAITS,
                actor=actor,
                at=graded,
            )
