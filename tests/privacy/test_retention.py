"""What is due to be let go: the database answers as the rule does, and nothing is deleted."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
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


CASES = st.lists(st.tuples(st.integers(0, 5), st.none() | st.integers(-70, 1)), max_size=14)


@pytest.mark.django_db
@settings(max_examples=60)
@examples(cases=CASES, months=st.sampled_from([1, 2]))
def test_the_dry_run_is_the_rule_asked_of_the_database(
    cases: list[tuple[int, int | None]], months: int
) -> None:
    agree(cases, months)


@pytest.mark.proof
@pytest.mark.django_db
@settings(max_examples=800, derandomize=True)
@examples(cases=CASES, months=st.sampled_from([1, 2]))
def test_the_dry_run_is_the_rule_for_thousands_of_cases(
    cases: list[tuple[int, int | None]], months: int
) -> None:
    agree(cases, months)


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
        told.append(Row(row.pk, row.person_id, ended and ended.astimezone(dt.UTC).date()))
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
