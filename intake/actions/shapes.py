"""Cases change shape: one is split, two become one."""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from cases.actions import add_service, close_case, move, open_case, remove_service
from cases.actions.impartiality import keep_out
from cases.models import Case, CaseService
from cases.queries import find, in_the_way_of_merging, lock, track_for
from cases.stages import STAGES, EndReason, Stage, Step, Track
from deadlines.actions import meet_deadline, move_asked, open_deadline, recompute_deadline
from deadlines.kinds import Kind
from deadlines.models import Deadline
from intake.actions.letters import replies_made, stop_answers
from intake.actions.receive import start_clocks, unit_of
from intake.events import CasesMerged, CaseSplit
from intake.models import Application, ApplicationCase
from notifications.letters import StopReason
from people.access import Actor, use_case
from people.models import StaffMember
from people.refusals import Refused
from people.roles import Permission


@use_case(Permission.WORK_CASE)
def split_case(
    case_id: int,
    *,
    services: Sequence[str],
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Let some of a case's services go on in a case of their own (Del saken).

    The new case keeps the first contact, the kartlegging and the application, and what the party
    was promised. Help answers only for the case it is given in. On the same track the new case
    keeps unit and responsible too; on the other it goes to the unit that takes such cases.
    Returns the new reference. Raises Refused, Stale.
    """
    application = _lock_applications([case_id])[0]
    case = lock(case_id, actor=actor, version=version)
    held = list(
        CaseService.objects.filter(case=case, removed_at=None).values_list("service_key", flat=True)
    )
    chosen = [key for key in held if key in set(services)]
    if not chosen or len(chosen) != len(set(services)):
        raise Refused(
            "Velg hvilke av sakens tjenester som skal i ny sak.",
            code="services_missing",
            field="services",
        )
    if len(chosen) == len(held):
        raise Refused(
            "Minst én tjeneste må bli igjen i saken.", code="nothing_left", field="services"
        )
    before = Stage(case.stage)
    move(case, Step.SPLIT, actor=actor, at=at)
    track = _track(case, chosen, localdate(at))
    same_track = track == case.track
    new = open_case(
        case.person,
        services=chosen,
        track=track,
        received_on=case.received_on,
        unit=case.unit if same_track else unit_of(case.person, track, chosen, on=localdate(at)),
        responsible=_responsible(case) if same_track else None,
        urgent=case.urgent,
        split_from=case,
        actor=actor,
        at=at,
    )
    keep_out(case, into=new)
    for key in chosen:
        remove_service(case, key, at=at)
    if application is not None:
        ApplicationCase.objects.create(application=application, case=new)
    start_clocks(new, actor=actor, at=at)
    answered = _answered(case)
    if answered is not None:
        meet_deadline(
            new,
            Kind.PRELIMINARY_ANSWER,
            reason=mark("Foreløpig svar var sendt før saken ble delt"),
            letter=answered.met_letter,
            actor=actor,
            at=at,
        )
    _keep_promises(case, new, actor=actor, at=at)
    if before is not Stage.RECEIVED and same_track and actor.may(Permission.ASSESS):
        move(new, Step.BEGIN_ASSESSMENT, actor=actor, at=at)
    trail.record(
        CaseSplit(
            case_id=case.pk,
            person_id=case.person_id,
            new_reference=new.reference,
            services=chosen,
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "new_reference": new.reference}


@use_case(Permission.WORK_CASE)
def merge_cases(
    case_id: int,
    *,
    into: str,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Let a case go up in another open case of the same person and track (Slå sammen).

    The other gets its services, its first contact if that is earlier, and what its party still
    waits to be told. Raises Refused, Stale; NotFound or AccessDenied for a case the actor may not
    open.
    """
    into_id = find(into.strip(), actor=actor)
    if into_id == case_id:
        raise Refused("Velg en annen sak.", code="same_case", field="into")
    _lock_applications([case_id, into_id])
    locked = {
        pk: lock(pk, actor=actor, version=version if pk == case_id else None)
        for pk in sorted([case_id, into_id])
    }
    case, target = locked[case_id], locked[into_id]
    _must_fit(case, target)
    if found := in_the_way_of_merging(case, target):
        raise Refused.all(found)
    for key in CaseService.objects.filter(case=case, removed_at=None).order_by("pk"):
        add_service(target, key.service_key)
    _keep_first_contact(case, target, actor, at)
    _keep_promises(case, target, actor=actor, at=at)
    move_asked(case, target, actor=actor, at=at)
    keep_out(case, into=target)
    target.version += 1
    target.save(update_fields=["received_on", "urgent", "version"])
    case.merged_into = target
    case.save(update_fields=["merged_into"])
    note = f"Slått sammen med sak {target.reference}."
    close_case(case, EndReason.MERGED, told="", note=note, actor=actor, at=at)
    # The other case's own clock goes on: a reply about this one would name a case that is gone.
    stop_answers(case, StopReason.CASE_ENDED, actor=actor, at=at)
    trail.record(
        CasesMerged(case_id=case.pk, person_id=case.person_id, into_reference=target.reference),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "into": target.reference}


def _lock_applications(case_ids: Sequence[int]) -> list[Application | None]:
    """The applications of cases, locked in the order of their ids, before any case is."""
    links = dict(
        ApplicationCase.objects.filter(case_id__in=case_ids).values_list(
            "case_id", "application_id"
        )
    )
    locked = {
        found.pk: found
        for found in Application.objects.select_for_update()
        .filter(pk__in=set(links.values()))
        .order_by("pk")
    }
    return [locked.get(links.get(case_id, 0)) for case_id in case_ids]


def _must_fit(case: Case, target: Case) -> None:
    if case.person_id != target.person_id:
        raise Refused("Sakene gjelder ikke samme person.", code="another_person", field="into")
    if case.track != target.track:
        raise Refused(
            "Sakene går i hvert sitt spor og kan ikke slås sammen.",
            code="another_track",
            field="into",
        )
    if Stage(target.stage) not in {Stage.RECEIVED, Stage.ASSESSMENT}:
        raise Refused(
            filled(
                "Sak {reference} er «{stage}» og kan ikke ta imot en annen sak.",
                reference=target.reference,
                stage=STAGES[Stage(target.stage)].label,
            ),
            code="wrong_stage",
            field="into",
        )


def _keep_first_contact(case: Case, target: Case, actor: Actor, at: dt.datetime) -> None:
    """The earlier contact counts for both: nobody loses days by being merged."""
    target.urgent = target.urgent or case.urgent
    if case.received_on >= target.received_on:
        return
    target.received_on = case.received_on
    for kind in (Kind.PRELIMINARY_ANSWER, Kind.TARGET_DECISION):
        recompute_deadline(
            target,
            kind,
            starts_on=case.received_on,
            reason=f"Sak {case.reference} kom først",
            actor=actor,
            at=at,
        )


def _keep_promises(case: Case, into: Case, *, actor: Actor, at: dt.datetime) -> None:
    """The party of a locked case still waits to be told what they waited for, now in another.

    That is each day they were promised; and the month, where the other case's own was answered
    without a word of this one. A reply already made in the other keeps none of them: each has a
    key after its last reply, and before its next (deadlines follow replies by their keys).
    """
    open_ones = Deadline.objects.filter(met_at=None, cancelled_at=None)
    kinds = [Kind.DELAY_NOTICE]
    if not open_ones.filter(case=into, kind=Kind.PRELIMINARY_ANSWER).exists():
        kinds.append(Kind.PRELIMINARY_ANSWER)
    last = f"reply:{into.reference}:{replies_made(into):02}"
    for waits in open_ones.filter(case=case, kind__in=kinds).order_by("pk"):
        promised = waits.kind == Kind.DELAY_NOTICE
        open_deadline(
            into,
            Kind(waits.kind),
            starts_on=waits.starts_on or case.received_on,
            set_on=waits.due_on if promised else None,
            key=f"{last}:{waits.pk}",
            actor=actor,
            at=at,
        )


def _track(case: Case, services: Sequence[str], day: dt.date) -> Track:
    """The track the services take if they agree; else the case's own."""
    tracks = {track_for(case.municipality_id, key, on=day) for key in services}
    return tracks.pop() if len(tracks) == 1 else Track(case.track)


def _responsible(case: Case) -> StaffMember | None:
    if case.responsible_id is None:
        return None
    return StaffMember.objects.get(pk=case.responsible_id)


def _answered(case: Case) -> Deadline | None:
    """The month as a letter met it: what help has answered, nobody was written to about."""
    return (
        Deadline.objects.filter(case=case, kind=Kind.PRELIMINARY_ANSWER, met_at__isnull=False)
        .exclude(met_letter="")
        .order_by("pk")
        .first()
    )
