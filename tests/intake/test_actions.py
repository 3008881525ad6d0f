"""A søknad is registered once, becomes the right cases, and starts their clocks."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection

from audit.models import Entry
from cases.models import Case, CaseAccess
from cases.stages import Stage, Track
from deadlines.kinds import Kind
from deadlines.models import Deadline
from intake import actions
from intake.kinds import Channel, Form, FromWhom
from intake.models import Application
from intake.queries import Registered
from notifications.models import Letter
from people.models import IdentityNumber, Relative, Representative, Resident
from people.refusals import Refused
from people.rules import PersonGiven, synthetic_number
from tests import given

pytestmark = pytest.mark.django_db

BORN = dt.date(1942, 3, 14)
HOME, OTHER = "helsetjenester_i_hjemmet", "bpa"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def register(town: given.Town, who: PersonGiven, at: dt.datetime, **changes: Any) -> Registered:
    return actions.register_application(
        told=given.told(**changes), given=who, actor=town.caseworker, at=at
    )


def known(person: Resident) -> PersonGiven:
    return PersonGiven(public_id=str(person.public_id))


def nothing_was_written() -> bool:
    return not (
        Application.objects.exists()
        or Case.objects.exists()
        or Letter.objects.exists()
        or Deadline.objects.exists()
        or Entry.objects.exists()
    )


def test_a_soknad_becomes_a_case_with_its_clocks_and_one_confirmation(
    town: given.Town, now: dt.datetime
) -> None:
    # given somebody known
    person = given.a_person(town.municipality)

    # when they apply for help at home
    answer = register(town, known(person), now)

    # then there is one case at the unit that takes such cases, and the queue has an owner
    case = Case.objects.get()
    assert [row["reference"] for row in answer["cases"]] == [case.reference]
    assert (case.stage, case.track, case.unit) == (Stage.RECEIVED, Track.HOME, town.intake)
    assert case.queue_owner_id == town.chief.staff_id

    # and the month runs from the first contact, and the local target beside it
    clocks = dict(Deadline.objects.filter(case=case).values_list("kind", "due_on"))
    assert clocks[Kind.PRELIMINARY_ANSWER] == dt.date(2026, 4, 4)
    assert Kind.TARGET_DECISION in clocks

    # and one confirmation waits for the person
    letter = Letter.objects.get()
    assert (letter.kind, letter.person, letter.name) == ("RECEIPT", person, "Ola Nordmann")
    assert answer["cases"][0]["reply_by"] == "2026-04-04"
    own = Entry.objects.get(event="ApplicationRegistered")
    assert own.data["references"] == [case.reference]


def test_mixed_tracks_are_split_at_registration_and_confirmed_in_one_letter(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)

    answer = register(town, known(person), now, services=("trygghetsalarm", OTHER, HOME))

    assert [(c["track"], c["services"]) for c in answer["cases"]] == [
        ("HOME", ["trygghetsalarm", HOME]),
        ("OTHER", [OTHER]),
    ]
    assert Application.objects.get().links.count() == 2
    assert {case.unit for case in Case.objects.all()} == {town.intake, town.office_team}
    assert Deadline.objects.filter(kind=Kind.PRELIMINARY_ANSWER).count() == 2
    words = str(Letter.objects.get().content)
    assert all(case.reference in words for case in Case.objects.all())
    # each case with the unit that has it
    home, other = (row["reference"] for row in answer["cases"])
    assert f"Mottaksteam Nord har ansvaret for sak {home}." in words
    assert f"Forvaltningen team 1 har ansvaret for sak {other}." in words


def test_the_first_contact_may_be_earlier_and_its_month_counts(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)

    register(town, known(person), now, received_on=dt.date(2026, 2, 10), channel=Channel.PAPER)

    assert Case.objects.get().received_on == dt.date(2026, 2, 10)
    assert Deadline.objects.get(kind=Kind.PRELIMINARY_ANSWER).due_on == dt.date(2026, 3, 10)
    assert given.account_of(town.caseworker).last_channel == "PAPER"


def test_half_past_midnight_belongs_to_oslos_new_day(town: given.Town) -> None:
    night = dt.datetime(2026, 3, 4, 23, 30, tzinfo=dt.UTC)  # 00.30 on the fifth
    person = given.a_person(town.municipality)

    register(town, known(person), night, received_on=dt.date(2026, 3, 5))

    assert Case.objects.get().received_on == dt.date(2026, 3, 5)


def test_a_new_person_without_number_is_registered_in_the_same_act(
    town: given.Town, now: dt.datetime
) -> None:
    answer = register(town, PersonGiven(given_name="Amina", family_name="Yusuf", born_on=BORN), now)

    person = Resident.objects.get()
    assert answer["person"] == str(person.public_id)
    assert not IdentityNumber.objects.exists()
    assert Case.objects.get().person == person
    assert Entry.objects.filter(event="ResidentRegistered").count() == 1


def test_the_same_number_is_the_same_person(town: given.Town, now: dt.datetime) -> None:
    number = synthetic_number(BORN, 7)
    person = given.a_person(town.municipality, number=number)

    register(town, PersonGiven(number=f"{number[:6]} {number[6:]}"), now)

    assert Resident.objects.get() == person
    assert Case.objects.get().person == person


@pytest.mark.parametrize(
    ("who", "changes", "field", "code"),
    [
        (PersonGiven(number="12345"), {}, "number", "bad_number"),
        (PersonGiven(number="14034212345"), {}, "number", "bad_number"),  # no synthetic number
        (PersonGiven(number="01814010071"), {}, "number", "bad_number"),  # control digits
        (PersonGiven(), {}, "number", "person_missing"),
        (PersonGiven(number="01814010070"), {}, "family_name", "unknown_number"),
        (PersonGiven(given_name="Ola"), {}, "family_name", "name_missing"),
        (PersonGiven(family_name="Nord\u0000mann"), {}, "family_name", "unwritable"),
        (PersonGiven(family_name="Nordmann 🙂"), {}, "family_name", "unwritable"),
        (PersonGiven(family_name="N" * 101), {}, "family_name", "too_long"),
        (
            PersonGiven(family_name="Nordmann", born_on=dt.date(2030, 1, 1)),
            {},
            "born_on",
            "born_ahead",
        ),
        (None, {"received_on": dt.date(2026, 3, 5)}, "received_on", "received_ahead"),
        (None, {"received_on": dt.date(2016, 3, 4)}, "received_on", "received_too_early"),
        (None, {"services": ()}, "services", "services_missing"),
        (None, {"services": ("finnes_ikke",)}, "services", "unknown_service"),
        (None, {"services": ("kommunal_ohd",)}, "services", "service_not_choosable"),
        (None, {"own_words": "x" * 100_000}, "own_words", "unprintable"),
        (None, {"own_words": "Jeg vil klare meg 🙂"}, "own_words", "unprintable"),
        (None, {"own_words": "Jeg\u0007 vil"}, "own_words", "unprintable"),
        (
            None,
            {"from_whom": FromWhom.RELATIVE, "form": Form.APPLICATION},
            "person_knows",
            "person_knows_missing",
        ),
        (
            None,
            {"from_whom": FromWhom.HOSPITAL, "form": Form.APPLICATION, "person_knows": False},
            "form",
            "not_the_persons",
        ),
        (None, {"form": Form.MESSAGE}, "form", "message_from_person"),
        (None, {"contact_name": "K" * 201}, "contact_name", "too_long"),
    ],
)
def test_bad_input_is_refused_at_its_field_and_nothing_is_written(
    who: PersonGiven | None,
    changes: dict[str, Any],
    field: str,
    code: str,
    town: given.Town,
    now: dt.datetime,
) -> None:
    person = who or known(given.a_person(town.municipality))

    with pytest.raises(Refused) as refusal:
        register(town, person, now, **changes)

    assert (field, code) in [(o.field, o.code) for o in refusal.value.objections]
    assert nothing_was_written()


def test_every_objection_is_told_at_once(town: given.Town, now: dt.datetime) -> None:
    with pytest.raises(Refused) as refusal:
        register(
            town,
            PersonGiven(number="123"),
            now,
            services=("finnes_ikke",),
            received_on=dt.date(2027, 1, 1),
        )

    assert [o.field for o in refusal.value.objections] == ["number", "received_on", "services"]


def test_nobody_applies_for_the_dead(town: given.Town, now: dt.datetime) -> None:
    person = given.a_person(town.municipality)
    Resident.objects.filter(pk=person.pk).update(died_on=dt.date(2026, 3, 1))

    with pytest.raises(Refused, match=r"registrert død 01\.03\.2026"):
        register(town, known(person), now)

    assert nothing_was_written()


def test_a_town_that_has_not_said_who_takes_it_refuses_in_words(
    town: given.Town, now: dt.datetime
) -> None:
    town.intake.intake_rules.all().delete()

    with pytest.raises(Refused, match="fordelingsregel") as refusal:
        register(town, known(given.a_person(town.municipality)), now)

    assert refusal.value.code == "no_intake_rule"
    assert nothing_was_written()


@pytest.mark.parametrize(
    ("language", "service"),
    [
        ("nb", "Helsetjenester i hjemmet"),
        ("nn", "Helsetenester i heimen"),
        ("en", "Health services at home"),
    ],
)
def test_the_confirmation_names_the_service_in_its_own_language(
    town: given.Town, now: dt.datetime, language: str, service: str
) -> None:
    person = given.a_person(town.municipality, language=language)

    register(town, known(person), now, services=(HOME,))

    assert service in str(Letter.objects.get().content)


def test_what_others_tell_is_a_melding_unless_the_person_knows(
    town: given.Town, now: dt.datetime
) -> None:
    for knows, form in [(None, "MESSAGE"), (False, "MESSAGE"), (True, "APPLICATION")]:
        answer = register(
            town,
            known(given.a_person(town.municipality)),
            now,
            from_whom=FromWhom.RELATIVE,
            person_knows=knows,
            contact_name="Kari Nordmann",
        )
        assert answer["form"] == form


def test_a_guardian_gets_the_confirmation_too_and_a_child_does_not(
    town: given.Town, now: dt.datetime
) -> None:
    warded = given.a_person(town.municipality)
    Representative.objects.create(
        resident=warded,
        kind="GUARDIAN",
        name="Ola Vik",
        personal_matters=True,
        economy=True,
        valid_from=given.LONG_AGO,
    )
    child = given.a_person(town.municipality, given="Lin", born_on=dt.date(2016, 5, 6))
    Relative.objects.create(
        resident=child, name="Mor Dahl", relation="mor", parent=True, valid_from=given.LONG_AGO
    )

    register(town, known(warded), now)
    register(town, known(child), now)

    assert set(Letter.objects.filter(person=warded).values_list("name", flat=True)) == {
        "Ola Nordmann",
        "Ola Vik",
    }
    assert [letter.name for letter in Letter.objects.filter(person=child)] == ["Mor Dahl"]


def test_a_protected_address_stays_out_of_the_letter(town: given.Town, now: dt.datetime) -> None:
    person = given.a_person(town.municipality, protection="STRICT")

    register(town, known(person), now)

    letter = Letter.objects.get()
    assert letter.protected
    assert letter.address == ""
    assert "Storgata" not in str(letter.content)


def test_whoever_registered_and_the_unit_may_open_the_case(
    town: given.Town, now: dt.datetime
) -> None:
    register(town, known(given.a_person(town.municipality)), now)

    case = Case.objects.get()
    assert CaseAccess.objects.filter(case=case, unit=town.intake).exists()
    assert CaseAccess.objects.filter(case=case, staff_id=town.caseworker.staff_id).exists()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
