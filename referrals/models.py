"""How urgent a referral (henvisning) is, and help given without a decision (uten vedtak)."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from people.models import Municipality, Resident, StaffMember, Unit
from people.models.ranges import one_at_a_time


class UrgencyRow(models.Model):
    """One grade of a municipality's key of urgency (hastegrad), in force in [valid_from, valid_to).

    The municipality's own decision; while it has none, referrals.policy proposes.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    grade = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    description = models.CharField(max_length=300)
    longest_days = models.PositiveSmallIntegerField()
    decided_by = models.CharField(max_length=200)  # the body and the date that decided it
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            one_at_a_time("referrals_urgencyrow_one_at_a_time", "municipality", "grade"),
            models.CheckConstraint(
                name="referrals_urgencyrow_grade", condition=Q(grade__gte=1, grade__lte=4)
            ),
            models.CheckConstraint(
                name="referrals_urgencyrow_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="referrals_urgencyrow_decided_by_somebody",
                condition=~Q(decided_by__regex=r"^\s*$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grade} {self.valid_from}"


class Grading(models.Model):
    """How urgent a case was found, by the key as it then was. Only grows (a trigger, 0002)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="gradings")
    grade = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=60)
    longest_days = models.PositiveSmallIntegerField()
    start_by = models.DateField()  # the last day within the key
    decided_by = models.CharField(max_length=200)  # who decided the key
    reason = models.TextField()
    graded_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    graded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referrals_grading_grade", condition=Q(grade__gte=1, grade__lte=4)
            ),
            models.CheckConstraint(
                name="referrals_grading_has_reason", condition=~Q(reason__regex=r"^\s*$")
            ),
        ]
        indexes = [models.Index(fields=["case", "-id"], name="referrals_grading_latest")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.grade}"


# Given, named to nobody, and nobody in the unit has taken it on.
TO_RECEIVE = Q(ended_on=None, performer=None, received_at=None)


class Help(models.Model):
    """Help given without a decision in [starts_on, planned_end_on); ended, in [.., ended_on).

    Refused where the paragraph and the expected length say that a decision is needed (pbrl § 2-7).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="help_given")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    service_key = models.CharField(max_length=60)
    basis = models.CharField(max_length=40)  # cases.service_types.Basis it is given under
    ground = models.CharField(max_length=20)  # referrals.kinds.Ground
    why = models.TextField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    performer = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    starts_on = models.DateField()
    planned_end_on = models.DateField()
    consent = models.CharField(max_length=12)  # referrals.kinds.Consent
    told = models.CharField(max_length=300)  # who was told, also of the right to complain
    answers_case = models.BooleanField()  # the case waits while it is given
    decided_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()
    received_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)  # by the unit, where no performer is named
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    result = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "service_key"],
                condition=Q(ended_on=None),
                name="referrals_help_one_open",
            ),
            models.CheckConstraint(
                name="referrals_help_period",
                condition=Q(planned_end_on__gt=F("starts_on"))
                & (Q(ended_on=None) | Q(ended_on__gte=F("starts_on"))),
            ),
            models.CheckConstraint(
                name="referrals_help_says_why_and_who_was_told",
                condition=~Q(why__regex=r"^\s*$") & ~Q(told__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="referrals_help_has_consent",
                condition=Q(consent__in=["PERSON", "FOR_PERSON"]),
            ),
            models.CheckConstraint(
                name="referrals_help_ground",
                condition=Q(
                    ground__in=["SHORT", "NOT_REQUIRED", "LOW_THRESHOLD", "PART_OF_GRANTED"]
                ),
            ),
            models.CheckConstraint(
                name="referrals_help_received_by_somebody",
                condition=Q(received_by=None, received_at=None)
                | Q(received_by__isnull=False, received_at__isnull=False),
            ),
            models.CheckConstraint(
                name="referrals_help_ends_with_result",
                condition=Q(ended_on=None, ended_by=None, result="")
                | (Q(ended_on__isnull=False, ended_by__isnull=False) & ~Q(result__regex=r"^\s*$")),
            ),
        ]
        indexes = [models.Index(fields=["case"], name="referrals_help_case")]

    def __str__(self) -> str:
        return f"{self.service_key} {self.starts_on}"


class Review(models.Model):
    """An answer to «Vedtak eller avslutning?» that did not end the help. Only grows (0002)."""

    help = models.ForeignKey(Help, models.PROTECT, related_name="reviews")
    answer = models.CharField(max_length=20)  # referrals.kinds.Answer
    why = models.TextField()
    planned_end_on = models.DateField()  # as it then was, exclusive
    reviewed_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    reviewed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="referrals_review_says_why", condition=~Q(why__regex=r"^\s*$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.help_id} {self.answer}"
