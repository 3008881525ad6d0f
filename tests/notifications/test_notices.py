"""Notices to staff: once for each cause, by e-mail without a word about anybody."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail

from cases.models import Case
from notifications import actions, queries
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
    assert queries.unread(town.officer.staff()) == 1


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
    assert queries.unread(town.officer.staff()) == 1


def test_reading_marks_only_ones_own(case: Case, town: given.Town, now: dt.datetime) -> None:
    told(town.officer, case, at=now)
    told(town.assessor, case, at=now, key="task:2")

    assert actions.read_notices(actor=town.officer, at=now) == {"count": 1}
    assert queries.unread(town.officer.staff()) == 0
    assert queries.unread(town.assessor.staff()) == 1


def test_somebody_without_an_address_gets_no_email(
    case: Case, town: given.Town, now: dt.datetime
) -> None:
    StaffMember.objects.filter(pk=town.officer.staff()).update(email="")

    assert told(town.officer, case, at=now).email_next_at is None
