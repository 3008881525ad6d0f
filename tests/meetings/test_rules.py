"""What stands on the agenda and in the notes, and what a conclusion rests on."""

import datetime as dt
from dataclasses import replace
from itertools import product

from meetings.rules import (
    Declared,
    Ready,
    declared_objections,
    initials,
    names_in,
    note_text,
    proposed_summary,
    readiness_objections,
    summary_objections,
)

DAY = dt.date(2026, 11, 24)
READY = Ready(
    on=DAY,
    meets_on=DAY,
    attending=frozenset({1, 2}),
    newcomers=(),
    impartial=True,
    disqualified=frozenset({2}),
    writer=1,
)


def codes(ready: Ready) -> list[str]:
    return [objection.code for objection in readiness_objections(ready)]


def test_a_conclusion_rests_on_the_day_the_table_and_what_was_said_of_impartiality() -> None:
    assert codes(READY) == []
    assert codes(replace(READY, on=DAY - dt.timedelta(days=1))) == ["before_the_meeting"]
    assert codes(replace(READY, on=DAY + dt.timedelta(days=1))) == []  # written up the day after
    assert codes(replace(READY, attending=frozenset())) == ["nobody_attends"]
    assert codes(replace(READY, writer=3)) == ["writer_not_attending"]
    assert codes(replace(READY, writer=2)) == ["disqualified"]
    assert codes(replace(READY, impartial=False)) == ["impartiality_missing"]
    assert codes(replace(READY, newcomers=("Eva Lind",))) == ["impartiality_missing"]
    assert codes(replace(READY, disqualified=frozenset({1, 2}))) == [
        "disqualified",
        "all_disqualified",
    ]


def test_it_is_said_in_so_many_words_that_nobody_or_who_is_disqualified() -> None:
    niece = (Declared("a", "FAMILY"),)
    known = {"b": "Eva Lind"}
    for nobody, declared, before in product([None, True, False], [(), niece], [{}, known]):
        found = declared_objections(
            declared, nobody=nobody, present=frozenset({"a", "b"}), before=before
        )

        nobody_is = nobody is True and not declared and not before
        somebody_is = nobody is False and bool(declared or before)
        assert (found == []) is (nobody_is or somebody_is)


def test_the_line_says_what_and_not_whom() -> None:
    names = ["Berit Åse", "Hansen-Li"]

    assert names_in("Berits alarm, åse sier ja", names) == ["berit", "åse"]
    assert names_in("Liberal vurdering i Hans sak", names) == []
    assert [o.code for o in summary_objections("To\nlinjer", names=names)] == ["several_lines"]
    assert summary_objections("Alarm eller tilsyn om natten?", names=names) == []
    assert initials("Berit Åse", "Hansen") == "B. H."
    assert proposed_summary(services="BPA", stage="Til vedtak", recommended=[]) == (
        "BPA – til vedtak"
    )
    assert len(proposed_summary(services="", stage="", recommended=["ord " * 90])) <= 200


def test_the_note_says_who_took_part_and_who_had_left() -> None:
    said = note_text(meets_on=DAY, conclusion=" Ja. ", present=["A", "B"], disqualified=["C"])

    assert said.startswith("Tildelingsmøte 24.11.2026: Ja.\n")
    assert "Til stede: A, B.\nInhabile, deltok ikke i saken: C." in said
