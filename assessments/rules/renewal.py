"""Rules of looking anew at what a person has: what is proposed to begin with, and what changed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from assessments.rules.lines import Line
from audit.words import filled
from cases.rules import Extent
from cases.stages import Origin

FROM_RUNNING: Final = frozenset({Origin.REASSESSMENT, Origin.CHANGE_MESSAGE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What a decision gives the person of one service when a case begins from it.

    `order` is the granted line's public id; the period is half-open. `helped_from` is the day the
    help began, where that was before the decision's first day (tidlig oppstart).
    """

    order: str
    service_key: str
    decided_on: date
    extent: Extent | None
    from_on: date | None
    to_on: date | None
    helped_from: date | None = None


def too_early(name: str, from_on: date | None, *, received_on: date, given: Given | None) -> str:
    """Why a service may not be given from that day: nobody had asked; empty if it may.

    Days on which help was given without a decision may be taken in: after the earlier decision ran
    out (`given.to_on`), or before it began.
    """
    without = [given.to_on, given.helped_from] if given else []
    had = min((day for day in without if day is not None), default=received_on)
    first = min(had, received_on)
    if from_on is None or from_on >= first:
        return ""
    if first == received_on:
        return filled(
            "Velg {day} eller senere for {name}: den dagen kom saken inn.",
            day=f"{first:%d.%m.%Y}",
            name=name,
        )
    return filled(
        "Velg {day} eller senere for {name}: fra den dagen er hjelpen gitt uten vedtak.",
        day=f"{first:%d.%m.%Y}",
        name=name,
    )


def changed_untold(
    given: Collection[Given], lines: Sequence[Line], *, before: str, now: str
) -> bool:
    """Whether what the person has is changed while the grounds (`now`) stand as `before`."""
    if not given or not before.strip() or before.split() != now.split():
        return False
    return any(line.refuse for line in lines) or not unchanged(given, lines)


def renewed(given: Given, *, starts_on: date, on: date) -> Line:
    """The line proposed to begin with: the same extent from `starts_on`, for as long again.

    What still has days left keeps its end when it is changed before it.
    """
    to_on = given.to_on
    if to_on is not None and given.from_on is not None and to_on <= max(starts_on, on):
        to_on = starts_on + (to_on - given.from_on)
    extent = given.extent
    return Line(
        service_key=given.service_key,
        quantity=extent.quantity if extent else None,
        unit=extent.unit if extent else "",
        per=extent.per if extent else "",
        helpers=extent.helpers if extent else 1,
        night=extent.night if extent else False,
        from_on=starts_on,
        to_on=to_on,
    )


def evaluated_again(
    given: Sequence[Given], evaluate_on: date | None, *, starts_on: date, on: date
) -> date | None:
    """The next evaluation: the old day while it is ahead, else as long after the start as then."""
    if evaluate_on is None:
        return None
    if evaluate_on > max(starts_on, on):
        return evaluate_on
    began = min((one.from_on for one in given if one.from_on is not None), default=None)
    if began is None:
        return None
    again = starts_on + (evaluate_on - began)
    return again if again > on else None


def unchanged(given: Collection[Given], lines: Sequence[Line]) -> bool:
    """Whether the lines give what is given now, no more and no less: a plain renewal."""
    before = {one.service_key: one.extent for one in given}
    after = {line.service_key: line.extent for line in lines}
    known = all(extent is not None for extent in before.values())
    return bool(before) and known and len(after) == len(lines) and before == after
