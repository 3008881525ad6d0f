"""«Mine oppgaver» as a list: what is counted, and what is done with several tasks at once."""

import datetime as dt

import pytest

from tests import given
from tests.desk.test_doors import shown

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def now() -> dt.datetime:
    """By the clock the doors read, which is set to a Wednesday."""
    return dt.datetime.now(dt.UTC)


def test_what_the_filters_leave_is_counted_against_all_in_the_tab(town: given.Town) -> None:
    given.a_registered_application(town, at=now(), urgent=True)
    for _ in range(2):
        given.a_case(town)

    urgent = shown(town.caseworker, "/oppgaver/?vis=ufordelt&haster=ja&type=start_assessment")
    calm = shown(town.caseworker, "/oppgaver/?vis=ufordelt&haster=nei&type=start_assessment")

    assert "1 av 3 · Sortert etter frist" in " ".join(urgent.split())
    assert "2 av 3" in calm
    assert "Haster: Med" in urgent
    assert "Haster: Uten" in calm
