"""Clock, post and worker are killed and frozen, for real: each is noticed, told of, and over again.

As in production, but that they may be silent for seconds instead of minutes. The watchdog is a
process of its own and needs neither broker nor worker.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import given
from tests.faults.processes import QUIET, ROOT, Celery, Machinery, soon
from watch.kinds import Part
from watch.models import Alarm, Heartbeat

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("real_db")]

PATIENCE = 4  # seconds
POST = "notifications.tasks.send_due"
QUICK = {
    "WATCH_SECONDS": "1",
    "WATCH_PATIENCE_SECONDS": str(PATIENCE),
    "SEAL_SECONDS": "1",
    "SCAN_SECONDS": "1",
}


class Watched(Machinery):
    """The machinery with a postman of its own, and the watchdog."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory)
        self.env |= QUICK
        one = ("worker", "--concurrency=1", "--loglevel=INFO", *QUIET)
        self.worker = Celery(*one, "--queues=clock", env=self.env, log=directory / "worker.log")
        self.postman = Celery(
            *one, "--queues=post", "--hostname=post@%h", env=self.env, log=directory / "post.log"
        )
        self.dog_log = directory / "watchdog.log"

    def __enter__(self) -> "Watched":
        super().__enter__()
        self.postman.start()
        with self.dog_log.open("wb") as log:
            self.dog = subprocess.Popen(
                [sys.executable, "manage.py", "watchdog"],
                cwd=ROOT,
                env=self.env,
                stdout=log,
                stderr=log,
            )
        return self

    def __exit__(self, *error: object) -> None:
        self.dog.kill()
        self.dog.wait()
        self.postman.end()
        super().__exit__(*error)


@pytest.fixture
def machinery(tmp_path: Path) -> Iterator[Watched]:
    with Watched(tmp_path) as running:
        yield running


def open_alarms() -> set[str]:
    return set(Alarm.objects.filter(over_at=None).values_list("part", flat=True))


def all_well() -> bool:
    alive = Heartbeat.objects.filter(name__in=[POST, Part.WATCHDOG, Part.CLOCK], at__isnull=False)
    untold = Alarm.objects.filter(over_told_at=None).exists()
    return (
        not untold and not open_alarms() and alive.count() == len([POST, Part.WATCHDOG, Part.CLOCK])
    )


def test_whoever_dies_or_hangs_is_noticed_and_told_of_and_is_over_again(
    machinery: Watched,
) -> None:
    # given a town whose administrator has an address, and everything alive
    given.a_town()
    soon(all_well, "everything is alive")
    begun = Alarm.objects.count()
    victims = {
        Part.CLOCK: [machinery.clock],
        POST: [machinery.postman],
        Part.WORKER: [machinery.worker, machinery.postman],
    }

    # when each is frozen, and then killed
    for part, processes in victims.items():
        for number in (signal.SIGSTOP, signal.SIGKILL):
            for process in processes:
                os.killpg(process.pid, number)
            soon(lambda part=part: part in open_alarms(), f"alarm of {part}", seconds=30)  # type: ignore[misc]  # bound now
            for process in processes:
                if number == signal.SIGSTOP:
                    os.killpg(process.pid, signal.SIGCONT)
                else:
                    process.end()
                    process.start()
            soon(all_well, f"{part} is well again", seconds=40)

    # then each was told of once when it began, and once when it was over
    told = Alarm.objects.order_by("pk")[begun:]
    assert Counter(alarm.part for alarm in told) >= Counter(dict.fromkeys(victims, 2))
    assert all(alarm.told_at and alarm.over_told_at for alarm in told)
    ids = Counter(machinery.message_ids())
    assert all(ids[f"<{alarm.public_id}-begun@tildeling.invalid>"] == 1 for alarm in told)
    assert all(ids[f"<{alarm.public_id}-over@tildeling.invalid>"] == 1 for alarm in told)
    assert "Traceback" not in machinery.dog_log.read_text()
