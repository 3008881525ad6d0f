"""When reasons are too many to be exceptions."""

import datetime as dt
from collections.abc import Iterable


def too_many(given_at: Iterable[dt.datetime], *, most: int, days: int) -> bool:
    """Whether more than `most` were given in any `days` days in a row."""
    moments = sorted(given_at)
    span = dt.timedelta(days=days)
    return any(last - first < span for first, last in zip(moments, moments[most:], strict=False))
