"""Where files are laid, and what looks through them first: the real adapters, real servers."""

import datetime as dt
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import ThreadingHTTPServer
from itertools import count
from pathlib import Path

import localbucket  # type: ignore[import-untyped]  # one file without types
import pytest
from pytest_django import Settings

from audit.models import Entry
from cases.models import Case
from people.refusals import Refused
from records import actions
from records.adapters import (
    Clamd,
    FileLostError,
    ScannerDownError,
    StoreDownError,
    file_store,
    virus_scanner,
)
from records.adapters.s3 import BucketStore
from records.models import Document
from tests import given
from tests.journeys.api import Api
from tests.records.test_documents import a_document, signed_in

NOWHERE = "tcp://127.0.0.1:9"
# The industry's harmless test signature, in two parts so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR" + b"-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@contextmanager
def served(server: socketserver.TCPServer) -> Iterator[str]:
    """Its port while it serves."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield str(server.server_address[1])
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class Quiet(localbucket.S3Handler):  # type: ignore[misc]  # the server's, without types
    """The S3 server, without its log; each answer ends its connection, so a stop is a stop."""

    protocol_version = "HTTP/1.0"

    def log_message(self, *args: object) -> None:
        """Tests say what went wrong themselves."""


class WriteOnly(Quiet):
    """As Amazon answers who may write, and may not list what there is."""

    def do_GET(self) -> None:  # noqa: N802 - the server's name
        """No, whether there is such a file or not."""
        self.send_error(403)

    do_HEAD = do_GET  # noqa: N815 - the server's name


class Daemon(socketserver.BaseRequestHandler):
    """As ClamAV's daemon speaks: it reads an INSTREAM and says what it found."""

    longest = 1_000_000

    def handle(self) -> None:
        wire = self.request.makefile("rb")
        assert wire.read(10) == b"zINSTREAM\0"
        body = b""
        while size := int.from_bytes(wire.read(4)):
            body += wire.read(size)
        answer = b"stream: OK\0"
        if b"EICAR-STANDARD" in body:
            answer = b"stream: Eicar-Test-Signature FOUND\0"
        elif len(body) > self.longest:
            answer = b"INSTREAM size limit exceeded. ERROR\0"
        self.request.sendall(answer)


@pytest.fixture
def clamd() -> Iterator[str]:
    with served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Daemon)) as port:
        yield f"tcp://127.0.0.1:{port}"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def test_a_bucket_keeps_a_file_once_under_its_hash_and_tells_of_loss_change_and_silence(
    tmp_path: Path,
) -> None:
    Quiet.data_root = tmp_path
    (tmp_path / "arkiv").mkdir()
    with served(ThreadingHTTPServer(("127.0.0.1", 0), Quiet)) as port:
        store = BucketStore(
            "arkiv", endpoint=f"http://127.0.0.1:{port}", region="no", key="k", secret="s"
        )
        digest = store.put(b"Epikrise")
        (kept,) = (p for p in (tmp_path / "arkiv").rglob("*") if p.is_file())

        assert digest == sha256(b"Epikrise").hexdigest()
        assert kept.relative_to(tmp_path / "arkiv") == Path(digest[:2], digest[2:4], digest)
        assert store.get(digest) == b"Epikrise"
        assert store.put(b"Epikrise") == digest  # the same once more

        kept.write_bytes(b"Epikrisf")
        with pytest.raises(FileLostError, match="changed"):
            store.get(digest)
        assert store.put(b"Epikrise") == digest  # and is whole again
        assert store.get(digest) == b"Epikrise"
        with pytest.raises(FileLostError):
            store.get("0" * 64)
        large = bytes(range(256)) * 40_000
        assert store.get(store.put(large)) == large

    for act in (lambda: store.get(digest), lambda: store.put(b"Nytt")):
        with pytest.raises(StoreDownError):
            act()


def test_to_keep_a_file_asks_for_no_other_right_than_to_write(tmp_path: Path) -> None:
    Quiet.data_root = tmp_path
    (tmp_path / "arkiv").mkdir()
    with served(ThreadingHTTPServer(("127.0.0.1", 0), WriteOnly)) as port:
        store = BucketStore(
            "arkiv", endpoint=f"http://127.0.0.1:{port}", region="no", key="k", secret="s"
        )
        digest = store.put(b"Epikrise")
        assert store.put(b"Epikrise") == digest

    assert [p.read_bytes() for p in (tmp_path / "arkiv").rglob(digest)] == [b"Epikrise"]


