"""The API of kartlegging, utprøving and innstilling: the same acts, with versions in headers."""

import datetime as dt
import json
from typing import Any

import pytest
from django.test import Client

from assessments.iplos import VARIABLES
from assessments.models import Assessment, Trial
from audit.models import Entry
from cases.models import Case
from people.access import Actor
from people.adapters import digest_of
from people.models import Token
from tests import given

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = given.NOW.date()


class Caller:
    """Somebody who calls the API with a token."""

    def __init__(self, actor: Actor) -> None:
        Token.objects.create(
            account=given.account_of(actor),
            digest=digest_of(f"key-{actor.account_id}"),
            created_at=given.NOW,
            expires_at=dt.datetime(2099, 1, 1, tzinfo=dt.UTC),
        )
        self._client = Client(headers={"Authorization": f"Bearer key-{actor.account_id}"})

    def __call__(
        self, method: str, path: str, body: Any = None, *, version: Any = None, key: str = ""
    ) -> Any:
        headers = {"If-Match": f'"{version}"'} if version is not None else {}
        if key:
            headers["Idempotency-Key"] = key
        return self._client.generic(
            method,
            f"/api/v1/cases/{path}",
            b"" if body is None else json.dumps(body),
            "application/json",
            headers=headers,
        )


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def api(town: given.Town) -> Caller:
    return Caller(town.assessor)


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.an_assessed_case(town, completed=False)


def codes(answer: Any) -> list[tuple[str, str]]:
    return [(error["field"], error["code"]) for error in answer.json()["errors"]]


def test_a_case_is_assessed_from_start_to_lock(town: given.Town, api: Caller) -> None:
    case = given.a_case(town, unit=town.assessment, responsible=town.assessor)
    given.an_application(case)
    at = f"{case.reference}/assessments/"

    started = api("POST", at)
    kept = api(
        "PUT",
        f"{at}1/",
        {
            "participants": "Ola",
            "consent": "YES",
            "capacity": "YES",
            "what_matters": "Hagen",
            "scores": [{"variable": v.code, "value": 3, "note": ""} for v in VARIABLES],
        },
        version=1,
    )
    completed = api("POST", f"{at}1/complete/", version=2)
    read = api("GET", f"{at}1/")

    assert (started.status_code, started.json()["n"]) == (201, 1)
    assert (kept.status_code, kept.headers["ETag"]) == (200, '"2"')
    assert (completed.status_code, completed.json()["completed"]) == (200, True)
    assert len(read.json()["scores"]) == len(VARIABLES)
    assert read.headers["ETag"] == '"3"'


def test_what_is_missing_is_listed_with_field_and_code(api: Caller, case: Case) -> None:
    answer = api("POST", f"{case.reference}/assessments/1/complete/", version=1)

    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert codes(answer)[0] == ("participants", "participants_missing")
    assert ("spise", "score_missing") in codes(answer)


@pytest.mark.parametrize(
    ("body", "status", "found"),
    [
        ({"scores": [{"variable": "spise", "value": 7}]}, 422, ("spise", "score_not_on_scale")),
        ({"scores": [{"variable": "x", "value": 1}]}, 422, ("x", "unknown_variable")),
        ({"risk": "x" * 100_000}, 422, ("risk", "text_too_long")),
        ({"consent": "MAYBE"}, 422, ("consent", "unknown_choice")),
        ({"visit_on": "2026-02-31"}, 400, ("visit_on", "invalid")),
        ({"fødselsnummer": "x"}, 400, ("fødselsnummer", "unknown_field")),
        ({"scores": [{"variable": "spise", "valu": 1}]}, 400, ("scores.0.valu", "unknown_field")),
    ],
)
def test_bad_input_gets_a_code_at_its_field_and_nothing_is_half_saved(
    body: dict[str, Any], status: int, found: tuple[str, str], api: Caller, case: Case
) -> None:
    before = Entry.objects.count()

    answer = api("PUT", f"{case.reference}/assessments/1/", {"summary": "x", **body}, version=1)

    assert answer.status_code == status
    assert found in codes(answer)
    assert Entry.objects.count() == before
    assert Assessment.objects.get().summary == ""


def test_a_change_needs_the_version_that_was_read(api: Caller, case: Case) -> None:
    at = f"{case.reference}/assessments/1/"

    assert api("PUT", at, {"risk": "x"}).status_code == 428
    assert api("PUT", at, {"risk": "x"}, version=9).status_code == 412
    assert api("POST", f"{at}complete/").status_code == 428
    assert api("PUT", at, {"risk": "x"}, version=1).status_code == 200


