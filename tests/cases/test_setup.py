"""The set-up of who gives what, of the path and of urgency: dated rows of the municipality."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from cases import actions
from cases.models import PolicyRow
from cases.policy import BY_TRACK, Coordinator, Policy, When
from cases.queries import policy_for
from cases.stages import Track
from people.models import UnitService
from people.refusals import NotFound, Refused
from people.roles import Role
from referrals.models import UrgencyRow
from referrals.queries import key_on
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
TODAY = given.NOW.date()
DAY = dt.timedelta(days=1)
QUICK = Policy(
    Coordinator.PASSED,
    two_persons=When.ALWAYS,
    two_units=True,
    approval=When.ADVERSE,
    simplified=True,
)
HELP = "helsetjenester_i_hjemmet"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def client(town: given.Town) -> Client:
    client = Client()
    client.force_login(given.account_of(town.administrator))
    return client


def decide(town: given.Town, **changes: Any) -> int:
    said: dict[str, Any] = {
        "track": Track.HOME,
        "service_key": HELP,
        "policy": QUICK,
        "decided_by": "Kommunedirektøren 01.03.2026",
        "valid_from": TODAY,
        **changes,
    }
    made = actions.decide_policy(**said, actor=town.administrator, at=given.NOW)
    return int(made["row"])


def of(town: given.Town, on: dt.date, *, renewal: bool = False) -> Policy:
    return policy_for(town.municipality.pk, Track.HOME, [HELP], on=on, renewal=renewal)


def test_a_row_of_the_path_holds_from_its_day_takes_the_place_of_the_one_before_and_ends(
    town: given.Town,
) -> None:
    first = decide(town)
    assert of(town, TODAY).simplified
    assert not of(town, TODAY - DAY).simplified

    # another from a later day takes its place, and ends
    later = TODAY + 30 * DAY
    second = decide(town, policy=BY_TRACK[Track.HOME], valid_from=later)
    assert of(town, later - DAY).simplified
    assert not of(town, later).simplified
    actions.end_policy(first, valid_to=TODAY + DAY, actor=town.administrator, at=given.NOW)
    assert not of(town, TODAY + DAY).simplified
    assert PolicyRow.objects.get(pk=second).valid_to is None
    told = Entry.objects.filter(event__startswith="Policy").values_list("event", flat=True)
    assert sorted(told) == ["PolicyDecided", "PolicyDecided", "PolicyEnded"]


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"track": "X", "decided_by": " "}, ["unknown_track", "who_missing"]),
        ({"service_key": "finnes_ikke"}, ["unknown_service"]),
        ({"service_key": "bpa"}, ["heavy"]),
        (
            {
                "policy": replace(QUICK, coordinator=Coordinator.REQUIRED),
                "valid_from": TODAY + DAY,
            },
            ["coordinator_not_passed"],
        ),
        ({"valid_from": TODAY - DAY}, ["overlaps"]),
    ],
)
def test_what_may_not_be_decided_is_refused_and_nothing_is_written(
    changes: dict[str, Any], codes: list[str], town: given.Town
) -> None:
    decide(town)
    before = (Entry.objects.count(), list(PolicyRow.objects.values_list("pk", "valid_to")))

    with pytest.raises(Refused) as refusal:
        decide(town, **changes)

    assert [one.code for one in refusal.value.objections] == codes
    assert (Entry.objects.count(), list(PolicyRow.objects.values_list("pk", "valid_to"))) == before


def test_what_has_been_stays_as_it_was(town: given.Town) -> None:
    row = decide(town, valid_from=TODAY - 10 * DAY)

    def ends(valid_to: dt.date) -> str:
        with pytest.raises(Refused) as refusal:
            actions.end_policy(row, valid_to=valid_to, actor=town.administrator, at=given.NOW)
        return refusal.value.code

    assert ends(TODAY - 10 * DAY) == "period"
    assert ends(TODAY - DAY) == "past"
    actions.end_policy(row, valid_to=TODAY, actor=town.administrator, at=given.NOW)
    assert ends(TODAY + DAY) == "already_ended"
    elsewhere = given.a_town("3302", "Andre kommune").administrator
    with pytest.raises(NotFound):
        actions.end_policy(row, valid_to=TODAY, actor=elsewhere, at=given.NOW)


def test_who_gives_a_service_is_kept_on_its_page(town: given.Town, client: Client) -> None:
    base = "/oppsett/tjenester/"
    assert "Hvem gir hvilken tjeneste" in client.get("/oppsett/").content.decode()
    new = {"unit_id": town.team.pk, "service_key": "trygghetsalarm", "valid_from": "04.03.2026"}

    assert client.post(f"{base}ny/", new).status_code == 302
    again = client.post(f"{base}ny/", new | {"_key": "b"})
    assert again.status_code == 422
    assert "valid_from" in again.context["form"].errors
    shown = client.get(base).content.decode()
    assert "Trygghetsalarm" in shown
    assert "Fagteam Nord" in shown
    assert "04.03.2026" in shown

    row = UnitService.objects.get(service_key="trygghetsalarm")
    wrong = client.post(f"{base}{row.pk}/avslutt/", {"last_on": "01.03.2026"})
    assert wrong.status_code == 422
    assert "last_on" in wrong.context["form"].errors
    client.post(f"{base}{row.pk}/avslutt/", {"last_on": "31.03.2026", "_key": "c"})
    row.refresh_from_db()
    assert row.valid_to == dt.date(2026, 4, 1)
    assert "31.03.2026" in client.get(base).content.decode()
    assert client.get(f"{base}999999/avslutt/").status_code == 404


def test_the_path_and_the_key_of_urgency_are_kept_on_their_pages(
    town: given.Town, client: Client
) -> None:
    policy = {
        "track": "HOME",
        "service_key": HELP,
        "renewal": "on",
        "simplified": "on",
        "coordinator": "PASSED",
        "two_persons": "ALWAYS",
        "two_units": "on",
        "approval": "ADVERSE",
        "decided_by": "Hovedutvalget 12.02.2026",
        "valid_from": "04.03.2026",
    }
    wrong = client.post("/oppsett/sakens-gang/ny/", policy | {"coordinator": "REQUIRED"})
    assert "coordinator" in wrong.context["form"].errors
    client.post("/oppsett/sakens-gang/ny/", policy | {"_key": "b"})
    row = PolicyRow.objects.get()
    assert (row.renewal, row.simplified, row.service_key) == (True, True, HELP)
    shown = client.get("/oppsett/sakens-gang/").content.decode()
    assert "Uendret fornyelse" in shown
    assert "Hovedutvalget 12.02.2026" in shown
    client.post(f"/oppsett/sakens-gang/{row.pk}/avslutt/", {"last_on": "04.03.2026"})
    row.refresh_from_db()
    assert row.valid_to == TODAY + DAY

    grade = {
        "grade": "1",
        "label": "Straks",
        "description": "Fare for liv.",
        "longest_days": "2",
        "decided_by": "Hovedutvalget 12.02.2026",
        "valid_from": "04.03.2026",
    }
    late = client.post("/oppsett/hastegrad/ny/", grade | {"longest_days": "400"})
    assert "longest_days" in late.context["form"].errors
    client.post("/oppsett/hastegrad/ny/", grade | {"_key": "b"})
    assert key_on(town.municipality.pk, on=TODAY)[0].longest_days == 2
    assert "1 – Straks" in client.get("/oppsett/hastegrad/").content.decode()
    own = UrgencyRow.objects.get()
    client.post(f"/oppsett/hastegrad/{own.pk}/avslutt/", {"last_on": "04.03.2026"})
    assert key_on(town.municipality.pk, on=TODAY + DAY)[0].longest_days == 7


def test_nobody_else_gets_in(town: given.Town) -> None:
    row = decide(town)
    pages = ("tjenester/", "tjenester/ny/", "sakens-gang/", "hastegrad/", "hastegrad/ny/")
    for role, actor in town.by_role().items():
        client = Client()
        client.force_login(given.account_of(actor))
        mine = role is Role.SYSTEM_ADMINISTRATOR
        for path in (*pages, f"sakens-gang/{row}/avslutt/"):
            assert client.get(f"/oppsett/{path}").status_code == (200 if mine else 403)
