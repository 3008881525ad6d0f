"""Decisions: to be written, drafted, issued and refused."""

import datetime as dt
from collections.abc import Sequence

from cases import actions as case_actions
from cases.models import Case
from cases.stages import Stage, Track
from deadlines import actions as deadline_actions
from decisions import actions as decision_actions
from decisions.models import Decision, DecisionLine
from decisions.policy import Part
from pathways import actions as pathway_actions
from people.access import Actor
from people.models import (
    Resident,
    Unit,
)
from tests.given.ready import ready
from tests.given.recommendations import a_recommended_case
from tests.given.town import NOW, Town, public_id_of


@ready
def a_case_to_decide(
    town: Town,
    *,
    person: Resident | None = None,
    services: Sequence[str] = ("helsetjenester_i_hjemmet",),
    track: Track = Track.HOME,
    refuse: bool = False,
    officer: Actor | None = None,
    at: dt.datetime = NOW,
) -> Case:
    """A case at «Til vedtak», taken by the officer, with a sent recommendation.

    With a strictly protected person (kode 6) it goes from name to name: no unit sees it.
    """
    by_name = person is not None and person.protection == "STRICT"
    case = a_recommended_case(
        town, person=person, services=services, track=track, refuse=refuse, at=at
    )
    if case.stage == Stage.RECOMMENDED:
        pathway_actions.propose_handover(
            case.pk,
            purpose="COORDINATION",
            to_unit=town.coordination.key if by_name else "",
            to_staff=public_id_of(town.coordinator) if by_name else "",
            message="",
            actor=town.assessor if track is Track.HOME else town.other_caseworker,
            at=at,
        )
        pathway_actions.accept_handover(case.pk, actor=town.coordinator, at=at)
        pathway_actions.send_to_decision(case.pk, actor=town.coordinator, at=at)
    if by_name:
        deadline_actions.assign_case(
            case.pk, staff_id=(officer or town.officer).staff(), actor=town.chief, at=at
        )
    else:
        case_actions.take_case(case.pk, actor=officer or town.officer, at=at)
    case.refresh_from_db()
    return case


def a_drafted_decision(
    town: Town,
    case: Case,
    *,
    unit: Unit | None = None,
    actor: Actor | None = None,
    at: dt.datetime = NOW,
) -> Decision:
    """The draft of a case to decide, with a performing unit on every line: it lacks nothing."""
    actor = actor or town.officer
    answer = decision_actions.draft_decision(case.pk, actor=actor, at=at)
    key = (unit or town.home_service).key
    decision = Decision.objects.get(case=case, n=answer["n"])
    lines = DecisionLine.objects.filter(decision=decision).order_by("position")
    decision_actions.save_decision(
        case.pk,
        version=decision.version,
        typed={
            "facts": "Ola trenger hjelp til morgenstell og legemidler hver dag.",
            "lines": [
                {
                    "id": str(line.public_id),
                    "unit_performing": key,
                    "reason": "" if line.outcome == "GRANTED" else "Du klarer dette selv i dag.",
                }
                for line in lines
            ],
        },
        actor=actor,
        at=at,
    )
    decision.refresh_from_db()
    case.refresh_from_db()
    return decision


@ready
def a_drafted_case(town: Town) -> Case:
    """A case to decide whose draft lacks nothing."""
    case = a_case_to_decide(town)
    a_drafted_decision(town, case)
    return case


@ready
def an_issued_decision(
    town: Town,
    *,
    person: Resident | None = None,
    services: Sequence[str] = ("helsetjenester_i_hjemmet",),
    unit: Unit | None = None,
    at: dt.datetime = NOW,
) -> Decision:
    """A grant on the home track, issued by the officer: its lines are orders to `unit`."""
    case = a_case_to_decide(town, person=person, services=services, at=at)
    decision = a_drafted_decision(town, case, unit=unit, at=at)
    decision_actions.submit_and_issue(case.pk, version=decision.version, actor=town.officer, at=at)
    decision.refresh_from_db()
    return decision


@ready
def a_refusal(town: Town, *, person: Resident | None = None, at: dt.datetime = NOW) -> Decision:
    """A refusal on the home track, approved and issued; its letter waits to be posted."""
    case = a_case_to_decide(town, person=person, refuse=True, at=at)
    decision = a_drafted_decision(town, case, at=at)
    decision_actions.submit_decision(case.pk, version=decision.version, actor=town.officer, at=at)
    decision.refresh_from_db()
    for part in Part:
        decision_actions.see_part(
            case.pk, part=part, version=decision.version, actor=town.approver, at=at
        )
    decision_actions.approve_and_issue(
        case.pk, version=decision.version, actor=town.approver, at=at
    )
    decision.refresh_from_db()
    return decision
