"""A letter nobody opens: a week after it was delivered its recipient is told again, once."""

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.db import transaction

from audit.models import Entry
from cases.models import Case
from deadlines.actions import sweep
from deadlines.kinds import Kind
from deadlines.models import Deadline
from notifications import actions, queries
from notifications.letters import Channel, Language, LetterKind, LetterState
from notifications.models import Dispatch, Letter
from people.access import system
from people.models import Resident
from people.refusals import Refused
from tests import given
from tests.digital_post import DigitalPost
from tests.notifications import samples
from tests.notifications.posting import MINUTES, ask, person_of, queued, relay, tasks
from tests.notifications.test_doors import page, signed_in

pytestmark = pytest.mark.django_db
WEEK = dt.timedelta(days=7)


@pytest.fixture
def delivered(case: Case, town: given.Town, post: DigitalPost, now: dt.datetime) -> Letter:
    """A letter that lies in the digital mailbox of somebody with an e-mail address."""
    Resident.objects.filter(pk=case.person_id).update(email="ola@example.org")
    letter = queued(case, town.caseworker, at=now)
    relay(town, at=now + 11 * MINUTES)
    post.say(post.taken[0].receipt, "VARSLET", now + 20 * MINUTES)
    ask(town, at=now + 30 * MINUTES)
    sweep(at=now + 31 * MINUTES)
    letter.refresh_from_db()
    assert letter.state == LetterState.DELIVERED
    return letter


def the_deadline() -> Deadline:
    return Deadline.objects.get(kind=Kind.UNREAD_LETTER)


def test_it_is_told_again_after_a_week_and_says_nothing_of_whom_or_what(
    delivered: Letter, town: given.Town, now: dt.datetime
) -> None:
    assert the_deadline().due_on == dt.date(2026, 3, 11)
    sweep(at=now + WEEK - dt.timedelta(days=1))
    assert relay(town, at=now + WEEK - dt.timedelta(days=1)) == []

    sweep(at=now + WEEK)
    assert relay(town, at=now + WEEK) == ["sent"]
    sweep(at=now + WEEK + 5 * MINUTES)
    assert relay(town, at=now + 2 * WEEK) == []

    (told,) = mail.outbox
    assert told.to == ["ola@example.org"]
    said = f"{told.subject} {told.body}"
    assert "uåpnet" in said
    for secret in ("Ola", "Nordmann", "Vedtak", "helse", "http", delivered.title):
        assert secret not in said
    assert the_deadline().met_at == now + WEEK + 5 * MINUTES


