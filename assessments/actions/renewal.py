"""Parts by which a case that began from running services starts with what is known."""

import datetime as dt
from collections.abc import Sequence

from assessments.models import Assessment, GivenBefore, Recommendation, RecommendedService
from assessments.rules import Given, evaluated_again, renewed
from cases.models import Case
from intake.models import Application
from people.access import Actor


def propose_renewal(
    case: Case,
    given: Sequence[Given],
    *,
    goal: str,
    evaluate_on: dt.date | None,
    before: Case,
    starts_on: dt.date,
    on: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Begin the recommendation of a new case with what the person has, so that only what changes
    is written. `before` is the case it was granted in; the person's view is asked anew.
    """
    GivenBefore.objects.bulk_create(
        [
            GivenBefore(
                case=case,
                order=one.order,
                service_key=one.service_key,
                decided_on=one.decided_on,
                from_on=one.from_on,
                to_on=one.to_on,
                helped_from=one.helped_from,
                **_stored(one),
            )
            for one in given
        ]
    )
    earlier = Recommendation.objects.filter(case=before).first()
    recommendation = Recommendation.objects.create(
        case=case,
        recommended_by_id=actor.staff(),
        unit_id=case.unit_id,
        saved_at=at,
        goal=goal,
        evaluate_on=evaluated_again(given, evaluate_on, starts_on=starts_on, on=on),
        carried_from=earlier,
        ladder_step=earlier.ladder_step if earlier else None,
        why_not_lower=earlier.why_not_lower if earlier else "",
        professional_assessment=earlier.professional_assessment if earlier else "",
    )
    lines = [renewed(one, starts_on=starts_on, on=on) for one in given]
    RecommendedService.objects.bulk_create(
        [
            RecommendedService(
                recommendation=recommendation,
                position=n,
                service_key=line.service_key,
                quantity=line.quantity,
                unit=line.unit,
                per=line.per,
                helpers=line.helpers,
                night=line.night,
                from_on=line.from_on,
                to_on=line.to_on,
            )
            for n, line in enumerate(lines)
        ]
    )


def last_completed(application: Application, *, at: dt.datetime) -> Assessment | None:
    """The person's last completed kartlegging from before this application."""
    return (
        Assessment.objects.filter(
            application__person_id=application.person_id, completed_at__lte=at
        )
        .exclude(application=application)
        .order_by("-completed_at", "-pk")
        .first()
    )


def _stored(one: Given) -> dict[str, object]:
    extent = one.extent
    if extent is None:
        return {}
    return {
        "quantity": extent.quantity,
        "unit": extent.unit,
        "per": extent.per,
        "helpers": extent.helpers,
        "night": extent.night,
    }
