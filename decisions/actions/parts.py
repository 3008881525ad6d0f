"""Parts that decide: check and submit, approve, issue with letters, clocks and orders."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate, localtime

from assessments.models import Recommendation
from audit.words import filled, mark
from cases.actions import give_access, move
from cases.models import Case
from cases.models.support import DECIDES
from cases.queries import disqualified_ids
from cases.stages import Stage, Step
from deadlines.actions import expect_deadline, meet_all, meet_deadline, open_deadline
from deadlines.kinds import Kind
from decisions.actions.deviations import note_written
from decisions.actions.draft import link_replaced, unsubmit
from decisions.actions.unapproved import tell_unapproved
from decisions.legal import Amount
from decisions.models import (
    Decision,
    DecisionLetter,
    DecisionLine,
    DecisionVersion,
    DecisionWriter,
    StepSeen,
)
from decisions.policy import GIVES, PARTS, Part
from decisions.queries.content import content_of, outcome_label
from decisions.queries.facts import (
    approval_required,
    basis_of,
    charge_of,
    decision_facts,
    lines_of,
    local_rates,
    route_of,
    rules_of,
    who_decided,
    who_decides,
)
from decisions.queries.letter import fee_text, letters_of
from decisions.queries.people import who_may
from decisions.queries.replaced import replaced_by_lines, wholly_replaced
from decisions.queries.seen import part_versions, parts_seen
from decisions.rules import DecisionFacts, objections
from intake.actions import stop_answers, stop_asking
from notifications.actions import send_letter
from notifications.letters import LetterKind, StopReason
from people.access import Actor
from people.models import Unit
from people.queries import must_not_stand_still
from people.refusals import Objection, Refused, Stale
from people.roles import Permission


@dataclass(frozen=True, slots=True)
class Issued:
    """What an issue set going."""

    outcomes: str
    letters: int
    orders: list[str]  # public ids of granted lines


def must_be_ready(
    decision: Decision, case: Case, *, actor: Actor, at: dt.datetime
) -> DecisionFacts:
    """Raise Refused with everything that stands in the way of deciding; else the facts."""
    day = localdate(at)
    lines = lines_of(decision)
    who = who_decides(case, decision, lines, actor=actor, on=day)
    facts = decision_facts(case, decision, lines, who=who, on=day)
    if found := objections(facts):
        raise Refused.all(found)
    return facts


def submit(decision: Decision, case: Case, *, actor: Actor, at: dt.datetime) -> DecisionFacts:
    """Decide what a locked draft says, as the actor: checked, with what policy asks copied.

    Where policy asks for approval the case moves to it; else it stays until the decision is
    issued. Raises Refused with every objection.
    """
    day = localdate(at)
    facts = must_be_ready(decision, case, actor=actor, at=at)
    link_replaced(decision, case, on=day)
    lines = lines_of(decision)
    _write_fees(decision, lines, case, on=day)
    recommendation = Recommendation.objects.filter(case=case).first()
    decision.recommended_by_id = facts.who.recommended_by
    decision.recommending_unit_id = facts.who.recommending_unit
    decision.recommendation_version = recommendation.version if recommendation else None
    decision.decided_by_id = facts.who.decider
    decision.deciding_unit_id = facts.who.deciding_unit
    decision.two_persons_required = facts.who.two_persons
    decision.two_units_required = facts.who.two_units
    decision.approval_required = approval_required(case, lines, on=day)
    decision.rules = facts.rules
    decision.submitted_at = at
    decision.version += 1
    decision.save()
    DecisionWriter.objects.get_or_create(
        decision=decision, staff_id=facts.who.decider, defaults={"first_at": at}
    )
    DecisionVersion.objects.create(
        decision=decision,
        version=decision.version,
        content=content_of(decision, lines, on=day),
        by_id=facts.who.decider,
        at=at,
    )
    if decision.deciding_unit is not None:
        give_access(case, unit=decision.deciding_unit, ground=DECIDES, at=at)
    if decision.approval_required:
        move(case, Step.SUBMIT_DECISION, actor=actor, at=at)
    return facts


def see(
    decision: Decision, case: Case, parts: Collection[Part], *, actor: Actor, at: dt.datetime
) -> None:
    """Note that the approver has looked at parts of a locked decision, as they stand now."""
    versions = part_versions(decision, case)
    for part in parts:
        StepSeen.objects.get_or_create(
            decision=decision,
            staff_id=actor.staff(),
            part=part,
            version=versions[part],
            defaults={"at": at},
        )


def approve(decision: Decision, case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """Approve a locked decision in the version it has; any later change takes the approval away.

    Raises Stale when somebody has approved it; Refused for one's own, and for each part the
    approver has not looked at.
    """
    if Stage(case.stage) is not Stage.APPROVAL:
        raise Refused("Vedtaket er ikke sendt til godkjenning.", code="not_submitted_for_approval")
    must_not_be_approved(decision)
    must_not_be_own(decision, case, actor=actor, on=localdate(at))
    if actor.staff() in disqualified_ids(case):
        raise Refused(
            "Du er meldt inhabil i saken og kan ikke godkjenne vedtaket.", code="disqualified"
        )
    unseen = [
        Objection(
            filled("Se gjennom «{part}» før du godkjenner.", part=PARTS[part]),
            "not_seen",
            part.value,
        )
        for part, seen in parts_seen(decision, case, staff_id=actor.staff()).items()
        if seen is None
    ]
    if unseen:
        raise Refused.all(unseen)
    decision.approved_by_id = actor.staff()
    decision.approved_at = at
    decision.approved_version = decision.version
    decision.save(update_fields=["approved_by", "approved_at", "approved_version"])


def must_not_be_approved(decision: Decision) -> None:
    """Raise Stale when somebody has approved a locked decision as it stands."""
    if decision.approved_by is not None and decision.approved_at is not None:
        raise Stale(
            filled(
                "Vedtaket er allerede godkjent av {approved_by} kl. {clock}.",
                approved_by=decision.approved_by,
                clock=f"{localtime(decision.approved_at):%H.%M}",
            ),
            code="already_approved",
        )


def must_not_be_own(decision: Decision, case: Case, *, actor: Actor, on: dt.date) -> None:
    """Raise Refused, naming who can, when the actor has written on a decision or decided it."""
    writers = set(decision.writers.values_list("staff_id", flat=True)) | {decision.decided_by_id}
    if actor.staff() not in writers:
        return
    able = who_may(Permission.APPROVE, case, on=on, besides=writers)
    named = (
        filled("Disse kan: {who}.", who=", ".join(able))
        if able
        else mark("Be lederen din finne en annen.")
    )
    raise Refused(
        filled("Du har skrevet vedtaket og kan ikke godkjenne det selv. {named}", named=named),
        code="own_decision",
    )


def issue(decision: Decision, case: Case, *, actor: Actor, at: dt.datetime) -> Issued:
    """Make a locked, submitted decision known: letters, the complaint clock, orders.

    Raises Refused when it is not submitted or not approved, when anything now stands in the way,
    and when the law or a price has changed since it was submitted.
    """
    day = localdate(at)
    lines = lines_of(decision)
    must_not_stand_still(case.person)
    _may_be_issued(decision, case, lines, actor=actor, on=day)

    letters = []
    for number, envelope in enumerate(letters_of(case, decision, lines, on=day)):
        letters.append(
            send_letter(
                case,
                LetterKind.DECISION,
                envelope.content,
                recipient=envelope.recipient,
                key=f"decision:{decision.public_id}:{number}",
                actor=actor,
                at=at,
            )
        )
    if not letters:
        raise Refused(
            "Ingen kan få brevet. Registrer hvem som tar imot brev for personen.",
            code="nobody_to_tell",
        )
    DecisionLetter.objects.bulk_create(
        [DecisionLetter(decision=decision, letter=letter) for letter in letters]
    )
    decision.letter = letters[0]
    decision.issued_at = at
    decision.replaces = wholly_replaced(decision, lines)
    decision.save(update_fields=["letter", "issued_at", "replaces"])
    move(case, Step.ISSUE_DECISION, actor=actor, at=at)
    stop_answers(case, StopReason.DECIDED, actor=actor, at=at)
    stop_asking(case, StopReason.DECIDED, actor=actor, at=at)
    _start_clocks(decision, case, lines, letter_key=letters[0].key, actor=actor, at=at)
    note_written(decision, case, lines, actor=actor, at=at)
    # What was given orally has been an order since: it is not sent once more.
    granted = [line for line in lines if line.outcome in set(GIVES) and not line.urgent_id]
    for unit in {line.unit_performing for line in granted if line.unit_performing}:
        give_access(case, unit=unit, ground="order", at=at)
    return Issued(
        outcomes=", ".join(outcome_label(line.outcome) for line in lines),
        letters=len(letters),
        orders=[str(line.public_id) for line in granted],
    )


def take_from_approval(
    decision: Decision, case: Case, step: Step, *, actor: Actor, at: dt.datetime, code: str = ""
) -> None:
    """Make a locked decision a draft again: by `step` where it waits for approval.

    Whoever had approved it is told that this is no more what they approved.
    """
    tell_unapproved(decision, case, actor=actor, at=at)
    if Stage(case.stage) is Stage.APPROVAL:
        move(case, step, actor=actor, at=at, reason=code)
    unsubmit(decision)
    decision.version += 1
    decision.save()


def _write_fees(
    decision: Decision, lines: Sequence[DecisionLine], case: Case, *, on: dt.date
) -> None:
    """Write on each line where one complains and what it costs, in the letter's words."""
    local = local_rates(case.municipality_id, on=on)
    for line in lines:
        basis = basis_of(line, on=on)
        route = route_of(basis, on=on)
        line.complaint_route = route.route if route else ""
        charge = charge_of(line, local, on=on)
        line.fee_text = fee_text(charge, decision.language)
        line.fee_ore = charge.ore if isinstance(charge, Amount) else None
        line.fee_per = charge.per if isinstance(charge, Amount) else ""
        line.save(update_fields=["complaint_route", "fee_text", "fee_ore", "fee_per"])


