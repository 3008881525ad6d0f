"""The post under many workers: every notice is e-mailed once, whatever runs at the same time."""

import datetime as dt
import threading
from collections import Counter

import pytest
from django.core import mail
from django.db import connections

from notifications import actions, tasks
from notifications.kinds import NoticeKind
from notifications.models import Notice
from people.models import StaffMember
from tests import given

NOTICES = 30
WORKERS = 6


@pytest.mark.usefixtures("real_db")
def test_many_workers_send_every_notice_exactly_once(now: dt.datetime) -> None:
    town = given.a_town()
    staff = StaffMember.objects.get(pk=town.officer.staff())
    for n in range(NOTICES):
        actions.notify(
            staff, NoticeKind.TASK, case=None, key=f"task:{n}", sentence="Ny sak.", at=now
        )

    def work() -> None:
        tasks.send_due()
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    ids = Counter(message.extra_headers["Message-ID"] for message in mail.outbox)
    assert len(ids) == NOTICES
    assert set(ids.values()) == {1}
    assert not Notice.objects.filter(emailed_at=None).exists()


@pytest.mark.usefixtures("real_db")
def test_a_worker_that_dies_while_sending_leaves_the_notice_to_the_next(
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
        patched.setattr("notifications.actions.notices.send_mail", die)
        with pytest.raises(Killed):
            tasks.send_due()
    assert not mail.outbox

    tasks.send_due()

    assert len(mail.outbox) == 1
    assert Notice.objects.get().emailed_at is not None
