"""Deadlines that fall due now, opened by the product's own part, and how long each waits."""

import datetime as dt
import threading
import time
from typing import Any

from django.db import close_old_connections, connections, transaction
from django.utils import timezone
from django.utils.timezone import localdate

from cases.models import Case
from deadlines.actions import open_deadline
from deadlines.kinds import Kind
from people.access import set_context
from tests.faults.campaign.estate import Estate

OVER = 34  # days since it started: its month, and the day after, have passed
UNTOLD = """
SELECT count(*), coalesce(extract(epoch FROM max(clock_timestamp() - opened_at)), 0)
FROM deadlines_deadline WHERE key LIKE 'due:%%'
AND (escalated_at IS NULL OR reminded_at IS NULL)
"""
TWICE = """
SELECT count(*) FROM (SELECT data->>'deadline', event FROM audit_entry
WHERE event IN ('ReminderSent', 'DeadlineEscalated') GROUP BY 1, 2 HAVING count(*) > 1) AS twice
"""


class Falling(threading.Thread):
    """Opens `count` of them in `seconds`; each is due, and its leader to be told, from then on."""

    def __init__(self, estate: Estate, count: int, seconds: float) -> None:
        super().__init__(name="falling", daemon=True)
        self.estate, self.count, self.pause = estate, count, seconds / max(count, 1)
        self.opened = 0
        self.longest = 0.0  # seconds one has waited
        self.untold = self.twice = 0
        self.wrong: list[str] = []
        self._done = threading.Event()
        self._watcher = threading.Thread(target=self._watch, name="waiting", daemon=True)

    def run(self) -> None:
        self._watcher.start()
        town: Any = self.estate.place.town
        ids = list(Case.objects.filter(ended_at=None).values_list("pk", flat=True))
        while self.opened < self.count:
            try:
                open_one(ids[self.opened % len(ids)], self.opened, actor=town.caseworker)
            except Exception as error:
                self.wrong.append(f"{type(error).__name__}: {error}"[:200])
                break
            self.opened += 1
            time.sleep(self.pause)
        connections.close_all()

    def all_told(self) -> bool:
        """Whether every one opened until now was acted on."""
        return self.opened >= self.count and self.estate.place.ask(UNTOLD)[0][0] == 0

    def end(self) -> None:
        self._done.set()
        self._watcher.join(10)
        self.join(10)

    def told_once(self) -> list[str]:
        """What is wrong of reminders and escalations: each once of each deadline."""
        broken = list(self.wrong)
        self.untold, waited = self.estate.place.ask(UNTOLD)[0]
        if self.untold:
            broken.append(f"{self.untold} deadlines not acted on, the oldest for {waited:.0f} s")
        self.twice = self.estate.place.ask(TWICE)[0][0]
        if self.twice:
            broken.append(f"{self.twice} reminded of or passed on twice")
        return broken

    def _watch(self) -> None:
        while not self._done.wait(0.5):
            try:
                self.longest = max(self.longest, float(self.estate.place.ask(UNTOLD)[0][1]))
            except Exception as error:
                self.wrong.append(f"{error}"[:200])


def open_one(case_id: int, number: int, *, actor: Any) -> None:
    """One more, whose last day was days ago."""
    close_old_connections()
    at: dt.datetime = timezone.now()  # noqa: TID251 - the campaign's clock is the real one
    with transaction.atomic(durable=True):
        set_context(actor, at)
        case = Case.objects.select_for_update().get(pk=case_id)
        open_deadline(
            case, Kind.PRELIMINARY_ANSWER, starts_on=localdate(at) - dt.timedelta(days=OVER),
            actor=actor, at=at, key=f"due:{number}",
        )  # fmt: skip
