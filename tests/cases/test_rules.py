"""How much of a service, in minutes and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cases.rules import (
    MINUTES_A_WEEK,
    Extent,
    difference_text,
    differs,
    extent_text,
    minutes_a_week,
    most,
    parse_quantity,
    quantity_text,
)
from cases.service_types import (
    Per,
    Unit,
)

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
