"""The case and what the database itself holds about it."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from cases.stages import UNDECIDED
from people.models import Municipality, Resident, StaffMember, Unit


class CaseCounter(models.Model):
    """The last case number of a year; locked while the next is given out."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year"], name="cases_casecounter_one_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.last}"


class Case(models.Model):
    """A case (sak): what is assessed and decided together.

    Its own track, stage, responsible person and clocks. `version` rises with every change that
    another user must see before writing.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="cases")
    reference = models.CharField(max_length=20)  # "2026-00123"
    person = models.ForeignKey(Resident, models.PROTECT, related_name="cases")
    track = models.CharField(max_length=10)
    stage = models.CharField(max_length=20, default="RECEIVED")
    stage_since = models.DateTimeField()
    origin = models.CharField(max_length=20, default="APPLICATION")
    received_on = models.DateField()  # the first contact
    urgent = models.BooleanField(default=False)
    # Help was given by an oral decision (hastevedtak): the case never ends undecided after that.
    decided_urgently_at = models.DateTimeField(null=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="cases")
    responsible = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="cases")
    # The named owner of the unit's queue answers for a case nobody has taken yet.
    queue_owner = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    coordinator_passed = models.BooleanField(default=False)  # by policy, shown as passed
    hold_until = models.DateField(null=True)
    hold_reason = models.CharField(max_length=300, blank=True)
    # Who registered it of somebody who had blocked the rest to them: their unit's access is not
    # theirs until somebody gives them the case by name, or the person opens it again.
    shut_to = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    split_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="split_into")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="merged_from")
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    end_reason = models.CharField(max_length=30, blank=True)
    end_note = models.CharField(max_length=1000, blank=True)
    end_told = models.CharField(max_length=300, blank=True)  # who was told
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "reference"], name="cases_case_reference"
            ),
            models.CheckConstraint(
                name="cases_case_always_one_responsible",
                condition=Q(responsible__isnull=False) | Q(queue_owner__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_case_ends_with_a_reason",
                condition=(
                    Q(stage="ENDED", ended_at__isnull=False) & ~Q(end_reason="")
                    | ~Q(stage="ENDED") & Q(ended_at=None, end_reason="")
                ),
            ),
            models.CheckConstraint(
                name="cases_case_hold_has_reason",
                condition=Q(hold_until=None) | ~Q(hold_reason__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                # What is decided orally is written the next working day, and never put away.
                name="cases_case_unwritten_never_waits",
                condition=Q(hold_until=None)
                | Q(decided_urgently_at=None)
                | ~Q(stage__in=sorted(UNDECIDED)),
            ),
            models.CheckConstraint(
                name="cases_case_track", condition=Q(track__in=["HOME", "OTHER"])
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "stage", "received_on"],
                condition=Q(ended_at=None),
                name="cases_case_open_by_unit",
            ),
            models.Index(
                fields=["responsible", "stage"],
                condition=Q(ended_at=None),
                name="cases_case_open_by_holder",
            ),
            models.Index(fields=["person", "-received_on"], name="cases_case_person"),
        ]

    def __str__(self) -> str:
        return self.reference


class CaseService(models.Model):
    """A service asked for in a case. Removed when split off; never deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="services")
    service_key = models.CharField(max_length=60)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case", "service_key"],
                condition=Q(removed_at=None),
                name="cases_caseservice_once",
            ),
        ]

    def __str__(self) -> str:
        return self.service_key


class TstzRange(Func):
    """A half-open range of two moments."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Responsibility(models.Model):
    """Who was responsible (ansvarlig) in [from_at, to_at): one at a time, without gaps.

    A trigger (0002) refuses a gap; the exclusion constraint refuses an overlap.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="responsibilities")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    queue_owner = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cases_responsibility_somebody",
                condition=Q(staff__isnull=False) | Q(queue_owner__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_responsibility_period",
                condition=Q(to_at=None) | Q(to_at__gte=F("from_at")),
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(to_at=None), name="cases_responsibility_one_now"
            ),
            ExclusionConstraint(
                name="cases_responsibility_no_overlap",
                expressions=[
                    ("case", RangeOperators.EQUAL),
                    (
                        TstzRange("from_at", "to_at", RangeBoundary()),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.from_at:%Y-%m-%d %H:%M}"


class ExtentFields(models.Model):
    """Extent (omfang) = quantity, unit, per, helpers, night; with its period [from_on, to_on).

    Hours are stored as minutes. Hours a week for KPR are derived (cases.rules.minutes_a_week).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    service_key = models.CharField(max_length=60)
    quantity = models.PositiveIntegerField(null=True)
    unit = models.CharField(max_length=20, blank=True)  # cases.rules.Unit
    per = models.CharField(max_length=10, blank=True)  # cases.rules.Per
    helpers = models.PositiveSmallIntegerField(default=1)
    night = models.BooleanField(default=False)
    from_on = models.DateField(null=True)
    to_on = models.DateField(null=True)  # exclusive; None: until further notice

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.service_key
