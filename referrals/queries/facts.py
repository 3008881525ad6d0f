"""What the acts ask: the key in force, and what a person has had or has of the same help."""

import datetime as dt

from django.db.models import Q, QuerySet

from assessments.models import Trial
from assessments.rules import tried_together
from cases.rules import Period
from cases.service_types import Basis, ServiceType, VedtakRule, service_type
from delivery.models import RunningService
from referrals.models import Grading, Help, UrgencyRow
from referrals.policy import PROPOSED, Urgency


def key_on(municipality_id: int, *, on: dt.date) -> tuple[Urgency, ...]:
    """The key of urgency in force: the municipality's own rows, else what is proposed, by grade."""
    own = UrgencyRow.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), municipality_id=municipality_id, valid_from__lte=on
    )
    decided = {
        row.grade: Urgency(
            grade=row.grade,
            label=row.label,
            description=row.description,
            longest_days=row.longest_days,
            decided_by=row.decided_by,
            valid_from=row.valid_from,
        )
        for row in own
    }
    return tuple(decided.get(row.grade, row) for row in PROPOSED if row.valid_from <= on)


def latest_grading(case_id: int) -> Grading | None:
    """How urgent the case was last found to be."""
    return Grading.objects.filter(case_id=case_id).order_by("-pk").first()


def given_days(person_id: int, service_key: str) -> list[tuple[dt.date, dt.date]]:
    """The days a person was or is to be given a service without a decision, as [start, end)."""
    return [
        (row.starts_on, row.ended_on or row.planned_end_on)
        for row in Help.objects.filter(person_id=person_id, service_key=service_key).order_by("pk")
    ]


def earlier_periods(
    person_id: int, service_key: str, *, before: dt.date, but: int | None = None
) -> list[Period]:
    """The days a person had the same service without a decision, that count with what starts now.

    Help, and trials (utprøving) of it: neither is a way around the law.
    """
    helps = Help.objects.filter(person_id=person_id, service_key=service_key)
    trials = Trial.objects.filter(case__person_id=person_id, service_key=service_key)
    if but is not None:
        helps = helps.exclude(pk=but)
    given = [
        (row.starts_on, row.ended_on or row.planned_end_on)
        for found in (helps, trials)
        for row in found.order_by("pk")
    ]
    return tried_together(before, given)


def has_granted(person_id: int, service_key: str, *, on: dt.date) -> bool:
    """Whether the service runs for the person by a decision, also one that has run out."""
    return _running(person_id, on=on).filter(service_key=service_key).exists()


def part_of_granted(person_id: int, service: ServiceType, basis: Basis, *, on: dt.date) -> bool:
    """Whether a service that may be a part of another is: one by the same paragraph is granted."""
    if service.vedtak is not VedtakRule.PART_OF_ANOTHER:
        return False
    valid = _running(person_id, on=on).filter(Q(valid_to=None) | Q(valid_to__gt=on))
    whole = (service_type(key, on=on) for key in valid.values_list("service_key", flat=True))
    return any(
        one.bases[0] is basis and one.vedtak is not VedtakRule.PART_OF_ANOTHER for one in whole
    )


def _running(person_id: int, *, on: dt.date) -> QuerySet[RunningService]:
    return RunningService.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=on), person_id=person_id, by_trial=False
    )
