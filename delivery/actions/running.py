"""The performing unit starts a service and ends it. Expiry never ends anything."""

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from cases.actions import close_case, move
from cases.models import Case
from cases.queries import service_names, unit_names
from cases.stages import EndReason, Stage, Step
from deadlines.actions import cancel_deadline, meet_deadline, open_deadline
from deadlines.kinds import Kind
from decisions.actions import note_end
from decisions.models import DecisionLine
from delivery.actions.parts import (
    Found,
    answer_of,
    drop_drafts,
    end_order_access,
    lock_sent,
    must_allow,
    must_live,
    must_not_be_own,
    refuse_if,
    same_service,
)
from delivery.events import ServiceEnded, ServiceStarted
from delivery.models import Order, RunningService
from delivery.policy import END_REASONS, REPLACED
from delivery.queries import completion_of, is_left, order_key
from delivery.rules import (
    Act,
    State,
    completion_objections,
    end_objections,
    is_early,
    start_objections,
)
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, system, use_case
from people.models import StaffMember
from people.refusals import Refused
from people.roles import Permission

DAY = dt.timedelta(days=1)


@use_case(Permission.DELIVER)
def start_order(
    public_id: str,
    *,
    starts_on: dt.date,
    version: int | None,
    replace: bool = False,
    early_reason: str = "",
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Register that a confirmed order has started (Registrer oppstart) on a day up to today.

    Before the order's first day it takes a reason, and whoever ordered gets it as a task: help is
    not stopped, and does not go unseen without what it is given by.

    The case's first start moves it to DELIVERY. With `replace`, a change begins: the same service
    that the unit gives already ends the same day. A trial may run beside what is granted.

    Raises NotFound, Stale; Refused for a day after the period or before the order, and saying where
    the same service runs already.
    """
    found = lock_sent(public_id, actor=actor, version=version, to_start=True)
    must_allow(found, Act.START)
    must_live(found, starts_on)
    must_not_be_own(found, actor)
    refuse_if(
        start_objections(
            starts_on,
            found.span,
            today=localdate(at),
            ordered_on=localdate(found.source.ordered_at),
            why_early=early_reason,
        )
    )
    early = early_reason.strip() if is_early(starts_on, found.span) else ""
    order = _answered(found)
    before = None if found.source.trial else _same_service(found)
    replaced = _make_way(found, before, starts_on, replace=replace, actor=actor, at=at)
    _run(found, order, starts_on, early=early, actor=actor, at=at)
    order.state = State.RUNNING
    order.version += 1
    order.save(update_fields=["state", "version"])
    drop_drafts(found.case, found.source.public_id, State.RUNNING)
    if not found.source.trial:
        _clocks_of_start(found, starts_on, actor=actor, at=at)
    if early:
        _tell_of_early_start(found, at=at)
    trail.record(
        ServiceStarted(
            case_id=found.case.pk,
            person_id=found.case.person_id,
            order=str(found.source.public_id),
            unit_id=found.source.unit_id,
            service_key=found.source.service_key,
            starts_on=f"{starts_on:%d.%m.%Y}",
            replaces=replaced,
            before=f"{found.source.from_on:%d.%m.%Y}" if early else "",
        ),
        actor=actor,
        at=at,
    )
    return answer_of(found, order) | {"stage": found.case.stage}


def _answered(found: Found) -> Order:
    if found.order is None:
        raise Refused("Bekreft mottaket før du registrerer oppstart.", code="wrong_state")
    return found.order


def _same_service(found: Found) -> RunningService | None:
    """The same service that already runs for the person, from another order."""
    return (
        same_service(found.source)
        .select_for_update(of=("self",))
        .select_related("order__line", "case")
        .first()
    )


def _make_way(
    found: Found,
    before: RunningService | None,
    starts_on: dt.date,
    *,
    replace: bool,
    actor: Actor,
    at: dt.datetime,
) -> str:
    """End the unit's own earlier service the day the changed one starts; its order's public id."""
    if before is None:
        return ""
    if not replace or before.unit_id != found.source.unit_id or before.starts_on >= starts_on:
        raise _runs_already(found, before)
    _stop(before, ends_on=starts_on, code=REPLACED, text="", actor=actor, at=at)
    _clocks_of_end(before.case, before.order, actor=actor, at=at)
    if before.order.line is not None:
        drop_drafts(before.case, before.order.line.public_id, State.ENDED)
    _complete_replaced(before.case, by=found.case, at=at)
    return str(before.order.line.public_id) if before.order.line else ""


def _complete_replaced(case: Case, *, by: Case, at: dt.datetime) -> None:
    """End the locked old case where nothing more is given in it, as the system.

    Whoever has it has nothing left to do: the person was told by the new decision's letter. Where
    something is left, it stays a task («Avslutt saken»).
    """
    done = completion_of(case.pk, on=localdate(at))
    left = completion_objections(
        done.granted, decided=done.decided, told=done.told, reaches_on=done.reaches_on
    )
    if left or case.pk == by.pk or case.ended_at is not None:
        return
    close_case(
        case,
        EndReason.COMPLETED,
        told="Personen, i brevet om det nye vedtaket",
        note=f"Erstattet av vedtaket i sak {by.reference}.",
        actor=system(case.municipality_id),
        at=at,
    )


def _runs_already(found: Found, other: RunningService) -> Refused:
    """The sentence for a service the person has those days: where, since when, and what to do."""
    name = service_names([found.source.service_key], on=found.source.from_on)[0]
    own = other.unit_id == found.source.unit_id
    unit = unit_names([other.unit_id], on=other.starts_on).get(other.unit_id, "")
    days = filled("fra {day}", day=f"{other.starts_on:%d.%m.%Y}")
    if other.ends_on is not None:
        last = f"{other.ends_on - DAY:%d.%m.%Y}"
        days = filled("{days} til og med {last}", days=days, last=last)
        what = mark("Velg en senere dag.")
    elif own:
        what = mark("Velg at den nye tar over fra en senere dag, eller avslutt den som går.")
    else:
        what = mark("Be enheten avslutte den først.")
    return Refused(
        filled(
            "Personen har allerede {service} hos {unit}, {days}. {what}",
            service=name,
            unit=mark("dere") if own else unit,
            days=days,
            what=what,
        ),
        code="already_running",
        field="starts_on",
    )


def _run(
    found: Found, order: Order, starts_on: dt.date, *, early: str, actor: Actor, at: dt.datetime
) -> None:
    """The row the exclusion constraint stands on: it refuses what two cases do at the same time."""
    try:
        with transaction.atomic():
            RunningService.objects.create(
                order=order,
                person_id=found.case.person_id,
                case=found.case,
                unit_id=found.source.unit_id,
                service_key=found.source.service_key,
                by_trial=found.source.trial,
                starts_on=starts_on,
                valid_to=found.source.to_on,
                started_by_id=actor.staff(),
                started_at=at,
                early_reason=early,
            )
    except IntegrityError as clash:
        if "no_overlap" not in str(clash):
            raise
        other = RunningService.objects.filter(
            person_id=found.case.person_id,
            service_key=found.source.service_key,
            by_trial=False,
        ).latest("starts_on")
        raise _runs_already(found, other) from None


def _tell_of_early_start(found: Found, *, at: dt.datetime) -> None:
    """Whoever ordered hears of it; the task stands until they have seen to it."""
    notify(
        StaffMember.objects.get(pk=found.source.ordered_by),
        NoticeKind.NEWS,
        case=found.case,
        key=f"{found.key}:early",
        sentence=filled(
            "En tjeneste i sak {reference} startet før bestillingen gjelder.",
            reference=found.case.reference,
        ),
        at=at,
    )


def _clocks_of_start(found: Found, starts_on: dt.date, *, actor: Actor, at: dt.datetime) -> None:
    """The first start moves the case; the target is met; an evaluation stands, whoever set it."""
    if found.case.stage == Stage.DECIDED:
        move(found.case, Step.START_DELIVERY, actor=actor, at=at)
    meet_deadline(found.case, Kind.TARGET_START, key=found.key, actor=actor, at=at)
    line = DecisionLine.objects.select_related("decision").get(pk=found.source.pk)
    if line.decision.issued_at is None:
        return  # given orally: when to evaluate it is written the next day
    open_deadline(
        found.case,
        Kind.EVALUATION,
        starts_on=starts_on,
        key=f"decision:{line.decision.public_id}",
        actor=actor,
        at=at,
    )


@use_case(Permission.DELIVER)
def end_order(
    public_id: str,
    *,
    code: str,
    ends_on: dt.date | None = None,
    reason: str = "",
    version: int | None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """End a service with a reason (Avslutt), or an order that is confirmed and never begins.

    `ends_on` is the first day without the service: up to tomorrow, which is to say that today was
    the last; not said for one that never began. `code` is a key of delivery.policy.CHOOSABLE.

    Raises NotFound, Stale; Refused with every objection.
    """
    found = lock_sent(public_id, actor=actor, version=version)
    must_allow(found, Act.END)
    order = _answered(found)
    service = RunningService.objects.select_for_update().filter(order=order).first()
    started = service.starts_on if service else None
    refuse_if(end_objections(ends_on, code, reason, started_on=started, today=localdate(at)))
    if service is not None and ends_on is not None:
        service.order = order
        _stop(service, ends_on=ends_on, code=code, text=reason, actor=actor, at=at)
    else:
        _end(order, code, reason)
        if order.line is not None:
            note_end(order.line, ended_on=localdate(at))
    _clocks_of_end(found.case, order, actor=actor, at=at)
    end_order_access(found, at=at)
    drop_drafts(found.case, found.source.public_id, State.ENDED)
    _tell_responsible(found, at=at)
    trail.record(
        ServiceEnded(
            case_id=found.case.pk,
            person_id=found.case.person_id,
            order=str(found.source.public_id),
            unit_id=found.source.unit_id,
            code=code,
            label=END_REASONS[code],
            last_on=f"{ends_on - DAY:%d.%m.%Y}" if service is not None and ends_on else "",
        ),
        actor=actor,
        at=at,
    )
    return answer_of(found, order)


def _stop(
    service: RunningService,
    *,
    ends_on: dt.date,
    code: str,
    text: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """End a locked running service and its order; its decision line is told so."""
    service.ends_on = ends_on
    service.ended_by_id = actor.staff()
    service.ended_at = at
    service.save(update_fields=["ends_on", "ended_by", "ended_at"])
    _end(service.order, code, text)
    if service.order.line is not None:
        note_end(service.order.line, ended_on=ends_on)


def _end(order: Order, code: str, text: str) -> None:
    order.state = State.ENDED
    order.end_code = code
    order.end_reason = text.strip()
    order.version += 1
    order.save(update_fields=["state", "end_code", "end_reason", "version"])


def _clocks_of_end(case: Case, order: Order, *, actor: Actor, at: dt.datetime) -> None:
    """What no longer has to be done in a locked case when a service has ended."""
    if order.line is None:
        return
    because = "Tjenesten er avsluttet"
    first = order_key(order.line.public_id, 1)
    key = order_key(order.line.public_id, order.number)
    cancel_deadline(case, Kind.DECISION_EXPIRY, key=first, reason=because, actor=actor, at=at)
    cancel_deadline(case, Kind.TARGET_START, key=key, reason=because, actor=actor, at=at)
    decision = order.line.decision
    if not is_left(decision.pk):
        evaluation = f"decision:{decision.public_id}"
        cancel_deadline(case, Kind.EVALUATION, key=evaluation, reason=because, actor=actor, at=at)


def _tell_responsible(found: Found, *, at: dt.datetime) -> None:
    staff_id = found.case.responsible_id or found.case.queue_owner_id
    staff = StaffMember.objects.filter(pk=staff_id or 0).first()
    if staff is not None:
        notify(
            staff,
            NoticeKind.NEWS,
            case=found.case,
            key=f"{found.key}:ended",
            sentence=filled(
                "En tjeneste i sak {reference} er avsluttet.", reference=found.case.reference
            ),
            at=at,
        )
