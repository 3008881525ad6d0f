"""Orders (bestillinger) once a unit has answered, questions about them, and services that run."""

import uuid

from django.db import models
from django.db.models import F, Q

from assessments.models import Trial
from cases.models import Case
from decisions.models import DecisionLine
from delivery.policy import END_REASONS
from people.models import Resident, StaffMember, Unit
from people.models.ranges import one_at_a_time


class Order(models.Model):
    """The unit's first act on a granted line or a trial writes this row.

    `number` counts the times the same line has been ordered: refused by one unit, it is sent to
    another as number 2. `state` is a rules.State; «Sendt» is a line without a row here.
    """

    line = models.ForeignKey(DecisionLine, models.PROTECT, null=True, related_name="orders")
    trial = models.ForeignKey(Trial, models.PROTECT, null=True, related_name="orders")
    case = models.ForeignKey(Case, models.PROTECT, related_name="orders")
    number = models.PositiveSmallIntegerField(default=1)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="orders")
    state = models.CharField(max_length=10)
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()
    planned_start_on = models.DateField(null=True)
    refuse_reason = models.TextField(blank=True)
    returned_to = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    reordered_at = models.DateTimeField(null=True)  # the refusal was dealt with
    end_code = models.CharField(max_length=20, blank=True)  # key in delivery.policy
    end_reason = models.TextField(blank=True)  # in words
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
                name="delivery_order_state",
                condition=Q(state__in=["CONFIRMED", "REFUSED", "RUNNING", "ENDED"]),
            ),
            models.CheckConstraint(
                name="delivery_order_refused_with_reason_to_somebody",
                condition=~Q(state="REFUSED")
                | (~Q(refuse_reason__regex=r"^\s*$") & Q(returned_to__isnull=False)),
            ),
            models.CheckConstraint(
                name="delivery_order_ends_with_reason",
                condition=(Q(state="ENDED") & Q(end_code__in=list(END_REASONS)))
                | (~Q(state="ENDED") & Q(end_code="", end_reason="")),
            ),
            models.CheckConstraint(
                name="delivery_order_only_a_refusal_is_reordered",
                condition=Q(reordered_at=None) | Q(state="REFUSED"),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "state"], name="delivery_order_by_unit"),
            models.Index(
                fields=["returned_to"],
                condition=Q(state="REFUSED", reordered_at=None),
                name="delivery_order_refused",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Redirection(models.Model):
    """A line sent to another unit: which unit number `number` goes to, from 2 on."""

    line = models.ForeignKey(DecisionLine, models.PROTECT, null=True, related_name="redirections")
    trial = models.ForeignKey(Trial, models.PROTECT, null=True, related_name="redirections")
    number = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    told = models.CharField(max_length=300, blank=True)  # how the person learnt of the new unit

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_redirection_line_or_trial",
                condition=Q(line__isnull=False, trial=None) | Q(line=None, trial__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_redirection_is_a_later_order", condition=Q(number__gte=2)
            ),
            models.CheckConstraint(
                name="delivery_redirection_person_is_told",
                condition=Q(line=None) | ~Q(told__regex=r"^\s*$"),
            ),
            models.UniqueConstraint(fields=["line", "number"], name="delivery_redirection_line"),
            models.UniqueConstraint(fields=["trial", "number"], name="delivery_redirection_trial"),
        ]
        indexes = [models.Index(fields=["unit"], name="delivery_redirection_unit")]

    def __str__(self) -> str:
        return f"{self.number} → {self.unit}"


class OrderQuestion(models.Model):
    """What a unit asks somebody by name about an order, and the answer it gets."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    line = models.ForeignKey(DecisionLine, models.PROTECT, null=True, related_name="questions")
    trial = models.ForeignKey(Trial, models.PROTECT, null=True, related_name="questions")
    number = models.PositiveSmallIntegerField()  # of the order when it was asked
    case = models.ForeignKey(Case, models.PROTECT, related_name="order_questions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # that asks
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asked_of = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    question = models.TextField()
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="delivery_orderquestion_line_or_trial",
                condition=Q(line__isnull=False, trial=None) | Q(line=None, trial__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_orderquestion_asks", condition=~Q(question__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="delivery_orderquestion_answered",
                condition=Q(answered_at=None, answered_by=None, answer="")
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer__regex=r"^\s*$")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_of"], condition=Q(answered_at=None), name="delivery_question_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_at:%Y-%m-%d}"


class RunningService(models.Model):
    """A service that runs in [starts_on, ends_on). Only an action closes it, never expiry.

    `valid_to` is the day the decision, or the trial's plan, runs to (exclusive); later than that
    the service runs without a valid vedtak, which is shown and never stops help. One that began
    before its order's first day says why, until whoever ordered has seen to it. A trial may run
    beside a granted service: it is tried in order to know.
    """

    order = models.OneToOneField(Order, models.PROTECT, related_name="service")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="running_services")
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    service_key = models.CharField(max_length=60)
    by_trial = models.BooleanField(default=False)
    starts_on = models.DateField()
    valid_to = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    started_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    early_reason = models.TextField(blank=True)  # why it began before the order's first day
    early_settled_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    early_settled_at = models.DateTimeField(null=True)
    early_settled = models.TextField(blank=True)  # what was done about it

    class Meta:
        constraints = [
            # One person never has the same running service twice over the same days.
            one_at_a_time(
                "delivery_runningservice_no_overlap",
                "person",
                "service_key",
                begins="starts_on",
                ends="ends_on",
                condition=Q(by_trial=False),
            ),
            models.CheckConstraint(
                name="delivery_runningservice_period",
                condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")),
            ),
            models.CheckConstraint(
                name="delivery_runningservice_ended_by_somebody",
                condition=Q(ends_on=None, ended_by=None, ended_at=None)
                | Q(ends_on__isnull=False, ended_by__isnull=False, ended_at__isnull=False),
            ),
            models.CheckConstraint(
                name="delivery_runningservice_early_settled_by_somebody",
                condition=Q(early_settled_by=None, early_settled_at=None, early_settled="")
                | (
                    Q(early_settled_by__isnull=False, early_settled_at__isnull=False)
                    & ~Q(early_reason__regex=r"^\s*$")
                    & ~Q(early_settled__regex=r"^\s*$")
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_to"], condition=Q(ends_on=None), name="delivery_running_valid_to"
            ),
            models.Index(
                fields=["person", "service_key"],
                condition=Q(ends_on=None),
                name="delivery_running_person",
            ),
            models.Index(fields=["unit"], condition=Q(ends_on=None), name="delivery_running_unit"),
            models.Index(fields=["case"], name="delivery_running_case"),
            models.Index(
                fields=["case"],
                condition=~Q(early_reason="") & Q(early_settled_at=None),
                name="delivery_running_early",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_key} {self.starts_on}"


class Reassessed(models.Model):
    """A running service that is looked at anew in a case of its own, and why."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="reassessed")
    service = models.ForeignKey(RunningService, models.PROTECT, related_name="reassessed")
    reason = models.CharField(max_length=12)  # rules.Reason
    wanted_from = models.DateField(null=True)  # from when the unit says that it is needed
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "service"], name="delivery_reassessed_once"),
            models.CheckConstraint(
                name="delivery_reassessed_reason",
                condition=Q(reason__in=["EXPIRY", "EVALUATION", "OWN_WISH", "CHANGE", "UNIT"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_id} → {self.case_id}"
