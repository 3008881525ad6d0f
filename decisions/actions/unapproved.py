"""Part of taking a decision back: its approval falls, and whoever gave it is told."""

import datetime as dt

from audit.words import filled
from cases.models import Case
from decisions.models import Decision
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor


def tell_unapproved(decision: Decision, case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """Tell whoever had approved a locked decision that this is no more what they approved."""
    approver = decision.approved_by
    if approver is None or approver.pk == actor.staff():
        return
    notify(
        approver,
        NoticeKind.RETURNED,
        case=case,
        key=f"unapproved:{decision.public_id}:{decision.version}",
        sentence=filled(
            "Vedtaket i sak {reference} er tatt tilbake for å rettes. Godkjenningen din"
            " gjelder ikke lenger.",
            reference=case.reference,
        ),
        at=at,
    )
