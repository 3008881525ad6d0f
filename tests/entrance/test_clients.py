"""Systems that come in by themselves: a secret shown once, a key for an hour, few doors."""

import base64
import datetime as dt
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.timezone import localdate

from audit.models import Denial, Entry
from entrance import actions
from entrance.models import Client
from people.models import Account, RoleGrant, StaffMember, Token
from people.refusals import AccessDenied, Refused
from people.roles import SCOPES, Role
from tests import given
from tests.architecture.test_doors import PARAMETER, SAMPLE

pytestmark = pytest.mark.django_db
NOW = given.NOW
TODAY = dt.date(2026, 3, 4)
TOKEN = "/api/v1/oauth/token/"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def a_client(town: given.Town, *scopes: str) -> dict[str, str]:
    return actions.make_client(
        name="Skjemaportalen",
        unit_id=town.intake.pk,
        scopes=list(scopes),
        last_on=TODAY + dt.timedelta(days=30),
        actor=town.administrator,
        at=NOW,
    )


def asked(made: dict[str, str], **more: str) -> Any:
    body = {"grant_type": "client_credentials", **more}
    basic = base64.b64encode(f"{made['client']}:{made['secret']}".encode()).decode()
    return sent(body, Authorization=f"Basic {basic}")


def sent(body: dict[str, str], **headers: str) -> Any:
    return Browser().post(TOKEN, urlencode(body), FORM, headers=headers)


def test_a_system_gets_a_key_for_an_hour_and_nothing_of_it_lies_open(town: given.Town) -> None:
    with time_machine.travel(NOW, tick=False):
        made = a_client(town, "intake:write", "documents:write")
        answer = asked(made)
        in_body = sent(
            {
                "grant_type": "client_credentials",
                "client_id": made["client"],
                "client_secret": made["secret"],
                "scope": "intake:write",
            }
        )

    told = answer.json()
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")
    assert (told["token_type"], told["expires_in"]) == ("Bearer", 3600)
    assert told["scope"] == "documents:write intake:write"
    assert in_body.json()["scope"] == "intake:write"
    token = Token.objects.order_by("pk")[0]
    assert (token.expires_at, token.scopes) == (
        NOW + dt.timedelta(hours=1),
        ["documents:write", "intake:write"],
    )
    kept = str([*Token.objects.values(), *Client.objects.values(), *Entry.objects.values()])
    assert told["access_token"] not in kept
    assert made["secret"] not in kept

    # it has the role of an integration and no other, and no password opens its account
    client = Client.objects.get()
    roles = RoleGrant.objects.filter(staff=client.account.staff)
    assert [grant.role for grant in roles] == [Role.INTEGRATION]
    assert not client.account.has_usable_password()
    made_of = Entry.objects.get(event="ClientMade")
    assert made_of.staff_id == town.administrator.staff()


