"""Deadlines of a case: opened once, never edited without a row in the ledger, met once."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from cases.models import Case
from deadlines import actions, queries
from deadlines.kinds import Kind
from deadlines.models import Deadline, LedgerEntry
from deadlines.rules import OSLO
from people.refusals import Refused
from tests import given

pytestmark = pytest.mark.django_db

RECEIVED = dt.date(2026, 3, 4)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def _open(
    case: Case,
    kind: Kind,
    town: given.Town,
    *,
    starts_on: dt.date = RECEIVED,
    key: str = "case",
    set_on: dt.date | None = None,
    at: dt.datetime = given.NOW,
) -> Deadline:
    return actions.open_deadline(
        case, kind, key=key, starts_on=starts_on, set_on=set_on, actor=town.caseworker, at=at
    )


def _acts(deadline: Deadline) -> list[str]:
    return [entry.act for entry in LedgerEntry.objects.filter(deadline=deadline).order_by("pk")]


def test_a_deadline_is_computed_from_its_rule_and_says_so(case: Case, town: given.Town) -> None:
    deadline = _open(case, Kind.PRELIMINARY_ANSWER, town)

    assert (deadline.starts_on, deadline.due_on) == (RECEIVED, dt.date(2026, 4, 4))
    assert deadline.due_at is None
    assert deadline.basis["rule"] == "forelopig_svar/1970-01-01/1 MONTHS"
    assert _acts(deadline) == ["OPENED"]
    assert LedgerEntry.objects.get().staff_id == town.caseworker.staff_id


def test_opening_twice_is_opening_once(case: Case, town: given.Town) -> None:
    first = _open(case, Kind.PRELIMINARY_ANSWER, town)
    second = _open(case, Kind.PRELIMINARY_ANSWER, town, starts_on=dt.date(2026, 3, 1))

    assert first.pk == second.pk
    assert second.due_on == dt.date(2026, 4, 4)
    assert _acts(first) == ["OPENED"]


def test_two_orders_of_one_case_have_each_their_deadline(case: Case, town: given.Town) -> None:
    one = actions.open_deadline(
        case,
        Kind.ORDER_CONFIRMATION,
        key="order:1",
        starts_on=RECEIVED,
        unit=town.home_service,
        actor=town.officer,
        at=given.NOW,
    )
    other = _open(case, Kind.ORDER_CONFIRMATION, town, key="order:2")

    assert one.pk != other.pk
    assert one.due_at == dt.datetime(2026, 3, 5, 12, tzinfo=OSLO)


def test_an_officer_sets_the_evaluation_and_the_rule_forbids_the_rest(
    case: Case, town: given.Town
) -> None:
    chosen = _open(case, Kind.EVALUATION, town, set_on=dt.date(2026, 5, 1))
    assert chosen.due_on == dt.date(2026, 5, 1)

    with pytest.raises(Refused) as refusal:
        _open(case, Kind.TRIAL_GATE, town, set_on=dt.date(2026, 5, 1))

    assert refusal.value.code == "deadline_day"
    assert Deadline.objects.count() == 1


def test_a_complaint_is_expected_and_runs_when_it_is_started(case: Case, town: given.Town) -> None:
    expected = actions.expect_deadline(
        case, Kind.COMPLAINT_PBRL, key="letter", actor=town.officer, at=given.NOW
    )
    assert expected.provisional
    assert expected.due_on is None

    started = actions.start_deadline(
        case,
        Kind.COMPLAINT_PBRL,
        key="letter",
        starts_on=dt.date(2026, 3, 5),
        actor=town.officer,
        at=given.NOW,
    )
    again = actions.start_deadline(
        case,
        Kind.COMPLAINT_PBRL,
        key="letter",
        starts_on=dt.date(2026, 3, 9),
        actor=town.officer,
        at=given.NOW,
    )

    expected.refresh_from_db()
    assert (started, again) == (True, False)
    assert expected.due_on == dt.date(2026, 4, 7)  # Maundy Thursday to Easter Monday pass
    assert _acts(expected) == ["EXPECTED", "STARTED"]


def test_a_met_deadline_is_met_once(case: Case, town: given.Town) -> None:
    deadline = _open(case, Kind.PRELIMINARY_ANSWER, town)

    first = actions.meet_deadline(
        case, Kind.PRELIMINARY_ANSWER, actor=town.caseworker, at=given.NOW
    )
    second = actions.meet_deadline(
        case, Kind.PRELIMINARY_ANSWER, actor=town.caseworker, at=given.NOW
    )

    deadline.refresh_from_db()
    assert (first, second) == (True, False)
    assert deadline.met_at == given.NOW
    assert _acts(deadline) == ["OPENED", "MET"]


def test_a_cancelled_deadline_is_neither_met_nor_seen(case: Case, town: given.Town) -> None:
    deadline = _open(case, Kind.TARGET_START, town)

    assert actions.cancel_deadline(
        case, Kind.TARGET_START, reason="Vedtaket er erstattet", actor=town.officer, at=given.NOW
    )

    assert not actions.meet_deadline(case, Kind.TARGET_START, actor=town.officer, at=given.NOW)
    assert _acts(deadline) == ["OPENED", "CANCELLED"]
    assert queries.deadlines_of_case(case.pk, on=RECEIVED) == []


def test_nothing_pauses_the_preliminary_answer(case: Case, town: given.Town) -> None:
    deadline = _open(case, Kind.PRELIMINARY_ANSWER, town)

    with pytest.raises(Refused) as refusal:
        actions.pause_deadline(
            case,
            Kind.PRELIMINARY_ANSWER,
            reason="Venter på lege",
            actor=town.caseworker,
            at=given.NOW,
        )

    assert refusal.value.code == "not_pausable"
    assert _acts(deadline) == ["OPENED"]


def test_a_local_target_stands_while_paused_and_gets_the_days_back(
    case: Case, town: given.Town
) -> None:
    deadline = _open(case, Kind.TARGET_DECISION, town)
    later = given.NOW + dt.timedelta(days=5)

    paused = actions.pause_deadline(
        case, Kind.TARGET_DECISION, reason="Sykehus", actor=town.caseworker, at=given.NOW
    )
    again = actions.pause_deadline(
        case, Kind.TARGET_DECISION, reason="Sykehus", actor=town.caseworker, at=given.NOW
    )
    resumed = actions.resume_deadline(case, Kind.TARGET_DECISION, actor=town.caseworker, at=later)
    nothing = actions.resume_deadline(case, Kind.TARGET_DECISION, actor=town.caseworker, at=later)

    deadline.refresh_from_db()
    assert (paused, again, resumed, nothing) == (True, False, True, False)
    assert deadline.due_on == dt.date(2026, 3, 30)
    assert _acts(deadline) == ["OPENED", "PAUSED", "RESUMED"]


def test_a_wrong_start_is_counted_anew_and_both_days_are_kept(case: Case, town: given.Town) -> None:
    deadline = _open(case, Kind.PRELIMINARY_ANSWER, town)

    assert actions.recompute_deadline(
        case,
        Kind.PRELIMINARY_ANSWER,
        starts_on=dt.date(2026, 2, 27),
        reason="Første kontakt var tidligere",
        actor=town.caseworker,
        at=given.NOW,
    )

    deadline.refresh_from_db()
    assert deadline.due_on == dt.date(2026, 3, 27)
    entry = LedgerEntry.objects.get(act="RECOMPUTED")
    assert (entry.due_before, entry.due_after) == (dt.date(2026, 4, 4), dt.date(2026, 3, 27))


# --- the database has the last word -----------------------------------------------------


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE deadlines_ledgerentry SET reason = 'noe annet'",
        "DELETE FROM deadlines_ledgerentry",
        "TRUNCATE deadlines_ledgerentry",
    ],
)
def test_the_ledger_is_never_rewritten(sql: str, case: Case, town: given.Town) -> None:
    deadline = _open(case, Kind.PRELIMINARY_ANSWER, town)

    with pytest.raises(Exception, match=r"append-only|permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)

    assert _acts(deadline) == ["OPENED"]


@pytest.mark.parametrize(
    "broken",
    [
        {"met_at": given.NOW, "cancelled_at": given.NOW},
        {"provisional": True},
        {"due_on": None},
        {"kind": "NOGO"},
        {"case": None, "person": None},
    ],
)
def test_the_database_refuses_an_impossible_deadline(
    broken: dict[str, object], case: Case, town: given.Town
) -> None:
    deadline = _open(case, Kind.PRELIMINARY_ANSWER, town)

    with pytest.raises(IntegrityError), transaction.atomic():
        Deadline.objects.filter(pk=deadline.pk).update(**broken)


def test_a_reason_is_asked_for_by_the_database_too(case: Case, town: given.Town) -> None:
    _open(case, Kind.TARGET_START, town)

    with pytest.raises(IntegrityError), transaction.atomic():
        actions.cancel_deadline(
            case, Kind.TARGET_START, reason=" ", actor=town.officer, at=given.NOW
        )


def test_expecting_twice_is_expecting_once(case: Case, town: given.Town) -> None:
    first = actions.expect_deadline(
        case, Kind.COMPLAINT_PBRL, key="letter", actor=town.officer, at=given.NOW
    )
    second = actions.expect_deadline(
        case, Kind.COMPLAINT_PBRL, key="letter", actor=town.officer, at=given.NOW
    )

    assert first.pk == second.pk
    assert _acts(first) == ["EXPECTED"]


def test_what_was_never_opened_is_neither_counted_anew_nor_cancelled(
    case: Case, town: given.Town
) -> None:
    recomputed = actions.recompute_deadline(
        case,
        Kind.EVALUATION,
        starts_on=RECEIVED,
        reason="Feil dag",
        actor=town.officer,
        at=given.NOW,
    )
    cancelled = actions.cancel_deadline(
        case, Kind.EVALUATION, reason="Trukket", actor=town.officer, at=given.NOW
    )

    assert (recomputed, cancelled) == (False, False)
    assert not LedgerEntry.objects.exists()
