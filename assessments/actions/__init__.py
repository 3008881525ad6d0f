"""The writes of kartlegging, utprøving and innstilling."""

from assessments.actions.assessment import (
    begin,
    complete_assessment,
    edit_completed,
    register_and_start,
    save_assessment,
    start_assessment,
)
from assessments.actions.day_ten import answer_trial
from assessments.actions.recommendation import (
    answer_of,
    mark_returned,
    save_recommendation,
    submit,
    submit_recommendation,
    take_back,
    write_recommendation,
)
from assessments.actions.renewal import propose_renewal
from assessments.actions.short import assess_shortly
from assessments.actions.trial import end_trial, start_trial

__all__ = [
    "answer_of",
    "answer_trial",
    "assess_shortly",
    "begin",
    "complete_assessment",
    "edit_completed",
    "end_trial",
    "mark_returned",
    "propose_renewal",
    "register_and_start",
    "save_assessment",
    "save_recommendation",
    "start_assessment",
    "start_trial",
    "submit",
    "submit_recommendation",
    "take_back",
    "write_recommendation",
]
