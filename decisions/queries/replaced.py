"""What a new decision takes the place of: the line that gives the person the same service."""

import datetime as dt
from collections.abc import Collection, Sequence

from cases.models import Case
from decisions.models import Decision, DecisionLine
from decisions.policy import GIVES
from decisions.queries.facts import DECIDED, extent_or_none, running
from decisions.rules import Running


def given_lines(
    person_id: int, keys: Collection[str], *, on: dt.date, besides: Case | None = None
) -> dict[str, DecisionLine]:
    """The granted line of each service that holds, or holds from a later day: the latest issued.

    One whose days are over and that nobody has ended is still there: expiry stops no help. What a
    later issued line has replaced is not.
    """
    lines = (
        DecisionLine.objects.filter(
            DECIDED,
            decision__case__person_id=person_id,
            decision__case__ended_at=None,
            service_key__in=list(keys),
            outcome__in=[outcome.value for outcome in GIVES],
        )
        .exclude(end__ended_on__lte=on)
        .exclude(replaced_by__decision__issued_at__isnull=False)
        .exclude(replaced_by__urgent__isnull=False)
        .select_related("decision", "unit_performing")
        .order_by("decision__issued_at", "pk")
    )
    if besides is not None:
        lines = lines.exclude(decision__case=besides)
    return {line.service_key: line for line in lines}


def standing(
    person_id: int, keys: Collection[str], *, on: dt.date, from_on: dt.date, to_on: dt.date | None
) -> dict[str, tuple[Running, ...]]:
    """What the person has of each service over the days [from_on, to_on): now, or from later."""
    found: dict[str, tuple[Running, ...]] = {
        key: (has,)
        for key, has in running(person_id, keys, on=on).items()
        if has.ends_on is None or has.ends_on > from_on
    }
    later = given_lines(person_id, keys, on=on)
    for key, line in later.items():
        begins = line.from_on or on
        if begins > on and (to_on is None or begins < to_on):
            coming = Running(extent_or_none(line), line.to_on, begins)
            found[key] = (*found.get(key, ()), coming)
    return found


def replaced_by_lines(
    case: Case, lines: Sequence[DecisionLine], *, on: dt.date
) -> dict[int, DecisionLine]:
    """Which line each granted line takes the place of, by its id.

    What was given orally took its place then, and may have begun since: it stays as it was.
    """
    told = {line.pk: line.replaces for line in lines if line.urgent_id and line.replaces}
    granted = [line for line in lines if line.outcome in set(GIVES) and not line.urgent_id]
    given = given_lines(case.person_id, {line.service_key for line in granted}, on=on, besides=case)
    first: dict[str, DecisionLine] = {}
    for line in granted:  # the same service twice over other days: the first takes over
        first.setdefault(line.service_key, line)
    return told | {line.pk: given[key] for key, line in first.items() if key in given}


def wholly_replaced(decision: Decision, lines: Sequence[DecisionLine]) -> Decision | None:
    """The one earlier decision of which all that is still given is replaced by `lines`, if any."""
    replaced = {line.replaces_id for line in lines if line.replaces_id is not None}
    earlier = Decision.objects.filter(lines__in=replaced, replaced_by=None)
    # What was given orally may have taken the place of what was given orally before it.
    earlier = earlier.exclude(pk=decision.pk).distinct()
    if earlier.count() != 1:
        return None
    before = earlier.get()
    left = (
        before.lines.filter(outcome__in=[outcome.value for outcome in GIVES])
        .exclude(pk__in=replaced)
        .exclude(end__isnull=False)
        .exclude(replaced_by__decision__issued_at__isnull=False)
    )
    return None if left.exists() else before
