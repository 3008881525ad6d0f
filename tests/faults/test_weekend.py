"""Redis dies on Friday at three and is back on Monday at eight: each is told, once, in order."""

import datetime as dt
import threading
from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest
import time_machine
from django.utils.timezone import get_default_timezone, localdate

from audit.models import Entry
from deadlines import actions
from deadlines.models import Deadline
from notifications.models import Notice
from tests import given
from tildeling.celery import app
from watch.tasks import Clock

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("real_db")]

FRIDAY = dt.date(2026, 3, 6)
RECEIVED = [dt.date(2026, 2, day) for day in range(5, 15)]  # some are over, some near
NEAR, OVER = 5, 1  # days before its day that its holder is told, and after it that the leader is


def oslo(day: dt.date, hour: int, minute: int = 0) -> dt.datetime:
    return dt.datetime.combine(day, dt.time(hour, minute), get_default_timezone())


def told(event: str) -> list[tuple[str, dt.date]]:
    """Of which deadline, and on which day, in the order it was told."""
    rows = Entry.objects.filter(event=event).order_by("at", "id")
    return [(row.data["deadline"], localdate(row.at)) for row in rows]


def test_a_weekend_without_the_broker_misses_nothing_and_tells_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given søknader whose month ends around a weekend, and a clock that has done Friday's work
    town = given.a_town()
    for received_on in RECEIVED * 2:
        given.a_registered_application(town, at=oslo(FRIDAY, 14), received_on=received_on)
    actions.sweep(at=oslo(FRIDAY, 14, 59))
    sweep = SimpleNamespace(
        name="sweep", task="deadlines.tasks.sweep", args=(), kwargs={}, options={}
    )

    app.loader.import_default_modules()
    done, work = threading.Semaphore(0), app.tasks[sweep.task].run

    def whole_round() -> None:
        try:
            work()
        finally:
            done.release()

    monkeypatch.setattr(app.tasks[sweep.task], "run", whole_round)

    # when the broker is gone from then on, and the clock goes round by itself until Monday
    rounds = [oslo(FRIDAY + dt.timedelta(days=n), hour, 5) for n in (1, 2, 3) for hour in (0, 7)]
    with time_machine.travel(oslo(FRIDAY, 15)) as clock_on_the_wall:
        clock = Clock(app, schedule_filename=str(tmp_path / "beat"), lazy=True)
        for moment in rounds:
            clock_on_the_wall.move_to(moment)
            clock.apply_async(sweep, producer=clock.producer, advance=False)
            # the round is seen to its end: what is left of it would go by the machine's own day
            assert done.acquire(timeout=120), f"the round of {moment}"
            assert nobody_waits(localdate(moment)), moment

    # and the worker goes on at eight, as often as it was nudged
    for minute in (0, 0, 1):
        told_now = actions.sweep(at=oslo(FRIDAY + dt.timedelta(days=3), 8, minute))
        assert (told_now["reminded"], told_now["escalated"], told_now["failed"]) == (0, 0, 0)

    # then each holder was told on the day it had to be, each leader too, once, oldest day first
    monday = FRIDAY + dt.timedelta(days=3)
    due = {str(d.public_id): d.due_on for d in Deadline.objects.filter(kind="PRELIMINARY_ANSWER")}
    for event, days in (("ReminderSent", -NEAR), ("DeadlineEscalated", OVER)):
        ours = [(one, on) for one, on in told(event) if one in due]
        must = {one for one, day in due.items() if day and day + dt.timedelta(days=days) <= monday}
        assert Counter(one for one, _ in ours) == Counter(dict.fromkeys(must, 1))
        for one, on in ours:
            day = due[one]
            assert day is not None
            assert on == max(FRIDAY, day + dt.timedelta(days=days))
    for sentence in set(Notice.objects.values_list("sentence", flat=True)):
        in_order = Notice.objects.filter(sentence=sentence).order_by("pk")
        days_told = [(localdate(row.created_at), row.key.split(":")[3]) for row in in_order]
        assert days_told == sorted(days_told)


def nobody_waits(on: dt.date) -> bool:
    """Whether all that was near or over that day has been told."""
    open_ = Deadline.objects.filter(met_at=None, cancelled_at=None, kind="PRELIMINARY_ANSWER")
    near = open_.filter(due_on__lte=on + dt.timedelta(days=NEAR), reminded_at=None)
    over = open_.filter(due_on__lte=on - dt.timedelta(days=OVER), escalated_at=None)
    return not near.exists() and not over.exists()
