"""A decision as the rules want it: facts of one day, from case, law and earlier decisions."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import replace

from django.db.models import Q

from assessments.models import Recommendation, RecommendedService
from assessments.queries import given_before
from assessments.rules import Line, unchanged
from cases.models import Case
from cases.policy import Policy, applies
from cases.queries import names_of_disqualified, policy_for
from cases.rules import Extent
from cases.service_types import Basis, ComplaintRoute, ServiceType, Unit, service_type
from cases.stages import Origin, Track
from deadlines.queries import hearing_in
from decisions.legal import (
    Charge,
    LegalBasis,
    RatePer,
    RouteRow,
    basis_for,
    charge_for,
    route_row,
)
from decisions.models import ComplaintBody, Decision, DecisionLine, LocalRate
from decisions.policy import ADULT, CHILD_GATE, GIVES, NEVER_ALONE, Outcome
from decisions.queries.people import deciding_unit, in_force, performs, who_may
from decisions.queries.where_when import lines_too_early, units_that_give_not
from decisions.rules import (
    DecisionFacts,
    Known,
    LineFacts,
    ReadExtent,
    Recommended,
    Running,
    Who,
    considerations_text,
    extent_of,
    rules_text,
    same_words,
)
from intake.kinds import Form
from intake.models import Application
from notifications.queries import service_in
from people.access import Actor
from people.roles import Permission
from people.rules import age_on

OWN_MOTION = frozenset({Origin.REASSESSMENT, Origin.CHANGE_MESSAGE, Origin.OWN_MOTION})

# Lines that are decided: in an issued decision, or orally before it is written (hastevedtak).
DECIDED = Q(decision__issued_at__isnull=False) | Q(urgent__isnull=False)


def lines_of(decision: Decision) -> list[DecisionLine]:
    """The decision's lines in the order of the page."""
    lines = DecisionLine.objects.filter(decision=decision).select_related(
        "unit_performing", "replaces__decision", "urgent__by"
    )
    return list(lines.order_by("position", "pk"))


def asked_by_person(case: Case) -> bool:
    """Whether the case answers a søknad, also where it began from a running decision."""
    return Application.objects.filter(links__case=case, form=Form.APPLICATION).exists()


def asked_for(case: Case, *, on: dt.date) -> dict[str, str]:
    """The services of the case that nobody has taken out: key → name, in the order asked."""
    keys = (
        case.services.filter(removed_at=None).order_by("pk").values_list("service_key", flat=True)
    )
    return {key: service_name(key, on=on) for key in keys}


def service_name(key: str, *, on: dt.date, language: str = "nb") -> str:
    """The service's name on that day; the key itself where the catalogue has no such row."""
    service = service_of(key, on=on)
    return service_in(service, language) if service else key


def service_of(key: str, *, on: dt.date) -> ServiceType | None:
    """The service's row in force on that day, or None."""
    try:
        return service_type(key, on=on)
    except KeyError:
        return None


def bases_of(key: str, *, on: dt.date) -> tuple[LegalBasis, ...]:
    """The legal bases an officer may choose for a service on that day."""
    service = service_of(key, on=on)
    return basis_for(service, on=on) if service else ()


def basis_of(line: DecisionLine, *, on: dt.date) -> LegalBasis | None:
    """The line's legal basis if it may be used for the service on that day."""
    rows = {row.basis.value: row for row in bases_of(line.service_key, on=on)}
    return rows.get(line.legal_basis)


def route_of(basis: LegalBasis | None, *, on: dt.date) -> RouteRow | None:
    """Where one complains about what rests on `basis`, if that is known on that day."""
    if basis is None:
        return None
    try:
        return route_row(basis.route, on=on)
    except LookupError:
        return None


def complaint_body(municipality_id: int, route: ComplaintRoute, *, on: dt.date) -> str:
    """What the municipality calls the body that decides such complaints; empty if not said."""
    row = (
        ComplaintBody.objects.filter(in_force(on), municipality_id=municipality_id, route=route)
        .order_by("-valid_from")
        .first()
    )
    return row.name if row else ""


def local_rates(municipality_id: int, *, on: dt.date) -> tuple[dict[str, int], dict[str, RatePer]]:
    """The municipality's own prices in øre, and what one payment is for, by service key."""
    rows = list(LocalRate.objects.filter(in_force(on), municipality_id=municipality_id))
    return (
        {row.key: row.amount_ore for row in rows},
        {row.key: RatePer(row.unit) for row in rows},
    )


def extent_stored(line: DecisionLine | RecommendedService) -> ReadExtent:
    """The extent of a line, or of a service recommended, as it is stored."""
    return ReadExtent(line.quantity, line.unit, line.per, line.helpers, line.night)


