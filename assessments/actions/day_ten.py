"""Use case of the question of day 10: does the trial go on, or must a decision be made?"""

import datetime as dt
from typing import Any, Final

from django.utils.timezone import localdate

from assessments.actions.shared import cleaned
from assessments.actions.trial import DAY, answer_of, gate, locked
from assessments.events import TrialContinued, TrialNeedsDecision
from assessments.kinds import TrialAnswer
from assessments.models import Trial
from assessments.queries import counted_with
from audit import trail
from audit.events import Event
from cases.actions import discard_drafts
from cases.models import Case
from cases.rules import Period, trial_refused
from cases.service_types import Basis, service_type
from deadlines.actions import meet_deadline
from deadlines.kinds import Kind
from people.access import Actor, use_case
from people.refusals import Objection, Refused
from people.roles import Permission

DRAFT: Final = "utproving/svar"
LONGEST_WHY: Final = 300  # it stands with the deadline it meets


@use_case(Permission.ASSESS)
def answer_trial(
    case_id: int,
    *,
    trial: str,
    answer: TrialAnswer,
    why: str,
    version: int,
    planned_end_on: dt.date | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Answer day 10: the trial goes on until `planned_end_on` (exclusive), or needs a decision.

    Needs it one, it goes on as planned until it is ended, while the recommendation is written.

    Raises NotFound; Stale; Refused without a reason, or where going on would be over two weeks in
    all without a decision (pbrl § 2-7).
    """
    case, found = locked(case_id, trial, version=version, actor=actor)
    texts = cleaned({"why": why}, in_letters=())
    goes_on = TrialAnswer(answer) is TrialAnswer.CONTINUES
    wrong = _why_refused(texts["why"])
    wrong += _end_refused(found, case, planned_end_on, today=localdate(at)) if goes_on else []
    if wrong:
        raise Refused.all(wrong)

    event: Event = TrialNeedsDecision(
        case_id=case.pk, person_id=case.person_id, trial_id=found.pk, why=texts["why"]
    )
    if goes_on and planned_end_on is not None:
        found.planned_end_on = planned_end_on
        event = TrialContinued(
            case_id=case.pk,
            person_id=case.person_id,
            trial_id=found.pk,
            last_on=f"{planned_end_on - DAY:%d.%m.%Y}",
            why=texts["why"],
        )
    found.version += 1
    found.save(update_fields=["planned_end_on", "version"])
    meet_deadline(case, Kind.TRIAL_GATE, key=gate(found), reason=texts["why"], actor=actor, at=at)
    discard_drafts(case, DRAFT, owner_id=actor.staff())
    trail.record(event, actor=actor, at=at)
    return answer_of(case, found)


def _why_refused(why: str) -> list[Objection]:
    if not why:
        return [Objection("Skriv hvorfor du svarer dette.", "why_missing", "why")]
    if len(why) > LONGEST_WHY:
        return [Objection("Teksten kan ha 300 tegn. Kort den ned.", "too_long", "why")]
    return []


def _end_refused(
    trial: Trial, case: Case, until: dt.date | None, *, today: dt.date
) -> list[Objection]:
    if until is None or until <= max(today, trial.starts_on):
        return [Objection("Velg en siste dag fra i dag av.", "ends_in_the_past", "planned_end_on")]
    refused = trial_refused(
        service_type(trial.service_key, on=trial.starts_on),
        Basis(trial.basis),
        Period(trial.starts_on, until),
        earlier=counted_with(
            case.person_id,
            trial.service_key,
            trial.measure,
            before=trial.starts_on,
            but=trial.pk,
        ),
    )
    return [Objection(refused, "decision_needed", "planned_end_on")] if refused else []
