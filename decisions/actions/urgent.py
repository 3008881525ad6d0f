"""«Gi hjelp nå» (hastevedtak): help is decided orally, ordered at once and written after."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.timezone import localdate, localtime

from audit import trail
from audit.words import filled
from cases.actions import discard_drafts, give_access, give_responsibility, move
from cases.legal import Despite
from cases.models import Case
from cases.queries import lock, service_names
from cases.stages import Step
from deadlines.actions import open_deadline
from deadlines.kinds import Kind
from decisions.actions.deviations import open_deviations, written_key
from decisions.actions.draft import fill, link_replaced, open_decision, wrote
from decisions.actions.parts import start_order_clocks
from decisions.events import HelpGivenUrgently
from decisions.models import Decision, DecisionLine, UrgentDecision
from decisions.policy import Gate, Outcome
from decisions.queries.facts import (
    bases_of,
    lines_of,
    recommended,
    rules_of,
    running,
    service_name,
    service_of,
)
from decisions.queries.people import deciding_unit, performs
from decisions.queries.urgent import gates_of
from decisions.rules import (
    ReadExtent,
    Said,
    SaidLine,
    TypedLine,
    UrgentFacts,
    UrgentLine,
    extent_of,
    read_extent,
    unmet,
    unprintable,
    urgent_objections,
)
from notifications.actions import notify
from notifications.adapters import text as letters
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.models import RoleGrant, StaffMember, Unit
from people.refusals import Objection, Refused, Stale
from people.roles import ROLES, Permission

URGENT_DRAFT = "hastevedtak"
# What is said, and may come in the letter.
_TEXTS = ("reason", "told", "told_by", "not_told_reason", "persons_view")


@dataclass(frozen=True, slots=True)
class _Line:
    """One service as read: what the rules ask, and what is stored."""

    said: SaidLine
    facts: UrgentLine
    extent: ReadExtent | None
    unit: Unit | None


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
    case = lock(case_id, actor=actor, despite=Despite.URGENT)
    day = localdate(at)
    said = _cleaned(said)
    _must_be_new(case, said)
    if version is not None and version != case.version:
        raise Stale
    unit_id = deciding_unit(actor, on=day, prefer=case.unit_id)
    lines, wrong = _read(case, said, on=day)
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
    given = [_give(decision, line, said, urgent, on=day) for line in lines]
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


def _must_be_new(case: Case, said: Said) -> None:
    """Raise Stale, saying who was first, where help that is wanted is given orally already."""
    keys = [line.get("service_key", "") for line in said.get("lines", [])]
    before = (
        DecisionLine.objects.filter(
            decision__case=case, urgent__isnull=False, service_key__in=keys, end=None
        )
        .select_related("urgent__by")
        .order_by("pk")
        .first()
    )
    if before is None or before.urgent is None:
        return
    when = localtime(before.urgent.at)
    raise Stale(
        filled(
            "{who} ga denne hjelpen {day} kl. {clock}. Den er allerede bestilt.",
            who=before.urgent.by,
            day=f"{when:%d.%m.%Y}",
            clock=f"{when:%H.%M}",
        ),
        code="already_given",
    )


def _read(case: Case, said: Said, *, on: dt.date) -> tuple[list[_Line], list[Objection]]:
    """The services as typed, read; and what cannot be read, each at its field."""
    rows = said.get("lines", [])
    keys = [row.get("service_key", "") for row in rows]
    has = running(case.person_id, keys, on=on)
    units = {unit.key: unit for unit in Unit.objects.filter(municipality_id=case.municipality_id)}
    lines, found = [], []
    for n, row in enumerate(rows):
        key = row.get("service_key", "")
        service = service_of(key, on=on) if key else None
        read = None
        if service is not None:
            read, wrong = read_extent(_as_typed(row), service, None, f"lines.{n}")
            found += wrong
        unit = units.get(row.get("unit_performing", ""))
        if keys.index(key) != n:
            found.append(
                Objection(
                    "Tjenesten står to ganger. Ta ut den ene.",
                    "same_service_twice",
                    f"lines.{n}.service_key",
                )
            )
        facts = UrgentLine(
            name=service_name(key, on=on) if key else "Tjenesten",
            service=service,
            extent=_whole(read),
            unit_chosen=unit is not None,
            unit_performs=unit is not None and performs(unit, on=on),
            running=has.get(key),
        )
        lines.append(_Line(row, facts, read, unit))
    return lines, found


def _as_typed(row: SaidLine) -> TypedLine:
    return {"quantity": row.get("quantity", ""), "per": row.get("per", "")}


def _whole(read: ReadExtent | None) -> Any:
    try:
        return extent_of(read) if read else None
    except ValueError:
        return None


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


def _give(
    decision: Decision, line: _Line, said: Said, urgent: UrgentDecision, *, on: dt.date
) -> DecisionLine:
    """Put one service into the draft as it is given: fixed from now on."""
    key = line.said.get("service_key", "")
    row = (
        DecisionLine.objects.filter(decision=decision, service_key=key, urgent=None)
        .order_by("position")
        .first()
    )
    if row is None:
        last = DecisionLine.objects.filter(decision=decision).aggregate(n=Max("position"))["n"]
        row = DecisionLine(
            decision=decision, service_key=key, position=0 if last is None else last + 1
        )
    if line.extent is not None:
        row.quantity, row.unit, row.per = line.extent.quantity, line.extent.unit, line.extent.per
        row.helpers, row.night = line.extent.helpers, line.extent.night
    if not row.legal_basis:
        bases = bases_of(key, on=on)
        row.legal_basis = bases[0].basis if bases else ""
    row.outcome = Outcome.GRANTED
    row.from_on, row.to_on = said.get("from_on"), said.get("to_on")
    row.unit_performing = line.unit
    row.important = line.said.get("important", "").strip() or row.important
    row.urgent = urgent
    row.save()
    return row


def _write_down(
    decision: Decision, gates: tuple[Gate, ...], reason: str, *, actor: Actor, at: dt.datetime
) -> None:
    """What the page of the decision begins with tomorrow."""
    if Gate.TWO_PERSONS in gates and not decision.alone_reason.strip():
        decision.alone_reason = reason
    decision.rules = rules_of(decision, lines_of(decision), on=localdate(at))
    wrote(decision, actor=actor, at=at)


def _move(case: Case, urgent: UrgentDecision, *, actor: Actor, at: dt.datetime) -> dt.date:
    """The case stands to be written by who gave the help, by the next working day: that day."""
    move(case, Step.DECIDE_URGENTLY, actor=actor, at=at)
    case.decided_urgently_at = case.decided_urgently_at or at
    case.save(update_fields=["decided_urgently_at"])
    if case.responsible_id != actor.staff():
        giver = StaffMember.objects.get(pk=actor.staff())
        give_responsibility(case, unit=urgent.unit, staff=giver, actor=actor, at=at)
    give_access(case, unit=urgent.unit, ground="decides", at=at)
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
