"""What people and machines get wrong: told at the right field, the text kept, nothing changed."""

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import time_machine
from django.utils.timezone import localdate

from assessments.iplos import variables
from assessments.models import Assessment
from cases.models import Case
from cases.stages import Track
from intake.models import Application
from people.access import Actor
from people.models import StaffMember
from people.roles import Role
from people.rules import synthetic_number
from people.signed_in import actor_for
from tests import given
from tests.given import Town
from tests.journeys.api import Answer, Api, an_assessment
from tests.journeys.pages import Browser, Shown, everything

pytestmark = pytest.mark.django_db

TODAY = localdate(given.NOW)
RIGHT = synthetic_number(dt.date(1942, 3, 14), 7)
WRONG = RIGHT[:-1] + str((int(RIGHT[-1]) + 1) % 10)
WORDS = "Jeg vil klare morgenstellet selv."
LONG = "å" * 100_000
VARIABLE = variables(on=TODAY)[0].code


@pytest.fixture
def town() -> Iterator[Town]:
    with time_machine.travel(given.NOW):
        yield given.a_town()


@contextmanager
def nothing_changes() -> Iterator[None]:
    before = everything()
    yield
    after = everything()
    assert {name for name in after if after[name] != before[name]} <= {"cases_draft"}


def refused(shown: Shown, name: str, words: str, *, kept: str = "") -> None:
    """A page that says `words` at the field and still holds what was typed."""
    assert shown.status == 422, (shown.status, shown.location)
    assert words in shown.at(name), (shown.at(name), shown.html[:200])
    assert kept in shown.html


def told(answer: Answer, status: int, field: str, code: str) -> None:
    """A problem document that says `code` at the field."""
    assert (answer.status, answer.wrong.get(field)) == (status, code), answer.body


def on_the_telephone(town: Town, **typed: Any) -> Shown:
    """«Ny søknad», right in all but what is given."""
    right = {
        "number": RIGHT,
        "family_name": "Nordmann",
        "given_name": "Ola",
        "own_words": WORDS,
        "services": ["helsetjenester_i_hjemmet"],
    }
    return Browser.of(town.caseworker).type("/soknader/ny/", **right | typed)


def by_api(town: Town, *, number: str = RIGHT, **said: object) -> Answer:
    """The same over the API."""
    body = {
        "person": {"number": number, "family_name": "Nordmann", "given_name": "Ola"},
        "channel": "PHONE",
        "from_whom": "PERSON",
        "received_on": TODAY.isoformat(),
        "services": ["helsetjenester_i_hjemmet"],
        "own_words": WORDS,
    }
    return Api.of("saksbehandler").send("POST", "applications/", body | said)


def test_what_these_tests_begin_with_is_right(town: Town) -> None:
    assert on_the_telephone(town).status == 302
    assert by_api(town).status == 201


@pytest.mark.asvs("V2.2.1")
def test_a_wrong_number(town: Town) -> None:
    with nothing_changes():
        refused(
            on_the_telephone(town, number=WRONG),
            "number",
            "Kontrollsifrene stemmer ikke",
            kept=WORDS,
        )
        told(by_api(town, number=WRONG), 422, "number", "bad_number")


@pytest.mark.parametrize(
    ("day", "words", "status", "code"),
    [
        ("2026-02-31", "Skriv en dato som finnes", 400, "invalid"),
        ("2026-03-05", "i dag", 422, "received_ahead"),
    ],
)
def test_an_impossible_date(town: Town, day: str, words: str, status: int, code: str) -> None:
    with nothing_changes():
        refused(on_the_telephone(town, received_on=day), "received_on", words, kept=WORDS)
        told(by_api(town, received_on=day), status, "received_on", code)


@pytest.mark.parametrize(
    ("service", "code"),
    [("finnes_ikke", "unknown_service"), ("helsehjelp_med_tvang", "service_not_choosable")],
)
def test_an_unknown_service(town: Town, service: str, code: str) -> None:
    with nothing_changes():
        refused(on_the_telephone(town, services=[service]), "services", "", kept=WORDS)
        told(by_api(town, services=[service]), 422, "services", code)


@pytest.mark.asvs("V2.3.1")
def test_a_step_that_does_not_start_where_the_case_stands(town: Town) -> None:
    case = given.a_coordinated_case(town)
    liv, api = Browser.of(town.assessor), Api.of("kartlegger")
    path = f"/saker/{case.reference}/kartlegging/start/"

    with nothing_changes():
        shown = liv.post(path, {})
        answer = api.send("POST", f"cases/{case.reference}/assessments/")

    assert shown.status == 422
    assert "Hos forløpskoordinator" in shown.html
    assert (answer.status, answer.code) == (422, "wrong_stage")
    assert "Hos forløpskoordinator" in answer.body["detail"]


