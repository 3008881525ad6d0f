"""What the kartlegging and the innstilling of a case say, as a draft of its decision begins."""

from dataclasses import replace

from django.utils.timezone import localdate

from assessments.iplos import NEEDS_A_PERSON, NOT_RELEVANT, VARIABLES
from assessments.models import Assessment, Recommendation
from decisions.rules import Known


def known(recommendation: Recommendation) -> Known:
    """What a sent recommendation, and the kartlegging it builds on, say in words."""
    assessment = recommendation.assessment
    says = Known(
        professional_assessment=recommendation.professional_assessment,
        why_not_lower=recommendation.why_not_lower,
        persons_view=recommendation.persons_view,
    )
    if assessment is None:
        return says
    done = assessment.completed_at
    return replace(
        says,
        assessed_on=assessment.visit_on or localdate(done) if done else None,
        helped=_helped_with(assessment),
        summary=assessment.summary,
        what_matters=assessment.what_matters,
    )


def _helped_with(assessment: Assessment) -> tuple[str, ...]:
    """The areas where, by the scores, another person must help; in the order of the form."""
    scored = assessment.scores.filter(value__gte=NEEDS_A_PERSON).exclude(value=NOT_RELEVANT)
    helped = set(scored.values_list("variable", flat=True))
    return tuple(row.name for row in VARIABLES if row.code in helped)
