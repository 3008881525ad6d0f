"""Questions about orders: whom a unit may ask, what was asked and answered."""

import datetime as dt
from dataclasses import dataclass

from delivery.models import OrderQuestion
from delivery.policy import COORDINATOR, WHO_ORDERED
from delivery.queries.placed import Source
from pathways.models import Pathway
from people.models import StaffMember


@dataclass(frozen=True, slots=True)
class CanTell:
    """Somebody by name who knows more about an order."""

    key: str  # WHO_ORDERED or COORDINATOR
    staff_id: int
    name: str


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question about an order; `answer` is empty until it is answered."""

    public_id: str
    question: str
    asked_by: str
    asked_of: str
    asked_at: dt.datetime
    answer: str
    answered_by: str
    answered_at: dt.datetime | None


def who_can_tell(source: Source) -> list[CanTell]:
    """Whoever ordered, and the coordinator of the case's pathway where that is another."""
    coordinator = Pathway.objects.filter(links__case=source.case, closed_at=None).first()
    wanted: dict[str, int | None] = {WHO_ORDERED: source.ordered_by}
    if coordinator is not None and coordinator.coordinator_id != source.ordered_by:
        wanted[COORDINATOR] = coordinator.coordinator_id
    staff = StaffMember.objects.in_bulk([pk for pk in wanted.values() if pk is not None])
    return [CanTell(key, pk, str(staff[pk])) for key, pk in wanted.items() if pk is not None]


def questions_of(source: Source) -> tuple[QuestionRow, ...]:
    """What has been asked about an order, by any unit that has had it, newest first."""
    asked = OrderQuestion.objects.filter(
        **{"trial_id" if source.trial else "line_id": source.pk}
    ).select_related("asked_by", "asked_of", "answered_by")
    return tuple(row_of(question) for question in asked.order_by("-asked_at", "-pk"))


def questions_of_case(case_id: int) -> tuple[QuestionRow, ...]:
    """What has been asked about the orders of a case, oldest first. The caller checks access."""
    asked = OrderQuestion.objects.filter(case_id=case_id).select_related(
        "asked_by", "asked_of", "answered_by"
    )
    return tuple(row_of(question) for question in asked.order_by("asked_at", "pk"))


def row_of(asked: OrderQuestion) -> QuestionRow:
    """A question with the names of those in it, who must be read with it."""
    return QuestionRow(
        public_id=str(asked.public_id),
        question=asked.question,
        asked_by=str(asked.asked_by),
        asked_of=str(asked.asked_of),
        asked_at=asked.asked_at,
        answer=asked.answer,
        answered_by=str(asked.answered_by or ""),
        answered_at=asked.answered_at,
    )
