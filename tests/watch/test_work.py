"""What kills its worker is put aside after five tries, and the rest goes on."""

import datetime as dt

import pytest

from audit.models import Entry
from people.access import Actor, system
from people.refusals import NotFound, Refused
from tests import given
from tests.given import NOW
from watch import actions, queries
from watch.kinds import REST, TRIES
from watch.models import Attempt, Heartbeat

pytestmark = pytest.mark.django_db
LATER = dt.timedelta(hours=1)
SWEEP = "deadlines.tasks.sweep"


class Killed(BaseException):
    """As when the kernel takes the process: nothing of ours runs after it."""


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def clock(town: given.Town) -> Actor:
    return system(town.municipality.pk)


done: list[int] = []


def remind(row: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Row 1 kills whoever does it; row 2 has an error; the others are done."""
    if row == 1:
        raise Killed
    if row == 2:
        raise ValueError
    done.append(row)
    return True


def a_round(clock: Actor, *rows: int, at: dt.datetime = NOW) -> None:
    """As the clock goes round, until the worker is killed; the next round is another worker's."""
    try:
        actions.each(rows, remind, actor=clock, at=at)
    except Killed:
        return


def test_a_row_that_kills_its_worker_or_fails_is_parked_after_five_tries(clock: Actor) -> None:
    done.clear()
    for n in range(TRIES + 3):
        a_round(clock, 1, 2, 3, at=NOW + n * LATER)

    # the third waited for the first death alone: what went wrong comes last, and then never
    assert done == [3] * (TRIES + 2)
    parked = {row.row: row for row in Attempt.objects.all()}
    assert [(row, parked[row].tries, parked[row].fault) for row in (1, 2)] == [
        (1, TRIES, ""),
        (2, TRIES, "ValueError"),
    ]
    assert all(row.parked_at for row in parked.values())
    assert Entry.objects.filter(event="WorkParked").count() == len(parked)


def test_an_error_that_is_mended_within_the_hour_parks_nothing(clock: Actor) -> None:
    for minute in range(60):
        a_round(clock, 2, at=NOW + minute * dt.timedelta(minutes=1))

    assert (Attempt.objects.get().tries, Attempt.objects.get().parked_at) == (4, None)


def test_what_is_done_leaves_nothing_behind_and_the_parked_wait_for_an_administrator(
    clock: Actor, town: given.Town
) -> None:
    for _ in range(TRIES + 1):
        a_round(clock, 1)
    (row,) = queries.parked(town.administrator)

    # nobody lets it go without a reason, or from elsewhere
    with pytest.raises(Refused):
        actions.let_work_go(row.public_id, reason=" ", actor=town.administrator, at=NOW)
    with pytest.raises(NotFound):
        actions.try_again(str(town.municipality.pk).zfill(32), actor=town.administrator, at=NOW)
    actions.let_work_go(row.public_id, reason="Gjelder ikke.", actor=town.administrator, at=NOW)
    assert not queries.any_parked()
    assert queries.parked(town.administrator)[0].let_go_reason == "Gjelder ikke."

    # and tried again it has five more
    actions.try_again(row.public_id, actor=town.administrator, at=NOW)
    a_round(clock, 1)
    attempt = Attempt.objects.get()
    assert (attempt.tries, attempt.parked_at, attempt.let_go_reason) == (1, None, "")


def test_a_nudge_that_kills_its_workers_rests_and_the_others_are_done() -> None:
    # the same delivery comes again each time its worker is gone
    begun = [actions.begin(SWEEP, run="one", at=NOW) for _ in range(TRIES + 1)]

    assert begun == [True] * TRIES + [False]
    assert not actions.begin(SWEEP, run="two", at=NOW + REST / 2)
    assert actions.begin("audit.tasks.seal", run="three", at=NOW)

    # after its rest it is tried once more, and done it has no deaths
    later = NOW + REST + dt.timedelta(seconds=1)
    assert actions.begin(SWEEP, run="four", at=later)
    actions.finish(SWEEP, at=later)
    beat = Heartbeat.objects.get(name=SWEEP)
    assert (beat.deaths, beat.run, beat.at) == (0, "", later)


def test_a_second_worker_at_the_same_nudge_is_no_death_and_a_death_at_a_row_is_the_rows(
    clock: Actor,
) -> None:
    for n in range(TRIES + 3):  # in several workers at once
        assert actions.begin(SWEEP, run=f"run {n}", at=NOW)
    assert Heartbeat.objects.get(name=SWEEP).deaths == 0

    for _ in range(TRIES + 3):  # each of which dies of the same row
        assert actions.begin(SWEEP, run="same", at=NOW)
        a_round(clock, 1)
    assert Attempt.objects.get().parked_at == NOW


def test_a_heartbeat_never_goes_back() -> None:
    actions.beat("clock", at=NOW)
    actions.beat("clock", at=NOW - dt.timedelta(seconds=30))

    assert queries.last_beat("clock") == NOW
    assert queries.last_beat("nobody") is None
