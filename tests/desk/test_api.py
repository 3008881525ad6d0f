"""The API's lists and reads over several stages."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Read
from cases.stages import Stage
from people import actions as people_actions
from people.access import Actor
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

Get = Callable[..., Any]


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def api(actor: Actor) -> Get:
    """GET of the API with a key of the actor's."""
    account = given.account_of(actor)
    token = people_actions.create_token(
        account.username, password=given.PASSWORD, at=dt.datetime.now(dt.UTC)
    )["token"]

    def get(path: str, **parameters: Any) -> Any:
        return Client().get(
            f"/api/v1/{path}", parameters, headers={"Authorization": f"Bearer {token}"}
        )

    return get


def references(answer: Any) -> list[str]:
    return [row["reference"] for row in answer.json()["results"]]


def test_cases_come_page_by_page_longest_waiting_first(town: given.Town) -> None:
    now = dt.datetime.now(dt.UTC)
    cases = [given.a_case(town, at=now - dt.timedelta(days=n)) for n in range(3)]
    get = api(town.caseworker)

    first, last = get("cases/", size=2), get("cases/", size=2, page=2)

    assert references(first) == [cases[2].reference, cases[1].reference]
    assert references(last) == [cases[0].reference]
    assert {k: first.json()[k] for k in ("count", "page", "pages")} == {
        "count": 3,
        "page": 1,
        "pages": 2,
    }


def test_a_case_is_told_by_public_ids_and_never_by_number(town: given.Town) -> None:
    case = given.a_registered_application(town, at=dt.datetime.now(dt.UTC), urgent=True)[0]
    get = api(town.caseworker)

    (row,) = get("cases/").json()["results"]

    assert row["reference"] == case.reference
    assert row["person"] == {"id": str(case.person.public_id), "name": "NORDMANN, Ola"}
    assert row["responsible"] is None
    assert (row["stage"], row["stage_label"], row["urgent"]) == ("RECEIVED", "Mottatt", True)
    assert row["services"] == ["helsetjenester_i_hjemmet"]
    assert row["next_deadline"]["label"] == "Lokalt mål vedtak"
    number = case.person.numbers.get().number
    assert number not in get("cases/").content.decode()
    assert Read.objects.filter(page="API – cases", person_ids=[case.person_id]).exists()


def test_the_filters_of_the_issue_narrow(town: given.Town) -> None:
    now = dt.datetime.now(dt.UTC)
    mine = given.a_case(town, responsible=town.caseworker, at=now)
    alarm = given.a_case(town, services=("trygghetsalarm",), stage=Stage.ASSESSMENT, at=now)
    late = given.a_registered_application(town, at=now - dt.timedelta(days=60))[0]
    ended = given.a_case(town, stage=Stage.ENDED, at=now)
    get, me = api(town.caseworker), given.public_id_of(town.caseworker)

    assert references(get("cases/", stage="ASSESSMENT")) == [alarm.reference]
    assert references(get("cases/", service="trygghetsalarm")) == [alarm.reference]
    assert references(get("cases/", responsible="me")) == [mine.reference]
    assert references(get("cases/", responsible=me)) == [mine.reference]
    assert references(get("cases/", overdue="true")) == [late.reference]
    assert ended.reference not in references(get("cases/"))
    assert ended.reference in references(get("cases/", ended="true"))


@pytest.mark.parametrize(
    ("parameter", "value"),
    [
        ("stage", "SOMEWHERE"),
        ("responsible", "Kari"),
        ("page", "0"),
        ("page", "first"),
        ("size", "201"),
        ("overdue", "perhaps"),
        ("colour", "blue"),
    ],
)
def test_a_parameter_that_is_wrong_or_unknown_is_refused(
    parameter: str, value: str, town: given.Town
) -> None:
    answer = api(town.caseworker)("cases/", **{parameter: value})

    assert answer.status_code == 400
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["errors"][0]["field"] == parameter


