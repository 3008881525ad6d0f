"""Whom staff are kept from by what they are to them (tilknytning), and whom only the named see.

As parts of other queries: the same answer for one and for thousands, always of this moment. What
stands in every work list is a function of the database (people/migrations/0002_relations.py).
"""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from people.access import Actor
from people.kinds import RELATIONS, RelationKind
from people.models import Relation, Resident, StaffMember

# Each of the staff as a resident, as the register has it or as they have told.
_SELVES: Final = """
    SELECT id AS staff_id, resident_id AS id FROM people_staffmember
     WHERE municipality_id = %s AND resident_id IS NOT NULL
    UNION SELECT r.staff_id, n.resident_id FROM people_relation r
      JOIN people_identitynumber n
        ON n.number = r.number AND n.municipality_id = r.municipality_id
     WHERE r.municipality_id = %s AND r.kind = 'ONESELF' AND r.ended_at IS NULL
"""


def kept_from(actor: Actor) -> RawSQL:
    """Ids of those the actor is related to: closed to them in every list and on every page."""
    return RawSQL("SELECT people_kept_from(%s)", [actor.staff_id])


def named_only(actor: Actor) -> RawSQL:
    """Ids of those only they see whom a leader gives it: kode 6, and who works here."""
    return RawSQL("SELECT people_named_only(%s)", [actor.municipality_id])


def guarded(actor: Actor) -> RawSQL:
    """Ids of those no meeting and no reason opens: protected, blocked, or working here."""
    return RawSQL("SELECT people_guarded(%s)", [actor.municipality_id])


def within_reach(actor: Actor) -> QuerySet[Resident]:
    """Those of the municipality the actor is not kept from; not that they may open them.

    Nobody who is merged into another: that other is the one to find.
    """
    ours = Resident.objects.filter(municipality_id=actor.municipality_id, merged_into=None)
    return ours.exclude(pk__in=kept_from(actor))


def related_to(actor: Actor) -> QuerySet[Resident]:
    """Those of the municipality the actor is kept from: only to know that they were asked for."""
    ours = Resident.objects.filter(municipality_id=actor.municipality_id)
    return ours.filter(pk__in=kept_from(actor))


def findable(actor: Actor) -> QuerySet[Resident]:
    """Those whom anybody but the named may be told of at all: no kode 6, nobody who works here."""
    return within_reach(actor).exclude(pk__in=named_only(actor))


def relation_facts(person_id: int, *, staff_id: int | None) -> frozenset[str]:
    """What a member of staff is to a person: names of facts (kinds.RELATIONS)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind FROM people_relations_of(%s) WHERE id = %s", [staff_id, person_id]
        )
        return frozenset(RELATIONS[RelationKind(kind)].fact for (kind,) in cursor.fetchall())


def works_here(person_id: int, *, actor: Actor) -> bool:
    """Whether a person is, or has been, staff of the municipality."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT %s IN (SELECT people_who_work_in(%s))", [person_id, actor.municipality_id]
        )
        return bool(cursor.fetchone()[0])


def staff_as_residents(municipality_id: int) -> dict[int, int]:
    """Who of the staff is which resident, as the register has it or as it is told: staff ids to
    ids of residents.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT staff_id, id FROM ({_SELVES}) me", [municipality_id] * 2)  # noqa: S608 - our constants
        return dict(cursor.fetchall())


def declared(staff_ids: Collection[int]) -> frozenset[int]:
    """Who of these have told which number is their own, so that their own record is closed."""
    told = Relation.objects.filter(staff_id__in=staff_ids, kind="ONESELF", ended_at=None)
    known = StaffMember.objects.filter(pk__in=staff_ids, resident__isnull=False)
    return frozenset(told.values_list("staff_id", flat=True)) | frozenset(
        known.values_list("pk", flat=True)
    )


def related_staff(person_id: int) -> frozenset[int]:
    """The staff ids of those who are related to a person."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT people_related_staff(%s)", [person_id])
        return frozenset(pk for (pk,) in cursor.fetchall())


@dataclass(frozen=True, slots=True)
class RelationLine:
    """A relation as it was told: of whoever has the number, known here or not."""

    public_id: str
    label: str
    born: str  # the first six digits
    words: str
    declared_by: str
    declared_at: dt.datetime


def relations_of(staff_id: int) -> tuple[RelationLine, ...]:
    """What somebody is to others, latest first; what is ended is not among it."""
    rows = Relation.objects.filter(staff_id=staff_id, ended_at=None).select_related("declared_by")
    return tuple(
        RelationLine(
            public_id=str(row.public_id),
            label=RELATIONS[RelationKind(row.kind)].label,
            born=row.number[:6],
            words=row.words,
            declared_by=str(row.declared_by),
            declared_at=row.declared_at,
        )
        for row in rows.order_by("-declared_at", "-pk")
    )
