"""The decision and what the database itself holds about it."""

import uuid

from django.db import models
from django.db.models import F, Q

from audit.words import mark
from cases.models import Case, ExtentFields
from notifications.models import Letter
from people.models import StaffMember, Unit


class Outcome(models.TextChoices):
    """Utfall, per service."""

    GRANTED = "GRANTED", mark("Innvilget")
    PARTLY = "PARTLY", mark("Delvis innvilget")
    REFUSED = "REFUSED", mark("Avslått")
    DISMISSED = "DISMISSED", mark("Avvist")


class Decision(models.Model):
    """The municipality's formal answer (enkeltvedtak), number `n` of its case.

    A draft until submitted; never changed once issued (trigger in 0002): a new one replaces it.
    `recommended_by` and `decided_by` are persons, not accounts. What policy asked for is copied at
    submit, so that the database can hold it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    n = models.PositiveSmallIntegerField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    written_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    written_at = models.DateTimeField()
    rules = models.TextField(blank=True)  # fvl § 25: the rules
    facts = models.TextField(blank=True)  # the facts
    considerations = models.TextField(blank=True)  # hovedhensyn
    persons_view = models.TextField(blank=True)
    conditions = models.TextField(blank=True)  # vilkår
    goal = models.TextField(blank=True)
    evaluate_on = models.DateField(null=True)
    language = models.CharField(max_length=2, default="nb")
    recommended_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    recommending_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    deciding_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    two_persons_required = models.BooleanField(default=False)
    two_units_required = models.BooleanField(default=False)
    approval_required = models.BooleanField(default=False)
    alone_reason = models.TextField(blank=True)  # why one decided where two are asked
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True)
    issued_at = models.DateTimeField(null=True)
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "n"], name="decisions_decision_number"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(issued_at=None), name="decisions_decision_one_draft"
            ),
            models.CheckConstraint(
                name="decisions_decision_gives_grounds",
                condition=Q(submitted_at=None)
                | (
                    ~Q(rules__regex=r"^\s*$")
                    & ~Q(facts__regex=r"^\s*$")
                    & ~Q(considerations__regex=r"^\s*$")
                ),
            ),
            models.CheckConstraint(
                name="decisions_decision_two_persons",
                condition=Q(submitted_at=None)
                | Q(two_persons_required=False)
                | ~Q(recommended_by=F("decided_by"))
                | ~Q(alone_reason__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="decisions_decision_two_units",
                condition=Q(submitted_at=None)
                | Q(two_units_required=False)
                | ~Q(recommending_unit=F("deciding_unit"))
                | ~Q(alone_reason__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="decisions_decision_submitted_by_somebody",
                condition=Q(submitted_at=None)
                | Q(decided_by__isnull=False, deciding_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="decisions_decision_approved_where_required",
                condition=Q(issued_at=None)
                | Q(approval_required=False)
                | Q(approved_by__isnull=False, approved_at__isnull=False),
            ),
            models.CheckConstraint(
                name="decisions_decision_nobody_approves_their_own",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("decided_by")) & ~Q(approved_by=F("written_by"))),
            ),
            models.CheckConstraint(
                name="decisions_decision_issued_with_letter",
                condition=Q(issued_at=None) | Q(letter__isnull=False, submitted_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} n={self.n}"


class DecisionLine(ExtentFields):
    """One service of a decision, with its outcome; granted, it is an order from that moment.

    `public_id` is the order's id. Without a row in delivery it is an unanswered order («Sendt»).
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    legal_basis = models.CharField(max_length=80, blank=True)  # key in decisions.legal
    complaint_route = models.CharField(max_length=40, blank=True)  # key in decisions.legal
    fee_ore = models.PositiveIntegerField(null=True)  # egenandel; 0 is said plainly
    fee_text = models.CharField(max_length=300, blank=True)
    reason = models.TextField(blank=True)  # why refused or only partly granted
    unit_performing = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    important = models.TextField(blank=True)  # Viktig å vite, for the performing unit

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "position"], name="decisions_decisionline_position"
            ),
            models.CheckConstraint(
                name="decisions_decisionline_period",
                condition=Q(to_on=None) | Q(from_on=None) | Q(to_on__gt=F("from_on")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit_performing"],
                condition=Q(outcome__in=["GRANTED", "PARTLY"]),
                name="decisions_line_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_key} {self.outcome}"


class DecisionReturn(models.Model):
    """A recommendation or a decision sent back, with a coded reason; nothing is forgotten."""

    class What(models.TextChoices):
        RECOMMENDATION = "RECOMMENDATION", mark("Innstilling")
        DECISION = "DECISION", mark("Vedtak")

    case = models.ForeignKey(Case, models.PROTECT, related_name="returns")
    what = models.CharField(max_length=14, choices=What)
    code = models.CharField(max_length=30)  # key in decisions.policy
    reason = models.TextField()
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    to = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"


class StepSeen(models.Model):
    """The approver has looked at a part (Kontrollerte trinn) in this version of the decision."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="seen")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    part = models.CharField(max_length=20)
    version = models.PositiveIntegerField()
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "staff", "part", "version"], name="decisions_stepseen_once"
            ),
        ]

    def __str__(self) -> str:
        return self.part
