"""«Gi hjelp nå» (hastevedtak): help is decided orally, ordered at once and written after."""

import datetime as dt
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from cases.actions import discard_drafts, give_access, give_responsibility, move
from cases.legal import Despite
from cases.models import Case
from cases.models.support import DECIDES
from cases.queries import lock, lock_person, service_names
from cases.stages import Step
from deadlines.actions import open_deadline, resume_deadline, take_up_all
from deadlines.kinds import Kind
from decisions.actions.ask import close_request
from decisions.actions.deviations import open_deviations, written_key
from decisions.actions.draft import fill, link_replaced, open_decision, wrote
from decisions.actions.parts import start_order_clocks
from decisions.actions.said import give, must_be_new, read, stop_replaced
from decisions.events import HelpGivenUrgently
from decisions.models import Decision, DecisionLine, UrgentDecision
from decisions.policy import Gate
from decisions.queries.asked import open_request
from decisions.queries.facts import (
    lines_of,
    recommended,
    rules_of,
)
from decisions.queries.people import deciding_unit
from decisions.queries.urgent import gates_of
from decisions.rules import (
    Said,
    UrgentFacts,
    unmet,
    unprintable,
    urgent_objections,
)
from notifications.actions import notify
from notifications.adapters import text as letters
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.models import RoleGrant, StaffMember, Unit
from people.refusals import Refused, Stale
from people.roles import ROLES, Permission

URGENT_DRAFT = "hastevedtak"
# What is said, and may come in the letter.
_TEXTS = ("reason", "told", "told_by", "not_told_reason", "persons_view")


