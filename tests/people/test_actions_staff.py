"""Units change without harm, staff are registered once, roles end."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from people import actions, queries
from people.models import (
    RoleGrant,
    StaffMember,
    Unit,
    UnitIntakeRule,
    UnitName,
    UnitService,
    UnitSuccession,
)
from people.refusals import AccessDenied, Refused
from people.roles import Role
from people.signed_in import actor_for
from rights import actions as rights
from tests import given

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 4)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def test_a_unit_is_renamed_and_history_keeps_its_names(town: given.Town, now: dt.datetime) -> None:
    actions.rename_unit(
        town.intake.pk,
        name="Mottak HUB Nord",
        from_on=dt.date(2027, 1, 1),
        actor=town.administrator,
        at=now,
    )

    def called(on: dt.date) -> str:
        return queries.unit_row(town.intake.pk, actor=town.administrator, on=on).name

    assert called(dt.date(2026, 12, 31)) == "Mottaksteam Nord"
    assert called(dt.date(2027, 1, 1)) == "Mottak HUB Nord"
    with pytest.raises(Refused):
        actions.rename_unit(
            town.intake.pk,
            name="Et annet",
            from_on=dt.date(2026, 6, 1),
            actor=town.administrator,
            at=now,
        )
    assert UnitName.objects.filter(unit=town.intake).count() == 2


def test_units_merge_and_what_took_over_is_written_down(town: given.Town, now: dt.datetime) -> None:
    made = actions.create_unit(
        name="HUB Øst og Nord",
        kind="HOME_SERVICE",
        performs=True,
        from_on=dt.date(2026, 6, 1),
        actor=town.administrator,
        at=now,
    )
    assert Unit.objects.get(pk=made["unit"]).key == "hub-ost-og-nord"

    actions.merge_units(
        made["unit"],
        unit_ids=[town.home_service.pk, town.team.pk],
        merged_on=dt.date(2027, 1, 1),
        actor=town.administrator,
        at=now,
    )

    assert UnitSuccession.objects.filter(successor_id=made["unit"]).count() == 2
    assert set(
        Unit.objects.filter(pk__in=[town.home_service.pk, town.team.pk]).values_list(
            "valid_to", flat=True
        )
    ) == {dt.date(2027, 1, 1)}
    assert RoleGrant.objects.filter(unit=town.home_service, revoked_at=None).exists()


def test_a_unit_is_said_to_give_a_service_for_a_time_and_hands_it_on(
    town: given.Town, now: dt.datetime
) -> None:
    def add(unit: Unit, **more: dt.date) -> None:
        actions.add_unit_service(
            unit.pk,
            service_key="trygghetsalarm",
            **{"valid_from": TODAY, **more},
            actor=town.administrator,
            at=now,
        )

    before = Entry.objects.count()
    with pytest.raises(Refused) as refusal:
        add(town.team, valid_to=TODAY)
    (objection,) = refusal.value.objections
    assert (objection.code, objection.field) == ("period", "valid_to")
    said = UnitService.objects.filter(service_key="trygghetsalarm")
    assert not said.exists()
    assert Entry.objects.count() == before

    add(town.team)
    assert Entry.objects.latest("pk").data["service"] == "trygghetsalarm"
    assert [(row.unit, row.valid_from, row.valid_to) for row in said] == [(town.team, TODAY, None)]

    # what took over gives it from that day, and the old unit no longer
    closed = dt.date(2026, 9, 1)
    actions.close_unit(
        town.team.pk,
        closed_on=closed,
        successor_id=town.home_service.pk,
        actor=town.administrator,
        at=now,
    )
    assert list(said.order_by("pk").values_list("unit__key", "valid_from", "valid_to")) == [
        ("fagteam", TODAY, closed),
        ("hub-nord", closed, None),
    ]


def test_a_closed_unit_takes_no_new_cases(town: given.Town, now: dt.datetime) -> None:
    actions.close_unit(
        town.intake.pk,
        closed_on=dt.date(2026, 4, 1),
        successor_id=town.assessment.pk,
        actor=town.administrator,
        at=now,
    )

    assert UnitIntakeRule.objects.get(unit=town.intake).valid_to == dt.date(2026, 4, 1)
    with pytest.raises(Refused, match="allerede lagt ned"):
        actions.close_unit(
            town.intake.pk, closed_on=dt.date(2026, 5, 1), actor=town.administrator, at=now
        )


def test_who_decides_does_not_perform(town: given.Town, now: dt.datetime) -> None:
    before = Unit.objects.count()

    with pytest.raises(Refused) as refusal:
        actions.create_unit(
            name="",
            kind="TEAM",
            performs=True,
            decides=True,
            from_on=TODAY,
            actor=town.administrator,
            at=now,
        )

    assert {o.field for o in refusal.value.objections} == {"name", "performs"}
    assert Unit.objects.count() == before


def test_a_role_is_given_for_a_year_at_the_most_and_taken_back_at_once(
    town: given.Town, now: dt.datetime
) -> None:
    # given somebody new with an account
    made = actions.create_staff(
        employee_number="40100",
        given_name="Nora",
        family_name="Vang",
        actor=town.administrator,
        at=now,
    )
    staff = StaffMember.objects.get(pk=int(made["id"]))

    def give(valid_to: dt.date, role: str = "CASEWORKER") -> int:
        made = rights.give_role(
            staff.pk,
            unit_id=town.intake.pk,
            role=role,
            valid_from=TODAY,
            valid_to=valid_to,
            actor=town.administrator,
            at=now,
        )
        return given.said_yes(made, at=now)

    # when a role is asked for too long, of the past, or of no sort, it is refused
    for valid_to, role, field in [
        (dt.date(2027, 6, 1), "CASEWORKER", "valid_to"),
        (TODAY, "CASEWORKER", "valid_to"),
        (dt.date(2026, 9, 1), "SYSTEM", "role"),
        (dt.date(2026, 9, 1), "INTEGRATION", "role"),
        (dt.date(2026, 9, 1), "KING", "role"),
    ]:
        with pytest.raises(Refused) as refusal:
            give(valid_to, role)
        assert field in [o.field for o in refusal.value.objections]
    assert not RoleGrant.objects.filter(staff=staff).exists()

    # then a year is given, works, and is gone the moment it is taken back
    grant = give(dt.date(2027, 3, 4))
    account = given.a_chosen_account(staff.pk, username="Nora.Vang", by=town.administrator, at=now)
    assert account.username == "nora.vang"
    assert [g.role for g in actor_for(account, at=now).grants] == [Role.CASEWORKER]
    with pytest.raises(Refused, match="allerede denne rollen"):
        give(dt.date(2026, 9, 1))
    actions.revoke_role(grant, actor=town.administrator, at=now)
    assert actor_for(account, at=now + dt.timedelta(seconds=1)).grants == ()


@pytest.mark.parametrize("again", ["40100", " 040 100 ", "00040100"])
def test_a_member_of_staff_is_registered_once(
    again: str, town: given.Town, now: dt.datetime
) -> None:
    # given somebody who works here
    def register(number: str, given_name: str) -> dict[str, int | str]:
        return actions.create_staff(
            employee_number=number,
            given_name=given_name,
            family_name="Vang",
            actor=town.administrator,
            at=now,
        )

    register("40100", "Nora")
    staff, entries = StaffMember.objects.count(), Entry.objects.count()

    # when the same person is registered under another name
    with pytest.raises(Refused) as refusal:
        register(again, "Eleonora")

    # then it is said whose number it is, and what to do
    (objection,) = refusal.value.objections
    assert (objection.code, objection.field) == ("known_staff", "employee_number")
    assert objection.sentence == (
        "Nora Vang er registrert med dette ansattnummeret."
        " Gi rollen eller kontoen til den ansatte som finnes."
    )
    assert (StaffMember.objects.count(), Entry.objects.count()) == (staff, entries)


@pytest.mark.parametrize("number", ["", "0", "  ", "40100/2", "12345678901", "Å1"])
def test_a_member_of_staff_needs_the_employers_number(
    number: str, town: given.Town, now: dt.datetime
) -> None:
    before = StaffMember.objects.count()

    with pytest.raises(Refused) as refusal:
        actions.create_staff(
            employee_number=number,
            given_name="Nora",
            family_name="Vang",
            actor=town.administrator,
            at=now,
        )

    assert [(o.code, o.field) for o in refusal.value.objections] == [
        ("bad_employee_number", "employee_number")
    ]
    assert StaffMember.objects.count() == before


@pytest.mark.parametrize("number", ["ACTOR", "", "0123", "ab1"])
def test_the_database_takes_no_second_person_with_a_number_nor_a_number_in_another_shape(
    number: str, town: given.Town
) -> None:
    taken = StaffMember.objects.get(pk=town.officer.staff()).employee_number

    with pytest.raises(IntegrityError, match="people_staffmember_"), transaction.atomic():
        StaffMember.objects.create(
            municipality=town.municipality,
            employee_number=taken if number == "ACTOR" else number,
            given_name="Nina",
            family_name="Moe",
        )


def test_two_municipalities_may_count_their_staff_alike(town: given.Town, now: dt.datetime) -> None:
    other = given.a_town("3302", "Nabo kommune")
    number = StaffMember.objects.get(pk=town.officer.staff()).employee_number

    made = actions.create_staff(
        employee_number=number,
        given_name="Nora",
        family_name="Vang",
        actor=other.administrator,
        at=now,
    )

    assert StaffMember.objects.get(pk=int(made["id"])).employee_number == number


def test_nobody_gives_a_role_to_themself(town: given.Town, now: dt.datetime) -> None:
    with pytest.raises(Refused) as refusal:
        rights.give_role(
            town.administrator.staff(),
            unit_id=town.intake.pk,
            role="CASEWORKER",
            valid_from=TODAY,
            valid_to=dt.date(2026, 9, 1),
            actor=town.administrator,
            at=now,
        )

    assert refusal.value.code == "own_role"
    held = RoleGrant.objects.filter(staff_id=town.administrator.staff_id)
    assert set(held.values_list("role", flat=True)) == {Role.SYSTEM_ADMINISTRATOR}


@pytest.mark.parametrize(
    ("has", "gets"),
    [
        (Role.CASEWORKER, Role.AUDITOR),
        (Role.AUDITOR, Role.CASEWORKER),
        (Role.SYSTEM_ADMINISTRATOR, Role.AUDITOR),
    ],
)
def test_an_auditor_has_no_other_role_at_the_same_time(
    has: Role, gets: Role, town: given.Town, now: dt.datetime
) -> None:
    # given somebody with a role, for years
    staff = given.staff(has, town.intake).staff()
    held = RoleGrant.objects.get(staff_id=staff, valid_from__lte=TODAY, valid_to__gt=TODAY)
    before = RoleGrant.objects.filter(staff_id=staff).count()

    def give() -> int:
        made = rights.give_role(
            staff,
            unit_id=town.office.pk,
            role=gets,
            valid_from=TODAY,
            valid_to=dt.date(2026, 9, 1),
            actor=town.administrator,
            at=now,
        )
        return given.said_yes(made, at=now)

    # when one of the two is the auditor's
    with pytest.raises(Refused) as refusal:
        give()

    # then it is refused, until the other has been taken back
    assert [(o.code, o.field) for o in refusal.value.objections] == [("roles_apart", "role")]
    assert RoleGrant.objects.filter(staff_id=staff).count() == before
    assert not Entry.objects.filter(event="RoleGiven").exists()
    actions.revoke_role(held.pk, actor=town.administrator, at=now)
    assert give()


def test_only_the_administrator_sets_up(town: given.Town, now: dt.datetime) -> None:
    for role, actor in town.by_role().items():
        if role is Role.SYSTEM_ADMINISTRATOR:
            continue
        with pytest.raises(AccessDenied):
            actions.create_staff(
                employee_number="40100", given_name="A", family_name="B", actor=actor, at=now
            )
        with pytest.raises(AccessDenied):
            actions.create_unit(name="A", kind="TEAM", from_on=TODAY, actor=actor, at=now)
