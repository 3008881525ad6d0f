"""A run in which something was not tried has not held, and its exit code says so."""

import subprocess
from pathlib import Path

import pytest

from tests.faults.campaign.__main__ import BROKEN, UNTRIED, verdict
from tests.faults.campaign.row import Row

ROOT = Path(__file__).parents[2]
HELD = Row("kills", "nothing is lost")
NOT_TRIED = Row("disk", "nothing is lost", skipped="needs root, to mount a file system")
BROKE = Row("steps", "no deadline is missed", broken=("one was missed",))


@pytest.mark.parametrize(
    ("rows", "may_skip", "code"),
    [
        ([HELD], False, 0),
        ([HELD, NOT_TRIED], False, UNTRIED),
        ([HELD, NOT_TRIED], True, 0),
        ([HELD, NOT_TRIED, BROKE], False, BROKEN),
        ([HELD, NOT_TRIED, BROKE], True, BROKEN),
    ],
)
def test_the_exit_code_tells_what_broke_from_what_was_not_tried(
    rows: list[Row], may_skip: object, code: int
) -> None:
    assert verdict(rows, may_skip=bool(may_skip)) == code
    assert len({0, BROKEN, UNTRIED}) == 3


@pytest.mark.parametrize(
    ("said", "content"),
    [
        ([], False),
        (["MAY_SKIP=1"], True),
        (["MAY_SKIP=0"], False),
        (["SHARE=ci"], True),
        (["SHARE=full"], False),
    ],
)
def test_only_ci_and_who_says_so_is_content_without_what_needs_root(
    said: list[str], content: object
) -> None:
    asked = subprocess.run(
        ["make", "-n", "faults", *said], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert ("--may-skip" in asked.stdout) == content
