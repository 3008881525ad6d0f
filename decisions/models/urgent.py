"""Help that could not wait (hastevedtak), and what was not done before it was given (avvik)."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from decisions.models.decision import Decision
from decisions.policy import GATES, ClosedBy
from people.models import StaffMember, Unit

_BLANK = r"^\s*$"


class UrgentDecision(models.Model):
    """Help decided orally (fvl §§ 23 and 27), to be written the next working day. Only added.

    It is decided from this moment: its lines are orders at once and are never changed (trigger in
    0002). `decision` is what it is written down in. Somebody was told, or it says why nobody was.
    """

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="urgent")
    by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")  # that decides
    at = models.DateTimeField()
    reason = models.TextField()  # why it cannot wait
    told = models.CharField(max_length=200, blank=True)  # who was told orally
    told_by = models.CharField(max_length=200, blank=True)
    told_at = models.DateTimeField(null=True)
    not_told_reason = models.TextField(blank=True)
    persons_view = models.TextField(blank=True)  # as it was heard
    written_at = models.DateTimeField(null=True)  # the letter was sent

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="decisions_urgentdecision_has_reason", condition=~Q(reason__regex=_BLANK)
            ),
            models.CheckConstraint(
                name="decisions_urgentdecision_told_or_why_not",
                condition=~Q(told__regex=_BLANK)
                & ~Q(told_by__regex=_BLANK)
                & Q(told_at__isnull=False, not_told_reason="")
                | Q(told="", told_by="", told_at=None) & ~Q(not_told_reason__regex=_BLANK),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.at:%Y-%m-%d %H:%M}"


class UrgentRequest(models.Model):
    """Somebody who may not decide asks for help now (Trenger hjelp nå): one open for a case.

    `to` is who was asked; None: the first who can. It is closed when the help is given, or with
    an answer saying why it is not urgent.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="urgent_requests")
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_on = models.DateField()  # Oslo's day: it is to be answered then
    to = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    why = models.TextField()  # why it cannot wait
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    answer = models.TextField(blank=True)  # why not urgent, or policy.OVERTAKEN; empty: given

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(closed_at=None),
                name="decisions_urgentrequest_one_open",
            ),
            models.CheckConstraint(
                name="decisions_urgentrequest_has_why", condition=~Q(why__regex=_BLANK)
            ),
            models.CheckConstraint(
                name="decisions_urgentrequest_closed_by_somebody",
                condition=Q(closed_at=None, closed_by=None, answer="")
                | Q(closed_at__isnull=False, closed_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_at:%Y-%m-%d %H:%M}"


class Deviation(models.Model):
    """A gate that stopped no help, and was not met when the help was given (avvik).

    It is open until the gate is met after all, or somebody else than who answers for it has
    looked at it and says what they found.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="deviations")
    decision = models.ForeignKey(Decision, models.PROTECT, related_name="deviations")
    gate = models.CharField(max_length=20)  # policy.Gate
    reason = models.TextField()  # why the help could not wait for it
    responsible = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    control_on = models.DateField()  # the last day to look at it
    closed_at = models.DateTimeField(null=True)
    closed_how = models.CharField(max_length=8, blank=True)  # policy.ClosedBy
    closed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    closed_text = models.TextField(blank=True)  # what was found

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "gate"],
                condition=Q(closed_at=None),
                name="decisions_deviation_open_once",
            ),
            models.CheckConstraint(
                name="decisions_deviation_gate",
                condition=Q(gate__in=[gate.value for gate in GATES]),
            ),
            models.CheckConstraint(
                name="decisions_deviation_has_reason", condition=~Q(reason__regex=_BLANK)
            ),
            models.CheckConstraint(
                # Met by rule, or looked at by another with what they found.
                name="decisions_deviation_closed_by_another",
                condition=Q(closed_at=None, closed_how="", closed_by=None, closed_text="")
                | Q(
                    closed_at__isnull=False,
                    closed_how=ClosedBy.RULE.value,
                    closed_by=None,
                    closed_text="",
                )
                | Q(
                    closed_at__isnull=False,
                    closed_how=ClosedBy.CONTROL.value,
                    closed_by__isnull=False,
                )
                & ~Q(closed_by=F("responsible"))
                & ~Q(closed_text__regex=_BLANK),
            ),
        ]
        indexes = [
            models.Index(
                fields=["case", "control_on"],
                condition=Q(closed_at=None),
                name="decisions_deviation_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.gate}"
