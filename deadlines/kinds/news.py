"""What is new in a case ends a task's wait: acts of others that who waits would want to know of."""

from typing import Final

# Events of the case by name, since their apps stand above this one; a test holds that they exist.
NEWS: Final = (
    "AnswerReceived",
    "ApplicationCorrected",
    "CasesMerged",
    "ChangeReported",
    "DecisionReturned",
    "DocumentAdded",
    "DocumentLinked",
    "HandoverDeclined",
    "HelpGivenUrgently",
    "LetterNotDelivered",
    "LetterReturned",
    "NoteWritten",
    "OrderQuestionAnswered",
    "OrderQuestionAsked",
    "OrderRefused",
    "QuestionAnswered",
    "QuestionAsked",
    "RecommendationReturned",
    "ReturnedByCoordinator",
    "ServiceEnded",
    "UrgentAsked",
)
