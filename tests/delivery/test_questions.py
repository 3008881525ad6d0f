"""A unit asks somebody by name about its order: it stops nothing, and the answer stands there."""

import datetime as dt

import pytest

from audit.models import Entry
from cases.queries import Scope
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions.models import DecisionLine
from delivery import actions, queries
from delivery.kinds import TaskKind
from delivery.models import OrderQuestion
from notifications.models import Notice
from people.access import Actor
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import Permission, Role, may
from tests import given

pytestmark = pytest.mark.django_db
PEOPLE = [role for role in Role if role not in {Role.INTEGRATION, Role.SYSTEM}]
TODAY = dt.date(2026, 3, 4)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def line(town: given.Town) -> DecisionLine:
    return DecisionLine.objects.get(decision=given.an_issued_decision(town))


def ask(line: DecisionLine, actor: Actor, at: dt.datetime, **more: str) -> str:
    facts = {"ask": "ordered", "question": "Hvor er nøkkelen?", **more}
    asked = actions.ask_about_order(str(line.public_id), **facts, actor=actor, at=at)
    return str(asked["question"])


def answer(question: str, actor: Actor, at: dt.datetime, words: str = "Hos naboen.") -> None:
    actions.answer_about_order(question, answer=words, actor=actor, at=at)


def written() -> tuple[int, int, int, int]:
    return (
        OrderQuestion.objects.count(),
        OrderQuestion.objects.filter(answered_at=None).count(),
        Notice.objects.count(),
        Entry.objects.count(),
    )


def asked_tasks(actor: Actor) -> list[tuple[str, int]]:
    branches = queries.tasks_for(Scope(actor=actor, on=TODAY))
    return [
        (str(row["task_key"]), row["task_holder"])
        for branch in branches
        for row in branch
        if row["task_kind"] == TaskKind.ORDER_QUESTION
    ]


def test_a_question_is_the_task_of_whoever_ordered_until_it_is_answered(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    question = ask(line, town.provider, now)
    assert asked_tasks(town.officer) == [(question, town.officer.staff_id)]
    assert asked_tasks(town.provider) == []
    clock = Deadline.objects.get(kind=Kind.ORDER_CONFIRMATION)
    assert (clock.met_at, clock.cancelled_at) == (None, None)

    answer(question, town.officer, now)

    assert asked_tasks(town.officer) == []
    (row,) = queries.order_page(str(line.public_id), actor=town.provider, on=TODAY).questions
    assert (row.question, row.answer) == ("Hvor er nøkkelen?", "Hos naboen.")
    assert (row.asked_of, row.answered_by) == ("Nina Moe", "Nina Moe")
    events = ["OrderQuestionAsked", "OrderQuestionAnswered"]
    assert Entry.objects.filter(event__in=events).count() == 2
    assert Notice.objects.filter(staff_id=town.provider.staff_id).count() == 1


def test_the_coordinator_of_the_case_can_be_asked(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    page = queries.order_page(str(line.public_id), actor=town.provider, on=TODAY)
    assert [one.key for one in page.can_tell] == ["ordered", "coordinator"]

    question = ask(line, town.provider, now, ask="coordinator")

    assert asked_tasks(town.coordinator) == [(question, town.coordinator.staff_id)]
    answer(question, town.coordinator, now)
    assert OrderQuestion.objects.get().answered_by_id == town.coordinator.staff_id


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"question": " "}, "question_missing"),
        ({"question": "a" * 5_001}, "text_too_long"),
        ({"ask": "somebody"}, "nobody_asked"),
    ],
)
def test_a_question_says_something_to_somebody(
    town: given.Town, line: DecisionLine, now: dt.datetime, facts: dict[str, str], code: str
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        ask(line, town.provider, now, **facts)

    assert refusal.value.code == code
    assert refusal.value.objections[0].field == next(iter(facts))
    assert written() == before


def test_a_unit_asks_about_what_it_has_and_not_about_what_it_had(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    question = ask(line, town.provider, now)
    actions.refuse_order(str(line.public_id), reason="Fullt.", actor=town.provider, at=now)
    before = written()

    with pytest.raises(Refused) as refusal:
        ask(line, town.provider, now)
    assert refusal.value.code == "wrong_state"
    with pytest.raises(NotFound):
        ask(line, town.team_provider, now)
    assert written() == before

    answer(question, town.officer, now)
    assert queries.order_page(str(line.public_id), actor=town.provider, on=TODAY).questions == ()


@pytest.mark.parametrize("how", ["refused", "redirected", "ended", "case"])
def test_nobody_is_asked_any_more_when_the_unit_no_longer_has_the_order(
    town: given.Town, line: DecisionLine, now: dt.datetime, how: str
) -> None:
    order = str(line.public_id)
    ask(line, town.provider, now)
    assert len(asked_tasks(town.officer)) == 1

    if how == "refused":
        actions.refuse_order(order, reason="Fullt.", actor=town.provider, at=now)
    elif how == "redirected":
        actions.redirect_order(
            order, to_unit="solbakken", told="Ringt i dag.", actor=town.officer, at=now
        )
    elif how == "ended":
        actions.confirm_order(order, actor=town.provider, at=now)
        actions.end_order(
            order, code="OTHER", reason="Flyttet.", version=1, actor=town.provider, at=now
        )
    else:
        given.end_by_death(line.decision.case, actor=town.officer, at=now)

    assert asked_tasks(town.officer) == []


def test_an_answer_says_something_once_from_who_may_open_the_case(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    question = ask(line, town.provider, now)
    before = written()[:3]

    with pytest.raises(Refused) as refusal:
        answer(question, town.officer, now, " ")
    assert (refusal.value.code, refusal.value.objections[0].field) == ("answer_missing", "answer")
    elsewhere = given.a_town("3024", "Bærum kommune")
    for stranger, refused in (
        (town.other_caseworker, AccessDenied),
        (elsewhere.officer, NotFound),
    ):
        with pytest.raises(refused):
            answer(question, stranger, now)
    with pytest.raises(NotFound):
        answer("x", town.officer, now)
    assert written()[:3] == before

    answer(question, town.officer, now)
    with pytest.raises(Stale, match="Nina Moe har allerede svart"):
        answer(question, town.officer, now, "Noe annet.")
    assert OrderQuestion.objects.get().answer == "Hos naboen."


@pytest.mark.parametrize("role", PEOPLE)
def test_asking_and_answering_need_their_permissions(
    town: given.Town, line: DecisionLine, now: dt.datetime, role: Role
) -> None:
    actor = town.by_role()[role]
    if not may(role, Permission.DELIVER):
        with pytest.raises(AccessDenied):
            ask(line, actor, now)
    if not may(role, Permission.WORK_CASE):
        question = ask(line, town.provider, now)
        with pytest.raises(AccessDenied):
            answer(question, actor, now)
        assert OrderQuestion.objects.get().answered_at is None
