"""When a review reminds and when it ends what nobody has confirmed."""

import datetime as dt

from people.policy import RightsPolicy


def due_of(opened_on: dt.date, policy: RightsPolicy) -> dt.date:
    """The last day to answer: counted from when it is asked, so that a clock that was late takes
    no day from the leader.
    """
    return opened_on + dt.timedelta(days=policy.answer_days - 1)


def remind_from(due_on: dt.date, policy: RightsPolicy) -> dt.date:
    """The first day on which it is reminded of."""
    return due_on - dt.timedelta(days=policy.remind_days - 1)
