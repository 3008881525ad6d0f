"""The decision and what the database itself holds about it."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case, ExtentFields
from decisions.policy import OUTCOMES, RETURNED
from notifications.models import Letter
from people.models import SourceSystem, StaffMember, Unit


class Decision(models.Model):
    """The municipality's formal answer (enkeltvedtak), number `n` of its case.

    A draft until submitted; never changed once issued (trigger in 0002): a new one replaces it.
    `recommended_by` and `decided_by` are persons, not accounts. What policy asked for is copied at
    submit, so that the database can hold it. `version` rises with every change of what is decided;
    an approval is of one version and falls with it.

    One that was made elsewhere, before the case was kept here, says where from (`imported_from`)
    and what it was called there. Nobody decided it here and no letter of ours told it: `written_by`
    is whoever registered it, `issued_at` is noon of the day it was decided.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="decisions")
    n = models.PositiveSmallIntegerField()
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    written_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")  # last to write
    written_at = models.DateTimeField()
    rules = models.TextField(blank=True)  # fvl § 25: the rules, from the legal bases
    facts = models.TextField(blank=True)  # the facts
    considerations = models.TextField(blank=True)  # hovedhensyn
    persons_view = models.TextField(blank=True)
    no_view_reason = models.TextField(blank=True)  # why the person's view could not be had
    childs_interest = models.TextField(blank=True)  # barnets beste
    conditions = models.TextField(blank=True)  # vilkår, one a line
    goal = models.TextField(blank=True)
    evaluate_on = models.DateField(null=True)
    language = models.CharField(max_length=2, default="nb")
    recommendation_version = models.PositiveIntegerField(null=True)  # the one it was drafted from
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
    approved_version = models.PositiveIntegerField(null=True)
    issued_at = models.DateTimeField(null=True)
    letter = models.OneToOneField(
        Letter, models.PROTECT, null=True, related_name="+"
    )  # the party's
    version = models.PositiveIntegerField(default=1)
    imported_from = models.ForeignKey(SourceSystem, models.PROTECT, null=True, related_name="+")
    imported_ref = models.CharField(max_length=80, blank=True)  # what it was called there

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["imported_from", "imported_ref"],
                condition=Q(imported_from__isnull=False),
                name="decisions_decision_imported_once",
            ),
            models.CheckConstraint(
                # Never a letter or a decider of ours on what was decided elsewhere.
                name="decisions_decision_imported_or_ours",
                condition=Q(imported_from=None, imported_ref="")
                | (
                    ~Q(imported_ref__regex=r"^\s*$")
                    & Q(
                        imported_from__isnull=False,
                        letter=None,
                        submitted_at=None,
                        decided_by=None,
                        deciding_unit=None,
                        recommended_by=None,
                        approved_by=None,
                        approval_required=False,
                    )
                ),
            ),
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
                # pbrl § 3-1: the person's view weighs heavily and is always recorded.
                name="decisions_decision_has_the_persons_view",
                condition=Q(submitted_at=None)
                | ~Q(persons_view__regex=r"^\s*$")
                | ~Q(no_view_reason__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="decisions_decision_two_persons",
                condition=Q(submitted_at=None)
                | Q(two_persons_required=False)
                | Q(recommended_by__isnull=False)
                & (~Q(recommended_by=F("decided_by")) | ~Q(alone_reason__regex=r"^\s*$")),
            ),
            models.CheckConstraint(
                name="decisions_decision_two_units",
                condition=Q(submitted_at=None)
                | Q(two_units_required=False)
                | Q(recommending_unit__isnull=False)
                & (~Q(recommending_unit=F("deciding_unit")) | ~Q(alone_reason__regex=r"^\s*$")),
            ),
            models.CheckConstraint(
                name="decisions_decision_submitted_by_somebody",
                condition=Q(submitted_at=None)
                | Q(decided_by__isnull=False, deciding_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="decisions_decision_approved_by_somebody",
                condition=Q(approved_by=None, approved_at=None, approved_version=None)
                | Q(
                    approved_by__isnull=False,
                    approved_at__isnull=False,
                    approved_version__isnull=False,
                    submitted_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="decisions_decision_approved_as_it_stands",
                condition=Q(approved_version=None) | Q(approved_version=F("version")),
            ),
            models.CheckConstraint(
                name="decisions_decision_approved_where_required",
                condition=Q(issued_at=None)
                | Q(approval_required=False)
                | Q(approved_by__isnull=False),
            ),
            models.CheckConstraint(
                name="decisions_decision_nobody_approves_their_own",
                condition=Q(approved_by=None)
                | (~Q(approved_by=F("decided_by")) & ~Q(approved_by=F("written_by"))),
            ),
            models.CheckConstraint(
                name="decisions_decision_issued_with_letter",
                condition=Q(issued_at=None)
                | Q(letter__isnull=False, submitted_at__isnull=False)
                | Q(imported_from__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} n={self.n}"


class DecisionLine(ExtentFields):
    """One service of a decision, with its outcome; granted, it is an order from that moment.

    `public_id` is the order's id. Without a row in delivery it is an unanswered order («Sendt»).
    `replaces` is the issued line of the same person and service whose place it takes (a trigger,
    0002): the difference stands in the letter and on the order.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    outcome = models.CharField(
        max_length=10, choices=[(key.value, label) for key, label in OUTCOMES.items()], blank=True
    )
    legal_basis = models.CharField(max_length=80, blank=True)  # cases.service_types.Basis
    complaint_route = models.CharField(max_length=40, blank=True)  # service_types.ComplaintRoute
    applied = models.CharField(max_length=120, blank=True)  # how much was asked for, if known
    fee_ore = models.PositiveIntegerField(
        null=True
    )  # egenandel; 0 is said plainly; None: no amount
    fee_per = models.CharField(max_length=10, blank=True)  # decisions.legal.RatePer
    fee_text = models.CharField(max_length=600, blank=True)  # as the letter said it
    reason = models.TextField(blank=True)  # why refused, dismissed or only partly granted
    unit_performing = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    important = models.TextField(blank=True)  # Viktig å vite, for the performing unit
    imported_from = models.ForeignKey(SourceSystem, models.PROTECT, null=True, related_name="+")
    imported_ref = models.CharField(max_length=80, blank=True)  # what the order was called there
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="replaced_by")
    # Given orally (hastevedtak) before it was written: an order from then on, and fixed (0002).
    urgent = models.ForeignKey("UrgentDecision", models.PROTECT, null=True, related_name="lines")

    class Meta:
        constraints = [
            models.CheckConstraint(
                # What is given orally is help, wholly said, at once.
                name="decisions_decisionline_urgent_is_whole",
                condition=Q(urgent=None)
                | Q(outcome="GRANTED", from_on__isnull=False, unit_performing__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["decision", "position"],
                name="decisions_decisionline_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["imported_from", "imported_ref"],
                condition=Q(imported_from__isnull=False),
                name="decisions_decisionline_imported_once",
            ),
            models.CheckConstraint(
                name="decisions_decisionline_imported_has_a_name",
                condition=Q(imported_from=None, imported_ref="")
                | Q(imported_from__isnull=False) & ~Q(imported_ref__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="decisions_decisionline_period",
                condition=Q(to_on=None) | Q(from_on=None) | Q(to_on__gt=F("from_on")),
            ),
            models.CheckConstraint(
                name="decisions_decisionline_outcome",
                condition=Q(outcome__in=["", *(key.value for key in OUTCOMES)]),
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


class LineEnd(models.Model):
    """The day a granted service ended before its time, or without one. Only added."""

    line = models.OneToOneField(DecisionLine, models.PROTECT, related_name="end")
    ended_on = models.DateField()  # the first day it is no longer given

    def __str__(self) -> str:
        return f"{self.line_id} {self.ended_on}"


class DecisionLetter(models.Model):
    """A letter that tells a decision: the party's, a copy, or a later one that replaces it."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="letters")
    letter = models.OneToOneField(Letter, models.PROTECT, related_name="decision_link")

    def __str__(self) -> str:
        return f"{self.decision_id} ← {self.letter_id}"


class DecisionWriter(models.Model):
    """Somebody who has written on a decision: they never approve it (trigger in 0002)."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="writers")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    first_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "staff"], name="decisions_decisionwriter_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.staff_id}"


class DecisionVersion(models.Model):
    """What a decision said when it was submitted: what the approver saw. Only added."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="versions")
    version = models.PositiveIntegerField()
    content = models.JSONField()  # rules.changes.content_of
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "version"], name="decisions_decisionversion_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} v{self.version}"


class DecisionReturn(models.Model):
    """A recommendation or a decision sent back, with a coded reason. Only added."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="returns")
    what = models.CharField(
        max_length=14, choices=[(key.value, label) for key, label in RETURNED.items()]
    )
    part = models.CharField(max_length=20, blank=True)  # policy.Part: which step it is about
    code = models.CharField(max_length=30)  # policy.ReturnCode
    reason = models.TextField()
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    to = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decisions_decisionreturn_has_reason", condition=~Q(reason__regex=r"^\s*$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.code}"


class StepSeen(models.Model):
    """The approver has looked at a part (Kontrollerte trinn) as it stood. Only added."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="seen")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    part = models.CharField(max_length=20)  # policy.Part
    version = models.CharField(max_length=40)  # of the part: changes when it does
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "staff", "part", "version"], name="decisions_stepseen_once"
            ),
        ]

    def __str__(self) -> str:
        return self.part
