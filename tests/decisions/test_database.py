"""The database has the last word: two persons, approval, and what is issued stays as it is."""

from typing import Any

import pytest
from django.db import Error, connection, transaction

from cases.models import Case
from decisions.models import Decision, LocalRate
from tests import given
from tests.decisions.acts import a_price, issue, save_line, see_all, send, submit, the

pytestmark = pytest.mark.django_db


def sql(statement: str, *values: Any) -> None:
    """Run a statement as tildeling_app, past every rule in Python."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement, values)


def refuses(name: str, statement: str, *values: Any) -> None:
    with pytest.raises(Error, match=name):
        sql(statement, *values)


@pytest.fixture
def submitted(town: given.Town, drafted: Case) -> Case:
    submit(drafted, town.officer)
    return drafted


@pytest.fixture
def issued(town: given.Town, submitted: Case) -> Case:
    issue(submitted, town.officer)
    return submitted


@pytest.fixture
def waiting(town: given.Town, drafted: Case) -> Case:
    """A refusal that waits for approval."""
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")
    submit(drafted, town.officer)
    return drafted


def test_two_persons_are_two_persons_not_two_accounts(submitted: Case) -> None:
    one = the(submitted)

    refuses(
        "decisions_decision_two_persons",
        "UPDATE decisions_decision SET decided_by_id = recommended_by_id WHERE id = %s",
        one.pk,
    )
    sql(
        "UPDATE decisions_decision SET decided_by_id = recommended_by_id, alone_reason = 'Haster'"
        " WHERE id = %s",
        one.pk,
    )


def test_who_recommended_is_somebody_where_two_persons_are_asked_for(submitted: Case) -> None:
    for column, name in (
        ("recommended_by_id", "decisions_decision_two_persons"),
        ("recommending_unit_id", "decisions_decision_two_units"),
    ):
        refuses(
            name,
            f"UPDATE decisions_decision SET {column} = NULL, alone_reason = 'Haster'"  # noqa: S608 - above
            " WHERE id = %s",
            the(submitted).pk,
        )


def test_two_units_are_two_units(submitted: Case) -> None:
    refuses(
        "decisions_decision_two_units",
        "UPDATE decisions_decision SET deciding_unit_id = recommending_unit_id WHERE id = %s",
        the(submitted).pk,
    )


def test_a_submitted_decision_gives_its_grounds(submitted: Case) -> None:
    for ground in ("rules", "facts", "considerations"):
        refuses(
            "decisions_decision_gives_grounds",
            f"UPDATE decisions_decision SET {ground} = ' ' WHERE id = %s",  # noqa: S608 - above
            the(submitted).pk,
        )


def test_a_submitted_decision_has_the_persons_view_and_a_decider(submitted: Case) -> None:
    refuses(
        "decisions_decision_has_the_persons_view",
        "UPDATE decisions_decision SET persons_view = '' WHERE id = %s",
        the(submitted).pk,
    )
    refuses(
        "decisions_decision_submitted_by_somebody",
        "UPDATE decisions_decision SET decided_by_id = NULL WHERE id = %s",
        the(submitted).pk,
    )


def test_nobody_approves_their_own_in_the_database_either(town: given.Town, waiting: Case) -> None:
    approve = (
        "UPDATE decisions_decision SET approved_by_id = %s, approved_at = now(),"
        " approved_version = version WHERE id = %s"
    )

    own = "nobody approves what they have written"

    refuses(own, approve, town.officer.staff_id, the(waiting).pk)
    sql(
        "INSERT INTO decisions_decisionwriter (decision_id, staff_id, first_at)"
        " VALUES (%s, %s, now())",
        the(waiting).pk,
        town.approver.staff_id,
    )
    refuses(own, approve, town.approver.staff_id, the(waiting).pk)


def test_an_approval_is_of_the_version_that_was_seen(town: given.Town, waiting: Case) -> None:
    sql(
        "UPDATE decisions_decision SET approved_by_id = %s, approved_at = now(),"
        " approved_version = version WHERE id = %s",
        town.approver.staff_id,
        the(waiting).pk,
    )

    refuses(
        "decisions_decision_approved_as_it_stands",
        "UPDATE decisions_decision SET version = version + 1 WHERE id = %s",
        the(waiting).pk,
    )


def test_nothing_is_issued_unapproved_or_without_its_letter(
    town: given.Town, waiting: Case
) -> None:
    refuses(
        "decisions_decision_approved_where_required",
        "UPDATE decisions_decision SET issued_at = now() WHERE id = %s",
        the(waiting).pk,
    )
    see_all(waiting, town.approver)
    send(waiting, town.approver, approve_only=True)
    refuses(
        "decisions_decision_issued_with_letter",
        "UPDATE decisions_decision SET issued_at = now() WHERE id = %s",
        the(waiting).pk,
    )


def test_a_decision_is_issued_whole(submitted: Case) -> None:
    for spoil in (
        "outcome = ''",
        "legal_basis = ''",
        "complaint_route = ''",
        "unit_performing_id = NULL",
        "from_on = NULL",
        "fee_text = ''",
        "outcome = 'REFUSED', reason = ' '",
    ):
        refuses(
            "a decision is issued whole",
            f"UPDATE decisions_decisionline SET {spoil} WHERE decision_id = %s;"  # noqa: S608 - above
            " UPDATE decisions_decision SET issued_at = now() WHERE id = %s",
            the(submitted).pk,
            the(submitted).pk,
        )


def test_an_issued_decision_is_never_changed(issued: Case) -> None:
    for statement in (
        "UPDATE decisions_decision SET goal = 'x' WHERE id = %s",
        "UPDATE decisions_decision SET issued_at = NULL WHERE id = %s",
        "DELETE FROM decisions_decision WHERE id = %s",
    ):
        refuses("an issued decision is never changed", statement, the(issued).pk)


NEW_LINE = (
    "INSERT INTO decisions_decisionline (public_id, service_key, unit, per, helpers, night,"
    " decision_id, position, outcome, legal_basis, complaint_route, applied, fee_per, fee_text,"
    " reason, important) VALUES (gen_random_uuid(), 'bpa', '', '', 1, false, %s, 9, '', '', '',"
    " '', '', '', '', '')"
)


def test_the_lines_of_an_issued_decision_are_never_changed(issued: Case) -> None:
    for statement in (
        "UPDATE decisions_decisionline SET quantity = 600 WHERE decision_id = %s",
        "DELETE FROM decisions_decisionline WHERE decision_id = %s",
        NEW_LINE,
    ):
        refuses("the lines of an issued decision are never changed", statement, the(issued).pk)


def test_a_line_is_not_moved_into_an_issued_decision(town: given.Town, issued: Case) -> None:
    other = given.a_case_to_decide(town)
    draft = given.a_drafted_decision(town, other)

    refuses(
        "the lines of an issued decision are never changed",
        "UPDATE decisions_decisionline SET decision_id = %s, position = 9 WHERE decision_id = %s",
        the(issued).pk,
        draft.pk,
    )


def test_what_happened_is_only_added_to(issued: Case) -> None:
    for table in (
        "decisions_decisionversion",
        "decisions_decisionwriter",
        "decisions_decisionletter",
        "decisions_decisionreturn",
        "decisions_stepseen",
        "decisions_lineend",
    ):
        refuses(r"only grows|permission denied", f"TRUNCATE {table}")
    for table in ("decisions_decisionversion", "decisions_decisionletter"):
        refuses("only grows", f"DELETE FROM {table}")  # noqa: S608 - the names above


def test_a_case_has_one_decision_under_work(case: Case, town: given.Town) -> None:
    draft = given.a_drafted_decision(town, case)

    with pytest.raises(Error, match="decisions_decision_one_draft"), transaction.atomic():
        Decision.objects.create(case=case, n=2, written_by=draft.written_by, written_at=given.NOW)


def test_two_prices_never_hold_on_the_same_day(town: given.Town) -> None:
    first = a_price(town, "trygghetsalarm", 300_00, "måned")

    with pytest.raises(Error, match="decisions_localrate_one_at_a_time"), transaction.atomic():
        a_price(town, "trygghetsalarm", 310_00, "måned")
    assert LocalRate.objects.get() == first
