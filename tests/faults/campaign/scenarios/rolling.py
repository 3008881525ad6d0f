"""A deploy: the web server takes new workers (HUP) and the workers end (TERM), under load."""

import os
import signal
import time

from tests.faults.campaign import check
from tests.faults.campaign.estate import Estate, within
from tests.faults.campaign.load import Load, given_today, register
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row, slowest
from tests.faults.campaign.size import Size

NAME = "rolling"
PROMISE = "A rolling restart under load fails no request (R15)"
HEALTHY = 30.0


def run(place: Place, size: Size) -> Row:
    """HUP to the web server and TERM to worker, relay and clock, several times."""
    rounds = max(3, size.rounds // 4)
    slow = 0.0
    with Estate(place, REMAP_SIGTERM="SIGQUIT") as estate:
        cases = register(estate.port, size.cases, given_today(), key="saksbehandler")
        with Load(estate.port, cases, systems=4, caseworkers=1) as load:
            for _ in range(rounds):
                time.sleep(2)
                before, moment = set(estate.web.children()), time.time()
                begun = time.monotonic()
                os.kill(estate.web.pid, signal.SIGHUP)
                for one in (estate.worker, estate.relay, estate.clock):
                    one.process.terminate()
                within(60, lambda b=before: _renewed(estate, b), "new web workers")  # type: ignore[misc]  # bound now
                within(60, lambda m=moment: estate.done_since(m), "the relay")  # type: ignore[misc]  # bound now
                slow = max(slow, time.monotonic() - begun)
            time.sleep(1)
        counted = check.writes(estate, load.book)
        broken = [*counted.broken, *check.everything_holds(estate)]
    failed = dict(load.book.refused) | dict(load.book.errors())
    if failed:
        broken.append(f"failed requests: {failed}")
    return Row(
        NAME, PROMISE, faults=rounds * 4, acknowledged=counted.acknowledged, lost=counted.lost,
        doubled=counted.doubled, unknown=counted.unknown, resolved=counted.resolved,
        recovery=slow,
        more=f"{len(load.book.answers)} requests, {sum(failed.values())} failed,"
        f" p99 {slowest(load.book.times()):.0f} ms",
        broken=tuple(broken),
    )  # fmt: skip


def _renewed(estate: Estate, before: set[int]) -> bool:
    now = set(estate.web.children())
    return len(now) >= 2 and not now & before
