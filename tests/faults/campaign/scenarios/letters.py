"""Digital post takes letters and cuts, fails, is slow; four relays, and they are killed."""

import itertools
import random
import threading
import time
from typing import Any

import pytest
from django.db import connections

from tests import digital_post
from tests.digital_post import DigitalPost, Taken
from tests.faults.campaign import check
from tests.faults.campaign.estate import Estate, TooLateError, within
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row
from tests.faults.campaign.size import Size
from tests.faults.relays import Relays
from tests.faults.test_letters import an_account, many_letters

NAME = "letters"
PROMISE = "Every letter arrives once, however digital post lies and relays die (R2, L2)"
SETTLES = 3  # seconds; in production seventeen minutes
SHARES = ((digital_post.CUT, 0.25), (digital_post.ERROR, 0.15), (digital_post.TAKEN_ERROR, 0.05),
          (digital_post.SLOW, 0.05))  # fmt: skip
OPEN = "SELECT 1 FROM notifications_dispatch WHERE next_at IS NOT NULL LIMIT 1"


def run(place: Place, size: Size) -> Row:
    """Count by key at the other end."""
    chance, dice = random.Random(20261122), threading.Lock()  # noqa: S311 - the same each run
    faults: dict[str, int] = {}
    kills = max(5, size.letters // 40)
    broken: list[str] = []

    def behaviour() -> str:
        with dice:
            drawn = chance.random()
            for how, share in SHARES:
                drawn -= share
                if drawn < 0:
                    faults[how] = faults.get(how, 0) + 1
                    return how
        return digital_post.OK

    # The programs are there for what asks at the end; the relays are the scenario's own.
    with Estate(place, parts=()) as estate, DigitalPost() as post:
        letters = _letters(place.town, size.letters)
        post.behaviour, post.slow_seconds = behaviour, 1.5
        env = estate.env | {
            "DIGITAL_POST_URL": post.url,
            "DIGITAL_POST_SECONDS": "1",
            "DIGITAL_POST_SETTLES_SECONDS": str(SETTLES),
            "LOG_LEVEL": "ERROR",
        }
        log = estate.logs / "relays.log"
        with Relays(4, log, claim_seconds=1, env=env) as relays:
            dying = itertools.count(1)

            def taken(_one: Taken) -> None:
                with dice:
                    n = next(dying)
                if n % max(1, size.letters // kills) == 0 and relays.kills < kills:
                    relays.kill_one()

            post.on_taken = taken
            begun = time.monotonic()
            try:
                within(120 + size.letters / 3, lambda: not place.ask(OPEN), "all letters")
            except TooLateError as error:
                broken.append(str(error))
            waited = time.monotonic() - begun
        times = post.times()
        states = dict(place.ask("SELECT state, count(*) FROM notifications_letter GROUP BY 1"))
        sent = {
            str(one)
            for (one,) in place.ask(
                "SELECT public_id FROM notifications_letter WHERE state IN ('SENT', 'DELIVERED')"
            )
        }
        broken += check.everything_holds(estate, invariants=False)
    lost = len([one for one in letters if one not in times])
    doubled = sum(times.values()) - len(times)
    broken += _arrived(lost, doubled, sent, set(times))
    resolved = [one for one in post.unheard if times[one] == 1 and one in sent]
    return Row(
        NAME, PROMISE, faults=sum(faults.values()) + relays.kills, acknowledged=len(sent),
        lost=lost, doubled=doubled,
        unknown=len(post.unheard), resolved=len(resolved),
        recovery=waited,
        more=f"{len(letters)} letters, 4 relays killed {relays.kills} times, lies {faults}"
        f"; they stand as {states}",
        broken=tuple(broken),
    )  # fmt: skip


def _arrived(lost: int, doubled: int, sent: set[str], arrived: set[str]) -> list[str]:
    """What is wrong, by key, of what is said here and what is there at the other end."""
    counts = {
        "never arrived": lost,
        "arrived twice": doubled,
        "are said to be sent and never arrived": len(sent - arrived),
        # somebody would send them anew by hand
        "arrived and are not said to be sent": len(arrived - sent),
    }
    return [f"{n} {what}" for what, n in counts.items() if n]


def _letters(town: Any, count: int) -> list[str]:
    """In the outbox; made by the product's own part, without waiting for the typesetter."""
    an_account(town)
    with pytest.MonkeyPatch.context() as patch:
        made = [str(one.public_id) for one in many_letters(town, count, patch)]
    connections.close_all()
    return made
