"""Use cases of the list of deadlines: give one more time, or say that it is followed up."""

import datetime as dt

from audit import trail
from cases.actions import discard_drafts
from deadlines.actions.parts import extend, meet, rule_of
from deadlines.events import DeadlineExtended, DeadlineSettled
from deadlines.kinds import ASKED
from deadlines.queries import lock_deadline
from deadlines.rules import draft_form
from people.access import Actor, use_case
from people.refusals import Refused
from people.roles import Permission


@use_case(Permission.WORK_CASE)
def extend_deadline(
    deadline_id: str, *, until: dt.date, reason: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Give a deadline a later day (Utsett fristen), for a reason that everybody sees.

    Raises NotFound, AccessDenied; Refused when the kind is fixed by law, as the preliminary
    answer is, or the day is not later.
    """
    deadline = lock_deadline(deadline_id, actor=actor)
    before = deadline.due_on
    extend(deadline, until=until, reason=reason, actor=actor, at=at)
    discard_drafts(deadline.case, draft_form("utsett", deadline_id), owner_id=actor.staff())
    trail.record(
        DeadlineExtended(
            case_id=deadline.case_id,
            person_id=deadline.person_id,
            deadline=str(deadline.public_id),
            label=rule_of(deadline).label,
            before=f"{before:%d.%m.%Y}",
            after=f"{until:%d.%m.%Y}",
            reason=reason.strip(),
        ),
        actor=actor,
        at=at,
    )
    return {"deadline": str(deadline.public_id), "due_on": until.isoformat()}


@use_case(Permission.WORK_CASE)
def settle_deadline(
    deadline_id: str, *, note: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say that what the deadline asked for is done (Merk som fulgt opp), and how.

    Only for what no other act meets, and of a letter that asks, only while it is sent: else nobody
    would follow the letter any more. Raises NotFound, AccessDenied, Refused.
    """
    deadline = lock_deadline(deadline_id, actor=actor)
    row = rule_of(deadline)
    if not row.by_hand:
        raise Refused(
            "Denne fristen følges opp ved at arbeidet gjøres i saken.", code="not_by_hand"
        )
    if deadline.kind in ASKED and deadline.provisional:
        raise Refused(
            "Brevet er ikke sendt. Skal det ikke sendes, stans det, og skriv hvorfor på brevet.",
            code="letter_not_sent",
        )
    if not note.strip():
        raise Refused("Skriv hva som er gjort.", code="note_missing", field="note")
    meet(deadline, reason=note.strip(), actor=actor, at=at)
    discard_drafts(deadline.case, draft_form("fulgt-opp", deadline_id), owner_id=actor.staff())
    trail.record(
        DeadlineSettled(
            case_id=deadline.case_id,
            person_id=deadline.person_id,
            deadline=str(deadline.public_id),
            label=row.label,
            note=note.strip(),
        ),
        actor=actor,
        at=at,
    )
    return {"deadline": str(deadline.public_id)}
