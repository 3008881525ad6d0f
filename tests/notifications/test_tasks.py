"""The post under many workers: one e-mail a day to each, whatever runs at the same time."""

import datetime as dt
import threading
from collections import Counter

import pytest
import time_machine
from django.core import mail
from django.db import connections

from notifications import actions, tasks
from notifications.kinds import NoticeKind
from notifications.models import Digest, Notice
from people.models import StaffMember
from tests import given

NOTICES = 30
WORKERS = 6


def told(town: given.Town, count: int, now: dt.datetime) -> None:
    for actor in (town.officer, town.assessor, town.caseworker, town.coordinator):
        staff = StaffMember.objects.get(pk=actor.staff())
        for n in range(count):
            actions.notify(
                staff, NoticeKind.TASK, case=None, key=f"task:{n}", sentence="Ny sak.", at=now
            )


@pytest.mark.usefixtures("real_db", "wednesday")
def test_many_workers_send_one_e_mail_to_each_and_none_of_them_two(now: dt.datetime) -> None:
    told(given.a_town(), NOTICES, now)

    def work() -> None:
        tasks.send_due()
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    ids = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
    assert set(Counter(message.to[0] for message in mail.outbox).values()) == {1}
    assert set(ids.values()) == {1}
    assert len(ids) == Digest.objects.exclude(sent_at=None).count() == 4
    assert not Notice.objects.filter(digest=None).exists()


@pytest.mark.usefixtures("real_db", "wednesday")
def test_a_worker_that_dies_while_sending_sends_none_that_day_and_the_next_day_tells_it_all(
    now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    town = given.a_town()
    staff = StaffMember.objects.get(pk=town.officer.staff())
    actions.notify(staff, NoticeKind.TASK, case=None, key="task:1", sentence="Ny sak.", at=now)

    class Killed(BaseException):
        pass

    def die(**_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("notifications.actions.digest.send_mail", die)
        with pytest.raises(Killed):
            tasks.send_due()
    tasks.send_due()
    assert not mail.outbox

    with time_machine.travel(now + dt.timedelta(days=1)):
        tasks.send_due()

    [message] = mail.outbox
    assert message.subject == "Du har 1 nytt varsel i Tildeling"
    assert Notice.objects.get().digest == Digest.objects.get(sent_at__isnull=False)
