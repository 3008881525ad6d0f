"""What pages see of deadlines, and which of them are tasks."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cases.models import Case
from cases.queries import Scope
from deadlines import actions, queries
from deadlines.kinds import KINDS, Kind, task_kind
from deadlines.models import Deadline
from deadlines.queries import Group
from people.access import Actor
from tests import given

pytestmark = pytest.mark.django_db

WEDNESDAY = dt.date(2026, 3, 4)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def _due(case: Case, town: given.Town, due_on: dt.date, *, key: str = "") -> Deadline:
    """A deadline with this last day."""
    return actions.open_deadline(
        case,
        Kind.DELAY_NOTICE,
        key=key or f"{due_on}",
        starts_on=due_on,
        actor=town.caseworker,
        at=given.NOW,
    )


def _groups(actor: Actor, *, on: dt.date = WEDNESDAY) -> dict[str, list[dt.date | None]]:
    return {
        group.label: [row.due_on for row in group.rows] for group in queries.due_list(actor, on=on)
    }


def test_deadlines_are_grouped_by_how_near_they_are(case: Case, town: given.Town) -> None:
    days = [dt.date(2026, 3, day) for day in (3, 4, 5, 8, 9, 20)]
    for day in days:
        _due(case, town, day)

    assert (
        _groups(town.caseworker)
        == {
            "Over fristen": days[:1],
            "I dag": days[1:2],
            "Denne uken": days[2:4],  # Sunday is the last day of the week
            "Senere": days[4:],
        }
    )


@pytest.mark.parametrize(
    ("due", "on", "group"),
    [
        ("2026-03-08", "2026-03-08", Group.TODAY),  # a Sunday
        ("2026-03-09", "2026-03-08", Group.LATER),
        ("2026-03-08", "2026-03-02", Group.THIS_WEEK),
        ("2026-03-07", "2026-03-08", Group.OVERDUE),
        ("2027-01-01", "2026-12-31", Group.THIS_WEEK),
    ],
)
def test_a_day_belongs_to_one_group(due: str, on: str, group: Group) -> None:
    assert queries.group_of(dt.date.fromisoformat(due), dt.date.fromisoformat(on)) is group


def test_what_is_done_ended_paused_or_the_partys_own_is_not_in_the_list(
    case: Case, town: given.Town
) -> None:
    by, at = town.caseworker, given.NOW
    actions.open_deadline(case, Kind.COMPLAINT_PBRL, starts_on=WEDNESDAY, actor=by, at=at)
    actions.expect_deadline(case, Kind.COMPLAINT_FVL, actor=by, at=at)
    actions.open_deadline(case, Kind.PRELIMINARY_ANSWER, starts_on=WEDNESDAY, actor=by, at=at)
    actions.meet_deadline(case, Kind.PRELIMINARY_ANSWER, actor=by, at=at)
    actions.open_deadline(case, Kind.TARGET_DECISION, starts_on=WEDNESDAY, actor=by, at=at)
    actions.pause_deadline(case, Kind.TARGET_DECISION, reason="Sykehus", actor=by, at=at)
    ended = given.a_case(town, responsible=town.caseworker)
    _due(ended, town, WEDNESDAY)
    Case.objects.filter(pk=ended.pk).update(
        stage="ENDED", ended_at=given.NOW, end_reason="WITHDRAWN"
    )

    assert [group.count for group in queries.due_list(town.caseworker, on=WEDNESDAY)] == [0] * 4


def test_the_list_holds_only_what_the_actor_may_open(case: Case, town: given.Town) -> None:
    _due(case, town, WEDNESDAY)
    elsewhere = given.a_town("3303", "Kongsberg kommune")

    seen = {
        name: sum(group.count for group in queries.due_list(actor, on=WEDNESDAY))
        for name, actor in {
            "own": town.caseworker,
            "leader of all": town.chief,
            "other unit": town.assessor,
            "other municipality": elsewhere.chief,
        }.items()
    }

    assert seen == {"own": 1, "leader of all": 1, "other unit": 0, "other municipality": 0}


def test_a_unit_sees_the_order_it_must_confirm(case: Case, town: given.Town) -> None:
    actions.open_deadline(
        case,
        Kind.ORDER_CONFIRMATION,
        key="order:1",
        starts_on=WEDNESDAY,
        unit=town.home_service,
        actor=town.officer,
        at=given.NOW,
    )

    rows = [row for group in queries.due_list(town.leader, on=WEDNESDAY) for row in group.rows]

    assert [(row.label, row.clock, row.unit) for row in rows] == [
        ("Bekreft bestilling", "12.00", "Hjemmetjenesten Nord")
    ]


def test_a_row_says_all_a_page_needs_and_never_the_name(case: Case, town: given.Town) -> None:
    actions.open_deadline(
        case, Kind.PRELIMINARY_ANSWER, starts_on=WEDNESDAY, actor=town.caseworker, at=given.NOW
    )

    row = queries.deadlines_of_case(case.pk, on=dt.date(2026, 4, 2))[0]

    assert row.label == "Foreløpig svar"
    assert row.reference == case.reference
    assert row.responsible == "Kari Lie"
    assert row.status == "2 dager igjen"
    assert row.legal_basis == "forvaltningsloven § 11 a"
    assert row.explanation[0] == "Søknaden ble mottatt: onsdag 04.03.2026."
    assert not row.extendable
    assert "Nordmann" not in repr(row)


def test_a_case_shows_the_provisional_last_and_says_what_it_waits_for(
    case: Case, town: given.Town
) -> None:
    actions.expect_deadline(case, Kind.COMPLAINT_PBRL, actor=town.officer, at=given.NOW)
    _due(case, town, WEDNESDAY)

    last = queries.deadlines_of_case(case.pk, on=WEDNESDAY)[-1]

    assert last.kind is Kind.COMPLAINT_PBRL
    assert last.status == "Løper ikke ennå"
    assert last.explanation == ("Fristen løper når brevet har kommet fram.",)
    assert last.party


def test_of_an_ended_case_only_the_partys_own_time_still_runs(case: Case, town: given.Town) -> None:
    actions.expect_deadline(case, Kind.COMPLAINT_PBRL, actor=town.officer, at=given.NOW)
    _due(case, town, WEDNESDAY)
    Case.objects.filter(pk=case.pk).update(
        stage="ENDED", ended_at=given.NOW, end_reason="WITHDRAWN"
    )

    rows = queries.deadlines_of_case(case.pk, on=WEDNESDAY)

    assert [row.kind for row in rows] == [Kind.COMPLAINT_PBRL]


def test_a_partys_time_that_is_out_is_not_overdue(case: Case, town: given.Town) -> None:
    actions.open_deadline(
        case, Kind.COMPLAINT_PBRL, starts_on=WEDNESDAY, actor=town.officer, at=given.NOW
    )

    row = queries.deadlines_of_case(case.pk, on=dt.date(2026, 6, 1))[0]

    assert (row.status, row.colour) == ("Ute", "neutral")


def test_one_deadline_is_found_also_after_it_is_met(case: Case, town: given.Town) -> None:
    assert queries.deadline_of(case.pk, Kind.PRELIMINARY_ANSWER, on=WEDNESDAY) is None
    actions.open_deadline(
        case, Kind.PRELIMINARY_ANSWER, starts_on=WEDNESDAY, actor=town.caseworker, at=given.NOW
    )
    actions.meet_deadline(case, Kind.PRELIMINARY_ANSWER, actor=town.caseworker, at=given.NOW)

    row = queries.deadline_of(case.pk, Kind.PRELIMINARY_ANSWER, on=WEDNESDAY)

    assert row is not None
    assert (row.status, row.met_on) == ("Fulgt opp", WEDNESDAY)
    assert row.explanation[-1] == "Fulgt opp onsdag 04.03.2026."


def test_the_person_page_shows_the_running_deadlines(case: Case, town: given.Town) -> None:
    _due(case, town, WEDNESDAY)

    rows = queries.deadlines_of_person(case.person_id, town.caseworker, on=WEDNESDAY)

    assert [row.reference for row in rows] == [case.reference]
    assert queries.deadlines_of_person(case.person_id, town.assessor, on=WEDNESDAY) == []


def test_the_api_pages_through_the_same_list(case: Case, town: given.Town) -> None:
    for day in range(3, 8):
        _due(case, town, dt.date(2026, 3, day))

    first, total = queries.due_page(town.caseworker, on=WEDNESDAY, size=2)
    last, _ = queries.due_page(town.caseworker, on=WEDNESDAY, page=3, size=2)
    over, number = queries.due_page(town.caseworker, on=WEDNESDAY, overdue=True)

    assert total == 5
    assert [row.due_on for row in first] == [dt.date(2026, 3, 3), WEDNESDAY]
    assert [row.due_on for row in last] == [dt.date(2026, 3, 7)]
    assert ([row.due_on for row in over], number) == ([dt.date(2026, 3, 3)], 1)


def test_the_list_can_be_narrowed_to_kinds(case: Case, town: given.Town) -> None:
    _due(case, town, WEDNESDAY)
    actions.open_deadline(
        case, Kind.PRELIMINARY_ANSWER, starts_on=WEDNESDAY, actor=town.caseworker, at=given.NOW
    )

    groups = queries.due_list(town.caseworker, on=WEDNESDAY, kinds=[Kind.PRELIMINARY_ANSWER])

    assert [row.kind for group in groups for row in group.rows] == [Kind.PRELIMINARY_ANSWER]


def _cost(ask: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection) as asked:
        ask()
    return len(asked)


def test_the_list_costs_the_same_for_two_deadlines_and_for_twenty(town: given.Town) -> None:
    def more(number: int) -> None:
        for n in range(number):
            new = given.a_case(town, responsible=town.caseworker)
            _due(new, town, dt.date(2026, 3, 1) + dt.timedelta(days=n))

    def ask() -> None:
        queries.due_list(town.caseworker, on=WEDNESDAY)

    more(2)
    few = _cost(ask)
    more(18)

    assert _cost(ask) == few


# --- tasks ------------------------------------------------------------------------------


def _tasks(actor: Actor, *, on: dt.date) -> list[dict[str, Any]]:
    branches = queries.tasks_for(Scope(actor=actor, on=on))
    return [dict(row) for rows in branches for row in rows]


def test_the_preliminary_answer_becomes_a_task_when_it_is_near(
    case: Case, town: given.Town
) -> None:
    deadline = actions.open_deadline(
        case, Kind.PRELIMINARY_ANSWER, starts_on=WEDNESDAY, actor=town.caseworker, at=given.NOW
    )

    assert _tasks(town.caseworker, on=dt.date(2026, 3, 29)) == []
    assert _tasks(town.caseworker, on=dt.date(2026, 3, 30)) == [
        {
            "task_kind": "deadline_preliminary_answer",
            "task_key": str(deadline.public_id),
            "task_case": case.pk,
            "task_person": case.person_id,
            "task_unit": town.intake.pk,
            "task_holder": town.caseworker.staff_id,
            "task_due": dt.date(2026, 4, 4),
            "task_status": "Ikke startet",
        }
    ]


def test_tasks_are_only_of_cases_the_actor_may_open(case: Case, town: given.Town) -> None:
    _due(case, town, WEDNESDAY)

    assert len(_tasks(town.caseworker, on=WEDNESDAY)) == 1
    assert _tasks(town.assessor, on=WEDNESDAY) == []


def test_an_unanswered_order_is_no_second_task_here(case: Case, town: given.Town) -> None:
    actions.open_deadline(
        case,
        Kind.ORDER_CONFIRMATION,
        starts_on=WEDNESDAY,
        unit=town.home_service,
        actor=town.officer,
        at=given.NOW,
    )

    assert _tasks(town.leader, on=dt.date(2026, 3, 10)) == []


def test_every_task_has_its_name() -> None:
    own = {task_kind(row.kind): row.task for row in KINDS if row.task is not None}

    assert queries.task_labels() == own | {"deadline_overdue": "Følg opp frist over tiden"}


def test_a_day_that_was_chosen_says_who_chose_it_and_when(case: Case, town: given.Town) -> None:
    actions.open_deadline(
        case,
        Kind.EVALUATION,
        starts_on=WEDNESDAY,
        set_on=dt.date(2026, 5, 4),
        actor=town.caseworker,
        at=given.NOW,
    )

    row = queries.deadline_of(case.pk, Kind.EVALUATION, on=WEDNESDAY)

    assert row is not None
    assert "Dagen ble satt av Kari Lie onsdag 04.03.2026." in row.explanation


def test_a_day_that_was_computed_was_chosen_by_nobody(case: Case, town: given.Town) -> None:
    _due(case, town, WEDNESDAY)
    actions.open_deadline(
        case, Kind.TARGET_DECISION, starts_on=WEDNESDAY, actor=town.caseworker, at=given.NOW
    )

    row = queries.deadline_of(case.pk, Kind.TARGET_DECISION, on=WEDNESDAY)

    assert row is not None
    assert not [line for line in row.explanation if "satt av" in line]
