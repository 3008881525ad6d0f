"""Who may have a case no longer has it no longer: it is the unit's, and its leader is told."""

import datetime as dt

import pytest

from audit.models import Entry
from cases.models import Case, CaseAccess, Responsibility
from deadlines import actions
from desk.queries import task_list
from desk.rules import TaskNarrow
from notifications.models import Notice
from oversight import actions as overseeing
from oversight.models import ReasonedAccess
from people import actions as people
from people.access import Actor, reading
from people.models import IdentityNumber, RoleGrant, StaffMember
from people.roles import Permission, Role
from people.signed_in import actor_for
from tests import given

pytestmark = pytest.mark.django_db
NOW = given.NOW
KIND = "start_assessment"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.assessor, unit=town.assessment)


def number_of(case: Case) -> str:
    return IdentityNumber.objects.get(resident=case.person).number


def held_now(of: Actor, role: Role) -> int:
    today = dt.date(2026, 3, 4)
    grant = RoleGrant.objects.get(
        staff_id=of.staff(), role=role, valid_from__lte=today, valid_to__gt=today
    )
    return grant.pk


def unheld(actor: Actor, at: dt.datetime = NOW) -> set[str]:
    """The cases of the tasks nobody holds, as a leader sees them."""
    today = dt.date(2026, 3, 4)
    with reading(actor, Permission.WORK_CASE, page="Mine oppgaver", at=at):
        rows = task_list(actor=actor, narrow=TaskNarrow(view="ufordelt"), on=today).rows
    return {row.reference for row in rows}


def test_a_role_taken_back_gives_the_cases_back_and_the_leader_is_told(
    town: given.Town, case: Case
) -> None:
    people.revoke_role(held_now(town.assessor, Role.ASSESSOR), actor=town.administrator, at=NOW)

    case.refresh_from_db()
    assert (case.responsible_id, case.queue_owner_id) == (None, town.chief.staff_id)
    assert Responsibility.objects.filter(case=case, to_at=None).count() == 1
    notice = Notice.objects.get(staff_id=town.chief.staff())
    assert notice.values == {"reference": case.reference}
    assert case.reference in unheld(town.chief)
    kept = CaseAccess.objects.filter(staff_id=town.assessor.staff(), to_at=None)
    assert not kept.exists()


def test_a_relation_that_is_told_gives_the_case_back_to_the_unit(
    town: given.Town, case: Case
) -> None:
    actions.give_task(
        case.pk,
        kind="deadline_evaluation",
        key="x",
        staff_id=town.assessor.staff(),
        actor=town.chief,
        at=NOW,
    )

    people.declare_relation("NEAR", number=number_of(case), actor=town.assessor, at=NOW)

    case.refresh_from_db()
    assert (case.responsible_id, case.queue_owner_id) == (None, town.chief.staff_id)
    assert case.reference in unheld(town.chief)
    sentences = {n.sentence for n in Notice.objects.filter(staff_id=town.chief.staff())}
    assert "Sak {reference} trenger ny ansvarlig." in sentences


def test_a_related_leaders_queue_is_the_leaders_above_from_then_on(town: given.Town) -> None:
    # given a unit with a leader of its own, and a case in its queue
    leader = given.staff(Role.UNIT_LEADER, town.assessment)
    case = given.a_case(town, unit=town.assessment)
    assert case.queue_owner_id == leader.staff_id

    # when the leader tells that it is a brother
    people.declare_relation("NEAR", number=number_of(case), actor=leader, at=NOW)

    # then the leader above has it, is told, and gets the next case too
    case.refresh_from_db()
    assert case.queue_owner_id == town.chief.staff_id
    assert Notice.objects.filter(staff_id=town.chief.staff(), case=case).exists()
    assert case.reference in unheld(town.chief)
    assert case.reference not in unheld(leader)
    again = given.a_case(town, unit=town.assessment, person=case.person)
    assert again.queue_owner_id == town.chief.staff_id


def test_what_is_still_theirs_stays_theirs(town: given.Town, case: Case) -> None:
    other = given.a_case(town)

    people.declare_relation("NEAR", number=number_of(other), actor=town.assessor, at=NOW)

    case.refresh_from_db()
    assert case.responsible_id == town.assessor.staff_id
    assert not Entry.objects.filter(event="ResponsibilityGiven").exists()
    assert not Notice.objects.exists()


def test_who_has_no_role_left_holds_no_task_before_any_clock_has_looked(
    town: given.Town, case: Case
) -> None:
    staff = StaffMember.objects.get(pk=town.assessor.staff())
    assert case.reference not in unheld(town.chief)

    RoleGrant.objects.filter(staff=staff, valid_to__gt=dt.date(2026, 3, 4)).delete()

    assert not actor_for(given.account_of(town.assessor), at=NOW).grants
    assert case.reference in unheld(town.chief)


def test_what_was_read_of_a_leaders_brother_is_controlled_by_the_leader_above(
    town: given.Town,
) -> None:
    leader = given.staff(Role.UNIT_LEADER, town.assessment)
    case = given.a_case(town, unit=town.office_team, responsible=town.other_caseworker)
    people.declare_relation("NEAR", number=number_of(case), actor=leader, at=NOW)

    overseeing.give_reason(
        case.reference, category="CALL", reason="Ringte om vedtaket.", actor=town.assessor, at=NOW
    )

    assert ReasonedAccess.objects.get().leader_id == town.chief.staff_id
