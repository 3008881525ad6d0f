"""The seal: every row once, whatever order commits come in; and the anchor, which loses nothing."""

# ruff: noqa: S311, S608, T201 - dice, our own names, and measured figures that are printed

import datetime as dt
import json
import os
import random
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, transaction
from django.test import Client
from psycopg2.extensions import connection as Connection  # noqa: N812 - classes, named as such
from psycopg2.extensions import cursor as Cursor  # noqa: N812 - a class
from pytest_django import DjangoDbBlocker, Settings

from audit import actions, queries, rules, tasks
from audit.kinds import Fault
from audit.models import Anchored, Block, Check
from tests import databases, given, wall
from tests.audit import sealed
from tests.depth import deep, in_turn

NOW = given.NOW
NAME = f"order_{databases.WORKER}_{os.environ.get('TEST_RUN', '')}"
MANY = deep(200_000, 50_000)  # rows to measure on
GOAL = 100_000  # rows a second


def write(count: int, *, since: int = 0) -> None:
    """Rows of the trail, committed."""
    with databases.owner(databases.MINE) as cursor:
        for n in range(since, since + count):
            row = sealed.a_row("entry", NOW + dt.timedelta(seconds=n), random.Random(n))
            sealed.insert(cursor, "entry", row)


@pytest.fixture
def anchor(tmp_path: Path, settings: Settings) -> Path:
    """The anchor's file, which is not there yet; the verifier has its credentials."""
    path = tmp_path / "kvittering" / "trail.jsonl"
    settings.TRAIL_ANCHOR_FILE = str(path)
    settings.READER_DATABASE_URL = sealed.url_of(databases.MINE)
    return path


def rows(cursor: Any) -> list[tuple[Any, ...]]:
    cursor.execute("SELECT block, position, kind, id::text FROM audit_link ORDER BY 1, 2")
    return list(cursor.fetchall())


