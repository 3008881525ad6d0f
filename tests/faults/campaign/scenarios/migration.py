"""A deploy changes a table that somebody holds: the migration gives way, and readers go on."""

import subprocess
import sys
import threading
import time

import psycopg2

from tests.faults.campaign import check
from tests.faults.campaign.estate import Estate, within
from tests.faults.campaign.load import Load, given_today, register
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row, slowest
from tests.faults.campaign.size import Size
from tests.faults.processes import ROOT

NAME = "migration"
PROMISE = "A migration behind an open transaction stalls nobody, and is done afterwards (R14)"
LONGEST = 3.0  # seconds a request may wait: the migration's own second, and its work
TAKES = "SELECT 1 FROM information_schema.columns WHERE column_name = 'campaign_mark'"
WAITS = (
    "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    " AND query LIKE 'ALTER TABLE records_note%'"
)


def run(place: Place, size: Size) -> Row:
    """`migrate` as production runs it, with a transaction open on its table under load."""
    held = min(60.0, size.outage)
    with Estate(place, parts=("web", "worker", "clock")) as estate:
        cases = register(estate.port, size.cases, given_today(), key="saksbehandler")
        with Load(estate.port, cases, systems=2, caseworkers=1, pause=0.1) as load:
            time.sleep(5)
            usual, since = slowest(load.book.times(), 1.0) / 1000, time.monotonic()
            idle = psycopg2.connect(place.postgres.owner_url)
            with idle.cursor() as cursor:
                cursor.execute("SELECT 1 FROM records_note LIMIT 1")
            migrating = _Migrating(estate)
            migrating.start()
            within(60, lambda: place.ask(WAITS), "the migration at the table")
            time.sleep(held)
            during = slowest(load.book.times(since), 1.0) / 1000
            waiting = load.book.acknowledged[-1:] and not place.ask(TAKES)
            idle.rollback()
            idle.close()
            released = time.monotonic()
            migrating.join(120)
            back = time.monotonic() - released
            time.sleep(1)
        within(60, lambda: estate.done_since(0), "the relay")
        counted = check.writes(estate, load.book)
        broken = [*counted.broken, *check.everything_holds(estate)]
        done = bool(place.ask(TAKES))
    longest = max(during, slowest(load.book.times(since), 1.0) / 1000)
    errors = load.book.errors(since)
    if migrating.status != 0 or not done:
        broken.append(f"not migrated: {migrating.status} {migrating.said[-400:]}")
    if longest > max(LONGEST, 2 * usual + 1):
        broken.append(f"a request waited {longest:.1f} s, and {usual:.1f} s before")
    if errors or not waiting:
        broken.append(f"errors {dict(errors)}; the table was {'held' if waiting else 'not held'}")
    return Row(
        NAME, PROMISE, faults=1, acknowledged=counted.acknowledged, lost=counted.lost,
        doubled=counted.doubled, unknown=counted.unknown, resolved=counted.resolved, recovery=back,
        more=f"a transaction stood open for {held:.0f} s; the slowest request {longest:.1f} s"
        f" ({usual:.1f} before); migrated {back:.1f} s after it ended",
        broken=tuple(broken),
    )  # fmt: skip


class _Migrating(threading.Thread):
    """The command of the compose file's `migrate`, with one migration more to apply."""

    def __init__(self, estate: Estate) -> None:
        super().__init__(name="migrate", daemon=True)
        self._env = estate.env | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.campaign.altering.settings",
            "MIGRATION_DATABASE_URL": estate.place.postgres.owner_url,
        }
        self.status: int | None = None
        self.said = ""

    def run(self) -> None:
        done = subprocess.run(
            [sys.executable, "manage.py", "migrate", "--database=owner", "--no-input"],
            cwd=ROOT, env=self._env, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, check=False,
        )  # fmt: skip
        self.status, self.said = done.returncode, done.stdout
