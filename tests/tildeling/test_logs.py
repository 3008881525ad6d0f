"""The log tells of an error without telling of a person."""

import datetime as dt
import json
import logging
import re
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.test import Client

from people.actions import create_token
from people.models import Resident
from tests import given

pytestmark = pytest.mark.django_db


def formatter() -> structlog.stdlib.ProcessorFormatter:
    """As the settings make it."""
    keys: dict[str, Any] = settings.LOGGING["formatters"]["keys"]  # type: ignore[index]  # a nested dict
    told = {k: v for k, v in keys.items() if k != "()"}
    return structlog.stdlib.ProcessorFormatter(**told)


def line_of(error: BaseException, message: str, *args: object) -> str:
    """The line the application writes to its log for `error`."""
    info = (type(error), error, error.__traceback__)
    return formatter().format(
        logging.LogRecord("tildeling", logging.ERROR, "", 0, message, args, info)
    )


@pytest.mark.asvs("V16.2.5")
def test_a_row_the_database_refused_is_not_in_the_log() -> None:
    person = given.a_person(given.a_town().municipality)
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Resident.objects.filter(pk=person.pk).update(language=None, given_name="Kanari")
    assert "Kanari" in str(refused.value)  # what PostgreSQL says

    line = line_of(refused.value, "Task sweep raised unexpected: %r", refused.value)

    assert "Kanari" not in line
    told = json.loads(line)
    assert told["event"] == "Task sweep raised unexpected: IntegrityError"
    assert [link["type"] for link in told["exception"]] == [
        "django.db.utils.IntegrityError",
        "psycopg2.errors.NotNullViolation",
    ]
    assert any("test_logs.py" in place for place in told["exception"][0]["at"])


@pytest.mark.asvs("V16.2.5")
def test_an_error_says_where_it_happened_and_not_what_was_typed() -> None:
    with pytest.raises(ValueError, match="Storgata") as wrong:
        int("Kari bor i Storgata 1")

    line = line_of(wrong.value, "Internal Server Error: %s", "/saker/2026-00001/")

    assert "Storgata" not in line
    assert "/saker/2026-00001/" in line
    assert json.loads(line)["exception"][0]["type"] == "builtins.ValueError"


@pytest.mark.parametrize("path", ["/profil/", "/api/v1/cases/"])
@pytest.mark.asvs("V16.5.1", "V16.5.4")
def test_the_number_on_the_page_stands_in_the_log_at_the_error(
    path: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    # given a page that fails
    def fail(*_args: object, **_kwargs: object) -> None:
        raise RuntimeError("Kari bor i Storgata 1")

    town = given.a_town()
    monkeypatch.setattr("tildeling.views.account_of", fail)
    monkeypatch.setattr("people.adapters.doors.actor_of", fail)
    client = Client(raise_request_exception=False)
    client.force_login(given.account_of(town.caseworker))
    key = create_token("saksbehandler", password=given.PASSWORD, at=dt.datetime.now(dt.UTC))[
        "token"
    ]

    answer = client.get(path, headers={"Authorization": f"Bearer {key}"})

    # then the number that is told is the one of the line that says where it failed
    assert answer.status_code == 500
    (record,) = [r for r in caplog.records if r.exc_info]
    told = json.loads(formatter().format(record))
    assert re.fullmatch(r"[0-9a-f]{8}", told["error_number"])
    assert told["error_number"] in answer.content.decode()
    assert any("test_logs.py" in place for place in told["exception"][0]["at"])
    assert "Storgata" not in json.dumps(told)
