"""A performing unit asks somebody by name about an order, and gets an answer. It blocks nothing."""

import datetime as dt
import uuid
from typing import Any

from audit import trail
from audit.words import filled, mark
from cases.actions import discard_all_drafts, discard_drafts
from cases.queries import lock
from delivery.actions.parts import Found, lock_sent, must_allow, refuse_if
from delivery.events import OrderQuestionAnswered, OrderQuestionAsked
from delivery.models import OrderQuestion
from delivery.queries import who_can_tell
from delivery.rules import Act, draft_form, text_objections
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.models import StaffMember
from people.refusals import NotFound, Objection, Refused, Stale
from people.roles import Permission


@use_case(Permission.DELIVER)
def ask_about_order(
    public_id: str, *, ask: str, question: str, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Ask about an order one has (Be om mer informasjon): whoever ordered, or the coordinator.

    `ask` is a key of `queries.who_can_tell`. The one asked gets a task; the order's own clock runs
    on. Raises NotFound for an order of another unit; Refused for an empty question, for nobody to
    ask, and for an order one has no longer.
    """
    found = lock_sent(public_id, actor=actor, version=None, any_version=True)
    must_allow(found, Act.ASK)
    asked_of = _asked_of(found, ask)
    refuse_if(text_objections(question, missing=mark("Skriv spørsmålet."), field="question"))
    source = found.source
    asked = OrderQuestion.objects.create(
        line_id=None if source.trial else source.pk,
        trial_id=source.pk if source.trial else None,
        number=source.number,
        case=found.case,
        unit_id=source.unit_id,
        asked_by_id=actor.staff(),
        asked_of=asked_of,
        asked_at=at,
        question=question.strip(),
    )
    form = draft_form(Act.ASK, source.public_id)
    discard_drafts(found.case, form, owner_id=actor.staff())
    notify(
        asked_of,
        NoticeKind.TASK,
        case=found.case,
        key=f"order-question:{asked.public_id}",
        sentence=filled(
            "Utførende enhet har et spørsmål i sak {reference}.", reference=found.case.reference
        ),
        at=at,
    )
    trail.record(
        OrderQuestionAsked(
            case_id=found.case.pk,
            person_id=found.case.person_id,
            order=str(source.public_id),
            question=str(asked.public_id),
            unit_id=source.unit_id,
            asked_of_id=asked_of.pk,
        ),
        actor=actor,
        at=at,
    )
    return {"order": str(source.public_id), "question": str(asked.public_id)}


def _asked_of(found: Found, ask: str) -> StaffMember:
    for one in who_can_tell(found.source):
        if one.key == ask:
            return StaffMember.objects.get(pk=one.staff_id)
    raise Refused.all([Objection("Velg hvem du spør.", "nobody_asked", "ask")])


@use_case(Permission.WORK_CASE)
def answer_about_order(
    question: str, *, answer: str, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Answer a unit's question (public id) about an order: the one asked, or a colleague.

    The answer stands on the order. Raises NotFound; AccessDenied for a case one may not open; Stale
    when it is answered already; Refused for an empty answer.
    """
    case_id = _of(question, actor).values_list("case_id", flat=True).first()
    if case_id is None:
        raise NotFound("Vi finner ikke spørsmålet.", what="question")
    case = lock(case_id, actor=actor)
    asked = (
        _of(question, actor)
        .select_for_update(of=("self",))
        .select_related("answered_by", "asked_by", "line", "trial")
        .get()
    )
    if asked.answered_at is not None:
        raise Stale(
            filled("{answered_by} har allerede svart.", answered_by=asked.answered_by),
            code="already_answered",
        )
    refuse_if(text_objections(answer, missing=mark("Skriv svaret."), field="answer"))
    asked.answered_by_id = actor.staff()
    asked.answered_at = at
    asked.answer = answer.strip()
    asked.save(update_fields=["answered_by", "answered_at", "answer"])
    discard_all_drafts(case, [draft_form("svar", asked.public_id)])
    notify(
        asked.asked_by,
        NoticeKind.ANSWER,
        case=case,
        key=f"order-question:{asked.public_id}:answered",
        sentence=filled("Spørsmålet ditt i sak {reference} er besvart.", reference=case.reference),
        at=at,
    )
    source = asked.line or asked.trial
    trail.record(
        OrderQuestionAnswered(
            case_id=case.pk,
            person_id=case.person_id,
            order=str(source.public_id) if source else "",
            question=str(asked.public_id),
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "question": str(asked.public_id)}


def _of(question: str, actor: Actor) -> Any:
    """The question with that public id in the actor's municipality, or none."""
    try:
        wanted = uuid.UUID(str(question))
    except ValueError:
        return OrderQuestion.objects.none()
    return OrderQuestion.objects.filter(
        public_id=wanted, case__municipality_id=actor.municipality_id
    )