def _may_be_issued(
    decision: Decision,
    case: Case,
    lines: Sequence[DecisionLine],
    *,
    actor: Actor,
    on: dt.date,
) -> None:
    if decision.submitted_at is None:
        raise Refused("Vedtaket er ikke skrevet ferdig. Send det inn først.", code="not_submitted")
    if decision.approval_required and decision.approved_version != decision.version:
        able = who_may(
            Permission.APPROVE,
            case,
            on=on,
            besides=decision.writers.values_list("staff_id", flat=True),
        )
        sentence = mark("Vedtaket må godkjennes før brevet sendes.")
        if able:
            sentence = filled(
                "Vedtaket må godkjennes før brevet sendes. Disse kan: {who}.", who=", ".join(able)
            )
        raise Refused(sentence, code="approval_required")
    if actor.staff() not in {decision.decided_by_id, decision.approved_by_id}:
        raise Refused(
            filled(
                "{decided_by} har fattet vedtaket og kan sende det.", decided_by=decision.decided_by
            ),
            code="not_the_decider",
        )
    who = who_decided(decision, lines)
    if found := objections(decision_facts(case, decision, lines, who=who, on=on)):
        raise Refused.all(found)
    _must_be_as_submitted(decision, case, lines, on=on)


def _must_be_as_submitted(
    decision: Decision, case: Case, lines: Sequence[DecisionLine], *, on: dt.date
) -> None:
    """The approver has seen one text: the letter is that text, or it is not sent."""
    local = local_rates(case.municipality_id, on=on)
    same_fees = all(
        line.fee_text == fee_text(charge_of(line, local, on=on), decision.language)
        for line in lines
    )
    if not same_fees or decision.rules != rules_of(decision, lines, on=on):
        raise Refused(
            "Regler eller priser er endret siden vedtaket ble skrevet ferdig. Ta det tilbake, se"
            " over det og send det på nytt.",
            code="law_changed",
        )
    replaced = replaced_by_lines(case, lines, on=on)
    if any(line.replaces != replaced.get(line.pk) for line in lines):
        raise Refused(
            "Det personen har i dag, er endret siden vedtaket ble skrevet ferdig. Ta det tilbake,"
            " se over det og send det på nytt.",
            code="services_changed",
        )


