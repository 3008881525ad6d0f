"""Reasons given for looking, looks that are unlike work, and what control found of both."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from oversight.kinds import Category, Judgement, Outcome, Pattern, Told
from people.models import Municipality, Resident, StaffMember, Unit


def followed_up(name: str, outcome: str) -> list[models.CheckConstraint]:
    """What is found wrong has a day to be followed up by, and another than who looked does it."""
    said = Q(followed_up_by__isnull=False, followed_up_at__isnull=False)
    return [
        models.CheckConstraint(
            name=f"oversight_{name}_is_followed_up",
            condition=Q(outcome=outcome, follow_up_on__isnull=False)
            | ~Q(outcome=outcome) & Q(follow_up_on=None),
        ),
        models.CheckConstraint(
            name=f"oversight_{name}_followed_up_by_another",
            condition=Q(
                person_told="", followed_up_note="", followed_up_by=None, followed_up_at=None
            )
            | Q(person_told__in=[one.value for one in Told], follow_up_on__isnull=False)
            & ~Q(followed_up_note__regex=r"^\s*$")
            & said
            & ~Q(followed_up_by=F("staff")),
        ),
    ]


class FollowedUp(models.Model):
    """What was done about something found wrong, and whether whom it concerns was told."""

    follow_up_on = models.DateField(null=True)  # due
    person_told = models.CharField(max_length=20, blank=True)  # kinds.Told
    followed_up_note = models.CharField(max_length=1000, blank=True)
    followed_up_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    followed_up_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True


class ReasonedAccess(FollowedUp):
    """Somebody gave a reason, and may read of one person, or one case, in [from_at, to_at).

    Kept for good. Whoever gave it never controls it themselves.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    category = models.CharField(max_length=20)  # kinds.Category
    reason = models.CharField(max_length=255)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField()
    leader = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    control_due_on = models.DateField()
    outcome = models.CharField(max_length=20, blank=True)  # kinds.Outcome
    control_note = models.CharField(max_length=1000, blank=True)
    controlled_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    controlled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *followed_up("reasonedaccess", Outcome.DEVIATION.value),
            models.CheckConstraint(
                name="oversight_reasonedaccess_category",
                condition=Q(category__in=[one.value for one in Category]),
            ),
            models.CheckConstraint(
                name="oversight_reasonedaccess_says_why",
                condition=Q(reason__regex=r"^\S.{8,253}\S$"),
            ),
            models.CheckConstraint(
                name="oversight_reasonedaccess_period", condition=Q(to_at__gte=F("from_at"))
            ),
            models.CheckConstraint(
                name="oversight_reasonedaccess_controlled_by_another",
                condition=Q(outcome="", controlled_by=None, controlled_at=None)
                | (
                    Q(outcome__in=[one.value for one in Outcome])
                    & (Q(outcome="IN_ORDER") | ~Q(control_note__regex=r"^\s*$"))
                    & Q(controlled_by__isnull=False, controlled_at__isnull=False)
                    & ~Q(controlled_by=F("staff"))
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "from_at"], name="oversight_reasoned_staff"),
            models.Index(fields=["person", "from_at"], name="oversight_reasoned_person"),
            models.Index(
                fields=["leader", "control_due_on"],
                condition=Q(outcome=""),
                name="oversight_reasoned_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.from_at:%Y-%m-%d %H:%M}"


class Signal(FollowedUp):
    """Somebody's looks on a day are unlike work, by a pattern; their leader is to ask why.

    Found by the clock, once. It says nothing of what the person gets help with.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    pattern = models.CharField(max_length=20)  # kinds.Pattern
    number = models.PositiveIntegerField()  # what its sentence tells
    on = models.DateField()
    found_at = models.DateTimeField()
    leader = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    due_on = models.DateField()
    outcome = models.CharField(max_length=20, blank=True)  # kinds.Judgement
    note = models.CharField(max_length=1000, blank=True)
    judged_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    judged_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            *followed_up("signal", Judgement.FOLLOW_UP.value),
            models.UniqueConstraint(
                fields=["staff", "person", "pattern", "on"],
                nulls_distinct=False,
                name="oversight_signal_once_a_day",
            ),
            models.CheckConstraint(
                name="oversight_signal_pattern",
                condition=Q(pattern__in=[one.value for one in Pattern]),
            ),
            models.CheckConstraint(
                name="oversight_signal_judged_by_another",
                condition=Q(outcome="", judged_by=None, judged_at=None)
                | (
                    Q(outcome__in=[one.value for one in Judgement])
                    & ~Q(note__regex=r"^\s*$")
                    & Q(judged_by__isnull=False, judged_at__isnull=False)
                    & ~Q(judged_by=F("staff"))
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "on"], name="oversight_signal_unit"),
            models.Index(
                fields=["leader", "due_on"],
                condition=Q(outcome=""),
                name="oversight_signal_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pattern} {self.on}"
