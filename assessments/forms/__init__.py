"""The shape of what is typed in kartlegging, utprøving and innstilling."""

from assessments.forms.assessment import (
    CAPACITY,
    CONSENT,
    HIDDEN,
    STEP_FORMS,
    Scores,
    StepForm,
)
from assessments.forms.recommendation import (
    PREFIX,
    Recommendation,
    ServiceLine,
    ServiceLines,
    fields_of,
    lines_in,
    managed,
    typed_proposal,
)
from assessments.forms.short import ASKED, CONTENT, FACTS, WHEN_NEEDED, Short
from assessments.forms.trial import AnswerTrial, EndTrial, StartTrial

__all__ = [
    "ASKED",
    "CAPACITY",
    "CONSENT",
    "CONTENT",
    "FACTS",
    "HIDDEN",
    "PREFIX",
    "STEP_FORMS",
    "WHEN_NEEDED",
    "AnswerTrial",
    "EndTrial",
    "Recommendation",
    "Scores",
    "ServiceLine",
    "ServiceLines",
    "Short",
    "StartTrial",
    "StepForm",
    "fields_of",
    "lines_in",
    "managed",
    "typed_proposal",
]
