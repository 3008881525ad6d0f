"""What is due to be let go: the database answers as the rule does, and nothing is deleted."""

import calendar
import datetime as dt
import random
from collections.abc import Callable
from copy import copy
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models.base import ModelState
from django.utils.timezone import localdate
from hypothesis import given as examples
from hypothesis import settings
from hypothesis import strategies as st

from cases.models import Case
from people.access import reading
from people.models import Resident
from people.roles import Permission
from privacy import actions, queries
from privacy.policy import KEPT
from privacy.rules import Row, due, kept_until, last_due
from tests import given

NOW = given.NOW
TODAY = NOW.date()
DAYS = st.dates(dt.date(1990, 1, 1), dt.date(2060, 12, 31))


@examples(on=DAYS, months=st.integers(1, 400), start=DAYS)
def test_what_counts_from_the_last_day_or_before_is_due_and_nothing_after(
    on: dt.date, months: int, start: dt.date
) -> None:
    near = [last_due(on, months) + dt.timedelta(days=n) for n in (-2, -1, 0, 1, 2, 3)]

    for day in (start, *near):
        assert (day <= last_due(on, months)) == (kept_until(day, months) <= on)


EXAMPLES, PEOPLE, ASKED = 10_000, 2_500, 5
CASES = st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(-70, 1)), max_size=14)


@pytest.mark.django_db
@settings(max_examples=60)
@examples(cases=CASES, months=st.sampled_from([1, 2]))
def test_the_dry_run_is_the_rule_asked_of_the_database(
    cases: list[tuple[int, int | None]], months: int
) -> None:
    agree(cases, months)


@pytest.mark.proof
def test_the_rule_is_what_another_way_to_count_says() -> None:
    """The same rule written another way, with months counted; each seed is one example."""
    for seed in range(EXAMPLES):
        draw = random.Random(seed)  # noqa: S311 - examples, the same each time
        on, months, whole = a_day(draw), draw.randint(1, 400), draw.random() < 0.5
        rows = [
            Row(
                n,
                draw.choice([None, 1, 2, 3]),
                draw.choice([None, *(a_day(draw) for _ in "abcde")]),
            )
            for n in range(draw.randint(0, 8))
        ]
        rows += [Row(9, 4, last_due(on, months) + dt.timedelta(days=draw.randint(-1, 1)))]
        busy = set(draw.sample([1, 2, 3], k=draw.randint(0, 1)))

        let_go = []
        for row in rows:
            beside = [one for one in rows if one.person_id == row.person_id] if whole else [row]
            if row.person_id not in busy and all(over(one.from_on, months, on) for one in beside):
                let_go.append(row.id)

        assert due(rows, months=months, on=on, whole=whole, busy=busy) == let_go, seed


def over(start: dt.date | None, months: int, on: dt.date) -> bool:
    """Whether so many months have gone, by the months and days alone; a short month ends early."""
    if start is None:
        return False
    gone = (on.year - start.year) * 12 + on.month - start.month
    last = calendar.monthrange(on.year, on.month)[1]
    return gone > months or (gone == months and on.day >= min(start.day, last))


def a_day(draw: random.Random) -> dt.date:
    return dt.date(1990, 1, 1) + dt.timedelta(days=draw.randint(0, 25_000))


@pytest.mark.proof
@pytest.mark.django_db
@transaction.atomic
def test_the_dry_run_is_the_rule_for_thousands_of_people(figure: Callable[[str], None]) -> None:
    """A whole town at once, asked on several days: ends at midnight and on the last of a month."""
    town, draw = _TOWN[0][0], random.Random(4)  # noqa: S311 - examples, the same each time
    like = _TOWN[0][2][0]
    people = Resident.objects.bulk_create(
        Resident(
            municipality=town.municipality, given_name="Ola", family_name=f"Nr{n}",
            born_on=dt.date(1940, 1, 1),
        )
        for n in range(PEOPLE)
    )  # fmt: skip
    rows = Case.objects.bulk_create(
        ended_somewhen(draw, like, person, n * 8 + k)
        for n, person in enumerate(people)
        for k in range(draw.randint(0, 7))
    )
    everything = list(Case.objects.values_list("pk", "person_id", "ended_at"))
    told = [Row(pk, who, ended and localdate(ended)) for pk, who, ended in everything]
    busy = {row.person_id for row in told if row.from_on is None and row.person_id is not None}
    kept, found = next(one for one in KEPT if one.kind == "case"), 0

    for _ in range(ASKED):
        months, on = draw.randint(1, 130), TODAY + dt.timedelta(days=draw.randint(-400, 400))
        by_rule = due(told, months=months, on=on, whole=True, busy=busy)
        by_database = queries.due_rows(kept, town.auditor, months=months, on=on)
        assert sorted(by_database.values_list("pk", flat=True)) == sorted(by_rule)
        found += len(by_rule)

    assert found > ASKED * 10
    transaction.set_rollback(True)  # nobody is responsible for these
    figure(
        f"Retention: {PEOPLE * ASKED} persons' records ({len(rows)} cases, {ASKED} days), {found} "
        f"cases due: the database and the rule agree; and counted another way {EXAMPLES} times"
    )


