"""When the demo town's stories happen: by Oslo's calendar, and never ahead of now."""

import datetime as dt

from django.utils.timezone import localdate

from tildeling.town.stories import NURSING, Far, Story, moments

AFTER_MIDNIGHT = dt.datetime(2026, 11, 24, 23, 30, tzinfo=dt.UTC)  # Wednesday in Oslo


def test_a_call_of_yesterday_is_of_oslos_yesterday() -> None:
    when = moments(Story("berit", NURSING, 1, Far.RECEIVED), AFTER_MIDNIGHT)

    assert localdate(when(0)) == dt.date(2026, 11, 24)
    assert when(1) == AFTER_MIDNIGHT
