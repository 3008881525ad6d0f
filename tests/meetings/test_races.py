"""Several at the table at once: every case its place, one conclusion, one note."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections

from meetings.models import AgendaItem, Meeting
from people.refusals import Refused
from records.models import Note
from tests import given
from tests.meetings.acts import MEETS, a_meeting, conclude, gather, nobody_is, put

pytestmark = pytest.mark.usefixtures("real_db")
AT_ONCE = 4


@pytest.fixture
def town() -> Iterator[given.Town]:
    yield given.a_town()
    connections.close_all()


def together(act: Callable[[int], None]) -> list[str]:
    """What stopped each of four who began at the same moment; empty where nothing did."""
    start = Barrier(AT_ONCE)

    def one(n: int) -> str:
        start.wait()
        try:
            act(n)
        except Refused as refused:
            return refused.code
        else:
            return ""
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_the_agenda_keeps_its_order_and_the_conclusion_is_written_once(town: given.Town) -> None:
    meeting = a_meeting(town, unit=town.intake)
    cases = [given.a_case(town, responsible=town.caseworker) for _ in range(AT_ONCE)]

    assert together(lambda n: put(cases[n], meeting, by=town.caseworker)) == [""] * AT_ONCE
    places = AgendaItem.objects.order_by("position").values_list("position", flat=True)
    assert list(places) == [1, 2, 3, 4]
    assert Meeting.objects.get().version == 1 + AT_ONCE

    gather(meeting, town.caseworker, by=town.caseworker)
    nobody_is(cases[0], by=town.caseworker)
    ended = together(lambda _n: conclude(cases[0], by=town.caseworker, at=MEETS))
    assert sorted(ended) == ["", "item_settled", "item_settled", "item_settled"]
    assert Note.objects.count() == 1
