"""Rules about assessments, trials and recommendations; what is missing is said all at once."""

from assessments.rules.assessment import (
    STEPS,
    AssessmentStep,
    Content,
    Need,
    answer_and_reason,
    draft_form,
    missing,
    need_of,
    scores_refused,
    step_of,
    texts_refused,
)
from assessments.rules.lines import OFTEN, Line, TypedLine, line_text, read_lines, unit_of
from assessments.rules.recommendation import (
    TEXTS,
    Proposal,
    TypedProposal,
    as_json,
    changed,
    from_json,
    objections,
    read_proposal,
)
from assessments.rules.trial import COUNTS_TOGETHER, TrialPlan, tried_together

__all__ = [
    "COUNTS_TOGETHER",
    "OFTEN",
    "STEPS",
    "TEXTS",
    "AssessmentStep",
    "Content",
    "Line",
    "Need",
    "Proposal",
    "TrialPlan",
    "TypedLine",
    "TypedProposal",
    "answer_and_reason",
    "as_json",
    "changed",
    "draft_form",
    "from_json",
    "line_text",
    "missing",
    "need_of",
    "objections",
    "read_lines",
    "read_proposal",
    "scores_refused",
    "step_of",
    "texts_refused",
    "tried_together",
    "unit_of",
]
