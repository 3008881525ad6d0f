"""The coordinator checks, asks back, sends on and back; the pathway lasts until it is evaluated."""

import datetime as dt
from collections.abc import Callable

import pytest

from audit.models import Entry
from cases.models import Case, CaseAccess
from cases.queries import visible
from cases.stages import Stage
from deadlines.actions import open_deadline
from deadlines.kinds import Kind
from deadlines.models import Deadline
from notifications.models import Notice
from pathways import actions
from pathways.models import Pathway, Question
from people.access import Actor
from people.models import PersonAccess, StaffMember, Unit
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import Permission, Role, may
from tests import given

pytestmark = pytest.mark.django_db
PEOPLE = [role for role in Role if role not in {Role.INTEGRATION, Role.SYSTEM}]


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    """With the coordinator; the assessor is responsible."""
    return given.a_coordinated_case(town)


def written() -> tuple[int, ...]:
    return (
        Question.objects.count(),
        Question.objects.filter(answered_at=None).count(),
        Pathway.objects.filter(closed_at=None).count(),
        CaseAccess.objects.filter(to_at=None).count(),
        Entry.objects.count(),
        sum(Case.objects.values_list("version", flat=True)),
    )


# Send on


def test_sending_on_gives_the_case_to_the_office_and_keeps_the_coordinator(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    answer = actions.send_to_decision(case.pk, version=case.version, actor=town.coordinator, at=now)

    case.refresh_from_db()
    assert answer["stage"] == case.stage == Stage.DECISION
    assert (case.unit, case.responsible) == (town.office, None)
    assert case.queue_owner_id == town.chief.staff_id
    assert Pathway.objects.get().coordinator_id == town.coordinator.staff_id
    for actor in (town.officer, town.coordinator, town.assessor):
        assert visible(actor).filter(pk=case.pk).exists()
    assert Entry.objects.get(event="SentToDecision").data["open_questions"] == 0


def test_an_open_question_stops_nothing_and_is_told(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    actions.ask_question(case.pk, question="Bor hun alene?", actor=town.coordinator, at=now)

    actions.send_to_decision(case.pk, actor=town.coordinator, at=now)

    assert Entry.objects.get(event="SentToDecision").data["open_questions"] == 1


def test_a_colleague_in_the_unit_stands_in_and_a_stranger_does_not(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    elsewhere = given.a_unit(town.municipality, "forlop-sor", "COORDINATION")
    stranger = given.staff(Role.COORDINATOR, elsewhere)
    _let_open(case, elsewhere, at=now)
    before = written()
    with pytest.raises(Refused, match="er forløpskoordinator og kan gjøre dette") as refusal:
        actions.send_to_decision(case.pk, actor=stranger, at=now)
    assert refusal.value.code == "not_the_coordinator"
    assert written() == before

    colleague = given.staff(Role.COORDINATOR, town.coordination)
    actions.send_to_decision(case.pk, actor=colleague, at=now)

    case.refresh_from_db()
    assert case.stage == Stage.DECISION


def _let_open(case: Case, unit: Unit, *, at: dt.datetime) -> None:
    CaseAccess.objects.create(case=case, unit=unit, ground="test", from_at=at)


def test_a_case_is_not_sent_on_twice_nor_from_elsewhere(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    actions.send_to_decision(case.pk, actor=town.coordinator, at=now)
    before = written()

    with pytest.raises(Refused) as refusal:
        actions.send_to_decision(case.pk, actor=town.coordinator, at=now)

    assert refusal.value.code == "wrong_stage"
    assert written() == before


def test_a_case_that_is_on_no_pathway_is_not_sent_on(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town, unit=town.coordination)

    with pytest.raises(Refused) as refusal:
        actions.send_to_decision(case.pk, actor=town.coordinator, at=now)

    assert refusal.value.code == "no_pathway"


def test_responsibility_in_the_air_comes_down_first(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    actions.propose_handover(
        case.pk, purpose="RESPONSIBILITY", to_unit="mottak", actor=town.assessor, at=now
    )
    before = written()

    with pytest.raises(Refused, match="Mottaksteam Nord") as refusal:
        actions.send_to_decision(case.pk, actor=town.coordinator, at=now)

    assert refusal.value.code == "handover_pending"
    assert written() == before


def test_without_an_office_the_refusal_says_who_can_help(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    Unit.objects.filter(pk=town.office.pk).update(decides=False)

    with pytest.raises(Refused, match="systemansvarlig") as refusal:
        actions.send_to_decision(case.pk, actor=town.coordinator, at=now)

    assert refusal.value.code == "no_office"
    case.refresh_from_db()
    assert case.stage == Stage.HANDOVER


# Send back


def test_sending_back_opens_the_recommendation_and_stays_on_the_pathway(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    actions.return_to_assessor(
        case.pk, code="VIEW", reason="Datterens syn er ikke Olas.", actor=town.coordinator, at=now
    )

    case.refresh_from_db()
    recommendation = given.the_recommendation(case)
    assert case.stage == Stage.ASSESSMENT
    assert case.responsible_id == town.assessor.staff_id
    assert recommendation.submitted_at is None
    assert recommendation.return_code == "VIEW"
    assert recommendation.returned_by_id == town.coordinator.staff_id
    assert Pathway.objects.get().links.get().case == case
    assert Entry.objects.filter(event="ReturnedByCoordinator").count() == 1


@pytest.mark.parametrize(
    ("code", "reason", "field"), [("VIEW", " ", "reason"), ("NO_SUCH", "Fordi.", "code")]
)
def test_nothing_goes_back_without_reason(
    town: given.Town, case: Case, now: dt.datetime, code: str, reason: str, field: str
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        actions.return_to_assessor(
            case.pk, code=code, reason=reason, actor=town.coordinator, at=now
        )

    assert refusal.value.objections[0].field == field
    assert written() == before
    assert given.the_recommendation(case).submitted_at is not None


def test_a_case_sent_back_comes_again_to_the_same_pathway(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    actions.return_to_assessor(
        case.pk, code="FACTS", reason="Mangler.", actor=town.coordinator, at=now
    )
    given.recommend_again(case, actor=town.assessor, at=now)

    actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=now)
    actions.accept_handover(case.pk, actor=town.coordinator, at=now)

    case.refresh_from_db()
    assert case.stage == Stage.HANDOVER
    assert Pathway.objects.get().links.count() == 1


# Ask and answer


def test_a_question_goes_to_who_recommended_and_the_answer_comes_back(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    asked = actions.ask_question(case.pk, question="Bor hun alene?", actor=town.coordinator, at=now)
    question = Question.objects.get()
    assert question.asked_of_id == town.assessor.staff_id
    assert Notice.objects.filter(staff_id=town.assessor.staff_id).exists()

    actions.answer_question(
        case.pk, question=asked["question"], answer="Ja, siden 2021.", actor=town.assessor, at=now
    )

    question.refresh_from_db()
    assert question.answer == "Ja, siden 2021."
    assert question.answered_by_id == town.assessor.staff_id
    assert Notice.objects.filter(staff_id=town.coordinator.staff_id).exists()


def test_a_question_is_answered_once(town: given.Town, case: Case, now: dt.datetime) -> None:
    asked = actions.ask_question(case.pk, question="Alene?", actor=town.coordinator, at=now)
    actions.answer_question(
        case.pk, question=asked["question"], answer="Ja.", actor=town.assessor, at=now
    )
    before = written()

    with pytest.raises(Stale, match="Liv Berg har allerede svart"):
        actions.answer_question(
            case.pk, question=asked["question"], answer="Nei.", actor=town.assessor, at=now
        )

    assert written() == before
    assert Question.objects.get().answer == "Ja."


def test_neither_questions_nor_answers_are_empty(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    before = written()
    with pytest.raises(Refused) as refusal:
        actions.ask_question(case.pk, question=" ", actor=town.coordinator, at=now)
    assert (refusal.value.code, refusal.value.objections[0].field) == (
        "question_missing",
        "question",
    )
    assert written() == before

    asked = actions.ask_question(case.pk, question="Alene?", actor=town.coordinator, at=now)
    before = written()
    with pytest.raises(Refused) as refusal:
        actions.answer_question(
            case.pk, question=asked["question"], answer="", actor=town.assessor, at=now
        )
    assert refusal.value.code == "answer_missing"
    assert written() == before


def test_a_question_belongs_to_its_case(town: given.Town, case: Case, now: dt.datetime) -> None:
    other = given.a_coordinated_case(town)
    asked = actions.ask_question(other.pk, question="Alene?", actor=town.coordinator, at=now)

    with pytest.raises(NotFound):
        actions.answer_question(
            case.pk, question=asked["question"], answer="Ja.", actor=town.assessor, at=now
        )


# Change the coordinator


def test_the_coordinator_is_changed_by_a_handover_and_access_follows(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    actions.send_to_decision(case.pk, actor=town.coordinator, at=now)
    south = given.a_unit(town.municipality, "forlop-sor", "COORDINATION")
    successor = given.staff(Role.COORDINATOR, south)
    actions.propose_handover(
        case.pk,
        purpose="COORDINATION",
        to_unit="forlop-sor",
        to_staff=str(StaffMember.objects.get(pk=successor.staff()).public_id),
        actor=town.coordinator,
        at=now,
    )
    assert Pathway.objects.get().coordinator_id == town.coordinator.staff_id

    actions.accept_handover(case.pk, actor=successor, at=now)

    case.refresh_from_db()
    pathway = Pathway.objects.get()
    assert (pathway.coordinator_id, pathway.unit) == (successor.staff_id, south)
    assert case.stage == Stage.DECISION
    assert not PersonAccess.objects.filter(staff_id=town.coordinator.staff_id, to_at=None).exists()
    assert PersonAccess.objects.filter(staff_id=successor.staff_id, to_at=None).exists()
    assert not CaseAccess.objects.filter(
        case=case, staff_id=town.coordinator.staff_id, ground="coordinator", to_at=None
    ).exists()


def test_the_assessor_does_not_change_the_coordinator(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=now)

    assert refusal.value.code == "not_the_coordinator"


# Close


def _in_delivery(case: Case) -> None:
    Case.objects.filter(pk=case.pk).update(stage=Stage.DELIVERY)


def test_a_pathway_is_closed_after_start_and_evaluation(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    _in_delivery(case)

    actions.close_pathway(case.pk, reason="Målet er nådd.", actor=town.coordinator, at=now)

    pathway = Pathway.objects.get()
    assert (pathway.closed_at, pathway.close_reason) == (now, "Målet er nådd.")
    assert not PersonAccess.objects.filter(staff_id=town.coordinator.staff_id, to_at=None).exists()
    assert Entry.objects.filter(event="PathwayClosed").count() == 1


def test_a_pathway_is_not_closed_before_every_case_on_it_is_so_far(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    sister = given.a_recommended_case(town, person=case.person)
    actions.propose_handover(sister.pk, purpose="COORDINATION", actor=town.assessor, at=now)
    actions.accept_handover(sister.pk, actor=town.coordinator, at=now)
    _in_delivery(case)
    open_deadline(
        case,
        Kind.EVALUATION,
        starts_on=dt.date(2026, 3, 4),
        set_on=dt.date(2026, 6, 1),
        actor=town.coordinator,
        at=now,
    )
    before = written()

    with pytest.raises(Refused) as refusal:
        actions.close_pathway(case.pk, reason="", actor=town.coordinator, at=now)

    assert [o.code for o in refusal.value.objections] == [
        "reason_missing",
        "case_unfinished",
        "not_evaluated",
    ]
    assert written() == before

    Case.objects.filter(pk=sister.pk).update(stage=Stage.DELIVERY)
    Deadline.objects.filter(kind=Kind.EVALUATION).update(met_at=now)
    actions.close_pathway(case.pk, reason="Evaluert.", actor=town.coordinator, at=now)
    assert Pathway.objects.get().closed_at == now


def test_a_pathway_on_its_way_to_another_is_not_closed(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    _in_delivery(case)
    given.staff(Role.COORDINATOR, town.coordination)
    actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.coordinator, at=now)
    before = written()

    with pytest.raises(Refused) as refusal:
        actions.close_pathway(case.pk, reason="Ferdig.", actor=town.coordinator, at=now)

    assert refusal.value.code == "handover_pending"
    assert written() == before


def test_a_new_pathway_opens_when_the_old_one_is_closed(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    _in_delivery(case)
    actions.close_pathway(case.pk, reason="Ferdig.", actor=town.coordinator, at=now)
    later = given.a_recommended_case(town, person=case.person)

    actions.propose_handover(later.pk, purpose="COORDINATION", actor=town.assessor, at=now)
    actions.accept_handover(later.pk, actor=town.coordinator, at=now)

    assert Pathway.objects.filter(person=case.person).count() == 2
    assert Pathway.objects.filter(person=case.person, closed_at=None).count() == 1


@pytest.mark.parametrize("role", [r for r in PEOPLE if not may(r, Permission.COORDINATE)])
def test_coordinating_needs_its_permission(
    town: given.Town, case: Case, now: dt.datetime, role: Role
) -> None:
    actor: Actor = town.by_role()[role]
    before = written()

    acts: list[Callable[[], object]] = [
        lambda: actions.send_to_decision(case.pk, actor=actor, at=now),
        lambda: actions.ask_question(case.pk, question="?", actor=actor, at=now),
        lambda: actions.close_pathway(case.pk, reason="x", actor=actor, at=now),
        lambda: actions.return_to_assessor(case.pk, code="VIEW", reason="x", actor=actor, at=now),
    ]
    for act in acts:
        with pytest.raises(AccessDenied):
            act()

    assert written() == before