def test_what_is_opened_is_not_told_of_again(
    delivered: Letter, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    post.say(post.taken[0].receipt, "LEST", now + 60 * MINUTES)
    ask(town, at=now + dt.timedelta(days=1))

    sweep(at=now + WEEK)

    assert the_deadline().cancelled_at == now + WEEK
    assert relay(town, at=now + WEEK) == []
    assert mail.outbox == []


def test_a_relay_that_dies_over_it_never_sends_it_twice_and_the_deadline_stands(
    delivered: Letter, town: given.Town, now: dt.datetime
) -> None:
    sweep(at=now + WEEK)
    row = Dispatch.objects.get(channel=Channel.EMAIL)
    assert actions.claim(row.pk, actor=system(town.municipality.pk), at=now + WEEK)

    assert relay(town, at=now + WEEK + 3 * MINUTES) == ["uncertain"]
    sweep(at=now + WEEK + 4 * MINUTES)

    assert relay(town, at=now + 2 * WEEK) == []
    assert mail.outbox == []
    assert the_deadline().met_at is None


def test_to_who_is_protected_since_or_has_no_address_nothing_goes_by_email(
    delivered: Letter, town: given.Town, now: dt.datetime
) -> None:
    Resident.objects.filter(pk=delivered.person_id).update(protection="STRICT")
    sweep(at=now + WEEK)

    assert relay(town, at=now + WEEK) == ["not_by_email"]

    assert mail.outbox == []
    assert the_deadline().met_at is None


def untold(delivered: Letter, town: given.Town, now: dt.datetime) -> str:
    """The letter, whose recipient is without an e-mail address when they are to be told again."""
    Resident.objects.filter(pk=delivered.person_id).update(email="")
    sweep(at=now + WEEK)
    assert tasks(town.caseworker, on=(now + WEEK).date()) == []
    assert relay(town, at=now + WEEK) == ["not_by_email"]
    return str(delivered.public_id)


def test_who_could_not_be_told_again_is_somebodys_task_until_somebody_says_how_they_were(
    delivered: Letter, town: given.Town, now: dt.datetime
) -> None:
    letter = untold(delivered, town, now)
    [task] = tasks(town.caseworker, on=(now + WEEK).date())
    assert (task["task_key"], task["task_due"]) == (letter, (now + WEEK).date())
    [row] = queries.print_queue(town.caseworker, at=now + WEEK).open
    assert (row.public_id, row.can_be_renewed) == (letter, True)
    assert "kunne ikke varsles på nytt" in row.trouble

    actions.settle_letter(letter, note="Ringt.", actor=town.caseworker, at=now + WEEK)
    sweep(at=now + WEEK + 5 * MINUTES)

    assert tasks(town.caseworker, on=(now + WEEK).date()) == []
    assert queries.print_queue(town.caseworker, at=now + WEEK).open == ()
    assert the_deadline().met_at == now + WEEK + 5 * MINUTES


def test_who_could_not_be_told_again_may_get_the_letter_on_paper(
    delivered: Letter, town: given.Town, now: dt.datetime
) -> None:
    letter = untold(delivered, town, now)

    paper = actions.renew_letter(letter, actor=town.caseworker, at=now + WEEK)["letter"]
    sweep(at=now + WEEK + 5 * MINUTES)

    assert Letter.objects.get(public_id=paper).channel == Channel.PRINT
    assert tasks(town.caseworker, on=(now + WEEK).date()) == []
    assert the_deadline().met_at == now + WEEK + 5 * MINUTES


def test_a_letter_that_only_lies_unopened_is_neither_a_task_nor_sent_again(
    delivered: Letter, town: given.Town, now: dt.datetime
) -> None:
    assert tasks(town.caseworker, on=(now + WEEK).date()) == []
    with pytest.raises(Refused, match="venter ikke på oppfølging"):
        actions.renew_letter(str(delivered.public_id), actor=town.caseworker, at=now + WEEK)


@pytest.fixture(params=[LetterKind.DECISION, LetterKind.CLAIM_ANSWER])
def apart(
    request: pytest.FixtureRequest,
    case: Case,
    town: given.Town,
    post: DigitalPost,
    now: dt.datetime,
) -> Letter:
    """A letter of no case, what came of a claim too, that lies in somebody's digital mailbox."""
    Resident.objects.filter(pk=case.person_id).update(email="ola@example.org")
    with transaction.atomic():
        letter = actions.send_letter_without_case(
            case.person,
            request.param,
            samples.granted(Language.BOKMAL),
            unit=case.unit,
            recipient=person_of(case),
            key="svar:1",
            actor=town.caseworker,
            at=now,
        )
    relay(town, at=now + 11 * MINUTES)
    post.say(post.taken[0].receipt, "VARSLET", now + 20 * MINUTES)
    ask(town, at=now + 30 * MINUTES)
    sweep(at=now + 31 * MINUTES)
    letter.refresh_from_db()
    assert letter.state == LetterState.DELIVERED
    return letter


@pytest.mark.usefixtures("apart")
def test_of_a_letter_of_no_case_its_recipient_is_told_again_after_a_week_and_once(
    town: given.Town, now: dt.datetime
) -> None:
    sweep(at=now + WEEK - dt.timedelta(days=1))
    assert relay(town, at=now + WEEK - dt.timedelta(days=1)) == []

    sweep(at=now + WEEK)
    assert relay(town, at=now + WEEK) == ["sent"]
    for later in (WEEK + 5 * MINUTES, 2 * WEEK):
        sweep(at=now + later)
        assert relay(town, at=now + later) == []

    (told,) = mail.outbox
    assert told.to == ["ola@example.org"]
    assert Entry.objects.filter(event="UnreadFollowed", case_id=None).count() == 1


@pytest.mark.usefixtures("apart")
def test_a_letter_of_no_case_that_is_opened_is_not_told_of_again(
    town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    post.say(post.taken[0].receipt, "LEST", now + 60 * MINUTES)
    ask(town, at=now + dt.timedelta(days=1))

    sweep(at=now + WEEK)

    assert relay(town, at=now + WEEK) == []
    assert mail.outbox == []


def test_who_could_not_be_told_of_a_letter_of_no_case_may_get_it_on_paper(
    apart: Letter, town: given.Town, now: dt.datetime
) -> None:
    letter = untold(apart, town, now)
    [task] = tasks(town.caseworker, on=(now + WEEK).date())
    assert (task["task_key"], task["task_case"]) == (letter, None)

    with time_machine.travel(now + WEEK):
        client = signed_in(town.caseworker)
        assert "kunne ikke varsles på nytt" in page(client, f"/brev/{letter}/oppfolging/")
        sent = client.post(f"/brev/{letter}/pa-nytt/", {"_key": "1"})
    sweep(at=now + WEEK + 5 * MINUTES)

    assert sent.status_code == 302
    paper = Letter.objects.get(replaces=apart)
    assert (paper.channel, paper.case_id, paper.title) == (Channel.PRINT, None, apart.title)
    assert tasks(town.caseworker, on=(now + WEEK).date()) == []
    assert mail.outbox == []