@pytest.fixture
def trail(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database with real commits and an empty trail, which is emptied again afterwards."""
    with django_db_blocker.unblock():
        yield
        connection.close()
    with databases.owner(databases.MINE) as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("TRUNCATE audit_entry, audit_read, audit_denial, audit_link, audit_check")
        cursor.execute("TRUNCATE audit_anchored, audit_block")


@pytest.fixture
def empty(django_db_setup: None) -> Iterator[str]:
    """A database of its own with an empty trail."""
    with databases.owner() as cursor:
        cursor.execute(f"CREATE DATABASE {NAME} TEMPLATE {databases.TEMPLATE} STRATEGY FILE_COPY")
    yield NAME
    with databases.owner() as cursor:
        cursor.execute(f"DROP DATABASE {NAME} WITH (FORCE)")


@dataclass(frozen=True, slots=True)
class Writers:
    """Those who write to one trail, and its sealer: each a connection of its own."""

    database: str
    writing: list[Connection]
    sealer: Connection


@contextmanager
def writers(database: str, count: int) -> Iterator[Writers]:
    with ExitStack() as stack:

        def one(role: str) -> Connection:
            found: Connection = psycopg2.connect(sealed.url_of(database, role))
            return stack.enter_context(closing(found))

        sealer = one("tildeling_app")
        sealer.autocommit = True
        yield Writers(database, [one(wall.ROLE) for _ in range(count)], sealer)


def out_of_order(by: Writers, dice: random.Random, *, steps: int) -> None:
    """Writers that begin, write, commit and give up in any order, and a sealer between them.

    In the end every row that was committed is sealed, once, and the chain is whole.
    """
    committed: set[str] = set()
    open_: dict[int, set[str]] = {}
    with by.sealer.cursor() as sealing:
        for _ in range(steps):
            n = dice.randrange(len(by.writing))
            match dice.choice(["write", "write", "commit", "give up", "seal"]):
                case "write":
                    row = sealed.a_row("read", NOW, dice)
                    with by.writing[n].cursor() as cursor:
                        sealed.insert(cursor, "read", row)
                    open_.setdefault(n, set()).add(row["id"])
                case "commit":
                    by.writing[n].commit()
                    committed |= open_.pop(n, set())
                case "give up":
                    by.writing[n].rollback()
                    open_.pop(n, None)
                case _:
                    sealing.execute("SELECT audit_seal(%s)", [dice.choice([3, 1000])])
        for one in by.writing:
            one.commit()
        committed |= {row for rows in open_.values() for row in rows}
        seal_the_rest(sealing)
    with databases.owner(by.database) as cursor:
        found = [row_id for *_, row_id in rows(cursor)]
        assert sorted(found) == sorted(committed)
        report = sealed.verified(by.database)
        assert (report.breaks, report.rows, report.waiting) == ((), len(committed), 0)
        cursor.execute("SET session_replication_role = replica")
        for table in ("audit_read", "audit_link", "audit_block", "audit_anchored"):
            cursor.execute(f"DELETE FROM {table}")


def seal_the_rest(sealing: Cursor) -> None:
    while True:
        sealing.execute("SELECT audit_seal(1000)")
        if sealing.fetchall() == [(0,)]:
            break


def test_commits_in_any_order_are_sealed_exactly_once(empty: str) -> None:
    with writers(empty, 5) as five:
        for seed in range(4):
            out_of_order(five, random.Random(seed), steps=60)


@pytest.mark.proof
def test_whatever_the_order_of_commits_every_row_is_sealed_exactly_once(empty: str) -> None:
    with writers(empty, 8) as eight:
        seeds = in_turn(range(200), of=5)
        for seed in seeds:
            out_of_order(eight, random.Random(1000 + seed), steps=150)
    print(f"\n{len(seeds)} orders of commits, 8 writers: every row sealed exactly once")


@pytest.mark.usefixtures("trail")
def test_the_sealer_seals_and_anchors_what_waits_and_a_second_nudge_changes_nothing(
    anchor: Path,
) -> None:
    write(5)

    first = tasks.seal()
    again = tasks.seal()
    write(2, since=5)
    last = tasks.seal()

    assert first == {"sealed": 5, "blocks": 1, "anchored": 1}
    assert again == {"sealed": 0, "blocks": 0, "anchored": 0}
    assert last == {"sealed": 2, "blocks": 1, "anchored": 1}
    told = [rules.seal_of(line) for line in anchor.read_text(encoding="utf-8").splitlines()]
    assert told == queries.seals_after(0)
    assert [seal.hash for seal in told if seal] == [seal.computed() for seal in told if seal]
    assert queries.seal_state() == queries.SealState(None, None)


@pytest.mark.usefixtures("trail")
def test_an_anchor_that_cannot_be_written_is_told_of_and_written_later(
    anchor: Path, client: Client
) -> None:
    # given a place where no file can be made
    anchor.parent.write_text("in the way")
    write(3)

    # when it is sealed
    assert tasks.seal() == {"sealed": 3, "blocks": 1, "anchored": 0}

    # then it is sealed, and known not to be anchored
    assert queries.seal_state().unanchored_since is not None
    assert not Anchored.objects.exists()
    with databases.owner(databases.MINE) as cursor:  # a while ago
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_block SET sealed_at = sealed_at - interval '10 minutes'")
    assert client.get("/readyz").json()["anchor"] == "degraded"

    # and the next nudge after the place is there again writes it
    anchor.parent.unlink()
    assert tasks.seal()["anchored"] == 1
    assert client.get("/readyz").json()["anchor"] == "ok"


@pytest.mark.usefixtures("trail")
def test_a_line_that_was_cut_by_a_full_disk_is_written_again_whole(anchor: Path) -> None:
    write(3)
    tasks.seal()
    write(3, since=3)
    whole = anchor.read_text(encoding="utf-8")
    anchor.write_text(whole + '{"block": 2, "previous": "ab', encoding="utf-8")

    tasks.seal()

    assert len(anchor.read_text(encoding="utf-8").splitlines()) == 3
    assert sealed.verified(databases.MINE, anchor).breaks == ()


@pytest.mark.usefixtures("trail")
def test_nothing_is_added_to_an_anchor_that_was_cut_or_is_anothers(anchor: Path) -> None:
    for n in range(3):
        write(2, since=2 * n)
        tasks.seal()
    lines = anchor.read_text(encoding="utf-8").splitlines(keepends=True)
    write(2, since=6)

    for bent in ("".join(lines[:2]), "".join([*lines[:2], lines[2].replace("a", "b")]), ""):
        anchor.write_text(bent, encoding="utf-8")
        assert tasks.seal()["anchored"] == 0
        assert anchor.read_text(encoding="utf-8") == bent

    # put away, a new one may be begun by hand, and holds the whole chain
    with pytest.raises(CommandError, match="has held block 3"):
        call_command("seal_trail")
    call_command("seal_trail", "--anew")
    assert sealed.verified(databases.MINE, anchor).breaks == ()


@pytest.mark.usefixtures("trail")
@pytest.mark.asvs("V16.4.2")
def test_the_application_can_have_rows_sealed_and_nothing_else(anchor: Path) -> None:
    write(3)
    tasks.seal()
    bending = [
        "INSERT INTO audit_block SELECT * FROM audit_block",
        "UPDATE audit_block SET count = 1",
        "DELETE FROM audit_link",
        "TRUNCATE audit_block",
        "SELECT * FROM audit_link",
        "UPDATE audit_check SET breaks = '[]'",
        "DELETE FROM audit_anchored",
        "INSERT INTO audit_read (at, id, xact) VALUES (now(), gen_random_uuid(), '3')",
        "DROP FUNCTION audit_seal(integer)",
    ]
    for sql in bending:
        with (
            pytest.raises(Error, match=r"permission denied|must be owner"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(sql)
    with databases.owner(databases.MINE) as cursor, pytest.raises(psycopg2.Error, match="append"):
        cursor.execute("UPDATE audit_link SET position = 9")
    assert Block.objects.get().count == 3


@pytest.mark.usefixtures("trail")
def test_the_verification_is_recorded_and_told_until_it_grows_old(
    anchor: Path, caplog: pytest.LogCaptureFixture
) -> None:
    at = dt.datetime.now(dt.UTC)
    never = queries.integrity(at=at)
    write(4)
    tasks.seal()

    # the first time all of it, then what is new
    assert [actions.check(at=at), actions.check(at=at)] == [{"checked": 4, "breaks": 0}] * 2
    assert list(Check.objects.order_by("id").values_list("whole", "rows")) == [
        (True, 4),
        (False, 4),
    ]
    good = queries.integrity(at=at)
    old = queries.integrity(at=at + dt.timedelta(days=2))

    # when the last rows are cut away and the head is made to fit, as in a database of one's own
    with databases.owner(databases.MINE) as cursor:
        cursor.execute("SET session_replication_role = replica; DELETE FROM audit_link")
        cursor.execute("DELETE FROM audit_anchored; DELETE FROM audit_block")
    assert actions.check(at=at + dt.timedelta(minutes=4))["breaks"] == 2
    bad = queries.integrity(at=at + dt.timedelta(minutes=5))

    assert (never.checked_at, never.silent) == (None, True)
    assert (good.silent, good.breaks, old.silent) == (False, (), True)
    assert bad.breaks == (
        "Slutten er kuttet av: blokk 1 til 1 er borte.",
        "Forseglingen har stoppet: rader venter siden 2026-03-04 09:00 UTC.",
    )
    assert "Slutten er kuttet av" in caplog.text


@pytest.mark.usefixtures("trail")
def test_the_command_tells_whole_from_broken_and_a_receipt_holds_it_to_its_word(
    anchor: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(12)
    tasks.seal()
    call_command("seal_receipt")
    sheet = capsys.readouterr().out
    receipt = sheet.partition("--receipt ")[2].split()[0]

    call_command("verify_trail", "--receipt", receipt)
    assert "Ingen brudd." in capsys.readouterr().out

    with pytest.raises(SystemExit, match="1"):
        call_command("verify_trail", "--json", "--receipt", "1:" + "0" * 16)
    told = json.loads(capsys.readouterr().out)
    assert (told["rows"], told["breaks"][0]["fault"]) == (12, Fault.RECEIPT)

    with databases.owner(databases.MINE) as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE audit_entry SET staff_id = 1 WHERE at = %s", [NOW])
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_trail", "--record")
    assert "BRUDD: Rad 1 i blokk 1 er endret (audit_entry 2026-03-04T09:00:00" in (
        capsys.readouterr().out
    )
    assert Check.objects.get().breaks[0]["fault"] == Fault.CHANGED


@pytest.mark.usefixtures("trail")
def test_a_role_that_sees_one_municipality_is_refused_and_the_reader_sees_all(anchor: Path) -> None:
    write(6)
    tasks.seal()
    with databases.owner(databases.MINE) as cursor:
        cursor.execute("SELECT oid::regclass::text FROM pg_class WHERE relrowsecurity")
        walled = {table for (table,) in cursor.fetchall()}
        for kind in sealed.COLUMNS:
            cursor.execute(f"ALTER TABLE audit_{kind} ENABLE ROW LEVEL SECURITY")
            cursor.execute(f"ALTER TABLE audit_{kind} FORCE ROW LEVEL SECURITY")
    app = sealed.url_of(databases.MINE, "tildeling_app")

    with pytest.raises(CommandError, match="Bruk tildeling_reader") as refused:
        call_command("verify_trail", "--database", app)

    assert refused.value.returncode == 2
    assert sealed.verified(databases.MINE, anchor).rows == 6
    write(2, since=6)
    assert tasks.seal()["sealed"] == 2
    with databases.owner(databases.MINE) as cursor:
        for kind in sealed.COLUMNS:
            cursor.execute(f"ALTER TABLE audit_{kind} NO FORCE ROW LEVEL SECURITY")
            if f"audit_{kind}" not in walled:
                cursor.execute(f"ALTER TABLE audit_{kind} DISABLE ROW LEVEL SECURITY")


@pytest.mark.proof
@pytest.mark.usefixtures("trail")
def test_the_pace_of_sealing_and_of_verifying(anchor: Path, figure: Callable[[str], None]) -> None:
    with databases.owner(databases.MINE) as cursor:
        cursor.execute(f"ALTER DATABASE {databases.MINE} SET max_parallel_workers_per_gather = 2")
        cursor.execute(
            "INSERT INTO audit_read (at, id, municipality_id, staff_id, role, unit_id, page,"
            " ground, case_id, person_ids) SELECT %s::timestamptz + n * interval '1 second',"
            " gen_random_uuid(), 1, n %% 150, 'CASEWORKER', 3, 'Sak – Oversikt', 'responsible',"
            " n %% 5000, jsonb_build_array(n %% 9000) FROM generate_series(1, %s) n",
            [NOW, MANY],
        )
    began = time.monotonic()
    sealed_rows = tasks.seal()["sealed"]
    seal_pace = sealed_rows / (time.monotonic() - began)
    paces = []
    for _ in range(5):
        began = time.monotonic()
        report = sealed.verified(databases.MINE, anchor)
        paces.append(report.rows / (time.monotonic() - began))
    with databases.owner(databases.MINE) as cursor:
        cursor.execute(f"ALTER DATABASE {databases.MINE} RESET max_parallel_workers_per_gather")

    assert (report.rows, report.breaks) == (MANY, ())
    figure(
        f"trail: sealed {seal_pace:,.0f} rows/s; verified {statistics.median(paces):,.0f} rows/s"
        f" (median of 5 x {MANY:,}; the goal is {GOAL:,}; load {os.getloadavg()[0]:.0f})"
    )
