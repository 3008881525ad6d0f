"""Parts of use cases: they take what the caller has locked and open no transaction."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import Max
from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from cases.actions.access import (
    end_haste_access,
    end_registered_access,
    end_with_case,
    give_access,
    let_former_go,
    let_read_earlier,
    let_shared_go,
)
from cases.actions.closing import close_waiting
from cases.actions.handing import give_back
from cases.events import CaseMoved, CaseOpened, ResponsibilityGiven
from cases.models import Case, CaseCounter, CaseService, Responsibility
from cases.models.support import REGISTERED, RESPONSIBLE, RESPONSIBLE_UNIT
from cases.queries import closed_to, is_shut, queue_owner_of
from cases.rules import is_unwritten
from cases.stages import (
    ENDS,
    MOVES,
    STAGES,
    UNDECIDED,
    EndReason,
    Origin,
    Stage,
    Step,
    Track,
)
from people.access import Actor, require
from people.models import Resident, StaffMember, Unit
from people.refusals import Refused
from people.roles import Permission


def open_case(
    person: Resident,
    *,
    services: Sequence[str],
    track: Track,
    received_on: dt.date,
    unit: Unit,
    actor: Actor,
    at: dt.datetime,
    origin: Origin = Origin.APPLICATION,
    urgent: bool = False,
    responsible: StaffMember | None = None,
    split_from: Case | None = None,
    lets_in: bool = True,
) -> Case:
    """Open a case for `person` with `unit` responsible: a person, or the unit's queue owner.

    The unit gets access, also to read the person's earlier cases, and with `lets_in` whoever opened
    it. To whom the person has blocked what is known of them, opening it opens nothing, in their own
    name or as one of the unit. Raises Refused when nobody leads the unit.
    """
    day = localdate(at)
    shut_to_id = split_from.shut_to_id if split_from else None
    if actor.staff_id is not None and is_shut(person.pk, actor=actor):
        lets_in, shut_to_id = False, actor.staff_id
    case = Case(
        municipality_id=person.municipality_id,
        person=person,
        track=track,
        stage=Stage.RECEIVED,
        stage_since=at,
        origin=origin,
        received_on=received_on,
        urgent=urgent,
        unit=unit,
        responsible=responsible,
        shut_to_id=shut_to_id,
        split_from=split_from,
        opened_at=at,
    )
    if responsible is None:
        case.queue_owner_id = _owner(case, unit, day)
    case.reference = _next_reference(person.municipality_id, day.year)
    case.save(force_insert=True)
    CaseService.objects.bulk_create(
        [CaseService(case=case, service_key=key) for key in dict.fromkeys(services)]
    )
    Responsibility.objects.create(
        case=case,
        unit=unit,
        staff=responsible,
        queue_owner_id=case.queue_owner_id,
        from_at=at,
    )
    give_access(case, unit=unit, ground=RESPONSIBLE_UNIT, at=at)
    let_read_earlier([person.pk], at=at)
    if lets_in and actor.staff_id is not None:
        own = responsible is not None and responsible.pk == actor.staff_id
        ground = RESPONSIBLE if own else REGISTERED
        give_access(case, staff_id=actor.staff_id, ground=ground, at=at)
    trail.record(
        CaseOpened(
            case_id=case.pk,
            person_id=person.pk,
            reference=case.reference,
            services=list(services),
            track=track,
        ),
        actor=actor,
        at=at,
    )
    return case


def _next_reference(municipality_id: int, year: int) -> str:
    """The next number of the year, from a row that is locked until the transaction ends."""
    CaseCounter.objects.get_or_create(municipality_id=municipality_id, year=year)
    counter = CaseCounter.objects.select_for_update().get(
        municipality_id=municipality_id, year=year
    )
    counter.last += 1
    counter.save(update_fields=["last"])
    return f"{year}-{counter.last:05d}"


def _owner(case: Case, unit: Unit, day: dt.date) -> int:
    try:
        return queue_owner_of(unit, on=day, besides=closed_to(case))
    except LookupError:
        raise Refused(
            "Enheten har ingen leder som kan eie køen. Be systemansvarlig sette inn en leder.",
            code="unit_without_leader",
        ) from None


def move(
    case: Case,
    step: Step,
    *,
    actor: Actor,
    at: dt.datetime,
    reason: str = "",
) -> None:
    """Take `step` on a locked case: the one function that obeys the table (cases.stages).

    Raises AccessDenied, or Refused if the step does not start where the case stands or belongs
    to the other track. `reason` is a code, never free text about the person.
    """
    leg = MOVES[step]
    if not actor.may(Permission.SYSTEM):
        require(actor, leg.permission)
    source = Stage(case.stage)
    if leg.target is Stage.ENDED and reason != EndReason.LAPSED_DEATH:
        must_be_written(
            case, mark("Det er gitt et hastevedtak i saken. Skriv det ferdig før saken avsluttes.")
        )
    if source not in leg.sources or leg.track not in {None, case.track}:
        raise Refused(
            filled(
                "Saken er «{stage}». «{step}» kan ikke gjøres herfra.",
                stage=STAGES[source].label,
                step=leg.label,
            ),
            code="wrong_stage",
        )
    target = leg.target or source
    if target is not source:
        case.stage_since = at
    case.stage = target
    case.version += 1
    case.save(update_fields=["stage", "stage_since", "version", *_ended(case, target)])
    if target not in UNDECIDED:
        end_haste_access(case, at=at)
        if source in UNDECIDED:
            close_waiting(case, actor=actor, at=at)
    trail.record(
        CaseMoved(
            case_id=case.pk,
            person_id=case.person_id,
            step=step,
            label=leg.label,
            source=source,
            target=target,
            reason=reason,
        ),
        actor=actor,
        at=at,
    )


def must_be_written(case: Case, otherwise: str) -> None:
    """Raise Refused, saying `otherwise`, while help is given by a hastevedtak not yet written.

    It is never let fall as if nothing was decided, and never out of sight. Only a death ends it
    unwritten: nobody is left to write to, and what was said stands as it was said.
    """
    if is_unwritten(case.stage, case.decided_urgently_at):
        raise Refused(otherwise, code="decided_urgently")


def _ended(case: Case, target: Stage) -> list[str]:
    return ["ended_at", "end_reason", "end_note", "end_told"] if target is Stage.ENDED else []


def close_case(
    case: Case,
    reason: EndReason,
    *,
    told: str,
    note: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """End a locked case with its reason and who was told, by the reason's step.

    What opened it ends with it, or so long after as policy says; its unit keeps it.
    Raises Refused as `move`, and when nobody is said to have been told (except at death).
    """
    if not told.strip() and reason not in {EndReason.LAPSED_DEATH, EndReason.MERGED}:
        raise Refused(
            "Skriv hvem som er orientert om at saken avsluttes.",
            code="told_missing",
            field="told",
        )
    case.ended_at = at
    case.end_reason = reason
    case.end_told = told.strip()
    case.end_note = note.strip()
    move(case, ENDS[reason].step, actor=actor, at=at, reason=reason)
    end_with_case(case, at=at)
    let_read_earlier([case.person_id], at=at)


def give_responsibility(
    case: Case, *, unit: Unit, staff: StaffMember | None, actor: Actor, at: dt.datetime
) -> None:
    """Make `staff` in `unit`, or the unit's queue owner, responsible from `at`; without a gap.

    The unit and the person get access, the unit also to read the person's earlier cases. Whoever
    had it before has it some days more (`AccessPolicy`), and whom they let in; their tasks in it go
    back at once; who only registered it has nothing more to do with it.
    """
    moves = unit.pk != case.unit_id
    owner = None if staff else _owner(case, unit, localdate(at))
    current = Responsibility.objects.select_for_update().get(case=case, to_at=None)
    latest = Responsibility.objects.filter(case=case).aggregate(at=Max("from_at"))["at"]
    since = max(at, latest)
    current.to_at = since
    current.save(update_fields=["to_at"])
    Responsibility.objects.create(
        case=case, unit=unit, staff=staff, queue_owner_id=owner, from_at=since
    )
    case.unit = unit
    case.responsible = staff
    case.queue_owner_id = owner
    case.version += 1
    case.save(update_fields=["unit", "responsible", "queue_owner", "version"])
    give_access(case, unit=unit, ground=RESPONSIBLE_UNIT, at=at)
    if staff is not None:
        give_access(case, staff_id=staff.pk, ground=RESPONSIBLE, at=at)
    end_registered_access(case, at=at)
    let_former_go(case, at=at)
    if moves:
        let_shared_go(case, at=at)
        let_read_earlier([case.person_id], at=at)
    trail.record(
        ResponsibilityGiven(
            case_id=case.pk,
            person_id=case.person_id,
            unit_id=unit.pk,
            to_staff_id=staff.pk if staff else None,
            tasks_back=give_back(case, at=at),
        ),
        actor=actor,
        at=at,
    )


def add_service(case: Case, service_key: str) -> None:
    """Add a service to a locked case."""
    CaseService.objects.get_or_create(case=case, service_key=service_key, removed_at=None)


def remove_service(case: Case, service_key: str, *, at: dt.datetime) -> None:
    """Take a service out of a locked case; the row stays, with its time."""
    CaseService.objects.filter(case=case, service_key=service_key, removed_at=None).update(
        removed_at=at
    )
