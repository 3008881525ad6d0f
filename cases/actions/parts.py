"""Parts of use cases: they take what the caller has locked and open no transaction."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Max
from django.db.models.functions import Greatest
from django.utils.timezone import localdate, make_aware

from audit import trail
from audit.words import filled, mark
from cases.actions.closing import close_waiting
from cases.events import CaseMoved, CaseOpened, ResponsibilityGiven
from cases.models import Case, CaseAccess, CaseCounter, CaseService, Responsibility
from cases.models.support import (
    GIVES,
    HANDOVER_WINDOW,
    HASTE,
    MEETING,
    ORDER,
    REGISTERED,
    SHARED,
)
from cases.policy import access_policy_on
from cases.queries import queue_owner_of, still_needs
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
from people.queries import related_staff
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

    The unit gets access, and with `lets_in` whoever opened it. Raises Refused when nobody leads
    the unit.
    """
    day = localdate(at)
    case = Case.objects.create(
        municipality_id=person.municipality_id,
        reference=_next_reference(person.municipality_id, day.year),
        person=person,
        track=track,
        stage=Stage.RECEIVED,
        stage_since=at,
        origin=origin,
        received_on=received_on,
        urgent=urgent,
        unit=unit,
        responsible=responsible,
        queue_owner_id=None if responsible else _owner(unit, day, person.pk),
        split_from=split_from,
        opened_at=at,
    )
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
    give_access(case, unit=unit, ground="responsible unit", at=at)
    if lets_in and actor.staff_id is not None:
        own = responsible is not None and responsible.pk == actor.staff_id
        ground = "responsible" if own else REGISTERED
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


def _owner(unit: Unit, day: dt.date, person_id: int) -> int:
    try:
        return queue_owner_of(unit, on=day, besides=related_staff(person_id))
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

    Who was to receive it may no longer look: there is nothing left to receive.
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
    waiting = CaseAccess.objects.filter(case=case, ground=HANDOVER_WINDOW, to_at=None)
    waiting.update(to_at=at)
    end_registered_access(case, at=at)
    _end_in_time(case, at=at)


def give_responsibility(
    case: Case, *, unit: Unit, staff: StaffMember | None, actor: Actor, at: dt.datetime
) -> None:
    """Make `staff` in `unit`, or the unit's queue owner, responsible from `at`; without a gap.

    The unit and the person get access. Whoever had it before keeps theirs until it is ended; who
    only registered it has nothing more to do with it.
    """
    owner = None if staff else _owner(unit, localdate(at), case.person_id)
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
    give_access(case, unit=unit, ground="responsible unit", at=at)
    if staff is not None:
        give_access(case, staff_id=staff.pk, ground="responsible", at=at)
    end_registered_access(case, at=at)
    trail.record(
        ResponsibilityGiven(
            case_id=case.pk,
            person_id=case.person_id,
            unit_id=unit.pk,
            to_staff_id=staff.pk if staff else None,
        ),
        actor=actor,
        at=at,
    )


def give_access(
    case: Case,
    *,
    ground: str,
    at: dt.datetime,
    staff_id: int | None = None,
    unit: Unit | None = None,
    until_at: dt.datetime | None = None,
) -> None:
    """Write that a member of staff or a unit may open the case; nothing if they already may.

    Who had only an order, sat at the table or was let in by hand, gets the more lasting ground.
    `until_at` is the midnight where HASTE ends by itself; asked again, it is moved.
    """
    over = CaseAccess.objects.filter(case=case, staff_id=staff_id, unit=unit, until_at__lte=at)
    over.filter(to_at=None).update(to_at=F("until_at"))  # ended by itself: it is in nobody's way
    row, new = CaseAccess.objects.get_or_create(
        case=case,
        staff_id=staff_id,
        unit=unit,
        to_at=None,
        defaults={"ground": ground, "from_at": at, "until_at": until_at},
    )
    if not new and (_lasts(ground) > _lasts(row.ground) or ground == row.ground == HASTE):
        row.ground = ground
        row.until_at = until_at
        row.save(update_fields=["ground", "until_at"])


def _lasts(ground: str) -> int:
    """Which of two grounds is kept: the shorter gives way."""
    return {ORDER: 0, MEETING: 0, HASTE: 1, GIVES: 2, REGISTERED: 3, SHARED: 4}.get(ground, 5)


def end_access(
    case: Case, *, at: dt.datetime, staff_id: int | None = None, unit: Unit | None = None
) -> None:
    """End a member of staff's or a unit's access to the case.

    Whoever is responsible keeps it: access is one row, also where it was given on other grounds.
    So does who still needs it for what an app above knows of, on that ground.
    """
    responsible = unit.pk == case.unit_id if unit else staff_id == case.responsible_id
    if responsible:
        return
    needed = still_needs(case, staff_id) if staff_id is not None else ""
    row = CaseAccess.objects.filter(case=case, staff_id=staff_id, unit=unit, to_at=None).first()
    if row is None or row.ground == needed:
        return
    row.to_at = at
    row.save(update_fields=["to_at"])
    if needed:
        give_access(case, staff_id=staff_id, ground=needed, at=at)


def end_registered_access(case: Case, *, at: dt.datetime) -> None:
    """End what those who only registered the case were let in for; its unit goes on seeing it."""
    given = CaseAccess.objects.filter(case=case, ground=REGISTERED, to_at=None)
    given.update(to_at=Greatest("from_at", at))  # two servers' clocks may differ


def _end_in_time(case: Case, *, at: dt.datetime) -> None:
    """Let access in one's own name end by itself, so long after the case as policy says."""
    day = localdate(at)
    last = day + dt.timedelta(days=access_policy_on(day).after_end_days)
    midnight = make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time()))
    own = CaseAccess.objects.filter(case=case, staff__isnull=False, to_at=None, until_at=None)
    own.exclude(ground=MEETING).update(until_at=midnight)


def end_haste_access(case: Case, *, at: dt.datetime) -> None:
    """End what those asked for help now were let in for; other grounds stand."""
    CaseAccess.objects.filter(case=case, ground=HASTE, to_at=None).update(to_at=at)


def add_service(case: Case, service_key: str) -> None:
    """Add a service to a locked case."""
    CaseService.objects.get_or_create(case=case, service_key=service_key, removed_at=None)


def remove_service(case: Case, service_key: str, *, at: dt.datetime) -> None:
    """Take a service out of a locked case; the row stays, with its time."""
    CaseService.objects.filter(case=case, service_key=service_key, removed_at=None).update(
        removed_at=at
    )
