"""The pages of decisions: what is typed survives, objections stand at their fields."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client

from cases.models import Case
from people.access import Actor
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
def case(town: given.Town) -> Case:
    return given.a_case_to_decide(town)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def url(case: Case, tail: str = "") -> str:
    return f"/saker/{case.reference}/vedtak/{tail}"


def fields(answer: HttpResponse, **changes: Any) -> dict[str, Any]:
    """What the browser would post of the page's form, with some fields typed anew."""
    form = answer.context["form"]
    posted = {}
    for field in form:
        value = field.value()
        if value in (None, False):
            continue
        posted[field.html_name] = value.isoformat() if isinstance(value, dt.date) else value
    return {name: v for name, v in {**posted, **changes}.items() if v is not None}
