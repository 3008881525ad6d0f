"""Who is to have which case when work is shared out: evenly, and one person's cases together."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Hand:
    """Somebody who can be given cases: how many open ones they have, and can have."""

    staff_id: int
    open_cases: int
    capacity: int | None = None  # None: not said

    def after(self, more: int) -> tuple[bool, int]:
        """Whether they are full with `more`, and how many they have then: less goes first."""
        load = self.open_cases + more
        return self.capacity is not None and load >= self.capacity, load


def spread(cases: Sequence[tuple[str, int]], hands: Sequence[Hand]) -> dict[str, int]:
    """A receiver for each case (reference, person), the one with room and fewest cases first.

    Whoever gets one of a person's cases gets them all. Empty without hands.
    """
    if not hands:
        return {}
    given = dict.fromkeys((hand.staff_id for hand in hands), 0)
    keeper: dict[int, int] = {}
    found: dict[str, int] = {}
    for reference, person in cases:
        if person not in keeper:
            keeper[person] = min(hands, key=lambda hand: hand.after(given[hand.staff_id])).staff_id
        found[reference] = keeper[person]
        given[keeper[person]] += 1
    return found
