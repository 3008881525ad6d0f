"""How the API tells what is wrong: problem documents in the language that is asked for."""

import io
from typing import Any

import pytest
from django.test import Client
from rest_framework.exceptions import ParseError

from people.adapters import Json
from people.models import Token
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def send(body: Any, *, language: str | None) -> Any:
    headers = {"Accept-Language": language} if language else {}
    return Client().post("/api/v1/tokens/", body, "application/json", headers=headers)


@pytest.mark.parametrize(
    ("asked", "language", "sentence"),
    [
        (None, "nb", "Brukernavn eller passord er feil."),
        ("nb-NO,nb;q=0.9,en;q=0.5", "nb", "Brukernavn eller passord er feil."),
        ("nn", "nn", "Brukarnamn eller passord er feil."),
        ("en-GB,en;q=0.8", "en", "User name or password is wrong."),
        ("fi", "nb", "Brukernavn eller passord er feil."),
    ],
)
def test_a_problem_is_told_in_the_language_asked_for(
    asked: str | None, language: str, sentence: str, town: given.Town
) -> None:
    answer = send({"username": "saksbehandler", "password": "feil"}, language=asked)

    assert (answer.status_code, answer["Content-Language"]) == (401, language)
    assert "Accept-Language" in answer["Vary"]
    told = answer.json()
    assert (told["code"], told["detail"]) == ("wrong_credentials", sentence)
    assert told["errors"][0]["detail"] == sentence
    assert not Token.objects.exists()


def test_what_is_wrong_with_the_request_itself_is_told_so_too(town: given.Town) -> None:
    body = {"username": "saksbehandler", "password": given.PASSWORD, "extra": 1}

    told = send(body, language="en").json()
    assert told["detail"] == "Something in the request is wrong."
    assert told["errors"] == [
        {"code": "unknown_field", "field": "extra", "detail": "Unknown field."}
    ]

    refused = Client().get(
        "/api/v1/services/", headers={"Authorization": "Bearer x", "Accept-Language": "nn"}
    )
    assert refused.json()["detail"] == "Nøkkelen er ukjend eller gått ut."


def test_a_sentence_with_values_is_told_with_its_values(town: given.Town) -> None:
    case = given.a_case(town)
    key = send({"username": "vedtak", "password": given.PASSWORD}, language=None).json()["token"]

    answer = Client().get(
        f"/api/v1/cases/{case.reference}/",
        headers={"Authorization": f"Bearer {key}", "Accept-Language": "en"},
    )

    assert answer.status_code == 403
    assert "is responsible and can give you access" in answer.json()["detail"]


def test_json_too_deep_for_any_reader_is_told_and_no_error() -> None:
    deep = b'{"services": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"

    with pytest.raises(ParseError):
        Json().parse(io.BytesIO(deep), "application/json", {})
