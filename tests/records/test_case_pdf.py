"""The case as one PDF: everything by day, on the sheet the contents say, and on record."""

import io
import re
from pathlib import Path

import pikepdf
import pytest
from django.test import Client

from assessments.iplos import score as meaning_of
from assessments.models import Assessment, Submission
from audit.models import Read
from cases.models import Case
from desk.adapters import whole_case
from notifications.models import Letter
from people.access import Actor, reading
from people.roles import Permission
from records import actions
from records.kinds import DocumentKind, NoteKind
from records.models import Document
from records.queries import subject_of_case
from records.rules import Described, Written
from tests import given
from tests.records.hostile import picture

pytestmark = pytest.mark.django_db


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def a_full_case(town: given.Town) -> Case:
    case = given.an_issued_decision(town).case
    today = given.NOW.date()
    actions.write_note(
        Written(
            kind=NoteKind.TELEPHONE,
            occurred_on=today,
            text="Ola ringte. \u0645\u0631\u062d\u0628\u0627\n\nHan er glad.",
        ),
        case_id=case.pk,
        actor=town.officer,
        at=given.NOW,
    )
    for title, body in (("Tre sider", given.a_pdf(pages=3)), ("Bad", picture("PNG"))):
        actions.add_document(
            Described(kind=DocumentKind.OTHER, dated_on=today, title=title, party="Ola"),
            body,
            case_id=case.pk,
            actor=town.officer,
            at=given.NOW,
        )
    return case


def fetched(case: Case, actor: Actor) -> pikepdf.Pdf:
    answer = signed_in(actor).get(f"/saker/{case.reference}/dokumenter/pdf/")
    assert answer.status_code == 200, answer.content.decode()
    assert answer.headers["Content-Disposition"] == (
        f'attachment; filename="sak-{case.reference}.pdf"'
    )
    return pikepdf.open(io.BytesIO(answer.content))


def outline(pdf: pikepdf.Pdf) -> list[tuple[str, int]]:
    """The contents: what stands there, and the sheet it leads to."""
    sheets = {page.obj.objgen: n for n, page in enumerate(pdf.pages, 1)}
    with pdf.open_outline() as found:
        return [(str(i.title), sheets[i.destination[0].objgen]) for i in found.root]  # type: ignore[index]  # a page and how it is shown


def test_the_case_is_one_file_with_everything_on_its_sheet() -> None:
    town = given.a_town()
    case = a_full_case(town)
    letters = Letter.objects.filter(case=case).count()

    pdf = fetched(case, town.officer)

    found = outline(pdf)
    written = ["Søknad", "Kartlegging 1", "Innstilling", "Vedtak 1"]
    assert [title[11:] for title, _ in found[:4]] == written  # in the case's order
    assert len(found) == len(written) + letters + 4  # a note, two documents, the history
    sheets = [sheet for _, sheet in found]
    assert sheets == sorted(sheets)
    assert sheets[0] == 2
    assert sheets[-1] <= len(pdf.pages)
    (three,) = [n for n, (title, _) in enumerate(found) if title.endswith("Tre sider")]
    assert sheets[three + 1] - sheets[three] == 3
    assert re.match(r"\d\d\.\d\d\.\d{4} Historikk", found[-1][0])
    look = Read.objects.get(page="Saken som PDF")
    assert (look.person_ids, look.ground) == ([case.person_id], "export: the whole case")


def test_what_was_assessed_and_recommended_stands_in_it_as_it_was_sent() -> None:
    town = given.a_town()
    case = given.an_issued_decision(town).case
    sent = Submission.objects.get(recommendation__case=case)
    assessed = Assessment.objects.get(application__links__case=case)

    with reading(town.officer, Permission.OPEN_CASE, page="Saken som PDF", at=given.NOW) as look:
        about = subject_of_case(case.reference, actor=town.officer, on=given.NOW.date())
        found = whole_case(about, by="", actor=town.officer, at=given.NOW)
        look.saw(persons=[case.person_id], case=case.pk)

    said = {one.entry.title: str(one.entry) for one in found.sheets}
    assert "Samtykke" in said["Kartlegging 1"]
    assert assessed.what_matters in said["Kartlegging 1"]
    scores = [(_meaning(one.value), one.note) for one in assessed.scores.all() if one.value]
    assert all(word in said["Kartlegging 1"] for pair in scores for word in pair)
    assert sent.content["professional_assessment"] in said["Innstilling"]
    assert sent.content["persons_view"] in said["Innstilling"]


def _meaning(value: int) -> str:
    return f"{value} – {meaning_of(value).label}"


def test_a_file_that_is_lost_leaves_a_sheet_that_says_so(store: Path) -> None:
    town = given.a_town()
    case = a_full_case(town)
    before = len(fetched(case, town.officer).pages)
    digest = Document.objects.get(title="Tre sider").sha256
    (store / digest[:2] / digest[2:4] / digest).unlink()

    assert len(fetched(case, town.officer).pages) == before - 2  # three sheets are one


def test_who_may_not_open_the_case_gets_no_file() -> None:
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)

    answer = signed_in(town.officer).get(f"/saker/{case.reference}/dokumenter/pdf/")

    assert answer.status_code == 403
