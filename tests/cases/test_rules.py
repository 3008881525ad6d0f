"""How much of a service, in minutes and in words; and when a formal decision is needed."""

from datetime import date, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cases.rules import (
    MINUTES_A_WEEK,
    Extent,
    Period,
    days_tried,
    difference_text,
    differs,
    extent_text,
    minutes_a_week,
    most,
    needs_vedtak,
    parse_quantity,
    quantity_text,
    trial_refused,
)
from cases.service_types import (
    SERVICE_TYPES,
    VEDTAK_RULES,
    Basis,
    Per,
    ServiceType,
    Unit,
    service_type,
)

TODAY = date(2026, 11, 21)
HOME_HEALTH = service_type("helsetjenester_i_hjemmet", on=TODAY)
PRACTICAL = service_type("praktisk_bistand_daglige_gjoremal", on=TODAY)
ALARM = service_type("trygghetsalarm", on=TODAY)
DISPENSER = service_type("elektronisk_medisineringsstotte", on=TODAY)
GPS = service_type("lokaliseringsteknologi", on=TODAY)
REHABILITATION = service_type("hverdagsrehabilitering", on=TODAY)
LONG_STAY = service_type("langtidsopphold_institusjon", on=TODAY)


# --- extent -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("extent", "text"),
    [
        (Extent(210, Unit.HOURS, Per.WEEK), "3,5 timer/uke"),
        (Extent(60, Unit.HOURS, Per.WEEK), "1 time/uke"),
        (Extent(30, Unit.HOURS, Per.WEEK), "0,5 time/uke"),
        (Extent(15, Unit.HOURS, Per.DAY), "0,25 time/dag"),
        (Extent(65, Unit.HOURS, Per.WEEK), "1:05 timer/uke"),
        (Extent(480, Unit.HOURS, Per.MONTH), "8 timer/måned"),
        (Extent(6000, Unit.HOURS, Per.YEAR), "100 timer/år"),
        (Extent(600, Unit.HOURS, Per.COURSE), "10 timer i forløpet"),
        (Extent(3, Unit.MEALS, Per.WEEK), "3 måltider/uke"),
        (Extent(1, Unit.MEALS, Per.DAY), "1 måltid/dag"),
        (Extent(1, Unit.DEVICE, Per.ONCE), "1 stk."),
        (Extent(2, Unit.DAYS, Per.WEEK), "2 dager/uke"),
        (Extent(1, Unit.NIGHTS, Per.WEEK), "1 natt/uke"),
        (Extent(1, Unit.PLACE, Per.ONCE), "1 plass"),
        (Extent(1, Unit.COURSE, Per.COURSE), "1 forløp"),
        (Extent(1, Unit.YES_NO, Per.ONCE), "gis"),
        (Extent(2100, Unit.HOURS, Per.WEEK, helpers=2), "35 timer/uke, 2 hjelpere"),
        (Extent(420, Unit.HOURS, Per.WEEK, night=True), "7 timer/uke, også om natten"),
    ],
)
def test_an_extent_is_said_as_people_say_it(extent: Extent, text: str) -> None:
    assert extent_text(extent) == text


def test_lists_say_hours_short_and_letters_may_be_in_nynorsk() -> None:
    extent = Extent(210, Unit.HOURS, Per.WEEK, helpers=2, night=True)

    assert extent_text(Extent(210, Unit.HOURS, Per.WEEK), short=True) == "3,5 t/uke"
    assert extent_text(Extent(3, Unit.MEALS, Per.WEEK), short=True) == "3 måltider/uke"
    assert extent_text(extent, language="nn") == "3,5 timar/veke, 2 hjelparar, òg om natta"


