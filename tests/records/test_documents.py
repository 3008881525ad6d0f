"""Documents: kept under their hash with a number in the journal, never changed, read on record."""

import datetime as dt
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils.timezone import localdate
from pytest_django import Settings

from audit.models import Entry, Read
from cases.models import Case
from people.access import Actor
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Permission, Role, may
from records import actions, queries
from records.adapters import FileLostError, LocalStore
from records.kinds import DocumentKind
from records.models import Document, JournalNumber
from records.rules import Described, file_name
from tests import given
from tests.journeys.api import Api

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 4)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def a_letter(title: str = "Brev om fall", **more: object) -> Described:
    return Described(
        **{
            "kind": DocumentKind.GP_LETTER,
            "dated_on": TODAY,
            "title": title,
            "party": "Fastlege Hansen",
            "file_name": "brev.pdf",
        }
        | more  # type: ignore[arg-type]  # as the test says
    )


def a_document(case: Case, town: given.Town, body: bytes = b"") -> Document:
    made = actions.add_document(
        a_letter(), body or given.a_pdf(), case_id=case.pk, actor=town.caseworker, at=given.NOW
    )
    return Document.objects.get(public_id=made["document"])


@pytest.mark.asvs("V5.3.2")
def test_a_document_lies_under_its_hash_with_a_number(
    case: Case, town: given.Town, store: Path
) -> None:
    document = a_document(case, town, given.a_pdf(pages=3))

    (row,) = queries.documents_of(case.pk)
    kept = store / document.sha256[:2] / document.sha256[2:4] / document.sha256
    assert sha256(kept.read_bytes()).hexdigest() == document.sha256
    assert (row.journal, row.pages, row.media_type) == ("1/2026", 3, "application/pdf")
    assert (row.title, row.party, row.added_by) == ("Brev om fall", "Fastlege Hansen", "Kari Lie")
    assert document.received_sha256 == sha256(given.a_pdf(pages=3)).hexdigest()
    event = Entry.objects.get(event="DocumentAdded")
    assert (event.case_id, event.data["journal"]) == (case.pk, "1/2026")
    assert "fall" not in str(event.data)
    assert queries.kinds_held(case.person_id, case_ids=[case.pk]) == {DocumentKind.GP_LETTER}


def test_numbers_run_through_the_year_of_a_municipality(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    for pages in (1, 2):
        a_document(case, town, given.a_pdf(pages=pages))
    there = given.a_town("3303", "Kongsberg kommune")
    a_document(given.a_case(there, responsible=there.caseworker), there)
    actions.add_document(
        a_letter(dated_on=dt.date(2027, 1, 1)),
        given.a_pdf(pages=3),
        case_id=case.pk,
        actor=town.caseworker,
        at=dt.datetime(2026, 12, 31, 23, 30, tzinfo=dt.UTC),  # half past midnight in Oslo
    )

    given_out = JournalNumber.objects.order_by("pk")
    assert [str(n) for n in given_out] == ["1/2026", "2/2026", "1/2026", "1/2027"]


@pytest.mark.parametrize(
    ("described", "body", "wrong"),
    [
        (a_letter(" "), given.a_pdf(), {"title": "title_missing"}),
        (a_letter(party=""), given.a_pdf(), {"party": "party_missing"}),
        (a_letter(dated_on=dt.date(2026, 3, 5)), given.a_pdf(), {"dated_on": "in_the_future"}),
        (a_letter(), b"", {"file": "empty"}),
        (a_letter(), b"Hei", {"file": "unknown"}),
        (a_letter(""), b"Hei", {"title": "title_missing", "file": "unknown"}),
        (a_letter("Brev \u202e"), given.a_pdf(), {"title": "unwritable"}),
    ],
)
def test_what_is_not_whole_is_refused_at_its_fields(
    described: Described,
    body: bytes,
    wrong: dict[str, str],
    case: Case,
    town: given.Town,
    store: Path,
) -> None:
    before = Entry.objects.count()

    with pytest.raises(Refused) as refused:
        actions.add_document(described, body, case_id=case.pk, actor=town.caseworker, at=given.NOW)

    assert {o.field: o.code for o in refused.value.objections} == wrong
    assert not Document.objects.exists()
    assert not store.exists()
    assert Entry.objects.count() == before


def test_the_same_file_is_not_laid_in_the_same_case_twice(case: Case, town: given.Town) -> None:
    a_document(case, town)

    with pytest.raises(Refused, match="Filen ligger her allerede") as refused:
        a_document(case, town)

    assert refused.value.code == "kept_already"
    assert Document.objects.count() == 1


@pytest.mark.asvs("V5.2.1")
def test_a_file_larger_than_allowed_is_refused(
    case: Case, town: given.Town, settings: Settings
) -> None:
    settings.DOCUMENT_MAX_BYTES = 100

    with pytest.raises(Refused, match="større enn 0 MB") as refused:
        a_document(case, town)

    assert refused.value.objections[0].field == "file"


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.INTEGRATION, Role.SYSTEM}])
def test_only_who_works_on_cases_lays_documents_in_them(
    role: Role, case: Case, town: given.Town
) -> None:
    if may(role, Permission.WORK_CASE):
        return
    with pytest.raises(AccessDenied):
        actions.add_document(
            a_letter(), given.a_pdf(), case_id=case.pk, actor=town.by_role()[role], at=given.NOW
        )
    assert not Document.objects.exists()


