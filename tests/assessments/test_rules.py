"""Rules of kartlegging, utprøving and innstilling: complete, total, and said all at once."""

import datetime as dt
from dataclasses import fields, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.iplos import SCORES, VARIABLES, variables
from assessments.rules import (
    COUNTS_TOGETHER,
    OFTEN,
    STEPS,
    Content,
    Line,
    Proposal,
    TrialPlan,
    TypedLine,
    as_json,
    changed,
    from_json,
    lawful_until,
    line_text,
    missing,
    need_of,
    objections,
    read_lines,
    scores_refused,
    step_of,
    texts_refused,
    tried_together,
)
from cases.rules import Period, quantity_text
from cases.service_types import Per, Unit, choosable, service_type, services_on

ON = dt.date(2026, 3, 4)
DAY = dt.timedelta(days=1)
KEYS = st.sampled_from([service.key for service in choosable(ON)])
DAYS = st.dates(dt.date(2024, 1, 1), dt.date(2030, 12, 31))
CODES = [variable.code for variable in VARIABLES]
COMPLETE = Content(participants="Ola", consent="YES", capacity="YES", what_matters="Hagen")
WORDS = st.text(max_size=20)


# The assessment


def test_every_field_of_the_content_is_filled_in_on_exactly_one_page() -> None:
    placed = [field for step in STEPS for field in step.fields]

    assert sorted(placed) == sorted(field.name for field in fields(Content))
    assert step_of("risk") == "risiko"
    assert step_of("spise") == "funksjon"


@given(unscored=st.sets(st.sampled_from(CODES)))
def test_exactly_the_variables_without_a_score_are_missing(unscored: set[str]) -> None:
    found = missing(COMPLETE, set(CODES) - unscored, expected=variables(on=ON), whole=True, on=ON)

    assert {objection.field for objection in found} == unscored
    assert all(objection.code == "score_missing" for objection in found)


@given(scored=st.sets(st.sampled_from(CODES)))
def test_the_simplified_course_asks_for_one_score_of_any_kind(scored: set[str]) -> None:
    found = missing(COMPLETE, scored, expected=variables(on=ON), whole=False, on=ON)

    assert bool(found) == (not scored)


@pytest.mark.parametrize(
    ("content", "field"),
    [
        (replace(COMPLETE, visit_on=ON + DAY), "visit_on"),
        (replace(COMPLETE, participants=" "), "participants"),
        (replace(COMPLETE, consent=""), "consent"),
        (replace(COMPLETE, consent="PARTLY"), "consent_note"),
        (replace(COMPLETE, capacity=""), "capacity"),
        (replace(COMPLETE, capacity="DOUBT"), "capacity_note"),
        (replace(COMPLETE, what_matters="\n"), "what_matters"),
    ],
)
def test_each_missing_thing_is_said_at_its_own_field(content: Content, field: str) -> None:
    found = missing(content, CODES, expected=variables(on=ON), whole=True, on=ON)

    assert [objection.field for objection in found] == [field]


def test_doubt_about_capacity_asks_for_its_ground_in_a_sentence() -> None:
    content = replace(COMPLETE, capacity="DOUBT")

    [found] = missing(content, CODES, expected=variables(on=ON), whole=True, on=ON)

    assert found.sentence == (
        "Skriv hva som gjør at du er i tvil om beslutningskompetansen, eller at den mangler."
    )


def test_why_it_could_not_be_asked_is_an_answer() -> None:
    content = replace(COMPLETE, what_matters="", no_answer_reason="Sov.")

    assert missing(content, CODES, expected=variables(on=ON), whole=True, on=ON) == []


@given(value=st.integers(-10, 20))
def test_only_the_scales_own_values_are_scores(value: int) -> None:
    refused = scores_refused({"spise": value}, known=CODES)

    assert bool(refused) == (value not in {score.value for score in SCORES})


def test_taking_a_score_away_is_never_refused_and_an_unknown_variable_always() -> None:
    assert scores_refused({"spise": None}, known=CODES) == []
    assert scores_refused({"hoppe": None}, known=CODES)[0].code == "unknown_variable"


