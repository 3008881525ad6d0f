"""The API of kartlegging, utprøving and innstilling. The same actions as the pages."""

from assessments.api.assessment import (
    Assessment,
    Assessments,
    CompleteAssessment,
    EditAssessment,
)
from assessments.api.recommendation import Recommendation, SubmitRecommendation
from assessments.api.trial import EndTrial, Trials

__all__ = [
    "Assessment",
    "Assessments",
    "CompleteAssessment",
    "EditAssessment",
    "EndTrial",
    "Recommendation",
    "SubmitRecommendation",
    "Trials",
]
