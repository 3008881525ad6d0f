"""People are registered once, and what is known of them is kept right."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest

from audit.models import Denial, Entry
from people import actions, queries
from people.models import (
    IdentityNumber,
    Relative,
    Representative,
    Resident,
)
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import Role
from people.rules import NumberKind, PersonGiven, synthetic_number
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
        key(person), version=1, **PLAIN | {"phone": "911 11 111"}, actor=town.caseworker, at=now
    )

    with pytest.raises(Stale):
        actions.edit_resident(
            key(person), version=1, **PLAIN | {"phone": "922 22 222"}, actor=town.caseworker, at=now
        )
    person.refresh_from_db()
    assert person.phone == "911 11 111"


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


def test_a_number_that_comes_later_is_the_same_person_with_what_was_there(
    town: given.Town, now: dt.datetime
) -> None:
    # given a person without a number, with a case, and somebody else with one
    somebody = actions.register_resident(
        given=PersonGiven(family_name="Ali", given_name="Amina"), actor=town.caseworker, at=now
    )["person"]
    person = Resident.objects.get(public_id=somebody)
    case = given.a_case(town, person=person)
    other = given.a_person(town.municipality, given="Berit", family="Hansen")
    taken = other.numbers.get().number
    born = dt.date(1950, 5, 17)
    d_number = synthetic_number(born, 1, kind=NumberKind.DNR)
    by: dict[str, Any] = {"actor": town.caseworker, "at": now}

    # when it is somebody else's, it says whose and what to do, and nothing is written
    entries = Entry.objects.count()
    with pytest.raises(Refused, match=r"tilhører HANSEN, Berit, født 14\.03\.1942") as refusal:
        actions.give_number(somebody, number=taken, version=1, **by)
    assert refusal.value.code == "number_taken"
    assert (Entry.objects.count(), person.numbers.count()) == (entries, 0)

    # when the D-number comes, the birth date does too
    actions.give_number(somebody, number=d_number, version=1, **by)
    person.refresh_from_db()
    assert person.born_on == born
    # and a fødselsnummer of another day is asked about before it is taken
    later = synthetic_number(dt.date(1950, 5, 18), 1)
    with pytest.raises(Refused, match="sier født") as refusal:
        actions.give_number(somebody, number=later, version=2, **by)
    assert refusal.value.objections[0].field == "confirmed"
    actions.give_number(somebody, number=later, confirmed=True, version=2, **by)

    # then both numbers find the one person, who has the case still
    shown = queries.person_details(person.pk, on=TODAY)
    assert (shown.number, shown.earlier_numbers) == (later, (d_number,))
    assert {
        queries.known_as(n, municipality_id=person.municipality_id) for n in (d_number, later)
    } == {person.pk}
    case.refresh_from_db()
    assert case.person_id == person.pk
    # and somebody like them is shown as advice
    twin = given.a_person(town.municipality, given="Amina", family="Alin", born_on=born)
    assert [hit.id for hit in queries.alike(person.pk, actor=town.caseworker, on=TODAY)] == [
        twin.pk
    ]


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


@pytest.mark.asvs("V8.4.1")
def test_another_municipality_finds_nobody(person: Resident, now: dt.datetime) -> None:
    elsewhere = given.a_town("3024", "Bærum kommune")

    for public_id in (key(person), "nonsense"):
        with pytest.raises(NotFound):
            actions.set_protection(
                public_id, protection="STRICT", version=1, actor=elsewhere.caseworker, at=now
            )


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
