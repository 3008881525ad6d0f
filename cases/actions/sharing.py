"""Use cases of access by hand: let a colleague open one case for a reason, and end it again."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from cases.actions.access import end_access, give_access
from cases.events import AccessEnded, AccessGiven
from cases.legal import Despite
from cases.models import Case, CaseAccess
from cases.models.support import GIVES, HASTE, MEETING, SHARED
from cases.queries import access_in_force, lock, must_be_impartial
from people.access import Actor, use_case
from people.models import PersonAccess, StaffMember
from people.models.access import REASONED
from people.queries import colleagues
from people.refusals import NotFound, Objection, Refused
from people.roles import Permission

LONGEST = 300


@use_case(Permission.WORK_CASE)
def share_case(
    case_id: int, *, staff: str, reason: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Let a colleague (public id) open the case (Gi tilgang), for a reason that stays in history.

    Only the unit that has the case gives it away. Raises Refused with every objection.
    """
    case = lock(case_id, actor=actor)
    if case.unit_id not in actor.unit_ids:
        raise Refused("Bare enheten som har saken, kan gi tilgang til den.", code="not_in_unit")
    found = []
    if staff not in dict(colleagues(actor, on=localdate(at))):
        found.append(Objection("Velg en som arbeider med saker her.", "unknown_staff", "staff"))
    elif (
        CaseAccess.objects.filter(case=case, staff__public_id=staff, to_at=None, until_at=None)
        .exclude(ground__in=[MEETING, HASTE, GIVES])
        .exists()
    ):
        found.append(Objection("Har allerede tilgang til saken.", "has_access", "staff"))
    if not reason.strip():
        found.append(
            Objection("Skriv hvorfor tilgangen trengs.", "reason_missing", "reason"),
        )
    if found:
        raise Refused.all(found)
    receiver = StaffMember.objects.get(public_id=staff)
    give_access(case, staff_id=receiver.pk, ground=SHARED, at=at)
    trail.record(
        AccessGiven(
            case_id=case.pk,
            person_id=case.person_id,
            to_staff_id=receiver.pk,
            reason=reason.strip()[:LONGEST],
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference}


@use_case(Permission.WORK_CASE)
def unshare_case(
    case_id: int, *, staff: str, actor: Actor, at: dt.datetime
) -> dict[str, str | bool]:
    """End what was given by hand (Avslutt tilgangen). Other grounds are ended by other acts.

    Only the unit that has the case ends it for others; who was let in may end their own.
    """
    case = lock(case_id, actor=actor, despite=Despite.HANDING_OVER)
    receiver = _receiver(case, staff)
    own = receiver.pk == actor.staff_id
    if not own:
        must_be_impartial(case, actor=actor)
    if case.unit_id not in actor.unit_ids and not own:
        raise Refused(
            "Bare enheten som har saken, kan avslutte tilgangen til den.", code="not_in_unit"
        )
    end_access(case, SHARED, staff_id=receiver.pk, at=at)
    trail.record(
        AccessEnded(case_id=case.pk, person_id=case.person_id, to_staff_id=receiver.pk),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "own": own}


def let_in_for_a_reason(
    person_id: int, *, case: Case | None, staff_id: int, until: dt.datetime, at: dt.datetime
) -> None:
    """Let a member of staff read of a person, or in one case of theirs, until a moment.

    What they were let in to so before, is closed: one at a time.
    """
    for model in (CaseAccess, PersonAccess):
        before = model.objects.filter(staff_id=staff_id, ground=REASONED, to_at__gt=at)
        before.update(to_at=at)
    row = {"staff_id": staff_id, "ground": REASONED, "from_at": at, "to_at": until}
    PersonAccess.objects.create(person_id=person_id, **row)
    if case is not None:
        CaseAccess.objects.create(case=case, **row)


def end_what_a_reason_opened(staff_id: int, *, from_at: dt.datetime, at: dt.datetime) -> None:
    """End what somebody let themselves in to at `from_at`, where it is still open."""
    for model in (CaseAccess, PersonAccess):
        given = model.objects.filter(staff_id=staff_id, ground=REASONED, from_at=from_at)
        given.filter(to_at__gt=at).update(to_at=at)


def end_what_reasons_opened(person_id: int, *, at: dt.datetime) -> None:
    """End what anybody let themselves in to of a person: they have blocked it now."""
    still = {"ground": REASONED, "to_at__gt": at}
    CaseAccess.objects.filter(case__person_id=person_id, **still).update(to_at=at)
    PersonAccess.objects.filter(person_id=person_id, **still).update(to_at=at)


def let_units_in(person_id: int) -> None:
    """Let a unit's access be everybody's there: the person has opened what they had blocked."""
    Case.objects.filter(person_id=person_id, shut_to__isnull=False).update(shut_to=None)


def _receiver(case: Case, staff: str) -> StaffMember:
    """Who was let in by that public id, which is whatever was posted."""
    given = StaffMember.objects.filter(
        pk__in=CaseAccess.objects.filter(access_in_force(), case=case, ground=SHARED).values(
            "staff"
        )
    )
    for receiver in given:
        if str(receiver.public_id) == staff:
            return receiver
    raise NotFound("Tilgangen er allerede avsluttet.")