def test_the_same_key_gets_the_same_answer_and_acts_once(api: Caller, case: Case) -> None:
    at = f"{case.reference}/assessments/1/"

    answers = [api("PUT", at, {"risk": "x"}, version=1, key="k") for _ in range(2)]
    other = api("PUT", at, {"risk": "y"}, version=2, key="k")

    assert answers[0].json() == answers[1].json()
    assert other.status_code == 422
    assert Entry.objects.filter(event="AssessmentSaved").count() == 1


def test_a_trial_is_started_and_ended(town: given.Town, api: Caller) -> None:
    case = given.an_assessed_case(town)
    body = {
        "team": "fagteam",
        "measure": "Besøk",
        "service_key": "helsetjenester_i_hjemmet",
        "goal": "Klare stellet",
        "starts_on": TODAY.isoformat(),
        "planned_end_on": (TODAY + 14 * DAY).isoformat(),
    }
    at = f"{case.reference}/trials/"

    too_long = api("POST", at, {**body, "planned_end_on": (TODAY + 15 * DAY).isoformat()})
    started = api("POST", at, body)
    end = f"{at}{started.json()['trial']}/end/"
    result = {"result": "Klarer det", "ended_on": (TODAY + DAY).isoformat()}

    assert codes(too_long) == [("planned_end_on", "decision_needed")]
    assert started.status_code == 201
    assert api("POST", end, result).status_code == 428
    assert api("POST", end, result, version=1).json()["ended"] is True
    assert api("POST", end, result, version=2).status_code == 409
    assert Trial.objects.get().result == "Klarer det"


def whole() -> dict[str, Any]:
    return {
        "services": [
            {
                "service_key": "helsetjenester_i_hjemmet",
                "quantity": "3,5",
                "from_on": (TODAY + 7 * DAY).isoformat(),
            }
        ],
        "ladder_step": 4,
        "why_not_lower": "Prøvd",
        "professional_assessment": "Trenger hjelp",
        "persons_view": "Enig",
        "goal": "Klare stellet",
        "evaluate_on": "2031-01-01",
    }


def test_a_recommendation_is_kept_submitted_and_taken_back(town: given.Town, api: Caller) -> None:
    case = given.an_assessed_case(town)
    at = f"{case.reference}/recommendation/"

    assert api("GET", at).status_code == 404
    first = api("PUT", at, {"goal": "Klare stellet"})
    without = api("PUT", at, whole())
    stale = api("PUT", at, whole(), version=7)
    kept = api("PUT", at, whole(), version=1)
    submitted = api("POST", f"{at}submit/", version=2)
    read = api("GET", at)
    back = api("POST", f"{at}take-back/", version=submitted.json()["version"])

    assert [a.status_code for a in (first, without, stale, kept)] == [200, 428, 412, 200]
    assert (submitted.json()["stage"], submitted.json()["submitted"]) == ("RECOMMENDED", True)
    assert read.json()["services"][0]["quantity"] == 210
    assert (back.json()["stage"], back.json()["submitted"]) == ("ASSESSMENT", False)


def test_every_objection_is_listed_before_anything_is_sent(town: given.Town, api: Caller) -> None:
    case = given.an_assessed_case(town)
    at = f"{case.reference}/recommendation/"
    api("PUT", at, {"services": [{"service_key": "helsetjenester_i_hjemmet"}]})

    answer = api("POST", f"{at}submit/", version=1)
    bad = api("PUT", at, {"services": [{"service_key": "x"}], "ladder_step": 9}, version=1)

    assert answer.status_code == 422
    assert ("services.0.quantity", "quantity_missing") in codes(answer)
    assert ("persons_view", "persons_view_missing") in codes(answer)
    assert codes(bad) == [
        ("services.0.service_key", "unknown_service"),
        ("ladder_step", "unknown_step"),
    ]


def test_a_stranger_another_role_and_another_municipality_get_nowhere(
    town: given.Town, case: Case
) -> None:
    at = f"{case.reference}/assessments/1/"
    elsewhere = given.a_town("3303", "Kongsberg kommune")

    assert Client().get(f"/api/v1/cases/{at}").status_code == 401
    assert Caller(elsewhere.assessor)("GET", at).status_code == 404
    assert Caller(town.provider)("PUT", at, {"risk": "x"}, version=1).status_code == 403
    coordinator = Caller(town.coordinator)
    assert coordinator("PUT", at, {"risk": "x"}, version=1).status_code == 403
