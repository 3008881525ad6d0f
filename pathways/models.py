"""Forløp: a person's pathway and its coordinator, handovers and questions back."""

import uuid

from django.db import models
from django.db.models import Q

from audit.words import mark
from cases.models import Case
from people.models import Municipality, Resident, StaffMember, Unit


class Pathway(models.Model):
    """A person's pathway (forløp); outlives the cases and keeps its own coordinator."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="pathways")
    coordinator = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    close_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(closed_at=None), name="pathways_pathway_one_open"
            ),
            models.CheckConstraint(
                name="pathways_pathway_closed_with_reason",
                condition=Q(closed_at=None) | ~Q(close_reason__regex=r"^\s*$"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["coordinator"], condition=Q(closed_at=None), name="pathways_pathway_open"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class PathwayCase(models.Model):
    """A case on a pathway."""

    pathway = models.ForeignKey(Pathway, models.PROTECT, related_name="links")
    case = models.OneToOneField(Case, models.PROTECT, related_name="pathway_link")
    since = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.pathway_id} ← {self.case_id}"


class Handover(models.Model):
    """A handover proposed, and accepted or declined. Until then the sender stays responsible."""

    class Purpose(models.TextChoices):
        COORDINATION = "COORDINATION", mark("Til forløpskoordinator")
        RESPONSIBILITY = "RESPONSIBILITY", mark("Overføring av ansvar")

    class State(models.TextChoices):
        PROPOSED = "PROPOSED", mark("Foreslått")
        ACCEPTED = "ACCEPTED", mark("Tatt imot")
        DECLINED = "DECLINED", mark("Avslått")
        TAKEN_BACK = "TAKEN_BACK", mark("Trukket tilbake")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="handovers")
    purpose = models.CharField(max_length=14, choices=Purpose)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    from_staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    from_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    to_staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    message = models.TextField(blank=True)
    proposed_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)  # why declined or taken back
    settled_at = models.DateTimeField(null=True)  # a decline the sender has dealt with

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(state="PROPOSED"),
                name="pathways_handover_one_proposed",
            ),
            models.CheckConstraint(
                name="pathways_handover_declined_with_reason",
                condition=~Q(state="DECLINED") | ~Q(reason__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="pathways_handover_answered",
                condition=Q(state="PROPOSED", answered_at=None)
                | (~Q(state="PROPOSED") & Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="pathways_handover_only_a_decline_is_settled",
                condition=Q(settled_at=None) | Q(state="DECLINED"),
            ),
        ]
        indexes = [
            models.Index(
                fields=["to_unit"], condition=Q(state="PROPOSED"), name="pathways_handover_waits"
            ),
            models.Index(
                fields=["from_staff"],
                condition=Q(state="DECLINED", settled_at=None),
                name="pathways_handover_declined",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.state}"


class Question(models.Model):
    """A question the coordinator asks back about the recommendation, and its answer."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="questions")
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
                name="pathways_question_answered",
                condition=Q(answered_at=None, answered_by=None)
                | (
                    Q(answered_at__isnull=False, answered_by__isnull=False)
                    & ~Q(answer__regex=r"^\s*$")
                ),
            ),
            models.CheckConstraint(
                name="pathways_question_asks", condition=~Q(question__regex=r"^\s*$")
            ),
        ]
        indexes = [
            models.Index(
                fields=["asked_of"], condition=Q(answered_at=None), name="pathways_question_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.asked_at:%Y-%m-%d}"