def _start_clocks(
    decision: Decision,
    case: Case,
    lines: Sequence[DecisionLine],
    *,
    letter_key: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """The clocks an issued decision ends and begins.

    The time to complain runs from the day the party's letter has arrived: until then it is only
    expected (deadlines follow the letter by its key).
    """
    day = localdate(at)
    meet_all(case, Kind.PRELIMINARY_ANSWER, actor=actor, at=at)  # also of what went up in it
    meet_deadline(case, Kind.TARGET_DECISION, actor=actor, at=at)
    meet_all(case, Kind.DELAY_NOTICE, actor=actor, at=at)  # the promised day is kept: here it is
    for line in lines:
        route = route_of(basis_of(line, on=day), on=day)
        if route is not None:
            expect_deadline(case, route.deadline, key=letter_key, actor=actor, at=at)
    given = [line for line in lines if line.outcome in set(GIVES)]
    for line in given:
        start_order_clocks(case, line, line.unit_performing, actor=actor, at=at)
    if given and decision.evaluate_on is not None:
        open_deadline(
            case,
            Kind.EVALUATION,
            starts_on=day,
            set_on=decision.evaluate_on,
            key=f"decision:{decision.public_id}",
            actor=actor,
            at=at,
        )


def start_order_clocks(
    case: Case, line: DecisionLine, unit: Unit | None, *, actor: Actor, at: dt.datetime
) -> None:
    """For one granted line: confirm it, start it, and see to the need before it runs out."""
    day, key = localdate(at), order_key(line)
    open_deadline(
        case, Kind.ORDER_CONFIRMATION, starts_on=day, key=key, unit=unit, actor=actor, at=at
    )
    open_deadline(case, Kind.TARGET_START, starts_on=day, key=key, unit=unit, actor=actor, at=at)
    if line.to_on is not None:
        last_day = line.to_on - dt.timedelta(days=1)
        open_deadline(case, Kind.DECISION_EXPIRY, starts_on=last_day, key=key, actor=actor, at=at)


def order_key(line: DecisionLine) -> str:
    """What the deadlines of a granted line are called: `order:<uuid>`."""
    return f"order:{line.public_id}"
