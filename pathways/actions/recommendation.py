"""Send the recommendation and take it back, each with the handover that goes with it."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from assessments.actions import answer_of, submit, take_back, write_recommendation
from assessments.rules import TypedProposal
from cases.models import Case
from cases.queries import disqualified_ids, lock
from pathways.actions.parts import pending, propose, receiver_name, refused, withdraw
from pathways.queries import usual_receiver
from pathways.rules import Purpose
from people.access import Actor, use_case
from people.roles import Permission


@use_case(Permission.ASSESS)
def send_recommendation(
    case_id: int, *, version: int, proposal: TypedProposal, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Keep what is typed, send it, and propose the handover that must follow, in one act.

    Where policy asks for the coordinator, the case is proposed to the coordinator of the person's
    pathway, else to the coordinators' unit; the sender stays responsible until somebody accepts.
    Answers with `proposed_to`, in words: empty when policy passes the coordinator, and when the
    sender must choose because nobody can receive or the case is not theirs to hand over.

    Raises as `assessments.actions.save_recommendation`, and Refused with every objection of
    `assessments.actions.submit_recommendation`.
    """
    case = lock(case_id, actor=actor)
    written = write_recommendation(case, proposal, version=version, actor=actor, at=at)
    passed = submit(case, written, actor=actor, at=at)
    proposed_to = "" if passed else propose_to_the_usual(case, actor=actor, at=at)
    return {**answer_of(case, written), "proposed_to": proposed_to}


@use_case(Permission.ASSESS)
def take_back_recommendation(
    case_id: int, *, version: int, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Take a sent recommendation back, and with it the handover that nobody has answered.

    Raises as `assessments.actions.take_back`.
    """
    case = lock(case_id, actor=actor)
    opened = take_back(case, version=version, actor=actor, at=at)
    waiting = pending(case)
    if waiting is not None and waiting.purpose == Purpose.COORDINATION:
        withdraw(case, waiting, actor=actor, at=at)
    return answer_of(case, opened)


def propose_to_the_usual(case: Case, *, actor: Actor, at: dt.datetime) -> str:
    """Propose a locked case to whom it usually goes to; who that is, empty if it cannot be done."""
    usual = usual_receiver(case, on=localdate(at))
    if usual is None or not actor.may(Permission.HAND_OVER):
        return ""
    unit, staff = usual
    if staff is not None and staff.pk in disqualified_ids(case):
        staff = None
    if refused(case, Purpose.COORDINATION, staff, actor=actor):
        return ""
    return receiver_name(propose(case, Purpose.COORDINATION, unit, staff, actor=actor, at=at))
