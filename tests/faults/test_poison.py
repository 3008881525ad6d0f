"""A task that kills its worker is put aside after five tries, and the rest goes on."""

import datetime as dt
from pathlib import Path

import pytest
import redis
from celery import Celery as Application

from tests.faults.processes import QUIET, WORKER, Celery, Machinery, soon
from watch.kinds import TRIES
from watch.models import Heartbeat

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("real_db")]

GOOD = 200


def test_a_task_that_kills_its_worker_rests_and_all_the_others_are_done(tmp_path: Path) -> None:
    machinery = Machinery(tmp_path)
    machinery.worker = Celery(
        *WORKER, *QUIET, "--include=tests.faults.poison", env=machinery.env, log=tmp_path / "log"
    )
    with machinery:
        url = machinery.env["REDIS_URL"].replace("unix://", "redis+socket://", 1)
        asking = Application("asking", broker=url, set_as_current=False)
        asking.conf.task_default_queue = "clock"

        # when one poison is asked for among many others
        for n in range(GOOD):
            if n == GOOD // 4:
                asking.send_task("poison.kill")
            asking.send_task("poison.harmless")
        broker = redis.Redis.from_url(machinery.broker.url)
        soon(lambda: broker.llen("clock") == 0 and resting(), "the queue is empty", seconds=90)

        # then it was tried five times and rests; the others were done, and the clock goes on
        poison = Heartbeat.objects.get(name="poison.kill")
        assert poison.at is None
        assert machinery.worker.log.read_text().count("poison.kill") >= TRIES
        harmless = Heartbeat.objects.get(name="poison.harmless")
        assert harmless.at is not None
        assert harmless.deaths == 0
        before = dt.datetime.now(dt.UTC)
        soon(lambda: swept_after(before), "the clock goes on")


def resting() -> bool:
    return Heartbeat.objects.filter(name="poison.kill", rests_until__isnull=False).exists()


def swept_after(moment: dt.datetime) -> bool:
    return Heartbeat.objects.filter(name="deadlines.tasks.sweep", at__gt=moment).exists()
