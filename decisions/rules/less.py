"""Whether something is less than what the person has: what takes away must be told of first."""

from cases.rules import Extent, differs, minutes_a_week
from decisions.rules.facts import LineFacts, Running


def less(running: Running, line: LineFacts) -> bool:
    """Whether the line gives less than the person has now of the same service."""
    return less_extent(running.extent, line.extent)


def less_extent(before: Extent | None, after: Extent | None) -> bool:
    """Whether `after` is less than `before`; False where they cannot be compared."""
    if before is None or after is None or not differs(before, after):
        return False
    old, new = minutes_a_week(before), minutes_a_week(after)
    if old is not None and new is not None and old != new:
        return new < old
    if (before.unit, before.per) != (after.unit, after.per):
        return False  # a person judges
    if before.quantity != after.quantity:
        return after.quantity < before.quantity
    return after.helpers < before.helpers or (before.night and not after.night)
