"""Roles that wait for a yes and codes to be handed out: of whom they are asked."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from audit.words import mark
from cases.queries import Scope, answer_by, branch, staff_names, unit_names
from entrance.models import EntryCode
from people.access import Actor
from people.models import RoleGrant, StaffMember
from people.policy import rights_policy_on
from people.refusals import NotFound
from people.roles import ROLES, Permission, Role
from rights.kinds import ANSWER, GIVE_CODE
from rights.models import Proposal
from rights.queries.due import administrators, in_force, not_theirs, who_answers

NO_PROPOSAL: Final = mark("Vi finner ikke rollen som venter på svar. Se «Tilganger».")
NO_CODE: Final = mark("Vi finner ingen engangskode å gi. Se «Tilganger».")


@dataclass(frozen=True, slots=True)
class ProposalRow:
    """A role that waits for a yes, or stands without one."""

    public_id: str
    staff: str
    employee_number: str
    label: str
    unit: str
    valid_from: dt.date
    last_day: dt.date
    asked_by: str
    asked_of: str  # empty: nobody could say yes
    asked_at: dt.datetime
    stands: bool


@dataclass(frozen=True, slots=True)
class CodeRow:
    """Somebody is to choose a password by a code that has to be handed out."""

    public_id: str
    staff: str
    username: str
    asked_by: str
    asked_of: str  # empty: nobody but who asked can
    asked_at: dt.datetime
    until: dt.datetime | None  # it is handed out, and can be used until then
    hours: int


def proposals_for(actor: Actor, *, on: dt.date) -> tuple[ProposalRow, ...]:
    """What the actor may say yes or no to, the oldest first."""
    return _proposals(open_proposals(actor, on=on).order_by("asked_at", "pk"), on=on)


def proposals_of(staff_id: int, *, on: dt.date) -> tuple[ProposalRow, ...]:
    """The roles of one that nobody has answered."""
    found = Proposal.objects.filter(staff_id=staff_id, answer="").order_by("asked_at", "pk")
    return _proposals(found, on=on)


def proposal(public_id: str, *, actor: Actor, on: dt.date) -> ProposalRow:
    """One of them. Raises NotFound for what one is not asked."""
    return _proposals([find_proposal(public_id, actor=actor, on=on)], on=on)[0]


def codes_for(actor: Actor, *, at: dt.datetime, on: dt.date) -> tuple[CodeRow, ...]:
    """The codes the actor may hand out, those nobody has handed out."""
    waiting = Q(expires_at=None) | Q(expires_at__lte=at)
    return _codes(open_codes(actor, on=on).filter(waiting).order_by("asked_at", "pk"), on=on)


def codes_of(staff_id: int, *, on: dt.date) -> tuple[CodeRow, ...]:
    """The codes of one that are not used."""
    found = EntryCode.objects.filter(account__staff_id=staff_id, used_at=None, withdrawn_at=None)
    return _codes(found.order_by("pk"), on=on)


def code(public_id: str, *, actor: Actor, on: dt.date) -> CodeRow:
    """One the actor may hand out. Raises NotFound."""
    return _codes([find_code(public_id, actor=actor, on=on)], on=on)[0]


def find_proposal(public_id: str, *, actor: Actor, on: dt.date, locked: bool = False) -> Proposal:
    """A role the actor may say yes or no to. Raises NotFound."""
    rows = open_proposals(actor, on=on).filter(public_id=_uuid(public_id, NO_PROPOSAL))
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(NO_PROPOSAL)
    return found


def find_code(public_id: str, *, actor: Actor, on: dt.date, locked: bool = False) -> EntryCode:
    """A code the actor may hand out. Raises NotFound."""
    rows = open_codes(actor, on=on).filter(public_id=_uuid(public_id, NO_CODE))
    rows = rows.select_related("account__staff")
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(NO_CODE)
    return found


def open_proposals(actor: Actor, *, on: dt.date) -> QuerySet[Proposal]:
    """What the actor may say yes or no to: never of themself, nor of what they give."""
    mine = Q(asked_of=actor.staff_id) | Q(unit_id__in=actor.led_unit_ids) & ~not_theirs(actor)
    if actor.may(Permission.ADMINISTER):
        mine |= Q(asked_of=None) | Q(asked_of__in=administrators(actor.municipality_id, on=on))
    return (
        Proposal.objects.filter(mine, municipality_id=actor.municipality_id, answer="")
        .exclude(staff_id=actor.staff_id)
        .exclude(asked_by_id=actor.staff_id)
    )


def open_codes(actor: Actor, *, on: dt.date) -> QuerySet[EntryCode]:
    """What the actor may hand out: never to themself, nor what another than they must."""
    of_theirs = {"staff": OuterRef("account__staff"), "unit_id__in": actor.led_unit_ids}
    led = Exists(in_force(on).filter(~not_theirs(actor), **of_theirs)) | Exists(
        Proposal.objects.filter(~not_theirs(actor), answer="", **of_theirs)
    )
    mine = Q(asked_of=actor.staff_id) | Q(led)
    if actor.may(Permission.ADMINISTER):
        mine |= Q(asked_of__in=administrators(actor.municipality_id, on=on))
    another = mine & Q(asked_of__isnull=False) & ~Q(asked_by=actor.staff_id)
    return (
        EntryCode.objects.filter(
            another | Q(asked_of=None, asked_by=actor.staff_id),
            account__staff__municipality_id=actor.municipality_id,
            account__is_active=True,
            used_at=None,
            withdrawn_at=None,
        )
        .exclude(account__staff_id=actor.staff_id)
        .select_related("account__staff")
    )


def code_giver(staff: StaffMember, *, besides: int, on: dt.date) -> int | None:
    """Who hands a code out to somebody: who says yes to their roles. None: nobody but `besides`.

    Raises LookupError for somebody who has no role, and none that waits for a yes.
    """
    held = in_force(on).filter(staff=staff).select_related("unit__parent").order_by("pk")
    asked = Proposal.objects.filter(staff=staff, answer="").select_related("unit__parent")
    roles = [(row.role, row.unit) for row in held]
    roles += [(row.role, row.unit) for row in asked.order_by("pk")]
    if not roles:
        message = f"{staff.pk} has no role"
        raise LookupError(message)
    for role, unit in roles:
        giver = who_answers(role, unit, besides={besides, staff.pk}, on=on)
        if giver is not None:
            return giver
    return None


def leader_of_staff(staff: StaffMember, *, besides: int, on: dt.date) -> int | None:
    """Who answers for somebody's roles, past `besides`; none without a role, or without anybody."""
    try:
        return code_giver(staff, besides=besides, on=on)
    except LookupError:
        return None


