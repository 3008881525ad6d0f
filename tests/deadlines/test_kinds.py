"""The table of kinds: each with its source and known answer; and the words of a computation."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.service_types import Confidence
from deadlines.kinds import KINDS, Calendar, Kind, KindRow, Whose, in_force, row_of, version_of
from deadlines.rules import as_basis, compute, explain, from_basis, remaining

TODAY = date(2026, 11, 21)
DAYS = st.dates(date(2000, 1, 1), date(2090, 12, 31))


def _day(text: str) -> date:
    return date.fromisoformat(text)


# --- the table --------------------------------------------------------------------------

# Every kind: what it runs from, and the answer counted by hand.
KNOWN: dict[Kind, tuple[str, str]] = {
    Kind.PRELIMINARY_ANSWER: ("2026-11-19", "2026-12-19"),  # a Saturday, and stays there
    Kind.DELAY_NOTICE: ("2026-12-18", "2026-12-18"),
    Kind.COMPLAINT_PBRL: ("2026-11-27", "2026-12-28"),
    Kind.COMPLAINT_FVL: ("2026-11-23", "2026-12-14"),
    Kind.UNREAD_LETTER: ("2026-11-21", "2026-11-28"),
    Kind.TRIAL_GATE: ("2026-11-11", "2026-11-21"),
    Kind.HELP_GATE: ("2026-11-11", "2026-11-21"),
    Kind.EVALUATION: ("2026-12-01", "2027-03-01"),
    Kind.DECISION_EXPIRY: ("2027-01-31", "2027-01-03"),
    Kind.REASSESSMENT_LIMITED: ("2027-01-31", "2027-01-17"),
    Kind.REASSESSMENT_OPEN: ("2026-12-01", "2027-12-01"),
    Kind.ORDER_CONFIRMATION: ("2026-11-20", "2026-11-23"),
    Kind.TARGET_DECISION: ("2026-11-18", "2026-12-09"),
    Kind.TARGET_START: ("2026-11-21", "2026-11-28"),
    Kind.MISSING_INFORMATION: ("2026-11-21", "2026-12-05"),
    Kind.ADVANCE_NOTICE: ("2026-11-21", "2026-12-05"),
    Kind.URGENT_WRITTEN: ("2026-11-20", "2026-11-23"),
    Kind.DEVIATION_CONTROL: ("2026-11-20", "2026-11-27"),
    Kind.MANDATE_EXPIRY: ("2027-01-31", "2027-01-01"),
}


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_has_a_known_answer(kind: Kind) -> None:
    start, last = KNOWN[kind]

    assert compute(row_of(kind, on=TODAY), _day(start)).due_on == _day(last)


@pytest.mark.parametrize("row", KINDS, ids=lambda row: row.key)
def test_every_kind_has_a_source_and_says_what_follows(row: KindRow) -> None:
    assert row.legal_basis
    assert row.source
    assert row.consequence.endswith(".")
    assert row.label
    assert row.trigger


def test_every_key_is_its_own_and_one_rule_of_a_kind_is_in_force() -> None:
    assert len({row.key for row in KINDS}) == len(KINDS)
    for kind in Kind:
        assert sum(in_force(row, on=TODAY) for row in KINDS if row.kind is kind) == 1


def test_the_act_that_is_not_in_force_counts_for_nothing() -> None:
    waiting = [row for row in KINDS if row.valid_from is None]

    assert {row.key for row in waiting} == {"forelopig_svar_ny_fvl", "klagefrist_ny_fvl"}
    assert not any(in_force(row, on=date(2199, 1, 1)) for row in waiting)


def test_a_kind_is_not_known_before_its_law() -> None:
    with pytest.raises(LookupError, match="COMPLAINT_PBRL"):
        row_of(Kind.COMPLAINT_PBRL, on=date(2011, 12, 31))


def test_nothing_pauses_the_preliminary_answer_or_a_complaint() -> None:
    assert {row.kind for row in KINDS if row.pausable} == {
        Kind.TARGET_DECISION,
        Kind.TARGET_START,
    }


def test_only_what_the_party_must_do_is_extended_by_the_law() -> None:
    extended = {row.kind for row in KINDS if row.term.calendar is Calendar.LAW_149}

    assert extended == {Kind.COMPLAINT_PBRL, Kind.COMPLAINT_FVL}
    assert all(row.whose is Whose.PARTY for row in KINDS if row.kind in extended)


def test_practice_is_never_called_law() -> None:
    local = {row.kind for row in KINDS if row.confidence is Confidence.LOCAL}

    assert {Kind.TRIAL_GATE, Kind.ORDER_CONFIRMATION, Kind.TARGET_DECISION} <= local
    assert not {Kind.PRELIMINARY_ANSWER, Kind.COMPLAINT_PBRL} & local


# --- a computation is kept and explained ------------------------------------------------


@given(st.sampled_from(KINDS), DAYS)
def test_a_stored_computation_is_read_back_as_it_was(row: KindRow, start: date) -> None:
    computation = compute(row, start)

    assert from_basis(as_basis(computation)) == computation
    assert all(sentence.endswith(".") for sentence in explain(computation))


def test_the_words_say_why_a_deadline_moved() -> None:
    computation = compute(row_of(Kind.COMPLAINT_PBRL, on=TODAY), date(2026, 11, 27))

    assert explain(computation) == (
        "Brevet om vedtaket kom fram: fredag 27.11.2026.",
        (
            "Fristen er 4 uker (pasient- og brukerrettighetsloven § 7-5)."
            " Dagen den løper fra, regnes ikke med."
        ),
        (
            "Siste dag ville vært fredag 25.12.2026 (1. juledag). Fristen flyttes til"
            " første virkedag, mandag 28.12.2026 (domstolloven § 149)."
        ),
    )
    assert computation.moved_over == (
        date(2026, 12, 25),
        date(2026, 12, 26),
        date(2026, 12, 27),
    )


@pytest.mark.parametrize(
    ("kind", "start", "words"),
    [
        (Kind.PRELIMINARY_ANSWER, "2026-11-19", "lørdag 19.12.2026. Fristen flyttes ikke."),
        (Kind.PRELIMINARY_ANSWER, "2026-11-25", "25.12.2026 (1. juledag). Fristen flyttes ikke."),
        (Kind.PRELIMINARY_ANSWER, "2026-11-19", "Fristen er 1 måned (forvaltningsloven § 11 a)."),
        (Kind.ORDER_CONFIRMATION, "2026-11-20", "Fristen er neste virkedag kl. 12.00"),
        (Kind.URGENT_WRITTEN, "2026-11-20", "Fristen er neste virkedag ("),
        (Kind.DECISION_EXPIRY, "2027-02-01", "Fristen er 28 dager før"),
        (Kind.TRIAL_GATE, "2026-11-20", "Fristen er 10 dager"),
        (Kind.DELAY_NOTICE, "2026-12-18", "Dagen er satt i saken"),
    ],
)
def test_the_words_fit_the_sort_of_term(kind: Kind, start: str, words: str) -> None:
    assert words in " ".join(explain(compute(row_of(kind, on=TODAY), _day(start))))


def test_hours_and_several_working_days_have_words_too() -> None:
    row = row_of(Kind.ORDER_CONFIRMATION, on=TODAY)
    several = compute(row, TODAY)
    basis = as_basis(several) | {"length": 3, "unit": "WORKING_DAYS", "until": ""}
    hours = as_basis(several) | {"length": 24, "unit": "CLOCK_HOURS"}

    assert "Fristen er 3 virkedager (" in explain(from_basis(basis))[1]
    assert "Fristen er 24 timer (" in explain(from_basis(hours))[1]


def test_the_officer_sets_the_evaluation_and_it_is_said() -> None:
    row = row_of(Kind.EVALUATION, on=TODAY)

    computation = compute(row, TODAY, set_on=date(2027, 2, 1))

    assert computation.due_on == date(2027, 2, 1)
    assert computation.set_by_hand
    assert "Dagen er satt i saken" in explain(computation)[1]


def test_a_day_set_too_early_is_refused() -> None:
    with pytest.raises(ValueError, match="for tidlig"):
        compute(row_of(Kind.EVALUATION, on=TODAY), TODAY, set_on=TODAY)


@pytest.mark.parametrize("kind", [Kind.PRELIMINARY_ANSWER, Kind.COMPLAINT_PBRL, Kind.TRIAL_GATE])
def test_what_the_rule_gives_cannot_be_set_by_hand(kind: Kind) -> None:
    with pytest.raises(ValueError, match="følger av regelen"):
        compute(row_of(kind, on=TODAY), TODAY, set_on=TODAY + timedelta(days=60))


def test_the_rule_that_was_used_is_named() -> None:
    row = row_of(Kind.COMPLAINT_PBRL, on=TODAY)

    assert version_of(row) == "klagefrist_pbrl/2012-01-01/4 WEEKS"
    assert row_of(Kind.ORDER_CONFIRMATION, on=TODAY).term.until == time(12)


@pytest.mark.parametrize(
    ("days", "status"),
    [
        (0, ("I dag", "warning")),
        (1, ("1 dag igjen", "neutral")),
        (2, ("2 dager igjen", "neutral")),
        (-1, ("1 dag over", "danger")),
        (-2, ("2 dager over", "danger")),
    ],
)
def test_what_is_left_is_said_as_the_status_has_it(days: int, status: tuple[str, str]) -> None:
    assert remaining(TODAY + timedelta(days=days), TODAY) == status


def test_only_what_has_a_rule_for_it_can_be_extended() -> None:
    fixed = {row.kind for row in KINDS if not row.extendable}

    assert {Kind.PRELIMINARY_ANSWER, Kind.TRIAL_GATE, Kind.ORDER_CONFIRMATION} <= fixed
    assert all(row.extendable for row in KINDS if row.set_in_case)