@pytest.mark.parametrize(
    ("extent", "minutes"),
    [
        (Extent(210, Unit.HOURS, Per.WEEK), 210),
        (Extent(30, Unit.HOURS, Per.DAY), 210),
        (Extent(840, Unit.HOURS, Per.MONTH), 210),  # divided by 4, not by 4.33
        (Extent(482, Unit.HOURS, Per.MONTH), 121),  # half a minute rounds up
        (Extent(4800, Unit.HOURS, Per.YEAR), 100),
        (Extent(MINUTES_A_WEEK, Unit.HOURS, Per.WEEK), 168 * 60),
        (Extent(24 * 60, Unit.HOURS, Per.DAY), 168 * 60),
        (Extent(600, Unit.HOURS, Per.COURSE), None),
        (Extent(600, Unit.HOURS, Per.ONCE), None),
        (Extent(3, Unit.MEALS, Per.WEEK), None),
        (Extent(420, Unit.HOURS, Per.WEEK, helpers=2), 420),
    ],
)
def test_hours_a_week_are_counted_as_the_register_counts_them(
    extent: Extent, minutes: int | None
) -> None:
    assert minutes_a_week(extent) == minutes


@pytest.mark.parametrize(
    ("quantity", "unit", "per", "words"),
    [
        (0, Unit.HOURS, Per.WEEK, "større enn null"),
        (-60, Unit.HOURS, Per.WEEK, "større enn null"),
        (MINUTES_A_WEEK + 1, Unit.HOURS, Per.WEEK, "168 timer i uken"),
        (24 * 60 + 1, Unit.HOURS, Per.DAY, "24 timer i døgnet"),
        (8, Unit.DAYS, Per.WEEK, "Sjekk tallet"),
        (8, Unit.NIGHTS, Per.WEEK, "Sjekk tallet"),
        (2, Unit.YES_NO, Per.ONCE, "Sjekk tallet"),
        (169, Unit.MEALS, Per.WEEK, "Sjekk tallet"),
    ],
)
def test_an_impossible_extent_cannot_be_made(
    quantity: int, unit: Unit, per: Per, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Extent(quantity, unit, per)


@pytest.mark.parametrize("helpers", [-1, 0, 6])
def test_helpers_are_one_to_five(helpers: int) -> None:
    with pytest.raises(ValueError, match="hjelpere"):
        Extent(60, Unit.HOURS, Per.WEEK, helpers=helpers)


@pytest.mark.parametrize(
    ("typed", "minutes"),
    [
        ("3,5", 210),
        ("3.5", 210),
        ("3,50", 210),
        (" 3,5 ", 210),
        ("3", 180),
        ("0,25", 15),
        ("0:20", 20),
        ("3:30", 210),
        ("168", MINUTES_A_WEEK),
        ("1\N{NO-BREAK SPACE}0", 600),
    ],
)
def test_hours_are_typed_with_comma_point_or_colon(typed: str, minutes: int) -> None:
    assert parse_quantity(typed, Unit.HOURS) == minutes


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "med tall"),
        ("tre", "med tall"),
        ("3,5 timer", "med tall"),
        ("3,555", "med tall"),
        (",5", "med tall"),
        ("3,", "med tall"),
        ("1e3", "med tall"),
        ("٣", "med tall"),  # an Arabic-Indic three
        ("½", "med tall"),
        ("3:60", "med tall"),
        ("999999999999", "med tall"),
        ("3,5\N{GRINNING FACE}", "med tall"),
        ("-3", "større enn null"),
        ("\N{MINUS SIGN}3", "større enn null"),
        ("0", "større enn null"),
        ("0,0", "større enn null"),
        ("0,33", "hele minutter"),
        ("168,05", "168 timer"),
        ("200", "168 timer"),
    ],
)
def test_hours_that_say_nothing_possible_are_refused_in_words(typed: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parse_quantity(typed, Unit.HOURS)


@pytest.mark.parametrize(("typed", "pieces"), [("3", 3), ("14", 14), (" 7 ", 7)])
def test_other_units_are_whole_numbers(typed: str, pieces: int) -> None:
    assert parse_quantity(typed, Unit.MEALS) == pieces


@pytest.mark.parametrize("typed", ["", "3,5", "tre", "0", "-1", "9999", "1:30"])
def test_other_units_refuse_what_is_not_a_whole_number(typed: str) -> None:
    with pytest.raises(ValueError, match=r"omfang|Omfang"):
        parse_quantity(typed, Unit.MEALS)


EXTENTS = st.builds(
    lambda unit, per, part, helpers, night: Extent(
        max(1, most(unit, per) * part // 1000), unit, per, helpers, night
    ),
    st.sampled_from(Unit),
    st.sampled_from(Per),
    st.integers(1, 1000),
    st.integers(1, 5),
    st.booleans(),
)


@given(EXTENTS)
def test_what_is_shown_can_be_typed_back(extent: Extent) -> None:
    shown = quantity_text(extent.quantity, extent.unit)

    assert parse_quantity(shown, extent.unit, extent.per) == extent.quantity


@given(EXTENTS)
def test_the_register_never_gets_more_than_168_hours(extent: Extent) -> None:
    minutes = minutes_a_week(extent)

    assert minutes is None or 0 <= minutes <= 168 * 60


@given(st.text(max_size=12), st.sampled_from(Unit))
def test_whatever_is_typed_is_a_possible_extent_or_a_norwegian_sentence(
    typed: str, unit: Unit
) -> None:
    sentence = ""
    try:
        Extent(parse_quantity(typed, unit), unit, Per.WEEK)
    except ValueError as refusal:
        sentence = str(refusal)

    assert sentence == "" or (sentence[0].isupper() and sentence.endswith("."))


@pytest.mark.parametrize(
    ("before", "after", "text"),
    [
        (
            Extent(210, Unit.HOURS, Per.WEEK),
            Extent(300, Unit.HOURS, Per.WEEK),
            "3,5 → 5,0 timer/uke",
        ),
        (
            Extent(180, Unit.HOURS, Per.WEEK),
            Extent(210, Unit.HOURS, Per.WEEK),
            "3,0 → 3,5 timer/uke",
        ),
        (Extent(3, Unit.MEALS, Per.WEEK), Extent(5, Unit.MEALS, Per.WEEK), "3 → 5 måltider/uke"),
        (
            Extent(210, Unit.HOURS, Per.WEEK),
            Extent(65, Unit.HOURS, Per.WEEK),
            "3,5 timer/uke → 1:05 timer/uke",
        ),
        (
            Extent(60, Unit.HOURS, Per.DAY),
            Extent(420, Unit.HOURS, Per.WEEK),
            "1 time/dag → 7 timer/uke",
        ),
        (
            Extent(210, Unit.HOURS, Per.WEEK),
            Extent(210, Unit.HOURS, Per.WEEK, helpers=2),
            "3,5 timer/uke → 3,5 timer/uke, 2 hjelpere",
        ),
    ],
)
def test_a_change_is_shown_so_that_the_numbers_can_be_compared(
    before: Extent, after: Extent, text: str
) -> None:
    assert differs(before, after)
    assert difference_text(before, after) == text


def test_the_same_extent_is_no_change() -> None:
    extent = Extent(210, Unit.HOURS, Per.WEEK)

    assert not differs(extent, extent)
    assert difference_text(extent, extent) is None


# --- when a formal decision is needed ---------------------------------------------------


@pytest.mark.parametrize(
    "basis",
    [
        Basis.HOL_3_2_NR_6_A,
        Basis.HOL_3_2_NR_6_B,
        Basis.HOL_3_2_NR_6_C,
        Basis.HOL_3_6_NR_1,
        Basis.HOL_3_6_NR_2,
        Basis.HOL_3_6_NR_3,
        Basis.HOL_3_8,
    ],
)
def test_two_weeks_is_not_longer_than_two_weeks_and_a_day_more_is(basis: Basis) -> None:
    assert not needs_vedtak(HOME_HEALTH, 1, basis)
    assert not needs_vedtak(HOME_HEALTH, 14, basis)
    assert needs_vedtak(HOME_HEALTH, 15, basis)


def test_a_service_without_a_planned_end_counts_as_longer() -> None:
    assert needs_vedtak(PRACTICAL, None, Basis.HOL_3_2_NR_6_B)


def test_a_long_stay_always_needs_a_decision() -> None:
    assert needs_vedtak(LONG_STAY, 1, Basis.HOL_3_2_A)
    assert needs_vedtak(LONG_STAY, 1, Basis.HOL_3_2_NR_6_C)


@pytest.mark.parametrize(
    "basis",
    [
        Basis.HOL_3_2_NR_4,
        Basis.HOL_3_2_NR_5,
        Basis.HOL_3_2_NR_7,
        Basis.HOL_3_3,
        Basis.LOCAL,
    ],
)
def test_other_help_needs_none_however_long(basis: Basis) -> None:
    assert not needs_vedtak(REHABILITATION, 400, basis)
    assert not needs_vedtak(REHABILITATION, None, basis)


def test_rehabilitation_with_home_health_in_it_follows_home_health() -> None:
    assert needs_vedtak(REHABILITATION, 28, Basis.HOL_3_2_NR_6_A)


def test_location_technology_without_competence_always_needs_one() -> None:
    assert needs_vedtak(GPS, 3, Basis.PBRL_4_6_A)
    assert not needs_vedtak(GPS, 3, Basis.HOL_3_2_NR_6_A)


def test_an_alarm_as_a_local_offer_needs_none_but_as_home_help_it_does() -> None:
    assert not needs_vedtak(ALARM, None, Basis.LOCAL)
    assert needs_vedtak(ALARM, None, Basis.HOL_3_2_NR_6_B)


def test_a_part_of_a_granted_service_needs_no_decision_of_its_own() -> None:
    assert not needs_vedtak(DISPENSER, None, Basis.HOL_3_2_NR_6_A, part_of_granted=True)
    assert needs_vedtak(DISPENSER, None, Basis.HOL_3_2_NR_6_A)
    assert needs_vedtak(HOME_HEALTH, None, Basis.HOL_3_2_NR_6_A, part_of_granted=True)


@given(st.sampled_from(SERVICE_TYPES), st.sampled_from(list(VEDTAK_RULES)), st.integers(0, 400))
def test_a_longer_service_never_needs_less(service: ServiceType, basis: Basis, days: int) -> None:
    assert needs_vedtak(service, days, basis) <= needs_vedtak(service, days + 1, basis)
    assert needs_vedtak(service, days, basis) <= needs_vedtak(service, None, basis)


# --- trials -----------------------------------------------------------------------------


def _trial(days: int | None, *, starts_on: date = TODAY) -> Period:
    return Period(starts_on, None if days is None else starts_on + timedelta(days=days))


def test_a_trial_of_two_weeks_may_start_without_a_decision() -> None:
    assert trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(14)) is None


def test_a_trial_of_fifteen_days_may_not() -> None:
    refusal = trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(15))

    assert refusal == (
        "Tiltaket forventes å vare over to uker. Da må det fattes vedtak før det starter."
    )