@pytest.mark.asvs("V8.2.2")
def test_a_stranger_to_the_case_finds_no_document(case: Case, town: given.Town) -> None:
    document = a_document(case, town)
    elsewhere = given.a_town("3303", "Kongsberg kommune").caseworker

    for stranger in (town.officer, elsewhere):
        with pytest.raises(NotFound):
            queries.document_row(str(document.public_id), actor=stranger)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_document SET sha256 = 'x'",
        "UPDATE records_document SET added_at = now(), title = 'x'",
        "DELETE FROM records_document",
        "UPDATE records_journalnumber SET number = 7",
        "DELETE FROM records_journalnumber",
    ],
)
def test_the_database_refuses_to_change_what_came_in(
    sql: str, case: Case, town: given.Town
) -> None:
    a_document(case, town)

    with pytest.raises(IntegrityError, match=r"never changed|only grows"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)


# The page


def today() -> str:
    return localdate(dt.datetime.now(dt.UTC)).isoformat()


def typed(body: bytes, **more: object) -> dict[str, object]:
    return {
        "file": SimpleUploadedFile("Brev fra lege.pdf", body),
        "kind": "EPIKRISE",
        "title": "Epikrise fra Drammen sykehus",
        "direction": "IN",
        "party": "Drammen sykehus",
        "dated_on": today(),
    } | more


def test_a_document_is_uploaded_listed_and_fetched(case: Case, town: given.Town) -> None:
    client = signed_in(town.caseworker)
    new = f"/saker/{case.reference}/dokumenter/nytt/"

    assert 'enctype="multipart/form-data"' in client.get(new).content.decode()
    saved = client.post(new, typed(given.a_pdf()))

    assert saved.status_code == 302
    listed = client.get(saved.headers["Location"]).content.decode()
    for said in ("Epikrise fra Drammen sykehus", "Fra Drammen sykehus", "1/20"):
        assert said in listed
    document = Document.objects.get()
    assert document.file_name == "Brev fra lege.pdf"
    got = client.get(f"/dokumenter/{document.public_id}/")
    assert sha256(got.content).hexdigest() == document.sha256
    assert got.headers["Content-Disposition"].startswith('attachment; filename="dokument-1-20')
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    look = Read.objects.filter(page__startswith="Dokument – ").get()
    assert (look.person_ids, look.case_id) == ([case.person_id], case.pk)
    assert look.page == f"Dokument – dokument {document.public_id}"


