"""What CI tries of a long proof each day is all of it after some days, and never nothing."""

import pytest

from tests import depth


@pytest.mark.parametrize(("many", "of"), [(232, 2), (200, 8), (5, 5), (1, 1)])
@pytest.mark.parametrize("turn", [0, 7])
def test_a_share_is_never_empty_and_all_are_tried_on_so_many_days_in_a_row(
    many: int, of: int, turn: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(depth, "WHOLE", False)
    shares = []
    for day in range(739_943, 739_943 + of):
        monkeypatch.setattr(depth, "DAY", day)
        shares.append(list(depth.in_turn(range(many), of=of, turn=turn)))

    assert all(shares)
    assert sorted(one for share in shares for one in share) == list(range(many))


def test_what_has_its_turn_within_another_meets_it_all(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(depth, "WHOLE", False)
    met = set()
    for day in range(100, 108):
        monkeypatch.setattr(depth, "DAY", day)
        for door in depth.in_turn("AB"):
            met |= {door + role for role in depth.in_turn("abcd", of=4, every=2)}

    assert met == {door + role for door in "AB" for role in "abcd"}


def test_a_whole_proof_tries_everything(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(depth, "WHOLE", True)

    assert list(depth.in_turn(range(9), of=4, turn=3)) == list(range(9))
    assert depth.deep(200, 25) == 200
