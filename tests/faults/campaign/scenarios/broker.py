"""The broker is away, frozen and full for minutes, while deadlines fall due and people work."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator

import redis

from tests.faults.campaign import check
from tests.faults.campaign.estate import Estate, TooLateError, within
from tests.faults.campaign.falling import Falling
from tests.faults.campaign.load import Load, given_today, register
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row, slowest
from tests.faults.campaign.size import Size

NAME = "broker"
PROMISE = (
    "Broker away, frozen, full: each deadline ≤ 60 s after it is due, no 5xx, p99 ≤ 1 s, or twice"
    " what it was before where that is more (R3)"
)
DUE_WITHIN = 60.0
ANSWERED_WITHIN = 1_000.0  # ms
# A sweep as often as in production; the watchdog's minutes are seconds.
CLOCK = {"SWEEP_SECONDS": "30", "WATCH_PATIENCE_SECONDS": "20", "WATCH_SECONDS": "2"}
TWICE = 2.0  # a machine that others use too may be slow; not slower for the fault


@contextlib.contextmanager
def away(estate: Estate) -> Iterator[None]:
    """Dead, and nobody starts it again."""
    estate.servers.remove(estate.broker)
    assert estate.broker.process is not None
    estate.broker.process.kill()
    estate.broker.process.wait()
    yield
    estate.broker.revive()
    estate.servers.append(estate.broker)


@contextlib.contextmanager
def frozen(estate: Estate) -> Iterator[None]:
    """It takes connections, and answers nothing."""
    assert estate.broker.process is not None
    os.kill(estate.broker.process.pid, signal.SIGSTOP)
    yield
    os.kill(estate.broker.process.pid, signal.SIGCONT)


@contextlib.contextmanager
def full(estate: Estate) -> Iterator[None]:
    """It answers every write with OOM."""
    client = redis.Redis.from_url(estate.broker.url)
    client.config_set("maxmemory", "1")
    yield
    client.config_set("maxmemory", "256mb")


FAULTS = {"away": away, "frozen": frozen, "full": full}


def run(place: Place, size: Size) -> Row:
    """Each of them for its time, one after the other, with a breath between."""
    broken: list[str] = []
    waits: list[str] = []
    back = 0.0
    with Estate(place, **CLOCK) as estate:
        cases = register(estate.port, size.cases, given_today(), key="saksbehandler")
        within(60, lambda: estate.done_since(0, "deadlines.tasks.sweep"), "the first sweep")
        with Load(estate.port, cases, systems=2, caseworkers=1, pause=0.2) as load:
            time.sleep(10)
            usual, since = slowest(load.book.times()), time.monotonic()
            falling = Falling(estate, size.deadlines, sum(lasts for _, lasts in size.outages))
            falling.start()
            for name, lasts in size.outages:
                before = falling.longest
                with FAULTS[name](estate):
                    time.sleep(lasts)
                moment, over = time.time(), time.monotonic()
                try:
                    within(60, lambda m=moment: estate.done_since(m), "the relay")  # type: ignore[misc]  # bound now
                except TooLateError as error:
                    broken.append(f"after {name}: {error}")
                back = max(back, time.monotonic() - over)
                waits.append(f"{name} for {lasts:.0f} s: {max(before, falling.longest):.0f} s")
            with contextlib.suppress(TooLateError):
                within(DUE_WITHIN + 30, falling.all_told, "all deadlines")
        falling.end()
        alarms = place.ask("SELECT count(*) FROM watch_alarm")[0][0]
        counted = check.writes(estate, load.book)
        broken += [*counted.broken, *falling.told_once(), *check.everything_holds(estate)]
    p99, errors = slowest(load.book.times(since)), load.book.errors()
    if falling.longest > DUE_WITHIN:
        broken.append(f"a deadline waited {falling.longest:.0f} s after it was due")
    if errors:
        broken.append(f"users got {dict(errors)}")
    if p99 > max(ANSWERED_WITHIN, TWICE * usual):
        broken.append(f"p99 {p99:.0f} ms, and {usual:.0f} ms before")
    return Row(
        NAME,
        PROMISE,
        faults=len(size.outages),
        acknowledged=counted.acknowledged,
        lost=counted.lost,
        doubled=counted.doubled,
        unknown=counted.unknown,
        resolved=counted.resolved,
        alarms=alarms,
        recovery=back,
        more=f"{falling.opened} deadlines fell due, the longest waited {falling.longest:.0f} s"
        f" ({', '.join(waits)}); users' p99 {p99:.0f} ms ({usual:.0f} before),"
        f" errors {dict(errors)}",
        broken=tuple(broken),
    )
