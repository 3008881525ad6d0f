"""The clock and somebody who works in a case, at the same moment: neither waits for the other."""

from threading import Thread

import pytest
from django.db import connection, transaction

from cases.queries import lock
from deadlines import actions
from deadlines.kinds import Kind
from deadlines.models import Deadline
from notifications.models import Notice
from people.access import system
from tests import given

SOON = 20  # seconds


@pytest.mark.usefixtures("real_db")
def test_the_clock_reminds_while_somebody_works_in_the_case() -> None:
    """The one has the case and wants its deadline, the other has the deadline and tells of it."""
    # given a deadline that is near
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)
    actions.open_deadline(
        case,
        Kind.PRELIMINARY_ANSWER,
        starts_on=given.NOW.date(),
        actor=town.caseworker,
        at=given.NOW,
    )
    near = Deadline.objects.get(case=case)

    def remind() -> None:
        try:
            actions.remind(near.pk, actor=system(town.municipality.pk), at=given.NOW)
        finally:
            connection.close()

    # when the clock reminds of it while the case is locked
    clock = Thread(target=remind)
    with transaction.atomic():
        lock(case.pk, actor=town.caseworker)
        clock.start()
        clock.join(timeout=SOON)
        waits = clock.is_alive()
    clock.join()

    # then it did not wait
    assert not waits
    assert Notice.objects.filter(case=case).count() == 1
