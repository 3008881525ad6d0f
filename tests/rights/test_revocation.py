"""A right that is gone is gone at the next request, and no right of the system's opens a person."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.test import Client

from cases.queries import entrusted, open_people, visible
from notifications import tasks as post
from notifications.actions import notify
from notifications.kinds import NoticeKind
from notifications.models import Notice
from notifications.queries import letters_seen_by
from people import actions as people
from people.access import Actor, reading
from people.actions import create_token
from people.models import RoleGrant, StaffMember
from people.roles import ROLES, Permission, Role
from tests import given
from tests.architecture.test_actions import USE_CASES

ROOT = Path(settings.BASE_DIR)
NOW = given.NOW
ADMINISTRATOR = ROLES[Role.SYSTEM_ADMINISTRATOR].permissions


def revoke(who: Actor, by: Actor) -> None:
    day = NOW.date()
    grant = RoleGrant.objects.get(
        staff_id=who.staff(), valid_from__lte=day, valid_to__gt=day, revoked_at=None
    )
    people.revoke_role(grant.pk, actor=by, at=NOW)


@pytest.mark.django_db
@pytest.mark.asvs("7.4.2", "8.3.2")
def test_a_role_taken_back_is_gone_at_the_next_request_through_every_door() -> None:
    """Z7: a session, a key to the API, between two pages of a list taken out, and in the post."""
    town = given.a_town()
    for _n in range(3):
        given.a_case(town, responsible=town.caseworker)
    account = given.account_of(town.caseworker)
    staff = StaffMember.objects.get(pk=town.caseworker.staff())
    with time_machine.travel(NOW, tick=False):
        page = Client()
        page.force_login(account)
        key = create_token(account.username, password=given.PASSWORD, at=NOW)["token"]
        api = Client(headers={"Authorization": f"Bearer {key}"})
        assert page.get("/saker/").status_code == 200
        first = api.get("/api/v1/cases/?size=1&page=1")
        assert (first.status_code, len(first.json()["results"])) == (200, 1)
        notify(staff, NoticeKind.TASK, case=None, key="k", sentence="Noe å gjøre.", at=NOW)
        waiting = Notice.objects.get(staff=staff)

        revoke(town.caseworker, by=town.administrator)

        assert {page.get(path).status_code for path in ("/saker/", "/oppgaver/", "/sok/")} == {403}
        second = api.get("/api/v1/cases/?size=1&page=2")
        assert second.status_code == 403
        assert "results" not in second.json()
        post.send_due()
        waiting.refresh_from_db()
        assert waiting.passed_on_at is not None
        assert not any(
            message.to == [staff.email] and "Nytt arbeid" in str(message.body)
            for message in mail.outbox
        )


@pytest.mark.django_db
def test_who_is_told_that_a_role_has_ended_is_told_all_the_same() -> None:
    town = given.a_town()
    staff = StaffMember.objects.get(pk=town.caseworker.staff())
    notify(staff, NoticeKind.RIGHTS, case=None, key="k", sentence="Rollen er fjernet.", at=NOW)
    revoke(town.caseworker, by=town.administrator)

    with time_machine.travel(NOW, tick=False):
        post.send_due()

    assert [message.to for message in mail.outbox] == [[staff.email]]


def looks() -> Iterator[tuple[str, str]]:
    """Every reading that puts somebody on record, and the permission it asks for."""
    for app in settings.HOUSE:
        for path in sorted((ROOT / app).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for node in ast.walk(tree):
                if not isinstance(node, ast.With):
                    continue
                for item in node.items:
                    call = item.context_expr
                    if not isinstance(call, ast.Call) or ast.unparse(call.func) != "reading":
                        continue
                    shows = ".saw(" in ast.unparse(node)
                    if shows and ast.unparse(call.args[1]).startswith("Permission."):
                        yield f"{path.relative_to(ROOT)}:{node.lineno}", call.args[1].attr  # type: ignore[attr-defined]  # Permission.X


def test_no_door_that_shows_a_person_asks_for_what_a_system_administrator_may() -> None:
    found = list(looks())
    # One's own notices name nobody (Information.NOTICE).
    mine = {permission.name for permission in ADMINISTRATOR} - {Permission.OWN_NOTICES.name}

    assert len(found) > 60
    assert [where for where, permission in found if permission in mine] == []


def test_no_use_case_of_a_system_administrator_takes_a_person_or_a_case() -> None:
    about = {"case_id", "reference", "person", "person_id", "order", "letter_id", "note", "scan"}
    mine = [
        (name, use_case) for name, use_case in USE_CASES if use_case.permission in ADMINISTRATOR
    ]

    assert len(mine) > 20
    takes = {name: set(inspect.signature(use_case).parameters) for name, use_case in mine}
    assert {name for name, parameters in takes.items() if about & parameters} == set()


@pytest.mark.django_db
def test_a_system_administrator_sees_nobody() -> None:
    town = given.a_town()
    given.a_registered_application(town)
    who = town.administrator

    with reading(who, Permission.ADMINISTER, page="Oppsett", at=NOW):
        seen = [rows(who).count() for rows in (visible, entrusted, open_people, letters_seen_by)]

    assert seen == [0, 0, 0, 0]


def test_a_session_is_begun_in_one_place_and_by_whoever_proves_who_they_are() -> None:
    """No impersonation: nothing else signs anybody in."""
    places = [
        f"{path.relative_to(ROOT)}"
        for app in [*settings.HOUSE, "tildeling"]
        for path in sorted((ROOT / app).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"login", "auth.login"}
    ]

    assert places == ["entrance/adapters/pages.py"]
