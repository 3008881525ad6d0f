"""«Hvem kan se dette?» tells everybody who may open a case and nobody else; and access ends."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from cases.actions import close_case
from cases.models import Case, CaseAccess
from cases.policy import access_policy_on
from cases.queries import openness, visible
from cases.stages import EndReason
from deadlines.actions import assign_case
from people.access import Actor, reading
from people.kinds import RelationKind
from people.models import Relation, Resident, StaffMember
from people.roles import Permission, Role
from people.signed_in import colleague
from tests import given
from tests.cases.test_access import number_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def may_open(case: Case, who: Actor, at: dt.datetime) -> bool:
    if not who.may(Permission.OPEN_CASE):
        return False
    with reading(who, Permission.OPEN_CASE, page="Sak", at=at):
        return visible(who).filter(pk=case.pk).exists()


def listed_are_those_who_may_open(case: Case, town: given.Town, at: dt.datetime) -> set[int]:
    """Of every member of staff of the town: listed if and only if the rules open it."""
    with reading(town.chief, Permission.OPEN_CASE, page="Tilgang", at=at):
        told = openness(case.pk, actor=town.chief, on=at.date())
    staff = StaffMember.objects.filter(municipality=town.municipality)
    may = {one.pk for one in staff if may_open(case, colleague(one, at=at), at)}
    assert told.staff_ids == may, {
        "only listed": told.staff_ids - may,
        "unseen": may - told.staff_ids,
    }
    named = {name for row in told.rows for name in (*row.staff, *row.leaders)} | set(told.auditors)
    own = {row.who for row in told.rows if not row.is_unit}
    assert {str(one) for one in staff if one.pk in may} == named | own
    return may


@pytest.mark.parametrize(
    "told", [{}, {"protection": "STRICT"}, {"protection": "CONFIDENTIAL"}, {"blocked": True}]
)
def test_for_everybody_in_town_the_page_lists_those_who_may_open_it_and_no_other(
    town: given.Town, told: dict[str, Any]
) -> None:
    at = given.NOW
    case = given.a_case(town, unit=town.office_team, responsible=town.other_caseworker)
    related = given.staff(Role.CASEWORKER, town.office_team)
    registered = given.staff(Role.CASEWORKER, town.office_team)
    Case.objects.filter(pk=case.pk).update(shut_to_id=registered.staff())
    given.staff(Role.PROVIDER, town.office_team)
    given.staff(Role.UNIT_LEADER, town.office)
    rows: tuple[dict[str, Any], ...] = (
        {"staff_id": town.assessor.staff(), "ground": "shared"},
        {"staff_id": town.provider.staff(), "ground": "shared"},
        {"staff_id": town.coordinator.staff(), "ground": "meeting"},
        {"staff_id": town.officer.staff(), "ground": "reasoned", "to_at": at + DAY / 6},
        {"staff_id": town.caseworker.staff(), "ground": "shared", "to_at": at - DAY / 24},
        {"unit": town.home_service, "ground": "order"},
        {"unit": town.intake, "ground": "earlier"},
        {"unit": town.assessment, "ground": "responsible unit", "until_at": at + 3 * DAY},
        {"unit": town.coordination, "ground": "responsible unit", "until_at": at - 3 * DAY},
    )
    for row in rows:
        CaseAccess.objects.filter(case=case, staff_id=row.get("staff_id", 0)).delete()
        CaseAccess.objects.create(case=case, from_at=at - 2 * DAY / 24, **row)
    Relation.objects.create(
        municipality=town.municipality, staff_id=related.staff(), kind=RelationKind.SIBLING,
        number=number_of(case.person), declared_by_id=related.staff(), declared_at=at,
    )  # fmt: skip
    Resident.objects.filter(pk=case.person_id).update(**told)

    may = listed_are_those_who_may_open(case, town, at)

    assert {town.chief.staff(), town.assessor.staff()} <= may
    assert not {related.staff(), registered.staff()} & may
    assert (town.auditor.staff() in may) == (told.get("protection") != "STRICT")


@pytest.mark.usefixtures("wednesday")
def test_access_ends_with_the_task_and_the_page_says_when(town: given.Town) -> None:
    at = given.NOW
    registered = given.staff(Role.CASEWORKER, town.intake)
    case = given.a_case(town, unit=town.office_team)
    CaseAccess.objects.create(
        case=case, staff_id=registered.staff(), ground="registered", from_at=at - DAY
    )
    assert may_open(case, registered, at)
    client = Client()
    client.force_login(given.account_of(town.chief))
    page = client.get(f"/saker/{case.reference}/tilgang/").content.decode()
    assert "Til saken blir tatt, overført eller avsluttet" in page
    assert "Ikke satt" not in page

    # whoever answered the telephone is done when somebody has taken it
    assign_case(case.pk, staff_id=town.other_caseworker.staff(), actor=town.chief, at=at)
    assert not may_open(case, registered, at)

    # who had it in their own name, some weeks after it has ended; then its unit and leader alone
    case.refresh_from_db()
    given_by_hand = town.assessor
    CaseAccess.objects.create(
        case=case, staff_id=given_by_hand.staff(), ground="shared", from_at=at
    )
    close_case(case, EndReason.WITHDRAWN, told="Personen", note="", actor=town.chief, at=at)
    last = at + access_policy_on(at.date()).after_end_days * DAY
    assert may_open(case, given_by_hand, last)
    assert not may_open(case, given_by_hand, last + DAY)
    assert may_open(case, town.other_caseworker, last + DAY)  # of the unit
    listed_are_those_who_may_open(case, town, last + DAY)