def api_doors(patterns: Any, prefix: str = "/") -> list[str]:
    found = []
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            found += api_doors(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and path.startswith("/api/v1/"):
            found.append(PARAMETER.sub(lambda m: SAMPLE[m[1] or "str"], path))
    return found


@pytest.mark.asvs("V10.3.2", "V10.4.11")
def test_a_scope_opens_its_doors_and_every_other_is_shut_and_on_record(town: given.Town) -> None:
    """Every door of the API, by every method, with a key for everything and for each scope."""
    open_to = {
        "intake:write": {("POST", "/api/v1/applications/"), ("GET", "/api/v1/services/")},
        "documents:write": {("POST", "/api/v1/inbox/documents/")},
        "cases:read": {
            ("GET", "/api/v1/cases/"),
            ("GET", "/api/v1/cases/x/"),
            ("GET", "/api/v1/cases/x/timeline/"),
        },
    }
    assert set(open_to) == set(SCOPES)
    doors = [d for d in api_doors(get_resolver().url_patterns) if "token" not in d]
    doors.remove("/api/v1/schema/")
    tried = 0
    with time_machine.travel(NOW, tick=False):
        for scope, allowed in open_to.items():
            key = asked(a_client(town, scope)).json()["access_token"]
            opened = set()
            for path in doors:
                for method in ("GET", "POST", "PATCH", "PUT", "DELETE"):
                    answer = Browser().generic(
                        method, path, "{}", "application/json",
                        headers={"Authorization": f"Bearer {key}"},
                    )  # fmt: skip
                    tried += 1
                    if answer.status_code == 405:
                        continue
                    shut = answer.status_code == 403 and "Denne nøkkelen" in answer.json()["detail"]
                    if not shut:
                        opened.add((method, path))
            assert opened == allowed, scope
    assert tried > 300
    assert Denial.objects.filter(what__startswith="scope none of ").count() > 50


def test_an_application_comes_in_by_it_and_the_trail_names_the_system(town: given.Town) -> None:
    with time_machine.travel(NOW, tick=False):
        key = asked(a_client(town, "intake:write")).json()["access_token"]
        headers = {"Authorization": f"Bearer {key}"}
        assert Browser().get("/api/v1/services/", headers=headers).status_code == 200
        # a person's own page is no door of the API
        assert Browser().get("/oppgaver/", headers=headers).status_code == 302
    system = Client.objects.get().account.staff_id
    assert Entry.objects.get(event="TokenIssued").staff_id == system


@pytest.mark.asvs("V10.4.10")
def test_what_is_wrong_gets_no_key_and_guesses_are_slowed(town: given.Town) -> None:
    made = a_client(town, "intake:write")
    wrong = {**made, "secret": "feil"}
    with time_machine.travel(NOW, tick=False):
        refused = asked(made, scope="intake:write cases:read")
        assert (refused.status_code, refused.json()) == (400, {"error": "invalid_scope"})
        assert asked(made, grant_type="password").status_code == 400
        assert asked({"client": "ikke-en-id", "secret": "x"}).status_code == 401
        assert sent({"grant_type": "client_credentials"}).status_code == 401

        tried = [asked(wrong) for _ in range(6)]
        assert [a.status_code for a in tried] == [401] * 5 + [429]
        assert tried[0]["WWW-Authenticate"] == 'Basic realm="tildeling"'
        assert asked(made).status_code == 429
    assert Denial.objects.filter(what="client: secret").count() == 5
    assert not Token.objects.exists()


@pytest.mark.asvs("V10.4.9")
def test_it_ends_on_its_day_and_at_once_when_it_is_revoked(town: given.Town) -> None:
    made = a_client(town, "intake:write")
    with time_machine.travel(NOW, tick=False):
        headers = {"Authorization": f"Bearer {asked(made).json()['access_token']}"}
        assert Browser().get("/api/v1/services/", headers=headers).status_code == 200
    with time_machine.travel(NOW + dt.timedelta(minutes=61), tick=False):
        assert Browser().get("/api/v1/services/", headers=headers).status_code == 401
    with time_machine.travel(NOW + dt.timedelta(days=31), tick=False):
        assert asked(made).status_code == 401

    with time_machine.travel(NOW + dt.timedelta(hours=2), tick=False):
        headers = {"Authorization": f"Bearer {asked(made).json()['access_token']}"}
        actions.revoke_client(made["client"], actor=town.administrator, at=NOW)
        assert Browser().get("/api/v1/services/", headers=headers).status_code == 401
        assert asked(made).status_code == 401
        with pytest.raises(Refused):
            actions.revoke_client(made["client"], actor=town.administrator, at=NOW)


def test_the_administrator_alone_makes_one_and_says_what_it_may(town: given.Town) -> None:
    before = StaffMember.objects.count(), Account.objects.count()
    with pytest.raises(Refused) as refused:
        actions.make_client(
            name=" ",
            unit_id=town.intake.pk,
            scopes=["alt"],
            last_on=TODAY + dt.timedelta(days=400),
            actor=town.administrator,
            at=NOW,
        )
    assert [o.code for o in refused.value.objections] == ["name_missing", "scopes", "too_long"]
    with pytest.raises(AccessDenied):
        actions.make_client(
            name="X",
            unit_id=town.intake.pk,
            scopes=["intake:write"],
            last_on=TODAY,
            actor=town.chief,
            at=NOW,
        )
    assert (StaffMember.objects.count(), Account.objects.count()) == before

    browser = Browser()
    browser.force_login(given.account_of(town.administrator))
    page = browser.post(
        "/oppsett/integrasjoner/ny/",
        {
            "name": "Skjemaportalen",
            "unit_id": town.intake.pk,
            "scopes": ["intake:write"],
            "last_on": (localdate() + dt.timedelta(days=9)).isoformat(),
        },
    )
    client = Client.objects.get()
    assert (page.status_code, str(client.public_id) in page.content.decode()) == (200, True)
    listed = browser.get("/oppsett/integrasjoner/").content.decode()
    assert f"{localdate() + dt.timedelta(days=9):%d.%m.%Y}" in listed  # the last day, as chosen
    assert "Skjemaportalen" in listed
    assert client.secret_digest not in listed
