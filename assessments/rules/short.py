"""Rules of the short page: kartlegging and innstilling at once, with what may be proposed there."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from assessments.rules.lines import Line
from assessments.rules.recommendation import Proposal
from audit.words import mark
from cases.service_types import Per, Unit, service_type
from people.refusals import Objection

# What the recommendation says of a kartlegging that is completed in the same act.
OF_THE_ASSESSMENT: Final = frozenset({"assessment_not_completed", "assessment_not_whole"})
LEAP_DAY: Final = (2, 29)


def first_proposal(services: Sequence[str], *, on: date) -> Proposal:
    """What is proposed of small services to begin with: one of each device from today, on the step
    of the care ladder (omsorgstrappen) the catalogue has it on, looked at again in a year.

    Whatever somebody must judge or ask is left blank.
    """
    rows = [service_type(key, on=on) for key in services]
    return Proposal(
        lines=tuple(
            Line(
                service_key=row.key,
                quantity=1 if (row.unit, row.per) == (Unit.DEVICE, Per.ONCE) else None,
                unit=row.unit,
                per=row.per,
                from_on=on,
            )
            for row in rows
        ),
        ladder_step=max((row.step for row in rows if row.step), default=None),
        evaluate_on=a_year_after(on),
    )


def a_year_after(day: date) -> date:
    """The same day next year; 28 February after a leap day."""
    leap = (day.month, day.day) == LEAP_DAY
    return day.replace(year=day.year + 1, day=28 if leap else day.day)


def about_the_situation(summary: str) -> list[Objection]:
    """The grounds name the facts (fvl § 25); on the short page nothing else says them."""
    if summary.strip():
        return []
    return [Objection(mark("Skriv kort hvordan situasjonen er nå."), "summary_missing", "summary")]


def still_so(summary: str, told: str) -> str:
    """The last summary with what was told since, to be read over; said once."""
    texts = [text.strip() for text in (summary, told) if text.strip()]
    return "\n\n".join(texts[:1] if told.strip() in summary else texts)


def kept(scores: dict[str, Any], before: dict[str, int | None], same: set[str]) -> dict[str, Any]:
    """The scores with those of last time where they are found to hold still, and nothing else is
    chosen.
    """
    return {
        code: value if value is not None or code not in same else before.get(code)
        for code, value in scores.items()
    }