def tasks_of_giving(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """What leaders are asked of roles that are given, and of codes."""
    handed = Q(expires_at__isnull=False, expires_at__date__gt=scope.on)
    return [
        branch(
            open_proposals(scope.actor, on=scope.on),
            kind=ANSWER,
            key="public_id",
            case=None,
            person=None,
            unit="unit_id",
            holder="asked_of_id",
            due=answer_by("asked_at", scope),
        ),
        branch(
            open_codes(scope.actor, on=scope.on)
            .exclude(handed)
            .annotate(
                of_unit=RoleGrant.objects.filter(staff=OuterRef("account__staff"))
                .order_by("-pk")
                .values("unit_id")[:1]
            ),
            kind=GIVE_CODE,
            key="public_id",
            case=None,
            person=None,
            unit="of_unit",
            holder="asked_of_id",
            due=answer_by("asked_at", scope),
        ),
    ]


def _proposals(found: Any, *, on: dt.date) -> tuple[ProposalRow, ...]:
    rows = list(found)
    units = unit_names({row.unit_id for row in rows}, on=on)
    ids = {pk for row in rows for pk in (row.staff_id, row.asked_by_id, row.asked_of_id) if pk}
    names = staff_names(ids)
    numbers = dict(StaffMember.objects.filter(pk__in=ids).values_list("pk", "employee_number"))
    return tuple(
        ProposalRow(
            public_id=str(row.public_id),
            staff=names[row.staff_id],
            employee_number=numbers[row.staff_id],
            label=ROLES[Role(row.role)].label,
            unit=units.get(row.unit_id, ""),
            valid_from=row.valid_from,
            last_day=row.valid_to - dt.timedelta(days=1),
            asked_by=names[row.asked_by_id],
            asked_of=names.get(row.asked_of_id or 0, ""),
            asked_at=row.asked_at,
            stands=row.grant_id is not None,
        )
        for row in rows
    )


def _codes(found: Any, *, on: dt.date) -> tuple[CodeRow, ...]:
    rows = list(found)
    ids = {
        pk for row in rows for pk in (row.account.staff_id, row.asked_by_id, row.asked_of_id) if pk
    }
    names = staff_names(ids)
    return tuple(
        CodeRow(
            public_id=str(row.public_id),
            staff=names[row.account.staff_id],
            username=row.account.username,
            asked_by=names[row.asked_by_id],
            asked_of=names.get(row.asked_of_id or 0, ""),
            asked_at=row.asked_at,
            until=row.expires_at,
            hours=rights_policy_on(on).code_hours,
        )
        for row in rows
    )


def _uuid(text: str, otherwise: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound(otherwise) from None
