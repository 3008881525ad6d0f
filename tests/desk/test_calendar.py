"""The deadlines in one's own calendar: at a secret address, without a word of any person."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from audit.models import Denial, Entry, Read
from cases.models import Case
from deadlines.actions import assign_case
from deadlines.models import Deadline
from deadlines.queries import due_list
from desk.adapters import calendar_of
from people.access import Actor
from people.models import RoleGrant
from people.roles import Role
from tests import given

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> Iterator[given.Town]:
    with time_machine.travel(given.NOW):
        yield given.a_town()


def address(town: given.Town) -> str:
    client = Client()
    client.force_login(given.account_of(town.caseworker))
    page = client.get("/frister/").content.decode()
    found = re.search(r'href="(/kalender/[^"]+)">iCal-lenke', page)
    assert found
    return found[1].replace("&amp;", "&")


def test_the_link_shows_what_is_due_to_who_has_it_and_names_nobody(town: given.Town) -> None:
    [case] = given.a_registered_application(town)

    answer = Client().get(address(town))

    text = answer.content.decode()
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    assert "SUMMARY:Frist: foreløpig svar\r\n" in text
    assert case.reference not in text
    assert not re.search(r"\d{4}-\d{5}|\d{11}", text)
    due = Deadline.objects.get(case=case, kind="PRELIMINARY_ANSWER").due_on
    assert f"DTSTART;VALUE=DATE:{due:%Y%m%d}" in text
    assert text.count("BEGIN:VEVENT") == text.count("END:VEVENT") == 2
    assert "Nordmann" not in text.replace("NORDMANN", "Nordmann")


def given_to(staff: Actor, case: Case, *, by: Actor) -> None:
    """The leader gives them the case."""
    case.refresh_from_db()
    assign_case(case.pk, staff_id=staff.staff(), version=case.version, actor=by, at=given.NOW)


def test_another_key_opens_nothing(town: given.Town) -> None:
    right = address(town)
    account = given.account_of(town.caseworker)
    for wrong in ("", "x", f"{account.pk}-", f"{account.pk}-{'0' * 64}", "9" * 12, "1-1-1"):
        assert Client().get("/kalender/frister.ics", {"nokkel": wrong}).status_code == 404, wrong

    # and a new password ends the address
    account.set_password("et annet passord enn før")
    account.save()
    assert Client().get(right).status_code == 404


def test_each_fetch_is_a_look_at_those_whose_deadlines_it_shows(town: given.Town) -> None:
    [case] = given.a_registered_application(town)
    link = address(town)
    before = Read.objects.count()

    Client().get(link)

    assert Read.objects.count() == before + 1
    read = Read.objects.get(page="Frister – kalender")
    assert (read.staff_id, read.person_ids) == (town.caseworker.staff(), [case.person_id])


def events(address: str) -> set[str]:
    """The deadlines a calendar address shows."""
    text = Client().get(address).content.decode().replace("\r\n ", "")
    found = re.findall(r"URL:\S+/frister/([^/]+)/", text)
    assert text.count("BEGIN:VEVENT") == len(found)
    return set(found)


def deadlines_of(case: Case) -> set[str]:
    return {str(one.public_id) for one in Deadline.objects.filter(case=case)}


def test_a_calendar_has_ones_own_deadlines_and_not_those_of_colleagues(town: given.Town) -> None:
    # given two cases of the unit, one of them the caseworker's own
    [mine] = given.a_registered_application(town)
    [theirs] = given.a_registered_application(town)
    given_to(town.caseworker, mine, by=town.chief)
    given_to(given.staff(Role.CASEWORKER, town.intake), theirs, by=town.chief)
    link = address(town)

    # then the address of the page, and one that does not say, give one's own
    assert "vis=mine" in link
    assert events(link) == events(link.replace("vis=mine&", "")) == deadlines_of(mine)
    # and the unit's are there for who chooses them
    both = deadlines_of(mine) | deadlines_of(theirs)
    assert events(link.replace("vis=mine", "vis=enhet")) == both
    assert events(link.replace("vis=mine", "vis=alle")) == both


def test_what_nobody_has_followed_up_stays_however_long_ago_it_was_due(town: given.Town) -> None:
    [case] = given.a_registered_application(town)
    given_to(town.caseworker, case, by=town.chief)
    days = dt.timedelta(days=112)
    Deadline.objects.filter(case=case).update(due_on=given.NOW.date() - days)

    assert events(address(town)) == deadlines_of(case)


def test_a_calendar_that_asks_all_the_time_waits_an_hour(town: given.Town) -> None:
    given.a_registered_application(town)
    link = address(town)
    with time_machine.travel(given.NOW) as clock:
        answers = [Client().get(link).status_code for _ in range(31)]
        clock.shift(dt.timedelta(hours=1, seconds=1))
        later = Client().get(link)

    assert answers == [200] * 30 + [429]
    assert later.status_code == 200


def test_a_renewed_address_is_the_only_one(town: given.Town) -> None:
    old = address(town)
    client = Client()
    client.force_login(given.account_of(town.caseworker))

    answer = client.post("/kalender/ny/")

    assert (answer.status_code, answer["Location"]) == (302, "/frister/")
    assert Client().get(old).status_code == 404
    assert Client().get(address(town)).status_code == 200
    assert Entry.objects.get(event="CalendarRenewed").staff_id == town.caseworker.staff()


def test_who_has_lost_the_role_sees_nothing_more(town: given.Town) -> None:
    link = address(town)
    RoleGrant.objects.filter(staff_id=town.caseworker.staff()).update(revoked_at=given.NOW)

    assert Client().get(link).status_code == 403
    assert Denial.objects.filter(what__startswith="Frister – kalender").exists()


def test_long_lines_are_folded_between_whole_characters(town: given.Town) -> None:
    given.a_registered_application(town)
    rows = [row for g in due_list(town.caseworker, on=dt.date(2026, 3, 4)) for row in g.rows]

    text = calendar_of(rows, site="https://" + "æ" * 60, note="ø" * 90, at=given.NOW)

    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75
    assert f"URL:https://{'æ' * 60}/frister/" in text.replace("\r\n ", "")


def summaries(address: str) -> list[str]:
    text = Client().get(address).content.decode().replace("\r\n ", "")
    return re.findall(r"SUMMARY:(.+)\r\n", text)


def test_two_of_a_day_that_are_called_the_same_are_told_apart_without_saying_whose(
    town: given.Town,
) -> None:
    # given two cases with the same deadline the same day, and one whose day is another
    cases = [given.a_registered_application(town)[0] for _ in range(3)]
    for case in cases:
        given_to(town.caseworker, case, by=town.chief)
    other_day = Deadline.objects.filter(case=cases[2], kind="PRELIMINARY_ANSWER")
    other_day.update(due_on=given.NOW.date() + dt.timedelta(days=3))
    client = Client()
    client.force_login(given.account_of(town.caseworker))
    page = client.get("/oppgaver/").content.decode()
    tasks = re.search(r'href="(/kalender/oppgaver[^"]+)"', page)
    assert tasks

    for link, what, of, alone in (
        (address(town), "Frist: foreløpig svar", 2, ["Frist: foreløpig svar"]),
        (tasks[1].replace("&amp;", "&"), "Start kartlegging", 3, []),
    ):
        said = [one for one in summaries(link) if one.startswith(what)]
        numbered = [f"{what} ({n} av {of})" for n in range(1, of + 1)]
        assert sorted(said) == sorted([*alone, *numbered])
        assert not any(case.reference in one for one in said for case in cases)
