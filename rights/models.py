"""Reviews of rights with their answers, the ends of roles that are told of, and roles asked for."""

import uuid

from django.db import models
from django.db.models import F, Q

from people.models import Municipality, RoleGrant, StaffMember, Unit
from rights.kinds import Answer, Said


class Review(models.Model):
    """What one leader is asked in a round: who of these keeps which role. Kept for good.

    Without a reviewer nobody leads there: what is asked ends on the day, if nobody is set in.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    round_on = models.DateField()  # the first day of its quarter
    due_on = models.DateField()  # the last day to answer: the next, what nobody confirmed has ended
    opened_at = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rights_review_period", condition=Q(due_on__gt=F("round_on"))
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "due_on"],
                condition=Q(closed_at=None),
                name="rights_review_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_on:%Y-%m-%d}"


class Line(models.Model):
    """One role in a review. Whoever holds it never answers for it."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="lines")
    grant = models.ForeignKey(RoleGrant, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")  # who holds it
    round_on = models.DateField()
    answer = models.CharField(max_length=10, blank=True)  # kinds.Answer
    reason = models.CharField(max_length=255, blank=True)
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["grant", "round_on"], name="rights_line_once_a_round"),
            models.CheckConstraint(
                name="rights_line_answered_by_another",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | Q(answer=Answer.LAPSED.value, answered_by=None, answered_at__isnull=False)
                | (
                    Q(answer__in=[Answer.KEEP.value, Answer.END.value])
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answered_by=F("staff"))
                    & (Q(answer=Answer.KEEP.value) | ~Q(reason__regex=r"^\s*$"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.answer}"


class Ending(models.Model):
    """That a role ends was told of, to whom it is asked of; and that it has ended."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    grant = models.OneToOneField(RoleGrant, models.PROTECT, related_name="+")
    leader = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    told_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    let_end_at = models.DateTimeField(null=True)  # the leader has said that it is not to go on

    class Meta:
        indexes = [
            models.Index(fields=["leader"], condition=Q(ended_at=None), name="rights_ending_open"),
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.told_at:%Y-%m-%d}"


class Proposal(models.Model):
    """A role an administrator gives somebody: nobody gives one alone, so another says yes first.

    Where nobody can, it stands at once (`grant`), and whoever can later, says yes or no to it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    role = models.CharField(max_length=30)
    valid_from = models.DateField()
    valid_to = models.DateField()
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_of = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    grant = models.OneToOneField(RoleGrant, models.PROTECT, null=True, related_name="+")
    answer = models.CharField(max_length=5, blank=True)  # kinds.Said
    reason = models.CharField(max_length=255, blank=True)
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="rights_proposal_period", condition=Q(valid_to__gt=F("valid_from"))
            ),
            models.CheckConstraint(
                name="rights_proposal_not_of_oneself", condition=~Q(asked_by=F("staff"))
            ),
            models.CheckConstraint(
                name="rights_proposal_answered_by_another",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (
                    Q(answered_by__isnull=False, answered_at__isnull=False)
                    & ~Q(answered_by=F("staff"))
                    & ~Q(answered_by=F("asked_by"))
                    & (
                        Q(answer=Said.YES.value, grant__isnull=False)
                        | Q(answer=Said.NO.value) & ~Q(reason__regex=r"^\s*$")
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "asked_of"],
                condition=Q(answer=""),
                name="rights_proposal_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.valid_from:%Y-%m-%d}"
