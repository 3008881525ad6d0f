"""The table of kinds: each with its source and known answer; and the words of a computation."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.service_types import Confidence
from deadlines.kinds import (
    KINDS,
    PAUSABLE,
    Calendar,
    Kind,
    KindRow,
    Own,
    TermUnit,
    Whose,
    in_force,
    row_of,
    version_of,
    with_own,
)
from deadlines.rules import OSLO, as_basis, compute, compute_again, explain, from_basis, remaining

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
    Kind.RECEIPT: ("2026-11-21", "2026-11-21"),
    Kind.COMPLAINT_FORCE: ("2026-12-04", "2026-12-28"),
    Kind.COMPLAINT_CORRECTION: ("2026-11-21", "2026-12-05"),
    Kind.COMPLAINT_FORWARD: ("2026-11-21", "2026-12-05"),
    Kind.COMPLAINT_LIMIT: ("2024-02-29", "2025-02-28"),
    Kind.COST_CLAIM: ("2026-11-23", "2026-12-14"),
    Kind.SERIOUS_EVENT_NOTICE: ("2026-11-21", "2026-11-21"),
    Kind.SERIOUS_EVENT_MEETING: ("2026-12-15", "2026-12-25"),  # our own duty: stays
    Kind.FORCE_EXPIRY: ("2026-11-21", "2027-11-21"),
    Kind.FORCE_DISABILITY_EXPIRY: ("2026-11-21", "2027-11-21"),
    Kind.ADMISSION_NOTICE: ("2026-11-21", "2026-11-22"),
    Kind.READY_NOTICE: ("2026-11-21", "2026-11-21"),
    Kind.READY_ANSWER: ("2026-11-21", "2026-11-21"),
    Kind.PAYMENT_DUTY: ("2026-11-21", "2026-11-21"),
    Kind.DISCHARGE_PAPERS: ("2026-11-21", "2026-11-21"),
    Kind.LONG_STAY_PAYMENT: ("2026-10-31", "2026-11-30"),
    Kind.PAYMENT_NOTICE: ("2026-11-21", "2026-11-21"),
    Kind.CHILD_COORDINATOR: ("2012-02-29", "2030-02-28"),
    Kind.WAITING_LIST: ("2026-12-31", "2027-02-28"),
    Kind.THERAPY_FIRST: ("2026-11-21", "2026-11-28"),
    Kind.THERAPY_SECOND: ("2026-11-21", "2026-12-21"),
    Kind.THERAPY_THIRD: ("2026-11-21", "2027-02-13"),
    Kind.REHABILITATION: ("2026-11-21", "2027-01-02"),
    Kind.PLACE_OFFER: ("2026-11-21", "2026-11-24"),
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


# What a case waits for never stops these: a person without an answer, a party, a hospital bed.
NEVER_STAND = {
    "forelopig_svar",
    "forelopig_svar_ny_fvl",
    "klagefrist_pbrl",
    "klagefrist_fvl",
    "klagefrist_4A",
    "klagefrist_ny_fvl",
    "oppfriskning_ytterfrist",
    "klage_oversendelse",
    "klage_rettefrist",
    "innleggelse_varsel_sykehus",
    "utskrivningsklar_varsel",
    "utskrivningsklar_svar",
    "betalingsplikt_start",
    "epikrise_ved_overforing",
}


def test_nothing_pauses_a_preliminary_answer_a_complaint_or_a_hospitals_clock() -> None:
    pausable = {row.kind for row in KINDS if row.pausable}

    assert pausable == {Kind.TARGET_DECISION, Kind.TARGET_START} == set(PAUSABLE)
    assert {row.key for row in KINDS} >= NEVER_STAND
    assert not any(row.pausable for row in KINDS if row.key in NEVER_STAND)


# Keys of the law's and the municipality's list of terms that are no row here, and why no case
# meets them as a deadline of its own.
NO_ROW = {
    "saksbehandling_rimelig_tid": "no number in the statute; lokalt_mal_vedtak counts it",
    "vedtaksplikt_terskel": "a threshold, not a clock; the gates of trials and help ask on day 10",
    "klage_rettidig_post": "how a complaint's day is judged, not a term",
    "klage_rettidig_elektronisk": "how a complaint's day is judged, not a term",
    "klagefrist_start_digital": "when klagefrist_* begins: the letter says when it reached them",
    "klagefrist_forlenget": "the act «Utsett fristen» on klagefrist_*, before it has ended",
    "klage_saksbehandling_mal_statsforvalter": "Statsforvalteren's own target, in their case",
    "endring_til_skade_klage": "the appeals body's clock, in their case",
    "omgjoring_overordnet_varsel": "the appeals body's clock, in their case",
    "omgjoring_overordnet_vedtak": "the appeals body's clock, in their case",
    "begrunnelse_i_ettertid": "ends with klagefrist_*; every decision here carries its grounds",
    "tvang_4A_etterkontroll": "Statsforvalteren's own clock",
    "journalinnsyn": "a person's claim, not a case's: kept and due in `privacy`",
    "logginnsyn": "a person's claim, not a case's: kept and due in `privacy`",
    "innsyn_offentleglova": "the municipality's archive answers, of documents that are public",
    "avvik_datatilsynet": "the municipality's breach, not a case's: `privacy.policy`",
    "bpa_varighet": "a condition of the right, not a clock",
    "bpa_timer_full_rett": "a condition of the right, not a clock",
    "bpa_timer_betinget": "a condition of the right, not a clock",
    "bpa_alder": "a condition of the right, not a clock",
    "vederlag_langtid_terskel": "a count of days in a calendar year, not a clock",
    "egenandel_praktisk_bistand_oppdatering": "the municipality's yearly rates, of no case",
    "kpr_innsending": "the municipality's yearly report, of no case",
    "kpr_venteliste": "a date that is reported, not a term",
    "samarbeidsavtale_gjennomgang": "the municipality's agreement, of no case",
    "samarbeidsavtale_oppsigelse": "the municipality's agreement, of no case",
    "styringssystem_gjennomgang": "the municipality's own control, of no case",
    "tilgjengelighetserklaering": "of the web solution, of no case",
    "taushetsplikt_varighet": "how long a paper is secret: retention in `privacy`",
    "ip_koordinator": "no number in the statute",
    "dnummer_inaktiv": "of a number, not of a case",
    "tolk_kvalifisert_dispensasjon_slutt": "a day in the calendar, the same for every case",
}
# Rows of the product's own that the list does not have.
OWN_KEYS = {"nytt_varsel_forsinkelse", "hjelp_uten_vedtak_port", "avvik_kontroll"}


def test_every_key_of_the_list_is_a_row_or_named_with_why_no_case_meets_it() -> None:
    listed = {row.key for row in KINDS} - OWN_KEYS

    assert not listed & set(NO_ROW)
    assert len(listed) + len(NO_ROW) == 74
    assert all(NO_ROW.values())


def test_a_statutes_length_is_never_the_municipalitys_and_practice_always_is() -> None:
    for row in KINDS:
        fixed = row.confidence is Confidence.VERIFIED or row.term.unit is TermUnit.DATE
        assert row.configurable is not fixed, row.key
        if row.configurable:
            assert row.shortest is not None
            assert row.longest is not None
            assert row.shortest <= row.term.length <= row.longest
        if row.minimum is not None:
            assert row.set_in_case
            assert row.minimum <= row.term.length


def test_the_officer_sets_only_what_has_a_proposal_and_a_least() -> None:
    chosen = {row.key for row in KINDS if row.set_in_case}

    assert chosen == {
        "nytt_varsel_forsinkelse",  # the day that was promised: a day, not a number of days
        "evaluering",
        "revurdering_lopende",
        "mangelbrev_svar",
        "forhandsvarsel_uttalefrist",
        "klage_rettefrist",
        "plasstilbud_svar",
    }
    with_length = [row for row in KINDS if row.set_in_case and row.term.unit is not TermUnit.DATE]
    assert all(row.minimum and row.term.length for row in with_length)


def test_a_municipalitys_own_length_takes_the_tables_place_but_no_statutes() -> None:
    def own(kind: Kind) -> Own:
        return Own(kind, 10, None, 2, None, "Rådet 01.02.2026", TODAY, None)

    target = row_of(Kind.TARGET_DECISION, on=TODAY)
    answer = row_of(Kind.PRELIMINARY_ANSWER, on=TODAY)
    narrowed = with_own(target, own(Kind.TARGET_DECISION))

    assert (narrowed.term.length, narrowed.term.unit) == (10, target.term.unit)
    assert (narrowed.remind_days_before, narrowed.escalate_days_after) == (2, None)
    assert version_of(narrowed) == "lokalt_mal_vedtak/2012-01-01/10 DAYS/2026-11-21"
    told = explain(compute(narrowed, TODAY))
    assert told[-1] == "Lengden er kommunens egen, fra 21.11.2026."
    assert with_own(answer, own(Kind.PRELIMINARY_ANSWER)) == answer
    assert own(Kind.EVALUATION).holds(TODAY)
    assert not own(Kind.EVALUATION).holds(TODAY - timedelta(days=1))
    ended = Own(Kind.EVALUATION, 10, None, None, None, "x", TODAY, TODAY + timedelta(days=1))
    assert not ended.holds(TODAY + timedelta(days=1))


def test_only_what_the_party_must_do_is_extended_by_the_law() -> None:
    extended = {row.kind for row in KINDS if row.term.calendar is Calendar.LAW_149}

    assert extended == {
        Kind.COMPLAINT_PBRL,
        Kind.COMPLAINT_FVL,
        Kind.COMPLAINT_FORCE,
        Kind.COST_CLAIM,
    }
    assert all(row.whose is Whose.PARTY for row in KINDS if row.kind in extended)


def test_practice_is_never_called_law() -> None:
    local = {row.kind for row in KINDS if row.confidence is Confidence.LOCAL}

    assert {Kind.TRIAL_GATE, Kind.ORDER_CONFIRMATION, Kind.PLACE_OFFER} <= local
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
        (Kind.PRELIMINARY_ANSWER, "2026-11-19", "lørdag 19.12.2026. Fristen flyttes ikke. Bare"),
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


def test_a_term_of_hours_is_told_with_its_clock_and_one_at_once_has_nothing_to_count() -> None:
    began = datetime(2027, 3, 27, 12, 30, tzinfo=OSLO)
    hours = compute(row_of(Kind.ADMISSION_NOTICE, on=TODAY), began.date(), starts_at=began)
    at_once = compute(row_of(Kind.READY_ANSWER, on=TODAY), date(2027, 3, 28))

    assert explain(hours)[0] == "Personen ble innlagt: lørdag 27.03.2027 kl. 12.30."
    assert explain(hours)[2] == "Fristen går ut søndag 28.03.2027 kl. 13.30."
    assert from_basis(as_basis(hours)) == hours
    assert compute_again(hours, row_of(Kind.ADMISSION_NOTICE, on=TODAY)) == hours
    assert "Fristen er straks, samme dag (" in explain(at_once)[1]
    assert at_once.due_on == date(2027, 3, 28)


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