@pytest.mark.django_db
def test_documents_lie_in_the_bucket_that_is_set_and_a_silent_one_refuses_in_words(
    tmp_path: Path, case: Case, town: given.Town, settings: Settings, store: Path
) -> None:
    Quiet.data_root = tmp_path
    (tmp_path / "arkiv").mkdir()
    with served(ThreadingHTTPServer(("127.0.0.1", 0), Quiet)) as port:
        settings.DOCUMENT_BUCKET = "arkiv"
        settings.DOCUMENT_S3_ENDPOINT = f"http://127.0.0.1:{port}"
        document = a_document(case, town)

        fetched = signed_in(town.caseworker).get(f"/dokumenter/{document.public_id}/")
        assert sha256(fetched.content).hexdigest() == document.sha256
        assert file_store().get(document.sha256) == fetched.content
        assert not store.exists()  # nothing on the disk

    before = Entry.objects.count()
    with pytest.raises(Refused, match="Dokumentlageret svarer ikke") as refused:
        a_document(case, town, given.a_pdf(pages=2))
    assert refused.value.objections[0].field == "file"
    assert (Document.objects.count(), Entry.objects.count()) == (1, before)
    silent = signed_in(town.caseworker).get(f"/dokumenter/{document.public_id}/")
    assert silent.status_code == 422
    assert "Dokumentlageret svarer ikke." in silent.content.decode()
    whole = signed_in(town.caseworker).get(f"/saker/{case.reference}/dokumenter/pdf/")
    assert whole.status_code == 422
    assert "Dokumentlageret svarer ikke." in whole.content.decode()


@pytest.mark.django_db
@pytest.mark.asvs("V5.4.3", "V16.5.3")
def test_what_the_virus_scanner_finds_is_not_kept_and_without_an_answer_nothing_is(
    case: Case, town: given.Town, settings: Settings, store: Path, clamd: str
) -> None:
    assert virus_scanner() is None  # off, until it is set
    settings.VIRUS_SCANNER = clamd
    assert a_document(case, town).pages == 1
    before = (Document.objects.count(), Entry.objects.count(), sorted(store.rglob("*")))

    for body, code, words in (
        (given.a_pdf(pages=2) + EICAR, "infected", "fant noe skadelig"),
        (EICAR, "infected", "Meld fra til IKT"),
    ):
        with pytest.raises(Refused, match=words) as refused:
            a_document(case, town, body)
        assert [(o.code, o.field) for o in refused.value.objections] == [(code, "file")]

    settings.VIRUS_SCANNER = NOWHERE
    with pytest.raises(Refused, match="Virussjekken svarer ikke") as refused:
        a_document(case, town, given.a_pdf(pages=2))
    assert refused.value.objections[0].code == "scanner_down"
    assert (Document.objects.count(), Entry.objects.count(), sorted(store.rglob("*"))) == before


def test_an_answer_the_scanner_does_not_finish_lets_nothing_through(clamd: str) -> None:
    assert Clamd(clamd).found(b"") == ""
    assert Clamd(clamd).found(EICAR) == "Eicar-Test-Signature"
    with pytest.raises(ScannerDownError, match="size limit"):
        Clamd(clamd).found(b" " * (Daemon.longest + 1))
    with pytest.raises(ScannerDownError):
        Clamd("unix:///nowhere/clamd.ctl").found(b"")

    class Mute(socketserver.BaseRequestHandler):
        """Hangs up, and says nothing."""

    with served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Mute)) as port:
        with pytest.raises(ScannerDownError):
            Clamd(f"tcp://127.0.0.1:{port}", patience=2).found(b"Hei")