def ended_somewhen(draw: random.Random, like: Case, person: Resident, n: int) -> Case:
    """A case that ended on some day in twelve years, or, seldom, has not."""
    row, day = copy(like), NOW.replace(hour=0) - dt.timedelta(days=draw.randint(-3, 4_400))
    ended = None if draw.random() < 0.05 else day + dt.timedelta(hours=draw.choice((0, 12, 22, 23)))
    row.pk, row._state = None, ModelState()
    row.person, row.reference = person, f"R{n}"
    row.ended_at, row.end_reason = ended, "WITHDRAWN" if ended else ""
    row.stage = "ENDED" if ended else "RECEIVED"
    return row


_TOWN: list[tuple[given.Town, list[Resident], list[Case]]] = []


@pytest.fixture(autouse=True)
def a_place(request: pytest.FixtureRequest) -> None:
    """Six people and fourteen cases, whose ends each example sets anew."""
    if not request.node.get_closest_marker("django_db"):
        return
    request.getfixturevalue("db")
    town = given.a_town()
    people = [given.a_person(town.municipality) for _ in range(6)]
    _TOWN[:] = [(town, people, [given.a_case(town, person=people[0]) for _ in range(14)])]


def agree(cases: list[tuple[int, int | None]], months: int) -> None:
    """Of cases that ended so many days from today (or not yet), both find the same."""
    town, people, rows = _TOWN[0]
    far = NOW + dt.timedelta(days=400)
    spare = people[-1]
    told = []
    for n, row in enumerate(rows):
        who, days = cases[n] if n < len(cases) else (5, 400)
        ended = far if n >= len(cases) else None if days is None else NOW + dt.timedelta(days=days)
        row.person = spare if n >= len(cases) else people[min(who, 4)]
        row.ended_at = ended
        row.end_reason = "WITHDRAWN" if ended else ""
        row.stage = "ENDED" if ended else "RECEIVED"
        told.append(Row(row.pk, row.person_id, ended and localdate(ended)))
    Case.objects.bulk_update(rows, ["person", "ended_at", "end_reason", "stage"])
    kept = next(one for one in KEPT if one.kind == "case")
    busy = {row.person_id for row in rows if row.ended_at is None}

    found = set(
        queries.due_rows(kept, town.auditor, months=months, on=TODAY).values_list("pk", flat=True)
    )

    assert found == set(due(told, months=months, on=TODAY, whole=True, busy=busy))


@pytest.mark.django_db
def test_a_municipalitys_own_length_takes_the_place_of_the_proposal() -> None:
    town = _TOWN[0][0]
    actions.decide_retention(
        "notice", months=3, decided_by="Kommunestyret 1.3.2026", valid_from=TODAY,
        actor=town.administrator, at=NOW,
    )  # fmt: skip
    with reading(town.auditor, Permission.AUDIT, page="Bevaring", at=NOW):
        rows = {row.kind: row for row in queries.dry_run(town.auditor, on=TODAY)}
        before = {
            row.kind: row for row in queries.dry_run(town.auditor, on=TODAY - dt.timedelta(1))
        }

    assert (rows["notice"].months, rows["notice"].decided_by) == (3, "Kommunestyret 1.3.2026")
    assert before["notice"].months == 12
    assert rows["case"].decided_by.startswith("Forslag")
    assert all(one.source for one in KEPT)


@pytest.mark.django_db
def test_the_command_counts_and_deletes_nothing() -> None:
    before, out = Case.objects.count(), StringIO()

    call_command("retention", "--dry-run", stdout=out)

    assert f"kept {before}\tdue 0" in out.getvalue()
    assert Case.objects.count() == before
    with pytest.raises(CommandError, match="nothing is deleted"):
        call_command("retention")
