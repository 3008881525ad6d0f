"""The coordinator asks back about the recommendation, and gets an answer."""

import datetime as dt
from typing import Any

from assessments.models import Recommendation
from audit import trail
from audit.words import filled
from cases.actions import discard_drafts, end_access, give_access
from cases.models import Case
from cases.models.support import QUESTION
from cases.queries import entrusted, lock
from notifications.actions import notify
from notifications.kinds import NoticeKind
from pathways.actions.parts import answer_of, must_coordinate
from pathways.events import QuestionAnswered, QuestionAsked
from pathways.models import Question
from pathways.rules import text_objections
from people.access import Actor, use_case
from people.refusals import NotFound, Refused, Stale
from people.roles import Permission


@use_case(Permission.COORDINATE)
def ask_question(
    case_id: int,
    *,
    question: str,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Ask whoever recommended about the recommendation. Blocks nothing; shown until answered.

    So long it opens the case to them and to the unit they recommended in, who may have given it on.

    Raises Refused for an empty question, or when nothing is recommended in the case.
    """
    case = lock(case_id, actor=actor, version=version)
    must_coordinate(case, actor=actor)
    recommendation = Recommendation.objects.filter(case=case, submitted_at__isnull=False).first()
    if recommendation is None:
        raise Refused("Saken har ingen innstilling å spørre om.", code="no_recommendation")
    found = text_objections(
        question,
        missing="Skriv spørsmålet.",
        field="question",
        code="question_missing",
    )
    if found:
        raise Refused.all(found)
    asked = Question.objects.create(
        case=case,
        asked_by_id=actor.staff(),
        asked_of_id=recommendation.recommended_by_id,
        asked_at=at,
        question=question.strip(),
    )
    give_access(case, unit=recommendation.unit, ground=QUESTION, at=at)
    give_access(case, staff_id=asked.asked_of_id, ground=QUESTION, at=at)
    notify(
        asked.asked_of,
        NoticeKind.TASK,
        case=case,
        key=f"question:{asked.public_id}",
        sentence=filled(
            "Forløpskoordinator har et spørsmål i sak {reference}.", reference=case.reference
        ),
        at=at,
    )
    discard_drafts(case, "sporsmal", owner_id=actor.staff())
    trail.record(
        QuestionAsked(
            case_id=case.pk,
            person_id=case.person_id,
            question=str(asked.public_id),
            asked_of_id=asked.asked_of_id,
        ),
        actor=actor,
        at=at,
    )
    return {**answer_of(case), "question": str(asked.public_id)}


@use_case(Permission.ASSESS)
def answer_question(
    case_id: int, *, question: str, answer: str, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Answer a question (public id) about a recommendation: the one asked, or a colleague.

    The last answer closes the case to those who had it open for that alone; `open`: whether the
    actor still has it. Raises NotFound for a question that is not the case's, Stale when it is
    answered already, Refused for an empty answer.
    """
    case = lock(case_id, actor=actor)
    asked = (
        Question.objects.select_for_update(of=("self",))
        .select_related("answered_by", "asked_by")
        .filter(case=case, public_id=question)
        .first()
    )
    if asked is None:
        raise NotFound
    if asked.answered_at is not None:
        raise Stale(
            filled("{answered_by} har allerede svart.", answered_by=asked.answered_by),
            code="already_answered",
        )
    found = text_objections(answer, missing="Skriv svaret.", field="answer", code="answer_missing")
    if found:
        raise Refused.all(found)
    asked.answered_by_id = actor.staff()
    asked.answered_at = at
    asked.answer = answer.strip()
    asked.save(update_fields=["answered_by", "answered_at", "answer"])
    _close_to_the_asked(case, at=at)
    notify(
        asked.asked_by,
        NoticeKind.ANSWER,
        case=case,
        key=f"question:{asked.public_id}:answered",
        sentence=filled("Spørsmålet ditt i sak {reference} er besvart.", reference=case.reference),
        at=at,
    )
    discard_drafts(case, f"svar-{asked.public_id}", owner_id=actor.staff())
    trail.record(
        QuestionAnswered(case_id=case.pk, person_id=case.person_id, question=str(asked.public_id)),
        actor=actor,
        at=at,
    )
    still = entrusted(actor).filter(pk=case.pk).exists()
    return {**answer_of(case), "question": str(asked.public_id), "open": still}


def _close_to_the_asked(case: Case, *, at: dt.datetime) -> None:
    """End what questions opened, to whom no question waits any more."""
    waiting = Question.objects.filter(case=case, answered_at=None)
    for row in case.access.filter(ground=QUESTION, to_at=None):
        still = waiting if row.unit_id else waiting.filter(asked_of_id=row.staff_id)
        if not still.exists():
            end_access(case, QUESTION, staff_id=row.staff_id, unit_id=row.unit_id, at=at)
