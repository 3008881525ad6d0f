"""What the tests of the post are given."""

import pytest

from cases.models import Case
from tests import given


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town)
