"""Deviations (avvik): opened where a gate was not met, closed when it is, or by control."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any, TypedDict

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from cases.actions import discard_drafts, move
from cases.models import Case
from cases.queries import lock
from cases.stages import Step
from deadlines.actions import meet_deadline, open_deadline
from deadlines.kinds import Kind
from deadlines.queries import has_met
from decisions.events import DeviationControlled, DeviationsMet
from decisions.models import Decision, DecisionLine, Deviation
from decisions.policy import GATES, ClosedBy, Gate
from decisions.queries.urgent import gates_of
from decisions.rules import unmet
from people.access import Actor, system, use_case
from people.refusals import Objection, Refused
from people.roles import Permission

LONGEST = 5_000
CONTROL_DRAFT = "avvik"


def open_deviations(
    decision: Decision,
    case: Case,
    gates: Collection[Gate],
    *,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> list[Deviation]:
    """Note on a locked case which gates stood unmet, who answers, and when another looks at it.

    One that stands open already stays as it is.
    """
    standing = set(open_ones(decision).values_list("gate", flat=True))
    new = [gate for gate in gates if gate not in standing]
    if not new:
        return []
    due = open_deadline(
        case,
        Kind.DEVIATION_CONTROL,
        starts_on=localdate(at),
        key=control_key(decision, at),
        actor=actor,
        at=at,
    )
    return Deviation.objects.bulk_create(
        Deviation(
            case=case,
            decision=decision,
            gate=gate,
            reason=reason,
            responsible_id=actor.staff(),
            opened_at=at,
            control_on=due.due_on or localdate(at),
        )
        for gate in new
    )


def open_ones(decision: Decision) -> Any:
    """The decision's deviations nobody has closed."""
    return Deviation.objects.filter(decision=decision, closed_at=None)


def control_key(decision: Decision, at: dt.datetime) -> str:
    """What the time of a control is called: of one decision and the moment help was given."""
    return f"deviations:{decision.public_id}:{at:%Y%m%d%H%M%S}"


def note_written(
    decision: Decision,
    case: Case,
    lines: Sequence[DecisionLine],
    *,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """What was given orally is written in a decision just issued, on its locked case.

    The deadline is met; the gates that are met by now close by rule; where the help has begun, the
    case goes on to it at once.
    """
    if not decision.urgent.exists():
        return
    decision.urgent.filter(written_at=None).update(written_at=at)
    for urgent in decision.urgent.all():
        meet_deadline(case, Kind.URGENT_WRITTEN, key=written_key(urgent.pk), actor=actor, at=at)
    left = set(unmet(gates_of(case, decision, lines, on=localdate(at), written=True)))
    met = []
    for deviation in open_ones(decision).select_for_update():
        if Gate(deviation.gate) not in left:
            deviation.closed_at = at
            deviation.closed_how = ClosedBy.RULE
            deviation.save(update_fields=["closed_at", "closed_how"])
            met.append(Gate(deviation.gate))
    if met:
        trail.record(
            DeviationsMet(
                case_id=case.pk,
                person_id=case.person_id,
                decision=str(decision.public_id),
                gates=[gate.value for gate in met],
                labels=", ".join(GATES[gate].label for gate in met),
            ),
            actor=actor,
            at=at,
        )
    _meet_controls(decision, case, actor=actor, at=at)
    told = [line for line in lines if line.urgent_id is not None]
    # The clock of the start stopped when the unit began (delivery stands above us).
    keys = [f"order:{line.public_id}" for line in told]
    if has_met(case.pk, Kind.TARGET_START, keys=keys):
        move(case, Step.START_DELIVERY, actor=system(case.municipality_id), at=at)


def written_key(urgent_id: int) -> str:
    """What the time to write a hastevedtak is called."""
    return f"urgent:{urgent_id}"


class Controlled(TypedDict):
    """What became of one deviation; `why` is empty when it was closed."""

    deviation: str
    label: str
    why: str


@use_case(Permission.APPROVE)
def control_deviations(
    case_id: int, *, deviations: Sequence[str], found: str, actor: Actor, at: dt.datetime
) -> list[Controlled]:
    """Look at open deviations of somebody else's and say what one found (kontroll): they close.

    One text for all of them; what is wrong with one stops no other. Raises Refused without a
    text, and where none is chosen.
    """
    case = lock(case_id, actor=actor)
    _must_say(deviations, found)
    rows = {
        str(row.public_id): row
        for row in Deviation.objects.select_for_update(of=("self",))
        .select_related("decision")
        .filter(case=case)
        .order_by("pk")
    }
    told, closed = [], []
    for public_id in dict.fromkeys(deviations):
        row = rows.get(public_id)
        why = _objection(row, actor)
        if row is not None and not why:
            _close(row, found, actor=actor, at=at)
            closed.append(row)
        label = GATES[Gate(row.gate)].label if row is not None else ""
        told.append(Controlled(deviation=public_id, label=label, why=why))
    for decision in {row.decision_id: row.decision for row in closed}.values():
        _meet_controls(decision, case, actor=actor, at=at)
    discard_drafts(case, CONTROL_DRAFT, owner_id=actor.staff())
    events = [
        DeviationControlled(
            case_id=case.pk,
            person_id=case.person_id,
            deviation=str(row.public_id),
            gate=row.gate,
            label=GATES[Gate(row.gate)].label,
        )
        for row in closed
    ]
    trail.record_all(events, actor=actor, at=at)
    return told


def _objection(row: Deviation | None, actor: Actor) -> str:
    """Why it is not closed by the actor; empty where it is."""
    if row is None:
        return mark("Vi finner ikke avviket.")
    if row.closed_at is not None:
        return mark("Avviket er allerede lukket.")
    if row.responsible_id == actor.staff():
        return mark("Du svarer for avviket selv. En annen må kontrollere det.")
    return ""


def _close(row: Deviation, found: str, *, actor: Actor, at: dt.datetime) -> None:
    row.closed_at = at
    row.closed_how = ClosedBy.CONTROL
    row.closed_by_id = actor.staff()
    row.closed_text = found.strip()
    row.save(update_fields=["closed_at", "closed_how", "closed_by", "closed_text"])


def _must_say(deviations: Sequence[str], found: str) -> None:
    wrong = []
    if not deviations:
        wrong.append(Objection("Velg minst ett avvik.", "none_chosen", "deviations"))
    if not found.strip():
        wrong.append(Objection("Skriv hva du fant.", "found_missing", "found"))
    if len(found) > LONGEST:
        sentence = filled("Teksten er for lang. Skriv høyst {longest} tegn.", longest=LONGEST)
        wrong.append(Objection(sentence, "text_too_long", "found"))
    if wrong:
        raise Refused.all(wrong)


def _meet_controls(decision: Decision, case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """The time of a control is met when every deviation of that moment is closed."""
    rows = Deviation.objects.filter(decision=decision).values_list("opened_at", "closed_at")
    waiting = {opened for opened, closed in rows if closed is None}
    for opened in {opened for opened, _closed in rows} - waiting:
        meet_deadline(
            case, Kind.DEVIATION_CONTROL, key=control_key(decision, opened), actor=actor, at=at
        )
