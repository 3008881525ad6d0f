"""Help that could not wait: which gates are met, the page it is given on, and the deviations."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localtime
from django.utils.translation import gettext

from assessments.models import Assessment, Recommendation
from cases.models import Case
from cases.policy import Coordinator, applies
from cases.queries import disqualified_ids, staff_names
from cases.rules import extent_text
from cases.service_types import choosable
from cases.stages import Stage
from decisions.models import Decision, DecisionLine, Deviation, UrgentDecision
from decisions.policy import ADULT, GATES, Gate, Outcome
from decisions.queries.asked import AskedRow, asked_row
from decisions.queries.facts import (
    approval_required,
    asked_for,
    extent_stored,
    is_adverse,
    lines_of,
    policy_of,
    running,
    service_of,
)
from decisions.queries.people import UnitChoice, deciding_unit, only_giver, performing_units
from decisions.queries.replaced import given_lines
from decisions.rules import OFTEN, GateFacts, typed_quantity, unmet
from people.access import Actor
from people.models import StaffMember
from people.rules import age_on

SEVERAL = 2  # services, from which a coordinator is asked for where policy says «when several»
_SEEN = frozenset({Stage.HANDOVER, Stage.DECISION, Stage.APPROVAL})


def gates_of(
    case: Case,
    decision: Decision,
    lines: Sequence[DecisionLine],
    *,
    on: dt.date,
    written: bool = False,
    deciders: tuple[int | None, int | None] | None = None,
    told: bool = False,
) -> GateFacts:
    """Which gates are asked for and met in a case: as help is given, or as it is written.

    `deciders` is who decides and for which unit; without it, as the decision has it.
    """
    policy = policy_of(case, lines, on=on)
    who, unit = deciders or (decision.decided_by_id, decision.deciding_unit_id)
    said = Recommendation.objects.filter(case=case, submitted_at__isnull=False).first()
    by, by_unit = (said.recommended_by_id, said.unit_id) if said else (None, None)
    if said is None and written:  # who gave the help is one of the two
        given = decision.urgent.order_by("at", "pk").first()
        by, by_unit = (given.by_id, given.unit_id) if given else (None, None)
    born = case.person.born_on
    return GateFacts(
        assessment_asked=not policy.simplified,
        assessed=Assessment.objects.filter(
            application__links__case=case, completed_at__isnull=False
        ).exists(),
        recommended=said is not None,
        coordinator_asked=not case.coordinator_passed
        and (
            policy.coordinator is Coordinator.REQUIRED
            or (policy.coordinator is Coordinator.WHEN_SEVERAL and len(lines) >= SEVERAL)
        ),
        coordinated=hasattr(case, "pathway_link") and (written or Stage(case.stage) in _SEEN),
        two_asked=applies(policy.two_persons, adverse=is_adverse(lines)),
        alone=by is None or by == who or (policy.two_units and by_unit == unit),
        approval_asked=approval_required(case, lines, on=on),
        approved=decision.approved_by_id is not None,
        disqualified=who in disqualified_ids(case),
        view=bool(decision.persons_view.strip()),
        child=born is not None and age_on(born, on) < ADULT,
        childs_interest=bool(decision.childs_interest.strip()),
        told=told or written,
    )


@dataclass(frozen=True, slots=True)
class UrgentChoice:
    """A service of the case that may be given at once, as it is proposed."""

    key: str
    name: str
    unit: str  # cases.service_types.Unit
    per: str
    often: bool  # how often may be chosen
    quantity: str  # as typed: «3,5»
    unit_performing: str  # key
    now: str  # what the person has of it; empty: nothing
    told: str  # «gitt 22.11. kl. 14.10»: it is given already; empty: it may be


@dataclass(frozen=True, slots=True, kw_only=True)
class UrgentPage:
    """Everything on «Hastevedtak»."""

    choices: tuple[UrgentChoice, ...]
    services: tuple[tuple[str, str], ...]  # others that may be given
    units: tuple[UnitChoice, ...]
    gates: tuple[str, ...]  # what will be a deviation if help is given now
    may: bool  # in a unit that decides
    actor: str  # the name of the one who looks
    persons_view: str
    asked: AskedRow | None  # somebody asks for it now


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviationRow:
    """One deviation, open or closed."""

    public_id: str
    gate: Gate
    label: str
    reason: str
    responsible: str
    responsible_id: int
    opened_at: dt.datetime
    control_on: dt.date
    closed_at: dt.datetime | None
    closed_by: str  # empty: by rule
    closed_text: str  # what was found, or how the gate was met


def urgent_page(case_id: int, *, actor: Actor, on: dt.date) -> UrgentPage:
    """The page for a case the caller may open: what may be given, and what will be a deviation."""
    case = Case.objects.select_related("person").get(pk=case_id)
    draft = Decision.objects.filter(case=case, issued_at=None).first()
    lines = lines_of(draft) if draft else []
    asked = asked_for(case, on=on)
    rows = {line.service_key: line for line in lines}
    given = given_lines(case.person_id, list(asked), on=on, besides=case)
    has = running(case.person_id, list(asked), on=on, besides=case)
    said = Recommendation.objects.filter(case=case).first()
    proposed = {row.service_key: row for row in said.services.all()} if said else {}
    units = performing_units(case.municipality_id, on=on)
    choices = []
    for key, name in asked.items():
        service = service_of(key, on=on)
        if service is None:
            continue
        line = rows.get(key)
        before = given.get(key)
        source = line or proposed.get(key) or before
        extent = extent_stored(source) if source else None
        unit = (
            (line and line.unit_performing)
            or (before and before.unit_performing)
            or only_giver(units, key)
        )
        had = has[key].extent if key in has else None
        choices.append(
            UrgentChoice(
                key=key,
                name=gettext(name),
                unit=service.unit,
                per=(extent.per if extent else "") or service.per,
                often=service.unit in OFTEN,
                quantity=typed_quantity(extent.quantity, extent.unit) if extent else "",
                unit_performing=unit.key if unit else "",
                now=extent_text(had) if had else "",
                told=_told(line),
            )
        )
    waits = asked_row(case_id)
    deciders = (actor.staff_id, None)
    stand_in = draft or Decision(case=case)
    wanted = lines or [DecisionLine(service_key=key, outcome=Outcome.GRANTED) for key in asked]
    return UrgentPage(
        choices=tuple(choices),
        services=tuple((s.key, s.name_nb) for s in choosable(on) if s.key not in asked),
        units=units,
        gates=tuple(
            GATES[gate].label
            for gate in unmet(gates_of(case, stand_in, wanted, on=on, deciders=deciders))
            if gate not in {Gate.VIEW, Gate.TOLD}  # written on the page itself
        ),
        may=deciding_unit(actor, on=on) is not None,
        actor=str(StaffMember.objects.filter(pk=actor.staff()).first() or ""),
        persons_view=(draft.persons_view if draft else "") or (said.persons_view if said else ""),
        asked=waits if waits and waits.open else None,
    )


def _told(line: DecisionLine | None) -> str:
    if line is None or line.urgent is None:
        return ""
    at = localtime(line.urgent.at)
    return f"{at:%d.%m.%Y} kl. {at:%H.%M}"


@dataclass(frozen=True, slots=True)
class UrgentRow:
    """A hastevedtak as it was given."""

    at: dt.datetime
    by: str
    reason: str
    told: str
    told_by: str
    told_at: dt.datetime | None
    not_told_reason: str
    written: bool


def urgent_of(decision_id: int) -> tuple[UrgentRow, ...]:
    """What was given orally before a decision was written, earliest first."""
    rows = UrgentDecision.objects.filter(decision_id=decision_id).order_by("at", "pk")
    names = staff_names({row.by_id for row in rows})
    return tuple(
        UrgentRow(
            at=row.at,
            by=names.get(row.by_id, ""),
            reason=row.reason,
            told=row.told,
            told_by=row.told_by,
            told_at=row.told_at,
            not_told_reason=row.not_told_reason,
            written=row.written_at is not None,
        )
        for row in rows
    )


def deviations_of_case(case_id: int, *, open_only: bool = False) -> tuple[DeviationRow, ...]:
    """The deviations of a case in the order they were opened. The caller has checked access."""
    found = Deviation.objects.filter(case_id=case_id).order_by("opened_at", "pk")
    if open_only:
        found = found.filter(closed_at=None)
    rows = list(found)
    names = staff_names({i for row in rows for i in (row.responsible_id, row.closed_by_id)})
    return tuple(
        DeviationRow(
            public_id=str(row.public_id),
            gate=Gate(row.gate),
            label=GATES[Gate(row.gate)].label,
            reason=row.reason,
            responsible=names.get(row.responsible_id, ""),
            responsible_id=row.responsible_id,
            opened_at=row.opened_at,
            control_on=row.control_on,
            closed_at=row.closed_at,
            closed_by=names.get(row.closed_by_id or 0, ""),
            closed_text=row.closed_text or (GATES[Gate(row.gate)].met if row.closed_at else ""),
        )
        for row in rows
    )
