"""A case begins from what runs: revurdering at the office, endringsmelding from the unit."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from django.utils.timezone import localdate

from assessments.actions import begin, propose_renewal
from audit import trail
from audit.words import filled
from cases.actions import discard_all_drafts, discard_drafts, give_access
from cases.actions.impartiality import keep_out
from cases.models import Case
from cases.queries import must_be_impartial, track_for, unit_names
from cases.stages import Origin, Stage, Track
from delivery.actions.parts import lock_sent, must_allow, refuse_if
from delivery.events import ChangeReported, ReassessmentBegun
from delivery.models import Reassessed, RunningService
from delivery.queries.anew import looked_at_in
from delivery.queries.renewal import given_by, person_to_reassess
from delivery.rules import (
    REASONS,
    Act,
    Reason,
    change_objections,
    draft_form,
    reassessment_objections,
)
from intake.actions import open_from_running
from intake.kinds import Channel, Form, FromWhom
from intake.models import ApplicationCase
from intake.rules import Told
from notifications.actions import notify
from notifications.adapters import clean
from notifications.adapters import objections as unprintable
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.models import Resident, StaffMember
from people.refusals import Objection, Refused
from people.roles import Permission

DRAFT = "revurdering"


@use_case(Permission.WORK_CASE)
def begin_reassessment(
    person: str,
    *,
    services: Collection[str],
    reason: str,
    words: str = "",
    received_on: dt.date | None = None,
    urgent: bool = False,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Look anew at some of a person's running services, in one case (Start revurdering).

    `services` are the orders they run by (public ids), of one track. Their extent, goal and the
    last kartlegging come along. `received_on` is the first contact, where the person asked: then it
    is a søknad, with the law's month and a confirmation. Where the case comes to a unit the actor
    assesses in, its kartlegging begins in the same act.

    Raises NotFound or AccessDenied for the person; Refused with every objection, also naming the
    case in which a service is looked at already.
    """
    person_id = person_to_reassess(person, actor=actor)
    chosen = _locked(person_id, services)
    for service in chosen:
        must_be_impartial(service.case, actor=actor)
    day = localdate(at)
    open_in = looked_at_in([service.pk for service in chosen])
    tracks = [
        track_for(service.case.municipality_id, service.service_key, on=day) for service in chosen
    ]
    found = reassessment_objections(
        reason=reason,
        words=words,
        received_on=received_on,
        services=[service.service_key for service in chosen],
        tracks=tracks,
        open_in=next(iter(open_in.values()), ""),
        ends=all(service.valid_to is not None for service in chosen),
        on=day,
    )
    refuse_if([*found, *_unprintable(words)])
    why = Reason(reason)
    asked = why is Reason.OWN_WISH
    told = Told(
        form=Form.APPLICATION if asked else Form.OWN_MOTION,
        channel=Channel.PHONE if asked else Channel.OFFICE,
        from_whom=FromWhom.PERSON if asked else FromWhom.STAFF,
        received_on=(received_on if asked else None) or day,
        own_words=clean(words),
        urgent=urgent,
    )
    case = _open(chosen, Track(tracks[0]), told, why, wanted_from=None, actor=actor, at=at)
    give_access(case, staff_id=actor.staff(), ground="registered", at=at)
    if actor.may(Permission.ASSESS) and case.unit_id in actor.units_with(Permission.ASSESS):
        link = ApplicationCase.objects.select_related("application").get(case=case)
        begin(link.application, case, actor=actor, at=at)
    discard_drafts(None, DRAFT, owner_id=actor.staff(), person_id=person_id)
    trail.record(
        ReassessmentBegun(
            case_id=case.pk,
            person_id=person_id,
            reason=why,
            label=REASONS[why],
            orders=[str(line.public_id) for line in _lines(chosen)],
        ),
        actor=actor,
        at=at,
    )
    return {
        "reference": case.reference,
        "stage": case.stage,
        "unit": unit_names([case.unit_id], on=day)[case.unit_id],
        "begun": case.stage == Stage.ASSESSMENT,
    }