@given(text=st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Co"])))
def test_whatever_can_be_read_is_kept(text: str) -> None:
    assert texts_refused({"risk": text}) == []


@given(text=st.text(), odd=st.sampled_from(["\x00", "\x07", "\x1b", "\x7f", "\ud800", "\ue000"]))
def test_what_cannot_be_read_is_refused_at_its_field(text: str, odd: str) -> None:
    found = texts_refused({"risk": text + odd, "summary": "fint"})

    assert [objection.field for objection in found] == ["risk"]


@given(scores=st.dictionaries(st.sampled_from(CODES), st.sampled_from([1, 2, 3, 4, 5, 9])))
def test_not_relevant_is_no_score_and_never_counts_as_need(scores: dict[str, int]) -> None:
    need = need_of(scores)

    assert need.scored == sum(value != 9 for value in scores.values())
    assert need.helped == sum(value in {3, 4, 5} for value in scores.values())


# Trials

PLAN = TrialPlan(measure="Besøk", goal="Klare det", starts_on=ON, planned_end_on=ON + 14 * DAY)
HOME_CARE = service_type("helsetjenester_i_hjemmet", on=ON)


@given(days=st.integers(1, 60), before=st.integers(0, 60))
def test_two_trials_are_refused_exactly_when_their_days_together_are_more_than_two_weeks(
    days: int, before: int
) -> None:
    earlier = [Period(ON - before * DAY, ON)] if before else []
    plan = replace(PLAN, planned_end_on=ON + days * DAY)

    found = plan.objections(HOME_CARE, team_performs=True, earlier=earlier, not_before=ON)

    assert bool(found) == (days + before > 14)


@given(periods=st.lists(st.tuples(DAYS, st.integers(1, 90)), max_size=5), start=DAYS)
def test_trials_count_together_only_without_a_long_gap_between_them(
    periods: list[tuple[dt.date, int]], start: dt.date
) -> None:
    together = tried_together(start, [(s, s + n * DAY) for s, n in periods])

    first = start
    for period in together:
        assert period.ends_on is not None
        assert period.ends_on + COUNTS_TOGETHER >= first
        first = min(first, period.starts_on)


def test_a_plan_that_lacks_nothing_meets_no_objection() -> None:
    assert PLAN.objections(HOME_CARE, team_performs=True, earlier=[], not_before=ON) == []


# Lines


@given(key=KEYS, pieces=st.integers(1, 20), from_on=DAYS, length=st.integers(1, 400))
def test_what_is_typed_is_what_is_kept_and_what_is_shown(
    key: str, pieces: int, from_on: dt.date, length: int
) -> None:
    service = service_type(key, on=ON)
    typed = TypedLine(
        service_key=key,
        quantity="" if service.unit is Unit.YES_NO else str(pieces),
        from_on=from_on,
        to_on=from_on + length * DAY,
    )
    (line,), wrong = read_lines([typed], on=ON)

    if not wrong:
        assert line.quantity is not None
        expected = 60 * pieces if service.unit is Unit.HOURS else pieces
        assert line.quantity == (1 if service.unit is Unit.YES_NO else expected)
        assert line.last_on == from_on + (length - 1) * DAY
        if service.unit is not Unit.YES_NO:
            assert quantity_text(line.quantity, service.unit) == str(pieces)
            assert line_text(line).startswith(str(pieces))
    else:
        assert {o.code for o in wrong} == {"bad_quantity"}


@pytest.mark.parametrize("service", services_on(ON), ids=lambda service: service.key)
def test_only_what_may_be_applied_for_may_be_recommended(service: object) -> None:
    key = service.key  # type: ignore[attr-defined]  # a row of the catalogue
    lines, wrong = read_lines([TypedLine(service_key=key, refuse=True)], on=ON)

    assert bool(lines) == service_type(key, on=ON).choosable == (not wrong)


@given(key=KEYS, per=st.sampled_from(Per))
def test_how_often_may_be_changed_only_where_it_is_counted_by_how_often(key: str, per: Per) -> None:
    service = service_type(key, on=ON)
    _, wrong = read_lines([TypedLine(service_key=key, per=per)], on=ON)

    assert bool(wrong) == (per != service.per and service.unit not in OFTEN)


# The recommendation


def a_line(key: str = "helsetjenester_i_hjemmet") -> Line:
    (line,), _ = read_lines([TypedLine(service_key=key, quantity="1", from_on=ON)], on=ON)
    return line


WHOLE = Proposal(
    lines=(a_line(),),
    ladder_step=4,
    why_not_lower="Prøvd",
    professional_assessment="Trenger hjelp",
    persons_view="Enig",
    goal="Klare det selv",
    evaluate_on=ON + 90 * DAY,
)
ASKED = ("helsetjenester_i_hjemmet",)


def said(proposal: Proposal, *, simplified: bool = False, assessed: bool = True) -> list[str]:
    found = objections(proposal, asked=ASKED, assessed=assessed, simplified=simplified, on=ON)
    return [objection.field or objection.code for objection in found]


def test_a_whole_recommendation_meets_no_objection() -> None:
    assert said(WHOLE) == []


@given(
    gone=st.sets(
        st.sampled_from(
            [
                "lines",
                "ladder_step",
                "professional_assessment",
                "persons_view",
                "goal",
                "evaluate_on",
            ]
        )
    )
)
def test_each_thing_that_is_taken_away_is_missed_and_nothing_else(gone: set[str]) -> None:
    empty = Proposal()
    found = said(replace(WHOLE, **{field: getattr(empty, field) for field in gone}))

    assert set(found) == {"services" if field == "lines" else field for field in gone}


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_why_a_lower_step_will_not_do_is_asked_but_not_on_the_lowest_or_the_simplified_course(
    text: str,
) -> None:
    silent = replace(WHOLE, why_not_lower=text)

    assert said(silent) == ["why_not_lower"]
    assert said(silent, simplified=True) == []
    assert said(replace(silent, ladder_step=1)) == []


def test_the_persons_view_or_why_it_could_not_be_had_but_not_both() -> None:
    assert said(replace(WHOLE, persons_view="", no_view_reason="Bevisstløs")) == []
    assert said(replace(WHOLE, no_view_reason="Bevisstløs")) == ["no_view_reason"]


@pytest.mark.parametrize("day", [ON, ON - DAY])
def test_the_evaluation_lies_ahead(day: dt.date) -> None:
    assert said(replace(WHOLE, evaluate_on=day)) == ["evaluate_on"]


def test_an_assessment_is_completed_first_but_not_on_the_simplified_course() -> None:
    assert said(WHOLE, assessed=False) == ["assessment_not_completed"]
    assert said(WHOLE, assessed=False, simplified=True) == []


def test_every_service_asked_for_is_answered_also_by_a_refusal() -> None:
    other = replace(WHOLE, lines=(a_line("trygghetsalarm"),))
    answered = replace(
        other, lines=(*other.lines, Line(service_key="helsetjenester_i_hjemmet", refuse=True))
    )

    assert said(other) == ["services"]
    assert said(answered) == []


def test_a_line_needs_extent_and_start() -> None:
    bare = replace(a_line(), quantity=None, from_on=None)

    assert said(replace(WHOLE, lines=(bare,))) == ["services.0.quantity", "services.0.from_on"]


@given(first=st.integers(0, 40), second=st.integers(0, 40), length=st.integers(1, 40))
def test_a_service_stands_twice_only_for_different_days(
    first: int, second: int, length: int
) -> None:
    lines = tuple(
        replace(a_line(), from_on=ON + n * DAY, to_on=ON + (n + length) * DAY)
        for n in (first, second)
    )

    assert bool(said(replace(WHOLE, lines=lines))) == (abs(first - second) < length)


PROPOSALS = st.builds(
    Proposal,
    lines=st.lists(
        st.builds(
            Line,
            service_key=KEYS,
            quantity=st.none() | st.integers(1, 600),
            unit=st.just("hours"),
            per=st.just("week"),
            helpers=st.integers(1, 5),
            night=st.booleans(),
            from_on=st.none() | DAYS,
            to_on=st.none() | DAYS,
            refuse=st.booleans(),
        ),
        max_size=3,
    ).map(tuple),
    ladder_step=st.none() | st.integers(1, 7),
    why_not_lower=WORDS,
    professional_assessment=WORDS,
    persons_view=WORDS,
    no_view_reason=WORDS,
    goal=WORDS,
    evaluate_on=st.none() | DAYS,
)


@given(proposal=PROPOSALS)
def test_what_is_kept_of_a_submission_is_all_of_it(proposal: Proposal) -> None:
    assert from_json(as_json(proposal)) == proposal
    assert changed(proposal, proposal) == frozenset()


@given(before=PROPOSALS, now=PROPOSALS)
def test_whatever_differs_from_last_time_is_marked(before: Proposal, now: Proposal) -> None:
    assert bool(changed(before, now)) == (before != now)


@given(proposal=PROPOSALS, asked=st.lists(KEYS, max_size=3))
def test_objections_are_always_sentences_at_fields_that_exist(
    proposal: Proposal, asked: list[str]
) -> None:
    for objection in objections(proposal, asked=asked, assessed=False, simplified=False, on=ON):
        assert objection.sentence.endswith(".")
        assert objection.code


@pytest.mark.parametrize(
    ("service", "earlier", "days"),
    [
        ("helsetjenester_i_hjemmet", [], 14),
        ("helsetjenester_i_hjemmet", [(-5, -1)], 10),
        ("helsetjenester_i_hjemmet", [(-20, -6)], 0),
        ("hverdagsrehabilitering", [(-20, -6)], None),
    ],
)
def test_how_long_a_trial_may_last_without_a_decision(
    service: str, earlier: list[tuple[int, int]], days: int | None
) -> None:
    row = service_type(service, on=ON)
    before = [Period(ON + a * DAY, ON + b * DAY) for a, b in earlier]

    until = lawful_until(row, row.bases[0], ON, earlier=before)

    assert until == (None if days is None else ON + days * DAY)