@pytest.mark.django_db
def test_a_scan_waits_in_its_folder_while_it_cannot_be_looked_through_or_kept(
    tmp_path: Path, town: given.Town, settings: Settings, clamd: str
) -> None:
    home = tmp_path / "skann" / town.municipality.code
    home.mkdir(parents=True)
    (home / "skann0001.pdf").write_bytes(given.a_pdf())
    (home / "skann0002.pdf").write_bytes(EICAR)

    minutes = count(1)  # the clock looks once a minute

    def look() -> dict[str, int]:
        at = given.NOW.replace(year=2099) + dt.timedelta(minutes=next(minutes))
        return actions.take_in_scans(folder=str(home.parent), at=at)

    settings.VIRUS_SCANNER = NOWHERE
    assert look() == {"taken": 0, "aside": 0}
    assert sorted(p.name for p in home.glob("*.pdf")) == ["skann0001.pdf", "skann0002.pdf"]

    settings.VIRUS_SCANNER = clamd
    settings.DOCUMENT_QUOTA_BYTES = 1
    assert look() == {"taken": 0, "aside": 1}  # what harms is never kept, so it needs no room
    assert (home / "skann0001.pdf").exists()

    settings.DOCUMENT_QUOTA_BYTES = 0
    kept_in, settings.DOCUMENT_ROOT = (
        settings.DOCUMENT_ROOT,
        __file__,
    )  # no folder can be made there
    assert look() == {"taken": 0, "aside": 0}
    assert (home / "skann0001.pdf").exists()

    settings.DOCUMENT_ROOT = kept_in
    assert look() == {"taken": 1, "aside": 0}
    assert "noe skadelig" in (home / "avvist" / "skann0002.pdf.txt").read_text(encoding="utf-8")
    assert Document.objects.count() == 1


@pytest.mark.django_db
def test_nothing_is_lost_while_the_virus_scanner_is_down_and_all_comes_when_it_is_up(
    tmp_path: Path, case: Case, town: given.Town, settings: Settings, store: Path
) -> None:
    # given a scanner that has gone away from its port, a scan in the folder, and a system
    with served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), Daemon)) as port:
        settings.VIRUS_SCANNER = f"tcp://127.0.0.1:{port}"
    home = tmp_path / "skann" / town.municipality.code
    home.mkdir(parents=True)
    (home / "skann.pdf").write_bytes(given.a_pdf(pages=3))
    minutes = count(1)

    def look() -> dict[str, int]:
        at = given.NOW.replace(year=2099) + dt.timedelta(minutes=next(minutes))
        return actions.take_in_scans(folder=str(home.parent), at=at)

    api = Api.of(given.account_of(town.caseworker).username)
    form = {"kind": "GP_LETTER", "party": "Fastlegen", "dated_on": "2026-03-04", "title": "Fall"}
    sent = {
        "inbox/documents/": {"file": given.a_pdf()},
        f"cases/{case.reference}/documents/": {"file": given.a_pdf(pages=2), **form},
    }

    # when it does not answer, the file waits where it lies, and the system is told when to send
    for _ in range(2):
        assert look() == {"taken": 0, "aside": 0}
        for path, body in sent.items():
            later = api.send("POST", path, body, key="once")
            assert (later.status, later.retry_after) == (503, "60")
            assert later.code == "scanner_down"
            assert "Virussjekken svarer ikke" in later.body["detail"]
    assert (home / "skann.pdf").read_bytes() == given.a_pdf(pages=3)
    assert not Document.objects.exists()
    assert not Entry.objects.filter(event__startswith="Document").exists()

    # and when it is back, everything comes, once, with the same keys
    with served(Reused(("127.0.0.1", int(port)), Daemon)):
        for _ in range(2):
            assert {api.send("POST", *one, key="once").status for one in sent.items()} == {201}
        assert look() == {"taken": 1, "aside": 0}
    assert sorted(Document.objects.values_list("pages", flat=True)) == [1, 2, 3]
    assert [p.name for p in (home / "lagt-inn").iterdir()] == ["skann.pdf"]


class Reused(socketserver.ThreadingTCPServer):
    """A server that comes back to the port it had."""

    allow_reuse_address = True


@pytest.mark.django_db
def test_a_municipality_keeps_no_more_than_its_quota_and_is_told_how_much_that_is(
    case: Case, town: given.Town, settings: Settings
) -> None:
    document = a_document(case, town)
    settings.DOCUMENT_QUOTA_BYTES = document.size + 100
    before = Entry.objects.count()

    with pytest.raises(Refused, match=r"Dokumentlageret er fullt \(0 av 0 MB") as refused:
        a_document(case, town, given.a_pdf(pages=2))

    assert refused.value.objections[0].field == "file"
    assert (Document.objects.count(), Entry.objects.count()) == (1, before)
    there = given.a_town("3303", "Kongsberg kommune")  # has a store of its own size
    settings.DOCUMENT_QUOTA_BYTES = 1_000_000
    a_document(given.a_case(there, responsible=there.caseworker), there)
