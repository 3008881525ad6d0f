"""Rules of rights that end: how far a role may reach, and when rights are gone through."""

import calendar
from datetime import date, timedelta

from audit.words import filled, mark
from people.policy import RightsPolicy
from people.refusals import Objection


def months_after(day: date, months: int) -> date:
    """The same day so many months later; the last of the month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def longest_to(valid_from: date, policy: RightsPolicy) -> date:
    """The first day without a role that is given for as long as it may be."""
    return months_after(valid_from, policy.months)


def period_objections(
    valid_from: date, valid_to: date, policy: RightsPolicy, *, on: date
) -> list[Objection]:
    """Why a role cannot be held in [valid_from, valid_to), said on a day."""
    found = []
    if valid_to <= valid_from or valid_to <= on:
        found.append(
            Objection(
                mark("Sluttdatoen må være etter i dag og etter startdatoen."), "period", "valid_to"
            )
        )
    if valid_to > longest_to(valid_from, policy):
        found.append(
            Objection(
                filled(
                    "En rolle kan gis for høyst {n} måneder om gangen. Velg {day} eller tidligere.",
                    n=policy.months,
                    day=f"{longest_to(valid_from, policy) - timedelta(days=1):%d.%m.%Y}",
                ),
                "too_long",
                "valid_to",
            )
        )
    return found


def review_begins(day: date, policy: RightsPolicy) -> date:
    """The first day of the period of review (kvartal) a day is in."""
    months = (day.month - 1) // policy.review_months * policy.review_months
    return date(day.year, months + 1, 1)
