"""Who in the town was asked by letter: one for what is missing, one before help is reduced."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from cases.models import Case
from cases.stages import UNDECIDED
from deadlines.kinds import Kind
from intake import actions as intake
from intake.queries import days_to_answer
from tildeling.town.deliveries import Deliveries
from tildeling.town.path import Path
from tildeling.town.stories import office_time


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody was asked, and how many days ago."""

    person: str
    kind: Kind
    days_ago: int
    what: str
    why: str


ASKED: Final = (
    Asked(
        "kumar",
        Kind.MISSING_INFORMATION,
        8,
        "Epikrisen fra sykehuset, og en liste over medisinene du bruker.",
        "Vi må vite hva du trenger hjelp til etter operasjonen, og hvor lenge.",
    ),
    Asked(
        "ola",
        Kind.ADVANCE_NOTICE,
        4,
        "Å gi deg gulvvask annenhver uke i stedet for hver uke, når du får hjelp om morgenen.",
        "Du har fortalt at datteren din vasker hos deg annenhver helg.",
    ),
)


def ask(path: Path, deliveries: Deliveries, people: dict[str, str], now: dt.datetime) -> None:
    """The assessor of each one's open case writes; the letter is posted the next morning."""
    for one in ASKED:
        at = office_time(now - dt.timedelta(days=one.days_ago))
        case = Case.objects.filter(
            person__public_id=people[one.person], stage__in=UNDECIDED, ended_at=None
        ).latest("pk")
        intake.ask_party(
            case.pk,
            kind=one.kind,
            what=one.what,
            why=one.why,
            answer_by=days_to_answer(case.pk, one.kind, at=at).proposed,
            actor=path.crew(path.assessor(case.pk), at),
            at=at,
        )
        deliveries.post_what_waits(case.pk, now)
