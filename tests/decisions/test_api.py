"""The API of decisions: the same acts, the steps kept apart, versions in headers."""

import datetime as dt
import json
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from cases.models import Case
from cases.stages import Stage
from decisions.models import Decision
from notifications.models import Letter
from people.access import Actor
from people.adapters import digest_of
from people.models import Token
from people.roles import Role
from tests import given
from tests.decisions.acts import ALL_PARTS, INSTEAD, a_price, also, the, the_line, written

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(given.NOW, tick=False):
        yield


class Caller:
    """Somebody who calls a case's decision with a token; `at` other steps of the case."""

    def __init__(self, actor: Actor, case: Case, *, at: str = "decision/") -> None:
        secret = f"key-{actor.account_id}"
        Token.objects.get_or_create(
            account=given.account_of(actor),
            digest=digest_of(secret),
            defaults={
                "created_at": given.NOW,
                "expires_at": dt.datetime(2099, 1, 1, tzinfo=dt.UTC),
            },
        )
        self._client = Client(headers={"Authorization": f"Bearer {secret}"})
        self._path = f"/api/v1/cases/{case.reference}/{at}"

    def __call__(
        self, method: str, step: str = "", body: Any = None, *, version: Any = None, key: str = ""
    ) -> Any:
        headers = {"If-Match": f'"{version}"'} if version is not None else {}
        if key:
            headers["Idempotency-Key"] = key
        return self._client.generic(
            method,
            self._path + step,
            b"" if body is None else json.dumps(body),
            "application/json",
            headers=headers,
        )


@pytest.fixture
def api(town: given.Town, case: Case) -> Caller:
    return Caller(town.officer, case)


def fields(answer: Any) -> list[str]:
    return [error["field"] for error in answer.json()["errors"]]


UNIT = {"unit_performing": "hub-nord"}


def whole(api: Caller, **typed: Any) -> Any:
    """The draft, made and filled in; the answer of the second save."""
    made = api("PUT", body={}).json()
    line = {"id": api("GET").json()["lines"][0]["id"], **UNIT, **typed.pop("line", {})}
    said = {"considerations": INSTEAD} if line.get("outcome") == "REFUSED" else {}
    body = {"facts": "Ola bor alene.", "lines": [line], **said, **typed}
    return api("PUT", body=body, version=made["version"]).json()


def test_a_refusal_with_the_reasons_of_a_grant_is_refused_at_the_considerations(
    town: given.Town, case: Case, api: Caller
) -> None:
    # given a refusal that still argues for what was recommended, only with other line ends
    proposed = "Trenger hjelp til morgenstell og legemidler. \r\n\r\n"
    proposed += "Hverdagsrehabilitering er prøvd og strekker ikke til."
    saved = whole(api, line={"outcome": "REFUSED", "reason": "Nei."}, considerations=proposed)
    before = written()

    answer = api("POST", "submit/", version=saved["version"])

    assert answer.status_code == 422
    [error] = answer.json()["errors"]
    assert (error["field"], error["code"]) == (
        "considerations",
        "considerations_of_another_outcome",
    )
    assert "helsetjenester i hjemmet er et annet enn innstilt" in error["detail"]
    assert written() == before


def test_a_grant_from_draft_to_order_in_separate_steps(
    town: given.Town, case: Case, api: Caller
) -> None:
    first = api("PUT", body={})
    shown = api("GET")
    saved = api(
        "PUT",
        body={
            "facts": "Ola bor alene.",
            "lines": [{"id": shown.json()["lines"][0]["id"], **UNIT}],
        },
        version=1,
    )
    submitted = api("POST", "submit/", version=saved.json()["version"])
    issued = api("POST", "issue/", version=submitted.json()["version"])

    assert [a.status_code for a in (first, shown, saved, submitted, issued)] == [200] * 5
    assert (first["ETag"], shown["ETag"], saved["ETag"]) == ('"1"', '"1"', '"2"')
    assert shown.json()["goal"] == "Klare morgenstellet selv innen våren."
    assert shown.json()["lines"][0]["quantity"] == "3,5"
    assert submitted.json()["stage"] == Stage.DECISION
    assert issued.json()["stage"] == Stage.DECIDED
    assert issued.json()["orders"] == [str(the_line(case).public_id)]
    assert api("GET").json()["issued_at"] is not None


def test_a_refusal_is_approved_by_another_who_says_what_was_seen(
    town: given.Town, case: Case, api: Caller
) -> None:
    saved = whole(api, line={"outcome": "REFUSED", "reason": "Du klarer det selv."})
    submitted = api("POST", "submit/", version=saved["version"]).json()
    approver = Caller(town.approver, case)

    blind = approver("POST", "approve/", {}, version=submitted["version"])
    approved = approver("POST", "approve/", {"seen": ALL_PARTS}, version=submitted["version"])
    again = approver("POST", "approve/", {"seen": ALL_PARTS}, version=submitted["version"])
    issued = api("POST", "issue/", version=submitted["version"])

    assert (submitted["stage"], submitted["approval_required"]) == (Stage.APPROVAL, True)
    assert (blind.status_code, fields(blind)) == (422, list(ALL_PARTS))
    assert approved.status_code == 200
    assert (again.status_code, again.json()["code"]) == (409, "already_approved")
    assert issued.status_code == 200


