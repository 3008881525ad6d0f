"""Two clocks and two workers at once: everything is done once."""

import time

from tests.faults.campaign import check
from tests.faults.campaign.estate import BEAT, CELERY, Estate, TooLateError, within
from tests.faults.campaign.falling import Falling
from tests.faults.campaign.load import given_today, register
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row
from tests.faults.campaign.size import Size
from tests.faults.processes import QUIET

NAME = "clocks"
PROMISE = "Two clocks at once: every effect once (R4)"


def run(place: Place, size: Size) -> Row:
    """As many deadlines fall due while two clocks nudge two workers every second."""
    broken: list[str] = []
    with Estate(place, SWEEP_SECONDS="1", SEND_SECONDS="1") as estate:
        second = estate.program(
            "clock-2", *CELERY, "beat", f"--schedule={place.directory}/var/beat-2", *BEAT
        )
        worker = [*CELERY, "worker", "--loglevel=INFO", *QUIET]
        other = estate.program(
            "worker-2", *worker, "--queues=clock,post", "--concurrency=2", "--hostname=two@%h"
        )
        for one in (second, other):
            estate.programs.append(one)
            one.start()
        register(estate.port, size.cases, given_today(), key="saksbehandler")
        falling = Falling(estate, size.deadlines, size.outage / 3)
        begun = time.monotonic()
        falling.start()
        try:
            within(size.outage + 90, falling.all_told, "all deadlines")
        except TooLateError as error:
            broken.append(str(error))
        waited = time.monotonic() - begun
        falling.end()
        within(60, lambda: not place.ask(UNSENT), "e-mail")
        twice = _mailed_twice(estate)
        nudges = [
            log.count("Sending due task sweep") for log in map(estate.said, ("clock", "clock-2"))
        ]
        broken += [*falling.told_once(), *twice, *check.everything_holds(estate)]
    if min(nudges) < 3:
        broken.append(f"one clock stood still: {nudges}")
    return Row(
        NAME, PROMISE, faults=1, acknowledged=falling.opened, lost=falling.untold,
        doubled=falling.twice + len(twice), recovery=falling.longest,
        more=f"{falling.opened} deadlines reminded of and passed on once in {waited:.0f} s,"
        f" by {nudges[0]} and {nudges[1]} nudges",
        broken=tuple(broken),
    )  # fmt: skip


UNSENT = "SELECT 1 FROM notifications_digest WHERE next_at IS NOT NULL LIMIT 1"


def _mailed_twice(estate: Estate) -> list[str]:
    """E-mail that left twice."""
    sent = [str(mail["Message-ID"]) for mail in estate.mailbox.mails.all()]
    again = len(sent) - len(set(sent))
    return [f"{again} e-mails twice"] if again else []