def test_what_was_typed_stays_when_the_file_is_not_taken(case: Case, town: given.Town) -> None:
    answer = signed_in(town.caseworker).post(
        f"/saker/{case.reference}/dokumenter/nytt/", typed(b"<html>Hei</html>")
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Filen er ikke PDF, JPEG, PNG eller TIFF." in shown
    assert 'value="Epikrise fra Drammen sykehus"' in shown
    assert "Velg filen på nytt." in shown


@pytest.mark.asvs("V5.2.1")
def test_an_upload_that_never_ends_is_cut_and_refused(
    case: Case, town: given.Town, settings: Settings
) -> None:
    settings.DOCUMENT_MAX_BYTES = 1_000_000

    answer = signed_in(town.caseworker).post(
        f"/saker/{case.reference}/dokumenter/nytt/", typed(b"%PDF-" + b"0" * 5_000_000)
    )

    assert answer.status_code == 422
    assert "Filen er større enn 1 MB." in answer.content.decode()


def test_one_form_sent_twice_is_one_document_and_another_file_is_another(
    case: Case, town: given.Town
) -> None:
    client = signed_in(town.caseworker)
    new = f"/saker/{case.reference}/dokumenter/nytt/"

    first = client.post(new, typed(given.a_pdf(), _key="a"))
    again = client.post(new, typed(given.a_pdf(), _key="a"))
    other = client.post(new, typed(given.a_pdf(pages=2), _key="a"))

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 422)
    assert Document.objects.count() == 1


def test_a_file_that_is_lost_or_changed_is_told_and_never_served(
    case: Case, town: given.Town, store: Path
) -> None:
    document = a_document(case, town)
    path = store / document.sha256[:2] / document.sha256[2:4] / document.sha256
    client = signed_in(town.caseworker)

    path.chmod(0o600)
    path.write_bytes(b"noe annet")
    changed = client.get(f"/dokumenter/{document.public_id}/")
    path.unlink()
    lost = client.get(f"/dokumenter/{document.public_id}/")

    for answer in (changed, lost):
        assert answer.status_code == 404
        assert "Filen er borte eller skadet i lageret." in answer.content.decode()


# The API


def test_the_api_takes_lists_and_gives_documents(case: Case, town: given.Town) -> None:
    api = Api.of(given.account_of(town.caseworker).username)
    path = f"cases/{case.reference}/documents/"
    body = {"kind": "GUARDIANSHIP", "party": "Statsforvalteren", "title": "Vergemål"}

    made = api.post(path, body | {"dated_on": today(), "file": given.a_pdf()}).body

    (row,) = api.get(path).body
    assert (row["document"], row["journal"]) == (made["document"], made["journal"])
    got = api.get(f"documents/{made['document']}/")
    assert got.type == "application/pdf"
    assert sha256(got.body).hexdigest() == row["sha256"]


def test_a_large_file_goes_through_the_api(case: Case, town: given.Town) -> None:
    api = Api.of(given.account_of(town.caseworker).username)

    refused = api.send("POST", "inbox/documents/", {"file": b"%PDF-" + b"0" * 4_000_000})

    assert (refused.status, refused.wrong) == (422, {"file": "damaged"})


# The store and the names


def test_the_store_keeps_the_same_file_once_and_mends_a_damaged_one(tmp_path: Path) -> None:
    store = LocalStore(tmp_path)
    digest = store.put(b"en fil")
    path = next(p for p in tmp_path.rglob("*") if p.is_file())

    path.write_bytes(b"skadet")
    with pytest.raises(FileLostError):
        store.get(digest)
    assert store.put(b"en fil") == digest

    assert store.get(digest) == b"en fil"
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [path]


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Brev.pdf", "Brev.pdf"),
        ("../../etc/passwd", "passwd"),
        (r"C:\Skann\Brev nr. 1.pdf", "Brev nr. 1.pdf"),
        ("brev\u202efdp.exe", "brevfdp.exe"),
        ("a\0b\r\nc.pdf", "abc.pdf"),
        ('<script>"x".pdf', "scriptx.pdf"),
        ("...", ""),
        ("", ""),
        ("å" * 300 + ".pdf", "å" * 116 + ".pdf"),
        ("a\u0308.pdf", "ä.pdf"),
    ],
)
@pytest.mark.asvs("V5.4.2")
def test_a_file_name_is_cleaned(typed: str, shown: str) -> None:
    assert file_name(typed) == shown
