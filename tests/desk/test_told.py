"""The report a person gets of who has looked: in plain words, with nothing of others, and fast."""

import datetime as dt
import io
import time
import uuid
from collections.abc import Callable, Iterator

import pikepdf
import pytest
import time_machine
from django.test import Client

from audit.models import Read
from audit.reads import record
from cases.models import Case
from oversight import actions as overseeing
from people.access import Actor
from people.models import Resident, StaffMember
from people.roles import Role
from tests import given

WHY = "Ringte om broren sin, som er syk."
NOW = given.NOW + dt.timedelta(days=2)
MINUTE = dt.timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def friday() -> Iterator[None]:
    with time_machine.travel(NOW):
        yield


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def looked(who: Actor, page: str, case: Case, at: dt.datetime, ground: str) -> None:
    record(
        page=page, ground=ground, person_ids=[case.person_id], case_id=case.pk, actor=who, at=at
    )  # fmt: skip


def answer_to(person: Resident) -> str:
    return f"/personer/{person.public_id}/innsyn/svar/"


def test_the_person_is_told_who_when_what_and_why_and_nothing_of_anybody_else() -> None:
    town = given.a_town()
    case = given.a_case(town, unit=town.office_team, responsible=town.other_caseworker)
    looked(town.other_caseworker, "Sak – Oversikt", case, given.NOW, "open_case")
    looked(town.other_caseworker, "Vedtak", case, given.NOW + 4 * MINUTE, "open_case")
    looked(town.caseworker, "Mine oppgaver", case, given.NOW, "own tasks")
    overseeing.give_reason(
        case.reference, category="CALL", reason=WHY, actor=town.assessor, at=given.NOW
    )
    looked(town.assessor, "Sak", case, given.NOW + MINUTE, "reasoned")
    hidden = given.a_person(town.municipality, protection="STRICT")
    StaffMember.objects.filter(pk=town.officer.staff()).update(resident=hidden)
    looked(town.officer, "Sak", case, given.NOW + 2 * MINUTE, "open_case")

    page = client_of(town.auditor).get(answer_to(case.person)).content.decode()

    assert "10.00–10.04" in page
    assert "Satt på oppgaven" in page
    assert "Oversikt; Vedtak" in page
    assert "Liv Berg, Kartlegger, Kartleggingsavdelingen" in page
    assert "Begrunnet selv: Telefon fra personen eller pårørende" in page
    assert "En ansatt, Vedtaksansvarlig" in page
    for other in ("broren", "Nina Moe", "Mine oppgaver:", "Egen liste"):
        assert other not in page.split("<main", 1)[1], other
    assert Read.objects.filter(page="Innsynslogg – svar til personen").exists()

    # the same to take along, in the person's language, without a name outside it
    Resident.objects.filter(pk=case.person_id).update(language="nn")
    answer = client_of(town.auditor).get(answer_to(case.person) + "svar.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "nordmann" not in answer.headers["Content-Disposition"].casefold()
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        assert str(pdf.Root.Lang) == "nn"
        assert len(pdf.pages) == 1
    for role, actor in town.by_role().items():
        status = 200 if role is Role.AUDITOR else 403
        assert client_of(actor).get(answer_to(case.person)).status_code == status


@pytest.mark.proof
def test_two_thousand_looks_are_told_within_two_seconds(figure: Callable[[str], None]) -> None:
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker, at=given.NOW - dt.timedelta(days=400))
    staff = [given.staff(Role.CASEWORKER, town.intake) for _ in range(126)]
    Read.objects.bulk_create(
        Read(
            at=given.NOW - n * dt.timedelta(hours=4), id=uuid.uuid4(), role="CASEWORKER",
            municipality_id=town.municipality.pk, staff_id=staff[n % 126].staff(),
            unit_id=town.intake.pk, page="Sak – Oversikt", ground="open_case", case_id=case.pk,
            person_ids=[case.person_id],
        )
        for n in range(2_000)
    )  # fmt: skip
    client = client_of(town.auditor)
    client.get(answer_to(given.a_person(town.municipality)) + "svar.pdf")  # the typesetter wakes

    took = {}
    for path in ("", "svar.pdf"):
        began, worked = time.monotonic(), time.process_time()
        answer = client.get(answer_to(case.person) + path)
        took[path or "page"] = (time.monotonic() - began, time.process_time() - worked)
        assert answer.status_code == 200
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        sheets = len(pdf.pages)

    told = ", ".join(f"{path} {s:.2f} s ({cpu:.2f} s at work)" for path, (s, cpu) in took.items())
    figure(f"2 000 looks by 126 staff told to the person: {told}, {sheets} sheets")
    assert client.get(answer_to(case.person)).content.count(b"<li>") >= 2_000
