"""What stands in the way of a decision, all at once; what a draft says; what has changed."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.words import Filled
from cases.rules import Extent
from cases.service_types import Basis, Per, Unit, service_type
from deadlines.rules import Hearing
from decisions.legal import Free, UnknownRate, basis_row, route_row
from decisions.policy import CHILD_GATE, OUTCOMES, RETURN_CODES, Outcome, Returned
from decisions.rules import (
    DecisionFacts,
    Known,
    LineFacts,
    ReadExtent,
    Recommended,
    Running,
    Who,
    advice,
    changes,
    considerations_text,
    extent_of,
    facts_text,
    less,
    lix,
    objections,
    read_extent,
    rules_text,
    same_words,
    typed_quantity,
    unprintable,
    view_text,
)

TODAY = dt.date(2026, 11, 21)
HOME = "helsetjenester_i_hjemmet"
OFFICER, ASSESSOR = 7, 8
OFFICE, TEAM = 70, 80
HOURS = Extent(210, Unit.HOURS, Per.WEEK)


def a_line(**changed: Any) -> LineFacts:
    """A grant that lacks nothing."""
    service = service_type(HOME, on=TODAY)
    basis = basis_row(Basis.HOL_3_2_NR_6_A, on=TODAY)
    facts: dict[str, Any] = {
        "key": HOME,
        "name": "Helsetjenester i hjemmet",
        "outcome": Outcome.GRANTED,
        "service": service,
        "extent": HOURS,
        "from_on": TODAY,
        "basis": basis,
        "basis_chosen": True,
        "route": route_row(basis.route, on=TODAY),
        "charge": Free(),
        "unit_chosen": True,
        "unit_performs": True,
    }
    return LineFacts(**facts | changed)


def who(**changed: Any) -> Who:
    facts: dict[str, Any] = {
        "recommended_by": ASSESSOR,
        "recommending_unit": TEAM,
        "decider": OFFICER,
        "deciding_unit": OFFICE,
        "two_persons": True,
        "two_units": True,
        "others": ("Nina Moe", "Per Dal"),
    }
    return Who(**facts | changed)


def a_decision(*lines: LineFacts, **changed: Any) -> DecisionFacts:
    """A decision that lacks nothing."""
    facts: dict[str, Any] = {
        "on": TODAY,
        "lines": lines or (a_line(),),
        "asked": {HOME: "Helsetjenester i hjemmet"},
        "rules": "Kommunen skal tilby helsetjenester i hjemmet.",
        "facts": "Ola bor alene.",
        "considerations": "Du trenger hjelp om morgenen.",
        "persons_view": "Jeg vil bo hjemme.",
        "no_view_reason": "",
        "goal": "Klare morgenstellet.",
        "evaluate_on": TODAY + dt.timedelta(days=90),
        "who": who(),
    }
    return DecisionFacts(**facts | changed)


def found(decision: DecisionFacts) -> dict[str, str]:
    return {objection.code: objection.field for objection in objections(decision)}


# Nothing, one thing, everything


def test_a_whole_grant_has_nothing_against_it() -> None:
    assert objections(a_decision()) == []


def test_a_whole_refusal_needs_neither_extent_nor_unit_nor_evaluation() -> None:
    refusal = a_line(
        outcome=Outcome.REFUSED,
        reason="Du klarer det selv.",
        extent=None,
        from_on=None,
        unit_chosen=False,
        unit_performs=False,
        charge=None,
    )

    assert objections(a_decision(refusal, goal="", evaluate_on=None)) == []


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"outcome": None}, "outcome_missing", "lines.0.outcome"),
        ({"extent": None}, "extent_missing", "lines.0.quantity"),
        ({"extent": None, "extent_problem": "For mye."}, "extent_wrong", "lines.0.quantity"),
        ({"from_on": None}, "from_missing", "lines.0.from_on"),
        ({"to_on": TODAY}, "period_backwards", "lines.0.to_on"),
        (
            {"from_on": TODAY - dt.timedelta(days=9), "to_on": TODAY},
            "period_over",
            "lines.0.to_on",
        ),
        ({"unit_chosen": False}, "unit_missing", "lines.0.unit_performing"),
        ({"unit_performs": False}, "unit_not_performing", "lines.0.unit_performing"),
        ({"charge": UnknownRate("x", local=True)}, "fee_unknown", "lines.0.outcome"),
        ({"charge": UnknownRate("x", local=False)}, "fee_unknown", "lines.0.outcome"),
        ({"service": None}, "unknown_service", "lines.0.legal_basis"),
        ({"basis": None, "basis_chosen": False}, "basis_missing", "lines.0.legal_basis"),
        ({"basis": None}, "basis_not_in_force", "lines.0.legal_basis"),
        ({"route": None}, "route_missing", "lines.0.legal_basis"),
        ({"outcome": Outcome.PARTLY}, "reason_missing", "lines.0.reason"),
        ({"outcome": Outcome.REFUSED}, "reason_missing", "lines.0.reason"),
        ({"outcome": Outcome.DISMISSED, "reason": "  "}, "reason_missing", "lines.0.reason"),
    ],
)
def test_what_a_line_lacks_is_said_at_its_field(
    changed: dict[str, Any], code: str, field: str
) -> None:
    assert found(a_decision(a_line(**changed))) == {code: field}


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"facts": " "}, "facts_missing", "facts"),
        ({"facts": facts_text(Known(assessed_on=TODAY))}, "facts_say_only_when", "facts"),
        ({"considerations": "\n"}, "considerations_missing", "considerations"),
        ({"rules": ""}, "rules_missing", "rules"),
        ({"persons_view": ""}, "view_missing", "persons_view"),
        ({"goal": ""}, "goal_missing", "goal"),
        ({"evaluate_on": None}, "evaluation_missing", "evaluate_on"),
        ({"evaluate_on": TODAY}, "evaluation_not_ahead", "evaluate_on"),
        ({"child": True}, "childs_interest_missing", "childs_interest"),
        ({"died_on": TODAY}, "person_dead", ""),
        ({"asked": {HOME: "x", "bpa": "BPA"}}, "service_unanswered", "add_service"),
        ({"who": who(deciding_unit=None)}, "unit_does_not_decide", ""),
    ],
)
def test_what_the_decision_lacks_is_said_at_its_field(
    changed: dict[str, Any], code: str, field: str
) -> None:
    assert found(a_decision(**changed)) == {code: field}


def test_why_the_view_could_not_be_had_stands_in_its_place() -> None:
    silent = a_decision(persons_view="", no_view_reason="Ola lå på sykehus og kunne ikke svare.")

    assert objections(silent) == []


def test_a_childs_gate_can_be_switched_off_and_is_on() -> None:
    assert CHILD_GATE
    assert objections(a_decision(child=True, child_gate=False)) == []
    assert objections(a_decision(child=True, childs_interest="Barnet vil bo hjemme.")) == []


def test_everything_is_said_at_once_in_the_order_of_the_page() -> None:
    empty = a_decision(
        LineFacts(key=HOME, name="Helsetjenester i hjemmet"),
        facts="",
        considerations="",
        persons_view="",
        rules="",
        who=who(decider=ASSESSOR, deciding_unit=TEAM),
    )

    assert [objection.code for objection in objections(empty)] == [
        "outcome_missing",
        "unknown_service",
        "facts_missing",
        "considerations_missing",
        "view_missing",
        "own_recommendation",
    ]


def test_a_service_with_nothing_to_count_needs_no_extent() -> None:
    device = replace(service_type(HOME, on=TODAY), unit=Unit.YES_NO)

    assert objections(a_decision(a_line(service=device, extent=None))) == []


def test_the_same_service_is_not_granted_twice_over_the_same_days() -> None:
    first = a_line(to_on=TODAY + dt.timedelta(days=30))
    then = a_line(from_on=TODAY + dt.timedelta(days=30))
    meanwhile = a_line(from_on=TODAY + dt.timedelta(days=29))

    assert objections(a_decision(first, then)) == []
    assert found(a_decision(first, meanwhile)) == {"same_service_twice": "lines.1.from_on"}


LINES = st.builds(
    a_line,
    outcome=st.sampled_from([None, *Outcome]),
    extent=st.sampled_from([None, HOURS]),
    from_on=st.sampled_from([None, TODAY]),
    to_on=st.sampled_from([None, TODAY + dt.timedelta(days=1)]),
    reason=st.sampled_from(["", "Fordi."]),
    unit_chosen=st.booleans(),
    unit_performs=st.booleans(),
    charge=st.sampled_from([Free(), UnknownRate("x", local=True)]),
)
TEXT = st.sampled_from(["", " ", "Noe."])


@given(
    lines=st.lists(LINES, max_size=4),
    texts=st.fixed_dictionaries(
        dict.fromkeys(("facts", "considerations", "persons_view", "goal"), TEXT)
    ),
    decider=st.sampled_from([OFFICER, ASSESSOR]),
    alone=TEXT,
)
def test_every_objection_says_what_to_do_at_a_field_there_is(
    lines: list[LineFacts], texts: dict[str, str], decider: int, alone: str
) -> None:
    decision = replace(
        a_decision(**texts), lines=tuple(lines), who=who(decider=decider, alone_reason=alone)
    )

    said = objections(decision)

    for objection in said:
        assert objection.sentence.endswith(".")
        if objection.field.startswith("lines."):
            assert int(objection.field.split(".")[1]) < len(lines)
    assert len(said) == len({(o.code, o.field, o.sentence) for o in said})
    # A decision without objections holds what the database asks of one.
    if not said:
        assert lines
        assert all(line.outcome for line in lines)
        assert all(line.reason.strip() for line in lines if line.outcome is not Outcome.GRANTED)
        assert all(line.unit_performs and line.from_on for line in lines if line.gives)
        assert decider == OFFICER or alone.strip()


@given(lines=st.lists(LINES, min_size=1, max_size=3), extra=LINES)
def test_one_more_service_never_makes_an_objection_go_away(
    lines: list[LineFacts], extra: LineFacts
) -> None:
    # The new one is another service: two of the same may collide.
    other = replace(extra, key="bpa")
    before = a_decision(*lines, evaluate_on=None, goal="")
    after = a_decision(*lines, other, evaluate_on=None, goal="")

    assert set(objections(before)) <= set(objections(after))


# Who


def test_the_recommender_is_told_who_can_decide_and_what_deciding_alone_asks() -> None:
    own = a_decision(who=who(decider=ASSESSOR))

    (objection,) = objections(own)

    assert objection.code == "own_recommendation"
    assert objection.field == "alone_reason"
    assert "Disse kan: Nina Moe, Per Dal." in objection.sentence
    assert "Det går til kontroll." in objection.sentence


def test_a_reason_lets_one_decide_alone_but_never_the_heaviest_services() -> None:
    alone = who(decider=ASSESSOR, deciding_unit=TEAM, alone_reason="Eneste på vakt i natt.")

    assert objections(a_decision(who=alone)) == []
    assert found(a_decision(who=replace(alone, never_alone=True))) == {
        "own_recommendation": "alone_reason"
    }


def test_two_units_are_asked_apart_from_two_persons() -> None:
    colleague = who(deciding_unit=TEAM)

    assert found(a_decision(who=colleague)) == {"own_unit": "alone_reason"}
    assert objections(a_decision(who=replace(colleague, two_units=False))) == []


def test_where_policy_asks_for_one_the_recommender_may_decide() -> None:
    one = who(decider=ASSESSOR, deciding_unit=TEAM, two_persons=False, two_units=False)

    assert objections(a_decision(who=one)) == []
    assert not one.alone


# Taking something away


@pytest.mark.parametrize(
    ("before", "after", "smaller"),
    [
        (HOURS, HOURS, False),
        (HOURS, Extent(180, Unit.HOURS, Per.WEEK), True),
        (HOURS, Extent(30, Unit.HOURS, Per.DAY), False),  # as much a week
        (HOURS, Extent(20, Unit.HOURS, Per.DAY), True),
        (Extent(3, Unit.MEALS, Per.WEEK), Extent(2, Unit.MEALS, Per.WEEK), True),
        (Extent(3, Unit.MEALS, Per.WEEK), Extent(1, Unit.MEALS, Per.DAY), False),  # a person judges
        (replace(HOURS, helpers=2), HOURS, True),
        (replace(HOURS, night=True), HOURS, True),
        (HOURS, replace(HOURS, helpers=2), False),
    ],
)
def test_what_is_less_is_compared_as_hours_a_week(
    *, before: Extent, after: Extent, smaller: bool
) -> None:
    assert less(Running(before, None), a_line(extent=after)) is smaller


def test_a_reduction_of_what_the_person_has_needs_an_advance_notice() -> None:
    has = Running(Extent(300, Unit.HOURS, Per.WEEK), None)

    (objection,) = objections(a_decision(a_line(running=has)))

    assert (objection.code, objection.field) == ("advance_notice_missing", "lines.0.quantity")
    assert "5 timer/uke" in objection.sentence
    assert "forvaltningsloven § 16" in objection.sentence


@pytest.mark.parametrize(
    ("notice", "code"),
    [
        (Hearing(until=None, heard=False), "advance_notice_not_sent"),
        (Hearing(until=TODAY, heard=False), "advance_notice_runs"),
        (Hearing(until=TODAY, heard=True), None),
        (Hearing(until=None, heard=True), None),
    ],
)
def test_who_is_warned_is_heard_out_before_help_is_reduced(
    notice: Hearing, code: str | None
) -> None:
    has = Running(Extent(300, Unit.HOURS, Per.WEEK), None)

    said = found(a_decision(a_line(running=has), notice=notice))

    assert said == ({code: "lines.0.quantity"} if code else {})


def test_more_than_before_or_after_the_end_of_what_was_takes_nothing_away() -> None:
    little = Running(Extent(60, Unit.HOURS, Per.WEEK), None)
    ending = Running(Extent(300, Unit.HOURS, Per.WEEK), TODAY)

    assert objections(a_decision(a_line(running=little))) == []
    assert objections(a_decision(a_line(running=ending))) == []


def test_to_refuse_an_application_for_more_takes_nothing_away_but_own_motion_does() -> None:
    has = Running(HOURS, None)
    refusal = a_line(outcome=Outcome.REFUSED, reason="Fordi.", running=has)

    assert objections(a_decision(refusal)) == []
    assert found(a_decision(refusal, own_motion=True)) == {
        "advance_notice_missing": "lines.0.outcome"
    }


# Advice


def test_short_help_is_advised_to_be_given_without_a_decision_and_long_stays_never() -> None:
    short = a_line(to_on=TODAY + dt.timedelta(days=10))
    stay = service_type("langtidsopphold_institusjon", on=TODAY)
    long_stay = replace(
        short, service=stay, basis=basis_row(Basis.HOL_3_2_A, on=TODAY), key=stay.key
    )

    assert "uten vedtak" in advice(a_decision(short))[0]
    assert advice(a_decision()) == []
    assert advice(a_decision(long_stay)) == []


# Another outcome than recommended


@pytest.mark.parametrize(
    ("line", "gives", "hours", "stands"),
    [
        ({"outcome": Outcome.REFUSED, "reason": "Nei."}, True, 3, True),
        ({"outcome": Outcome.DISMISSED, "reason": "Nei."}, True, 3, True),
        ({"outcome": Outcome.GRANTED}, False, 3, True),
        ({"outcome": Outcome.PARTLY, "reason": "Nei."}, True, 9, True),
        # a part of what was applied for, but all that was recommended
        ({"outcome": Outcome.PARTLY, "reason": "Nei."}, True, 3, False),
        ({"outcome": Outcome.GRANTED}, True, 9, False),
        ({"outcome": Outcome.REFUSED, "reason": "Nei."}, False, 3, False),
    ],
)
def test_another_outcome_than_recommended_has_considerations_of_its_own(
    line: dict[str, Any], *, gives: bool, hours: int, stands: bool
) -> None:
    extent = Extent(hours * 60, Unit.HOURS, Per.WEEK)
    said = Recommended(gives, extent)
    decided = a_line(extent=Extent(180, Unit.HOURS, Per.WEEK), recommended=said, **line)

    untouched = found(a_decision(decided, considerations_untouched=True))
    own = found(a_decision(decided))

    code = "considerations_of_another_outcome"
    assert (untouched.get(code) == "considerations") is stands
    assert code not in own


def test_texts_are_the_same_whatever_their_spaces_and_commas() -> None:
    assert same_words("Bor alene.\r\n\r\nTrenger  hjelp", "Bor alene. Trenger hjelp.")
    assert not same_words("Trenger hjelp", "Trenger ikke hjelp")


# Drafts


def test_the_draft_says_what_is_known_and_nothing_else() -> None:
    known = Known(
        assessed_on=TODAY,
        helped=("Lage mat", "Personlig hygiene"),
        summary=" Bor alene. ",
        professional_assessment="Trenger tilsyn.",
        why_not_lower="Rehabilitering er prøvd.",
    )

    assert facts_text(known) == "Behovet ble kartlagt 21.11.2026.\n\nBor alene."
    assert facts_text(replace(known, summary=" ")) == (
        "Behovet ble kartlagt 21.11.2026.\n\nKartleggingen viser behov for hjelp fra en annen på"
        " disse områdene: lage mat, personlig hygiene."
    )
    assert considerations_text(known) == "Trenger tilsyn.\n\nRehabilitering er prøvd."
    assert facts_text(Known()) == considerations_text(Known()) == ""


@pytest.mark.parametrize(
    ("matters", "view", "quoted"),
    [
        ("Bo hjemme.", "Vil ha tre besøk.", "Bo hjemme.\n\nVil ha tre besøk."),
        ("Bo hjemme.", "Personen sier: Bo hjemme.", "Personen sier: Bo hjemme."),
        ("Bo hjemme, med katten.", "Bo hjemme", "Bo hjemme, med katten."),
        ("Nei", "Neimen, gjerne.", "Nei\n\nNeimen, gjerne."),
        ("Bo hjemme.", "", "Bo hjemme."),
        (" ", "Enig.", "Enig."),
    ],
)
def test_what_matters_to_the_person_is_quoted_once(matters: str, view: str, quoted: str) -> None:
    assert view_text(Known(what_matters=matters, persons_view=view)) == quoted


def test_the_rules_are_fetched_once_each_with_their_place_in_the_law() -> None:
    nursing = basis_row(Basis.HOL_3_2_NR_6_A, on=TODAY)

    text = rules_text([nursing, nursing], on=TODAY)

    assert text.count("§ 3-2 første ledd nr. 6 bokstav a") == 1
    assert "§ 2-1)" in text
    assert text.endswith("(pasient- og brukerrettighetsloven § 3-1).")
    assert rules_text([], on=TODAY) == ""


def test_the_rules_speak_nynorsk_when_the_letter_does() -> None:
    nursing = basis_row(Basis.HOL_3_2_NR_6_A, on=TODAY)

    assert "helsetenester i heimen" in rules_text([nursing], on=TODAY, language="nn")


def test_a_local_offer_rests_on_the_municipalitys_rules_and_not_on_a_right() -> None:
    text = rules_text([basis_row(Basis.LOCAL, on=TODAY)], on=TODAY)

    assert "rett til" not in text
    assert "§ 3-1" not in text


# What is typed


@pytest.mark.parametrize("text", ["tre", "-1", "0", "169", "😀", "3,555"])
def test_a_quantity_that_says_nothing_is_refused_at_its_field(text: str) -> None:
    service = service_type(HOME, on=TODAY)

    _read, (objection,) = read_extent({"quantity": text}, service, None, "lines.2")

    assert objection.field == "lines.2.quantity"


@given(minutes=st.integers(1, 168 * 60))
def test_what_is_stored_is_typed_back_as_it_was(minutes: int) -> None:
    service = service_type(HOME, on=TODAY)
    text = typed_quantity(minutes, Unit.HOURS)

    read, wrong = read_extent({"quantity": text}, service, None, "")

    assert wrong == []
    assert read.quantity == minutes
    assert extent_of(read) == Extent(minutes, Unit.HOURS, Per.WEEK)


def test_what_is_left_out_stays_and_a_blank_quantity_is_not_said_yet() -> None:
    service = service_type(HOME, on=TODAY)
    before = ReadExtent(210, Unit.HOURS, Per.DAY, 2, night=True)

    kept, _wrong = read_extent({}, service, before, "")
    blank, _wrong = read_extent({"quantity": " "}, service, before, "")

    assert kept == before
    assert blank == replace(before, quantity=None)
    assert extent_of(blank) is None


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"helpers": 6}, "helpers"), ({"helpers": 0}, "helpers"), ({"per": "fortnight"}, "per")],
)
def test_an_impossible_extent_is_refused_at_its_field(typed: Any, field: str) -> None:
    _read, (objection,) = read_extent(typed, service_type(HOME, on=TODAY), None, "lines.0")

    assert objection.field == f"lines.0.{field}"


def test_unprintable_texts_are_refused_at_their_fields() -> None:
    said = unprintable({"facts": "x", "goal": "y"}, lambda text: ["Nei."] if text == "y" else [])

    assert [(o.field, o.code) for o in said] == [("goal", "unprintable")]


# Changes


def test_changes_are_told_by_the_labels_of_the_page() -> None:
    before = {
        "facts": "Bor alene.",
        "lines": [{"id": "1", "service": "BPA", "outcome": "Innvilget", "extent": "3 timer/uke"}],
    }
    after = {
        "facts": "Bor med datteren.",
        "lines": [
            {"id": "1", "service": "BPA", "outcome": "Innvilget", "extent": "5 timer/uke"},
            {"id": "2", "service": "Støttekontakt", "outcome": "Avslått"},
        ],
    }

    said = [(c.label, c.service, c.before, c.after) for c in changes(before, after)]

    assert said == [
        ("Omfang", "BPA", "3 timer/uke", "5 timer/uke"),
        ("Tjeneste lagt til", "Støttekontakt", "", "Avslått"),
        ("Faktiske forhold", "", "Bor alene.", "Bor med datteren."),
    ]
    assert changes(after, after) == []


CONTENT = st.fixed_dictionaries(
    {
        "facts": TEXT,
        "goal": TEXT,
        "lines": st.lists(
            st.fixed_dictionaries(
                {"id": st.sampled_from("abc"), "outcome": TEXT, "reason": TEXT, "extent": TEXT}
            ),
            max_size=3,
            unique_by=lambda line: str(line["id"]),  # type: ignore[index]  # a dict, by above
        ),
    }
)


@given(one=CONTENT, other=CONTENT)
def test_nothing_changed_only_between_equals(one: dict[str, Any], other: dict[str, Any]) -> None:
    def plain(content: dict[str, Any]) -> Any:
        return {**content, "lines": {line["id"]: line for line in content["lines"]}}

    assert (changes(one, other) == []) == (plain(one) == plain(other))
    assert len(changes(one, other)) == len(changes(other, one))


# Tables


def test_every_return_code_says_what_it_may_send_back() -> None:
    assert all(row.label and row.what for row in RETURN_CODES.values())
    assert {what for row in RETURN_CODES.values() for what in row.what} == set(Returned)
    assert set(OUTCOMES) == set(Outcome)


def test_lix_counts_words_sentences_and_long_words() -> None:
    assert lix("") == 0
    assert lix("Du får hjelp. Vi ringer deg.") == 3
    assert lix("Forvaltningsloven gjelder.") == 102


# Every reason can be said in the reader's language


def test_every_sentence_with_a_value_can_be_translated() -> None:
    """A sentence put together by hand would be bokmål for everybody."""
    alone = who(recommended_by=OFFICER, recommending_unit=OFFICE)
    whole = a_decision(
        a_line(outcome=Outcome.REFUSED, reason=""),
        a_line(outcome=Outcome.DISMISSED, reason=""),
        a_line(outcome=Outcome.PARTLY, reason="", charge=UnknownRate("x", local=True)),
        a_line(charge=UnknownRate("x", local=False), unit_chosen=False, extent=None),
        who=alone,
    )

    said = {o.code: o.sentence for o in objections(whole)}

    assert {"reason_missing", "fee_unknown", "own_recommendation", "unit_missing"} <= said.keys()
    assert all(isinstance(sentence, Filled) for sentence in said.values())
