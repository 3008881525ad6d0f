"""The list in other programs: sheets where nothing is a formula, a calendar that names nobody."""

import csv
import datetime as dt
import re
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from django.test import Client

from audit.models import Read
from people.access import Actor
from people.models import Session
from tests import given


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
@pytest.mark.asvs("V1.2.10")
def test_the_list_is_downloaded_as_narrowed_subscribed_to_and_asked_for_what_is_new() -> None:
    town = given.a_town()
    now = dt.datetime.now(dt.UTC)
    person = given.a_person(
        town.municipality, given="=Ola", family="=Nordmann", protection="CONFIDENTIAL"
    )
    given.a_registered_application(town, person=person, at=now, urgent=True)
    (other,) = given.a_registered_application(town, at=now)
    client = signed_in(town.caseworker)

    # as narrowed, with everybody in it on record
    path = "/oppgaver/oppgaver.csv?vis=ufordelt&haster=ja"
    answer = client.get(path)
    rows = list(csv.reader(StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert answer["Content-Disposition"] == 'attachment; filename="oppgaver-2026-03-04.csv"'
    assert "no-store" in answer["Cache-Control"]
    assert {row[2] for row in rows[1:]} == {"'=NORDMANN, '=Ola"}
    assert (rows[0][4], {row[4] for row in rows[1:]}) == (
        "Adressebeskyttelse",
        {"Fortrolig adresse"},
    )
    shown = client.get("/oppgaver/?vis=ufordelt").content.decode().partition("<tbody")[2]
    assert shown.count("Fortrolig adresse") == shown.count("=NORDMANN, =Ola") > 0
    assert other.reference not in answer.content.decode()
    look = Read.objects.get(page="Mine oppgaver – nedlasting")
    assert look.person_ids == [person.pk]
    sheet = client.get("/oppgaver/oppgaver.xlsx?vis=ufordelt")
    assert ZipFile(BytesIO(sheet.content)).testzip() is None

    # the calendar: the title and the day, and nothing of anybody or of any case
    page = client.get("/oppgaver/?vis=ufordelt").content.decode()
    found = re.search(r'href="(/kalender/oppgaver.ics[^"]+)"', page)
    assert found
    address = found[1].replace("&amp;", "&")
    told = Client().get(address).content.decode()
    assert "SUMMARY:Start kartlegging" in told
    assert other.reference not in told
    assert re.findall("URL:.*/(.*)/", told) == ["oppgaver"] * told.count("BEGIN:VEVENT")
    assert "nordmann" not in told.casefold()
    client.post("/kalender/ny/", {"fra": "oppgaver"})
    assert Client().get(address).status_code == 404

    # what is new is told by marks of which nothing can be read; it keeps nobody signed in
    marks = re.search(r'data-marks="([^"]+)"', page)
    assert marks
    ends = Session.objects.get().expire_date
    looks = Read.objects.count()
    fresh = client.get("/oppgaver/nye/?vis=ufordelt")
    assert fresh.json()["marks"] == marks[1].split()
    assert (Session.objects.get().expire_date, Read.objects.count()) == (ends, looks)
    given.a_registered_application(town, at=now)
    new = set(client.get("/oppgaver/nye/?vis=ufordelt").json()["marks"]) - set(marks[1].split())
    assert len(new) == 1
    client.get("/oppgaver/")
    assert Session.objects.get().expire_date > ends


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_a_view_is_saved_from_the_list_and_what_is_done_in_a_row_comes_back_to_it() -> None:
    town = given.a_town()
    (case,) = given.a_registered_application(town, at=dt.datetime.now(dt.UTC))
    client = signed_in(town.caseworker)
    query = "vis=ufordelt&haster=nei"

    page = client.get(f"/oppgaver/visninger/ny/?{query}&sone=Ola+Nordmann&q=Ola").content.decode()
    assert "Haster: Uten" in page
    assert "Ola" not in page.split("<main", 1)[1]
    made = client.post(f"/oppgaver/visninger/ny/?{query}", {"name": "Uten hast"})
    assert made["Location"] == f"/oppgaver/?{query}"
    shown = client.get("/oppgaver/").content.decode()
    assert f'href="/oppgaver/?{query.replace("&", "&amp;")}">Uten hast</a>' in shown
    assert 'aria-current="page">Uten hast' in client.get(f"/oppgaver/?{query}").content.decode()

    task = {"kind": "start_assessment", "key": case.reference}
    taken = client.post(f"/saker/{case.reference}/oppgaver/ta/", task | {"fra": query})
    assert taken["Location"] == f"/oppgaver/?{query}"
    for elsewhere in ("//annet.no", "https://annet.no", "vis=a\r\nX: y"):
        held = {"until": "2026-03-20", "reason": "Sykehus", "fra": elsewhere}
        answer = client.post(f"/saker/{case.reference}/oppgaver/vent/", task | held)
        assert answer["Location"] == "/oppgaver/"
