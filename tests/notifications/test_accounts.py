"""The municipality changes its account with digital post while letters are on their way from it."""

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
from pytest_django import Settings

from cases.models import Case
from notifications.letters import Channel, LetterState
from notifications.models import Dispatch, Letter, PostChannel
from tests import digital_post, given
from tests.digital_post import DigitalPost
from tests.notifications.posting import MINUTES, ask, queued, relay

pytestmark = pytest.mark.django_db
SOON = 11 * MINUTES  # the hold is over
SETTLED = 17 * MINUTES
Change = Callable[[given.Town, dt.datetime], str]
NEW = uuid.UUID("7d0e5d4e-0000-4000-8000-000000000002")


def another_account(town: given.Town, now: dt.datetime) -> str:
    """Let letters go from another account from today; the old one."""
    old = no_account(town, now)
    PostChannel.objects.create(
        municipality=town.municipality, channel=Channel.DIGITAL, account=NEW,
        decided_by="Kommunedirektøren", valid_from=now.date(),
    )  # fmt: skip
    return old


def no_account(_town: given.Town, now: dt.datetime) -> str:
    """Let letters go on paper from today; the account they went from."""
    old = PostChannel.objects.get()
    PostChannel.objects.update(valid_to=now.date())
    return str(old.account)


def test_a_letter_is_asked_for_under_the_account_it_was_handed_over_from(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    first = queued(case, town.caseworker, at=now)
    relay(town, at=now + SOON)
    old = another_account(town, now)
    second = queued(given.a_case(town), town.caseworker, at=now + SOON, key="b")
    relay(town, at=now + 2 * SOON)
    for one in post.taken:
        post.say(one.receipt, "VARSLET", now + 3 * SOON)

    ask(town, at=now + 60 * MINUTES)

    assert [one.account for one in post.taken] == [old, str(NEW)]
    states = {Letter.objects.get(pk=one.pk).state for one in (first, second)}
    assert states == {LetterState.DELIVERED}


@pytest.mark.parametrize("change", [another_account, no_account])
def test_a_letter_taken_without_a_word_from_the_old_account_is_not_sent_again_from_the_new(
    change: Change, case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    post.behaviour = lambda: digital_post.CUT
    assert relay(town, at=now + SOON) == ["unknown"]
    post.behaviour = lambda: digital_post.OK
    change(town, now)

    assert relay(town, at=now + SOON + SETTLED) == ["sent"]

    assert post.times() == {str(letter.public_id): 1}
    assert Dispatch.objects.get().receipt == post.taken[0].receipt


@pytest.mark.parametrize("change", [another_account, no_account])
def test_what_was_not_taken_from_the_old_account_goes_on_paper(
    change: Change, case: Case, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    letter = queued(case, town.caseworker, at=now)
    post.behaviour = lambda: digital_post.ERROR
    assert relay(town, at=now + SOON) == ["unknown"]
    post.behaviour = lambda: digital_post.OK
    change(town, now)

    assert relay(town, at=now + SOON + 2 * MINUTES) == ["unknown"]  # it may come yet
    assert relay(town, at=now + SOON + SETTLED) == ["paper"]

    assert post.taken == []
    assert Letter.objects.get(replaces=letter).channel == Channel.PRINT


def test_what_never_left_us_goes_from_the_new_account(
    case: Case, town: given.Town, post: DigitalPost, now: dt.datetime, settings: Settings
) -> None:
    queued(case, town.caseworker, at=now)
    settings.DIGITAL_POST_URL = "http://127.0.0.1:9"
    assert relay(town, at=now + SOON) == ["waits"]
    settings.DIGITAL_POST_URL = post.url
    another_account(town, now)

    assert relay(town, at=now + 30 * MINUTES) == ["sent"]

    assert [one.account for one in post.taken] == [str(NEW)]
