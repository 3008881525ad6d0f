"""The drawing of the path is the path."""

from cases.management.commands.draw_stages import PATH, drawing
from cases.stages import ENDS, MOVES, STAGES, EndReason, Stage, Step


def test_the_drawing_is_fresh() -> None:
    assert PATH.read_text(encoding="utf-8") == drawing(), "run: manage.py draw_stages"


def test_every_stage_step_and_end_has_a_row() -> None:
    assert set(STAGES) == set(Stage)
    assert set(MOVES) == set(Step)
    assert set(ENDS) == set(EndReason)


def test_every_stage_can_be_reached_and_left() -> None:
    reached = {move.target for move in MOVES.values()} | {Stage.RECEIVED}
    left = {source for move in MOVES.values() for source in move.sources} | {Stage.ENDED}

    assert reached >= set(Stage)
    assert left >= set(Stage)
