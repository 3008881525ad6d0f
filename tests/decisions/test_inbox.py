"""What waits for whom: write, mend, approve, send. One task for a case, and never one's own."""

import pytest

from cases.models import Case
from cases.queries import Scope
from decisions import actions
from decisions.kinds import TASKS, TaskKind
from decisions.queries import task_labels, tasks_for
from people.access import Actor
from people.roles import Role
from tests import given
from tests.decisions.acts import also, approve, save_line, submit, the

pytestmark = pytest.mark.django_db


def tasks(actor: Actor) -> list[tuple[str, int | None, str]]:
    """Kind, holder and status of everything the actor is asked to do here."""
    rows = [row for branch in tasks_for(Scope(actor, given.NOW.date())) for row in branch]
    return [(row["task_kind"], row["task_holder"], row["task_status"]) for row in rows]


def test_a_case_to_decide_is_its_holders_task_until_it_is_sent(
    town: given.Town, case: Case
) -> None:
    holder = town.officer.staff_id
    assert tasks(town.officer) == [("write_decision", holder, "Ikke startet")]
    given.a_drafted_decision(town, case)
    assert tasks(town.officer) == [("write_decision", holder, "Pågår")]
    submit(case, town.officer)
    assert tasks(town.officer) == [("issue_decision", holder, "Ikke startet")]

    actions.issue_decision(case.pk, version=the(case).version, actor=town.officer, at=given.NOW)

    assert tasks(town.officer) == []


def test_what_waits_for_approval_is_nobodys_yet_and_never_the_writers(
    town: given.Town, drafted: Case
) -> None:
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")
    submit(drafted, town.officer)

    assert tasks(town.approver) == [("approve_decision", None, "Ikke startet")]
    assert tasks(also(town.officer, Role.APPROVER, town.office)) == []
    approve(drafted, town.approver)
    assert tasks(town.approver) == [("issue_decision", town.approver.staff_id, "Pågår")]


def test_what_was_sent_back_is_to_be_mended(town: given.Town, drafted: Case) -> None:
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")
    submit(drafted, town.officer)
    actions.return_decision(
        drafted.pk,
        version=the(drafted).version,
        code="GROUNDS",
        reason="Skriv mer.",
        actor=town.approver,
        at=given.NOW,
    )

    assert tasks(town.officer) == [("mend_decision", town.officer.staff_id, "Ikke startet")]


def test_nobody_else_is_asked(town: given.Town, drafted: Case) -> None:
    assert tasks(town.assessor) == []
    assert tasks(town.provider) == []
    assert tasks(given.a_town("3203", "Asker kommune").officer) == []


def test_every_task_has_a_name_and_a_page() -> None:
    assert set(TASKS) == set(TaskKind)
    assert all(task_labels().values())
