"""What leaders say of rights in their units: who keeps which role, and which is to go on."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Final, TypedDict

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.actions import let_go
from people.models import Revoked, RoleGrant, StaffMember
from people.policy import rights_policy_on
from people.refusals import Objection, Refused
from people.roles import ROLES, Permission, Role
from people.rules import period_objections
from rights.events import RightsReviewed, RoleLetEnd, RoleRenewed
from rights.kinds import Answer
from rights.models import Ending, Line
from rights.queries import CONTROL, answers_for_control, find_ending, find_review, open_lines

LONGEST: Final = 255


class Answered(TypedDict):
    """What is said of one role (its grant's id)."""

    grant: int
    keep: bool
    reason: str


@use_case(Permission.REVIEW_RIGHTS)
def answer_review(
    review: str, *, answers: Sequence[Answered], actor: Actor, at: dt.datetime
) -> dict[str, int]:
    """Say of roles in a review who keeps theirs (Gå gjennom tilganger); the rest can wait.

    What is not kept ends at once, with the reason. Nobody answers for their own. Raises NotFound;
    Refused with every objection, at `reason-<grant>` where it is about one role.
    """
    found = find_review(review, actor=actor, locked=True)
    if found.closed_at is not None:
        raise Refused("Gjennomgangen er avsluttet.", code="closed")
    lines = {line.grant_id: line for line in open_lines(found).select_related("grant", "staff")}
    if wrong := _objections(answers, lines, actor=actor):
        raise Refused.all(wrong)
    gone: list[Line] = []
    for one in answers:
        line = lines[one["grant"]]
        line.answer = Answer.KEEP if one["keep"] else Answer.END
        line.reason = one["reason"].strip()
        line.answered_by_id, line.answered_at = actor.staff(), at
        line.save(update_fields=["answer", "reason", "answered_by", "answered_at"])
        if not one["keep"]:
            gone.append(line)
    RoleGrant.objects.filter(pk__in=[line.grant_id for line in gone], revoked_at=None).update(
        revoked_at=at, revoked=Revoked.REVIEW
    )
    for staff in {line.staff_id: line.staff for line in gone}.values():
        let_go(staff, actor=actor, at=at)
    for line in gone:
        _tell_removed(line, at=at)
    left = len(lines) - len(answers)
    if not left:
        found.closed_at = at
        found.save(update_fields=["closed_at"])
    event = RightsReviewed(
        review_id=found.pk,
        kept=len(answers) - len(gone),
        ended=len(gone),
        grants=[one["grant"] for one in answers],
    )
    trail.record(event, actor=actor, at=at)
    return {"left": left, "ended": len(gone)}


@use_case(Permission.DISTRIBUTE)
def renew_role(ending: str, *, valid_to: dt.date, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Let somebody in one's units hold a role that ends, until another day (Forny).

    It is a row of its own from where the other ends. Raises NotFound, also for one's own; Refused.
    """
    today = localdate(at)
    before = find_ending(ending, actor=actor, on=today, locked=True)
    if wrong := period_objections(before.valid_to, valid_to, rights_policy_on(today), on=today):
        raise Refused.all(wrong)
    row = RoleGrant.objects.create(
        staff=before.staff,
        unit=before.unit,
        role=before.role,
        valid_from=before.valid_to,
        valid_to=valid_to,
    )
    label, last = ROLES[Role(row.role)].label, f"{valid_to - dt.timedelta(days=1):%d.%m.%Y}"
    sentence = filled("Rollen din som {role} er fornyet til og med {day}.", role=label, day=last)
    _tell(row.staff, sentence, key=f"renewed:{row.pk}", at=at)
    event = RoleRenewed(of_staff_id=row.staff_id, unit_id=row.unit_id, label=label, last_day=last)
    trail.record(event, actor=actor, at=at)
    return {"grant": row.pk}


@use_case(Permission.DISTRIBUTE)
def let_role_end(ending: str, *, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Say that a role is not to go on (La den slutte): it ends on its day, and nobody asks again.

    Raises NotFound, also for one's own.
    """
    row = find_ending(ending, actor=actor, on=localdate(at), locked=True)
    Ending.objects.filter(grant=row, let_end_at=None).update(let_end_at=at)
    label = ROLES[Role(row.role)].label
    last = f"{row.valid_to - dt.timedelta(days=1):%d.%m.%Y}"
    sentence = filled("Rollen din som {role} slutter {day} og fornyes ikke.", role=label, day=last)
    _tell(row.staff, sentence, key=f"let-end:{row.pk}", at=at)
    event = RoleLetEnd(of_staff_id=row.staff_id, unit_id=row.unit_id, label=label)
    trail.record(event, actor=actor, at=at)
    return {"grant": row.pk}


def _objections(
    answers: Sequence[Answered], lines: Mapping[int, Line], *, actor: Actor
) -> list[Objection]:
    found = []
    if not answers:
        found.append(Objection("Velg «Behold» eller «Fjern» for minst én rolle.", "none_chosen"))
    for one in answers:
        line, field = lines.get(one["grant"]), f"reason-{one['grant']}"
        if line is None:
            found.append(
                Objection("En annen har svart for rollen. Last siden på nytt.", "answered")
            )
        elif line.grant.role in CONTROL and not answers_for_control(actor):
            found.append(
                Objection(
                    "Den som kontrollerer arbeidet ditt, svarer en annen for: øverste leder, eller"
                    " en systemansvarlig.",
                    "controls_you",
                    field,
                )
            )
        elif line.staff_id == actor.staff():
            found.append(
                Objection("En annen enn deg må svare for din rolle. Be lederen din.", "own", field)
            )
        elif not one["keep"] and not one["reason"].strip():
            found.append(Objection("Skriv hvorfor rollen fjernes.", "reason_missing", field))
        elif len(one["reason"]) > LONGEST:
            found.append(Objection("Kort ned teksten til 255 tegn.", "too_long", field))
    return found


def _tell_removed(line: Line, *, at: dt.datetime) -> None:
    sentence = filled(
        "Rollen din som {role} er fjernet i gjennomgangen av tilganger.",
        role=ROLES[Role(line.grant.role)].label,
    )
    _tell(line.staff, sentence, key=f"removed:{line.grant_id}", at=at)


def _tell(staff: StaffMember, sentence: str, *, key: str, at: dt.datetime) -> None:
    notify(staff, NoticeKind.RIGHTS, case=None, key=key, sentence=sentence, at=at)