def test_ones_own_decision_is_not_approved_over_the_api_either(
    town: given.Town, case: Case, api: Caller
) -> None:
    saved = whole(api, line={"outcome": "REFUSED", "reason": "Du klarer det selv."})
    submitted = api("POST", "submit/", version=saved["version"]).json()
    own = Caller(also(town.officer, Role.APPROVER, town.office), case)

    answer = own("POST", "approve/", {"seen": ALL_PARTS}, version=submitted["version"])

    assert (answer.status_code, answer.json()["code"]) == (422, "own_decision")
    assert "Disse kan: Eva Lind" in answer.json()["detail"]


def test_a_decision_and_a_recommendation_are_sent_back(
    town: given.Town, case: Case, api: Caller
) -> None:
    saved = whole(api, line={"outcome": "REFUSED", "reason": "Du klarer det selv."})
    submitted = api("POST", "submit/", version=saved["version"]).json()
    why = {"code": "GROUNDS", "reason": "Skriv mer.", "part": "vedtak"}

    back = Caller(town.approver, case)("POST", "return/", why, version=submitted["version"])
    case.refresh_from_db()
    on = api(
        "POST",
        "return/",
        {"what": "RECOMMENDATION", "code": "FACTS", "reason": "Ring fastlegen."},
        version=case.version,
    )

    assert (back.status_code, back.json()["stage"]) == (200, Stage.DECISION)
    assert (on.status_code, on.json()["stage"]) == (200, Stage.ASSESSMENT)


def test_taken_back_over_the_api(case: Case, api: Caller) -> None:
    saved = whole(api)
    submitted = api("POST", "submit/", version=saved["version"]).json()

    answer = api("POST", "take-back/", version=submitted["version"])

    assert (answer.status_code, answer.json()["submitted"]) == (200, False)


def test_a_write_says_which_version_it_read(town: given.Town, case: Case, api: Caller) -> None:
    saved = whole(api)
    before = written()

    missing = api("PUT", body={"goal": "x"})
    stale = api("PUT", body={"goal": "x"}, version=1)
    nonsense = api("PUT", body={"goal": "x"}, version="abc")
    blind = api("POST", "submit/")

    assert (missing.status_code, missing.json()["code"]) == (428, "if_match_missing")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")
    assert nonsense.status_code == 412
    assert blind.status_code == 428
    assert written() == before
    assert the(case).version == saved["version"]


def test_the_same_key_answers_the_same_and_another_body_is_refused(case: Case, api: Caller) -> None:
    saved = whole(api)
    submitted = api("POST", "submit/", version=saved["version"], key="s").json()

    first = api("POST", "issue/", version=submitted["version"], key="i")
    again = api("POST", "issue/", version=submitted["version"], key="i")
    other = api("POST", "submit/", {"x": 1}, version=submitted["version"], key="s")

    assert first.json() == again.json()
    assert Letter.objects.count() == 1
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")


def test_an_unknown_field_and_a_wrong_shape_are_refused(case: Case, api: Caller) -> None:
    before = written()

    unknown = api("PUT", body={"gaol": "x", "lines": [{"outcom": "GRANTED"}]})
    shape = api("PUT", body={"lines": [{"outcome": "MAYBE", "from_on": "2026-02-31"}]})

    assert unknown.status_code == shape.status_code == 400
    assert {"gaol", "lines.0.outcom"} & set(fields(unknown))
    assert {"lines.0.outcome", "lines.0.from_on"} <= set(fields(shape))
    assert written() == before


def test_every_objection_comes_at_once_with_code_and_field(case: Case, api: Caller) -> None:
    made = api("PUT", body={"considerations": "", "goal": ""}).json()

    answer = api("POST", "submit/", version=made["version"])

    assert answer.status_code == 422
    assert answer["Content-Type"].startswith("application/problem+json")
    assert fields(answer) == ["lines.0.unit_performing", "considerations", "goal"]
    assert answer.json()["errors"][0]["code"] == "unit_missing"


def test_bad_texts_are_refused_whole(case: Case, api: Caller) -> None:
    made = api("PUT", body={}).json()
    before = written()

    answer = api(
        "PUT",
        body={"goal": "😀", "facts": "x " * 60_000, "conditions": "Greit."},
        version=made["version"],
    )

    assert answer.status_code == 422
    assert fields(answer) == ["facts", "goal"]
    assert written() == before


def test_an_unknown_price_is_a_problem_and_not_a_guess(town: given.Town) -> None:
    case = given.a_case_to_decide(town, services=("trygghetsalarm",))
    api = Caller(town.officer, case)
    saved = whole(api)

    unknown = api("POST", "submit/", version=saved["version"])
    a_price(town, "trygghetsalarm", 0, "måned")
    known = api("POST", "submit/", version=saved["version"])

    assert (unknown.status_code, unknown.json()["code"]) == (422, "fee_unknown")
    assert known.status_code == 200
    assert api("GET").json()["lines"][0]["fee"].endswith("0 kroner.")


def test_strangers_and_other_roles_get_no_further(town: given.Town, case: Case) -> None:
    Decision.objects.all().delete()
    stranger = Client().get(f"/api/v1/cases/{case.reference}/decision/")
    provider = Caller(town.provider, case)("GET")
    assessor = Caller(town.assessor, case)("PUT", body={})
    unknown = Caller(town.officer, case)("GET")

    assert stranger.status_code == 401
    assert provider.status_code == 403
    assert assessor.status_code == 403
    assert unknown.status_code == 404
    assert not Decision.objects.exists()
