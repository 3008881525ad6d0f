"""The inbox: scans come in whole or lie aside with a reason, are linked, and come back if wrong."""

import datetime as dt
import os
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import Settings

from audit.models import Entry, Read
from cases.models import Case
from people.access import Actor
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import Role
from records import actions, queries
from records.kinds import DocumentKind
from records.models import Document
from records.rules import Described
from tests import given

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 4)
A_MINUTE = dt.timedelta(minutes=1)  # after which the scanner has let go


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


@pytest.fixture
def folder(tmp_path: Path, town: given.Town) -> Path:
    """The folder of the town's scanners."""
    home = tmp_path / "skann" / town.municipality.code
    home.mkdir(parents=True)
    return home


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def a_scan(town: given.Town, *, pages: int = 1) -> Document:
    made = actions.receive_document(
        given.a_pdf(pages=pages), name="skann0001.pdf", actor=town.caseworker, at=given.NOW
    )
    return Document.objects.get(public_id=made["document"])


def an_epikrise() -> Described:
    return Described(
        kind=DocumentKind.EPIKRISE, dated_on=TODAY, title="Epikrise", party="Drammen sykehus"
    )


def take_in(folder: Path, *, after: dt.timedelta = A_MINUTE) -> dict[str, int]:
    """By the clock of the disk, which is the one that dates files."""
    now = folder.parent / "now"
    now.touch()
    at = dt.datetime.fromtimestamp(now.stat().st_mtime, dt.UTC) + after
    return actions.take_in_scans(folder=str(folder.parent), at=at)


def files(folder: Path) -> list[str]:
    return sorted(p.name for p in folder.iterdir() if p.is_file()) if folder.exists() else []


def test_what_is_scanned_lies_in_the_inbox_and_the_file_is_kept(
    folder: Path, town: given.Town
) -> None:
    (folder / "skann0001.pdf").write_bytes(given.a_pdf(pages=2))

    assert take_in(folder) == {"taken": 1, "aside": 0}

    (row,) = queries.inbox(town.caseworker)
    assert (row.title, row.pages, row.added_by) == ("skann0001.pdf", 2, "")
    assert files(folder) == []
    assert files(folder / "lagt-inn") == ["skann0001.pdf"]
    event = Entry.objects.get(event="DocumentScanned")
    assert (event.staff_id, event.role) == (None, "SYSTEM")


def test_what_is_not_taken_lies_aside_with_the_reason_and_stops_nothing(
    folder: Path, town: given.Town, settings: Settings
) -> None:
    settings.DOCUMENT_MAX_BYTES = 10_000
    (folder / "a.docx").write_bytes(b"PK\3\4 Word")
    (folder / "b.pdf").write_bytes(b"%PDF-1.7 " + b"0" * 20_000)
    (folder / "c.pdf").write_bytes(b"")
    (folder / "d.pdf").write_bytes(given.a_pdf())

    assert take_in(folder) == {"taken": 1, "aside": 3}

    aside = folder / "avvist"
    assert files(aside) == ["a.docx", "a.docx.txt", "b.pdf", "b.pdf.txt", "c.pdf", "c.pdf.txt"]
    assert (aside / "a.docx").read_bytes() == b"PK\3\4 Word"
    assert "Lagre den som PDF" in (aside / "a.docx.txt").read_text()
    assert (
        "for stor" in (aside / "b.pdf.txt").read_text()
        or "større" in (aside / "b.pdf.txt").read_text()
    )
    assert Document.objects.count() == 1


def test_what_is_being_written_hidden_or_a_link_is_left_alone(
    folder: Path, town: given.Town, tmp_path: Path
) -> None:
    secret = tmp_path / "secret.pdf"
    secret.write_bytes(given.a_pdf())
    (folder / "link.pdf").symlink_to(secret)
    (folder / ".hidden.pdf").write_bytes(given.a_pdf())
    (folder / "half.pdf.part").write_bytes(given.a_pdf())
    (folder / "now.pdf").write_bytes(given.a_pdf())

    assert take_in(folder, after=dt.timedelta()) == {"taken": 0, "aside": 0}
    assert take_in(folder) == {"taken": 1, "aside": 0}
    assert files(folder / "lagt-inn") == ["now.pdf"]


def test_a_file_whose_worker_died_is_taken_again_and_becomes_one_document(
    folder: Path, town: given.Town
) -> None:
    """It died after the document was written, and before the file was moved."""
    (folder / "skann.pdf").write_bytes(given.a_pdf())
    take_in(folder)
    (folder / "lagt-inn" / "skann.pdf").rename(folder / "arbeid" / "skann.pdf")
    assert take_in(folder) == {"taken": 0, "aside": 0}  # perhaps somebody works on it

    long_ago = dt.datetime.now(dt.UTC).timestamp() - 3600
    os.utime(folder / "arbeid" / "skann.pdf", (long_ago, long_ago))

    assert take_in(folder) == {"taken": 1, "aside": 0}
    assert Document.objects.count() == 1
    assert files(folder / "lagt-inn") == ["skann.pdf"]


def test_files_of_the_same_name_do_not_overwrite_each_other(folder: Path, town: given.Town) -> None:
    for pages in (1, 2):
        (folder / "skann.pdf").write_bytes(given.a_pdf(pages=pages))
        take_in(folder)

    assert files(folder / "lagt-inn") == ["skann-2.pdf", "skann.pdf"]
    assert Document.objects.count() == 2


