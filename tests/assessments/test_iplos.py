"""The catalogue of variables: the seventeen that are known, and no guess at the rest."""

from datetime import date

import pytest

from assessments.iplos import (
    GROUPS,
    NOT_RELEVANT,
    OFFICIAL_NUMBER,
    SCORES,
    VALUES,
    VARIABLES,
    Group,
    Variable,
    asks_for_note,
    score,
    variable,
    variables,
)

TODAY = date(2026, 11, 21)


def test_the_seventeen_known_variables_are_there_and_the_three_unknown_are_not() -> None:
    assert [found.code for found in variables(on=TODAY)] == [
        "alminnelig_husarbeid",
        "skaffe_varer_tjenester",
        "lage_mat",
        "personlig_hygiene",
        "pa_avkledning",
        "spise",
        "toalett",
        "bevege_inne",
        "bevege_ute",
        "ivareta_egen_helse",
        "hukommelse",
        "kommunikasjon",
        "beslutninger_dagliglivet",
        "sosial_deltakelse",
        "styre_atferd",
        "syn",
        "horsel",
    ]
    assert OFFICIAL_NUMBER - len(VARIABLES) == 3


@pytest.mark.parametrize("found", VARIABLES, ids=lambda found: found.code)
def test_every_variable_says_what_is_assessed(found: Variable) -> None:
    assert found.assessed.endswith(".")
    assert found.name
    assert found.group in GROUPS


def test_every_group_is_named_and_used() -> None:
    assert set(GROUPS) == set(Group) == {found.group for found in VARIABLES}


def test_the_scores_are_the_screens() -> None:
    assert " · ".join(f"{found.value} {found.label}" for found in SCORES) == (
        "1 Ingen problemer · 2 Ikke behov for bistand · 3 Middels behov · 4 Store behov"
        " · 5 Fullt behov · 9 Ikke relevant"
    )
    assert frozenset({1, 2, 3, 4, 5, 9}) == VALUES
    assert all(found.text.endswith(".") for found in SCORES)


@pytest.mark.parametrize("value", [-1, 0, 6, 7, 8, 10, 99])
def test_there_is_no_other_score(value: int) -> None:
    assert value not in VALUES
    with pytest.raises(KeyError):
        score(value)


def test_a_score_is_looked_up() -> None:
    assert score(NOT_RELEVANT).label == "Ikke relevant"
    assert score(3).label == "Middels behov"


def test_a_variable_is_looked_up_by_code_and_day() -> None:
    assert variable("syn", on=TODAY).name == "Syn"
    with pytest.raises(KeyError):
        variable("var18", on=TODAY)
    with pytest.raises(KeyError):
        variable("syn", on=date(2006, 2, 28))


@pytest.mark.parametrize(
    ("before", "now", "asks"),
    [
        (None, 5, False),
        (3, 3, False),
        (3, 4, False),
        (3, 5, True),
        (5, 1, True),
        (1, 3, True),
        (9, 1, False),
        (5, 9, False),
    ],
)
def test_a_large_change_asks_for_a_note(before: int | None, now: int, *, asks: bool) -> None:
    assert asks_for_note(before, now) is asks
