"""The letters that ask the party: for what is missing, and what they mean before a decision."""

import datetime as dt
from typing import Final

from django.utils.timezone import localdate

from audit import trail
from cases.actions import discard_drafts
from cases.models import Case
from cases.queries import lock, with_merged
from deadlines.actions import drop_asked, expect_deadline
from deadlines.kinds import Kind
from intake.actions.letters import askings_made, send_to_all
from intake.actions.receive import must_live
from intake.events import PartyAsked
from intake.queries import asking, objections_to_asking, signed_by
from notifications.actions import stop_waiting
from notifications.letters import ASKING, LETTERS, STOPPED_BECAUSE, LetterKind, StopReason
from people.access import Actor, use_case
from people.refusals import Refused
from people.roles import Permission

# The draft of each page.
DRAFTS: Final = {
    Kind.MISSING_INFORMATION: "mangelbrev",
    Kind.ADVANCE_NOTICE: "forhandsvarsel",
}


@use_case(Permission.WORK_CASE)
def ask_party(
    case_id: int,
    *,
    kind: Kind,
    what: str,
    why: str,
    answer_by: dt.date | None = None,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Ask the party by letter: for what is missing (mangelbrev, fvl §§ 11, 17), or what they mean
    of what is considered (forhåndsvarsel, fvl § 16).

    The day the party may answer by stands in the letter. The time runs from the day the letter is
    sent (deadlines follow it by its key), and the day is never nearer than the kind's shortest
    nor further than its longest.

    Raises Refused with every objection; Stale.
    """
    case = lock(case_id, actor=actor, version=version)
    found = objections_to_asking(case, kind, what=what, why=why, answer_by=answer_by, at=at)
    if found or answer_by is None:
        raise Refused.all(found)
    must_live(case.person)
    key = f"asking:{case.reference}:{askings_made(case) + 1:02}"
    write = asking(case, kind, what=what, why=why, answer_by=answer_by, on=localdate(at))
    send_to_all(
        case,
        LetterKind(kind),
        write,
        key=key,
        signatures=signed_by(actor),
        actor=actor,
        at=at,
    )
    expect_deadline(case, kind, key=key, set_on=answer_by, actor=actor, at=at)
    case.version += 1
    case.save(update_fields=["version"])
    discard_drafts(case, DRAFTS[kind], owner_id=actor.staff())
    trail.record(
        PartyAsked(
            case_id=case.pk,
            person_id=case.person_id,
            label=LETTERS[LetterKind(kind)].label,
            answer_by=f"{answer_by:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "answer_by": answer_by.isoformat()}


def stop_asking(case: Case, reason: StopReason, *, actor: Actor, at: dt.datetime) -> None:
    """Ask the party of a locked case for nothing more: it is decided, or has ended."""
    for one in with_merged(case):
        stop_waiting(one, ASKING, reason, actor=actor, at=at)
    drop_asked(case, reason=STOPPED_BECAUSE[reason], actor=actor, at=at)