def test_a_folder_of_nobody_is_left_alone(tmp_path: Path, town: given.Town) -> None:
    (tmp_path / "9999").mkdir()
    (tmp_path / "9999" / "skann.pdf").write_bytes(given.a_pdf())

    call_command("scan_inbox", str(tmp_path))

    assert files(tmp_path / "9999") == ["skann.pdf"]
    assert actions.take_in_scans(at=given.NOW) == {"taken": 0, "aside": 0}


def test_a_scan_is_linked_to_a_case_and_told_what_it_is(case: Case, town: given.Town) -> None:
    scan = a_scan(town)

    actions.link_document(
        str(scan.public_id),
        an_epikrise(),
        reference=case.reference,
        version=scan.version,
        actor=town.caseworker,
        at=given.NOW,
    )

    (row,) = queries.documents_of(case.pk)
    assert (row.title, row.label, row.journal) == ("Epikrise", "Epikrise", "1/2026")
    assert queries.inbox(town.caseworker) == []
    event = Entry.objects.get(event="DocumentLinked")
    assert (event.case_id, event.person_id) == (case.pk, case.person_id)


def test_a_link_is_undone_and_both_stay_in_the_history(case: Case, town: given.Town) -> None:
    scan = a_scan(town)
    person = given.a_person(town.municipality)
    actions.link_document(
        str(scan.public_id),
        an_epikrise(),
        person=str(person.public_id),
        version=1,
        actor=town.caseworker,
        at=given.NOW,
    )

    actions.undo_link(str(scan.public_id), version=2, actor=town.caseworker, at=given.NOW)

    (row,) = queries.inbox(town.caseworker)
    assert (row.journal, row.title, row.version) == ("1/2026", "Epikrise", 3)
    about = Entry.objects.filter(person_id=person.pk).order_by("id")
    assert {e.event for e in about} == {"DocumentLinked", "LinkUndone"}


def test_two_who_link_the_same_scan_meet(case: Case, town: given.Town) -> None:
    scan = a_scan(town)
    link = {"reference": case.reference, "version": 1, "at": given.NOW}
    actions.link_document(str(scan.public_id), an_epikrise(), actor=town.caseworker, **link)  # type: ignore[arg-type]  # a plain dict
    before = Entry.objects.count()

    with pytest.raises(Stale):
        actions.link_document(str(scan.public_id), an_epikrise(), actor=town.caseworker, **link)  # type: ignore[arg-type]  # a plain dict

    assert Entry.objects.count() == before


def test_a_scan_is_not_linked_to_nobody_nor_without_saying_what_it_is(town: given.Town) -> None:
    scan = a_scan(town)

    with pytest.raises(Refused) as refused:
        actions.link_document(
            str(scan.public_id),
            Described(kind=DocumentKind.OTHER, dated_on=TODAY, title=""),
            version=1,
            actor=town.caseworker,
            at=given.NOW,
        )

    assert [o.field for o in refused.value.objections] == ["target", "title", "party"]
    assert Document.objects.get().person_id is None


@pytest.mark.parametrize(
    "role", [Role.ASSESSOR, Role.DECISION_OFFICER, Role.AUDITOR, Role.PROVIDER]
)
def test_who_registers_nothing_sees_no_inbox(role: Role, case: Case, town: given.Town) -> None:
    scan, actor = a_scan(town), town.by_role()[role]

    assert queries.inbox(actor) == []
    with pytest.raises(NotFound):
        queries.document_row(str(scan.public_id), actor=actor)
    with pytest.raises(AccessDenied):
        actions.link_document(
            str(scan.public_id),
            an_epikrise(),
            reference=case.reference,
            version=1,
            actor=actor,
            at=given.NOW,
        )


# The pages


def test_a_scan_is_found_linked_and_taken_back_on_the_pages(case: Case, town: given.Town) -> None:
    scan = a_scan(town)
    client = signed_in(town.caseworker)
    listed = client.get("/innboks/").content.decode()
    page = f"/innboks/{scan.public_id}/"
    assert f'href="{page}"' in listed
    assert "Innboks" in listed

    typed = {"q": "ola", "kind": "EPIKRISE", "title": "Epikrise", "direction": "IN"}
    typed |= {"party": "Sykehuset", "dated_on": localdate(scan.added_at).isoformat()}
    searched = client.post(page, typed | {"search": "1", "version": "1"})
    shown = searched.content.decode()
    assert searched.status_code == 200
    assert f'value="sak:{case.reference}"' in shown
    assert 'value="Sykehuset"' in shown

    forgot = client.post(page, typed | {"link": "1", "version": "1"})
    assert forgot.status_code == 422
    assert "Velg hvem dokumentet gjelder." in forgot.content.decode()
    linked = client.post(
        page, typed | {"link": "1", "version": "1", "target": f"sak:{case.reference}"}
    )

    assert (linked.status_code, linked.headers["Location"]) == (302, "/innboks/")
    papers = f"/saker/{case.reference}/dokumenter/"
    undo = f"/dokumenter/{scan.public_id}/angre/"
    assert f'href="{undo}"' in client.get(papers).content.decode()
    assert client.get(undo).status_code == 200
    assert client.post(undo, {"version": "2"}).headers["Location"] == papers
    assert f'href="{page}"' in client.get("/innboks/").content.decode()


def test_who_opened_a_scan_of_nobody_is_on_record(town: given.Town) -> None:
    scan = a_scan(town)
    client = signed_in(town.caseworker)

    client.get("/innboks/")
    client.get(f"/dokumenter/{scan.public_id}/")

    looks = Read.objects.order_by("at", "id").values_list("page", flat=True)
    assert list(looks) == ["Innboks", f"Dokument – dokument {scan.public_id}"]