def running(
    person_id: int, keys: Collection[str], *, on: dt.date, besides: Case | None = None
) -> dict[str, Running]:
    """What earlier decisions give the person on a day, by service: the latest of each.

    What is replaced from a later day still holds until then.
    """
    lines = (
        DecisionLine.objects.filter(
            Q(to_on=None) | Q(to_on__gt=on),
            DECIDED,
            decision__case__person_id=person_id,
            decision__case__ended_at=None,
            service_key__in=list(keys),
            outcome__in=[outcome.value for outcome in GIVES],
            from_on__lte=on,
        )
        .exclude(end__ended_on__lte=on)
        .order_by("decision__issued_at", "pk")
    )
    if besides is not None:
        lines = lines.exclude(decision__case=besides)
    return {line.service_key: Running(extent_or_none(line), line.to_on) for line in lines}


def extent_or_none(line: DecisionLine | RecommendedService) -> Extent | None:
    """The extent as it is stored; None where it says nothing possible."""
    try:
        return extent_of(extent_stored(line))
    except ValueError:
        return None


def policy_of(case: Case, lines: Sequence[DecisionLine], *, on: dt.date) -> Policy:
    """What the municipality asks of a decision on these services on that day.

    One that grants what the person has, unchanged, is a renewal also here; once it is written
    otherwise it is not.
    """
    keys = [line.service_key for line in lines]
    renewal = case.origin == Origin.REASSESSMENT and unchanged(
        given_before(case.pk), [_granted(line) for line in lines]
    )
    return policy_for(case.municipality_id, Track(case.track), keys, on=on, renewal=renewal)


def _granted(line: DecisionLine) -> Line:
    return Line(
        service_key=line.service_key,
        quantity=line.quantity,
        unit=line.unit,
        per=line.per,
        helpers=line.helpers,
        night=line.night,
        refuse=line.outcome != Outcome.GRANTED,
    )


def is_adverse(lines: Sequence[DecisionLine]) -> bool:
    """Whether anything is refused, dismissed or only partly granted."""
    return any(line.outcome and line.outcome != Outcome.GRANTED for line in lines)


def who_decides(
    case: Case, decision: Decision, lines: Sequence[DecisionLine], *, actor: Actor, on: dt.date
) -> Who:
    """Who recommended, who wants to decide, and what policy asks of the two."""
    adverse = is_adverse(lines)
    policy = policy_of(case, lines, on=on)
    recommended_by, recommending_unit = proposer(case, decision)
    two = applies(policy.two_persons, adverse=adverse)
    unit = deciding_unit(actor, on=on, prefer=case.unit_id)
    who = Who(
        recommended_by=recommended_by,
        recommending_unit=recommending_unit,
        decider=actor.staff(),
        deciding_unit=unit,
        two_persons=two,
        two_units=two and policy.two_units,
        orally=decision.urgent.exists() and not recommended(case),
        alone_reason=decision.alone_reason,
        never_alone=_never_alone(lines),
        disqualified=names_of_disqualified(case, [actor.staff()]),
    )
    return _with_others(who, case, on=on) if who.alone or who.disqualified else who


def proposer(case: Case, decision: Decision) -> tuple[int | None, int | None]:
    """Who proposed what is decided, and their unit: the recommender, or who gave the help orally.

    Where help was given before anybody recommended, whoever gave it is the first of the two.
    """
    said = Recommendation.objects.filter(case=case).first()
    if said is None or said.submitted_at is None:
        given = decision.urgent.order_by("at", "pk").first()
        if given is not None:
            return given.by_id, given.unit_id
    return (said.recommended_by_id, said.unit_id) if said else (None, None)


def recommended(case: Case) -> bool:
    """Whether the case has a recommendation that is sent."""
    return Recommendation.objects.filter(case=case, submitted_at__isnull=False).exists()


def _never_alone(lines: Sequence[DecisionLine]) -> bool:
    """Whether nobody decides alone, whatever the reason. What is given already may be written."""
    return any(line.service_key in NEVER_ALONE and not line.urgent_id for line in lines)


def who_decided(decision: Decision, lines: Sequence[DecisionLine]) -> Who:
    """The same for a submitted decision, as it was copied then."""
    return Who(
        recommended_by=decision.recommended_by_id,
        recommending_unit=decision.recommending_unit_id,
        decider=decision.decided_by_id or 0,
        deciding_unit=decision.deciding_unit_id,
        two_persons=decision.two_persons_required,
        two_units=decision.two_units_required,
        alone_reason=decision.alone_reason,
        never_alone=_never_alone(lines),
        disqualified=names_of_disqualified(
            decision.case, [decision.decided_by_id, decision.approved_by_id]
        ),
    )


def _with_others(who: Who, case: Case, *, on: dt.date) -> Who:
    others = who_may(
        Permission.DECIDE,
        case,
        on=on,
        besides=[who.recommended_by, who.decider],
        not_in_unit=who.recommending_unit if who.two_units else None,
    )
    return replace(who, others=others)


