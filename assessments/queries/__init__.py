"""Reads of kartlegging, utprøving and innstilling, as frozen rows."""

from assessments.queries.assessments import (
    AssessmentRow,
    Previous,
    ScoreRow,
    VersionRow,
    asks_for_all,
    assessment,
    belongs_to_application,
    completed_of,
    content_of,
    latest,
    relied_on,
    scored,
    versions,
)
from assessments.queries.recommendations import (
    LineRow,
    RecommendationRow,
    asked_of,
    ladder_text,
    left_to_write,
    policy_of,
    proposal_of,
    recommendation,
)
from assessments.queries.tasks import task_labels, tasks_for
from assessments.queries.trials import TeamRow, TrialRow, teams, trials

__all__ = [
    "AssessmentRow",
    "LineRow",
    "Previous",
    "RecommendationRow",
    "ScoreRow",
    "TeamRow",
    "TrialRow",
    "VersionRow",
    "asked_of",
    "asks_for_all",
    "assessment",
    "belongs_to_application",
    "completed_of",
    "content_of",
    "ladder_text",
    "latest",
    "left_to_write",
    "policy_of",
    "proposal_of",
    "recommendation",
    "relied_on",
    "scored",
    "task_labels",
    "tasks_for",
    "teams",
    "trials",
    "versions",
]
