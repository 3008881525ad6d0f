"""The letter of a decision: one content for each recipient, the same for page, preview and PDF."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate, localtime

from cases.models import Case
from cases.queries import staff_names, unit_names
from cases.rules import extent_text
from cases.service_types import ComplaintRoute
from cases.stages import Origin
from deadlines.kinds import Kind
from deadlines.queries import open_deadlines
from decisions.legal import Charge, charge_sentence
from decisions.models import Decision, DecisionLine, UrgentDecision
from decisions.policy import CARER_IS_PARTY, GIVES
from decisions.queries.facts import (
    asked_by_person,
    asked_for,
    basis_of,
    charge_of,
    complaint_body,
    extent_stored,
    local_rates,
    route_of,
    service_name,
)
from decisions.rules import extent_of, is_self, rules_text
from notifications.letters import Language
from notifications.queries import carer, head_for, recipients
from notifications.rules import (
    Applied,
    DecisionLetter,
    LetterContent,
    Orally,
    Outcome,
    Signature,
    SignerRole,
    build_decision,
)
from notifications.rules import ComplaintRoute as Route
from notifications.rules import DecisionLine as Line
from notifications.rules.post import Recipient
from people.models import Relative

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Envelope:
    """A letter and whom it is for; `copy` is anybody but the first."""

    recipient: Recipient
    content: LetterContent
    copy: bool


def letters_of(
    case: Case, decision: Decision, lines: Sequence[DecisionLine], *, on: dt.date
) -> list[Envelope]:
    """The decision's letter to each who gets it, as it would be on that day; the party first.

    Lines without an outcome are left out. Empty when there is nothing to say or nobody to tell, and
    for what was decided elsewhere: it was told there.
    """
    told = [line for line in lines if line.outcome]
    if not told or decision.imported_from_id is not None:
        return []
    return [
        Envelope(one, _content(case, decision, told, one, on=on), copy=bool(number))
        for number, one in enumerate(parties(case, told, on=on))
    ]


def parties(case: Case, lines: Sequence[DecisionLine], *, on: dt.date) -> list[Recipient]:
    """Who gets the letter: the person with those who stand in, and a carer who is the party.

    Omsorgsstønad and avlastning are the carer's own right (pbrl § 2-8): where all lines are such,
    the carer comes first.
    """
    found = recipients(case.person_id, on=on)
    of_carer = [line.service_key in CARER_IS_PARTY for line in lines]
    if not any(of_carer) or not found:
        return found
    relatives = Relative.objects.filter(resident_id=case.person_id, carer=True).order_by("pk")
    carers = [
        carer(case.person_id, relative.pk, on=on)
        for relative in relatives
        if relative.valid_from <= on and (relative.valid_to is None or on < relative.valid_to)
    ]
    return [*carers, *found] if all(of_carer) else [*found, *carers]


def fee_text(charge: Charge | None, language: str) -> str:
    """What the line's service costs, in the letter's words; empty where it is not charged for."""
    return charge_sentence(charge, language=language) if charge is not None else ""


def _content(
    case: Case,
    decision: Decision,
    lines: Sequence[DecisionLine],
    recipient: Recipient,
    *,
    on: dt.date,
) -> LetterContent:
    language = Language(decision.language)
    gives = any(line.outcome in set(GIVES) for line in lines)
    by_application = case.origin == Origin.APPLICATION or asked_by_person(case)
    asked = [service_name(key, on=on, language=language) for key in asked_for(case, on=on)]
    return build_decision(
        DecisionLetter(
            head=head_for(
                recipient,
                unit_id=decision.deciding_unit_id or case.unit_id,
                reference=case.reference,
                on=on,
                signatures=_signatures(case, decision),
                language=language,
            ),
            applied=Applied(case.received_on, tuple(asked)) if by_application and asked else None,
            lines=tuple(_line(case, decision, line, on=on) for line in lines),
            considerations="\n\n".join(
                text for text in (decision.considerations, decision.childs_interest) if text.strip()
            ),
            facts=decision.facts,
            own_view=decision.persons_view,
            no_own_view_because=decision.no_view_reason,
            goal=decision.goal if gives else "",
            evaluation_on=decision.evaluate_on if gives else None,
            conditions=tuple(
                text.strip() for text in decision.conditions.splitlines() if text.strip()
            ),
            orally=tuple(_orally(given, case) for given in decision.urgent.order_by("at", "pk")),
        )
    )


def _orally(given: UrgentDecision, case: Case) -> Orally:
    at, told_at = localtime(given.at), given.told_at and localtime(given.told_at)
    return Orally(
        on=localdate(given.at),
        clock=f"{at:%H.%M}",
        told=given.told,
        self_told=is_self(given.told, case.person.given_name, case.person.family_name),
        told_on=localdate(given.told_at) if given.told_at else None,
        told_clock=f"{told_at:%H.%M}" if told_at else "",
    )


def _signatures(case: Case, decision: Decision) -> list[Signature]:
    """Who answers for the letter: the decider, or until then who writes; and the approver."""
    decider = decision.decided_by_id or case.responsible_id or decision.written_by_id
    names = staff_names([decider, decision.approved_by_id])
    signed = [Signature(names[decider], SignerRole.DECIDER)]
    if decision.approved_by_id is not None:
        signed.append(Signature(names[decision.approved_by_id], SignerRole.APPROVER))
    return signed


def _line(case: Case, decision: Decision, line: DecisionLine, *, on: dt.date) -> Line:
    language = decision.language
    spoken = "nn" if language == "nn" else "nb"
    gives = line.outcome in set(GIVES)
    basis = basis_of(line, on=on)
    rules: tuple[str, ...] = ()
    if basis is not None:
        said = rules_text([basis], on=on, language=spoken).replace("§ ", "§\N{NO-BREAK SPACE}")
        rules = (basis.short,) if language == "en" else tuple(said.splitlines())
    goes_on = line.replaces if gives and _runs(line.replaces, line.from_on, on=on) else None
    by_now = goes_on.unit_performing_id or line.unit_performing_id if goes_on else None
    units = unit_names([line.unit_performing_id, by_now], on=on)
    return Line(
        service=service_name(line.service_key, on=on, language=language),
        outcome=Outcome(line.outcome),
        rules=rules,
        route=_route(case, line, language, on=on),
        extent=_extent(line, language) if gives else "",
        applied_extent=line.applied,
        starts_on=line.from_on if gives else None,
        ends_on=line.to_on - _ONE_DAY if gives and line.to_on else None,
        fee_text=_fee(case, line, language, on=on),
        reason=line.reason,
        provider=units.get(line.unit_performing_id or 0, "") if gives else "",
        ordered=line.urgent_id is not None,
        before=_extent(line.replaces, language) if gives and line.replaces else "",
        given_by=units.get(by_now or 0, ""),
    )


def _runs(before: DecisionLine | None, from_on: dt.date | None, *, on: dt.date) -> bool:
    """Whether an earlier line has begun by the letter's day, and goes on until the new one begins.

    One whose days are over and that nobody has ended is given still: expiry stops no help.
    """
    if before is None or before.from_on is None or before.from_on > on:
        return False
    ends = before.to_on
    if ends is not None and ends > on and from_on is not None and ends < from_on:
        return False
    waits = open_deadlines().filter(case=before.decision.case_id, kind=Kind.TARGET_START)
    return not waits.filter(key__startswith=f"order:{before.public_id}").exists()


def _extent(line: DecisionLine, language: str) -> str:
    try:
        extent = extent_of(extent_stored(line))
    except ValueError:
        return ""
    return extent_text(extent, language=language) if extent else ""


def _route(case: Case, line: DecisionLine, language: str, *, on: dt.date) -> Route:
    row = route_of(basis_of(line, on=on), on=on)
    if row is None:  # a draft without a legal basis; never issued so
        return Route("…", 0, "…")
    body = complaint_body(case.municipality_id, ComplaintRoute(row.route), on=on)
    named = row.body_nn if language == "nn" else row.body_nb
    return Route(body or named, row.weeks, row.short)


def _fee(case: Case, line: DecisionLine, language: str, *, on: dt.date) -> str:
    charge = charge_of(line, local_rates(case.municipality_id, on=on), on=on)
    try:
        return fee_text(charge, language)
    except ValueError:  # an unknown rate: said as an objection, never guessed
        return ""
