"""Digital post that took a letter and never said that it came: somebody's task, and asked on."""

import datetime as dt

import pytest
import time_machine
from django.db import connection

from cases.models import Case
from notifications import actions
from notifications.letters import Channel, LetterState
from notifications.models import Letter
from notifications.policy import delivery_policy_on
from notifications.tasks import relay_letters
from tests import given
from tests.digital_post import DigitalPost
from tests.notifications.posting import MINUTES, ask, events, queued, relay, tasks
from tests.notifications.test_doors import page, signed_in
from watch.kinds import INVARIANTS

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
LATE = 4 * DAY


@pytest.fixture
def letter(case: Case, town: given.Town, post: DigitalPost, now: dt.datetime) -> Letter:
    """A decision that digital post took, and has called «AKSEPTERT» ever since."""
    letter = queued(case, town.caseworker, at=now)
    assert relay(town, at=now + 11 * MINUTES) == ["sent"]
    post.say(post.taken[0].receipt, "AKSEPTERT", now + 12 * MINUTES)
    return letter


def the_clock_goes_round(at: dt.datetime) -> None:
    with time_machine.travel(at, tick=False):
        relay_letters()


def followed_up(town: given.Town, letter: Letter, *, at: dt.datetime) -> list[str]:
    letter.refresh_from_db()
    return [row["task_key"] for row in tasks(town.caseworker, on=at.date())]


def test_a_decision_that_is_never_said_to_be_delivered_becomes_somebodys_task(
    letter: Letter, town: given.Town, now: dt.datetime
) -> None:
    the_clock_goes_round(now + 2 * DAY)
    assert followed_up(town, letter, at=now + 2 * DAY) == []
    assert letter.state == LetterState.SENT

    the_clock_goes_round(now + LATE)
    the_clock_goes_round(now + LATE + 60 * MINUTES)

    assert followed_up(town, letter, at=now + LATE) == [str(letter.public_id)]
    assert (letter.state, letter.uncertain_at) == (LetterState.UNCERTAIN, now + LATE)
    assert letter.reached_on is None  # no time to complain has begun
    assert events().count("LetterNotHeardOf") == 1


@pytest.mark.parametrize(
    ("status", "state", "day"),
    [
        ("VARSLET", LetterState.DELIVERED, dt.date(2026, 3, 9)),
        ("PRINTET", LetterState.SENT, dt.date(2026, 3, 12)),
        ("IKKE_LEVERT", LetterState.RETURNED, None),
    ],
)
def test_what_they_say_of_it_later_is_believed_and_the_task_is_over(
    status: str, state: LetterState, day: dt.date | None,
    letter: Letter, town: given.Town, post: DigitalPost, now: dt.datetime,
) -> None:  # fmt: skip
    the_clock_goes_round(now + LATE)
    post.say(post.taken[0].receipt, status, now + 5 * DAY)

    ask(town, at=now + 5 * DAY)

    assert followed_up(town, letter, at=now + 5 * DAY) == []
    assert (letter.state, letter.reached_on) == (state, day)
    on_paper = Letter.objects.filter(replaces=letter, channel=Channel.PRINT)
    assert on_paper.exists() == (state == LetterState.RETURNED)


def test_once_somebody_has_settled_it_their_no_sends_nothing_on_paper(
    letter: Letter, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    the_clock_goes_round(now + LATE)
    actions.settle_letter(
        str(letter.public_id), note="Ringt.", actor=town.caseworker, at=now + LATE
    )
    post.say(post.taken[0].receipt, "IKKE_LEVERT", now + 5 * DAY)

    ask(town, at=now + 5 * DAY)

    letter.refresh_from_db()
    assert letter.state == LetterState.UNCERTAIN
    assert not Letter.objects.filter(replaces=letter).exists()


def test_what_was_delivered_is_not_doubted(
    letter: Letter, town: given.Town, post: DigitalPost, now: dt.datetime
) -> None:
    post.say(post.taken[0].receipt, "VARSLET", now + DAY)
    ask(town, at=now + DAY)

    the_clock_goes_round(now + LATE)

    assert followed_up(town, letter, at=now + LATE) == []
    assert letter.state == LetterState.DELIVERED


def watched(town: given.Town, *, at: dt.datetime) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            INVARIANTS["letter_not_heard_of"].sql, {"here": town.municipality.pk, "at": at}
        )
        return [pk for (pk,) in cursor.fetchall()]


def test_the_watch_gives_the_relay_two_days_more_than_the_policy(
    letter: Letter, town: given.Town, now: dt.datetime
) -> None:
    late = now + DAY * (delivery_policy_on(dt.date(2026, 3, 4)).days + 2)

    assert watched(town, at=late + 10 * MINUTES) == []
    assert watched(town, at=late + 12 * MINUTES) == [letter.pk]


def test_a_municipality_decides_itself_how_long_word_is_waited_for(
    letter: Letter, town: given.Town, now: dt.datetime
) -> None:
    with time_machine.travel(now):
        typed = {
            "assumed_days": "3",
            "digest_hour": "7",
            "unheard_days": "7",
            "decided_by": "Kommunedirektøren 12/26",
            "valid_from": f"{now:%d.%m.%Y}",
        }
        client = signed_in(town.administrator)
        name = "ider for brev og daglig e-post</h1>"  # one name for all three figures
        assert f">T{name}" in page(client, "/oppsett/post/")
        assert f">Nye t{name}" in page(client, "/oppsett/post/ny/")
        assert client.post("/oppsett/post/ny/", typed).status_code == 302
        assert "<td>7</td><td>7</td>" in page(client, "/oppsett/post/")

    the_clock_goes_round(now + 6 * DAY)
    assert followed_up(town, letter, at=now + 6 * DAY) == []
    assert watched(town, at=now + 9 * DAY) == []
    assert watched(town, at=now + 9 * DAY + 12 * MINUTES) == [letter.pk]

    the_clock_goes_round(now + 8 * DAY)
    assert followed_up(town, letter, at=now + 8 * DAY) == [str(letter.public_id)]
    assert letter.state == LetterState.UNCERTAIN
    assert watched(town, at=now + 10 * DAY) == []
