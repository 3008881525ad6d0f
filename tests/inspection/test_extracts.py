"""What is taken out: asked why, on record before the first byte, and to be checked by anybody."""

import csv
import datetime as dt
import hashlib
import io
import json
import zipfile
from dataclasses import replace

import pytest
import time_machine
from django.http.response import HttpResponseBase
from django.test import Client

from audit.models import Denial, Entry, Read
from cases.models import CaseAccess
from cases.models.support import MEETING
from inspection.models import Extract
from inspection.policy import POLICIES
from oversight.actions import give_reason
from people.access import Actor
from people.adapters.sessions import KNOWN
from people.models import IdentityNumber, Relation, Resident, StaffMember
from records.actions import write_note
from records.kinds import NoteKind
from records.rules import Written
from tests import given
from tests.records.test_case_pdf import a_full_case

pytestmark = pytest.mark.django_db
WHY = {"purpose": "SUPERVISION", "note": ""}
AT = given.NOW + dt.timedelta(hours=1)


def client_of(actor: Actor, *, lately: bool = True) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    session = client.session
    session[KNOWN] = (AT if lately else given.NOW).timestamp()
    session.save()
    return client


def body_of(answer: HttpResponseBase) -> bytes:
    return b"".join(answer)


@time_machine.travel(AT, tick=False)
def test_the_case_as_a_zip_holds_all_of_it_and_a_manifest_that_an_outsider_can_check() -> None:
    town = given.a_town()
    case = a_full_case(town)
    page = f"/saker/{case.reference}/uttrekk/"
    auditor = client_of(town.auditor)

    # without a purpose nothing leaves, and nothing is said to have left
    assert auditor.get(page).status_code == 200
    assert auditor.post(page, {"purpose": "OTHER", "note": " "}).status_code == 422
    assert not Extract.objects.exists()

    answer = auditor.post(page, WHY)
    assert answer["Content-Disposition"] == (
        f'attachment; filename="sak-{case.reference}-2026-03-04.zip"'
    )
    archive = zipfile.ZipFile(io.BytesIO(body_of(answer)))
    manifest = json.loads(archive.read("manifest.json"))
    listed = {one["name"]: one["sha256"] for one in manifest["files"]}
    assert {*listed, "manifest.json"} == set(archive.namelist())
    assert all(hashlib.sha256(archive.read(n)).hexdigest() == listed[n] for n in listed)
    assert {name.split("/")[0] for name in listed} == {
        f"sak-{case.reference}.pdf", "dokumenter", "brev", "historikk.csv", "innsynslogg.csv"
    }  # fmt: skip
    held = manifest["files"][0]["contains"]  # the PDF's own contents
    assert [one["title"] for one in held[:4]] == [
        "Søknad", "Kartlegging 1", "Innstilling", "Vedtak 1"
    ]  # fmt: skip
    history = list(
        csv.reader(io.StringIO(archive.read("historikk.csv").decode("utf-8-sig")), delimiter=";")
    )
    assert (
        len(history) - 1 == Entry.objects.filter(case_id=case.pk).exclude(event="TakenOut").count()
    )
    assert history[0] == ["Når", "Hendelse", "Hvem", "Rolle", "Enhet", "Nummer i sporet"]
    assert {one[5] for one in history[1:]} <= {
        str(one) for one in Entry.objects.filter(case_id=case.pk).values_list("id", flat=True)
    }
    assert {"seal", "anchored_to", "breaks"} < set(manifest["trail"])

    # then who, what, how many and why are on record, with the manifest's own hash
    whole = hashlib.sha256(archive.read("manifest.json")).hexdigest()
    row = Extract.objects.get()
    assert (row.what, row.purpose, row.persons, row.sha256) == ("CASE", "SUPERVISION", 1, whole)
    event = Entry.objects.get(event="TakenOut")
    assert (event.data["sha256"], event.case_id) == (whole, case.pk)
    assert event.staff_id == town.auditor.staff_id
    assert Read.objects.filter(page="Saken som ZIP", case_id=case.pk).exists()
    assert whole in auditor.get("/uttrekk/").content.decode()

    # a leader of the unit has it too, without the log of looks; nobody else, and not kode 6
    chief = client_of(town.chief).post(page, WHY)
    assert "innsynslogg.csv" not in zipfile.ZipFile(io.BytesIO(body_of(chief))).namelist()
    assert client_of(town.officer).post(page, WHY).status_code == 403
    Resident.objects.filter(pk=case.person_id).update(protection="STRICT")
    assert auditor.post(page, WHY).status_code == 404
    assert Extract.objects.count() == 2