@use_case(Permission.DELIVER)
def report_change(
    public_id: str,
    *,
    words: str,
    wanted_from: dt.date | None = None,
    urgent: bool = False,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Tell that what is given no longer fits (Meld endring): a case for those who assess.

    The service goes on as it is until something else is decided, and the unit sees «Endring
    venter» meanwhile. The unit does not get to open the case. `wanted_from` is the day it is
    needed from.

    Raises NotFound for an order of another unit; Refused unless it runs, without words, and where
    it is looked at anew already.
    """
    found = lock_sent(public_id, actor=actor, version=None, any_version=True)
    must_allow(found, Act.REPORT_CHANGE)
    day = localdate(at)
    refuse_if([*change_objections(words, wanted_from, on=day), *_unprintable(words)])
    service = (
        RunningService.objects.select_for_update(of=("self",))
        .select_related("order__line__decision__case", "case", "person")
        .get(order=found.order)
    )
    if reference := looked_at_in([service.pk]).get(service.pk):
        raise Refused.all(_already(reference))
    told = Told(
        form=Form.MESSAGE,
        channel=Channel.E_MESSAGE,
        from_whom=FromWhom.STAFF,
        received_on=day,
        own_words=clean(words),
        urgent=urgent,
    )
    track = track_for(found.case.municipality_id, service.service_key, on=day)
    case = _open([service], track, told, Reason.UNIT, wanted_from=wanted_from, actor=actor, at=at)
    _tell_of_change(case, at=at)
    form = draft_form(Act.REPORT_CHANGE, found.source.public_id)
    discard_all_drafts(found.case, [form])
    trail.record(
        ChangeReported(
            case_id=case.pk,
            person_id=case.person_id,
            order=str(found.source.public_id),
            unit_id=found.source.unit_id,
            urgent=urgent,
        ),
        actor=actor,
        at=at,
    )
    return {
        "order": str(found.source.public_id),
        "reference": case.reference,
        "unit": unit_names([case.unit_id], on=day)[case.unit_id],
    }


def _tell_of_change(case: Case, *, at: dt.datetime) -> None:
    """Whoever answers for the queue it came to hears of it; the case waits there as a task."""
    staff = StaffMember.objects.filter(pk=case.responsible_id or case.queue_owner_id or 0).first()
    if staff is not None:
        notify(
            staff,
            NoticeKind.TASK,
            case=case,
            key=f"change:{case.reference}",
            sentence=filled(
                "Utførende enhet har meldt endring i sak {reference}.", reference=case.reference
            ),
            at=at,
        )


def _locked(person_id: int, orders: Collection[str]) -> list[RunningService]:
    """The person's running services of some orders, behind the person's lock and the cases'."""
    Resident.objects.select_for_update(no_key=True).get(pk=person_id)
    running = RunningService.objects.filter(
        person_id=person_id, ends_on=None, by_trial=False, order__line__isnull=False
    )
    ids = [
        pk
        for pk, order in running.values_list("pk", "order__line__public_id")
        if str(order) in set(orders)
    ]
    cases = Case.objects.select_for_update(of=("self",)).filter(
        pk__in=running.filter(pk__in=ids).values("case_id")
    )
    list(cases.order_by("pk"))
    return list(
        RunningService.objects.select_for_update(of=("self",))
        .select_related("order__line__decision__case", "case", "person")
        .filter(pk__in=ids)
        .order_by("pk")
    )


def _lines(services: Sequence[RunningService]) -> list[Any]:
    return [service.order.line for service in services if service.order.line is not None]


def _open(
    services: Sequence[RunningService],
    track: Track,
    told: Told,
    reason: Reason,
    *,
    wanted_from: dt.date | None,
    actor: Actor,
    at: dt.datetime,
) -> Case:
    """The case, with what runs as its beginning."""
    day = localdate(at)
    case = open_from_running(
        services[0].person,
        services=[service.service_key for service in services],
        track=track,
        origin=Origin.CHANGE_MESSAGE if reason is Reason.UNIT else Origin.REASSESSMENT,
        told=told,
        actor=actor,
        at=at,
    )
    Reassessed.objects.bulk_create(
        [
            Reassessed(
                case=case,
                service=service,
                reason=reason,
                wanted_from=wanted_from,
                by_id=actor.staff(),
                at=at,
            )
            for service in services
        ]
    )
    for service in services:
        keep_out(service.case, into=case)
    decision = _lines(services)[-1].decision
    propose_renewal(
        case,
        [given_by(service.order.line, service) for service in services if service.order.line],
        goal=decision.goal,
        evaluate_on=decision.evaluate_on,
        before=decision.case,
        starts_on=_starts_on(services, reason, wanted_from, on=day),
        on=day,
        actor=actor,
        at=at,
    )
    return case


def _starts_on(
    services: Sequence[RunningService], reason: Reason, wanted_from: dt.date | None, *, on: dt.date
) -> dt.date:
    """The day proposed: where the old decision stops, when it is asked for, or at once."""
    if reason is Reason.EXPIRY:
        ends = [service.valid_to for service in services if service.valid_to is not None]
        return max([on, *ends[:1]]) if len(set(ends)) <= 1 else max(on, min(ends))
    return max(on, wanted_from) if wanted_from else on


def _unprintable(words: str) -> list[Objection]:
    return [Objection(sentence, "unprintable", "words") for sentence in unprintable(words)]


def _already(reference: str) -> list[Objection]:
    return [
        o
        for o in reassessment_objections(
            reason=Reason.EXPIRY,
            words="",
            received_on=None,
            services=["one"],
            tracks=["one"],
            open_in=reference,
            on=dt.date.min,
        )
        if o.code == "already_reassessed"
    ]
