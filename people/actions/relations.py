"""Use cases of what staff are to people (tilknytning): said of oneself, or by the leader."""

import datetime as dt
import uuid
from typing import Final

from django.conf import settings
from django.utils.timezone import localdate

from audit import trail
from people.access import Actor, use_case
from people.actions.letting_go import let_go
from people.events import RelationDeclared, RelationEnded
from people.kinds import RELATIONS, RelationKind
from people.models import Relation, StaffMember
from people.queries import lock_led, lock_staff
from people.refusals import NotFound, Objection, Refused
from people.roles import Permission
from people.rules import parse_identity_number

LONGEST_WORDS: Final = 60
LONGEST_REASON: Final = 300


@use_case(Permission.OWN_RELATIONS)
def declare_relation(
    kind: str, *, number: str, words: str = "", actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say whom one is related to, by identity number («Personer jeg har tilknytning til»).

    Whoever it is, is closed to one from then on; what one has to do in their cases goes back to the
    unit, and its leader is told. The answer is the same whether they are known here
    or not. Raises Refused with every objection.
    """
    staff = lock_staff(actor.staff(), actor=actor)
    return _declare(staff, kind, number=number, words=words, actor=actor, at=at)


@use_case(Permission.DISTRIBUTE)
def declare_relation_of(
    staff: str, *, kind: str, number: str, words: str = "", actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say whom somebody in one's units (public id) is related to. Raises NotFound; Refused."""
    member = lock_led(staff, actor=actor, on=localdate(at))
    return _declare(member, kind, number=number, words=words, actor=actor, at=at)


@use_case(Permission.DISTRIBUTE)
def end_relation(
    staff: str, *, relation: str, reason: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """End a relation that is wrong, with the reason; by a leader, and never one's own.

    Raises NotFound; Refused with every objection.
    """
    member = lock_led(staff, actor=actor, on=localdate(at))
    try:
        row = Relation.objects.get(
            staff=member, public_id=uuid.UUID(relation), ended_at__isnull=True
        )
    except (ValueError, Relation.DoesNotExist):
        raise NotFound("Vi finner ikke tilknytningen. Den kan være avsluttet.") from None
    found = []
    if member.pk == actor.staff_id:
        found.append(Objection("En annen enn deg må avslutte den. Be lederen din.", "own"))
    if not reason.strip():
        found.append(Objection("Skriv hvorfor den avsluttes.", "reason_missing", "reason"))
    elif len(reason) > LONGEST_REASON:
        found.append(Objection("Kort ned teksten til 300 tegn.", "too_long", "reason"))
    if found:
        raise Refused.all(found)
    row.ended_by_id, row.ended_at, row.ended_reason = actor.staff(), at, reason.strip()
    row.save(update_fields=["ended_by", "ended_at", "ended_reason"])
    label = RELATIONS[RelationKind(row.kind)].label
    trail.record(
        RelationEnded(of_staff_id=member.pk, label=label, reason=row.ended_reason),
        actor=actor,
        at=at,
    )
    return {"staff": staff}


def declare_oneself(
    staff: StaffMember, *, number: str, declared_by: int, at: dt.datetime
) -> list[Objection]:
    """Part: a locked member of staff is whoever has the number, so that one's own is closed to one.

    Returns why not, at `number`. What is declared already stands.
    """
    try:
        today, synthetic = localdate(at), settings.SYNTHETIC_NUMBERS
        digits = parse_identity_number(number, synthetic=synthetic, on=today).digits
    except ValueError as error:
        return [Objection(str(error), "number", "number")]
    mine = Relation.objects.filter(staff=staff, ended_at=None)
    if not mine.filter(kind=RelationKind.ONESELF).exists():
        Relation.objects.get_or_create(
            municipality_id=staff.municipality_id,
            staff=staff,
            number=digits,
            ended_at=None,
            defaults={
                "kind": RelationKind.ONESELF,
                "declared_by_id": declared_by,
                "declared_at": at,
            },
        )
    return []


def _declare(
    staff: StaffMember, kind: str, *, number: str, words: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    found, digits = [], ""
    if kind not in set(RelationKind):
        found.append(Objection("Velg hva slags tilknytning det er.", "kind_missing", "kind"))
    try:
        today, synthetic = localdate(at), settings.SYNTHETIC_NUMBERS
        digits = parse_identity_number(number, synthetic=synthetic, on=today).digits
    except ValueError as error:
        found.append(Objection(str(error), "number", "number"))
    if len(words) > LONGEST_WORDS:
        found.append(Objection("Kort ned teksten til 60 tegn.", "too_long", "words"))
    if digits and Relation.objects.filter(staff=staff, number=digits, ended_at=None).exists():
        found.append(Objection("Tilknytningen er allerede meldt.", "declared", "number"))
    if found:
        raise Refused.all(found)
    row = Relation.objects.create(
        municipality_id=staff.municipality_id,
        staff=staff,
        kind=kind,
        number=digits,
        words=words.strip(),
        declared_by_id=actor.staff(),
        declared_at=at,
    )
    let_go(staff, actor=actor, at=at)
    label = RELATIONS[RelationKind(kind)].label
    trail.record(RelationDeclared(of_staff_id=staff.pk, label=label), actor=actor, at=at)
    return {"relation": str(row.public_id)}
