"""SIGKILL at random: a web worker, the web master, Celery's worker, a pool child, the relay, beat,
the broker, PostgreSQL. Nothing acknowledged is lost, nothing is there twice.
"""

import datetime as dt
import os
import random
import shutil
import signal
import time
from collections import Counter
from collections.abc import Callable
from typing import Final

from tests.faults.campaign import check
from tests.faults.campaign.estate import Estate, TooLateError, within
from tests.faults.campaign.load import Load, given_today, register
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row, slowest
from tests.faults.campaign.size import Size

NAME = "kills"
PROMISE = "No acknowledged write is lost or doubled, whoever is killed (R1, R9)"
PATIENCE = 60.0
NEAR, OVER = 27, 33  # days since the first contact: reminded of, and passed on to the leader


def kill(estate: Estate, victim: str, chance: random.Random) -> None:
    """As when the machine is switched off for it: no goodbye, nothing put away."""
    VICTIMS[victim](estate, chance)


def _lose_broker(estate: Estate) -> None:
    """What lay in it is gone too."""
    shutil.rmtree(estate.broker.directory / "data")
    (estate.broker.directory / "data").mkdir(mode=0o700)
    os.kill(_pid(estate.broker), signal.SIGKILL)


def _one_of(pids: list[int], chance: random.Random) -> None:
    if pids:
        os.kill(chance.choice(pids), signal.SIGKILL)


def _pid(server: object) -> int:
    process = getattr(server, "process", None)
    assert process is not None
    return int(process.pid)


VICTIMS: Final[dict[str, Callable[[Estate, random.Random], None]]] = {
    "web worker": lambda estate, chance: _one_of(estate.web.children(), chance),
    "web master": lambda estate, _: estate.web.process.kill(),
    "worker": lambda estate, _: estate.worker.send(signal.SIGKILL),
    "pool child": lambda estate, chance: _one_of(estate.worker.children(), chance),
    "relay": lambda estate, _: estate.relay.send(signal.SIGKILL),
    "clock": lambda estate, _: estate.clock.send(signal.SIGKILL),
    "PostgreSQL": lambda estate, _: os.killpg(_pid(estate.postgres), signal.SIGKILL),
    "postmaster": lambda estate, _: os.kill(_pid(estate.postgres), signal.SIGKILL),
    "broker": lambda estate, _: os.kill(_pid(estate.broker), signal.SIGKILL),
    "broker and its data": lambda estate, _: _lose_broker(estate),
}


def run(place: Place, size: Size) -> Row:
    """Rounds of one kill each under load, until there are rounds and writes enough."""
    begun, chance = time.monotonic(), random.Random(20261122)  # noqa: S311 - the same each run
    killed: Counter[str] = Counter()
    slow, broken = 0.0, []
    with Estate(place) as estate:
        long_ago, cases = dt.date.fromisoformat(given_today()), []
        for days in (0, NEAR, OVER):
            on = (long_ago - dt.timedelta(days=days)).isoformat()
            cases += register(
                estate.port, size.cases, on, key="saksbehandler", first=1920 + days // 5
            )
        with Load(estate.port, cases, systems=7, caseworkers=1, applications=100, cut=20) as load:
            order: list[str] = []
            while killed.total() < size.rounds or len(load.book.acknowledged) < size.writes:
                if time.monotonic() - begun > size.kills_seconds:
                    break
                order = order or chance.sample(list(VICTIMS), len(VICTIMS))
                victim = order.pop()
                time.sleep(chance.uniform(0.2, size.between))
                try:
                    slow = max(slow, _round(estate, load, victim, chance))
                except TooLateError as error:
                    broken.append(f"{victim}: {error}")
                    break
                killed[victim] += 1
        counted = check.writes(estate, load.book)
        within(PATIENCE, lambda: not _waits(estate), "what the clock had to do")
        broken += [*counted.broken, *_told_once(estate), *check.everything_holds(estate)]
        pace = counted.acknowledged / load.seconds
        times = load.book.times()
        errors = load.book.errors()
    if killed.total() < size.rounds or counted.acknowledged < size.writes:
        broken.append(
            f"only {killed.total()} of {size.rounds} rounds and {counted.acknowledged}"
            f" of {size.writes} writes in {size.kills_seconds:.0f} s"
        )
    return Row(
        NAME, PROMISE, faults=killed.total(), acknowledged=counted.acknowledged,
        lost=counted.lost, doubled=counted.doubled, unknown=counted.unknown,
        resolved=counted.resolved, recovery=slow, seconds=time.monotonic() - begun,
        more=f"{pace:.0f} writes/s, p99 {slowest(times):.0f} ms; errors answered {dict(errors)};"
        f" killed: {', '.join(f'{name} {n}' for name, n in sorted(killed.items()))}",
        broken=tuple(broken),
    )  # fmt: skip


def _round(estate: Estate, load: Load, victim: str, chance: random.Random) -> float:
    """Seconds until writes are acknowledged and the clock's work is done again."""
    moment, before = time.time(), len(load.book.acknowledged)
    begun = time.monotonic()
    kill(estate, victim, chance)
    within(PATIENCE, lambda: len(load.book.acknowledged) > before + 16, "writes after it")
    moment = max(moment, time.time() - 1)
    within(PATIENCE, lambda: estate.done_since(moment), "the clock's work after it")
    return time.monotonic() - begun


def _waits(estate: Estate) -> bool:
    """Whether the clock or the post still has something to do."""
    untold = (
        "SELECT 1 FROM deadlines_deadline WHERE kind = 'PRELIMINARY_ANSWER' AND met_at IS NULL"
        " AND cancelled_at IS NULL AND NOT provisional AND (due_on < current_date - 1"
        " AND escalated_at IS NULL)"
        " UNION ALL SELECT 1 FROM notifications_digest WHERE next_at IS NOT NULL LIMIT 1"
    )
    return bool(estate.place.ask(untold))


def _told_once(estate: Estate) -> list[str]:
    """Reminders and escalations: at most one of each deadline, and each with its trail."""
    broken = []
    for event, column in (("ReminderSent", "reminded_at"), ("DeadlineEscalated", "escalated_at")):
        told = estate.place.ask(
            "SELECT data->>'deadline', count(*) FROM audit_entry WHERE event = %s GROUP BY 1", event
        )
        there = estate.place.ask(
            f"SELECT public_id::text FROM deadlines_deadline WHERE {column} IS NOT NULL"  # noqa: S608 - of two names
        )
        if any(n != 1 for _, n in told) or {one for one, _ in told} != {one for (one,) in there}:
            broken.append(f"{event}: not once for each deadline")
    mails = Counter(str(mail["Message-ID"]) for mail in estate.mailbox.mails.all())
    sent = estate.place.ask("SELECT public_id FROM notifications_digest WHERE sent_at IS NOT NULL")
    missing = [one for (one,) in sent if f"<{one}@tildeling.invalid>" not in mails]
    if missing:
        broken.append(f"{len(missing)} daily e-mails said to be sent are not")
    if any(n > 1 for n in mails.values()):
        broken.append("a daily e-mail came twice")
    return broken
