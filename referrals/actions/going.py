"""Use cases of help that is being given: answer day 10, and end it."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from cases.actions import close_case, discard_drafts, end_access
from cases.models import Case
from cases.models.support import GIVES
from cases.queries import lock
from cases.rules import Period
from cases.service_types import Basis, service_type
from cases.stages import UNDECIDED, EndReason, Stage
from deadlines.actions import meet_deadline, recompute_deadline, resume_deadline
from deadlines.actions.parts import THE_CASE, reopen
from deadlines.kinds import Kind
from deadlines.models import Deadline
from intake.actions import stop_answers, stop_asking
from notifications.letters import StopReason
from people.access import Actor, use_case
from people.refusals import NotFound, Objection, Refused, Stale
from people.roles import Permission
from referrals.actions.give import DAY, WAITS, answer_of, gate, wait_for_help
from referrals.actions.letters import tell_ended
from referrals.events import HelpContinued, HelpEnded, HelpNeedsDecision
from referrals.kinds import Answer
from referrals.models import Help, Review
from referrals.queries import earlier_periods, part_of_granted
from referrals.rules import decision_needed, too_long

ANSWERING = "uten-vedtak/svar"  # the drafts of the two pages
ENDING = "uten-vedtak/avslutt"
NOT_ANSWERED = "Hjelpen var ikke hele svaret. Saken behandles videre."
PUT_RIGHT = "Mottatt dato er rettet"
LONGEST_TOLD = 300


@use_case(Permission.WORK_CASE)
def continue_help(
    case_id: int,
    *,
    help_id: str,
    why: str,
    planned_end_on: dt.date,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Answer day 10: the help goes on until `planned_end_on` (exclusive), and needs no decision.

    Raises NotFound; Stale; Refused where it would then need one (pbrl § 2-7), saying what to do.
    """
    case, help_ = _locked(case_id, help_id, version=version, actor=actor)
    found = [] if why.strip() else [_why_missing()]
    period = Period(help_.starts_on, planned_end_on)
    if planned_end_on <= localdate(at):
        found.append(
            Objection("Velg en siste dag fra i dag av.", "ends_in_the_past", "planned_end_on")
        )
    else:
        service = service_type(help_.service_key, on=help_.starts_on)
        basis = Basis(help_.basis)
        needed = decision_needed(
            service,
            basis,
            period,
            earlier=earlier_periods(
                help_.person_id, help_.service_key, before=help_.starts_on, but=help_.pk
            ),
            part_of_granted=part_of_granted(help_.person_id, service, basis, on=localdate(at)),
        )
        found += [needed] if needed else too_long(Period(localdate(at), planned_end_on))
    if found:
        raise Refused.all(found)

    help_.planned_end_on = planned_end_on
    _answered(help_, Answer.CONTINUES, why, actor=actor, at=at)
    if help_.answers_case:
        wait_for_help(case, on=localdate(at))
        case.save(update_fields=["hold_until", "hold_reason"])
    meet_deadline(case, Kind.HELP_GATE, key=gate(help_), actor=actor, at=at)
    discard_drafts(case, ANSWERING, owner_id=actor.staff())
    trail.record(
        HelpContinued(
            case_id=case.pk,
            person_id=case.person_id,
            help_id=help_.pk,
            last_on=f"{planned_end_on - DAY:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return answer_of(case, help_)


@use_case(Permission.WORK_CASE)
def require_decision(
    case_id: int, *, help_id: str, why: str, version: int, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Answer day 10: a decision must be made. The help goes on while the case is assessed.

    The case is taken up again where it stands, and its clocks run. Raises NotFound; Stale; Refused.
    """
    case, help_ = _locked(case_id, help_id, version=version, actor=actor)
    if not why.strip():
        raise Refused.all([_why_missing()])
    waited, help_.answers_case = help_.answers_case, False
    _answered(help_, Answer.DECISION_NEEDED, why, actor=actor, at=at)
    if waited:
        _take_up(case, actor=actor, at=at)
    meet_deadline(case, Kind.HELP_GATE, key=gate(help_), actor=actor, at=at)
    discard_drafts(case, ANSWERING, owner_id=actor.staff())
    trail.record(
        HelpNeedsDecision(case_id=case.pk, person_id=case.person_id, help_id=help_.pk),
        actor=actor,
        at=at,
    )
    return answer_of(case, help_)


@use_case(Permission.WORK_CASE)
def end_help(
    case_id: int,
    *,
    help_id: str,
    result: str,
    ended_on: dt.date,
    close: bool,
    version: int,
    told: str = "",
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """End help with its result; it was given in [starts_on, ended_on), which may be no day at all.

    With `close` the case ends as given without a decision (Gitt uten vedtak), and whoever gets the
    person's letters is told; `told` says who was told already. Else the case is taken up again.

    Raises NotFound; Stale; Refused with every objection, and while other help in the case goes on.
    """
    case, help_ = _locked(case_id, help_id, version=version, actor=actor)
    found = []
    if not result.strip():
        found.append(Objection("Skriv hva hjelpen førte til.", "result_missing", "result"))
    if not help_.starts_on <= ended_on <= max(localdate(at) + DAY, help_.starts_on):
        found.append(
            Objection("Siste dag må være fra startdatoen til og med i dag.", "bad_end", "ended_on")
        )
    found += _closing(help_, told) if close else []
    if found:
        raise Refused.all(found)

    help_.ended_on = ended_on
    help_.ended_by_id = actor.staff()
    help_.result = result.strip()
    help_.version += 1
    help_.save(update_fields=["ended_on", "ended_by", "result", "version"])
    meet_deadline(case, Kind.HELP_GATE, key=gate(help_), actor=actor, at=at)
    _let_out(help_, case, at=at)
    if close:
        case.hold_until, case.hold_reason = None, ""
        case.save(update_fields=["hold_until", "hold_reason"])
        close_case(case, EndReason.WITHOUT_DECISION, told=told, note="", actor=actor, at=at)
        stop_answers(case, StopReason.CASE_ENDED, actor=actor, at=at)
        stop_asking(case, StopReason.CASE_ENDED, actor=actor, at=at)
        tell_ended(help_, case, on=max(ended_on - DAY, help_.starts_on), actor=actor, at=at)
    elif help_.answers_case and case.ended_at is None:
        _take_up(case, actor=actor, at=at)
    discard_drafts(case, ENDING, owner_id=actor.staff())
    trail.record(
        HelpEnded(
            case_id=case.pk,
            person_id=case.person_id,
            help_id=help_.pk,
            last_on=f"{max(ended_on - DAY, help_.starts_on):%d.%m.%Y}",
            case_ended=close,
        ),
        actor=actor,
        at=at,
    )
    return answer_of(case, help_)


def _locked(case_id: int, help_id: str, *, version: int, actor: Actor) -> tuple[Case, Help]:
    case = lock(case_id, actor=actor)
    help_ = Help.objects.select_for_update().filter(case=case, public_id=help_id).first()
    if help_ is None:
        raise NotFound("Vi finner ikke hjelpen.", what="help")
    if help_.ended_on is not None:
        raise Stale("Hjelpen er allerede avsluttet.", code="already_ended")
    if help_.version != version:
        raise Stale
    return case, help_


def _let_out(help_: Help, case: Case, *, at: dt.datetime) -> None:
    """Who gave the help needs the case no more, unless for other help or on another ground."""
    others = Help.objects.filter(case=case, performer_id=help_.performer_id, ended_on=None)
    if help_.performer_id is not None and not others.exists():
        end_access(case, GIVES, staff_id=help_.performer_id, at=at)


def _why_missing() -> Objection:
    return Objection("Skriv hvorfor du svarer dette.", "why_missing", "why")


def _answered(help_: Help, answer: Answer, why: str, *, actor: Actor, at: dt.datetime) -> None:
    help_.version += 1
    help_.save(update_fields=["planned_end_on", "answers_case", "version"])
    Review.objects.create(
        help=help_,
        answer=answer,
        why=why.strip(),
        planned_end_on=help_.planned_end_on,
        reviewed_by_id=actor.staff(),
        reviewed_at=at,
    )


def _take_up(case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """The case waits no longer for help to end, unless other help still is its answer.

    What is decided, also orally, is answered by that. Else the help was not the whole answer, and
    the month's clock runs again from the first contact, whichever of its help had answered it.
    """
    if case.help_given.filter(ended_on=None, answers_case=True).exists():
        wait_for_help(case, on=localdate(at))
        case.save(update_fields=["hold_until", "hold_reason"])
        return
    if Stage(case.stage) in UNDECIDED and case.decided_urgently_at is None:
        resume_deadline(case, Kind.TARGET_DECISION, actor=actor, at=at)
        answered = Deadline.objects.select_for_update().filter(
            case=case,
            kind=Kind.PRELIMINARY_ANSWER,
            met_at__in=list(case.help_given.values_list("decided_at", flat=True)),
            met_letter="",
        )
        for deadline in answered:
            reopen(deadline, reason=NOT_ANSWERED, actor=actor, at=at)
            wrong = deadline.starts_on != case.received_on  # put right while it was answered
            if wrong and deadline.key == THE_CASE:
                recompute_deadline(
                    case,
                    Kind.PRELIMINARY_ANSWER,
                    starts_on=case.received_on,
                    reason=PUT_RIGHT,
                    actor=actor,
                    at=at,
                )
    if case.hold_reason == WAITS:
        case.hold_until, case.hold_reason = None, ""
    case.version += 1
    case.save(update_fields=["hold_until", "hold_reason", "version"])


def _closing(help_: Help, told: str) -> list[Objection]:
    found = []
    if not told.strip():
        found.append(
            Objection("Skriv hvem som er orientert om at saken avsluttes.", "told_missing", "told")
        )
    if len(told.strip()) > LONGEST_TOLD:
        found.append(Objection("Teksten kan ha 300 tegn. Kort den ned.", "too_long", "told"))
    others = Help.objects.filter(case_id=help_.case_id, ended_on=None).exclude(pk=help_.pk)
    if others.exists():
        found.append(
            Objection(
                "Annen hjelp i saken går fortsatt. Avslutt den først, eller la saken gå videre.",
                "other_help",
                "close",
            )
        )
    return found
