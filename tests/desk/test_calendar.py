"""The deadlines in one's own calendar: at a secret address, without a word of any person."""

import datetime as dt
import re
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from audit.models import Denial, Entry, Read
from deadlines.models import Deadline
from deadlines.queries import due_list
from desk.adapters import calendar_of
from people.models import RoleGrant
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
    return found[1]


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


def test_what_is_long_overdue_leaves_room_for_what_is_to_come(town: given.Town) -> None:
    old = given.a_registered_application(town)
    [coming] = given.a_registered_application(town)
    days = dt.timedelta(days=91)
    Deadline.objects.filter(case__in=old).update(due_on=given.NOW.date() - days)
    link = address(town)

    text = Client().get(link).content.decode()

    shown = set(Deadline.objects.filter(case=coming).values_list("public_id", flat=True))
    assert text.count("BEGIN:VEVENT") == 2
    assert sum(f"/frister/{public_id}/" in text.replace("\r\n ", "") for public_id in shown) == 2
    assert len(old) == 1
    assert "mer enn 90 dager siden" in text.replace("\r\n ", "")


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