@use_case(Permission.DECIDE)
def decide_urgently(
    case_id: int, *, said: Said, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Give help that cannot wait (hastevedtak), from wherever an undecided case stands.

    It is decided orally from this moment (fvl §§ 23 and 27): the lines are orders to their units
    at once, and the case stands at «Til vedtak» to be written the next working day by the actor,
    who is responsible. A gate of the ordinary path that is not met becomes an open deviation.

    `version` is the case's. Raises Stale for another, and where the same help is given already;
    Refused with every objection: nothing else stops help.
    """
    lock_person(case_id)
    case = lock(case_id, actor=actor, despite=Despite.URGENT)
    day = localdate(at)
    said = _cleaned(said)
    lines, wrong = read(case, said, on=day)
    must_be_new(case, said, lines)
    if version is not None and version != case.version:
        raise Stale
    unit_id = deciding_unit(actor, on=day, prefer=case.unit_id)
    found = urgent_objections(
        UrgentFacts(
            on=day,
            at=at,
            said=said,
            lines=tuple(line.facts for line in lines),
            died_on=case.person.died_on,
            deciding_unit=unit_id,
        )
    )
    texts = {field: str(said.get(field) or "") for field in _TEXTS}
    if found := [*wrong, *found, *unprintable(texts, letters.objections)]:
        raise Refused.all(found)

    decision = _to_be_written(case, said, actor=actor, at=at)
    unit = Unit.objects.get(pk=unit_id or 0)
    urgent = UrgentDecision.objects.create(
        decision=decision,
        by_id=actor.staff(),
        unit=unit,
        at=at,
        reason=texts["reason"],
        told=texts["told"],
        told_by=texts["told_by"] if texts["told"] else "",
        told_at=said.get("told_at") if texts["told"] else None,
        not_told_reason="" if texts["told"] else texts["not_told_reason"],
        persons_view=texts["persons_view"],
    )
    given = [give(decision, case, line, said, urgent, on=day) for line in lines]
    stop_replaced(decision, case, actor=actor, at=at)
    link_replaced(decision, case, on=day)
    deciders = (actor.staff(), unit.pk)
    facts = gates_of(
        case,
        decision,
        lines_of(decision),
        on=day,
        deciders=deciders,
        told=bool(texts["told"]),
    )
    gates = unmet(facts)
    _write_down(decision, gates, texts["reason"], actor=actor, at=at)
    deviations = open_deviations(decision, case, gates, reason=texts["reason"], actor=actor, at=at)
    write_by = _move(case, urgent, actor=actor, at=at)
    for line in given:
        _order(case, line, actor=actor, at=at)
    discard_drafts(case, URGENT_DRAFT, owner_id=actor.staff())
    _tell_who_asked(case, actor=actor, at=at)
    close_request(case, answer="", actor=actor, at=at)
    trail.record(
        HelpGivenUrgently(
            case_id=case.pk,
            person_id=case.person_id,
            n=decision.n,
            decision=str(decision.public_id),
            services=", ".join(service_names([line.service_key for line in given], on=day)),
            from_on=f"{given[0].from_on:%d.%m.%Y}",
            write_by=f"{write_by:%d.%m.%Y}",
            deviations=filled(". {n} avvik", n=len(deviations)) if deviations else "",
            gates=[gate.value for gate in gates],
            orders=[str(line.public_id) for line in given],
            told=bool(texts["told"]),
        ),
        actor=actor,
        at=at,
    )
    return {
        "reference": case.reference,
        "stage": case.stage,
        "version": case.version,
        "n": decision.n,
        "orders": [str(line.public_id) for line in given],
        "deviations": [gate.value for gate in gates],
        "write_by": write_by.isoformat(),
    }


def _cleaned(said: Said) -> Said:
    """What was said, with texts as a letter holds them."""
    texts = {field: letters.clean(str(said.get(field) or "")).strip() for field in _TEXTS}
    return {**said, **texts}  # type: ignore[typeddict-item]  # the same keys, as texts


def _to_be_written(case: Case, said: Said, *, actor: Actor, at: dt.datetime) -> Decision:
    """The locked draft the help is to be written in: the one begun, or one made of what is known.

    What was submitted is a draft again: it now says more.
    """
    decision = open_decision(case)
    day = localdate(at)
    if decision is None:
        last = Decision.objects.filter(case=case).aggregate(n=Max("n"))["n"] or 0
        decision = Decision.objects.create(
            case=case,
            n=last + 1,
            written_by_id=actor.staff(),
            written_at=at,
            language=case.person.language,
        )
        if recommended(case):
            fill(decision, case, on=day)
    else:
        decision.version += 1
    reason = str(said.get("reason") or "")
    if not decision.facts.strip():
        decision.facts = reason
    if view := str(said.get("persons_view") or ""):
        decision.persons_view = view
        decision.no_view_reason = ""
    return decision


def _write_down(
    decision: Decision, gates: tuple[Gate, ...], reason: str, *, actor: Actor, at: dt.datetime
) -> None:
    """What the page of the decision begins with tomorrow."""
    if Gate.TWO_PERSONS in gates and not decision.alone_reason.strip():
        decision.alone_reason = reason
    decision.rules = rules_of(decision, lines_of(decision), on=localdate(at))
    wrote(decision, actor=actor, at=at)


def _move(case: Case, urgent: UrgentDecision, *, actor: Actor, at: dt.datetime) -> dt.date:
    """The case stands to be written by who gave the help, by the next working day: that day.

    It waits for nothing any more, whatever it waited for.
    """
    move(case, Step.DECIDE_URGENTLY, actor=actor, at=at)
    case.decided_urgently_at = case.decided_urgently_at or at
    case.hold_until, case.hold_reason = None, ""
    case.save(update_fields=["decided_urgently_at", "hold_until", "hold_reason"])
    take_up_all(case, at=at)
    resume_deadline(case, Kind.TARGET_DECISION, actor=actor, at=at)
    if case.responsible_id != actor.staff():
        giver = StaffMember.objects.get(pk=actor.staff())
        give_responsibility(case, unit=urgent.unit, staff=giver, actor=actor, at=at)
    give_access(case, unit=urgent.unit, ground=DECIDES, at=at)
    deadline = open_deadline(
        case,
        Kind.URGENT_WRITTEN,
        starts_on=localdate(at),
        key=written_key(urgent.pk),
        actor=actor,
        at=at,
    )
    return deadline.due_on or localdate(at)


def _order(case: Case, line: DecisionLine, *, actor: Actor, at: dt.datetime) -> None:
    """The line is an order from now on: its unit may look, its clocks run, its people are told."""
    unit = line.unit_performing
    if unit is None:
        return
    give_access(case, unit=unit, ground="order", at=at)
    start_order_clocks(case, line, unit, actor=actor, at=at)
    for staff in _works_there(unit, on=localdate(at)):
        notify(
            staff,
            NoticeKind.TASK,
            case=case,
            key=f"order:{line.public_id}:urgent",
            sentence=filled(
                "Hastevedtak: en bestilling i sak {reference} skal startes straks.",
                reference=case.reference,
            ),
            at=at,
        )


def _tell_who_asked(case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """Whoever asked for help now hears that it is given: they may be standing by the person."""
    request = open_request(case.pk)
    if request is None or request.asked_by_id == actor.staff():
        return
    notify(
        request.asked_by,
        NoticeKind.ANSWER,
        case=case,
        key=f"haste:{request.pk}:given",
        sentence=filled(
            "Hjelpen du ba om i sak {reference}, er gitt og bestilt.", reference=case.reference
        ),
        at=at,
    )


def _works_there(unit: Unit, *, on: dt.date) -> list[StaffMember]:
    """Who takes orders in the unit that day."""
    roles = [role for role, row in ROLES.items() if Permission.DELIVER in row.permissions]
    return list(
        StaffMember.objects.filter(
            pk__in=RoleGrant.objects.filter(
                unit=unit, role__in=roles, valid_from__lte=on, valid_to__gt=on, revoked_at=None
            ).values("staff_id")
        ).order_by("pk")
    )
