"""A private PostgreSQL for one test run, started before Django reads its settings.

A pytest plugin (`-p tests.servers` in pyproject.toml). With TEST_DATABASE_URL (the application's
role) and TEST_MIGRATION_DATABASE_URL (a superuser that owns) set, that server is used and none
is started. Only the process that began the run starts and stops anything; xdist's workers find
DATABASE_URL, MIGRATION_DATABASE_URL and TEST_RUN in their environment.

Migrating takes longer than many a test: a run that has migrated leaves its cluster in var/ for
the next one, as long as no model and no migration changes. With TEST_READY=whole it leaves what
stands ready in it too, which serves until a line of the code is another. The cluster lies in memory
where there is room: a test with real commits is followed by a new copy of a database of thousands
of files.
"""

import contextlib
import datetime as dt
import functools
import hashlib
import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Generator
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest

from tildeling import embedded

PREFIX = "tildeling-test-"
MEMORY = Path("/dev/shm")  # noqa: S108 - a directory of our own is made in it, by mkdtemp
ROOM = 3 * 1024**3  # bytes that must be free there; containers often have 64 MB in all
ROOT = Path(__file__).resolve().parent.parent


class PrivateServers:
    """What one test run has started."""

    def __init__(self) -> None:
        self.postgres: embedded.PostgreSQL | None = None

    def start_postgres(self) -> None:
        os.environ["TEST_RUN"] = f"{os.getpid()}_{secrets.token_hex(2)}"
        os.environ["TEST_MADE_OF"] = made_of()
        if given := os.environ.get("TEST_DATABASE_URL"):
            os.environ["DATABASE_URL"] = given
            os.environ["MIGRATION_DATABASE_URL"] = os.environ["TEST_MIGRATION_DATABASE_URL"]
            return
        _clear_leftovers()
        directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir=_fastest()))
        # Root's PostgreSQL runs as another account, which has to get through.
        directory.chmod(0o711)
        if KEPT.exists():
            _copy(KEPT, directory)
        self.postgres = embedded.PostgreSQL(directory, throwaway=True).start()
        os.environ["TEST_POSTGRES_LOG"] = str(self.postgres.log)
        os.environ["DATABASE_URL"] = self.postgres.app_url
        os.environ["MIGRATION_DATABASE_URL"] = self.postgres.owner_url

    def stop(self) -> None:
        if _begins_the_run() and not _ready_is_for_the_next():
            _drop_ready()
        if self.postgres:
            migrated = not KEPT.exists() and self._is_migrated(self.postgres)
            self.postgres.stop()
            if migrated:
                _keep(self.postgres.directory)
            self.postgres.remove()
            self.postgres = None

    def _is_migrated(self, server: embedded.PostgreSQL) -> bool:
        """True when it holds the template, perhaps what stands ready, and nothing else of ours."""
        with contextlib.suppress(psycopg2.OperationalError):
            connection = psycopg2.connect(server.url("tildeling_owner", "postgres"))
            with contextlib.closing(connection), connection.cursor() as cursor:
                cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'test%'")
                return {name for (name,) in cursor.fetchall()} - {ready()} == {template()}
        return False


@functools.cache
def fingerprint() -> str:
    """What a migrated cluster is made from."""
    made_from = [
        ROOT / "tildeling" / "settings.py",
        ROOT / "requirements.lock",
        embedded.ROLES_SQL,
        ROOT / "tests" / "databases.py",
        *sorted(ROOT.glob("tildeling/embedded/*.py")),
        *sorted(ROOT.glob("*/migrations/*.py")),
        *sorted(ROOT.glob("*/models.py")),
        *sorted(ROOT.glob("*/models/*.py")),
    ]
    content = b"".join(file.read_bytes() for file in made_from)
    return hashlib.sha256(content).hexdigest()[:16]


def template() -> str:
    """The database that is migrated, and empty."""
    return f"test_template_{fingerprint()}"


def ready() -> str:
    """The same with what stands ready (tests/ready.py), of this code and no other."""
    return f"test_ready_{os.environ.get('TEST_MADE_OF', '')}"


