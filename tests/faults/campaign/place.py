"""Where the campaign happens: one directory, with a migrated database and a town to begin from.

Migrated once, as production is, by `manage.py migrate`; every scenario begins with a copy. The
cluster runs as in production: nothing of fsync, full_page_writes or synchronous_commit is loosened.
"""

import contextlib
import hashlib
import os
import pickle
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Self

import psycopg2

from tests.faults.processes import ROOT
from tildeling import embedded

ROLE = "tildeling_test"  # sees past the wall, to look at what was done (tests/wall.py)
PREFIX = "tildeling-faults-"
READY_SCHEMA = """
CREATE SCHEMA ready;
GRANT USAGE ON SCHEMA ready TO tildeling_app;
CREATE TABLE ready.situation (name text PRIMARY KEY);
GRANT SELECT ON ready.situation TO tildeling_app;
"""


class Place:
    """The directory, and what is told to every process that runs in it."""

    def __init__(self, prepared: Path | None = None) -> None:
        _clear_leftovers()
        self.directory = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{os.getpid()}-", dir="/var/tmp"))
        self.directory.chmod(0o711)
        self.postgres = embedded.PostgreSQL(self.directory / "pg")
        self.prepared = self.directory / "prepared"
        self._given = prepared
        self.disk = 0  # megabytes of the file system the data lies on; 0: whatever is there
        self.town: Any = None  # tests.given.Town, which can be imported once Django is set up

    def settings(self) -> dict[str, str]:
        """The environment of the application's processes, as `tildeling.run` makes it."""
        return {
            "DJANGO_SETTINGS_MODULE": "tildeling.settings",
            "SECRET_KEY": "only-for-the-campaign-and-no-secret-at-all-0123456789-abcdef",
            "ALLOWED_HOSTS": "127.0.0.1,localhost",
            "BASE_URL": "http://127.0.0.1",
            "HTTPS": "0",
            "DEMO": "0",
            "SYNTHETIC_NUMBERS": "1",
            "SECOND_FACTOR": "off",
            "WHITENOISE_USE_FINDERS": "1",
            "VAR_DIR": str(self.directory / "var"),
            "DATABASE_URL": self.postgres.app_url,
            "READER_DATABASE_URL": self.postgres.reader_url,
            "TRAIL_ANCHOR_FILE": str(self.directory / "var" / "trail-anchor.jsonl"),
            "REDIS_URL": f"unix://{embedded.Valkey(self.directory / 'broker').socket}",
            "LETTER_HOLD_MINUTES": "0",
            "PYTHONUNBUFFERED": "1",
        }

    def ours(self) -> dict[str, str]:
        """The environment of the campaign's own process: it looks from above."""
        return self.settings() | {"DATABASE_URL": self.postgres.url(ROLE), "LOG_LEVEL": "ERROR"}

    def prepare(self) -> None:
        """Migrate and make the town, or take what another campaign has prepared."""
        if self._given:
            self._take(self._given)
            return
        self.postgres.start()
        self._let_the_campaign_in()
        with self.owner() as cursor:
            cursor.execute(READY_SCHEMA)
        self._manage("migrate", "--database=owner", "--no-input", "--verbosity=0")
        self._make_town()
        self.postgres.stop()
        self.prepared.mkdir()
        _copy(self.postgres.data, self.prepared / "data")
        shutil.copy(self.postgres.directory / "owner-password", self.prepared)
        (self.prepared / "town").write_bytes(pickle.dumps(self.town))
        (self.prepared / "made-from").write_text(fingerprint())

    def keep(self, elsewhere: Path) -> None:
        """Leave what is prepared to other campaigns."""
        _copy(self.prepared, elsewhere)

    def begin_anew(self) -> None:
        """Put the prepared cluster back, with nothing of what came after; the server is stopped."""
        shutil.rmtree(self.postgres.data, ignore_errors=True)
        for left in ("var", "broker", "mail"):
            shutil.rmtree(self.directory / left, ignore_errors=True)
        for new in ("var", "mail"):
            (self.directory / new).mkdir()
        if self.disk:
            self._mount(self.disk)
        self.postgres.data.mkdir(mode=0o700, exist_ok=True)
        _copy(f"{self.prepared}/data/.", self.postgres.data)

    def let_go(self) -> None:
        """Take the small file system away; the server is stopped."""
        if self.disk:
            subprocess.run(["umount", "--lazy", str(self.postgres.data)], check=False)
            self.disk = 0

    def owner(self) -> "contextlib.AbstractContextManager[Any]":
        """A cursor of the owner, past every wall, each statement by itself."""
        return _cursor(self.postgres.owner_url)

    def ask(self, sql: str, *values: object) -> list[tuple[Any, ...]]:
        """Rows, as the owner sees them."""
        with self.owner() as cursor:
            cursor.execute(sql, values or None)
            return list(cursor.fetchall())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.postgres.stop()
        self.let_go()
        self.postgres.remove()
        shutil.rmtree(self.directory, ignore_errors=True)

    def _mount(self, megabytes: int) -> None:
        """Data on a file system of its own, as small as that. Raises CalledProcessError."""
        self.postgres.data.mkdir()
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tildeling-faults",
             str(self.postgres.data)],
            check=True, capture_output=True,
        )  # fmt: skip

    def _take(self, given: Path) -> None:
        if (given / "made-from").read_text() != fingerprint():
            message = f"{given} was made by other migrations: make it anew (--keep)"
            raise SystemExit(message)
        shutil.copytree(given, self.prepared, ignore=shutil.ignore_patterns("data"))
        _copy(given / "data", self.prepared / "data")
        self.postgres.directory.mkdir()
        shutil.copy(given / "owner-password", self.postgres.directory)
        self.town = pickle.loads((self.prepared / "town").read_bytes())  # noqa: S301 - ours

    def _let_the_campaign_in(self) -> None:
        with (self.postgres.data / "pg_hba.conf").open("a") as told:
            told.write(f"local all {ROLE} trust\n")
        with self.owner() as cursor:
            cursor.execute(f"CREATE ROLE {ROLE} LOGIN BYPASSRLS IN ROLE tildeling_app")
            cursor.execute("SELECT pg_reload_conf()")

    def _make_town(self) -> None:
        from django.db import connections

        from tests import given

        self.town = given.a_town()
        given.an_hour_for_e_mail(self.town)
        connections.close_all()

    def _manage(self, *arguments: str) -> None:
        env = {**os.environ, **self.settings(), "MIGRATION_DATABASE_URL": self.postgres.owner_url}
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True)


@contextlib.contextmanager
def _cursor(url: str) -> Any:
    connection = psycopg2.connect(url)
    connection.autocommit = True
    try:
        with connection.cursor() as cursor:
            yield cursor
    finally:
        connection.close()


def _copy(source: Path | str, target: Path) -> None:
    """With owners and modes."""
    subprocess.run(["cp", "-a", str(source), str(target)], check=True)


def fingerprint() -> str:
    """What the database was made from."""
    files = sorted(ROOT.glob("*/migrations/*.py"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()


def _clear_leftovers() -> None:
    """Remove the directories of campaigns that were killed."""
    for left in Path("/var/tmp").glob(f"{PREFIX}*"):  # noqa: S108 - by the prefix: ours
        pid = left.name.removeprefix(PREFIX).split("-")[0]
        with contextlib.suppress(PermissionError, ValueError):
            try:
                os.kill(int(pid), 0)
            except ProcessLookupError:
                shutil.rmtree(left, ignore_errors=True)
