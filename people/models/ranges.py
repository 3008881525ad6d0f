"""Periods of rows that must not overlap: the database refuses the second."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db.models import DateField, Func, Q


class DateRange(Func):
    """A half-open range of two days."""

    function = "daterange"
    output_field = DateRangeField()


class Later(Func):
    """A day and so much later, "1 year" or "30 days": the last of a month that is shorter."""

    template = "(%(expressions)s + interval '%(by)s')::date"
    output_field = DateField()

    def __init__(self, day: str, *, by: str) -> None:
        super().__init__(day, by=by)


def one_at_a_time(
    name: str,
    *alike: str,
    begins: str = "valid_from",
    ends: str = "valid_to",
    condition: Q | None = None,
) -> ExclusionConstraint:
    """No two rows that are alike in these columns hold on the same day.

    `ends` is the first day without, null where none is set; `condition`: of these rows alone.
    """
    period = DateRange(begins, ends, RangeBoundary())
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in alike),
            (period, RangeOperators.OVERLAPS),
        ],
        condition=condition,
    )
