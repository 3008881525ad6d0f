"""Clock, relay and workers die and hang: the watchdog sees it, and tells when it is over."""

import signal
import time
from collections import Counter

from tests.faults.campaign import check
from tests.faults.campaign.estate import Estate, Program, TooLateError, within
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row
from tests.faults.campaign.size import Size
from watch.kinds import Part

NAME = "dead"
PROMISE = "Who dies or hangs is seen within patience and one look: in production 5 minutes (R4, O3)"
PATIENCE, LOOK = 8, 1  # seconds; in production 240 and 30
SLACK = 12.0  # seconds, for a busy machine and the mail
POST = "notifications.tasks.send_due"


def run(place: Place, size: Size) -> Row:
    """Each is frozen, and then killed with nobody to start it again."""
    slow, over, faults = 0.0, 0.0, 0
    broken: list[str] = []
    told: list[str] = []
    quick = {"WATCH_SECONDS": str(LOOK), "WATCH_PATIENCE_SECONDS": str(PATIENCE)}
    with Estate(
        place, queues="clock", parts=("worker", "relay", "clock", "watchdog"), **quick,
        SCAN_SECONDS="1",
    ) as estate:  # fmt: skip
        within(90, lambda: _well(estate), "everything is alive")
        victims: list[tuple[str, list[Program]]] = [
            (Part.CLOCK, [estate.clock]),
            (POST, [estate.relay]),
            (Part.WORKER, [estate.worker, estate.relay]),
        ]
        before = _count(estate)
        for part, programs in victims:
            for number in (signal.SIGSTOP, signal.SIGKILL):
                faults += 1
                begun = time.monotonic()
                _strike(programs, number)
                try:
                    within(60, lambda p=part: p in _open(estate), f"alarm of {part}")  # type: ignore[misc]  # bound now
                    slow = max(slow, time.monotonic() - begun)
                    begun = time.monotonic()
                    _mend(programs, number)
                    within(90, lambda: _well(estate), f"{part} is well again")
                    over = max(over, time.monotonic() - begun)
                except TooLateError as error:
                    broken.append(str(error))
                    _mend(programs, number)
        alarms = _count(estate) - before
        broken += _told(estate) + check.everything_holds(estate)
        told = [one for (one,) in place.ask("SELECT DISTINCT part FROM watch_alarm")]
    if slow > PATIENCE * 1.5 + LOOK + SLACK:
        broken.append(f"seen only after {slow:.1f} s of {PATIENCE} s patience")
    return Row(
        NAME, PROMISE, faults=faults, alarms=alarms, recovery=over,
        more=f"the slowest was seen after {slow:.1f} s, with patience of {PATIENCE} s;"
        f" told of: {', '.join(sorted(told))}",
        broken=tuple(broken),
    )  # fmt: skip


def _strike(programs: list[Program], number: int) -> None:
    for one in programs:
        one.wanted = number != signal.SIGKILL
        one.send(number)


def _mend(programs: list[Program], number: int) -> None:
    for one in programs:
        if number == signal.SIGSTOP:
            one.send(signal.SIGCONT)
        else:
            one.end()
            one.start()


def _open(estate: Estate) -> set[str]:
    return {
        one for (one,) in estate.place.ask("SELECT part FROM watch_alarm WHERE over_at IS NULL")
    }


def _count(estate: Estate) -> int:
    return int(estate.place.ask("SELECT count(*) FROM watch_alarm")[0][0])


def _well(estate: Estate) -> bool:
    untold = estate.place.ask("SELECT 1 FROM watch_alarm WHERE over_told_at IS NULL")
    alive = estate.place.ask(
        "SELECT count(*) FROM watch_heartbeat WHERE name IN (%s, %s, %s) AND at IS NOT NULL",
        POST, Part.WATCHDOG.value, Part.CLOCK.value,
    )  # fmt: skip
    return not untold and alive[0][0] == 3


def _told(estate: Estate) -> list[str]:
    """Each alarm is one mail when it begins and one when it is over."""
    mails = Counter(str(mail["Message-ID"]) for mail in estate.mailbox.mails.all())
    rows = estate.place.ask("SELECT public_id FROM watch_alarm WHERE over_told_at IS NOT NULL")
    wrong = [
        one for (one,) in rows
        if mails[f"<{one}-begun@tildeling.invalid>"] != 1
        or mails[f"<{one}-over@tildeling.invalid>"] != 1
    ]  # fmt: skip
    return [f"{len(wrong)} alarms not told of once"] if wrong else []