def approval_required(case: Case, lines: Sequence[DecisionLine], *, on: dt.date) -> bool:
    """Whether an approver must see the decision as it stands."""
    return applies(policy_of(case, lines, on=on).approval, adverse=is_adverse(lines))


def decision_facts(
    case: Case, decision: Decision, lines: Sequence[DecisionLine], *, who: Who, on: dt.date
) -> DecisionFacts:
    """Everything `rules.objections` asks about, as it stands on that day."""
    person = case.person
    has = running(case.person_id, {line.service_key for line in lines}, on=on, besides=case)
    local = local_rates(case.municipality_id, on=on)
    recommendation = Recommendation.objects.filter(case=case).first()
    said = _recommended(recommendation)
    early, others = lines_too_early(case, lines, on=on), units_that_give_not(case, lines, on=on)
    rows = tuple(
        replace(
            _line_facts(line, has.get(line.service_key), local, on=on),
            recommended=said.get(line.service_key),
            too_early=early[line.pk],
            unit_gives_not=others.get(line.pk, ""),
        )
        for line in lines
    )
    return DecisionFacts(
        on=on,
        lines=rows,
        asked=asked_for(case, on=on),
        rules=rules_of(decision, lines, on=on),
        facts=decision.facts,
        considerations=decision.considerations,
        persons_view=decision.persons_view,
        no_view_reason=decision.no_view_reason,
        goal=decision.goal,
        evaluate_on=decision.evaluate_on,
        who=who,
        child=person.born_on is not None and age_on(person.born_on, on) < ADULT,
        childs_interest=decision.childs_interest,
        child_gate=CHILD_GATE,
        notice=hearing_in(case.pk, on=on),
        own_motion=case.origin in OWN_MOTION and not asked_by_person(case),
        died_on=person.died_on,
        considerations_untouched=recommendation is not None
        and same_words(decision.considerations, proposed_considerations(recommendation)),
    )


def proposed_considerations(recommendation: Recommendation) -> str:
    """The main considerations (hovedhensyn) as a recommendation proposes them."""
    return considerations_text(
        Known(
            professional_assessment=recommendation.professional_assessment,
            why_not_lower=recommendation.why_not_lower,
        )
    )


def _recommended(recommendation: Recommendation | None) -> dict[str, Recommended]:
    """What was recommended of each service; empty without a recommendation."""
    rows = recommendation.services.order_by("position") if recommendation else ()
    return {row.service_key: Recommended(not row.refuse, extent_or_none(row)) for row in rows}


def rules_of(decision: Decision, lines: Sequence[DecisionLine], *, on: dt.date) -> str:
    """What the rules say (fvl § 25), from the lines' legal bases on that day."""
    bases = [row for line in lines if (row := basis_of(line, on=on))]
    return rules_text(bases, on=on, language=decision.language)


def _line_facts(
    line: DecisionLine,
    has: Running | None,
    local: tuple[dict[str, int], dict[str, RatePer]],
    *,
    on: dt.date,
) -> LineFacts:
    service = service_of(line.service_key, on=on)
    basis = basis_of(line, on=on)
    extent, problem = _extent_or_problem(line, service)
    outcome = Outcome(line.outcome) if line.outcome else None
    unit = line.unit_performing
    return LineFacts(
        key=line.service_key,
        name=service_name(line.service_key, on=on),
        outcome=outcome,
        service=service,
        extent=extent,
        extent_problem=problem,
        from_on=line.from_on,
        to_on=line.to_on,
        basis=basis,
        basis_chosen=bool(line.legal_basis),
        route=route_of(basis, on=on),
        charge=charge_of(line, local, on=on),
        reason=line.reason,
        unit_chosen=unit is not None,
        unit_performs=unit is not None and performs(unit, on=max(on, line.from_on or on)),
        running=has,
        told=line.urgent_id is not None,
    )


def _extent_or_problem(
    line: DecisionLine, service: ServiceType | None
) -> tuple[Extent | None, str]:
    read = extent_stored(line)
    if service is not None and service.unit is Unit.YES_NO and not read.unit:
        read = ReadExtent(1, service.unit, service.per, 1, night=False)
    try:
        return extent_of(read), ""
    except ValueError as error:
        return None, str(error)


def charge_of(
    line: DecisionLine, local: tuple[dict[str, int], dict[str, RatePer]], *, on: dt.date
) -> Charge | None:
    """What the person pays for a granted line on that day; None if it is not granted or unknown."""
    service = service_of(line.service_key, on=on)
    basis = basis_of(line, on=on)
    if service is None or basis is None or line.outcome not in set(GIVES):
        return None
    prices, per = local
    return charge_for(service, Basis(basis.basis), on=on, local=prices, local_per=per)
