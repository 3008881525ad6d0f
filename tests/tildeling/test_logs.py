"""The log tells of an error without telling of a person."""

import json
import logging
from typing import Any

import pytest
import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from people.models import Resident
from tests import given

pytestmark = pytest.mark.django_db


def line_of(error: BaseException, message: str, *args: object) -> str:
    """The line the application writes to its log for `error`."""
    keys: dict[str, Any] = settings.LOGGING["formatters"]["keys"]  # type: ignore[index]  # a nested dict
    told = {k: v for k, v in keys.items() if k != "()"}
    formatter = structlog.stdlib.ProcessorFormatter(**told)
    info = (type(error), error, error.__traceback__)
    return formatter.format(
        logging.LogRecord("tildeling", logging.ERROR, "", 0, message, args, info)
    )


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


def test_an_error_says_where_it_happened_and_not_what_was_typed() -> None:
    with pytest.raises(ValueError, match="Storgata") as wrong:
        int("Kari bor i Storgata 1")

    line = line_of(wrong.value, "Internal Server Error: %s", "/saker/2026-00001/")

    assert "Storgata" not in line
    assert "/saker/2026-00001/" in line
    assert json.loads(line)["exception"][0]["type"] == "builtins.ValueError"
