"""Who is silent for too long is noticed, told of once, and told of when they are back."""

import datetime as dt
import smtplib
import threading
from pathlib import Path
from types import SimpleNamespace
from unittest.mock import Mock

import pytest
from django.conf import settings
from django.core import mail
from django.core.mail import EmailMessage
from django.db import OperationalError, connection
from django.test import Client
from pytest_django import Settings

from people.access import system
from people.models import StaffMember
from tests import given
from tests.given import NOW
from watch import actions, queries
from watch.kinds import INVARIANTS, PARTS, TRIES, Part
from watch.management.commands.watchdog import Watchdog
from watch.models import Alarm, Attempt, Breach, Heartbeat
from watch.rules import Beat, silent
from watch.tasks import StandIn

SWEEP, POST = "deadlines.tasks.sweep", "notifications.tasks.send_due"
NUDGES = [name for name in PARTS if "." in name]
MINUTE = dt.timedelta(minutes=1)


def ago(minutes: float) -> dt.datetime:
    return NOW - minutes * MINUTE


def beats(**late: float) -> dict[str, Beat]:
    """All alive a minute ago, but those that were last alive so many minutes ago."""
    alive = dict.fromkeys([*NUDGES, Part.CLOCK, Part.WATCHDOG], 1.0)
    names = {"clock": Part.CLOCK, "sweep": SWEEP, "post": POST, "watchdog": Part.WATCHDOG}
    return {
        name: Beat(ago(minutes), ago(60 * 24))
        for name, minutes in (alive | {names[key]: value for key, value in late.items()}).items()
    }


@pytest.mark.parametrize(
    ("late", "found"),
    [
        ({}, set()),
        ({"clock": 3}, set()),
        ({"clock": 4.5}, {Part.CLOCK}),
        ({"clock": 60, "sweep": 60, "post": 60}, {Part.CLOCK}),
        ({"sweep": 4.5}, {SWEEP}),
        ({"post": 4.5}, {POST}),
        ({"watchdog": 4.5, "post": 4.5}, {Part.WATCHDOG, POST}),
    ],
)
def test_who_is_silent_is_found_within_five_minutes_and_the_right_one_is_blamed(
    late: dict[str, float], found: set[str]
) -> None:
    assert set(silent(beats(**late), at=NOW)) == found


def test_a_worker_that_does_nothing_is_silent_and_its_nudges_are_not_blamed_for_it() -> None:
    idle = beats() | {name: Beat(ago(10), ago(10)) for name in NUDGES}

    assert set(silent(idle, at=NOW)) == {Part.WORKER}
    # a clock that has just begun has not had anything done yet
    assert set(silent(idle | {Part.CLOCK: Beat(ago(0.1), ago(1))}, at=NOW)) == set()
    # and where nothing has ever been alive, the clock is
    assert set(silent({}, at=NOW)) == {Part.WATCHDOG, Part.CLOCK}


def test_everything_that_beat_nudges_is_watched() -> None:
    nudged = {str(entry["task"]) for entry in settings.CELERY_BEAT_SCHEDULE.values()}

    assert nudged <= set(NUDGES)
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        patience = PARTS[str(entry["task"])].patience
        assert patience is not None
        assert isinstance(entry["schedule"], dt.timedelta)
        assert patience >= 2 * entry["schedule"], entry


def all_alive(at: dt.datetime) -> None:
    for name in [*NUDGES, Part.CLOCK]:
        actions.beat(name, at=at, begun_at=ago(60))


@pytest.mark.django_db
def test_an_alarm_is_told_once_when_it_begins_and_once_when_it_is_over() -> None:
    # given a town with an administrator, and everything alive
    town = given.a_town()
    administrator = StaffMember.objects.get(pk=town.administrator.staff())
    all_alive(NOW)
    assert actions.look(at=NOW) == []

    # when the post is silent for longer than it may, and the watchdog looks twice, then again
    for minutes in (5, 5.5):
        for name in [*NUDGES, Part.CLOCK]:
            if name != POST:
                actions.beat(name, at=NOW + minutes * MINUTE)
        assert actions.look(at=NOW + minutes * MINUTE) == [POST]
    actions.beat(POST, at=NOW + 6 * MINUTE)
    assert actions.look(at=NOW + 6 * MINUTE) == []
    actions.look(at=NOW + 6.5 * MINUTE)

    # then the administrator was told once of each, and nobody's name is in it
    subjects = [message.subject for message in mail.outbox]
    assert subjects == [
        "Tildeling: Postutsending har stanset",
        "Tildeling: Postutsending går igjen",
    ]
    assert {to for message in mail.outbox for to in message.to} == {administrator.email}
    alarm = Alarm.objects.get()
    assert alarm.told_at is not None
    assert alarm.over_at == NOW + 6 * MINUTE


