"""Notices to staff: once for each cause, by e-mail without a word about anybody."""

import datetime as dt
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.core import mail
from django.core.mail import EmailMessage

from cases.actions import give_responsibility
from cases.models import Case
from cases.queries import queue_owner_of
from notifications import actions, queries, tasks
from notifications.kinds import NoticeKind
from notifications.models import Notice
from people.access import Actor, system
from people.models import StaffMember
from tests import given
from tests.notifications.posting import (
    MINUTES,
    events,
)

pytestmark = pytest.mark.django_db


# Notices


def told(actor: Actor, case: Case | None, *, at: dt.datetime, key: str = "task:1") -> Notice:
    staff = StaffMember.objects.get(pk=actor.staff())
    actions.notify(
        staff, NoticeKind.TASK, case=case, key=key, sentence="Du har fått en sak.", at=at
    )
    return Notice.objects.get(key=key)


def test_a_notice_is_given_once_for_each_key(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    told(town.officer, case, at=now)
    told(town.officer, case, at=now)

    assert Notice.objects.count() == 1
    assert queries.unread(town.officer) == 1


def test_the_email_names_neither_person_nor_case(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    notice = told(town.officer, case, at=now)

    assert actions.email_notice(notice.pk, actor=system(town.municipality.pk), at=now) == "sent"
    assert actions.email_notice(notice.pk, actor=system(town.municipality.pk), at=now) == "taken"

    [message] = mail.outbox
    assert message.subject == "Ny oppgave i Tildeling"
    assert "Du har en ny oppgave i Tildeling." in str(message.body)
    assert "/varsler/" in str(message.body)
    for secret in (case.reference, "Nordmann", "Du har fått en sak"):
        assert secret not in f"{message.subject} {message.body}"
    assert events().count("NoticeEmailed") == 1


def test_a_mail_server_that_is_down_is_tried_again_later(
    case: Case, town: given.Town, now: dt.datetime, settings: Any
) -> None:
    notice = told(town.officer, case, at=now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    post = system(town.municipality.pk)

    assert actions.email_notice(notice.pk, actor=post, at=now) == "failed"
    notice.refresh_from_db()
    assert notice.emailed_at is None
    assert notice.email_next_at == now + MINUTES
    assert actions.email_notice(notice.pk, actor=post, at=now) == "taken"
    assert queries.oldest_overdue(at=now + 5 * MINUTES) == now + MINUTES

    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert actions.email_notice(notice.pk, actor=post, at=now + 2 * MINUTES) == "sent"
    assert queries.oldest_overdue(at=now + 5 * MINUTES) is None


def test_it_gives_up_after_many_tries_and_the_notice_stands(
    case: Case, town: given.Town, now: dt.datetime, settings: Any
) -> None:
    notice = told(town.officer, case, at=now)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    at, tries = now, 0
    while notice.email_next_at is not None:
        at = notice.email_next_at
        assert actions.email_notice(notice.pk, actor=system(town.municipality.pk), at=at)
        notice.refresh_from_db()
        tries += 1

    assert tries == 10
    assert queries.unread(town.officer) == 1


def test_reading_marks_only_ones_own(case: Case, town: given.Town, now: dt.datetime) -> None:
    told(town.officer, case, at=now)
    told(town.assessor, case, at=now, key="task:2")

    assert actions.read_notices(actor=town.officer, at=now) == {"count": 1}
    assert queries.unread(town.officer) == 0
    assert queries.unread(town.assessor) == 1


def test_somebody_without_an_address_gets_no_email(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    StaffMember.objects.filter(pk=town.officer.staff()).update(email="")

    assert told(town.officer, case, at=now).email_next_at is None


# Those who have left, and addresses that do not work


def left(actor: Actor, on: dt.date) -> None:
    StaffMember.objects.filter(pk=actor.staff()).update(left_on=on)


def hand_over(case: Case, actor: Actor, *, at: dt.datetime) -> None:
    staff = StaffMember.objects.get(pk=actor.staff())
    give_responsibility(case, unit=case.unit, staff=staff, actor=actor, at=at)


def test_who_has_left_gets_no_email_and_whoever_answers_for_the_case_is_told(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    # given a notice whose reader leaves before it is sent, and a case that another has taken
    notice = told(town.officer, case, at=now)
    left(town.officer, now.date())
    hand_over(case, town.assessor, at=now)
    post = system(town.municipality.pk)

    assert actions.email_notice(notice.pk, actor=post, at=now) == "dropped"

    # then nothing is sent to the one who left, and the other gets the same notice
    notice.refresh_from_db()
    assert (notice.email_next_at, notice.emailed_at, mail.outbox) == (None, None, [])
    heir = Notice.objects.get(staff_id=town.assessor.staff())
    assert (heir.sentence, heir.case, heir.email_next_at) == (notice.sentence, case, now)
    assert events().count("NoticeDropped") == 1
    assert actions.email_notice(notice.pk, actor=post, at=now) == "taken"


def test_a_notice_to_somebody_who_has_left_is_given_to_the_leader_of_the_unit(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    hand_over(case, town.officer, at=now)
    left(town.officer, now.date())
    case.refresh_from_db()

    notice = told(town.officer, case, at=now)

    assert notice.staff_id == queue_owner_of(case.unit, on=now.date())


def test_a_notice_nobody_can_answer_for_is_not_given(town: given.Town, now: dt.datetime) -> None:
    left(town.officer, now.date())
    staff = StaffMember.objects.get(pk=town.officer.staff())

    actions.notify(staff, NoticeKind.TASK, case=None, key="k", sentence="Ny sak.", at=now)

    assert not Notice.objects.exists()


def test_who_leaves_next_week_is_told_until_then(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    left(town.officer, now.date() + dt.timedelta(days=7))

    notice = told(town.officer, case, at=now)

    assert (notice.staff_id, notice.email_next_at) == (town.officer.staff(), now)


def test_an_address_the_mail_server_refuses_delays_nobody_else(
    case: Case, town: given.Town, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given three notices, the first to an address that does not work, the second to none at all
    StaffMember.objects.filter(pk=town.officer.staff()).update(email="gone@example.no")
    StaffMember.objects.filter(pk=town.assessor.staff()).update(email="a@example.no\nBcc: x@y.no")
    for n, actor in enumerate((town.officer, town.assessor, town.caseworker)):
        told(actor, case, at=now + n * MINUTES, key=f"task:{n}")
    send = EmailMessage.send

    def refusing(message: EmailMessage, *args: Any, **kwargs: Any) -> int:
        if message.to == ["gone@example.no"]:
            raise SMTPRecipientsRefused({"gone@example.no": (550, b"no such user")})
        return send(message, *args, **kwargs)

    monkeypatch.setattr(EmailMessage, "send", refusing)

    # when the post goes its round
    tasks.send_due()

    # then the third is sent, and the others are tried again later
    assert Notice.objects.get(key="task:2").emailed_at is not None
    assert len(mail.outbox) == 1
    for key in ("task:0", "task:1"):
        refused = Notice.objects.get(key=key)
        assert (refused.email_tries, refused.emailed_at) == (1, None)
        assert refused.email_next_at is not None
    assert events().count("NoticeNotEmailed") == 2


def test_what_goes_wrong_with_one_notice_keeps_no_other_waiting(
    case: Case, town: given.Town, now: dt.datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    told(town.officer, case, at=now)
    told(town.assessor, case, at=now + MINUTES, key="task:2")
    broken = Notice.objects.get(key="task:1").public_id

    def breaking(*, message_id: str, **_: str) -> None:
        if str(broken) in message_id:
            raise RuntimeError

    monkeypatch.setattr("notifications.actions.notices.send_mail", breaking)

    tasks.send_due()

    assert Notice.objects.get(key="task:2").emailed_at is not None
    assert Notice.objects.get(key="task:1").emailed_at is None