def made_of() -> str:
    """What stands ready is made by the whole of the code, today; on a server that is not ours, by
    this run alone.
    """
    if os.environ.get("TEST_DATABASE_URL"):
        return os.environ["TEST_RUN"]
    digest = hashlib.sha256(dt.datetime.now(tz=dt.UTC).date().isoformat().encode())
    for top in sorted(ROOT.iterdir()):
        if top.name.startswith(".") or top.name in {"var", "node_modules", "docs"}:
            continue
        for file in [top] if top.is_file() else sorted(top.rglob("*")):
            if file.suffix != ".mo" and "__pycache__" not in file.parts and file.is_file():
                digest.update(f"{file.relative_to(ROOT)}".encode())
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _ready_is_for_the_next() -> bool:
    return os.environ.get("TEST_READY") == "whole" and "TEST_DATABASE_URL" not in os.environ


def _drop_ready() -> None:
    with contextlib.suppress(KeyError, psycopg2.OperationalError):
        # Not to the database of that address: without workers it is the run's own, and gone.
        owner = urlsplit(os.environ["MIGRATION_DATABASE_URL"])
        connection = psycopg2.connect(owner._replace(path="/postgres").geturl())
        connection.autocommit = True
        with contextlib.closing(connection), connection.cursor() as cursor:
            cursor.execute(f"DROP DATABASE IF EXISTS {ready()}")


KEPT = ROOT / "var" / "cache" / "test-cluster" / fingerprint()
CLUSTER = ("data", "owner-password")


def _copy(source: Path, target: Path) -> None:
    """Copy a stopped cluster with its owners and modes."""
    subprocess.run(["cp", "-a", *(str(source / part) for part in CLUSTER), target], check=True)


def _keep(directory: Path) -> None:
    """Leave the cluster to the next run, in place of those made from older models."""
    if not (directory / "data").exists():  # it lies elsewhere: root, in a closed home
        return
    if fingerprint.__wrapped__() != fingerprint():  # somebody is writing models right now
        return
    if _ready_is_for_the_next() and made_of() != os.environ["TEST_MADE_OF"]:
        return
    half = KEPT.with_name(f"{os.getpid()}.half")
    half.mkdir(parents=True)
    _copy(directory, half)
    for old in KEPT.parent.iterdir():
        if not old.name.endswith(".half"):
            shutil.rmtree(old, ignore_errors=True)
    with contextlib.suppress(OSError):  # another run was faster
        half.rename(KEPT)
    shutil.rmtree(half, ignore_errors=True)


def _fastest() -> Path:
    """Where a cluster that nobody keeps lies."""
    with contextlib.suppress(OSError):
        if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ROOM:
            return MEMORY
    return Path(tempfile.gettempdir())


def _clear_leftovers() -> None:
    """Remove the directories of runs that were killed."""
    places = {Path(tempfile.gettempdir()), MEMORY}
    for directory in (left for place in places for left in place.glob(f"{PREFIX}*")):
        pid = directory.name.removeprefix(PREFIX).split("-")[0]
        with contextlib.suppress(PermissionError, ValueError):
            try:
                os.kill(int(pid), 0)
            except ProcessLookupError:
                embedded.PostgreSQL(directory).remove()


SERVERS = PrivateServers()


def _begins_the_run() -> bool:
    return "PYTEST_XDIST_WORKER" not in os.environ


def _only_tells(config: pytest.Config) -> bool:
    return bool(config.known_args_namespace.help or config.known_args_namespace.version)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> Generator[None, None, None]:
    """Start PostgreSQL: a wrapper, so that it comes before pytest-django's own hook."""
    if _begins_the_run() and not _only_tells(early_config):
        SERVERS.start_postgres()
    try:
        return (yield)
    except BaseException:
        SERVERS.stop()
        raise


def pytest_unconfigure() -> None:
    """Stop it at the end, also after Ctrl-C."""
    SERVERS.stop()


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Generator[embedded.Valkey, None, None]:
    """A private Valkey, for tests with real Celery processes; its `url` is their REDIS_URL."""
    with embedded.Valkey(tmp_path_factory.mktemp("broker")) as valkey:
        yield valkey
