"""People are registered once, units change without harm, roles end, and keys are given to few."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from audit.models import Denial, Entry
from people import actions, queries
from people.access import Actor
from people.adapters import digest_of
from people.models import (
    Account,
    IdentityNumber,
    Relative,
    Representative,
    Resident,
    RoleGrant,
    SignInFailure,
    StaffMember,
    Token,
    Unit,
    UnitIntakeRule,
    UnitName,
    UnitSuccession,
)
from people.refusals import AccessDenied, NotFound, Refused, Slowed, Stale, WrongCredentials
from people.roles import Role
from people.rules import NumberKind, PersonGiven, synthetic_number
from people.signed_in import actor_for
from tests import given

pytestmark = pytest.mark.django_db

BORN = dt.date(1942, 3, 14)
TODAY = dt.date(2026, 3, 4)
PLAIN: dict[str, Any] = {
    "given_name": "Ola",
    "family_name": "Nordmann",
    "born_on": BORN,
    "sex": "M",
    "phone": "911 11 111",
    "email": "",
    "language": "nb",
    "interpreter_language": "",
    "doctor": "",
}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def person(town: given.Town) -> Resident:
    return given.a_person(town.municipality)


def key(person: Resident) -> str:
    return str(person.public_id)


# Residents


def test_a_person_is_registered_with_number_d_number_or_none(
    town: given.Town, now: dt.datetime
) -> None:
    numbers = [
        synthetic_number(BORN, 1),
        synthetic_number(BORN, 1, kind=NumberKind.DNR),
        "",
    ]
    for number in numbers:
        actions.register_resident(
            given=PersonGiven(number=number, family_name="Dahl"), actor=town.caseworker, at=now
        )

    assert Resident.objects.count() == 3
    assert set(IdentityNumber.objects.values_list("kind", flat=True)) == {"FNR", "DNR"}
    assert Resident.objects.filter(born_on=BORN).count() == 2  # proposed by the number
    assert set(Resident.objects.values_list("sex", flat=True)) == {"U"}  # never read from it


def test_a_number_that_comes_later_belongs_to_the_same_person(
    town: given.Town, now: dt.datetime
) -> None:
    # given somebody without a number
    made = actions.register_resident(
        given=PersonGiven(family_name="Yusuf"), actor=town.caseworker, at=now
    )

    # when first a D-number comes, and later a fødselsnummer
    dnr = synthetic_number(BORN, 2, kind=NumberKind.DNR)
    fnr = synthetic_number(BORN, 2)
    for number in (dnr, fnr):
        actions.give_number(made["person"], number=number, actor=town.caseworker, at=now)

    # then both lead to the one person, and the last is current
    person = Resident.objects.get()
    assert queries.known_as(dnr, municipality_id=town.municipality.pk) == person.pk
    assert IdentityNumber.objects.get(current=True).number == fnr
    assert Entry.objects.filter(event="NumberGiven").count() == 2


def test_a_number_that_belongs_to_somebody_else_is_not_given(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    other = given.a_person(town.municipality, given="Kari")
    taken = IdentityNumber.objects.get(resident=other).number

    for number, code in [(taken, "number_taken"), ("123", "bad_number")]:
        with pytest.raises(Refused) as refusal:
            actions.give_number(key(person), number=number, actor=town.caseworker, at=now)
        assert (refusal.value.code, refusal.value.objections[0].field) == (code, "number")
    assert IdentityNumber.objects.filter(resident=person, current=True).count() == 1
    assert not Entry.objects.exists()


def test_two_municipalities_may_know_the_same_number(town: given.Town, now: dt.datetime) -> None:
    elsewhere = given.a_town("3024", "Bærum kommune")
    number = synthetic_number(BORN, 9)

    for actor in (town.caseworker, elsewhere.caseworker):
        actions.register_resident(
            given=PersonGiven(number=number, family_name="Dahl"), actor=actor, at=now
        )

    assert Resident.objects.count() == 2


def test_an_edit_changes_what_it_says_and_tells_which_fields(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    actions.edit_resident(
        key(person),
        version=person.version,
        **PLAIN | {"phone": "922 22 222", "language": "nn", "interpreter_language": "tamil"},
        actor=town.caseworker,
        at=now,
    )

    person.refresh_from_db()
    assert (person.phone, person.language, person.interpreter_language) == (
        "922 22 222",
        "nn",
        "tamil",
    )
    assert person.address == "Storgata 1"
    changed = Entry.objects.get(event="ResidentEdited").data["changed"]
    assert sorted(changed) == ["interpreter_language", "language", "phone"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"family_name": " "}, "family_name"),
        ({"given_name": "Ola 🙂"}, "given_name"),
        ({"phone": "9" * 31}, "phone"),
        ({"born_on": dt.date(2027, 1, 1)}, "born_on"),
        ({"born_on": dt.date(1700, 1, 1)}, "born_on"),
        ({"language": "se"}, "language"),
        ({"district": 999_999}, "district"),
    ],
)
def test_an_edit_that_cannot_be_is_refused_at_its_field(
    changes: dict[str, Any], field: str, town: given.Town, person: Resident, now: dt.datetime
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.edit_resident(
            key(person), version=1, **PLAIN | changes, actor=town.caseworker, at=now
        )

    assert [o.field for o in refusal.value.objections] == [field]
    assert not Entry.objects.exists()


def test_two_who_edit_at_once(town: given.Town, person: Resident, now: dt.datetime) -> None:
    actions.edit_resident(
        key(person), version=1, **PLAIN | {"phone": "1"}, actor=town.caseworker, at=now
    )

    with pytest.raises(Stale):
        actions.edit_resident(
            key(person), version=1, **PLAIN | {"phone": "2"}, actor=town.caseworker, at=now
        )
    person.refresh_from_db()
    assert person.phone == "1"


def test_a_protected_address_is_hidden_and_kept(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    actions.set_protection(
        key(person), protection="CONFIDENTIAL", version=1, actor=town.caseworker, at=now
    )

    shown = queries.person_details(person.pk, on=TODAY)
    assert (shown.address, shown.postal, shown.phone, shown.zone) == ("", "", "", "")
    assert "Fortrolig adresse" in shown.tags
    person.refresh_from_db()
    assert person.address == "Storgata 1"

    actions.set_protection(key(person), protection="NONE", version=2, actor=town.caseworker, at=now)
    assert queries.person_details(person.pk, on=TODAY).address == "Storgata 1"


def test_a_death_is_registered_and_closes_nothing(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    case = given.a_case(town, person=person)
    for died_on, code in [
        (dt.date(2026, 3, 5), "date_ahead"),
        (dt.date(1940, 1, 1), "before_birth"),
    ]:
        with pytest.raises(Refused) as refusal:
            actions.register_death(
                key(person), died_on=died_on, version=1, actor=town.caseworker, at=now
            )
        assert refusal.value.code == code

    actions.register_death(
        key(person), died_on=dt.date(2026, 3, 3), version=1, actor=town.caseworker, at=now
    )

    assert "Død 03.03.2026" in queries.person_details(person.pk, on=TODAY).tags
    case.refresh_from_db()
    assert case.ended_at is None


# Those who stand by them


def test_who_may_be_told_what_is_kept_and_changed(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    made = actions.add_relative(
        key(person),
        name="Kari Nordmann",
        relation="datter",
        next_of_kin=True,
        may_be_told="PARTLY",
        told_scope="Når vi kommer på besøk",
        carer=True,
        actor=town.caseworker,
        at=now,
    )
    [row] = queries.person_details(person.pk, on=TODAY).relatives
    assert (row.may_be_told_label, row.told_scope, row.carer) == (
        "Delvis",
        "Når vi kommer på besøk",
        True,
    )

    plain: dict[str, Any] = {
        "name": "Kari Nordmann", "relation": "datter", "phone": "", "address": "", "postal": "",
        "next_of_kin": True, "told_scope": "", "carer": False, "parent": False,
    }  # fmt: skip
    actions.edit_relative(
        key(person),
        relative=made["relative"],
        **plain,
        may_be_told="NO",
        actor=town.caseworker,
        at=now,
    )
    assert Relative.objects.get().may_be_told == "NO"
    labels = [e.data["label"] for e in Entry.objects.filter(event__startswith="Relative")]
    assert sorted(labels) == ["Delvis", "Nei"]

    later = now + dt.timedelta(days=1)
    actions.end_relative(
        key(person),
        relative=made["relative"],
        ended_on=dt.date(2026, 3, 5),
        actor=town.caseworker,
        at=later,
    )
    assert not queries.person_details(person.pk, on=dt.date(2026, 3, 5)).relatives


def test_partly_without_saying_what_is_refused(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.add_relative(
            key(person),
            name="Kari",
            relation="",
            may_be_told="PARTLY",
            actor=town.caseworker,
            at=now,
        )

    assert {o.field for o in refusal.value.objections} == {"relation", "told_scope"}
    assert not Relative.objects.exists()


def test_a_mandate_has_scope_and_period(
    town: given.Town, person: Resident, now: dt.datetime
) -> None:
    def add(**changes: Any) -> None:
        plain: dict[str, Any] = {
            "kind": "GUARDIAN",
            "name": "Ola Vik",
            "personal_matters": True,
            "economy": False,
            "valid_from": TODAY,
        }
        actions.add_representative(key(person), **plain | changes, actor=town.caseworker, at=now)

    wrong: list[tuple[dict[str, Any], str]] = [
        ({"personal_matters": False}, "scope_note"),
        ({"valid_to": TODAY}, "valid_to"),
        ({"kind": "FRIEND"}, "kind"),
        ({"name": ""}, "name"),
        ({"protected": True, "address": "Hemmelig vei 1"}, "address"),
    ]
    for changes, field in wrong:
        with pytest.raises(Refused) as refusal:
            add(**changes)
        assert [o.field for o in refusal.value.objections] == [field]
    assert not Representative.objects.exists()

    add()
    [row] = queries.person_details(person.pk, on=TODAY).representatives
    assert (row.kind_label, row.scope) == ("Verge", "personlige forhold")
    actions.end_representative(
        key(person),
        representative=row.public_id,
        ended_on=dt.date(2026, 4, 1),
        actor=town.caseworker,
        at=now,
    )
    assert Representative.objects.get().valid_to == dt.date(2026, 4, 1)


@pytest.mark.parametrize("role", list(Role))
def test_only_the_caseworker_edits_people(
    role: Role, town: given.Town, person: Resident, now: dt.datetime
) -> None:
    actor = town.by_role().get(role)
    if actor is None or role is Role.CASEWORKER:
        return

    with pytest.raises(AccessDenied):
        actions.set_protection(key(person), protection="STRICT", version=1, actor=actor, at=now)

    person.refresh_from_db()
    assert person.protection == "NONE"
    assert Denial.objects.count() == 1


def test_another_municipality_finds_nobody(person: Resident, now: dt.datetime) -> None:
    elsewhere = given.a_town("3024", "Bærum kommune")

    for public_id in (key(person), "nonsense"):
        with pytest.raises(NotFound):
            actions.set_protection(
                public_id, protection="STRICT", version=1, actor=elsewhere.caseworker, at=now
            )


# Units and staff


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
    actions.create_account(
        staff.pk,
        username="Nora.Vang",
        password="et langt passord 7",
        actor=town.administrator,
        at=now,
    )
    account = Account.objects.get(staff=staff)
    assert account.username == "nora.vang"

    def give(valid_to: dt.date, role: str = "CASEWORKER") -> dict[str, int]:
        return actions.give_role(
            staff.pk,
            unit_id=town.intake.pk,
            role=role,
            valid_from=TODAY,
            valid_to=valid_to,
            actor=town.administrator,
            at=now,
        )

    # when a role is asked for too long, of the past, or of no sort, it is refused
    for valid_to, role, field in [
        (dt.date(2027, 6, 1), "CASEWORKER", "valid_to"),
        (TODAY, "CASEWORKER", "valid_to"),
        (dt.date(2026, 9, 1), "SYSTEM", "role"),
        (dt.date(2026, 9, 1), "KING", "role"),
    ]:
        with pytest.raises(Refused) as refusal:
            give(valid_to, role)
        assert field in [o.field for o in refusal.value.objections]
    assert not RoleGrant.objects.filter(staff=staff).exists()

    # then a year is given, works, and is gone the moment it is taken back
    grant = give(dt.date(2027, 3, 4))
    assert [g.role for g in actor_for(account, at=now).grants] == [Role.CASEWORKER]
    with pytest.raises(Refused, match="allerede denne rollen"):
        give(dt.date(2026, 9, 1))
    actions.revoke_role(grant["grant"], actor=town.administrator, at=now)
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
        actions.give_role(
            town.administrator.staff(),
            unit_id=town.intake.pk,
            role="CASEWORKER",
            valid_from=TODAY,
            valid_to=dt.date(2026, 9, 1),
            actor=town.administrator,
            at=now,
        )

    assert refusal.value.code == "own_role"
    assert RoleGrant.objects.filter(staff_id=town.administrator.staff_id).count() == 1


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
    held = RoleGrant.objects.get(staff_id=staff)

    def give() -> dict[str, int]:
        return actions.give_role(
            staff,
            unit_id=town.office.pk,
            role=gets,
            valid_from=TODAY,
            valid_to=dt.date(2026, 9, 1),
            actor=town.administrator,
            at=now,
        )

    # when one of the two is the auditor's
    with pytest.raises(Refused) as refusal:
        give()

    # then it is refused, until the other has been taken back
    assert [(o.code, o.field) for o in refusal.value.objections] == [("roles_apart", "role")]
    assert not RoleGrant.objects.filter(staff_id=staff).exclude(pk=held.pk).exists()
    assert not Entry.objects.filter(event="RoleGiven").exists()
    actions.revoke_role(held.pk, actor=town.administrator, at=now)
    assert give()


def test_what_a_person_has_blocked_is_not_changed(
    person: Resident, town: given.Town, now: dt.datetime
) -> None:
    Resident.objects.filter(pk=person.pk).update(blocked=True)
    who = str(person.public_id)
    by: dict[str, Any] = {"actor": town.caseworker, "at": now}
    number = synthetic_number(BORN, 305)
    acts: list[Callable[[], object]] = [
        lambda: actions.edit_resident(who, **PLAIN | {"phone": "922"}, version=1, **by),
        lambda: actions.give_number(who, number=number, version=1, **by),
        lambda: actions.set_protection(who, protection="CONFIDENTIAL", version=1, **by),
        lambda: actions.register_death(who, died_on=TODAY, version=1, **by),
        lambda: actions.add_relative(who, name="Kari", relation="datter", **by),
    ]

    for act in acts:
        with pytest.raises(AccessDenied, match="sperret av personen"):
            act()

    person.refresh_from_db()
    assert (person.version, person.phone, person.died_on) == (1, "911 11 111", None)
    assert not Entry.objects.exists()
    assert {d.what.partition(": ")[2] for d in Denial.objects.all()} == {"blocked person"}


def test_somebody_who_has_blocked_what_is_known_may_still_apply(
    person: Resident, town: given.Town, now: dt.datetime
) -> None:
    Resident.objects.filter(pk=person.pk).update(blocked=True)

    (case,) = given.a_registered_application(town, person=person, at=now)

    assert case.person_id == person.pk


@pytest.mark.parametrize(
    ("username", "password", "field"),
    [
        ("", "et langt passord 7", "username"),
        ("saksbehandler", "et langt passord 7", "username"),
        ("nora vang", "et langt passord 7", "username"),
        ("nora", "kort", "password"),
    ],
)
def test_an_account_needs_a_free_name_and_a_long_password(
    username: str, password: str, field: str, town: given.Town, now: dt.datetime
) -> None:
    before = Account.objects.count()

    with pytest.raises(Refused) as refusal:
        actions.create_account(
            town.caseworker.staff(),
            username=username,
            password=password,
            actor=town.administrator,
            at=now,
        )

    assert [o.field for o in refusal.value.objections] == [field]
    assert Account.objects.count() == before


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


# Keys to the API


def name_of(actor: Actor) -> str:
    return given.account_of(actor).username


def test_a_key_is_given_for_a_password_shown_once_and_expires(
    town: given.Town, now: dt.datetime
) -> None:
    made = actions.create_token(name_of(town.caseworker), password=given.PASSWORD, at=now)

    token = Token.objects.get()
    assert token.digest == digest_of(made["token"])
    assert made["token"] not in str(Token.objects.values())
    assert token.expires_at == now + dt.timedelta(hours=8)
    actions.revoke_token(token.pk, actor=town.caseworker, at=now)
    token.refresh_from_db()
    assert token.revoked_at == now
    with pytest.raises(NotFound):
        actions.revoke_token(token.pk, actor=town.assessor, at=now)


def test_guessing_is_slowed_for_names_known_and_unknown(town: given.Town, now: dt.datetime) -> None:
    for name in (name_of(town.caseworker), "finnes-ikke"):
        for _ in range(5):
            with pytest.raises(WrongCredentials):
                actions.create_token(name, password="feil", at=now)
        with pytest.raises(Slowed):
            actions.create_token(name, password=given.PASSWORD, at=now)

    later = now + dt.timedelta(minutes=16)
    actions.create_token(name_of(town.caseworker), password=given.PASSWORD, at=later)
    assert not SignInFailure.objects.filter(username=name_of(town.caseworker)).exists()
    assert Token.objects.count() == 1


def test_a_stranger_elsewhere_locks_nobody_out(town: given.Town, now: dt.datetime) -> None:
    name = name_of(town.caseworker)

    # given somebody elsewhere who has guessed until they must wait
    for _ in range(5):
        assert actions.sign_in(name, password="feil", at=now, address="203.0.113.9") is None
    with pytest.raises(Slowed):
        actions.sign_in(name, password=given.PASSWORD, at=now, address="203.0.113.9")

    # when the caseworker signs in from the office, they get in, and the stranger waits on
    assert actions.sign_in(name, password=given.PASSWORD, at=now, address="10.0.0.7")
    with pytest.raises(Slowed):
        actions.create_token(name, password=given.PASSWORD, at=now, address="203.0.113.9")
    assert not SignInFailure.objects.filter(source__contains="203.0").exists()


def test_many_addresses_together_are_slowed_too_and_forgotten_after_an_hour(
    town: given.Town, now: dt.datetime
) -> None:
    name = name_of(town.caseworker)
    for n in range(100):
        SignInFailure.objects.create(username=name, source=f"{n % 25}", at=now)

    with pytest.raises(Slowed):
        actions.sign_in(name, password="feil", at=now, address="198.51.100.4")
    assert actions.sign_in("vedtak", password=given.PASSWORD, at=now, address="198.51.100.4")

    later = now + dt.timedelta(minutes=61)
    assert actions.sign_in(name, password="feil", at=later, address="198.51.100.4") is None
    assert SignInFailure.objects.count() == 1  # nothing is kept longer than it slows


def test_an_auditor_has_no_use_of_a_key(town: given.Town, now: dt.datetime) -> None:
    with pytest.raises(AccessDenied):
        actions.create_token(name_of(town.auditor), password=given.PASSWORD, at=now)

    assert not Token.objects.exists()


# Search


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nord", {"NORDMANN, Ola"}),
        ("ola nordmann", {"NORDMANN, Ola"}),
        ("Nordmann, Ola", {"NORDMANN, Ola"}),
        ("ås", {"ÅSEN, Bjørn"}),
        ("Aas", {"ÅSEN, Bjørn"}),
        ("14.03.1942", {"NORDMANN, Ola"}),
        ("%", set()),
        ("_a", set()),
        ("n", set()),
        ("", set()),
    ],
)
def test_half_a_name_finds_the_person(text: str, found: set[str], town: given.Town) -> None:
    given.a_person(town.municipality)
    given.a_person(town.municipality, given="Bjørn", family="Åsen", born_on=dt.date(1950, 6, 1))

    hits = queries.find_people(text, within=Resident.objects.all(), on=TODAY)

    assert {hit.list_name for hit in hits} == found
    assert all(hit.number == "" for hit in hits)


def test_a_number_is_shown_only_when_it_was_what_one_searched_for(town: given.Town) -> None:
    person = given.a_person(town.municipality)
    number = IdentityNumber.objects.get(resident=person).number

    [hit] = queries.find_people(
        f"{number[:6]} {number[6:]}", within=Resident.objects.all(), on=TODAY
    )

    assert (hit.id, hit.number) == (person.pk, number)


def test_a_search_uses_the_index_on_names(town: given.Town) -> None:
    given.a_person(town.municipality)
    people = Resident.objects.filter(sort_name__contains="nordm").order_by()

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN " + str(people.query).replace("%nordm%", "'%nordm%'"))
        plan = "\n".join(row[0] for row in cursor.fetchall())

    assert "people_resident_name" in plan
