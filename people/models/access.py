"""Who may open a person's page, and which requests have been answered before."""

from django.db import models
from django.db.models import F, Q

from people.models.residents import Resident
from people.models.staff import StaffMember
from people.models.units import Municipality, Unit
from people.policy import Limit

REASONED = "reasoned"  # let in by oneself, with a reason: reads for a few hours, acts in nothing
INSPECTED = "inspection"  # drawn in a sample: says why the auditor reads, and opens nothing


class PersonAccess(models.Model):
    """A member of staff or a unit may open a person, on a ground, in [from_at, to_at).

    For persons with only a pathway, a message or an enquiry; access to a case implies access to
    its person.
    """

    person = models.ForeignKey(Resident, models.PROTECT, related_name="access")
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=120)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_personaccess_staff_or_unit",
                condition=Q(staff=None, unit__isnull=False) | Q(staff__isnull=False, unit=None),
            ),
            models.CheckConstraint(
                name="people_personaccess_period",
                condition=Q(to_at=None) | Q(to_at__gte=F("from_at")),
            ),
            models.CheckConstraint(
                name="people_personaccess_reasoned_ends",
                condition=~Q(ground=REASONED) | Q(to_at__isnull=False, staff__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "person"], name="people_personaccess_staff"),
            models.Index(fields=["unit", "person"], name="people_personaccess_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.ground}"


class Stop(models.Model):
    """Somebody has looked up more persons than work asks for, and is let in to no new ones.

    Until the count is below the limit again by itself, or a leader has opened (`opened_at`): from
    then on it is counted anew.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    limit = models.CharField(max_length=10)  # policy.Limit
    most = models.PositiveIntegerField()
    on = models.DateField()
    at = models.DateTimeField()
    opened_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["staff", "limit", "on"],
                condition=Q(opened_at=None),
                name="people_stop_once",
            ),
            models.CheckConstraint(
                name="people_stop_limit", condition=Q(limit__in=[one.value for one in Limit])
            ),
            models.CheckConstraint(
                name="people_stop_opened_by_another",
                condition=Q(opened_at=None, opened_by=None)
                | (Q(opened_at__isnull=False, opened_by__isnull=False) & ~Q(opened_by=F("staff"))),
            ),
        ]
        indexes = [models.Index(fields=["staff", "at"], name="people_stop_staff")]

    def __str__(self) -> str:
        return f"{self.limit} {self.at:%Y-%m-%d %H:%M}"


class IdempotentResult(models.Model):
    """The stored answer to a request with a key; kept for 72 hours."""

    account_id = models.BigIntegerField()
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=200)
    body_hash = models.CharField(max_length=64)
    result = models.JSONField(null=True)
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "route", "key"], name="people_idempotentresult_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.at:%Y-%m-%d %H:%M}"
