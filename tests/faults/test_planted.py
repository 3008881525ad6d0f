"""Every planted bug still fits the tree: one that does not would plant nothing (`make planted`)."""

import pytest

from tests.faults.planted.__main__ import fits
from tests.faults.planted.bugs import BUGS, Bug
from tests.faults.processes import ROOT


@pytest.mark.parametrize("bug", BUGS, ids=lambda bug: bug.name)
def test_a_planted_bug_fits_the_file_it_is_for(bug: Bug) -> None:
    assert bug.new in fits(bug, ROOT)