def test_a_trial_without_an_end_is_refused_with_what_to_do() -> None:
    refusal = trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(None))

    assert refusal is not None
    assert "sluttdato" in refusal


def test_a_second_trial_of_the_same_measure_counts_together_with_the_first() -> None:
    first = _trial(7, starts_on=TODAY - timedelta(days=30))

    allowed = trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(7), earlier=[first])
    refused = trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(8), earlier=[first])

    assert allowed is None
    assert refused is not None
    assert "prøvd ut før" in refused


def test_days_that_two_trials_share_are_counted_once() -> None:
    overlapping = _trial(10, starts_on=TODAY - timedelta(days=5))

    assert days_tried([overlapping, _trial(9)]) == 14
    assert (
        trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(9), earlier=[overlapping]) is None
    )


def test_rehabilitation_may_be_tried_for_six_weeks() -> None:
    assert trial_refused(REHABILITATION, Basis.HOL_3_2_NR_5, _trial(42)) is None


def test_a_long_stay_is_never_tried_without_a_decision() -> None:
    refusal = trial_refused(LONG_STAY, Basis.HOL_3_2_A, _trial(1))

    assert refusal is not None
    assert "alltid" in refusal


def test_a_period_that_ends_before_it_starts_covers_no_days() -> None:
    assert days_tried([_trial(-3)]) == 0
    assert days_tried([]) == 0


@given(st.lists(st.integers(1, 30), max_size=4), st.integers(1, 30))
def test_trials_one_after_the_other_are_refused_exactly_when_their_sum_is_over_two_weeks(
    before: list[int], now: int
) -> None:
    assume(sum(before) < 300)
    earlier = [
        _trial(n, starts_on=TODAY - timedelta(days=400 - 40 * i)) for i, n in enumerate(before)
    ]

    refusal = trial_refused(HOME_HEALTH, Basis.HOL_3_2_NR_6_A, _trial(now), earlier=earlier)

    assert (refusal is not None) == (sum(before) + now > 14)
