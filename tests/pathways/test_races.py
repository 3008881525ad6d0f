"""Two at the same moment: a handover is accepted or taken back, and a person has one pathway."""

import datetime as dt
from collections.abc import Callable
from functools import partial
from threading import Barrier, Thread

import pytest
from django.db import connection

from cases.models import Case
from cases.queries import visible
from pathways import actions
from pathways.models import Handover, Pathway
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Role
from tests import given

NOW = given.NOW


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do them together; what each answered, or the refusal it met, in their order.

    Whatever else one meets (a deadlock) is raised here, and not lost with its thread.
    """
    together, found = Barrier(len(acts)), dict[int, object]()
    failed: list[BaseException] = []

    def work(n: int, act: Callable[[], object]) -> None:
        try:
            together.wait(timeout=60)
            found[n] = act()
        except (Refused, NotFound, AccessDenied) as refusal:
            found[n] = refusal
        except BaseException as failure:
            failed.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=work, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return [found[n] for n in range(len(acts))]


@pytest.mark.usefixtures("real_db")
def test_a_handover_is_accepted_or_taken_back_and_never_both() -> None:
    town = given.a_town()
    for _ in range(5):
        case = given.a_recommended_case(town)
        actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=NOW)

        answers = at_once(
            partial(actions.accept_handover, case.pk, actor=town.coordinator, at=NOW),
            partial(actions.take_back_handover, case.pk, actor=town.assessor, at=NOW),
        )

        refusals = [answer for answer in answers if isinstance(answer, Refused)]
        assert [refusal.code for refusal in refusals] == ["already_answered"]
        handover = Handover.objects.get(case=case)
        case.refresh_from_db()
        accepted = handover.state == "ACCEPTED"
        assert (case.stage == "HANDOVER") == accepted
        assert visible(town.coordinator).filter(pk=case.pk).exists() == accepted


@pytest.mark.usefixtures("real_db")
def test_two_coordinators_who_accept_at_once_get_one_answer() -> None:
    town = given.a_town()
    colleague = given.staff(Role.COORDINATOR, town.coordination)
    case = given.a_recommended_case(town)
    actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=NOW)

    answers = at_once(
        lambda: actions.accept_handover(case.pk, actor=town.coordinator, at=NOW),
        lambda: actions.accept_handover(case.pk, actor=colleague, at=NOW),
    )

    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Pathway.objects.count() == 1


@pytest.mark.usefixtures("real_db")
def test_two_cases_of_one_person_accepted_at_once_share_one_pathway() -> None:
    town = given.a_town()
    person = given.a_person(town.municipality)
    pair: list[Case] = [given.a_recommended_case(town, person=person) for _ in range(2)]
    for case in pair:
        actions.propose_handover(case.pk, purpose="COORDINATION", actor=town.assessor, at=NOW)
    later = NOW + dt.timedelta(minutes=1)

    answers = at_once(
        *(
            partial(actions.accept_handover, case.pk, actor=town.coordinator, at=later)
            for case in pair
        )
    )

    assert not [answer for answer in answers if isinstance(answer, Refused)]
    assert Pathway.objects.get().links.count() == 2
