"""Notes, documents and the inbox in a real browser: seen, heard by axe, and used."""

from typing import TYPE_CHECKING

import pytest

from cases.models import Case
from records import actions
from records.kinds import DocumentKind, NoteKind, PutBefore
from records.rules import Described, Written
from tests import given
from tests.browsers import wrong_with
from tests.journeys.screens import Office, office

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("wednesday")]
TEXT = "Ola ringte. Han spør når noen kommer."


@pytest.fixture
def people(browser: "Browser", site: str) -> "Iterator[Office]":
    with office(browser, site) as opened:
        yield opened


def papers(town: given.Town, case: Case) -> list[str]:
    """A case with a note, a correction, information from others, documents and a scan: pages."""
    told = actions.write_note(
        Written(
            kind=NoteKind.INFORMATION,
            occurred_on=given.NOW.date(),
            text="Datteren sier at han har falt tre ganger om natten den siste uken.",
            informant="Kari Nordmann, datter",
            put_before=PutBefore.NOT_YET,
        ),
        case_id=case.pk,
        actor=town.caseworker,
        at=given.NOW,
    )
    actions.correct_note(
        told["note"], text="Det var to ganger.", actor=town.caseworker, at=given.NOW
    )
    actions.add_document(
        Described(
            kind=DocumentKind.EPIKRISE,
            dated_on=given.NOW.date(),
            title="Epikrise etter innleggelse for hoftebrudd",
            party="Drammen sykehus",
        ),
        given.a_pdf(),
        case_id=case.pk,
        actor=town.caseworker,
        at=given.NOW,
    )
    scan, twice, thrice = (
        actions.receive_document(
            given.a_pdf(pages=2), name=f"skann000{n}.pdf", actor=town.caseworker, at=given.NOW
        )
        for n in (1, 2, 3)
    )
    actions.discard_double(thrice["document"], version=1, actor=town.caseworker, at=given.NOW)
    base = f"/saker/{case.reference}"
    return [
        f"{base}/dokumenter/",
        f"{base}/dokumenter/nytt/",
        f"{base}/notater/nytt/",
        f"/notater/{told['note']}/",
        f"/notater/{told['note']}/rett/",
        f"/notater/{told['note']}/forelagt/",
        "/innboks/",
        f"/innboks/{scan['document']}/",
        f"/innboks/{twice['document']}/",
    ]


@pytest.mark.proof  # with more on them than in test_pages
def test_the_pages_fit_and_are_heard(people: Office) -> None:
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)
    screen = people.screen(town.caseworker)
    wrong = []
    for n, path in enumerate(papers(town, case)):
        screen.open(path)
        wrong += wrong_with(screen.page, f"papers-{n}")

    assert wrong == []


def test_a_note_is_written_with_the_keyboard_from_the_case(people: Office) -> None:
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)
    screen = people.screen(town.caseworker)
    screen.open(f"/saker/{case.reference}/")

    with screen.page.expect_navigation():
        screen.page.keyboard.press("Alt+KeyJ")
    screen.check("Telefonsamtale")
    screen.fill("Notat", TEXT)
    with screen.page.expect_navigation():
        screen.page.keyboard.press("Control+Enter")

    screen.sees("Notatet er lagret.")
    screen.sees(TEXT)


def test_a_document_is_uploaded_refused_and_uploaded_again(people: Office) -> None:
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)
    screen = people.screen(town.caseworker)
    screen.open(f"/saker/{case.reference}/dokumenter/")
    screen.follow("Last opp dokument")
    file = screen.page.locator("input[type=file]")

    file.set_input_files({"name": "b.docx", "mimeType": "x/y", "buffer": b"PK Word"})
    screen.pick("Hva slags dokument?", "Fullmakt")
    screen.fill("Tittel", "Fullmakt til datteren")
    screen.fill("Fra eller til", "Ola Nordmann")
    screen.press("Lagre dokumentet")
    screen.page.get_by_role("link", name="Filen er ikke PDF").wait_for()
    file.set_input_files({"name": "b.pdf", "mimeType": "application/pdf", "buffer": given.a_pdf()})
    screen.press("Lagre dokumentet")

    screen.sees("Dokumentet er lagret med nummer 1/2026.")
    screen.sees("Fullmakt til datteren")
