"""The daily e-mail to a member of staff, and what somebody has switched off."""

import uuid

from django.db import models
from django.db.models import Q

from notifications.kinds import DIGEST, NoticeKind
from people.models import Municipality, StaffMember


class Digest(models.Model):
    """One day's e-mail to one member of staff (daglig e-post): how many notices, of what kinds.

    The database holds it to one a day, whoever sends. It is claimed before it is sent, and what may
    have left is not sent once more: what it was to tell of stands in the next day's.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="digests")
    day = models.DateField()
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)  # none: claimed, sent or given up
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["staff", "day"], name="notifications_digest_one_a_day"),
            models.CheckConstraint(
                name="notifications_digest_sent_once",
                condition=Q(sent_at=None) | Q(next_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                condition=Q(next_at__isnull=False),
                name="notifications_digest_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.public_id} {self.day}"


class SwitchedOff(models.Model):
    """A kind of notice, or the daily e-mail, that somebody does not want. No row: they get it."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="switched_off")
    what = models.CharField(max_length=20)  # kinds.NoticeKind, or DIGEST
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "what"], name="notifications_switchedoff_once"
            ),
            models.CheckConstraint(
                name="notifications_switchedoff_what",
                condition=Q(what__in=[DIGEST, *(kind.value for kind in NoticeKind)]),
            ),
        ]

    def __str__(self) -> str:
        return self.what
