"""Use cases of the trial (utprøving): start it, and end it with a result."""

import datetime as dt
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from assessments.actions.shared import cleaned, lock_application, take_if_unclaimed
from assessments.events import TrialEnded, TrialStarted
from assessments.models import Trial
from assessments.queries import counted_with
from assessments.rules import TrialPlan
from audit import trail
from cases.actions import discard_drafts, move
from cases.models import Case
from cases.queries import lock
from cases.service_types import ServiceType, service_type
from cases.stages import Stage, Step
from deadlines.actions import cancel_deadline, meet_deadline, open_deadline
from deadlines.kinds import Kind
from deadlines.models import Deadline
from people.access import Actor, use_case
from people.models import Unit
from people.refusals import NotFound, Objection, Refused, Stale
from people.roles import Permission

DAY = dt.timedelta(days=1)


@use_case(Permission.ASSESS)
def start_trial(
    case_id: int,
    *,
    team: str,
    measure: str,
    service_key: str,
    goal: str,
    starts_on: dt.date,
    planned_end_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    version: int | None = None,
) -> dict[str, Any]:
    """Try a measure in [starts_on, planned_end_on) before the recommendation (Start utprøving).

    `team` is a unit's key. From now on the team has an order to answer, and the safety net of day
    10 is spread. Trials of the same measure count together, also from another case.

    Raises Stale if the case changed since `version`; Refused with every objection: no team, no
    goal, or a decision (vedtak) that must be made first (pbrl § 2-7).
    """
    _, case = lock_application(case_id, actor=actor, version=version)
    texts = cleaned({"measure": measure, "goal": goal}, in_letters=())
    service = _service(service_key, on=starts_on)
    unit = _team(case, team, on=starts_on)
    plan = TrialPlan(starts_on=starts_on, planned_end_on=planned_end_on, **texts)
    found = plan.objections(
        service,
        team_performs=unit is not None,
        earlier=counted_with(case.person_id, service_key, texts["measure"], before=starts_on),
        not_before=case.received_on,
    )
    if found or unit is None or service is None:
        raise Refused.all(found)

    move(case, Step.START_TRIAL, actor=actor, at=at)
    take_if_unclaimed(case, actor=actor, at=at)
    trial = Trial.objects.create(
        case=case,
        team=unit,
        measure=plan.measure,
        service_key=service_key,
        basis=service.bases[0],
        goal=plan.goal,
        starts_on=starts_on,
        planned_end_on=planned_end_on,
        started_by_id=actor.staff(),
        started_at=at,
    )
    open_deadline(case, Kind.TRIAL_GATE, starts_on=starts_on, key=gate(trial), actor=actor, at=at)
    open_deadline(
        case,
        Kind.ORDER_CONFIRMATION,
        starts_on=localdate(at),
        key=_order(trial),
        unit=unit,
        actor=actor,
        at=at,
    )
    discard_drafts(case, "utproving", owner_id=actor.staff())
    trail.record(
        TrialStarted(
            case_id=case.pk,
            person_id=case.person_id,
            trial_id=trial.pk,
            unit_id=unit.pk,
            service_key=service_key,
            starts_on=f"{starts_on:%d.%m.%Y}",
            last_on=f"{planned_end_on - DAY:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return answer_of(case, trial)


@use_case(Permission.ASSESS)
def end_trial(
    case_id: int,
    *,
    trial: str,
    version: int,
    result: str,
    ended_on: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """End a trial with its result; it was tried in [starts_on, ended_on).

    The case goes back to be assessed, and the safety net of day 10 is taken in.

    Raises NotFound; Stale if the trial changed since `version`; Refused for a missing result or a
    day before the start or after today.
    """
    case, found = locked(case_id, trial, version=version, actor=actor)
    texts = cleaned({"result": result}, in_letters=())
    _refuse_end(found, result=texts["result"], ended_on=ended_on, today=localdate(at))

    # Where help was given meanwhile (hastevedtak), the case has gone on.
    if case.decided_urgently_at is None or case.stage == Stage.TRIAL:
        move(case, Step.END_TRIAL, actor=actor, at=at)
    found.ended_on = ended_on
    found.ended_by_id = actor.staff()
    found.result = texts["result"]
    found.version += 1
    found.save(update_fields=["ended_on", "ended_by", "result", "version"])
    meet_deadline(case, Kind.TRIAL_GATE, key=gate(found), actor=actor, at=at)
    _stop_order_clocks(found, case, actor=actor, at=at)
    discard_drafts(case, "utproving/avslutt", owner_id=actor.staff())
    trail.record(
        TrialEnded(
            case_id=case.pk,
            person_id=case.person_id,
            trial_id=found.pk,
            ended_on=f"{ended_on - DAY:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return answer_of(case, found)


def locked(case_id: int, trial: str, *, version: int, actor: Actor) -> tuple[Case, Trial]:
    """The case and its open trial, locked. Raises NotFound; Stale."""
    case = lock(case_id, actor=actor)
    found = Trial.objects.select_for_update().filter(case=case, public_id=trial).first()
    if found is None:
        raise NotFound("Vi finner ikke utprøvingen.")
    if found.ended_on is not None:
        raise Stale("Utprøvingen er allerede avsluttet.", code="already_ended")
    if found.version != version:
        raise Stale
    return case, found


def gate(trial: Trial) -> str:
    """The key of the deadline that asks on day 10."""
    return f"trial:{trial.public_id}"


def _order(trial: Trial) -> str:
    """The same key as the order the team answers has in delivery."""
    return f"order:{trial.public_id}"


def _stop_order_clocks(trial: Trial, case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """Nobody needs to answer any more, neither the first team nor one it was sent to since."""
    key = _order(trial)
    running = Deadline.objects.filter(
        Q(key=key) | Q(key__startswith=f"{key}:"),
        case=case,
        kind=Kind.ORDER_CONFIRMATION,
        met_at=None,
        cancelled_at=None,
    )
    for key in list(running.values_list("key", flat=True)):
        cancel_deadline(
            case,
            Kind.ORDER_CONFIRMATION,
            key=key,
            reason="Utprøvingen er avsluttet",
            actor=actor,
            at=at,
        )


def _service(key: str, *, on: dt.date) -> ServiceType | None:
    try:
        return service_type(key, on=on)
    except KeyError:
        return None


def _team(case: Case, key: str, *, on: dt.date) -> Unit | None:
    """The performing unit with that key in the case's municipality, if it exists on the day."""
    return (
        Unit.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=on),
            municipality_id=case.municipality_id,
            key=key,
            performs=True,
            valid_from__lte=on,
        )
        .order_by("pk")
        .first()
    )


def _refuse_end(trial: Trial, *, result: str, ended_on: dt.date, today: dt.date) -> None:
    found = []
    if not result:
        found.append(Objection("Skriv hva utprøvingen viste.", "result_missing", "result"))
    if not trial.starts_on < ended_on <= today + DAY:
        found.append(
            Objection("Siste dag må være fra startdatoen til og med i dag.", "bad_end", "ended_on")
        )
    if found:
        raise Refused.all(found)


def answer_of(case: Case, trial: Trial) -> dict[str, Any]:
    """What an act on a trial answers."""
    return {
        "reference": case.reference,
        "trial": str(trial.public_id),
        "version": trial.version,
        "ended": trial.ended_on is not None,
    }
