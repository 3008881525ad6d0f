"""Notices to staff."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models import Case
from notifications.models.digest import Digest
from people.models import Municipality, StaffMember


class Notice(models.Model):
    """Something a member of staff may want to know (varsel). What must be done is a task.

    `sentence` is for the page and may not name the person; the e-mail says how many, and no more.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=20)  # kinds.NoticeKind
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="notices")
    key = models.CharField(max_length=120)
    sentence = models.CharField(max_length=300)  # bokmål, with its values' names in braces
    values = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    # The daily e-mail that counted it; where that was never sent, the next one counts it again.
    digest = models.ForeignKey(Digest, models.PROTECT, null=True, related_name="notices")
    passed_on_at = models.DateTimeField(null=True)  # its reader had left, or had no role any longer

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "staff", "key"], name="notifications_notice_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "staff"],
                condition=Q(read_at=None, passed_on_at=None),
                name="notifications_notice_unread",
            ),
            models.Index(fields=["staff", "-created_at"], name="notifications_notice_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
