"""What the tests of decisions are given: a town, a case to decide, a draft that lacks nothing."""

import pytest

from cases.models import Case
from tests import given


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(request: pytest.FixtureRequest, town: given.Town) -> Case:
    """At «Til vedtak», taken by the officer, recommended by the assessor."""
    if "drafted" in request.fixturenames:
        drafted: Case = request.getfixturevalue("drafted")
        return drafted
    return given.a_case_to_decide(town)


@pytest.fixture
def drafted(town: given.Town) -> Case:
    """The same with a draft that lacks nothing."""
    return given.a_drafted_case(town)
