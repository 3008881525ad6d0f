"""Hours of work with a random fault every five minutes: what grows is seen (`make soak`)."""

import contextlib
import random
import time
from collections import Counter
from pathlib import Path

from tests.faults.campaign import check
from tests.faults.campaign.estate import Estate, TooLateError, within
from tests.faults.campaign.load import Load, given_today, register
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row, slowest
from tests.faults.campaign.scenarios.kills import VICTIMS, kill
from tests.faults.campaign.size import Size

NAME = "soak"
PROMISE = "Hours with a fault every five minutes: nothing lost, nothing grows without end (R17)"
BETWEEN = 300.0  # seconds
LOOK = 60.0
GROWN = 1.5  # of a program's memory, from its first quarter to its last


def run(place: Place, size: Size) -> Row:
    """Work at an even pace for `size.soak_minutes`, and tell memory and connections each minute."""
    chance = random.Random(20261122)  # noqa: S311 - the same each run
    killed: Counter[str] = Counter()
    broken: list[str] = []
    slow = 0.0
    memory: dict[str, list[int]] = {}
    most = 0
    with Estate(place) as estate:
        cases = register(estate.port, size.cases, given_today(), key="saksbehandler")
        end = time.monotonic() + size.soak_minutes * 60
        next_fault = time.monotonic() + min(BETWEEN, size.soak_minutes * 20)
        with Load(estate.port, cases, systems=2, caseworkers=2, pause=0.2, cut=50) as load:
            while time.monotonic() < end:
                time.sleep(min(LOOK, size.soak_minutes * 5))
                now = _memory(estate)
                for name, kilobytes in now.items():
                    memory.setdefault(name, []).append(kilobytes)
                connections = _connections(estate)
                most = max(most, connections)
                sizes = ", ".join(f"{name} {kb // 1024} MB" for name, kb in now.items())
                print(
                    f"  {len(load.book.acknowledged)} writes, {connections} connections: {sizes}",
                    flush=True,
                )
                if time.monotonic() < next_fault:
                    continue
                next_fault = time.monotonic() + BETWEEN
                victim = chance.choice(list(VICTIMS))
                killed[victim] += 1
                moment, begun = time.time(), time.monotonic()
                kill(estate, victim, chance)
                try:
                    within(60, lambda m=moment: estate.done_since(m), f"after {victim}")  # type: ignore[misc]  # bound now
                except TooLateError as error:
                    broken.append(str(error))
                slow = max(slow, time.monotonic() - begun)
        counted = check.writes(estate, load.book)
        broken += [*counted.broken, *_grown(memory), *check.everything_holds(estate)]
    grew = [f"{name} {kb[0] // 1024} → {kb[-1] // 1024} MB" for name, kb in memory.items()]
    return Row(
        NAME,
        PROMISE,
        faults=killed.total(),
        acknowledged=counted.acknowledged,
        lost=counted.lost,
        doubled=counted.doubled,
        unknown=counted.unknown,
        resolved=counted.resolved,
        recovery=slow,
        more=f"{size.soak_minutes:.0f} minutes, at most {most} connections,"
        f" p99 {slowest(load.book.times()):.0f} ms;"
        f" memory {', '.join(grew)}",
        broken=tuple(broken),
    )


def _memory(estate: Estate) -> dict[str, int]:
    """Kilobytes of each program and what it has started, by name."""
    found = {}
    for one in estate.programs:
        total = 0
        for pid in (one.pid, *one.children()):
            with contextlib.suppress(OSError, IndexError, ValueError):
                told = Path(f"/proc/{pid}/status").read_text()
                total += int(told.split("VmRSS:")[1].split()[0])
        found[one.name] = total
    return found


def _connections(estate: Estate) -> int:
    with contextlib.suppress(Exception):
        return int(estate.place.ask("SELECT count(*) FROM pg_stat_activity")[0][0])
    return 0


def _grown(memory: dict[str, list[int]]) -> list[str]:
    """Programs that are much larger in the last quarter than in the first."""
    broken = []
    for name, told in memory.items():
        quarter = max(1, len(told) // 4)
        early, late = max(told[:quarter]), min(told[-quarter:])
        if len(told) >= 8 and early and late > early * GROWN:
            broken.append(f"{name} grew from {early // 1024} to {late // 1024} MB")
    return broken