@time_machine.travel(AT, tick=False)
def test_what_was_typed_survives_that_somebody_must_show_who_they_are_once_more() -> None:
    town = given.a_town()
    case = given.a_case(town)
    page = f"/saker/{case.reference}/uttrekk/"
    client = client_of(town.auditor, lately=False)
    note = "Statsforvalteren ba om saken i brev av 2. mars."

    sent = client.post(
        page, {"purpose": "OTHER", "note": note}, headers={"Referer": f"http://testserver{page}"}
    )

    assert sent["Location"].startswith("/logg-inn/igjen/?next=")
    assert note not in client.get("/historikk/").content.decode()  # not on any page, only its own
    told = {"password": given.PASSWORD, "next": page}
    assert client.post("/logg-inn/igjen/", told)["Location"] == page
    back = client.get(page).content.decode()
    assert note in back
    assert "skjemaet ble ikke sendt" in back
    assert "<form" in client.get(page).content.decode()  # and then the page itself
    assert not Extract.objects.exists()


@time_machine.travel(AT, tick=False)
@pytest.mark.asvs("V1.2.10", "V7.5.3")
def test_lists_leave_with_a_purpose_and_many_persons_only_by_who_shows_who_they_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    town = given.a_town()
    (case,) = given.a_registered_application(town, at=given.NOW)
    StaffMember.objects.filter(pk=town.caseworker.staff()).update(given_name="=cmd|")
    auditor = client_of(town.auditor, lately=False)
    client_of(town.caseworker).get(f"/saker/{case.reference}/")
    log = f"/personer/{case.person.public_id}/innsyn/uttrekk/?grunn=oppgave"

    assert "1 besøk av 1 ansatt" in auditor.get(log).content.decode()
    sheet = auditor.post(log, WHY | {"form": "csv"})
    lines = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig")), delimiter=";"))
    assert lines[0] == ["Fra", "Til", "Hvem", "Rolle", "Enhet", "Grunn", "Sak", "Har sett"]
    assert lines[1][0] == "04.03.2026 11:00"
    assert lines[1][2].startswith("'=cmd|")
    assert Extract.objects.get().sha256 == hashlib.sha256(sheet.content).hexdigest()
    assert "nordmann" not in sheet["Content-Disposition"].casefold()
    history = auditor.post(f"/saker/{case.reference}/historikk/uttrekk/", WHY | {"form": "xlsx"})
    assert zipfile.ZipFile(io.BytesIO(history.content)).testzip() is None
    assert Extract.objects.filter(what="HISTORY", rows__gt=1).exists()
    paper = auditor.post(f"/saker/{case.reference}/historikk/uttrekk/", WHY | {"form": "pdf"})
    assert (paper["Content-Type"], paper.content[:5]) == ("application/pdf", b"%PDF-")

    # the inbox is a file of one's own, until it is of many
    worker, path = client_of(town.caseworker, lately=False), "/oppgaver/oppgaver.csv?vis=ufordelt"
    assert worker.get(path)["Content-Type"].startswith("text/csv")
    few = tuple(replace(row, many=0) for row in POLICIES)
    monkeypatch.setattr("inspection.policy.POLICIES", few)
    assert worker.get(path)["Location"].startswith("/logg-inn/igjen/")
    known = client_of(town.caseworker)
    assert "Filen gjelder 1 person." in known.get(path).content.decode()
    taken = known.post(path, {"purpose": "WORK", "form": "csv"})
    assert taken["Content-Type"].startswith("text/csv")
    few_, many_ = Extract.objects.filter(what="TASKS").order_by("pk")
    assert (few_.purpose, many_.purpose) == ("UNASKED", "WORK")
    assert few_.staff_id == many_.staff_id == town.caseworker.staff_id


