"""The auditor of the town has drawn a sample, and controlled two of its cases."""

import datetime as dt

from django.utils.timezone import localdate

from inspection import actions
from inspection.kinds import Head
from tildeling.town.staff import Crew
from tildeling.town.stories import office_time

IN_ORDER = {head.value: "IN_ORDER" for head in Head}
WRONG = IN_ORDER | {Head.GROUNDS.value: "DEVIATION", Head.COMPLAINT.value: "NOT_SEEN"}
GOOD = {Head.FACTS.value: "Datteren er hørt, og fastlegen er spurt."}
LACKING = {Head.GROUNDS.value: "Hovedhensynene står ikke i vedtaket. Malen bør ha et eget avsnitt."}


def control(crew: Crew, now: dt.datetime) -> None:
    """Cases of the last quarter by risk; one in order, one with a deviation the leader is told."""
    at = office_time(now - dt.timedelta(days=1))
    auditor = crew("kontrollor", at)
    sample = actions.draw_sample(
        "RISK",
        from_on=localdate(at) - dt.timedelta(days=90),
        to_on=localdate(at),
        size=8,
        actor=auditor,
        at=at,
    )["sample"]
    for n, (verdicts, texts) in enumerate(((IN_ORDER, GOOD), (WRONG, LACKING)), start=1):
        actions.finish_case(
            sample, n, verdicts=verdicts, texts=texts, tell=True, actor=auditor, at=at
        )
