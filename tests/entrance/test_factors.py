"""A password and something more: set up by oneself, asked for, and lost."""

import base64
import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth import SESSION_KEY
from django.test import Client
from pytest_django import Settings

from audit.models import Entry
from entrance import actions, rules
from entrance.adapters import decipher
from entrance.models import Factor, RecoveryCode, WrongCode
from people.models import Account, Session, Token
from people.refusals import Refused, Slowed
from tests import given

NOW = given.NOW
SECRET = b"12345678901234567890"  # RFC 6238, appendix B


@pytest.mark.parametrize(
    ("at", "code"),
    [(59, "287082"), (1111111109, "081804"), (1234567890, "005924"), (20000000000, "353130")],
)
def test_the_codes_are_those_of_the_standard(at: int, code: str) -> None:
    assert rules.code_at(SECRET, at // rules.STEP) == code


@pytest.mark.asvs("V6.5.1")
def test_a_code_counts_within_half_a_minute_either_way_and_never_twice() -> None:
    now = int(NOW.timestamp()) // rules.STEP
    for drift, counts in ((-2, False), (-1, True), (0, True), (1, True), (2, False)):
        code = rules.code_at(SECRET, now + drift)
        found = rules.step_of(SECRET, code, at=NOW, after=0)
        assert found == (now + drift if counts else None)
    assert rules.step_of(SECRET, rules.code_at(SECRET, now), at=NOW, after=now) is None


@pytest.mark.parametrize(
    ("claims", "name", "values"),
    [
        ({"groups": ["a", "b"]}, "groups", {"a", "b"}),
        ({"role": "a"}, "role", {"a"}),
        ({"realm_access": {"roles": ["a"]}}, "realm_access.roles", {"a"}),
        ({"https://x.no/groups": ["a"]}, "https://x.no/groups", {"a"}),
        ({"number": 4711}, "number", {"4711"}),
        ({"groups": [True, None, {"a": 1}, "b"]}, "groups", {"b"}),
        ({"groups": True}, "groups", set()),
        ({"realm_access": "roles"}, "realm_access.roles", set()),
        ({}, "groups", set()),
    ],
)
def test_claims_are_words_or_nothing(claims: Any, name: str, values: set[str]) -> None:
    assert rules.values_of(claims, name) == values


@pytest.fixture
def kari(db: None, settings: Settings) -> Account:
    settings.SECOND_FACTOR = "required"
    return given.account_of(given.a_town().caseworker)


def to(answer: Any) -> str:
    return str(answer.headers["Location"])


def password(client: Client, kari: Account, **more: str) -> Any:
    return client.post(
        "/logg-inn/", {"username": kari.username, "password": given.PASSWORD, **more}
    )


def key_on(page: Any) -> bytes:
    """The key that a page shows for whoever types it."""
    found = re.search(r'<code translate="no">([A-Z2-7 ]+)</code>', page.content.decode())
    assert found
    return base64.b32decode(found[1].replace(" ", ""))


def codes_on(page: Any) -> list[str]:
    return re.findall(r'<li><code translate="no">([-A-Z0-9]+)</code>', page.content.decode())


def code(secret: bytes, at: dt.datetime) -> str:
    return rules.code_at(secret, int(at.timestamp()) // rules.STEP)


def set_up(client: Client, kari: Account, at: dt.datetime) -> tuple[bytes, list[str]]:
    """Sign in for the first time, at a moment that stands still."""
    password(client, kari)
    secret = key_on(client.get("/logg-inn/oppsett/"))
    return secret, codes_on(client.post("/logg-inn/oppsett/", {"code": code(secret, at)}))


@pytest.mark.asvs("V6.3.3")
def test_the_first_time_it_is_set_up_and_afterwards_asked_for(kari: Account) -> None:
    client, later = Client(), NOW + dt.timedelta(hours=1)
    with time_machine.travel(NOW, tick=False):
        answer = password(client, kari, next="/profil/")
        before = client.session.session_key

        # the password alone opens nothing but the page that sets it up
        assert to(answer) == "/logg-inn/oppsett/"
        assert SESSION_KEY not in client.session
        assert to(client.get("/profil/")) == "/logg-inn/?next=/profil/"
        page = client.get("/logg-inn/oppsett/")
        assert "data:image/svg+xml" in page.content.decode()
        secret = key_on(page)
        assert client.post("/logg-inn/oppsett/", {"code": "000000"}).status_code == 422
        assert not Factor.objects.exists()
        assert key_on(client.get("/logg-inn/oppsett/")) == secret  # the app has it already
        done = client.post("/logg-inn/oppsett/", {"code": code(secret, NOW)})

    # ten codes are shown this once, and the way goes on
    shown = codes_on(done)
    assert len(set(shown)) == 10
    assert 'href="/profil/"' in done.content.decode()
    assert client.session.session_key != before
    with time_machine.travel(NOW, tick=False):
        assert client.get("/profil/").status_code == 200
    kept = str([*Factor.objects.values(), *RecoveryCode.objects.values()])
    assert not [word for word in (*shown, secret.hex()) if word in kept]
    assert base64.b32encode(secret).decode() not in kept
    assert decipher(Factor.objects.get().secret) == secret
    assert [e.event for e in Entry.objects.order_by("at", "id") if "data" not in e.event][-2:]

    # the next time the code is asked for, and the same one counts once
    with time_machine.travel(later, tick=False):
        again, thief = Client(), Client()
        assert to(password(again, kari)) == "/logg-inn/kode/"
        assert to(again.get("/logg-inn/oppsett/")) == "/logg-inn/kode/"  # not set up anew
        assert again.post("/logg-inn/kode/", {"code": ""}).status_code == 422
        now = code(secret, later)
        answer = again.post("/logg-inn/kode/", {"code": f"{now[:3]} {now[3:]}"})
        assert (answer.status_code, to(answer)) == (302, "/")
        password(thief, kari)
        seen = thief.post("/logg-inn/kode/", {"code": now})
        assert seen.status_code == 422
        assert "Koden er feil eller brukt" in seen.content.decode()
        assert SESSION_KEY not in thief.session

        # a recovery code counts once too, however it is typed
        assert thief.post("/logg-inn/kode/", {"code": shown[0].lower()}).status_code == 302
        other = Client()
        password(other, kari)
        assert other.post("/logg-inn/kode/", {"code": shown[0]}).status_code == 422
    ways = Entry.objects.filter(event="CameIn").order_by("at", "id").values_list("data", flat=True)
    assert sorted(way["how"] for way in ways) == ["code", "code", "set up"]


@pytest.mark.asvs("V6.3.1")
def test_guessing_codes_is_slowed_and_half_a_sign_in_is_forgotten(kari: Account) -> None:
    with time_machine.travel(NOW, tick=False):
        secret, shown = set_up(Client(), kari, NOW)
    client, later = Client(), NOW + dt.timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        password(client, kari)
        tried = [client.post("/logg-inn/kode/", {"code": "123"}).status_code for _ in range(6)]
        assert tried == [422] * 5 + [429]
        # whatever the code, and from any browser
        assert client.post("/logg-inn/kode/", {"code": code(secret, later)}).status_code == 429
        assert client.post("/logg-inn/kode/", {"code": shown[0]}).status_code == 429
        with pytest.raises(Slowed):
            actions.check_code(kari.pk, code=shown[0], at=later)
    assert WrongCode.objects.count() == 5

    quarter = later + dt.timedelta(minutes=16)
    with time_machine.travel(quarter, tick=False):
        # too long since the password
        assert to(client.post("/logg-inn/kode/", {"code": code(secret, quarter)})) == "/logg-inn/"
        password(client, kari)
        assert client.post("/logg-inn/kode/", {"code": code(secret, quarter)}).status_code == 302
    assert not WrongCode.objects.exists()
    assert Client().get("/logg-inn/kode/").status_code == 302


@pytest.mark.asvs("V6.3.4")
def test_a_key_to_the_api_takes_the_code_as_well(kari: Account) -> None:
    def asked(**more: str) -> int:
        body = {"username": kari.username, "password": given.PASSWORD, **more}
        return Client().post("/api/v1/tokens/", body, "application/json").status_code

    with time_machine.travel(NOW, tick=False):
        assert asked() == 401  # nothing is set up yet
        secret, _shown = set_up(Client(), kari, NOW)
    later = NOW + dt.timedelta(hours=1)
    with time_machine.travel(later, tick=False):
        assert [asked(), asked(code="000000")] == [401, 401]
        assert not Token.objects.exists()
        assert asked(code=code(secret, later)) == 201
        assert asked(code=code(secret, later)) == 401


@pytest.mark.asvs("V6.5.6", "V7.5.1")
def test_ones_own_steps_are_looked_after_and_the_last_one_stays(
    kari: Account, settings: Settings
) -> None:
    client = Client()
    with time_machine.travel(NOW, tick=False):
        _secret, shown = set_up(client, kari, NOW)
        page = client.get("/profil/innlogging/").content.decode()
        assert "10 gjenopprettingskoder igjen." in page
        fresh = codes_on(client.post("/profil/innlogging/koder/"))
        assert len(fresh) == 10
        assert not actions.check_code(kari.pk, code=shown[0], at=NOW)

        factor = Factor.objects.get()
        path = f"/profil/innlogging/{factor.public_id}/fjern/"
        assert client.post(path).status_code == 422
        assert Factor.objects.get().removed_at is None
        # nobody else's
        with pytest.raises(Refused):
            actions.remove_factor(kari.pk, factor=str(factor.public_id), at=NOW)
        settings.SECOND_FACTOR = "off"
        assert client.post(path).status_code == 302
        assert client.get("/profil/innlogging/").status_code == 200

    # what is sensitive asks again after five minutes, and comes back to its page
    with time_machine.travel(NOW + dt.timedelta(minutes=6), tick=False):
        sent = client.get("/profil/innlogging/ny/")
        assert to(sent) == "/logg-inn/igjen/?next=%2Fprofil%2Finnlogging%2Fny%2F"
        posted = client.post(path, headers={"Referer": "http://testserver/profil/innlogging/"})
        assert to(posted) == "/logg-inn/igjen/?next=%2Fprofil%2Finnlogging%2F"
        before = client.session.session_key
        wrong = client.post("/logg-inn/igjen/", {"password": "feil", "next": "/profil/"})
        assert wrong.status_code == 422
        told = {"password": given.PASSWORD, "next": "/profil/innlogging/ny/"}
        assert to(client.post("/logg-inn/igjen/", told)) == "/profil/innlogging/ny/"
        assert client.get("/profil/innlogging/ny/").status_code == 200
        assert client.session.session_key != before
        away = {"password": given.PASSWORD, "next": "https://andre.invalid/"}
        assert to(client.post("/logg-inn/igjen/", away)) == "/"


@pytest.mark.asvs("V6.5.6")
def test_the_administrator_resets_what_is_lost_but_not_their_own(
    db: None, settings: Settings
) -> None:
    town = given.a_town()
    kari = given.account_of(town.caseworker)
    settings.SECOND_FACTOR = "required"
    with time_machine.travel(NOW, tick=False):
        client = Client()
        set_up(client, kari, NOW)
        actions.reset_factors(kari.pk, actor=town.administrator, at=NOW)

        assert client.get("/profil/").status_code == 302
        assert not Session.objects.filter(account=kari).exists()
        assert to(password(Client(), kari)) == "/logg-inn/oppsett/"
        own = given.account_of(town.administrator)
        for account in (own, kari):
            with pytest.raises(Refused):
                actions.reset_factors(account.pk, actor=town.administrator, at=NOW)
    assert Entry.objects.filter(event="FactorsReset").count() == 1


def test_off_asks_nobody_but_those_who_have_set_it_up(kari: Account, settings: Settings) -> None:
    with time_machine.travel(NOW, tick=False):
        set_up(Client(), kari, NOW)
        settings.SECOND_FACTOR = "off"

        assert to(password(Client(), kari)) == "/logg-inn/kode/"
        Factor.objects.update(removed_at=NOW)
        assert to(password(Client(), kari)) == "/"
