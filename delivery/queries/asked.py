"""One question about an order, for whoever is to answer it."""

import datetime as dt
import uuid
from dataclasses import dataclass

from cases.queries import visible
from delivery.models import OrderQuestion
from delivery.queries.orders import OrderPage, sent_order
from delivery.queries.questions import QuestionRow, row_of
from people.access import Actor
from people.refusals import NotFound


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """One question with the order it is about, for who may open the case."""

    question: QuestionRow
    order: OrderPage


def question_page(question: str, *, actor: Actor, on: dt.date) -> QuestionPage:
    """One question (public id) for somebody who may open its case. Raises NotFound."""
    try:
        wanted = uuid.UUID(str(question))
    except ValueError:
        raise NotFound("Vi finner ikke spørsmålet.", what="question") from None
    asked = (
        OrderQuestion.objects.filter(public_id=wanted, case__in=visible(actor))
        .select_related("asked_by", "asked_of", "answered_by", "line", "trial")
        .first()
    )
    about = asked and (asked.line or asked.trial)
    if asked is None or about is None:
        raise NotFound("Vi finner ikke spørsmålet.", what="question")
    return QuestionPage(row_of(asked), sent_order(str(about.public_id), actor=actor, on=on))
