"""Identity numbers, ages and names: pure rules."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.words import said
from people import rules
from people.rules import (
    IdentityNumber,
    NumberKind,
    age_on,
    list_name,
    numbers,
    parse_identity_number,
    proposed_birth_date,
    spaced,
    synthetic_number,
)

TODAY = date(2026, 11, 21)
AFTER_2032 = date(2032, 1, 1)

VECTORS = [
    ("01814010070", NumberKind.FNR, date(1940, 1, 1)),
    ("15883832164", NumberKind.FNR, date(1938, 8, 15)),
    ("31929949946", NumberKind.FNR, date(1999, 12, 31)),
    ("24861250179", NumberKind.FNR, date(2012, 6, 24)),
    ("01664010034", NumberKind.FNR, date(1940, 1, 1)),  # month + 65
    ("55883832158", NumberKind.DNR, date(1938, 8, 15)),
]


def _refusal(text: str, *, synthetic: bool = True, on: date = TODAY) -> str:
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is what is tested
        parse_identity_number(text, synthetic=synthetic, on=on)
    return str(refusal.value)


@pytest.mark.parametrize(("digits", "kind", "born_on"), VECTORS)
def test_a_synthetic_number_is_read_and_proposes_its_birth_date(
    digits: str, kind: NumberKind, born_on: date
) -> None:
    number = parse_identity_number(digits, synthetic=True, on=TODAY)

    assert number == IdentityNumber(kind, digits)
    assert proposed_birth_date(number, on=TODAY) == born_on


@pytest.mark.parametrize("digits", [digits for digits, _, _ in VECTORS])
def test_a_synthetic_number_is_refused_in_production(digits: str) -> None:
    assert "syntetisk testnummer" in _refusal(digits, synthetic=False)


def test_a_real_looking_number_is_refused_outside_production() -> None:
    real = _with_control("010140100")

    assert _refusal(real) == "Her kan du bare bruke syntetiske numre, med 80 lagt til måneden."
    assert parse_identity_number(real, synthetic=False, on=TODAY).digits == real


@pytest.mark.parametrize(
    "typed",
    [
        "018140 10070",
        "018140-10070",
        " 01 81 40 10 070 ",
        "018140\N{NO-BREAK SPACE}10070",
        "018140 - 10070",
    ],
)
def test_spaces_and_one_dash_may_stand_in_it(typed: str) -> None:
    assert parse_identity_number(typed, synthetic=True, on=TODAY).digits == "01814010070"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "0181401007",
        "018140100700",
        "01-81-4010070",
        "018140.10070",
        "0181401007O",
        "٠١٨١٤٠١٠٠٧٠",  # Arabic-Indic digits
        "０１８１４０１００７０",  # noqa: RUF001 - full-width digits
        "01814010070\x00",
        "Ola Nordmann",
        "\N{GRINNING FACE}" * 11,
    ],
)
def test_anything_but_eleven_digits_is_refused_with_the_screens_words(typed: str) -> None:
    assert _refusal(typed) == "Fødselsnummer må ha 11 siffer"


@pytest.mark.parametrize("digits", ["00814010070", "32814010070", "31844010070", "30824010070"])
def test_a_day_that_does_not_exist_is_refused(digits: str) -> None:
    assert "gyldig dato" in _refusal(digits)


@pytest.mark.parametrize("month", ["00", "13", "40", "60", "64", "78", "79", "80", "93", "99"])
def test_a_month_that_is_none_of_the_known_sorts_is_refused(month: str) -> None:
    assert "gyldig dato" in _refusal(f"01{month}4010070")


def test_a_local_help_number_is_told_apart() -> None:
    assert "hjelpenummer" in _refusal(_with_control("014140100"))
    assert "hjelpenummer" in _refusal("81814010070")
    assert "hjelpenummer" in _refusal("91814010070")


def test_a_wrong_control_digit_is_refused() -> None:
    assert _refusal("01814010071") == "Kontrollsifrene stemmer ikke. Sjekk sifrene."
    assert _refusal("14034212345", synthetic=False)  # the number the drawings use


def _with_control(nine: str, *, remainder: int = 0) -> str:
    """The nine digits with control digits, the first giving `remainder`; fails if 10 is needed."""
    first = (
        remainder - sum(w * int(d) for w, d in zip(numbers._FIRST_WEIGHTS, nine, strict=False))
    ) % 11
    ten = f"{nine}{first}"
    second = -sum(w * int(d) for w, d in zip(numbers._SECOND_WEIGHTS, ten, strict=False)) % 11
    assert first < 10
    assert second < 10
    return f"{ten}{second}"


@pytest.mark.parametrize("remainder", [1, 2, 3])
def test_numbers_of_the_new_sort_are_taken_from_2032_and_not_before(remainder: int) -> None:
    digits = next(_new_numbers(remainder))

    assert "Kontrollsifrene" in _refusal(digits, on=AFTER_2032 - timedelta(days=1))
    assert parse_identity_number(digits, synthetic=True, on=AFTER_2032).digits == digits


@pytest.mark.parametrize("remainder", [4, 7, 10])
def test_other_remainders_are_never_taken(remainder: int) -> None:
    assert "Kontrollsifrene" in _refusal(next(_new_numbers(remainder)), on=AFTER_2032)


def _new_numbers(remainder: int) -> Iterator[str]:
    for individual in range(500, 600):
        try:
            yield _with_control(f"018120{individual}", remainder=remainder)
        except AssertionError:
            continue


@pytest.mark.parametrize("digits", [digits for digits, _, _ in VECTORS])
def test_old_numbers_stay_valid_after_2032(digits: str) -> None:
    assert parse_identity_number(digits, synthetic=True, on=AFTER_2032).digits == digits


BORN = st.one_of(
    st.dates(date(1900, 1, 1), date(1939, 12, 31)),
    st.dates(date(1940, 1, 1), date(1999, 12, 31)),
    st.dates(date(2000, 1, 1), date(2026, 11, 21)),
)
KINDS = st.sampled_from(NumberKind)


@given(BORN, st.integers(0, 300), KINDS)
def test_a_made_number_is_accepted_and_gives_back_its_birth_date(
    born_on: date, serial: int, kind: NumberKind
) -> None:
    digits = synthetic_number(born_on, serial, kind=kind)

    number = parse_identity_number(digits, synthetic=True, on=TODAY)

    assert number.kind is kind
    assert proposed_birth_date(number, on=TODAY) == born_on
    assert 81 <= int(digits[2:4]) <= 92  # no living person has such a month


@given(BORN, st.integers(0, 300), KINDS, st.integers(0, 10), st.integers(1, 9))
def test_one_wrong_digit_is_always_detected(
    born_on: date, serial: int, kind: NumberKind, place: int, shift: int
) -> None:
    digits = synthetic_number(born_on, serial, kind=kind)
    wrong = str((int(digits[place]) + shift) % 10)
    typed = digits[:place] + wrong + digits[place + 1 :]

    for on in (TODAY, AFTER_2032):
        assert _refusal(typed, on=on)


@given(BORN, st.integers(0, 300), KINDS, st.integers(0, 9))
def test_two_neighbours_changed_about_are_detected_until_2032(
    born_on: date, serial: int, kind: NumberKind, place: int
) -> None:
    digits = synthetic_number(born_on, serial, kind=kind)
    typed = digits[:place] + digits[place + 1] + digits[place] + digits[place + 2 :]
    if typed != digits:
        assert _refusal(typed)


@given(st.text(max_size=16), st.booleans())
def test_whatever_is_typed_is_a_number_or_a_norwegian_sentence(
    typed: str,
    synthetic: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    try:
        number = parse_identity_number(typed, synthetic=synthetic, on=TODAY)
    except ValueError as refusal:
        number = None
        sentence = str(refusal)
    assert number is not None or sentence[0].isupper()


def test_numbers_of_one_birth_date_are_all_different_and_run_out() -> None:
    born_on = date(2012, 6, 24)
    numbers = [synthetic_number(born_on, serial) for serial in range(400)]

    assert len(set(numbers)) == 400
    with pytest.raises(ValueError, match="no synthetic number"):
        synthetic_number(born_on, 1000)
    with pytest.raises(ValueError, match="no synthetic number"):
        synthetic_number(date(2040, 1, 1), 0)
    with pytest.raises(ValueError, match="no synthetic number"):
        synthetic_number(date(1853, 12, 31), 0)


def test_a_birth_date_is_only_proposed_where_the_series_gives_a_year() -> None:
    gap = IdentityNumber(NumberKind.FNR, "01814080000")  # 800 and a year after 1940
    assert proposed_birth_date(gap, on=TODAY) is None


def test_a_real_number_proposes_its_birth_date_too() -> None:
    number = parse_identity_number(_with_control("010140100"), synthetic=False, on=TODAY)

    assert proposed_birth_date(number, on=TODAY) == date(1940, 1, 1)


def test_a_birth_date_in_the_future_is_not_proposed() -> None:
    digits = synthetic_number(date(2030, 5, 1), 0)
    number = parse_identity_number(digits, synthetic=True, on=TODAY)

    assert proposed_birth_date(number, on=TODAY) is None
    assert proposed_birth_date(number, on=date(2031, 1, 1)) == date(2030, 5, 1)


def test_the_29th_of_february_is_a_date_in_leap_years_only() -> None:
    leap = synthetic_number(date(1940, 2, 29), 0)
    assert parse_identity_number(leap, synthetic=True, on=TODAY)
    assert "gyldig dato" in _refusal(_with_control("298241100"))


def test_no_function_says_anything_of_sex() -> None:
    words = ("sex", "gender", "male", "woman", "kjonn", "kjønn")
    assert not [name for name in dir(rules) if any(word in name.lower() for word in words)]


@pytest.mark.parametrize(
    ("born_on", "day", "age"),
    [
        (date(1942, 3, 14), date(2026, 11, 21), 84),
        (date(1942, 11, 21), date(2026, 11, 21), 84),
        (date(1942, 11, 22), date(2026, 11, 21), 83),
        (date(2008, 2, 29), date(2026, 2, 28), 17),
        (date(2008, 2, 29), date(2026, 3, 1), 18),
        (date(2026, 11, 21), date(2026, 11, 21), 0),
    ],
)
def test_age_is_whole_years(born_on: date, day: date, age: int) -> None:
    assert age_on(born_on, day) == age


@given(st.dates(date(1900, 1, 1), date(2026, 1, 1)), st.integers(0, 40000))
def test_nobody_grows_younger(born_on: date, days: int) -> None:
    day = born_on + timedelta(days=days)
    assert age_on(born_on, day) <= age_on(born_on, day + timedelta(days=1))


@pytest.mark.parametrize(
    ("family", "given_name", "name"),
    [
        ("Nordmann", "Ola", "NORDMANN, Ola"),
        ("Aas-Ødegård", "Åse Marie", "AAS-ØDEGÅRD, Åse Marie"),
        ("Nordmann", "", "NORDMANN"),
        ("", "Ola", "Ola"),
    ],
)
def test_a_name_in_a_list_has_the_family_first(family: str, given_name: str, name: str) -> None:
    assert list_name(family, given_name) == name


def test_a_number_is_shown_in_two_groups() -> None:
    assert spaced("01814010070") == "018140 10070"


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        ("phone", "", False),
        ("phone", "113", False),
        ("phone", "+47 911 11 111 (jobb)", False),
        ("phone", "abc", True),
        ("phone", "12", True),
        ("postal", "3045 Drammen", False),
        ("postal", "S-111 22 Stockholm", False),
        ("postal", "30 Drammen", True),
        ("postal", "Drammen", True),
        ("address", "Storgata", False),
    ],
)
def test_a_number_is_where_a_number_is_meant(name: str, text: str, wrong: bool) -> None:  # noqa: FBT001 - a row
    found = rules.text_objections({name: text})

    assert [(o.code, o.field) for o in found] == ([("no_number", name)] if wrong else [])


def test_what_is_wrong_with_a_text_can_be_said_in_another_language() -> None:
    """Its sentence and its values are kept apart."""
    long, odd = rules.text_objections({"given_name": "x" * 200, "family_name": "Kari\x07"})

    def say(text: str) -> str:
        words = {
            "Teksten har {length} tegn. Kort den ned til {longest}.": "{length}, not {longest}.",
            "Tegnet «{sign}» kan ikke brukes her. Skriv det med ord.": "No {sign} here.",
        }
        return words.get(text, text)

    assert said(long.sentence, say) == "200, not 100."
    assert said(odd.sentence, say) == "No U+0007 here."
