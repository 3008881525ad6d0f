"""The pages and the API of pathways, as their users meet them."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries
from rest_framework.test import APIClient

from audit.models import Entry, Read
from cases.models import Case
from cases.stages import Stage
from pathways import actions
from pathways.models import Handover, Pathway, Question
from people import actions as people_actions
from people.access import Actor
from people.models import StaffMember
from people.roles import Role
from tests import given

HALF = "Halvskrevet tekst"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_recommended_case(town)


@pytest.fixture
def with_coordinator(town: given.Town) -> Case:
    return given.a_coordinated_case(town)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def page(actor: Actor, path: str, status: int = 200) -> str:
    answer = signed_in(actor).get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def api(actor: Actor, version: int | None = None) -> APIClient:
    account = given.account_of(actor)
    token = people_actions.create_token(account.username, password=given.PASSWORD, at=given.NOW)
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token['token']}")
    if version is not None:
        client.credentials(
            HTTP_AUTHORIZATION=f"Bearer {token['token']}", HTTP_IF_MATCH=f'"{version}"'
        )
    return client


def path_of(case: Case, tail: str = "") -> str:
    return f"/saker/{case.reference}/forlop/{tail}"


# One case's pathway


def test_the_responsible_hands_over_with_one_button(town: given.Town, case: Case) -> None:
    shown = page(town.assessor, path_of(case))
    assert "Overfør til Forløpskoordinatorene" in shown
    assert shown.count("data-primary") == 1

    answer = signed_in(town.assessor).post(
        path_of(case, "overfor/"), {"to": "forlop:", "version": case.version}
    )

    assert (answer.status_code, answer["Location"]) == (302, path_of(case))
    assert Handover.objects.get().to_unit == town.coordination


def test_the_coordinator_is_asked_and_accepts_with_one_button(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    actions.propose_handover(
        case.pk, purpose="COORDINATION", message="Haster.", actor=town.assessor, at=now
    )
    shown = page(town.coordinator, path_of(case))
    assert "Du er foreslått som forløpskoordinator" in shown
    assert "Haster." in shown
    assert shown.count("data-primary") == 1

    signed_in(town.coordinator).post(path_of(case, "ta-imot/"), {"version": case.version})

    case.refresh_from_db()
    assert case.stage == Stage.HANDOVER
    assert "Send til vedtak" in page(town.coordinator, path_of(case))


def test_a_handover_to_the_coordinator_says_that_the_case_keeps_its_responsible(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    form = page(town.assessor, path_of(case, "overfor/"))
    assert "Ansvaret for saken endres ikke." in form
    actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=now)
    overview = f"/saker/{case.reference}/"
    told = {
        page(town.coordinator, overview),
        page(town.assessor, overview),
        page(town.coordinator, path_of(case)),
    }
    assert all("Liv Berg er fortsatt ansvarlig for saken." in one for one in told)
    assert not any("er ansvarlig til" in one for one in told)

    actions.accept_handover(case.pk, actor=town.coordinator, at=now)

    case.refresh_from_db()
    assert str(case.responsible) == "Liv Berg"


def test_opening_the_page_is_on_record(town: given.Town, case: Case) -> None:
    page(town.assessor, path_of(case))

    read = Read.objects.get(page="Forløp")
    assert (read.case_id, read.person_ids) == (case.pk, [case.person_id])


def test_no_name_and_no_number_stands_in_the_title(town: given.Town, case: Case) -> None:
    for tail in ("", "overfor/", "ansvar/"):
        title = page(town.assessor, path_of(case, tail)).split("<title>")[1].split("</title>")[0]
        assert "Nordmann" not in title
        assert case.reference in title


def test_a_refusal_stands_at_its_field_and_the_text_is_kept(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    long = "Personen har flyttet. " * 300
    actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=now)

    answer = signed_in(town.coordinator).post(
        path_of(case, "avsla/"), {"reason": long, "version": case.version}
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Teksten er for lang. Skriv høyst 5000 tegn." in shown
    assert 'aria-invalid="true"' in shown
    assert "Personen har flyttet." in shown
    assert Handover.objects.get().state == "PROPOSED"


def test_a_declined_handover_asks_the_sender_what_to_do(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=now)
    declined = signed_in(town.coordinator).post(
        path_of(case, "avsla/"), {"reason": "Flytter i morgen.", "version": case.version}
    )
    assert declined["Location"] == "/forlop/"  # the case is not theirs to open any more

    shown = page(town.assessor, path_of(case))
    assert "kan ikke ta imot" in shown
    assert "Flytter i morgen." in shown
    assert "Foreslå en annen" in shown

    recommendation = page(town.assessor, f"/saker/{case.reference}/innstilling/")
    assert "kan ikke ta imot" in recommendation
    assert "Flytter i morgen." in recommendation
    assert "Foreslå en annen" in recommendation
    assert "Saken venter på forløpskoordinatoren" not in recommendation
    assert recommendation.count("data-primary") == 1

    signed_in(town.assessor).post(path_of(case, "behold/"))
    assert "Foreslå en annen" not in page(town.assessor, path_of(case))


def test_a_stale_page_answers_409_and_keeps_the_text(
    town: given.Town, with_coordinator: Case
) -> None:
    case = with_coordinator
    answer = signed_in(town.coordinator).post(
        path_of(case, "tilbake/"),
        {"code": "VIEW", "reason": "Spør Ola selv.", "version": case.version - 1},
    )

    shown = answer.content.decode()
    assert answer.status_code == 409
    assert "Spør Ola selv." in shown
    # The page now shows the case as it is, so pressing again is a choice.
    assert f'name="version" value="{case.version}"' in shown
    case.refresh_from_db()
    assert case.stage == Stage.HANDOVER


def test_what_was_typed_comes_back_after_logging_out(
    town: given.Town, with_coordinator: Case
) -> None:
    case = with_coordinator
    signed_in(town.coordinator).post(
        "/kladd/",
        {
            "_form": "sporsmal",
            "_case": case.reference,
            "_back": path_of(case, "sporsmal/"),
            "question": "Er badet",
            "version": "1",
        },
    )

    shown = page(town.coordinator, path_of(case, "sporsmal/"))
    assert "Er badet" in shown
    assert "er hentet fram" in shown
    assert f'name="version" value="{case.version}"' in shown

    signed_in(town.coordinator).post(
        path_of(case, "sporsmal/"),
        {"question": "Er badet tilrettelagt?", "version": case.version},
    )
    assert "Er badet" not in page(town.coordinator, path_of(case, "sporsmal/"))


@pytest.mark.parametrize(
    ("form", "tail", "typed", "who"),
    [
        ("overfor-ansvar", "ansvar/", {"message": HALF, "to": ""}, "assessor"),
        ("avslag-overforing", "avsla/", {"reason": HALF}, "coordinator"),
    ],
)
def test_what_is_typed_of_a_handover_outlives_the_session_a_conflict_and_a_mistake(
    form: str, tail: str, typed: dict[str, str], who: str, town: given.Town, case: Case
) -> None:
    if who == "coordinator":
        actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=given.NOW)
    actor: Actor = getattr(town, who)
    outlives(actor, case, form, tail, typed)


@pytest.mark.parametrize(
    ("form", "tail", "typed"),
    [
        ("sporsmal", "sporsmal/", {"question": HALF}),
        ("tilbake-til-kartlegger", "tilbake/", {"reason": HALF, "code": "VIEW"}),
        ("overforing", "overfor/", {"message": HALF, "to": ""}),
    ],
)
def test_what_a_coordinator_types_outlives_the_session_a_conflict_and_a_mistake(
    form: str, tail: str, typed: dict[str, str], town: given.Town, with_coordinator: Case
) -> None:
    outlives(town.coordinator, with_coordinator, form, tail, typed)


def outlives(actor: Actor, case: Case, form: str, tail: str, typed: dict[str, str]) -> None:
    """What is typed is on the page: after signing in anew, on an old page, and when it is wrong."""
    case.refresh_from_db()
    of = {"_form": form, "_case": case.reference, "_back": path_of(case, tail), "version": "0"}
    signed_in(actor).post("/kladd/", {**of, **typed})

    client = signed_in(actor)
    again = client.get(path_of(case, tail))
    units = re.findall(r'<option value="(\w+:)"', again.content.decode())
    right = {**typed, "to": units[0]} if "to" in typed else typed
    too_long = {name: text.ljust(6_000, "x") for name, text in right.items() if text == HALF}
    stale = client.post(path_of(case, tail), {**right, "version": case.version - 1})
    wrong = client.post(path_of(case, tail), {**right, **too_long, "version": case.version})

    assert [again.status_code, stale.status_code, wrong.status_code] == [200, 409, 422]
    assert "er hentet fram" in again.content.decode()
    for answer in (again, stale, wrong):
        assert HALF in answer.content.decode()
    for answer in (again, stale):
        assert f'name="version" value="{case.version}"' in answer.content.decode()


def test_a_question_is_asked_and_answered_on_the_pages(
    town: given.Town, with_coordinator: Case
) -> None:
    case = with_coordinator
    signed_in(town.coordinator).post(
        path_of(case, "sporsmal/"), {"question": "Bor hun alene?", "version": case.version}
    )
    question = Question.objects.get()
    assert "Svar" in page(town.assessor, path_of(case))
    assert "Bor hun alene?" in page(town.assessor, path_of(case, f"sporsmal/{question.public_id}/"))

    signed_in(town.assessor).post(
        path_of(case, f"sporsmal/{question.public_id}/"), {"answer": "Ja, siden 2021."}
    )

    assert "Ja, siden 2021." in page(town.coordinator, path_of(case))
    missing = "00000000-0000-4000-8000-000000000000"
    page(town.assessor, path_of(case, f"sporsmal/{missing}/"), status=404)


def test_the_case_is_sent_on_and_the_pathway_shows_where_it_stands(
    town: given.Town, with_coordinator: Case
) -> None:
    case = with_coordinator
    signed_in(town.coordinator).post(path_of(case, "send/"), {"version": case.version})

    case.refresh_from_db()
    assert case.stage == Stage.DECISION
    shown = page(town.coordinator, path_of(case))
    assert "Helse- og velferdsforvaltningen" in shown
    assert "Bytt forløpskoordinator" in shown


def test_a_step_that_policy_passes_is_shown_as_passed(town: given.Town) -> None:
    case = given.a_recommended_case(town, services=["trygghetsalarm"])
    assert case.coordinator_passed

    shown = page(town.assessor, path_of(case))

    assert "Passert etter kommunens regel for tjenesten" in shown
    assert "Utprøving</span> <small>passert</small>" in shown


def test_a_stranger_to_the_case_learns_who_can_help(town: given.Town, case: Case) -> None:
    shown = page(town.officer, path_of(case), status=403)

    assert "Liv Berg er ansvarlig og kan gi deg tilgang" in shown


@pytest.mark.parametrize("tail", ["ta-imot/", "trekk/", "behold/", "send/"])
def test_a_button_is_no_link(town: given.Town, case: Case, tail: str) -> None:
    page(town.assessor, path_of(case, tail), status=405)


# The board


def test_the_board_shows_every_case_in_its_phase(
    town: given.Town, case: Case, with_coordinator: Case, now: dt.datetime
) -> None:
    actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=now)

    shown = page(town.coordinator, "/forlop/")

    assert "Innstilt <span" in shown
    assert "N., Ola (83)" in shown
    assert "Nordmann" not in shown
    assert "Svar fra Forløpskoordinatorene" in shown
    read = Read.objects.get(page="Forløpstavle")
    assert set(read.person_ids) == {case.person_id, with_coordinator.person_id}


def test_on_the_wall_there_are_initials_and_no_links(
    town: given.Town, with_coordinator: Case
) -> None:
    shown = page(town.coordinator, "/forlop/?vegg=1")

    assert "O. N." in shown
    assert "Ola" not in shown
    assert path_of(with_coordinator) not in shown


def test_a_case_sent_back_stays_on_the_board(
    town: given.Town, with_coordinator: Case, now: dt.datetime
) -> None:
    assert "Under kartlegging <span" not in page(town.coordinator, "/forlop/")

    actions.return_to_assessor(
        with_coordinator.pk, code="VIEW", reason="Mangler.", actor=town.coordinator, at=now
    )

    assert "Under kartlegging <span" in page(town.coordinator, "/forlop/")


def test_the_board_is_filtered_by_the_url_and_says_how_many(
    town: given.Town, with_coordinator: Case, now: dt.datetime
) -> None:
    other = given.a_coordinated_case(town)
    actions.send_to_decision(other.pk, actor=town.coordinator, at=now)
    public = StaffMember.objects.get(pk=town.coordinator.staff()).public_id

    for query, count in [
        ("", "2 av 2"),
        ("?enhet=forvaltningen", "1 av 2"),
        (f"?ansvarlig={public}", "2 av 2"),
        ("?ansvarlig=ingen", "0 av 2"),
        ("?ansvarlig=tull&vis=liste", "2 av 2"),
    ]:
        assert count in page(town.coordinator, f"/forlop/{query}"), query


def test_an_empty_board_says_so(town: given.Town) -> None:
    assert "Ingen saker er på vei" in page(town.coordinator, "/forlop/")


@pytest.mark.parametrize("path", ["/forlop/", "/forlop/?vis=liste"])
@pytest.mark.proof
def test_the_board_costs_the_same_for_two_cases_and_for_twenty(
    town: given.Town, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = signed_in(town.coordinator)
    [given.a_coordinated_case(town) for _ in range(2)]
    client.get(path)
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    [given.a_coordinated_case(town) for _ in range(18)]
    with django_assert_num_queries(len(few)):
        assert "20 av 20" in client.get(path).content.decode()


@pytest.mark.parametrize("role", [Role.PROVIDER, Role.SYSTEM_ADMINISTRATOR])
def test_the_board_is_for_those_who_open_cases(town: given.Town, role: Role) -> None:
    page(town.by_role()[role], "/forlop/", status=403)


# The API


def test_the_api_hands_over_accepts_and_sends_on(town: given.Town, case: Case) -> None:
    base = f"/api/v1/cases/{case.reference}"
    made = api(town.assessor, case.version).post(f"{base}/handover/", {}, format="json")
    assert made.status_code == 201, made.json()
    assert made["ETag"] == f'"{case.version}"'

    taken = api(town.coordinator, case.version).post(f"{base}/handover/accept/", format="json")
    assert taken.status_code == 200, taken.json()
    assert taken.json()["stage"] == "HANDOVER"
    assert taken.json()["pathway"] == str(Pathway.objects.get().public_id)

    sent = api(town.coordinator, taken.json()["version"]).post(
        f"{base}/send-to-decision/", format="json"
    )
    assert sent.json()["stage"] == "DECISION"


@pytest.mark.parametrize(
    ("body", "version", "status", "code"),
    [
        ({}, None, 428, "if_match_missing"),
        ({}, 1, 412, "stale"),
        ({"purpose": "OTHER"}, 0, 400, "invalid"),
        ({"unknown": 1}, 0, 400, "invalid"),
        ({"to_unit": "hub-nord"}, 0, 422, "nobody_receives"),
        ({"purpose": "RESPONSIBILITY"}, 0, 422, "receiver_missing"),
        ({"message": "a" * 100_000}, 0, 400, "invalid"),
        ({"message": "\u0000"}, 0, 400, "invalid"),
    ],
)
def test_the_api_says_what_is_wrong_and_changes_nothing(
    town: given.Town,
    case: Case,
    body: dict[str, Any],
    version: int | None,
    status: int,
    code: str,
) -> None:
    client = api(town.assessor, case.version if version == 0 else version)
    before = Entry.objects.count()

    answer = client.post(f"/api/v1/cases/{case.reference}/handover/", body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Handover.objects.exists()
    assert Entry.objects.count() == before


def test_the_api_tells_who_was_first(town: given.Town, case: Case, now: dt.datetime) -> None:
    actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=now)
    actions.accept_handover(case.pk, actor=town.coordinator, at=now)
    case.refresh_from_db()
    colleague = given.staff(Role.COORDINATOR, town.coordination)

    answer = api(colleague, case.version).post(
        f"/api/v1/cases/{case.reference}/handover/accept/", format="json"
    )

    assert (answer.status_code, answer.json()["code"]) == (409, "already_answered")


def test_a_repeated_request_gets_the_same_answer_and_acts_once(
    town: given.Town, case: Case
) -> None:
    client = api(town.assessor, case.version)
    path = f"/api/v1/cases/{case.reference}/handover/"

    first = client.post(path, {}, format="json", HTTP_IDEMPOTENCY_KEY="k1")
    again = client.post(path, {}, format="json", HTTP_IDEMPOTENCY_KEY="k1")
    other = client.post(path, {"message": "x"}, format="json", HTTP_IDEMPOTENCY_KEY="k1")

    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "key_reused")
    assert Handover.objects.count() == 1


def test_the_api_declines_takes_back_asks_answers_returns_and_closes(
    town: given.Town, with_coordinator: Case, now: dt.datetime
) -> None:
    case = with_coordinator
    base = f"/api/v1/cases/{case.reference}"

    def post(actor: Actor, tail: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        case.refresh_from_db()
        answer = api(actor, case.version).post(f"{base}/{tail}", body or {}, format="json")
        assert answer.status_code in {200, 201}, answer.json()
        found: dict[str, Any] = answer.json()
        return found

    asked = post(town.coordinator, "questions/", {"question": "Alene?"})
    post(town.assessor, f"questions/{asked['question']}/answer/", {"answer": "Ja."})
    assert Question.objects.get().answer == "Ja."
    transfer = {"purpose": "RESPONSIBILITY", "to_unit": "mottak"}
    post(town.assessor, "handover/", transfer)
    post(town.assessor, "handover/take-back/")
    post(town.assessor, "handover/", transfer)
    post(town.caseworker, "handover/decline/", {"reason": "Nei."})
    post(town.assessor, "handover/keep/")
    assert [h.state for h in Handover.objects.order_by("pk")] == [
        "ACCEPTED",
        "TAKEN_BACK",
        "DECLINED",
    ]
    post(town.coordinator, "return-to-assessor/", {"code": "VIEW", "reason": "Mangler."})
    case.refresh_from_db()
    assert case.stage == Stage.ASSESSMENT
    Case.objects.filter(pk=case.pk).update(stage=Stage.DELIVERY)
    post(town.coordinator, "pathway/close/", {"reason": "Evaluert."})
    assert Pathway.objects.get().closed_at is not None