@pytest.mark.django_db
def test_what_must_never_be_and_what_is_put_aside_are_alarms_too() -> None:
    town = given.a_town()
    all_alive(NOW)
    actor = system(town.municipality.pk)
    actions.keep({"outbox_waits": 2}, actor=actor, at=NOW)
    Attempt.objects.create(
        municipality=town.municipality,
        work="remind",
        row=1,
        tries=TRIES,
        begun_at=NOW,
        parked_at=NOW,
    )

    assert actions.look(at=NOW) == [Part.INVARIANTS, Part.PARKED]
    assert queries.breaches(actor)[0].invariant is INVARIANTS["outbox_waits"]

    # what the next check no longer finds is over, and kept
    actions.keep({}, actor=actor, at=NOW + MINUTE)
    assert actions.look(at=NOW + MINUTE) == [Part.PARKED]
    assert Breach.objects.get().over_at == NOW + MINUTE


@pytest.mark.django_db
def test_what_breaks_or_is_put_aside_while_something_else_is_wrong_is_told_of_too() -> None:
    def look(at: dt.datetime) -> None:
        all_alive(at)
        actions.look(at=at)

    # given something wrong in one municipality, and told of
    town, other = given.a_town(), given.a_municipality("3303", "Kongsberg kommune")
    here, there = system(town.municipality.pk), system(other.pk)
    actions.keep({"outbox_waits": 2}, actor=here, at=NOW)
    look(NOW)
    look(NOW + 20 * MINUTE)
    assert len(mail.outbox) == len(queries.addresses(at=NOW))

    # when another's breaks, and more rows of what was told of
    at = NOW + 21 * MINUTE
    actions.keep({"outbox_waits": 9}, actor=here, at=at)
    look(at)
    assert len(mail.outbox) == len(queries.addresses(at=NOW))
    actions.keep({"letter_forgotten": 1}, actor=there, at=at)
    for more in (1, 2):
        look(at + more * MINUTE)

    # then it is told of once; and a quarter of an hour later of what was put aside meanwhile
    subjects = [message.subject for message in mail.outbox]
    assert subjects == ["Tildeling: noe er i en tilstand det ikke skal være i"] * 2
    assert "Det er kommet mer til." in mail.outbox[1].body
    for row in (1, 2):
        Attempt.objects.create(
            municipality=town.municipality, work="remind", row=row, tries=TRIES, begun_at=at,
            parked_at=at,
        )  # fmt: skip
        look(at + row * 10 * MINUTE)
    look(at + 30 * MINUTE)
    look(at + 60 * MINUTE)
    subjects = [message.subject for message in mail.outbox[2:]]
    assert subjects == ["Tildeling: arbeid er satt til side"] * 2
    assert len({message.extra_headers["Message-ID"] for message in mail.outbox}) == 4


