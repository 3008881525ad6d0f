"""Notices to staff."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models import Case
from people.models import Municipality, StaffMember


class Notice(models.Model):
    """Something a member of staff may want to know (varsel). What must be done is a task.

    `sentence` is for the page and may not name the person; the e-mail says even less.
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
    emailed_at = models.DateTimeField(null=True)
    email_tries = models.PositiveSmallIntegerField(default=0)
    email_next_at = models.DateTimeField(null=True)  # none: nothing (more) to send

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "staff", "key"], name="notifications_notice_once"
            ),
            models.CheckConstraint(
                name="notifications_notice_emailed_once",
                condition=Q(emailed_at=None) | Q(email_next_at=None),
            ),
        ]
        indexes = [
            models.Index(
                fields=["email_next_at"],
                condition=Q(email_next_at__isnull=False),
                name="notifications_notice_to_email",
            ),
            models.Index(fields=["staff", "-created_at"], name="notifications_notice_staff"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"
