"""The daily e-mail by two clocks and two workers to a real mail server: one to each, and off."""

import datetime as dt
import re
from collections import Counter
from pathlib import Path

import pytest
from django.test import Client

from notifications import actions
from notifications.kinds import NoticeKind
from notifications.models import Digest, SwitchedOff
from people.models import StaffMember
from tests import given
from tests.faults.processes import QUIET, WORKER, Celery, Machinery, soon
from tildeling.mailbox import text_of

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("real_db")]


def test_two_clocks_and_two_workers_send_each_one_e_mail_that_a_click_stops(
    tmp_path: Path,
) -> None:
    # given a town where everybody has three notices, and everything is there twice
    town = given.a_town()
    given.an_hour_for_e_mail(town)
    for actor in town.by_role().values():
        for n in range(3):
            actions.notify(
                StaffMember.objects.get(pk=actor.staff()),
                NoticeKind.RIGHTS,
                case=None,
                key=f"n{n}",
                sentence="Rollen din er fornyet.",
                at=dt.datetime.now(dt.UTC),
            )
    people = len(town.by_role())
    with Machinery(tmp_path) as machinery:
        clock = ("beat", f"--schedule={tmp_path / 'beat2'}", "--pidfile=")
        twice = [
            Celery(*clock, env=machinery.env, log=tmp_path / "clock2.log"),
            Celery(*WORKER, *QUIET, "-n", "two@%h", env=machinery.env, log=tmp_path / "two.log"),
        ]
        for process in twice:
            process.start()
        try:
            sent = Digest.objects.filter(sent_at__isnull=False)
            soon(lambda: sent.count() == people, "an e-mail to each")
            mails = machinery.mailbox.mails.all()
        finally:
            for process in twice:
                process.end()

    # then each has one, that says how many and nothing of anybody
    assert set(Counter(str(mail["X-Recipients"]) for mail in mails).values()) == {1}
    assert len(mails) == people
    for mail in mails:
        assert str(mail["Subject"]) == "Du har 3 nye varsler i Tildeling"
        assert "Rollen din" not in text_of(mail)

    # and the mail program's own button stops it, as RFC 8058 says
    mail = mails[0]
    assert str(mail["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    header = re.sub(r"\s", "", str(mail["List-Unsubscribe"])).strip("<>")
    answer = Client(enforce_csrf_checks=True).post(
        "/" + header.split("/", 3)[3], {"List-Unsubscribe": "One-Click"}
    )
    assert answer.status_code == 200
    off = SwitchedOff.objects.get()
    assert off.staff.email == str(mail["X-Recipients"])
