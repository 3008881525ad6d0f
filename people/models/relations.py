"""What staff are to residents (tilknytning): such a person is closed to them."""

import uuid

from django.db import models
from django.db.models import F, Q

from people.kinds import RelationKind
from people.models.staff import StaffMember
from people.models.units import Municipality


class Relation(models.Model):
    """A member of staff is something to whoever has, had or will have an identity number.

    By number, so that it may be told of somebody who is not registered here, and tells nobody
    whether they are. In force until their leader has ended it as wrong.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="relations")
    kind = models.CharField(max_length=20)  # kinds.RelationKind
    number = models.CharField(max_length=11)
    words = models.CharField(max_length=60, blank=True)  # who it is, in the teller's own words
    declared_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()
    ended_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    ended_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "number"],
                condition=Q(ended_at=None),
                name="people_relation_once",
            ),
            models.CheckConstraint(
                name="people_relation_kind",
                condition=Q(kind__in=[kind.value for kind in RelationKind]),
            ),
            models.CheckConstraint(
                name="people_relation_digits", condition=Q(number__regex=r"^[0-9]{11}$")
            ),
            models.CheckConstraint(
                # Nobody opens a person to themselves again.
                name="people_relation_ended_by_another",
                condition=Q(ended_at=None, ended_by=None, ended_reason="")
                | (
                    Q(ended_at__isnull=False, ended_by__isnull=False)
                    & ~Q(ended_by=F("staff"))
                    & ~Q(ended_reason__regex=r"^\s*$")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["number"], name="people_relation_number"),
        ]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.kind}"
