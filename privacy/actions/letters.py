"""The letter that tells the person what came of a claim: of no case, for who answers claims."""

import datetime as dt
from typing import Final

from django.utils.timezone import localdate

from cases.service_types import ComplaintRoute
from decisions.legal import route_row
from decisions.queries import complaint_body
from notifications.actions import send_letter_without_case
from notifications.letters import LetterKind
from notifications.queries import head_for, recipients
from notifications.rules import ClaimAnswer, Claimed, ClaimRoute, Head, build_claim_answer
from people.access import Actor
from people.models import Unit
from privacy.kinds import JOURNAL, Outcome
from privacy.legal import AUTHORITY, ClaimLaw, law_of
from privacy.models import Claim

_STATE: Final = ComplaintRoute.STATSFORVALTEREN_PBRL


def tell_answer(claim: Claim, *, field: str, actor: Actor, at: dt.datetime) -> int:
    """Queue the answer to a claim for everybody who gets the person's letters; returns how many.

    It lies with none of the person's cases: what is in a case is read by all who have the case.
    The unit that answers sends it.
    """
    today = localdate(at)
    unit = Unit.objects.get(pk=actor.acting_unit_id or 0)
    asked = claim.unit_id or unit.pk
    found = recipients(claim.person_id, on=today)
    for number, recipient in enumerate(found, start=1):
        head = head_for(recipient, unit_id=asked, reference="", on=today)
        content = build_claim_answer(_answer(claim, head, field=field, on=today))
        key = f"claim:{claim.public_id}" + (f":{number}" if number > 1 else "")
        send_letter_without_case(
            claim.person,
            LetterKind.CLAIM_ANSWER,
            content,
            unit=unit,
            recipient=recipient,
            key=key,
            actor=actor,
            at=at,
        )
    return len(found)


def _answer(claim: Claim, head: Head, *, field: str, on: dt.date) -> ClaimAnswer:
    law = law_of(claim.kind, on=on)
    granted = claim.outcome == Outcome.GRANTED
    return ClaimAnswer(
        head=head,
        claimed=Claimed(claim.kind),
        granted=granted,
        received_on=claim.received_on,
        reason=claim.reason,
        to=claim.handed_to,
        how=claim.handed_how,
        field="" if field == JOURNAL else field,
        laws=law.laws,
        authority=AUTHORITY,
        routes=() if granted else _routes(law, claim.municipality_id, head.language, on=on),
    )


def _routes(
    law: ClaimLaw, municipality_id: int, language: str, *, on: dt.date
) -> tuple[ClaimRoute, ...]:
    row = route_row(_STATE, on=on)
    named = row.body_nn if language == "nn" else row.body_nb
    body = complaint_body(municipality_id, _STATE, on=on) or named
    if law.by_pbrl:
        return (ClaimRoute(body, row.short, row.weeks),)
    return (ClaimRoute(body, law.by_law),) if law.by_law else ()
