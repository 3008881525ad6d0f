"""What every address answers with, whoever asks and however: headers, cookies, methods, sites."""

from typing import Any

import pytest
from django.http import HttpResponseBase
from django.test import Client, override_settings

from tests import given
from tests.architecture.test_doors import DOORS, PARAMETER, SAMPLE

ERRORS = ["/finnes-ikke/", "/api/v1/finnes-ikke/", "/saker/%00/", "/?a=%00"]
ADDRESSES = [*(PARAMETER.sub(lambda m: SAMPLE[m[1] or "str"], door) for door in DOORS), *ERRORS]
POLICY = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self' data:",
    "object-src": "'none'",
    "base-uri": "'none'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
}


@pytest.fixture
def somebody(wednesday: object) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(given.account_of(given.a_town().caseworker))
    return client


def policy_of(answer: HttpResponseBase) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";"))
    return {name: value for name, _, value in parts}


def lacks(answer: HttpResponseBase) -> list[str]:
    """Which headers are missing or weaker than promised."""
    wrong = [] if policy_of(answer) == POLICY else ["Content-Security-Policy"]
    promised = {
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": "DENY",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    wrong += [name for name, value in promised.items() if answer.headers.get(name) != value]
    wrong += [] if "no-store" in answer.headers.get("Cache-Control", "") else ["Cache-Control"]
    typed = answer.headers.get("Content-Type", "")
    if typed.startswith("text/") and "charset=utf-8" not in typed:
        wrong.append("Content-Type")
    wrong += ["CORS" for name in answer.headers if name.startswith("Access-Control-")]
    wrong += ["Server"] if "Server" in answer.headers else []
    return wrong


@pytest.mark.proof
@pytest.mark.django_db
@pytest.mark.asvs("V3.2.1", "V3.4.2", "V3.4.3", "V3.4.4", "V3.4.5", "V3.4.6", "V3.4.8")
@pytest.mark.asvs("V3.5.8", "V4.1.1", "V14.3.2")
def test_every_answer_of_every_address_is_guarded(somebody: Client) -> None:
    wrong = {}
    for client, who in ((Client(), "a stranger"), (somebody, "a caseworker")):
        for address in ADDRESSES:
            if found := lacks(client.get(address)):
                wrong[f"{address} as {who}"] = found

    assert wrong == {}


@pytest.mark.proof
@pytest.mark.django_db
@pytest.mark.asvs("V3.5.1", "V3.5.3")
def test_no_other_site_makes_a_browser_do_anything_here(somebody: Client) -> None:
    """The header is one that no script can write; a browser that does not say it has the token."""
    careful = Client(enforce_csrf_checks=True)
    careful.cookies = somebody.cookies
    for address in ADDRESSES:
        said = somebody.post(address, headers={"Sec-Fetch-Site": "cross-site"})
        assert said.status_code == 403, address
        assert not said.content

    # without the header the token is asked for
    for address in ("/profil/", "/kladd/andre/", "/logg-ut/", "/soknader/ny/"):
        assert careful.post(address).status_code in {403, 405}, address

    # coming here by a link, and our own forms, are as before
    link = somebody.get("/profil/", headers={"Sec-Fetch-Site": "cross-site"})
    own = somebody.post("/profil/", headers={"Sec-Fetch-Site": "same-origin"})
    assert (link.status_code, own.status_code) == (200, 422)


@pytest.mark.django_db
@pytest.mark.asvs("V4.1.4", "V13.4.4")
def test_a_method_nothing_answers_to_is_refused_before_anything_is_asked(
    somebody: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        for address in ADDRESSES:
            api = address.startswith("/api/")
            for method in ("TRACE", "OPTIONS", "PROPFIND", *(() if api else ("PUT", "DELETE"))):
                said = somebody.generic(method, address)
                assert (said.status_code, said.content) == (405, b""), (method, address)
                assert "POST" in said["Allow"]


@pytest.mark.django_db
@pytest.mark.asvs("V3.3.2", "V3.3.4", "V3.3.5", "V3.4.1")
def test_no_script_reads_a_cookie_and_no_other_host_or_site_gets_one() -> None:
    """Their names, and that they are for HTTPS alone, is in tests/entrance/test_sessions.py."""
    given.a_town()
    client = Client()
    answer = client.post("/logg-inn/", {"username": "saksbehandler", "password": given.PASSWORD})
    client.get("/profil/")

    assert answer.status_code == 302
    for cookie in client.cookies.values():
        assert cookie["httponly"] is True, cookie.key
        assert cookie["samesite"] in {"Lax", "Strict"}, cookie.key
        assert cookie["path"] == "/", cookie.key
        assert cookie["domain"] == "", cookie.key
        assert len(cookie.OutputString()) < 1_000
    with override_settings(SECURE_HSTS_SECONDS=31_536_000, SECURE_HSTS_INCLUDE_SUBDOMAINS=True):
        over = Client().get("/healthz", secure=True)
    assert over["Strict-Transport-Security"].startswith("max-age=31536000; includeSubDomains")