@pytest.mark.django_db
def test_one_address_that_is_refused_or_is_none_has_nobody_told_twice(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    given.a_town()
    settings.ALARM_EMAIL = ["a@refused.example", "b\n@example.com"]
    send = EmailMessage.send

    def refusing(message: EmailMessage, *args: object, **how: object) -> int:
        if message.to == ["a@refused.example"]:
            raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no such user")})
        return send(message)

    monkeypatch.setattr(EmailMessage, "send", refusing)

    # when the clock is silent, and the watchdog looks twice
    for minutes in (0, 0.5):
        assert actions.look(at=NOW + minutes * MINUTE) == [Part.CLOCK]

    # then whoever can be told was told once, and it is kept
    assert len(mail.outbox) == 1
    assert Alarm.objects.get().told_at == NOW


@pytest.mark.django_db
def test_what_nobody_took_is_told_as_soon_as_somebody_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    given.a_town()
    with monkeypatch.context() as away:
        away.setattr(EmailMessage, "send", Mock(side_effect=ConnectionRefusedError))
        actions.look(at=NOW)
    assert Alarm.objects.get().told_at is None

    actions.look(at=NOW + MINUTE)

    assert len(mail.outbox) == 1


@pytest.mark.django_db
def test_a_watchdog_that_is_just_up_gives_the_others_time_to_get_up_too() -> None:
    assert actions.look(at=NOW, up_since=NOW - 3 * MINUTE) == []
    assert actions.look(at=NOW, up_since=NOW - 5 * MINUTE) == [Part.CLOCK]


@pytest.mark.django_db
def test_the_check_is_made_once_an_hour_however_often_it_is_nudged() -> None:
    given.a_town()
    asked = [
        actions.check(at=NOW + minutes * MINUTE)["asked"] for minutes in (0, 1, 10, 49, 55, 60)
    ]

    assert asked == [1, 0, 0, 0, 1, 0]


@pytest.mark.django_db
@pytest.mark.usefixtures("wednesday")
def test_readiness_tells_who_is_silent_without_failing(client: Client) -> None:
    at = NOW
    for name in [*NUDGES, Part.CLOCK, Part.WATCHDOG]:
        actions.beat(name, at=at, begun_at=at - 60 * MINUTE)
    well = client.get("/readyz").json()
    Heartbeat.objects.filter(name=POST).update(at=at - 5 * MINUTE)
    Heartbeat.objects.filter(name=Part.WATCHDOG).update(at=at - 5 * MINUTE)

    answer = client.get("/readyz")

    parts = ("clock", "worker", "post", "nudges", "watchdog", "invariants", "parked")
    assert {part: well[part] for part in parts} == dict.fromkeys(parts, "ok")
    assert answer.status_code == 200
    assert {part for part in parts if answer.json()[part] == "degraded"} == {"post", "watchdog"}


def test_a_job_that_hangs_while_the_broker_is_away_keeps_only_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for_good, swept = threading.Event(), threading.Semaphore(0)
    tasks = {POST: SimpleNamespace(run=for_good.wait), SWEEP: SimpleNamespace(run=swept.release)}
    monkeypatch.setattr("watch.tasks.current_app", SimpleNamespace(tasks=tasks))
    stand_in = StandIn()

    for _ in range(2):
        stand_in.do(POST)
        stand_in.do(SWEEP)
        assert swept.acquire(timeout=10)
    for_good.set()


@pytest.mark.django_db
def test_a_watchdog_that_never_met_its_database_tells_of_it_only_if_it_is_known_to_be_no_copys(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.ALARM_EMAIL, settings.WATCH_PATIENCE_SECONDS = ["drift@example.com"], 0
    memory = tmp_path / "memory"
    # the test's own connection stays open
    monkeypatch.setattr("watch.management.commands.watchdog.close_old_connections", Mock())

    def mails_of_a_new_one() -> int:
        before = len(mail.outbox)
        with monkeypatch.context() as away:
            away.setattr("watch.actions.look", Mock(side_effect=OperationalError))
            away.setattr(connection, "close", Mock())
            assert Watchdog(None, memory).look() == ["database"]
        return len(mail.outbox) - before

    given.a_town()
    assert mails_of_a_new_one() == 0
    Watchdog(None, memory).look()  # the database says that it may send
    assert mails_of_a_new_one() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT ready.become_a_copy()")
    Watchdog(None, memory).look()
    assert mails_of_a_new_one() == 0


# A clock that is set: an hour back, an hour ahead


def test_a_sign_of_life_that_is_still_to_come_is_none() -> None:
    ahead = beats() | {POST: Beat(ago(-60), ago(-61))}

    assert set(silent(ahead, at=NOW)) == {POST}
    assert set(silent(beats() | {POST: Beat(ago(-0.5), ago(1))}, at=NOW)) == set()  # another server


@pytest.mark.django_db
def test_who_dies_as_the_clock_is_set_back_is_told_of_when_its_time_is_up_and_nobody_else() -> None:
    # given that everything was alive, an hour ahead of what the clock says now
    given.a_town()
    for name in [*NUDGES, Part.CLOCK, Part.WATCHDOG]:
        actions.beat(name, at=ago(-60), begun_at=ago(-60))

    # when the watchdog goes on, and all but the post do
    assert actions.look(at=NOW, up_since=ago(-30)) == []
    for minutes in (2, 4, 4.5):
        for name in [*NUDGES, Part.CLOCK]:
            if name != POST:
                actions.beat(name, at=NOW + minutes * MINUTE)
        found = actions.look(at=NOW + minutes * MINUTE, up_since=ago(-30))

    # then it is the post that is told of, within five minutes and not in an hour
    assert found == [POST]
    assert [message.subject for message in mail.outbox] == ["Tildeling: Postutsending har stanset"]
    assert queries.last_beat(SWEEP) == NOW + 4.5 * MINUTE


@pytest.mark.django_db
def test_a_clock_set_ahead_hides_nobody_and_who_is_alive_is_well_again_at_once() -> None:
    given.a_town()
    all_alive(NOW)
    hour_on = NOW + 60 * MINUTE
    for name in [*NUDGES, Part.CLOCK]:
        if name != POST:
            actions.beat(name, at=hour_on, begun_at=ago(60))

    assert actions.look(at=hour_on) == [POST]


@pytest.mark.django_db
def test_what_is_done_hourly_and_what_rests_wait_for_no_moment_that_was_taken_back() -> None:
    given.a_town()
    actions.beat("invariants", at=ago(-60))
    Heartbeat.objects.create(name=SWEEP, rests_until=ago(-75))
    Heartbeat.objects.create(name=POST, begun_at=ago(-60), run="before")

    assert actions.check(at=NOW)["asked"] == 1
    assert actions.begin(SWEEP, run="now", at=NOW)
    assert actions.begin(POST, run="now", at=NOW)
    assert Heartbeat.objects.get(name=POST).deaths == 1
