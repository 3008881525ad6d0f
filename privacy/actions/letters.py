"""The letter that tells the person what came of a claim."""

import datetime as dt
from typing import Final

from django.db.models import F
from django.utils.timezone import localdate

from cases.models import Case
from cases.service_types import ComplaintRoute
from decisions.legal import route_row
from decisions.queries import complaint_body
from notifications.actions import send_letter, send_letter_without_case
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

    It lies with a case of the person's, if there is one: then whoever has the case sees it, also
    where the address is protected or the record blocked.
    """
    today = localdate(at)
    case = _case(claim.person_id)
    unit = claim.unit or Unit.objects.get(pk=actor.acting_unit_id or 0)
    found = recipients(claim.person_id, on=today)
    for number, recipient in enumerate(found, start=1):
        head = head_for(
            recipient, unit_id=unit.pk, reference=case.reference if case else "", on=today
        )
        content = build_claim_answer(_answer(claim, head, field=field, on=today))
        key = f"claim:{claim.public_id}" + (f":{number}" if number > 1 else "")
        if case is not None:
            send_letter(
                case,
                LetterKind.CLAIM_ANSWER,
                content,
                recipient=recipient,
                key=key,
                actor=actor,
                at=at,
            )
            continue
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


def _case(person_id: int) -> Case | None:
    """The person's latest case, one that is open first; locked."""
    found = Case.objects.filter(person_id=person_id).select_for_update(of=("self",), no_key=True)
    return found.order_by(F("ended_at").desc(nulls_first=True), "-pk").first()


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
