"""The clock is turned, set back and jumps: each deadline is told of once, and on its own day."""

import datetime as dt
from collections import Counter

import pytest

from audit.models import Entry
from deadlines import actions
from deadlines.kinds import Kind
from deadlines.rules import OSLO
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.proof]

HOUR = dt.timedelta(hours=1)
# The last day of a term that ends on or beside the day when a clock goes wrong.
DAYS = (
    dt.date(2027, 3, 28),  # spring, and Easter Sunday
    dt.date(2027, 10, 31),  # autumn: 02.30 comes twice
    dt.date(2028, 2, 29),
    dt.date(2026, 12, 31),
    dt.date(2030, 1, 1),
)
STEPS = (
    dt.timedelta(seconds=-5),
    -HOUR,
    HOUR,
    dt.timedelta(days=-1),
    dt.timedelta(days=1),
)


def test_a_deadline_is_told_of_once_whatever_the_clock_does() -> None:
    town = given.a_town()
    opened = {}
    for last in DAYS:
        case = given.a_case(town, responsible=town.caseworker)
        opened[last] = actions.open_deadline(
            case,
            Kind.DELAY_NOTICE,  # told three days before, and passed on the day after
            starts_on=last,
            actor=town.caseworker,
            at=given.NOW,
        )

    for last, deadline in sorted(opened.items()):
        midnight = dt.datetime(last.year, last.month, last.day, tzinfo=OSLO)
        begins = dt.datetime.combine(last - dt.timedelta(days=3), dt.time(), OSLO)
        after = dt.datetime.combine(last + dt.timedelta(days=1), dt.time(), OSLO)

        # a moment before its time, half past eleven in the evening, nothing is done
        actions.sweep(at=begins - HOUR / 2)
        deadline.refresh_from_db()
        assert deadline.reminded_at is None, last
        actions.sweep(at=begins + HOUR / 2)
        # through the night, also at the hour that is not there or comes twice
        for hour in (0, 1, 2):
            actions.sweep(at=midnight.astimezone(dt.UTC) + hour * HOUR)
        actions.sweep(at=after - HOUR / 2)
        deadline.refresh_from_db()
        assert deadline.reminded_at == begins + HOUR / 2, last
        assert deadline.escalated_at is None, last
        now = after + HOUR / 2
        actions.sweep(at=now)
        for step in STEPS:  # set back, and forward again
            actions.sweep(at=now + step)
            actions.sweep(at=now + dt.timedelta(seconds=1))
        deadline.refresh_from_db()
        assert deadline.escalated_at == now, last

    told = Counter(
        (entry.event, entry.data["deadline"])
        for entry in Entry.objects.filter(event__in=["ReminderSent", "DeadlineEscalated"])
    )
    assert set(told.values()) == {1}
    assert len(told) == 2 * len(DAYS)
