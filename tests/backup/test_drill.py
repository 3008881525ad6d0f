"""The drill: a town is backed up, restored to another server, and sends nothing until two say so.

Abuse story 8: «Backup from last night is restored to another host at noon: 0 letters, 0 e-mails,
banner on every page.» The servers, the worker, the clock and the watchdog are real.
"""

import datetime as dt
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from io import StringIO
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django.test import Client
from psycopg2.sql import SQL, Identifier
from pytest_django import Settings

from audit import actions as audit
from backup import actions
from backup.adapters import age, new_keys
from notifications import actions as post
from notifications.kinds import NoticeKind
from notifications.letters import Channel, LetterState
from notifications.models import Letter, Notice, PostChannel, PostSetting
from people.models import IdentityNumber, StaffMember
from people.refusals import Refused
from people.roles import Role
from records import actions as records
from records.adapters import LocalStore
from records.kinds import DocumentKind
from records.models import Document
from records.rules import Described
from tests import databases, given
from tests.digital_post import DigitalPost
from tests.faults.processes import ROOT, Machinery, soon
from tests.notifications.posting import relay
from tildeling import embedded
from tildeling.embedded.postgresql import BACKUP, OWNER
from watch.models import Heartbeat

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("real_db")]

BANNER = "Gjenopprettet kopi fra"
PAPER = b"%PDF-1.7 a document that lies outside the database"
WORKED = (
    "notifications.tasks.send_due",
    "notifications.tasks.relay_letters",
    "deadlines.tasks.sweep",
)
TABLES = """
SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
"""
CONTENT = """
SELECT count(*), md5(string_agg(t::text, chr(10) ORDER BY t::text COLLATE "C")) FROM ONLY {} AS t
"""


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def content(url: str) -> dict[str, object]:
    """Every table of a database with the digest of all its rows."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        cursor.execute("SET TIME ZONE 'UTC'")
        cursor.execute(TABLES)
        found: dict[str, object] = {}
        for (name,) in cursor.fetchall():
            cursor.execute(SQL(CONTENT).format(Identifier(name)))
            found[name] = cursor.fetchone()
        return found


def here(role: str) -> str:
    """This test's own database, as another role with the owner's password."""
    owner = urlsplit(databases.owner_url(databases.MINE))
    return owner._replace(netloc=owner.netloc.replace(OWNER, role, 1)).geturl()


@contextmanager
def looking_at(other: embedded.PostgreSQL) -> Iterator[None]:
    """What runs in this process runs against the restored copy."""
    connections.close_all()
    settings = connections["default"].settings_dict
    before = dict(settings)
    settings.update(NAME="tildeling", USER=OWNER, PASSWORD=other.password, HOST=str(other.sockets))
    try:
        yield
    finally:
        connections.close_all()
        settings.update(before)


@pytest.fixture
def other(tmp_path: Path) -> Iterator[embedded.PostgreSQL]:
    """Another server, with an empty database."""
    directory = tmp_path / "other"
    directory.mkdir()
    with embedded.PostgreSQL(directory, throwaway=True) as server:
        yield server
    server.remove()


@pytest.fixture
def digital(settings: Settings) -> Iterator[DigitalPost]:
    with DigitalPost() as running:
        settings.DIGITAL_POST_URL = running.url
        settings.DIGITAL_POST_SETTLES_SECONDS = 60
        yield running


def a_town_with_post() -> given.Town:
    """Two letters go digitally, one e-mail waits, a case has a paper, and the trail is sealed."""
    at = now()
    town = given.a_town()
    PostChannel.objects.create(
        municipality=town.municipality, channel=Channel.DIGITAL, account=uuid.uuid4(),
        decided_by="Kommunedirektøren", valid_from=dt.date(2026, 1, 1),
    )  # fmt: skip
    PostSetting.objects.create(  # whatever the hour the drill is held
        municipality=town.municipality, assumed_days=3, digest_hour=0,
        decided_by="Kommunedirektøren", valid_from=dt.date(2026, 1, 1),
    )  # fmt: skip
    for _ in range(2):
        person = given.a_person(town.municipality)
        given.an_issued_decision(town, person=person, at=at - dt.timedelta(minutes=11))
    case = given.a_case(town, responsible=town.caseworker)
    records.add_document(
        Described(
            kind=DocumentKind.GP_LETTER, dated_on=dt.date(2026, 1, 1), title="Brev",
            party="Fastlege", file_name="brev.pdf",
        ),
        given.a_pdf(), case_id=case.pk, actor=town.caseworker, at=at,
    )  # fmt: skip
    Notice.objects.update(read_at=at)
    with transaction.atomic():
        post.notify(
            StaffMember.objects.get(pk=town.caseworker.staff()), NoticeKind.TASK, case=None,
            key="one", sentence="Noe venter", at=at,
        )  # fmt: skip
    audit.seal(at=at)
    return town


def spoilt(whole: Path) -> Iterator[Path]:
    """The same file cut short, and with one bit changed, in several places."""
    body = whole.read_bytes()
    size = len(body)
    for n, cut in enumerate((0, 100, size // 2, size - age.CHUNK - age.TAG, size - 1)):
        path = whole.with_name(f"cut-{n}")
        path.write_bytes(body[:cut])
        yield path
    for n, at in enumerate((10, 100, 190, size // 2, size - 1)):
        path = whole.with_name(f"bit-{n}")
        path.write_bytes(body[:at] + bytes([body[at] ^ 4]) + body[at + 1 :])
        yield path


def said(command: str, *arguments: object, **options: object) -> str:
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def test_last_nights_backup_is_restored_at_noon_and_sends_nothing_until_two_say_so(
    tmp_path: Path, other: embedded.PostgreSQL, digital: DigitalPost, settings: Settings
) -> None:
    # given a town with a document, and a key whose secret half lies elsewhere
    settings.DOCUMENT_ROOT = str(tmp_path / "documents")
    settings.TRAIL_ANCHOR_FILE = str(tmp_path / "anchor.jsonl")
    digest = LocalStore(Path(settings.DOCUMENT_ROOT)).put(PAPER)
    town = a_town_with_post()
    second = given.staff(Role.SYSTEM_ADMINISTRATOR, town.office, username="systemansvarlig-to")
    key = tmp_path / "secret"
    settings.BACKUP_PUBLIC_KEY = said("backup_keys", key).strip().partition("=")[2]
    settings.BACKUP_DATABASE_URL = here(BACKUP)

    # when it is backed up, by a role that can read everything and write nothing
    folder = tmp_path / "backups"
    told = said("backup", folder)
    (file,) = folder.iterdir()
    digest_of_file = sha256(file.read_bytes()).hexdigest()
    assert digest_of_file in told
    with closing(psycopg2.connect(here(BACKUP))) as reader, reader.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ WRITE")  # what it is told at sign-in is not all
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            cursor.execute("UPDATE people_resident SET phone = ''")

    # then nothing in the file can be read
    body = file.read_bytes()
    numbers = IdentityNumber.objects.values_list("number", flat=True)
    for canary in [*numbers, "Nordmann", "people_resident", PAPER.decode(), "PGDMP"]:
        assert canary.encode() not in body

    # and one without its documents is made, but called whole by nobody
    settings.DOCUMENT_ROOT, lame = str(tmp_path / "not-mounted"), tmp_path / "lame"
    with pytest.raises(CommandError, match=Document.objects.get().sha256):
        said("backup", lame)
    (without,) = lame.iterdir()
    with pytest.raises(CommandError, match=r"^1 dokumenter .* er ikke i sikkerhetskopien"):
        said("restore", without, "--check", key=key)
    assert "er hel" in said("restore", file, "--check", key=key)

    # and with another key, cut short or changed in a bit, it is refused, and nothing is restored
    settings.MIGRATION_DATABASE_URL = other.owner_url
    settings.DOCUMENT_ROOT = str(tmp_path / "restored")
    wrong = tmp_path / "wrong"
    wrong.write_text(new_keys()[1])
    with pytest.raises(
        CommandError, match=r"laget til en annen nøkkel\. Ingenting er gjenopprettet"
    ):
        said("restore", file, key=wrong)
    for broken in spoilt(file):
        with pytest.raises(CommandError, match="Ingenting er gjenopprettet"):
            said("restore", broken, key=key)
    with pytest.raises(CommandError, match="ikke den som ble laget"):
        said("restore", file, key=key, sha256="0" * 64)
    assert content(other.owner_url) == {}
    assert not Path(settings.DOCUMENT_ROOT).exists()

    # when it is restored, after the town has sent one of the letters
    before = content(databases.owner_url(databases.MINE))
    settings.DOCUMENT_ROOT = str(tmp_path / "restored")
    assert "er gjenopprettet, og kontrollert" in said(
        "restore", file, key=key, sha256=digest_of_file
    )
    first, *_ = Letter.objects.order_by("pk").values_list("public_id", flat=True)
    digital.take({"eksternReferanse": str(first), "mottaker": {}}, b"")

    # then every row is there, the trail is whole, and so is the document
    after = content(other.owner_url)
    assert before.keys() == after.keys()
    assert {name for name in before if before[name] != after[name]} == {"watch_place"}
    assert LocalStore(Path(settings.DOCUMENT_ROOT)).get(digest) == PAPER
    whole = said("verify_trail", database=other.reader_url, anchor=settings.TRAIL_ANCHOR_FILE)
    assert "Ingen brudd." in whole
    with pytest.raises(CommandError, match="Databasen er ikke tom"):
        said("restore", file, key=key)

    # and with everything running it sends nothing, and every page says so
    machinery = Machinery(tmp_path / "noon")
    for name, value in {
        "DATABASE_URL": other.app_url,
        "MIGRATION_DATABASE_URL": "",
        "DIGITAL_POST_URL": digital.url,
        "TRAIL_ANCHOR_FILE": str(tmp_path / "anchor.jsonl"),
    }.items():
        machinery.env[name] = value
    with machinery, looking_at(other):
        begun = now()

        def worked() -> bool:
            done = Heartbeat.objects.filter(name__in=WORKED, at__gt=begun + dt.timedelta(seconds=1))
            return done.count() == len(WORKED)

        soon(worked, "worker and clock have gone round on the copy")
        dog = [sys.executable, "manage.py", "watchdog", "--once"]
        subprocess.run(dog, cwd=ROOT, env={**os.environ, **machinery.env}, check=True, timeout=60)
        assert len(digital.taken) == 1
        assert digital.asked == []
        assert machinery.message_ids() == []
        for actor, path in (
            (None, "/logg-inn/"),
            (town.caseworker, "/oppgaver/"),
            (town.caseworker, "/saker/"),
            (town.officer, "/brev/"),
            (town.leader, "/bestillinger/"),
            (town.auditor, "/historikk/"),
            (town.administrator, "/oppsett/gjenopprettet/"),
        ):
            client = Client()
            if actor:
                client.force_login(given.account_of(actor))
            assert BANNER in client.get(path).content.decode(), path

        # one is not enough, nor the same person twice
        release = actions.propose_release(
            letters="SEND", reminders="SEND", actor=town.administrator, at=now()
        )["release"]
        with pytest.raises(Refused):
            actions.confirm_release(release, actor=town.administrator, at=now())
        assert (len(digital.taken), machinery.message_ids()) == (1, [])

        # after two all that waited is sent once, by the real worker: the e-mail at once
        actions.confirm_release(release, actor=second, at=now())
        soon(lambda: len(machinery.message_ids()) == 1, "the e-mail is sent")
        soon(lambda: len(digital.asked) >= 2, "both letters are asked for")
        machinery.worker.end()
        for minutes in (20, 40):  # what was not delivered before cannot be on its way in
            relay(town, at=now() + dt.timedelta(minutes=minutes))
        assert set(digital.times().values()) == {1}
        assert len(digital.taken) == 2
        assert set(Letter.objects.values_list("state", flat=True)) == {LetterState.SENT}
        assert len(machinery.message_ids()) == 1
