"""The API's first contact: the same act, the same words, one answer for one key."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from cases.models import Case
from intake.models import Application
from people import actions as people_actions
from people.models import IdentityNumber, Resident, Token
from people.roles import Role
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(given.NOW, tick=False):
        yield


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def key(town: given.Town) -> str:
    made = people_actions.create_token("saksbehandler", password=given.PASSWORD, at=given.NOW)
    return made["token"]


def post(path: str, body: Any, key: str = "", **headers: str) -> Any:
    return Client().post(
        f"/api/v1/{path}",
        json.dumps(body),
        content_type="application/json",
        headers={**({"Authorization": f"Bearer {key}"} if key else {}), **headers},
    )


def contact(person: dict[str, Any], /, **changes: Any) -> dict[str, Any]:
    plain = {
        "person": person,
        "channel": "PHONE",
        "from_whom": "PERSON",
        "received_on": "2026-03-04",
        "services": ["trygghetsalarm"],
        "own_words": "Jeg vil klare meg selv.",
    }
    return plain | changes


def test_a_key_is_got_used_and_given_back(town: given.Town) -> None:
    answer = post("tokens/", {"username": "saksbehandler", "password": given.PASSWORD})
    assert answer.status_code == 201
    assert answer["Cache-Control"] == "no-store"
    key = answer.json()["token"]

    assert Client().get("/api/v1/services/").status_code == 401
    listed = Client().get("/api/v1/services/", headers={"Authorization": f"Bearer {key}"})
    rows = {row["key"]: row for row in listed.json()}
    assert rows["trygghetsalarm"]["choosable"]
    assert not rows["kommunal_ohd"]["choosable"]

    assert post("tokens/revoke/", None, key).status_code == 204
    assert Token.objects.get().revoked_at is not None
    assert post("tokens/revoke/", None, key).status_code == 401


def test_guesses_are_told_nothing_and_slowed(town: given.Town) -> None:
    for _ in range(5):
        answer = post("tokens/", {"username": "saksbehandler", "password": "feil"})
        assert (answer.status_code, answer.json()["code"]) == (401, "wrong_credentials")

    answer = post("tokens/", {"username": "saksbehandler", "password": given.PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (429, "slowed")
    assert post("tokens/", {"username": "vedtak", "password": given.PASSWORD}).status_code == 201


def test_an_expired_key_opens_nothing(town: given.Town, key: str) -> None:
    with time_machine.travel(given.NOW + dt.timedelta(hours=8, seconds=1), tick=False):
        assert post("applications/", contact({"number": "x"}), key).status_code == 401


def test_a_soknad_answers_with_its_cases(town: given.Town, key: str) -> None:
    person = given.a_person(town.municipality)
    number = IdentityNumber.objects.get(resident=person).number

    answer = post(
        "applications/", contact({"number": number}, services=["bpa", "trygghetsalarm"]), key
    )

    assert answer.status_code == 201
    body = answer.json()
    assert body["person"] == str(person.public_id)
    assert [(c["track"], c["services"]) for c in body["cases"]] == [
        ("OTHER", ["bpa"]),
        ("HOME", ["trygghetsalarm"]),
    ]
    assert {c["reference"] for c in body["cases"]} == set(
        Case.objects.values_list("reference", flat=True)
    )


def test_a_person_without_number_comes_as_an_object(town: given.Town, key: str) -> None:
    person = {"given_name": "Amina", "family_name": "Yusuf", "born_on": "1942-03-14"}

    assert post("applications/", contact(person), key).status_code == 201
    assert Resident.objects.get().family_name == "Yusuf"


def test_an_enquiry_has_no_case(town: given.Town, key: str) -> None:
    person = {"public_id": str(given.a_person(town.municipality).public_id)}

    answer = post("applications/", contact(person, form="ENQUIRY", services=[]), key)

    assert (answer.status_code, answer.json()["cases"]) == (201, [])


@pytest.mark.parametrize(
    ("changes", "status", "field", "code"),
    [
        ({"extra": 1}, 400, "extra", "unknown_field"),
        ({"person": {"number": "1", "name": "x"}}, 400, "person.name", "unknown_field"),
        ({"received_on": "2026-02-30"}, 400, "received_on", "invalid"),
        ({"channel": "FAX"}, 400, "channel", "invalid_choice"),
        ({"urgent": "kanskje"}, 400, "urgent", "invalid"),
        ({"person": {"number": "12345678901"}}, 422, "number", "bad_number"),
        ({"person": {"number": "01814010070"}}, 422, "family_name", "unknown_number"),
        ({"received_on": "2026-03-05"}, 422, "received_on", "received_ahead"),
        ({"services": ["finnes_ikke"]}, 422, "services", "unknown_service"),
        ({"services": ["kommunal_ohd"]}, 422, "services", "service_not_choosable"),
        ({"services": []}, 422, "services", "services_missing"),
        ({"own_words": "x" * 100_000}, 422, "own_words", "unprintable"),
        ({"own_words": "Hei 🙂"}, 422, "own_words", "unprintable"),
    ],
)
def test_bad_input_gets_a_code_and_a_sentence(
    changes: dict[str, Any], status: int, field: str, code: str, town: given.Town, key: str
) -> None:
    person = {"public_id": str(given.a_person(town.municipality).public_id)}

    answer = post("applications/", contact(person, **changes), key)

    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    assert (field, code) in [(e["field"], e["code"]) for e in answer.json()["errors"]]
    assert not Application.objects.exists()


def test_the_same_key_and_body_get_the_same_answer(town: given.Town, key: str) -> None:
    body = contact({"public_id": str(given.a_person(town.municipality).public_id)})
    once = {"Idempotency-Key": "en-og-samme"}

    first = post("applications/", body, key, **once)
    second = post("applications/", body, key, **once)
    other = post("applications/", body | {"urgent": True}, key, **once)

    assert first.json() == second.json()
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Application.objects.count() == 1


@pytest.mark.parametrize("role", [Role.ASSESSOR, Role.PROVIDER, Role.DECISION_OFFICER])
def test_others_may_not_register(role: Role, town: given.Town) -> None:
    account = given.account_of(town.by_role()[role])
    made = people_actions.create_token(account.username, password=given.PASSWORD, at=given.NOW)
    person = {"public_id": str(given.a_person(town.municipality).public_id)}

    answer = post("applications/", contact(person), made["token"])

    assert (answer.status_code, answer.json()["code"]) == (403, "access_denied")
    assert not Application.objects.exists()
