"""Claims nobody has answered as deadlines: a month, from the day they came (GDPR article 12)."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localdate

from audit.words import filled, mark
from cases.queries import unit_names
from deadlines.kinds import Calendar, TermUnit
from deadlines.rules import Computation, explain
from people.access import Actor
from people.queries import kept_from
from people.roles import Permission
from privacy.kinds import CLAIMS, ClaimKind
from privacy.models import Claim
from privacy.policy import answers_on

MOST: Final = 200


@dataclass(frozen=True, slots=True)
class ClaimDue:
    """A claim among the deadlines, in their shape. Like its task it names nobody."""

    public_id: str
    label: str
    legal_basis: str
    unit: str
    due_on: dt.date
    explanation: tuple[str, ...]
    person_id: None = None
    reference: str = ""
    responsible: str = ""
    clock: str = ""

    @property
    def url(self) -> str:
        """Its page, which asks whether the reader may open the person."""
        return f"/rettigheter/{self.public_id}/"


def claims_due(actor: Actor, *, on: dt.date) -> list[ClaimDue]:
    """The claims the actor may answer, the earliest first: those of the units they lead."""
    if not actor.may(Permission.ANSWER_CLAIMS):
        return []
    found = Claim.objects.filter(
        municipality_id=actor.municipality_id, outcome="", unit__in=actor.led_unit_ids
    ).exclude(person__in=kept_from(actor))
    claims = list(found.order_by("due_on", "pk")[:MOST])
    units = unit_names({claim.unit_id for claim in claims if claim.unit_id}, on=on)
    return [_row(claim, units.get(claim.unit_id or 0, "")) for claim in claims]


def _row(claim: Claim, unit: str) -> ClaimDue:
    rule = answers_on(localdate(claim.registered_at))
    computed = Computation(
        rule=f"claim {rule.valid_from}",
        trigger=mark("Kravet kom"),
        starts_on=claim.received_on,
        length=rule.months,
        unit=TermUnit.MONTHS,
        calendar=Calendar.UNEXTENDED,
        counted_on=claim.due_on,
        due_on=claim.due_on,
        until="",
        moved_over=(),
        legal_basis=rule.source,
    )
    return ClaimDue(
        public_id=str(claim.public_id),
        label=filled("Krav: {what}", what=CLAIMS[ClaimKind(claim.kind)]),
        legal_basis=rule.source,
        unit=unit,
        due_on=claim.due_on,
        explanation=explain(computed),
    )