def test_one_case_has_its_version_as_etag_and_what_may_be_done(town: given.Town) -> None:
    case = given.a_registered_application(town, at=dt.datetime.now(dt.UTC))[0]

    answer = api(town.caseworker)(f"cases/{case.reference}/")

    body = answer.json()
    assert answer["ETag"] == f'"{case.version}"'
    assert body["version"] == case.version
    assert {deadline["kind"] for deadline in body["deadlines"]} == {
        "PRELIMINARY_ANSWER",
        "TARGET_DECISION",
    }
    assert body["deadlines"][0]["explanation"]
    assert body["steps"] == [
        "BEGIN_ASSESSMENT",
        "DECIDE_URGENTLY",
        "SPLIT",
        "MERGE",
        "END_UNDECIDED",
        "LAPSE",
    ]


def test_unknown_and_hidden_cases_answer_alike_and_others_say_who_can_help(
    town: given.Town,
) -> None:
    secret = given.a_case(
        town, person=given.a_person(town.municipality, protection="STRICT"), stage=Stage.RECEIVED
    )
    plain = given.a_case(town)
    get = api(town.assessor)

    hidden, unknown = get(f"cases/{secret.reference}/"), get("cases/1999-00001/")

    assert hidden.status_code == unknown.status_code == 404
    assert hidden.json() == unknown.json()
    assert get(f"cases/{plain.reference}/").status_code == 403
    assert get(f"cases/{plain.reference}/timeline/").status_code == 403


def test_the_timeline_is_told_newest_first_between_two_moments(town: given.Town) -> None:
    case = given.an_assessed_case(town)
    get = api(town.assessor)

    whole = get(f"cases/{case.reference}/timeline/").json()
    later = get(f"cases/{case.reference}/timeline/", since="2026-03-05T00:00:00Z").json()
    before = get(f"cases/{case.reference}/timeline/", until="2026-03-05T00:00:00+01:00").json()

    assert [row["at"] for row in whole] == sorted((row["at"] for row in whole), reverse=True)
    done = next(row for row in whole if row["event"] == "AssessmentCompleted")
    assert done["sentence"] == "Kartleggingen er fullført og låst (versjon 1)"
    assert (done["by"], done["unit"]) == ("Liv Berg", "Kartleggingsavdelingen")
    assert later == []
    assert before == whole
    assert get(f"cases/{case.reference}/timeline/", since="i går").status_code == 400


def test_deadlines_come_nearest_first_with_how_they_were_computed(town: given.Town) -> None:
    now = dt.datetime.now(dt.UTC)
    late = given.a_registered_application(town, at=now - dt.timedelta(days=60))[0]
    given.a_registered_application(town, at=now)
    get = api(town.caseworker)

    body = get("deadlines/").json()
    over = get("deadlines/", overdue="true").json()

    due = [row["due_on"] for row in body["results"]]
    assert due == sorted(due)
    assert body["count"] == 4
    assert {row["case"] for row in over["results"]} == {late.reference}
    assert over["results"][0]["legal_basis"]
    assert get("deadlines/", size=1, page=4).json()["pages"] == 4
    assert get("deadlines/", colour="blue").status_code == 400


def test_without_a_key_there_is_nothing(town: given.Town) -> None:
    case = given.a_case(town)
    for path in ("cases/", f"cases/{case.reference}/", "deadlines/"):
        assert Client().get(f"/api/v1/{path}").status_code == 401


def test_who_may_not_open_cases_gets_no_list(town: given.Town) -> None:
    given.a_case(town)
    get = api(town.provider)

    assert get("cases/").status_code == get("deadlines/").status_code == 403


@pytest.mark.parametrize("path", ["cases/", "deadlines/"])
def test_a_list_costs_the_same_for_two_and_for_twenty(path: str, town: given.Town) -> None:
    get, now = api(town.caseworker), dt.datetime.now(dt.UTC)

    def more(number: int) -> None:
        for _ in range(number):
            given.a_registered_application(town, at=now)

    def cost() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert get(path, size=100).status_code == 200
        return len(captured)

    more(2)
    few = cost()
    more(18)

    assert cost() == few
