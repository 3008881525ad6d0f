"""Why a handover may not be proposed, and what the board says of a card."""

import datetime as dt

import pytest

from assessments.kinds import RETURN_REASONS
from cases.stages import OPEN, Stage
from pathways.policy import EXPECTED_DAYS, LONGEST_TEXT
from pathways.rules import (
    NEXT_STEPS,
    OnPathway,
    Proposal,
    Purpose,
    closing_objections,
    next_step,
    objections,
    return_objections,
    text_objections,
    tone,
)


def codes(proposal: Proposal) -> list[str]:
    return [objection.code for objection in objections(proposal)]


def test_the_responsible_may_hand_a_recommended_case_to_the_coordinator() -> None:
    assert codes(Proposal(Purpose.COORDINATION, Stage.RECOMMENDED, sender_holds=True)) == []


@pytest.mark.parametrize("stage", sorted(OPEN - {Stage.RECOMMENDED}))
def test_a_case_comes_to_the_coordinator_only_when_it_is_recommended(stage: Stage) -> None:
    assert codes(Proposal(Purpose.COORDINATION, stage, sender_holds=True)) == ["wrong_stage"]


@pytest.mark.parametrize("stage", sorted(OPEN - {Stage.RECOMMENDED}))
def test_on_the_pathway_the_coordinator_is_changed_by_the_coordinator_alone(stage: Stage) -> None:
    mine = Proposal(Purpose.COORDINATION, stage, on_pathway=True, sender_coordinates=True)
    others = Proposal(Purpose.COORDINATION, stage, on_pathway=True, sender_holds=True)
    same = Proposal(
        Purpose.COORDINATION, stage, on_pathway=True, sender_coordinates=True, to_holder=True
    )

    assert codes(mine) == []
    assert codes(others) == ["not_the_coordinator"]
    assert codes(same) == ["same_holder"]


@pytest.mark.parametrize("stage", sorted(OPEN))
def test_responsibility_is_handed_over_at_any_open_stage_by_who_has_it(stage: Stage) -> None:
    assert codes(Proposal(Purpose.RESPONSIBILITY, stage, sender_holds=True)) == []
    assert codes(Proposal(Purpose.RESPONSIBILITY, stage)) == ["not_responsible"]


def test_an_ended_case_is_not_handed_over() -> None:
    for purpose in Purpose:
        assert codes(Proposal(purpose, Stage.ENDED, sender_holds=True)) == ["case_ended"]


def test_all_reasons_come_at_once_and_say_whom_the_first_proposal_waits_for() -> None:
    found = objections(
        Proposal(
            Purpose.RESPONSIBILITY,
            Stage.ASSESSMENT,
            pending_with="Siri Aas",
            to_holder=True,
            message="a" * (LONGEST_TEXT + 1),
        )
    )

    assert [o.code for o in found] == [
        "handover_pending",
        "not_responsible",
        "same_holder",
        "text_too_long",
    ]
    assert "Siri Aas" in found[0].sentence


def test_a_text_says_something_and_is_no_longer_than_a_page() -> None:
    assert text_objections("Ja", missing="Skriv.", field="reason") == []
    assert text_objections("  ", missing="Skriv.", field="reason")[0].sentence == "Skriv."
    long = text_objections("a" * 100_000, missing="Skriv.", field="reason")
    assert (long[0].code, long[0].field) == ("text_too_long", "reason")


@pytest.mark.parametrize("code", RETURN_REASONS)
def test_a_recommendation_goes_back_with_a_coded_reason_and_words(code: str) -> None:
    assert return_objections(code, "Personens syn mangler.") == []


def test_a_recommendation_does_not_go_back_without_reason() -> None:
    assert [o.field for o in return_objections("NO_SUCH", " ")] == ["code", "reason"]


def test_a_pathway_lasts_through_decision_start_and_evaluation() -> None:
    due = dt.date(2026, 6, 1)
    unfinished = [
        OnPathway("2026-00001", Stage.DECISION, None),
        OnPathway("2026-00002", Stage.DELIVERY, due),
        OnPathway("2026-00003", Stage.ENDED, due),
        OnPathway("2026-00004", Stage.DELIVERY, None),
    ]

    found = closing_objections(unfinished, "Ferdig.")

    assert [o.code for o in found] == ["case_unfinished", "not_evaluated"]
    assert "2026-00001" in found[0].sentence
    assert "01.06.2026" in found[1].sentence
    assert closing_objections(unfinished[2:], "Ferdig.") == []
    assert [o.code for o in closing_objections([], "")] == ["reason_missing"]


def test_the_card_says_what_moves_it_on() -> None:
    assert set(NEXT_STEPS) == OPEN
    assert next_step(Stage.RECOMMENDED, waits_for="Team Nord") == "Svar fra Team Nord"
    assert next_step(Stage.HANDOVER, questions=1) == "Svar på spørsmål"
    assert next_step(Stage.DECISION, questions=1) == "Fatt vedtak"
    assert next_step(Stage.ENDED) == ""


@pytest.mark.parametrize(("stage", "days"), EXPECTED_DAYS.items())
def test_a_card_is_marked_when_the_phase_lasts_longer_than_expected(
    stage: Stage, days: int
) -> None:
    assert tone(stage, days) == ""
    assert tone(stage, days + 1) == "warning"


def test_a_running_service_is_never_late_on_the_board() -> None:
    assert tone(Stage.DELIVERY, 500) == ""
