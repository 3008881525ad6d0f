"""What a sample is drawn from, and the signs of risk in each case."""

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from cases.models import Case
from cases.queries import visible
from deadlines.models import Deadline
from decisions.models import Decision, DecisionLine
from decisions.policy import ADVERSE
from inspection.kinds import Draw
from inspection.policy import Sign, policy_on
from inspection.rules import tickets_of
from oversight.models import ReasonedAccess
from people.access import Actor
from people.models import Unit
from people.models.residents import Protection


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that can be drawn, with as many chances as it has tickets."""

    case_id: int
    person_id: int
    reference: str
    signs: frozenset[Sign]
    tickets: int


def population_of(
    draw: Draw,
    *,
    unit: Unit | None,
    from_on: dt.date,
    to_on: dt.date,
    actor: Actor,
    on: dt.date,
) -> list[Candidate]:
    """The cases received in [from_on, to_on) that the actor may open, of a unit and those below."""
    cases = visible(actor).filter(received_on__gte=from_on, received_on__lt=to_on)
    if unit is not None:
        cases = cases.filter(unit_id__in=_and_below(unit))
    weights = policy_on(on).weights
    signs = _signs(cases, on=on)
    return [
        Candidate(
            case_id=pk,
            person_id=person_id,
            reference=reference,
            signs=frozenset(signs[pk]),
            tickets=1 if draw is Draw.RANDOM else tickets_of(signs[pk], weights),
        )
        for pk, person_id, reference in cases.order_by("reference").values_list(
            "pk", "person_id", "reference"
        )
    ]


def unit_named(unit: str, *, actor: Actor, on: dt.date) -> Unit | None:
    """The municipality's unit with that id; None where there is none."""
    if not unit.isdecimal():
        return None
    return Unit.objects.filter(pk=int(unit), municipality_id=actor.municipality_id).first()


def _and_below(unit: Unit) -> set[int]:
    under = defaultdict(list)
    ours = Unit.objects.filter(municipality_id=unit.municipality_id)
    for pk, parent in ours.values_list("pk", "parent_id"):
        under[parent].append(pk)
    found, ahead = set(), [unit.pk]
    while ahead:
        here = ahead.pop()
        found.add(here)
        ahead += [pk for pk in under[here] if pk not in found]
    return found


def _signs(cases: QuerySet[Case], *, on: dt.date) -> dict[int, set[Sign]]:
    """What is found in each of the cases; six questions, however many cases there are."""
    found: dict[int, set[Sign]] = defaultdict(set)
    theirs = {"case__in": cases.order_by().values("pk")}
    wait = dt.timedelta(days=policy_on(on).long_wait)
    late = Deadline.objects.filter(**theirs, cancelled_at=None, due_on__lt=on).values_list(
        "case_id", "due_on", "met_at__date"
    )
    for case_id, due_on, met_on in late:
        if due_on is not None and due_on < (met_on or on):
            found[case_id].add(Sign.OVERDUE)
    issued = Decision.objects.filter(**theirs, issued_at__isnull=False)
    adverse = DecisionLine.objects.filter(decision__in=issued, outcome__in=sorted(ADVERSE))
    asked = {
        Sign.REFUSED: adverse.values_list("decision__case_id", flat=True),
        Sign.ALONE: issued.exclude(alone_reason="").values_list("case_id", flat=True),
        Sign.REASONED: ReasonedAccess.objects.filter(**theirs).values_list("case_id", flat=True),
        Sign.URGENT: cases.filter(
            Q(urgent=True) | Q(decided_urgently_at__isnull=False)
        ).values_list("pk", flat=True),
        Sign.PROTECTED: cases.exclude(person__protection=Protection.NONE).values_list(
            "pk", flat=True
        ),
    }
    for sign, ids in asked.items():
        for case_id in ids:
            if case_id is not None:
                found[case_id].add(sign)
    for pk, received_on, ended_on in cases.values_list("pk", "received_on", "ended_at__date"):
        if (ended_on or on) - received_on > wait:
            found[pk].add(Sign.WAITING)
    return found