@time_machine.travel(AT, tick=False)
def test_control_sees_every_file_that_left_and_of_whom_as_far_as_it_may_know() -> None:
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)
    person = case.person
    auditor = client_of(town.auditor)
    auditor.get(f"/personer/{person.public_id}/innsyn/svar/svar.pdf")
    client_of(town.caseworker).get("/oppgaver/oppgaver.csv")
    client_of(town.caseworker).get(f"/saker/{case.reference}/dokumenter/pdf/")

    page = " ".join(auditor.get("/uttrekk/").content.decode().split())

    rows = Extract.objects.order_by("pk").values_list("what", "purpose", "person_id")
    assert [*rows][0::2] == [("TOLD", "INSIGHT", person.pk), ("CASE_PDF", "UNASKED", person.pk)]
    assert page.count(f"/personer/{person.public_id}/innsyn/") >= 2
    assert f"sak {case.reference}" in page
    assert "Svar til personen om hvem som har sett" in page
    look = Read.objects.filter(page="Uttrekk").latest("at")
    assert (look.person_ids, look.ground) == ([person.pk], "list of extracts")

    # of whom control is related to, the file is told, and not whose
    sibling = Relation.objects.create(
        municipality=town.municipality,
        staff_id=town.auditor.staff(),
        kind="SIBLING",
        number=IdentityNumber.objects.get(resident=person, current=True).number,
        declared_by_id=town.auditor.staff(),
        declared_at=AT,
    )
    page = auditor.get("/uttrekk/").content.decode()
    assert "Svar til personen om hvem som har sett" in page
    assert person.family_name not in page
    sibling.delete()

    # of a strictly protected person the file is told, and no case
    Resident.objects.filter(pk=person.pk).update(protection="STRICT")
    page = auditor.get("/uttrekk/").content.decode()
    assert "Saken som PDF" in page
    assert case.reference not in page


@time_machine.travel(AT, tick=False)
@pytest.mark.asvs("V8.2.1")
def test_a_reason_and_a_meeting_open_a_case_to_read_and_not_to_take_out() -> None:
    # given a leader of another unit who has said why they look, and somebody at the table
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)
    write_note(
        Written(kind=NoteKind.TELEPHONE, occurred_on=AT.date(), text="Ola ringte."),
        case_id=case.pk,
        actor=town.caseworker,
        at=AT,
    )
    give_reason(
        case.reference,
        category="EMERGENCY",
        reason="Ringte fra legevakten.",
        actor=town.leader,
        at=AT,
    )
    CaseAccess.objects.create(case=case, staff_id=town.officer.staff(), ground=MEETING, from_at=AT)
    at_table, reasoned = client_of(town.officer), client_of(town.leader)
    page = f"/saker/{case.reference}"

    # then both read it
    for reader in (at_table, reasoned):
        papers = reader.get(f"{page}/dokumenter/")
        assert papers.status_code == reader.get(f"{page}/historikk/").status_code == 200
        assert "Hent alt som PDF" not in papers.content.decode()
    assert "Ta ut hele saken" not in reasoned.get(f"{page}/historikk/").content.decode()

    # and neither takes it out, asked in any way
    before = Entry.objects.count()
    refused = [
        at_table.get(f"{page}/dokumenter/pdf/"),
        reasoned.get(f"{page}/dokumenter/pdf/"),
        *(
            ask(f"{page}/{what}/", WHY | {"form": "csv"})
            for what in ("uttrekk", "historikk/uttrekk")
            for ask in (reasoned.get, reasoned.post)
        ),
    ]
    assert [answer.status_code for answer in refused] == [403] * 6
    told = refused[0].content.decode()
    assert "ikke ta den ut" in told
    assert "er ansvarlig og kan gjøre det" in told
    assert (Entry.objects.count(), Extract.objects.count()) == (before, 0)
    assert Denial.objects.filter(what__contains=f"case {case.pk} ").count() == len(refused)

    # while whoever has it does, and control: each file stands where control sees it
    for taker in (town.caseworker, town.auditor):
        answer = client_of(taker).get(f"{page}/dokumenter/pdf/")
        assert answer.status_code == 200
        row = Extract.objects.latest("pk")
        assert (row.what, row.purpose, row.staff_id) == ("CASE_PDF", "UNASKED", taker.staff_id)
        assert (row.case_id, row.person_id, row.persons) == (case.pk, case.person_id, 1)
        assert row.sha256 == hashlib.sha256(answer.content).hexdigest()
    assert "Hent alt som PDF" in (
        client_of(town.caseworker).get(f"{page}/dokumenter/").content.decode()
    )
