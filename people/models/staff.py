"""Staff, their roles per unit with end dates, and the accounts they sign in with."""

import uuid
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from people.models.ranges import Later, one_at_a_time
from people.models.residents import Resident
from people.models.units import Municipality, Unit


class StaffMember(models.Model):
    """A person who works here (ansatt). One person, whatever number of accounts.

    The employer's number says who it is, so that nobody is registered as two.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="staff")
    employee_number = models.CharField(max_length=10)
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    title = models.CharField(max_length=100, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    left_on = models.DateField(null=True)
    # How many open cases they can have at a time, as their leader has said; none: not said.
    capacity = models.PositiveSmallIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "employee_number"], name="people_staffmember_one_person"
            ),
            # Written in one way only (see rules.employee_number), or the same number could differ.
            models.CheckConstraint(
                name="people_staffmember_number",
                condition=Q(employee_number__regex="^[1-9A-Z][0-9A-Z]*$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}"


class Revoked(models.TextChoices):
    """How a role ended before its day."""

    HAND = "HAND"  # somebody took it back
    REVIEW = "REVIEW"  # the review of rights did, or nobody answered it
    DIRECTORY = "DIRECTORY"  # the employer's directory says it no longer
    BACK = "BACK"  # whom they stood in for, is back


class RoleGrant(models.Model):
    """A role in a unit in [valid_from, valid_to); it always ends, and a renewal is another row.

    A deputy (stedfortreder) holds the roles of whom they stand in for, for a month at the most.
    """

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="grants")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="grants")
    role = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField()
    revoked_at = models.DateTimeField(null=True)
    revoked = models.CharField(max_length=10, blank=True)  # Revoked
    deputy_for = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    # Given by what the employer's directory says of them at sign-in, and taken back by it; what
    # is given by hand is left alone by the directory.
    by_directory = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_rolegrant_period", condition=Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="people_rolegrant_a_year_at_most",
                condition=Q(valid_to__lte=Later("valid_from", by="1 year")),
            ),
            models.CheckConstraint(
                name="people_rolegrant_deputy_a_month_at_most",
                condition=Q(deputy_for=None)
                | Q(valid_to__lte=Later("valid_from", by="30 days")) & ~Q(deputy_for=F("staff")),
            ),
            models.CheckConstraint(
                name="people_rolegrant_revoked",
                condition=Q(revoked="")
                | Q(revoked_at__isnull=False, revoked__in=[way.value for way in Revoked]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.unit}"


class Absence(models.Model):
    """Days in [from_on, to_on) when a member of staff is away, and who stands in.

    Never why: the reason is the employee's own, and nobody needs it to share the work out.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)

    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="absences")
    from_on = models.DateField()
    to_on = models.DateField()
    stand_in = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_absence_period", condition=Q(to_on__gt=F("from_on"))
            ),
            one_at_a_time("people_absence_once_a_day", "staff", begins="from_on", ends="to_on"),
        ]

    def __str__(self) -> str:
        return f"{self.staff} {self.from_on}"


class AccountManager(BaseUserManager["Account"]):
    """Finds accounts by user name, as Django's sign-in asks."""


class Account(AbstractBaseUser):
    """What somebody signs in with; the person behind is `staff`."""

    username = models.CharField(max_length=60, unique=True)
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="accounts")
    is_active = models.BooleanField(default=True)
    language = models.CharField(max_length=2, default="nb")
    shortcuts = models.BooleanField(default=True)  # «Bruk hurtigtaster»
    single_keys = models.BooleanField(default=True)  # those of one character: / and ?
    list_keys = models.BooleanField(default=False)  # J and K through the rows of a list
    scheme = models.CharField(max_length=5, default="auto")  # light, dark, auto
    last_channel = models.CharField(max_length=20, blank=True)  # the user's last choice at intake
    calendar = models.PositiveIntegerField(default=0)  # which address of the calendar is theirs now

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects = AccountManager()

    def __str__(self) -> str:
        return self.username


class Token(models.Model):
    """An expiring key to the API; only its SHA-256 is kept.

    A person's key opens what the person may open. A system's (`scopes`) opens those doors alone.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="tokens")
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    scopes = models.JSONField(null=True)  # none: a person's

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_token_expires", condition=Q(expires_at__gt=F("created_at"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} → {self.expires_at:%Y-%m-%d %H:%M}"


class SignInFailure(models.Model):
    """A wrong password for a user name, known or not; kept as long as it slows the next attempt."""

    username = models.CharField(max_length=60)
    source = models.CharField(max_length=16)  # a keyed digest of the address it came from
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["username", "at"], name="people_signinfailure_recent"),
            models.Index(fields=["source", "at"], name="people_signinfailure_source"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"
