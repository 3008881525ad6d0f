"""The doors of the roof: signing in, the profile, the session, health, and what is not there."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.test import Client, RequestFactory, override_settings
from django.utils import translation

from people.models import Account
from tests import given
from tildeling.frame import Frame
from tildeling.views import server_error

TODAY = dt.date(2026, 11, 21)
MORNING = dt.datetime(2026, 11, 21, 8, 42, tzinfo=dt.UTC)


def to(answer: Any) -> str:
    """Where an answer leads."""
    return str(answer.headers["Location"])


@pytest.fixture
def kari(db: None) -> Account:
    return given.account_of(given.a_town().caseworker)


def test_a_stranger_is_sent_to_sign_in_and_back_again(client: Client, kari: Account) -> None:
    sent = client.get("/profil/")
    assert to(sent) == "/logg-inn/?next=/profil/"

    back = client.post(to(sent), {"username": kari.username, "password": given.PASSWORD})

    assert back.status_code == 302
    assert to(back) == "/profil/"


@pytest.mark.asvs("V3.7.2")
def test_signing_in_never_leads_to_another_site(client: Client, kari: Account) -> None:
    answer = client.post(
        "/logg-inn/?next=https://example.com/",
        {"username": kari.username, "password": given.PASSWORD, "next": "https://example.com/"},
    )

    assert to(answer) == "/"


@pytest.mark.asvs("V6.3.8")
def test_a_wrong_password_says_so_and_nothing_more(client: Client, kari: Account) -> None:
    answer = client.post("/logg-inn/", {"username": kari.username, "password": "feil"})

    assert answer.status_code == 422
    assert "Brukernavn eller passord er feil" in answer.content.decode()


def test_a_form_sent_after_the_session_ended_leads_back_to_its_own_page(client: Client) -> None:
    answer = client.post("/profil/visning/", headers={"Referer": "http://testserver/profil/"})

    assert to(answer) == "/logg-inn/?next=/profil/"


def test_a_part_of_a_page_is_told_that_the_session_ended(client: Client) -> None:
    assert client.get("/profil/", headers={"HX-Request": "true"}).status_code == 401


@pytest.mark.asvs("V6.3.2")
@pytest.mark.django_db
def test_the_demo_lists_its_users_and_production_does_not(client: Client) -> None:
    with override_settings(DEMO=True):
        demo = client.get("/logg-inn/").content.decode()
    real = client.get("/logg-inn/").content.decode()

    assert "systemansvarlig" in demo
    assert "systemansvarlig" not in real


def test_the_profile_keeps_what_was_chosen_and_the_page_obeys(
    client: Client, kari: Account
) -> None:
    client.force_login(kari)

    client.post("/profil/", {"language": "nn", "scheme": "dark"})

    kari.refresh_from_db()
    assert (kari.language, kari.scheme, kari.shortcuts) == ("nn", "dark", False)
    html = client.get("/profil/").content.decode()
    assert 'data-color-scheme="dark"' in html
    assert 'data-hotkeys="off"' in html


def test_an_unknown_language_is_refused_and_nothing_changes(client: Client, kari: Account) -> None:
    client.force_login(kari)

    answer = client.post("/profil/", {"language": "tlh", "scheme": "dark"})

    kari.refresh_from_db()
    assert answer.status_code == 422
    assert (kari.language, kari.scheme) == ("nb", "auto")


@pytest.mark.django_db
def test_the_browser_does_not_choose_the_language(client: Client) -> None:
    html = client.get("/logg-inn/", headers={"Accept-Language": "en"}).content.decode()

    assert '<html lang="nb"' in html
    assert "Logg inn" in html


def test_pages_of_somebody_signed_in_are_kept_in_no_cache(client: Client, kari: Account) -> None:
    client.force_login(kari)

    assert "no-store" in client.get("/profil/")["Cache-Control"]


@pytest.mark.asvs("V6.3.1")
def test_guessing_a_password_is_slowed_on_the_page_too(client: Client, kari: Account) -> None:
    def attempt(password: str) -> int:
        told = {"username": kari.username, "password": password}
        return client.post("/logg-inn/", told).status_code

    assert [attempt("feil") for _ in range(6)] == [422] * 5 + [429]
    assert attempt(given.PASSWORD) == 429
    assert "_auth_user_id" not in client.session

    with time_machine.travel(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=16)):
        assert attempt(given.PASSWORD) == 302


@pytest.mark.parametrize(("behind_a_proxy", "answer"), [(True, 302), (False, 429)])
@pytest.mark.asvs("V4.1.3", "V15.3.4")
def test_the_address_that_the_proxy_tells_is_slowed_and_what_a_client_claims_is_not_believed(
    client: Client, kari: Account, *, behind_a_proxy: bool, answer: int
) -> None:
    def attempt(password: str, address: str) -> int:
        told = {"username": kari.username, "password": password}
        headers = {"X-Forwarded-For": f"192.0.2.1, {address}"}
        return client.post("/logg-inn/", told, headers=headers).status_code

    with override_settings(HTTPS=behind_a_proxy):
        assert [attempt("feil", "203.0.113.9") for _ in range(6)] == [422] * 5 + [429]
        assert attempt(given.PASSWORD, "10.0.0.7") == answer


def test_what_the_api_answers_is_kept_in_no_cache(client: Client) -> None:
    assert "no-store" in client.get("/api/v1/cases/")["Cache-Control"]


def test_the_frame_knows_who_is_there(kari: Account, rf: RequestFactory) -> None:
    request = rf.get("/profil/")
    request.user = kari

    with time_machine.travel(MORNING, tick=False), translation.override("nb"):
        frame = Frame(request)

        assert frame.user_name == "K. Lie"
        assert frame.user_lines == ["Saksbehandler"]
        assert frame.today == TODAY


def test_staying_signed_in_gives_open_forms_a_fresh_token(client: Client, kari: Account) -> None:
    client.force_login(kari)

    answer = client.get("/okt/")

    assert len(answer.json()["token"]) > 20
    assert "no-store" in answer["Cache-Control"]


def test_an_unknown_address_is_found_missing_in_the_users_words(
    client: Client, kari: Account
) -> None:
    client.force_login(kari)

    page = client.get("/finnes-ikke/")
    api = client.get("/api/v1/finnes-ikke/")

    assert page.status_code == api.status_code == 404
    assert "Sjekk adressen, eller søk etter saken" in page.content.decode()
    assert api["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/saker/%00/", "/forlop/?ansvarlig=%00", "/api/v1/cases/%00/"])
def test_a_character_no_database_keeps_makes_an_address_unknown(
    client: Client, kari: Account, path: str
) -> None:
    client.force_login(kari)

    assert client.get(path).status_code == 404


def test_the_address_of_an_act_opened_as_a_page_says_what_to_do(
    client: Client, kari: Account
) -> None:
    client.force_login(kari)

    answer = client.get("/profil/visning/")

    assert answer.status_code == 405
    assert "åpne skjemaet derfra" in answer.content.decode()


@pytest.mark.django_db
def test_the_gallery_is_not_there_outside_the_demo(client: Client) -> None:
    assert client.get("/oppsett/komponenter/").status_code == 404


@pytest.mark.asvs("V16.5.2")
def test_the_process_answers_and_a_broken_broker_does_not_stop_readiness(
    client: Client, db: None
) -> None:
    assert client.get("/healthz").json() == {"status": "ok"}

    answer = client.get("/readyz")

    assert answer.status_code == 200, answer.json()
    assert answer.json()["broker"] == "degraded"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "status"),
    [
        ("08006", 503),  # the connection broke
        ("53100", 503),  # no room
        ("57P01", 503),  # shut down
        ("57014", 500),  # cancelled: a question of ours was too slow
        ("40P01", 500),  # deadlock
        ("55P03", 500),  # a lock was not given
    ],
)
def test_only_a_database_that_serves_nobody_is_worth_asking_again_soon(
    state: str, status: int
) -> None:
    request = RequestFactory().get("/api/v1/cases/")
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DO $$BEGIN RAISE 'no' USING ERRCODE = '{state}'; END$$")
    except DatabaseError:
        answer = server_error(request)

    assert (answer.status_code, "Retry-After" in answer) == (status, status == 503)


@pytest.mark.parametrize("error", [OperationalError, InterfaceError])
def test_a_lost_connection_says_no_state_and_is_worth_asking_again(error: type[Exception]) -> None:
    try:
        _lost(error)
    except error:
        assert server_error(RequestFactory().get("/api/v1/cases/")).status_code == 503


def _lost(error: type[Exception]) -> None:
    raise error
