"""Deadlines, the ledger of what was done to each, and what is stored about a task."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from deadlines.kinds import KINDS, PAUSABLE, Act, Kind
from people.models import Municipality, Resident, StaffMember, Unit
from people.models.ranges import one_at_a_time


class Deadline(models.Model):
    """What must happen by when (frist): one row for each kind and each thing it is about.

    `key` names that thing ("case", "order:<uuid>", the key of a letter). Overdue is a question
    asked of `due_on`, not a state. Provisional: known to come, but its start is not known yet.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)  # kinds.Kind
    key = models.CharField(max_length=140)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="deadlines")
    person = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="deadlines")
    # The unit that must act; none is the unit responsible for the case.
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    provisional = models.BooleanField(default=False)
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    due_at = models.DateTimeField(null=True)  # only for kinds that end at a clock time
    basis = models.JSONField(default=dict)  # rules.as_basis: what was computed from what
    opened_at = models.DateTimeField()
    paused_on = models.DateField(null=True)
    met_at = models.DateTimeField(null=True)
    # The key of the letter that met it by being posted; blank when something else did.
    met_letter = models.CharField(max_length=140, blank=True)
    cancelled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True)
    # Who was told, by name: the leader, or who stood in that day.
    escalated_to = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "key", "case"],
                nulls_distinct=False,
                name="deadlines_deadline_once",
            ),
            models.CheckConstraint(
                name="deadlines_deadline_kind", condition=Q(kind__in=[kind.value for kind in Kind])
            ),
            models.CheckConstraint(
                name="deadlines_deadline_about_somebody",
                condition=Q(case__isnull=False) | Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="deadlines_deadline_starts_or_is_provisional",
                condition=Q(provisional=True, starts_on=None, due_on=None, due_at=None)
                | Q(provisional=False, starts_on__isnull=False, due_on__isnull=False),
            ),
            models.CheckConstraint(
                name="deadlines_deadline_met_or_cancelled",
                condition=Q(met_at=None) | Q(cancelled_at=None),
            ),
            models.CheckConstraint(
                name="deadlines_deadline_met_by_its_letter",
                condition=Q(met_letter="") | Q(met_at__isnull=False),
            ),
            models.CheckConstraint(
                name="deadlines_deadline_provisional_tells_nobody",
                condition=Q(provisional=False)
                | Q(reminded_at=None, escalated_at=None, paused_on=None),
            ),
            models.CheckConstraint(
                name="deadlines_deadline_may_stand",
                condition=Q(paused_on=None) | Q(kind__in=PAUSABLE),
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=~Q(met_letter=""), name="deadlines_deadline_met_letter"
            ),
            models.Index(
                fields=["due_on", "id"],
                condition=Q(met_at=None, cancelled_at=None, provisional=False),
                name="deadlines_deadline_open",
            ),
            models.Index(fields=["case", "due_on"], name="deadlines_deadline_case"),
            models.Index(
                fields=["kind", "key"],
                condition=Q(provisional=True, cancelled_at=None),
                name="deadlines_deadline_provisional",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_on}"


class LedgerEntry(models.Model):
    """One thing done to a deadline. Never changed, never removed (trigger in 0002)."""

    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="ledger")
    act = models.CharField(max_length=12, choices=[(act.value, act.value.title()) for act in Act])
    at = models.DateTimeField()
    on = models.DateField()  # the legal day it counts from
    due_before = models.DateField(null=True)
    due_after = models.DateField(null=True)
    balance = models.IntegerField(null=True)  # days left on that day after the act; null: not known
    rule = models.CharField(max_length=120, blank=True)  # kinds.version_of; blank: provisional
    reason = models.CharField(max_length=300, blank=True)
    basis = models.JSONField(default=dict)  # as computed by this act, if it computed
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="deadlines_ledgerentry_says_why",
                condition=~Q(act__in=["EXTENDED", "CANCELLED", "PAUSED", "RECOMPUTED", "REOPENED"])
                | ~Q(reason__regex=r"^\s*$"),
            ),
        ]
        indexes = [models.Index(fields=["deadline", "id"], name="deadlines_ledgerentry_order")]

    def __str__(self) -> str:
        return f"{self.act} {self.on}"


class OwnTerm(models.Model):
    """What a municipality has decided of a kind of deadline in [valid_from, valid_to).

    Blank figures are as in the table. A statute's length is nobody's to change (kinds.with_own).
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)  # kinds.Kind
    length = models.PositiveSmallIntegerField()  # in the unit of the table
    minimum = models.PositiveSmallIntegerField(null=True)
    remind_days_before = models.PositiveSmallIntegerField(null=True)
    escalate_days_after = models.PositiveSmallIntegerField(null=True)
    decided_by = models.CharField(max_length=200)  # the body and the date that decided it
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            one_at_a_time("deadlines_ownterm_one_at_a_time", "municipality", "kind"),
            models.CheckConstraint(
                name="deadlines_ownterm_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="deadlines_ownterm_minimum",
                condition=Q(minimum=None) | Q(minimum__lte=F("length")),
            ),
            models.CheckConstraint(
                name="deadlines_ownterm_kind",
                condition=Q(kind__in=[row.kind.value for row in KINDS if row.configurable]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.length} {self.valid_from}"


class TaskState(models.Model):
    """What is stored about a derived task: who has taken it, until when it waits, and why.

    One of no case has a holder only, for some days from `changed_at` (policy.days_kept_apart).
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=140)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="task_states")
    holder = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    hold_until = models.DateField(null=True)
    hold_reason = models.CharField(max_length=300, blank=True)
    held_at = models.DateTimeField(null=True)  # what is new in the case since then ends the wait
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "kind", "key", "case"],
                nulls_distinct=False,
                name="deadlines_taskstate_one",
            ),
            models.CheckConstraint(
                name="deadlines_taskstate_waits_in_a_case",
                condition=Q(case__isnull=False) | Q(hold_until=None),
            ),
            models.CheckConstraint(
                name="deadlines_taskstate_waits_for_a_reason",
                condition=Q(hold_until=None, hold_reason="", held_at=None)
                | Q(hold_until__isnull=False, held_at__isnull=False)
                & ~Q(hold_reason__regex=r"^\s*$"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["holder"],
                condition=Q(holder__isnull=False),
                name="deadlines_taskstate_holder",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
