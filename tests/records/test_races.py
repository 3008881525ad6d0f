"""Several at once: every document its own number, and one answer to whether the person heard it."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from audit.models import Entry
from people.refusals import Refused
from records import actions
from records.adapters import Clean
from records.kinds import DocumentKind, NoteKind, PutBefore
from records.models import JournalNumber
from records.rules import Described, Written
from tests import given

pytestmark = pytest.mark.usefixtures("real_db")
AT_ONCE = 8


@pytest.fixture
def town() -> Iterator[given.Town]:
    yield given.a_town()
    connections.close_all()


def together(act: Callable[[int], Any]) -> list[Any]:
    """What `act` gave in each of eight threads that began at the same moment."""
    start = Barrier(AT_ONCE)

    def one(n: int) -> Any:
        start.wait()
        try:
            return act(n)
        except Refused as refused:
            return refused.code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(one, range(AT_ONCE)))


def test_eight_documents_at_once_get_eight_numbers_without_gaps(
    town: given.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = [given.a_case(town, responsible=town.caseworker) for _ in range(AT_ONCE)]
    monkeypatch.setattr(
        "records.actions.parts.made_harmless",
        lambda body: Clean(body, "application/pdf", 1, (), f"{body.decode():0>64}"),
    )

    together(
        lambda n: actions.add_document(
            Described(
                kind=DocumentKind.OTHER, dated_on=given.NOW.date(), title=f"Nr {n}", party="Ola"
            ),
            str(n).encode(),
            case_id=cases[n].pk,
            actor=town.caseworker,
            at=given.NOW,
        )
    )

    numbers = JournalNumber.objects.values_list("number", flat=True)
    assert sorted(numbers) == list(range(1, AT_ONCE + 1))


def test_it_is_answered_once_whether_the_person_has_heard_it(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    note = actions.write_note(
        Written(
            kind=NoteKind.INFORMATION,
            occurred_on=given.NOW.date(),
            text="Han faller.",
            informant="Datteren",
            put_before=PutBefore.NOT_YET,
        ),
        case_id=case.pk,
        actor=town.caseworker,
        at=given.NOW,
    )["note"]

    answers = together(
        lambda n: actions.put_before_person(
            note,
            put_before=PutBefore.NOT_NEEDED,
            note=f"Grunn {n}",
            actor=town.caseworker,
            at=given.NOW,
        )
    )

    assert answers.count("told_before") == AT_ONCE - 1
    assert Entry.objects.filter(event="InformationKept").count() == 1
