"""A role is given by one and said yes to by another: nobody gives a role alone."""

import datetime as dt
from typing import Any, Final

from django.utils.timezone import localdate

from audit import trail
from audit.words import Filled, filled
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.actions import grant_objections, grant_role, let_go
from people.events import RoleGiven
from people.models import Revoked, StaffMember
from people.queries import lock_staff, lock_unit
from people.queries.relations import declared
from people.refusals import Objection, Refused
from people.roles import ROLES, Permission, Role
from rights.events import RoleConfirmed, RoleProposed, RoleTurnedDown
from rights.kinds import Said
from rights.models import Proposal
from rights.queries import find_proposal, leaders, who_answers

LONGEST: Final = 255


@use_case(Permission.ADMINISTER)
def give_role(
    staff_id: int,
    *,
    unit_id: int,
    role: str,
    valid_from: dt.date,
    valid_to: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str | int]:
    """Give somebody a role in a unit in [valid_from, valid_to): it waits for another's yes.

    Of whoever leads there, or else another administrator. Where there is neither, it stands at once
    (`grant` is not 0), every leader is told, and whoever can later says yes or no. Nobody gives a
    role to themself. Raises Refused with every objection.
    """
    staff = lock_staff(staff_id, actor=actor)
    unit = lock_unit(unit_id, actor=actor)
    found = []
    if staff.pk == actor.staff():
        found.append(
            Objection("Du kan ikke gi deg selv en rolle. Be en annen systemansvarlig.", "own_role")
        )
    found += grant_objections(
        staff, unit_id=unit.pk, role=role, valid_from=valid_from, valid_to=valid_to, at=at
    )
    waits = Proposal.objects.filter(
        staff=staff, unit=unit, role=role, answer="", valid_to__gt=valid_from, grant=None
    )
    if waits.filter(valid_from__lt=valid_to).exists():
        found.append(Objection("Rollen venter allerede på svar.", "waits", "role"))
    if found:
        raise Refused.all(found)
    on = localdate(at)
    asked_of = who_answers(role, unit, besides={actor.staff(), staff.pk}, on=on)
    row = Proposal(
        municipality_id=actor.municipality_id,
        staff=staff,
        unit=unit,
        role=role,
        valid_from=valid_from,
        valid_to=valid_to,
        asked_by_id=actor.staff(),
        asked_at=at,
        asked_of_id=asked_of,
    )
    said = {"role": ROLES[Role(role)].label, "staff": str(staff), "day": _last(row)}
    if asked_of is None:
        row.grant = grant_role(
            staff, unit_id=unit.pk, role=role, valid_from=valid_from, valid_to=valid_to
        )
        row.save()
        trail.record(RoleGiven(**_told(row), last_day=_last(row)), actor=actor, at=at)
        own = filled("Du har fått rollen {role} til og med {day}.", **said)
        for leader in leaders(actor.municipality_id, on=on):
            alone = filled(
                "{staff} har fått rollen {role} til og med {day}. Ingen andre kunne si ja til den.",
                **said,
            )
            _tell(leader, alone, row, "alone", at=at)
    else:
        row.save()
        trail.record(RoleProposed(**_told(row), last_day=_last(row)), actor=actor, at=at)
        own = filled(
            "Rollen {role} til og med {day} er foreslått for deg. Lederen må si ja først.", **said
        )
        asked = filled(
            "{staff} skal ha rollen {role} til og med {day}. Si ja eller nei under «Tilganger».",
            **said,
        )
        _tell(StaffMember.objects.get(pk=asked_of), asked, row, "asked", at=at)
    _tell(staff, own, row, "given", at=at)
    return {
        "proposal": str(row.public_id),
        "grant": row.grant_id or 0,
        "asked_of": str(row.asked_of or ""),
    }


@use_case(Permission.REVIEW_RIGHTS)
def answer_role(
    proposal: str, *, yes: bool, reason: str = "", actor: Actor, at: dt.datetime
) -> dict[str, int]:
    """Say yes to a role somebody is given, or no with the reason (Ny rolle).

    Never of oneself or of what one gives. What stands already ends at a no. Raises NotFound;
    Refused with every objection.
    """
    on = localdate(at)
    row = find_proposal(proposal, actor=actor, on=on, locked=True)
    staff = lock_staff(row.staff_id, actor=actor)
    found = []
    if not yes and not reason.strip():
        found.append(Objection("Skriv hvorfor du sier nei.", "reason_missing", "reason"))
    if len(reason) > LONGEST:
        found.append(Objection("Kort ned teksten til 255 tegn.", "too_long", "reason"))
    stood = row.grant_id is not None
    if yes and not stood:
        found += [
            Objection(one.sentence, one.code)
            for one in grant_objections(
                staff,
                unit_id=row.unit_id,
                role=row.role,
                valid_from=row.valid_from,
                valid_to=row.valid_to,
                at=at,
            )
        ]
    if found:
        raise Refused.all(found)
    row.answer, row.reason = (Said.YES if yes else Said.NO), reason.strip()
    row.answered_by_id, row.answered_at = actor.staff(), at
    if yes and not stood:
        row.grant = grant_role(
            staff,
            unit_id=row.unit_id,
            role=row.role,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
    row.save()
    if not yes and row.grant is not None and row.grant.revoked_at is None:
        row.grant.revoked_at, row.grant.revoked = at, Revoked.REVIEW
        row.grant.save(update_fields=["revoked_at", "revoked"])
        let_go(staff, actor=actor, at=at)
    _tell_answer(row, yes=yes, at=at)
    if not yes:
        trail.record(RoleTurnedDown(**_told(row)), actor=actor, at=at)
    else:
        given = RoleConfirmed if stood else RoleGiven
        trail.record(given(**_told(row), last_day=_last(row)), actor=actor, at=at)
    return {"grant": row.grant_id or 0}


def _tell_answer(row: Proposal, *, yes: bool, at: dt.datetime) -> None:
    said = {"role": ROLES[Role(row.role)].label, "staff": str(row.staff), "day": _last(row)}
    if yes:
        own = filled("Du har fått rollen {role} til og med {day}.", **said)
        back = filled("{staff} har fått rollen {role}: lederen har sagt ja.", **said)
    else:
        own = filled("Du får ikke rollen {role}. Si fra til lederen din.", **said)
        back = filled("{staff} får ikke rollen {role}: lederen har sagt nei.", **said)
    if yes and not declared([row.staff_id]):
        number = filled(
            "Meld fødselsnummeret ditt under «Personer jeg har tilknytning til» i profilen. Da er"
            " din egen journal lukket for deg."
        )
        _tell(row.staff, number, row, "oneself", at=at)
    _tell(row.staff, own, row, "answered", at=at)
    _tell(row.asked_by, back, row, "answered", at=at)


def _told(row: Proposal) -> dict[str, Any]:
    return {
        "to_staff_id": row.staff_id,
        "unit_id": row.unit_id,
        "role": row.role,
        "label": ROLES[Role(row.role)].label,
    }


def _last(row: Proposal) -> str:
    return f"{row.valid_to - dt.timedelta(days=1):%d.%m.%Y}"


def _tell(
    staff: StaffMember, sentence: Filled, row: Proposal, what: str, *, at: dt.datetime
) -> None:
    key = f"proposal:{row.public_id}:{what}"
    notify(staff, NoticeKind.RIGHTS, case=None, key=key, sentence=sentence, at=at)