def alone(town: Town) -> Actor:
    """Somebody who both assesses and decides."""
    actor = town.other_caseworker
    given.a_role(StaffMember.objects.get(pk=actor.staff()), Role.DECISION_OFFICER, town.office)
    return actor_for(given.account_of(actor), at=given.NOW)


def test_an_own_recommendation_is_not_decided_where_two_are_asked(town: Town) -> None:
    # given a refusal on the other track, which two persons make
    both = alone(town)
    case = given.a_recommended_case(
        town, services=["omsorgsstonad"], track=Track.OTHER, refuse=True
    )
    draft = given.a_drafted_decision(town, case, actor=both)
    page = f"/saker/{case.reference}/vedtak/{draft.n}/"

    with nothing_changes():
        shown = Browser.of(both).type(page, act="submit")
        answer = Api.of("saksbehandler2").send(
            "POST", f"cases/{case.reference}/decision/submit/", version=draft.version
        )

    refused(
        shown, "alone_reason", "Disse kan: Eva Lind, Nina Moe.", kept="Du klarer dette selv i dag."
    )
    told(answer, 422, "alone_reason", "own_recommendation")


def assessing(town: Town, slug: str) -> tuple[Case, str]:
    case = given.an_assessed_case(town, completed=False)
    return case, f"/saker/{case.reference}/kartlegging/1/{slug}/"


def save(case: Case, **said: object) -> Answer:
    path = f"cases/{case.reference}/assessments/1/"
    version = Assessment.objects.get().version
    return Api.of("kartlegger").send("PUT", path, said, version=version)


@pytest.mark.asvs("V2.2.1")
def test_a_score_of_seven(town: Town) -> None:
    case, page = assessing(town, "funksjon")

    with nothing_changes():
        shown = Browser.of(town.assessor).type(
            page, **{VARIABLE: "7", f"{VARIABLE}_note": "Klarer det om morgenen."}
        )
        answer = save(case, scores=[{"variable": VARIABLE, "value": 7}])

    refused(shown, VARIABLE, "Velg 1, 2, 3, 4 eller 5", kept="Klarer det om morgenen.")
    told(answer, 422, VARIABLE, "score_not_on_scale")


def test_a_text_of_a_hundred_thousand_characters(town: Town) -> None:
    case, page = assessing(town, "viktig")

    with nothing_changes():
        shown = Browser.of(town.assessor).type(page, what_matters=LONG)
        answer = save(case, what_matters=LONG)

    refused(shown, "what_matters", "Kort den ned", kept=LONG)
    told(answer, 422, "what_matters", "text_too_long")


@pytest.mark.parametrize(
    ("sign", "words", "code"),
    [("😀", "😀", "not_fit_for_letter"), ("\x07", "U+0007", "unreadable_character")],
)
def test_a_character_that_no_letter_can_show(town: Town, sign: str, words: str, code: str) -> None:
    case, page = assessing(town, "viktig")
    text = f"Klare morgenstellet selv {sign}"

    with nothing_changes():
        shown = Browser.of(town.assessor).type(page, what_matters=text)
        answer = save(case, what_matters=text)

    refused(shown, "what_matters", words, kept="Klare morgenstellet selv")
    told(answer, 422, "what_matters", code)


@pytest.mark.parametrize("where", [on_the_telephone, by_api])
def test_a_zero_character_is_told_and_never_fails(
    town: Town, where: Callable[..., Shown | Answer]
) -> None:
    with nothing_changes():
        assert where(town, own_words="Jeg vil\0 klare meg selv").status in {400, 422}


def test_a_double_click(town: Town) -> None:
    kari = Browser.of(town.caseworker)
    form = kari.form("/soknader/ny/") | {
        "number": RIGHT,
        "family_name": "Nordmann",
        "services": ["helsetjenester_i_hjemmet"],
    }

    first, second = (kari.post("/soknader/ny/", form) for _ in range(2))

    assert first.status == second.status == 302
    assert first.location == second.location
    assert Application.objects.count() == Case.objects.count() == 1


def test_two_people_saving(town: Town) -> None:
    # given a page somebody has open while a colleague saves
    case, page = assessing(town, "viktig")
    colleague = Browser.of(given.staff(Role.ASSESSOR, town.assessment))
    form = colleague.form(page)
    version = Assessment.objects.get().version
    save(case, what_matters="Komme ut i hagen.")

    # when the one who had it open sends theirs
    with nothing_changes():
        shown = colleague.post(page, form | {"what_matters": WORDS})
        answer = Api.of("kartlegger").send(
            "PUT",
            f"cases/{case.reference}/assessments/1/",
            an_assessment(on=TODAY),
            version=version,
        )

    # then both texts stand there, and the machine is told
    assert shown.status == 409
    assert WORDS in shown.html
    assert "Komme ut i hagen." in shown.html
    assert (answer.status, answer.code) == (412, "stale")
