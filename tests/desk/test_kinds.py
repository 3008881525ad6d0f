"""Every kind of task any app can give is known to the inbox, by label, page and completing act."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import Resolver404, resolve

from assessments import queries as assessments
from audit.events import EVENTS
from deadlines import queries as deadlines
from deadlines.kinds import KINDS
from decisions import queries as decisions
from delivery.kinds import TASKS as DELIVERY
from desk.forms import DeadlineFilter
from desk.kinds import APPROVAL_KINDS, AREAS, COMPLETES, TASKS, UNKNOWN, task_of
from inspection import queries as inspection
from intake import queries as intake
from notifications import queries as notifications
from notifications.kinds import NOTICES, NoticeKind
from oversight import queries as oversight
from pathways.kinds import TASKS as PATHWAYS
from privacy import queries as privacy
from records import queries as records
from referrals import queries as referrals
from rights import queries as rights

KEY = "00000000-0000-4000-8000-000000000000"
GIVEN: dict[str, dict[str, str]] = {
    "intake": dict.fromkeys((intake.TASK, intake.LAPSE_DEATH, intake.LAPSE_MOVE), ""),
    "assessments": dict(assessments.task_labels()),
    "pathways": {kind.value: row.label for kind, row in PATHWAYS.items()},
    "decisions": dict(decisions.task_labels()),
    "delivery": {kind.value: row.label for kind, row in DELIVERY.items()},
    "referrals": dict(referrals.task_labels()),
    "deadlines": dict(deadlines.task_labels()),
    "notifications": {kind.value: "" for kind in notifications.TaskKind},
    "oversight": dict(oversight.task_labels()),
    "inspection": dict(inspection.task_labels()),
    "records": {records.TASK: ""},
    "rights": dict(rights.task_labels()),
    "privacy": dict(privacy.task_labels()),
}


@pytest.mark.parametrize(
    ("app", "kind"), [(app, kind) for app, kinds in GIVEN.items() for kind in kinds]
)
def test_a_kind_of_task_has_its_row_in_the_inbox_with_the_words_of_its_app(
    app: str, kind: str
) -> None:
    assert kind in TASKS, f"desk.kinds.TASKS lacks «{kind}» of {app}"
    assert TASKS[kind].label == GIVEN[app][kind] or not GIVEN[app][kind]


def test_no_kind_is_described_that_no_app_gives() -> None:
    assert set(TASKS) == {kind for kinds in GIVEN.values() for kind in kinds}


@pytest.mark.parametrize("kind", TASKS)
def test_a_task_opens_a_page_that_is_there(kind: str) -> None:
    url = TASKS[kind].url.format(reference="2026-00001", key=KEY)
    try:
        resolve(url)
    except Resolver404:
        pytest.fail(f"«{TASKS[kind].label}» opens {url}, and no page answers there")


@pytest.mark.parametrize("kind", TASKS)
def test_a_task_is_completed_by_acts_that_exist(kind: str) -> None:
    assert TASKS[kind].done_by, f"nothing completes «{kind}»"
    assert set(TASKS[kind].done_by) <= set(EVENTS)
    assert set(TASKS[kind].done_by) <= COMPLETES


def test_a_kind_nobody_has_described_leads_to_its_case() -> None:
    assert task_of("a_kind_of_tomorrow") is UNKNOWN
    assert UNKNOWN.url == "/saker/{reference}/"


def test_what_the_law_or_a_unit_must_answer_to_never_waits_with_the_case() -> None:
    assert not any(TASKS[kind].waits for kind in GIVEN["deadlines"])
    assert not TASKS["ANSWER_ORDER"].waits
    assert TASKS["start_assessment"].waits


def test_approvals_are_the_decisions_that_wait_for_a_second_pair_of_eyes() -> None:
    assert APPROVAL_KINDS == ("approve_decision",)


def test_every_event_of_a_case_belongs_to_an_area_of_the_history() -> None:
    apps = {app for _label, apps in AREAS.values() for app in apps}

    assert {event.__module__.split(".")[0] for event in EVENTS.values()} <= apps


def test_a_type_of_deadline_stands_once_in_the_filter_and_means_every_kind_of_that_name() -> None:
    labels = [str(label) for _kind, label in DeadlineFilter.base_fields["type"].choices]  # type: ignore[attr-defined]  # stubs know only Field
    asked = DeadlineFilter({"type": next(row.kind for row in KINDS if row.label == "Klagefrist")})

    assert len(labels) == len(set(labels))
    assert set(asked.kinds()) == {row.kind for row in KINDS if row.label == "Klagefrist"}
    assert DeadlineFilter({}).kinds() == ()


def test_whatever_one_must_do_has_a_day_and_somebody_whose_it_is() -> None:
    """Every branch names a unit or a holder, and a day: its cause's own, or one by policy."""
    lacking = []
    for path in sorted(Path(settings.BASE_DIR).glob("*/queries/*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "branch":
                given = {word.arg: word.value for word in node.keywords}
                nobody = all(_is_none(given[name]) for name in ("unit", "holder"))
                if nobody or _is_none(given["due"]):
                    lacking.append(f"{path.parent.parent.name}/{path.name}:{node.lineno}")

    assert lacking == []


def _is_none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None


def test_no_notice_is_of_something_one_must_do_that_is_no_task() -> None:
    """A notice has no act: it can be switched off, and what it tells of stands all the same."""
    assert {kind.value for kind in NoticeKind}.isdisjoint(TASKS)
    assert all("må" not in row.label.split() for row in NOTICES.values())
