"""Two at once, with real commits: one wins, the other is told, and nothing is done twice."""

import datetime as dt
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from cases.actions import give_access
from cases.models import Case
from cases.stages import Stage
from decisions import actions
from decisions.models import Decision, DecisionLine, UrgentDecision
from notifications.models import Letter
from people.refusals import Refused, Stale
from people.roles import Role
from tests import given
from tests.decisions.acts import save, save_line, see_all, submit, the, the_line
from tests.decisions.haste import said

pytestmark = pytest.mark.usefixtures("real_db")


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """Run the acts in threads that start together; each answer, or what was raised."""
    start = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return act()
        except Refused as refusal:
            return refusal
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


@pytest.fixture
def waiting(town: given.Town, drafted: Case) -> Case:
    """A refusal that waits for approval."""
    save_line(drafted, town.officer, outcome="REFUSED", reason="Du klarer det selv.")
    submit(drafted, town.officer)
    return drafted


def test_two_approvers_at_once_send_one_letter_and_one_is_told_who_was_first(
    town: given.Town, waiting: Case
) -> None:
    other = given.staff(Role.APPROVER, town.office, given="Per", family="Dal")
    version = the(waiting).version
    for actor in (town.approver, other):
        see_all(waiting, actor)

    answers = at_once(
        *(
            lambda actor=actor: actions.approve_and_issue(
                waiting.pk, version=version, actor=actor, at=given.NOW
            )
            for actor in (town.approver, other)
        )
    )

    (lost,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert isinstance(lost, Stale)
    assert "allerede godkjent av" in str(lost)
    assert Letter.objects.count() == 1
    assert the(waiting).issued_at is not None


@pytest.mark.asvs("V15.4.2")
def test_an_edit_and_an_approval_at_once_never_send_what_nobody_saw(
    town: given.Town, waiting: Case
) -> None:
    see_all(waiting, town.approver)
    version = the(waiting).version

    def take_back_and_edit() -> None:
        actions.take_back_decision(waiting.pk, version=version, actor=town.officer, at=given.NOW)
        save(waiting, town.officer, considerations="Ingen har sett dette.")

    answers = at_once(
        take_back_and_edit,
        lambda: actions.approve_and_issue(
            waiting.pk, version=version, actor=town.approver, at=given.NOW
        ),
    )

    decision = the(waiting)
    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    if decision.issued_at is None:
        assert waiting.stage == Stage.DECISION
        assert not Letter.objects.exists()
    else:
        assert "Ingen har sett dette." not in str(Letter.objects.get().content)


def test_two_deciders_at_once_issue_one_decision(town: given.Town, drafted: Case) -> None:
    other = given.staff(Role.DECISION_OFFICER, town.office)
    version = the(drafted).version

    answers = at_once(
        *(
            lambda actor=actor: actions.submit_and_issue(
                drafted.pk, version=version, actor=actor, at=given.NOW
            )
            for actor in (town.officer, other)
        )
    )

    assert sum(isinstance(answer, Refused) for answer in answers) == 1
    assert Letter.objects.count() == 1
    assert Decision.objects.filter(issued_at__isnull=False).count() == 1


def test_two_saves_at_once_keep_one_and_tell_the_other(town: given.Town, drafted: Case) -> None:
    version = the(drafted).version

    answers = at_once(
        *(
            lambda actor=actor: actions.save_decision(
                drafted.pk,
                version=version,
                typed={"goal": f"Målet til {actor.staff_id}."},
                actor=actor,
                at=given.NOW + dt.timedelta(minutes=1),
            )
            for actor in (town.officer, town.approver)
        )
    )

    assert sum(isinstance(answer, Stale) for answer in answers) == 1
    assert the(drafted).version == version + 1


def test_a_double_click_is_one_act(town: given.Town, drafted: Case) -> None:
    actor = given.with_key(town.officer, "one-form")
    version = the(drafted).version

    def press() -> Any:
        return actions.submit_and_issue(drafted.pk, version=version, actor=actor, at=given.NOW)

    answers = at_once(press, press)
    again = press()

    assert again in answers
    assert [a for a in answers if isinstance(a, Refused) and a.code != "in_flight"] == []
    assert Letter.objects.count() == 1


@pytest.mark.asvs("V2.3.4")
def test_two_who_give_the_same_help_at_once_order_it_once_and_one_is_told_who_was_first(
    town: given.Town,
) -> None:
    case = given.a_case_to_decide(town)
    other = given.staff(Role.DECISION_OFFICER, town.office, given="Per", family="Dal")

    answers = at_once(
        *(
            lambda actor=actor: actions.decide_urgently(
                case.pk, said=said(town), version=case.version, actor=actor, at=given.NOW
            )
            for actor in (town.officer, other)
        )
    )

    (lost,) = [answer for answer in answers if isinstance(answer, Refused)]
    assert isinstance(lost, Stale)
    assert "ga denne hjelpen" in str(lost)
    assert the_line(case).urgent is not None
    assert UrgentDecision.objects.count() == DecisionLine.objects.count() == 1


def test_the_same_help_given_at_once_in_two_cases_of_a_person_is_ordered_once(
    town: given.Town,
) -> None:
    for _ in range(4):
        person = given.a_person(town.municipality)
        cases = [given.a_registered_application(town, person=person)[0] for _ in range(2)]
        for case in cases:
            give_access(case, unit=town.office, ground="shared", at=given.NOW)

        at_once(
            *(
                lambda case=case, actor=actor: actions.decide_urgently(
                    case.pk, said=said(town), actor=actor, at=given.NOW
                )
                for case, actor in zip(cases, (town.officer, town.approver), strict=True)
            )
        )

        ordered = DecisionLine.objects.filter(decision__case__in=cases, urgent__isnull=False)
        assert ordered.filter(replaces=None).count() == 1
