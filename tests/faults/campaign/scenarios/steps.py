"""The clock is set forward an hour, back two, and right again, while deadlines fall due."""

import contextlib
import time

from tests.faults.campaign import check
from tests.faults.campaign.estate import Estate, TooLateError, within
from tests.faults.campaign.falling import Falling
from tests.faults.campaign.load import given_today, register
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row
from tests.faults.campaign.size import Size

NAME = "steps"
PROMISE = "The clock set forth and back: each deadline ≤ 60 s after it is due, once (R13)"
STEPS = (3_600, -3_600, 0)  # seconds wrong, one after the other
DUE_WITHIN = 60.0


def run(place: Place, size: Size) -> Row:
    """Clock, worker, relay and watchdog all believe the same wrong clock; the database does not."""
    broken: list[str] = []
    slow = 0.0
    wrong = place.directory / "wrong-by"
    wrong.write_text("0")
    with Estate(place) as estate:
        for one in (estate.clock, estate.worker, estate.relay, estate.dog):
            one.end(20)
            one.wrap("-m", "tests.faults.campaign.stepped", str(wrong))
            one.start()
        register(estate.port, size.cases, given_today(), key="saksbehandler")
        within(90, lambda: place.ask(DONE), "the first sweep")
        falling = Falling(estate, size.deadlines, size.outage)
        falling.start()
        for step in STEPS:
            before, begun = len(_sweeps(estate)), time.monotonic()
            wrong.write_text(str(step))
            time.sleep(1)
            try:
                within(60, lambda n=before: len(_sweeps(estate)) > n + 1, f"sweeps at {step} s")  # type: ignore[misc]  # bound now
            except TooLateError as error:
                broken.append(str(error))
            slow = max(slow, time.monotonic() - begun)
            time.sleep(size.outage / len(STEPS))
        with contextlib.suppress(TooLateError):
            within(DUE_WITHIN + 30, falling.all_told, "all deadlines")
        falling.end()
        broken += [*falling.told_once(), *check.everything_holds(estate)]
    if falling.longest > DUE_WITHIN:
        broken.append(f"a deadline waited {falling.longest:.0f} s after it was due")
    return Row(
        NAME,
        PROMISE,
        faults=len(STEPS),
        acknowledged=falling.opened,
        lost=falling.untold,
        doubled=falling.twice,
        recovery=slow,
        more=f"{falling.opened} deadlines fell due, the longest waited {falling.longest:.0f} s;"
        " Python's clock is set in clock, worker, relay and watchdog, not the kernel's",
        broken=tuple(broken),
    )


DONE = "SELECT 1 FROM watch_heartbeat WHERE name = 'deadlines.tasks.sweep' AND at IS NOT NULL"


def _sweeps(estate: Estate) -> list[str]:
    """Rounds that the worker has done, as it says itself."""
    said = estate.said("worker").splitlines()
    return [line for line in said if "Task deadlines.tasks.sweep" in line and "succeeded" in line]
