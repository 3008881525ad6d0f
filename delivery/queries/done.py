"""Whether a case is done: everything granted has ended, or the answer is given and told."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from audit.words import said
from cases.models import Case
from cases.queries import service_names
from cases.stages import EndReason, Stage
from decisions.models import Decision, DecisionLine
from decisions.policy import Outcome
from delivery.models import Order
from delivery.queries.placed import GRANTED, replaced
from delivery.rules import LEFT, Given, State, completion_objections
from notifications.models import Letter


@dataclass(frozen=True, slots=True)
class Completion:
    """What `rules.completion_objections` asks of a case, and how it would end."""

    decided: bool
    granted: tuple[Given, ...]
    told: bool
    reaches_on: dt.date | None
    reason: EndReason


def completion_of(case_id: int, *, on: dt.date) -> Completion:
    """How far a case is from being done. The caller has checked access."""
    decisions = list(
        Decision.objects.filter(case_id=case_id, issued_at__isnull=False).select_related("letter")
    )
    lines = list(DecisionLine.objects.filter(decision__in=decisions).order_by("decision_id", "pk"))
    ended = set(_over(DecisionLine.objects.filter(pk__in=[line.pk for line in lines])))
    granted = [line for line in lines if line.outcome in {Outcome.GRANTED, Outcome.PARTLY}]
    arrivals = [_arrival(decision.letter) for decision in decisions]
    dismissed = bool(lines) and all(line.outcome == Outcome.DISMISSED for line in lines)
    return Completion(
        decided=bool(decisions),
        granted=tuple(
            Given(service_names([line.service_key], on=line.from_on or on)[0], line.pk in ended)
            for line in granted
        ),
        told=all(day is not None and day <= on for day in arrivals),
        reaches_on=max((day for day in arrivals if day is not None), default=None),
        reason=EndReason.DISMISSED if dismissed else EndReason.COMPLETED,
    )


def missing_to_complete(case_id: int, *, on: dt.date) -> list[str]:
    """Why a case is not done yet, in sentences; empty when it may be completed."""
    done = completion_of(case_id, on=on)
    found = completion_objections(
        done.granted, decided=done.decided, told=done.told, reaches_on=done.reaches_on
    )
    return [said(objection.sentence, gettext) for objection in found]


def _arrival(letter: Letter | None) -> dt.date | None:
    """The day the party's letter, or the one that took its place, has arrived; None: not yet."""
    while letter is not None:
        later = Letter.objects.filter(replaces=letter).first()
        if later is None:
            return letter.reached_on
        letter = later
    return None


def orders_left(orders: Iterable[str]) -> frozenset[str]:
    """Those of some orders (public ids) that a unit has refused or ended."""
    wanted = list(orders)
    left = Order.objects.filter(
        Q(line__public_id__in=wanted) | Q(trial__public_id__in=wanted), state__in=list(LEFT)
    )
    return frozenset(
        str(line or trial)
        for line, trial in left.values_list("line__public_id", "trial__public_id")
    )


# A line that asks nothing more of anybody: its service has ended, or another line has taken its
# place and it does not run.
_IS_OVER = Q(Exists(Order.objects.filter(line=OuterRef("pk"), state=State.ENDED))) | (
    Q(replaced()) & ~Q(Exists(Order.objects.filter(line=OuterRef("pk"), state=State.RUNNING)))
)


def _over(lines: QuerySet[DecisionLine]) -> Iterable[int]:
    return lines.filter(_IS_OVER).values_list("pk", flat=True)


def is_left(decision_id: int) -> bool:
    """Whether something a decision has granted still runs, or is still to begin."""
    granted = DecisionLine.objects.filter(GRANTED, decision_id=decision_id)
    return granted.exclude(_IS_OVER).exists()


def done_cases(cases: QuerySet[Case], *, on: dt.date) -> QuerySet[Case]:
    """Those of `cases` that are done and not ended; a filter for other queries."""
    lines = DecisionLine.objects.filter(GRANTED, decision__case=OuterRef("pk"))
    letters = Letter.objects.filter(decision_link__decision__case=OuterRef("pk"), replaced_by=None)
    return cases.filter(
        ~Exists(lines.exclude(_IS_OVER)),
        Exists(lines) | Exists(letters.filter(reached_on__lte=on)),
        stage__in=[Stage.DECIDED, Stage.DELIVERY],
        ended_at=None,
    )
