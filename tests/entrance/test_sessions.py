"""Sessions: half an hour without work, ten hours with it, and over the moment an account is."""

import datetime as dt
import os
import subprocess
import sys
from typing import Any

import pytest
import time_machine
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import connection
from django.test import Client
from django.urls import get_resolver

from people import actions as people
from people.models import Account, Session
from people.refusals import Refused
from people.roles import Permission
from rights import actions as rights
from tests import given
from tests.architecture.test_doors import doors

NOW = given.NOW


@pytest.fixture
def kari(db: None) -> Account:
    return given.account_of(given.a_town().caseworker)


def signed_in(kari: Account) -> Client:
    client = Client()
    client.post("/logg-inn/", {"username": kari.username, "password": given.PASSWORD})
    assert client.session[SESSION_KEY] == str(kari.pk)
    return client


def after(**time: float) -> time_machine.travel:
    return time_machine.travel(NOW + dt.timedelta(**time), tick=False)


@pytest.mark.asvs("V7.3.1", "V7.3.2")
def test_half_an_hour_without_work_ends_it_and_work_prolongs_it_for_ten_hours(
    kari: Account,
) -> None:
    with after():
        idle, busy = signed_in(kari), signed_in(kari)
    with after(minutes=29):
        assert busy.get("/okt/").json()["seconds"] == 30 * 60
    with after(minutes=31):
        assert idle.get("/profil/").headers["Location"] == "/logg-inn/?next=/profil/"
        assert busy.get("/profil/").status_code == 200

    # however much is done, the day ends
    for minutes in range(60, 590, 29):
        with after(minutes=minutes):
            assert busy.get("/profil/").status_code == 200
    with after(hours=9, minutes=50):
        assert busy.get("/okt/").json()["seconds"] == 600
        page = busy.get("/profil/").content.decode()
        assert 'data-session-seconds="600"' in page
        assert "Du er logget inn til kl. 20.00" in page
    with after(hours=10, seconds=1):
        assert busy.get("/okt/").status_code == 302
        assert SESSION_KEY not in busy.session

    with after(hours=11):
        assert people.forget_sessions(at=NOW + dt.timedelta(hours=11)) >= 1
    assert not Session.objects.exclude(account=None).exists()


@pytest.mark.asvs("V7.2.4", "V7.4.1")
def test_signing_in_and_out_changes_the_key_and_a_stolen_one_opens_nothing_afterwards(
    kari: Account,
) -> None:
    client = Client()
    client.get("/logg-inn/kommune/")
    client.post("/logg-inn/", {"username": kari.username, "password": given.PASSWORD})
    first = client.session.session_key
    thief = Client()
    thief.cookies["sessionid"] = str(first)
    assert thief.get("/profil/").status_code == 200

    client.post("/logg-inn/", {"username": kari.username, "password": given.PASSWORD})
    client.post("/logg-ut/")
    assert thief.get("/profil/").status_code == 302
    assert not Session.objects.filter(account=kari).exists()


@pytest.mark.asvs("V7.4.2")
def test_all_sessions_end_when_the_account_is_closed_and_in_the_middle_of_one(db: None) -> None:
    town = given.a_town()
    kari = given.account_of(town.caseworker)
    one, two = signed_in(kari), signed_in(kari)
    admin = Client()
    admin.force_login(given.account_of(town.administrator))

    rights.close_account(kari.pk, actor=town.administrator, at=NOW)
    assert not Session.objects.filter(account=kari).exists()
    assert [c.get("/profil/").status_code for c in (one, two)] == [302, 302]

    # nobody closes their own
    own = given.account_of(town.administrator)
    with pytest.raises(Refused, match="din egen konto"):
        rights.close_account(own.pk, actor=town.administrator, at=NOW)
    own.refresh_from_db()
    assert own.is_active


@pytest.mark.asvs("V3.3.1", "V3.3.3")
def test_over_https_the_cookies_belong_to_this_host_alone() -> None:
    told = (
        "from tildeling import settings as s; print(s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME,"
        " s.SESSION_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE,"
        " s.SECOND_FACTOR)"
    )
    env = {**os.environ, "HTTPS": "1", "DEMO": "0", "SECOND_FACTOR": ""}
    said = subprocess.run(
        [sys.executable, "-c", told],
        env=env,
        cwd=settings.BASE_DIR,
        capture_output=True,
        check=True,
    )
    assert said.stdout.decode().split() == [
        "__Host-session", "__Host-csrf", "True", "True", "Lax", "required",
    ]  # fmt: skip
    assert not hasattr(settings, "SESSION_COOKIE_DOMAIN") or settings.SESSION_COOKIE_DOMAIN is None


def test_nobody_can_be_somebody_else() -> None:
    """No address, no permission and no part of the session lets one person act as another."""
    words = ("som-bruker", "impersonat", "hijack", "login-as", "logg-inn-som", "su/")
    addresses = list(doors(get_resolver().url_patterns))
    assert not [a for a in addresses if any(word in a for word in words)]
    assert not [p for p in Permission if any(word in p for word in words)]
    assert settings.AUTHENTICATION_BACKENDS == ["django.contrib.auth.backends.ModelBackend"]
    assert not [app for app in settings.INSTALLED_APPS if "hijack" in app or "imperson" in app]


def test_a_database_without_room_signs_nobody_out(kari: Account) -> None:
    # given somebody at work, and a database that can write no more
    client = signed_in(kari)
    client.raise_request_exception = False

    def no_room(execute: Any, sql: str, *rest: Any) -> Any:
        if sql.startswith('UPDATE "people_session"'):
            with connection.cursor() as cursor:
                cursor.execute("DO $$BEGIN RAISE 'no room' USING ERRCODE = '53100'; END$$")
        return execute(sql, *rest)

    # when they open a page
    with connection.execute_wrapper(no_room):
        answer = client.get("/oppgaver/")

    # then it is said that it cannot be now, and they are who they were as soon as there is room
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert client.get("/oppgaver/").status_code == 200
