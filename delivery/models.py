"""Orders (bestillinger) once a unit has answered, and services that run."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from assessments.models import Trial
from audit.words import mark
from cases.models import Case
from decisions.models import DecisionLine
from people.models import Resident, StaffMember, Unit


class OrderState(models.TextChoices):
    """What the performing unit has answered. «Sendt» is a line without a row here."""

    CONFIRMED = "CONFIRMED", mark("Bekreftet")
    REFUSED = "REFUSED", mark("Avvist")
    RUNNING = "RUNNING", mark("I gang")
    ENDED = "ENDED", mark("Avsluttet")


class Order(models.Model):
    """The unit's first act on a granted line or a trial writes this row.

    `number` counts the times the same line has been ordered: refused by one unit, it is sent to
    another as number 2.
    """

    line = models.ForeignKey(DecisionLine, models.PROTECT, null=True, related_name="orders")
    trial = models.ForeignKey(Trial, models.PROTECT, null=True, related_name="orders")
    case = models.ForeignKey(Case, models.PROTECT, related_name="orders")
    number = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="orders")
    state = models.CharField(max_length=10, choices=OrderState)
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    planned_start_on = models.DateField(null=True)
    refuse_reason = models.TextField(blank=True)
    returned_to = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    reordered_at = models.DateTimeField(null=True)  # the refusal was dealt with
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_order_line_or_trial",
                condition=Q(line__isnull=False, trial=None) | Q(line=None, trial__isnull=False),
            ),
            models.UniqueConstraint(fields=["line", "number"], name="delivery_order_line_once"),
            models.UniqueConstraint(fields=["trial", "number"], name="delivery_order_trial_once"),
            models.CheckConstraint(
                name="delivery_order_refused_with_reason_to_somebody",
                condition=~Q(state="REFUSED")
                | (~Q(refuse_reason__regex=r"^\s*$") & Q(returned_to__isnull=False)),
            ),
        ]
        indexes = [models.Index(fields=["unit", "state"], name="delivery_order_by_unit")]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Redirection(models.Model):
    """A line sent to another unit after a refusal: which unit number `number` goes to."""

    line = models.ForeignKey(DecisionLine, models.PROTECT, null=True, related_name="redirections")
    trial = models.ForeignKey(Trial, models.PROTECT, null=True, related_name="redirections")
    number = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_redirection_line_or_trial",
                condition=Q(line__isnull=False, trial=None) | Q(line=None, trial__isnull=False),
            ),
            models.UniqueConstraint(fields=["line", "number"], name="delivery_redirection_line"),
            models.UniqueConstraint(fields=["trial", "number"], name="delivery_redirection_trial"),
        ]

    def __str__(self) -> str:
        return f"{self.number} → {self.unit}"


class DateRange(Func):
    """A half-open range of two days."""

    function = "daterange"
    output_field = DateRangeField()


class RunningService(models.Model):
    """A service that runs in [starts_on, ends_on). Only an action closes it, never expiry.

    `valid_to` is the day the decision runs to (exclusive); later than that the service runs
    without a valid vedtak, which is shown and never stops help.
    """

    order = models.OneToOneField(Order, models.PROTECT, related_name="service")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="running_services")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    service_key = models.CharField(max_length=60)
    starts_on = models.DateField()
    valid_to = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    end_reason = models.CharField(max_length=300, blank=True)
    started_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                # one person never has the same running service twice over the same days
                name="delivery_runningservice_no_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("service_key", RangeOperators.EQUAL),
                    (DateRange("starts_on", "ends_on", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                name="delivery_runningservice_period",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="delivery_runningservice_ends_with_reason",
                condition=Q(ends_on=None) | ~Q(end_reason__regex=r"^\s*$"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_to"], condition=Q(ends_on=None), name="delivery_running_valid_to"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_key} {self.starts_on}"
