"""Persons who are one and what moved, what the registered asked for, and how long is kept."""

import uuid

from django.db import models
from django.db.models import F, Q

from people.models import Municipality, Resident, StaffMember, Unit
from people.models.ranges import one_at_a_time
from privacy.kinds import Breach, ClaimKind, Outcome
from records.models import Note


class Merge(models.Model):
    """Two registered persons are one (slå sammen): `kept` gets all that is `absorbed`'s.

    Proposed by one, confirmed by another; undone in the same way. Waiting until then: who is
    neither withdrawn nor confirmed, or whose undoing is proposed and not done. Never removed, and
    what was once said in it never changes (trigger in 0002).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    kept = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    absorbed = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    number = models.CharField(max_length=11, blank=True)  # the one that stays in force
    reason = models.CharField(max_length=500)
    proposed_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    withdrawn_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True)
    confirmed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True)
    last_rows = models.JSONField(default=dict)  # the last row of each table when it was confirmed
    undo_reason = models.CharField(max_length=500, blank=True)
    undo_proposed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    undo_proposed_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    # When it must be said to the supervisory authority (GDPR art. 33), and what came of it.
    breach_due_at = models.DateTimeField(null=True)
    breach = models.CharField(max_length=12, blank=True)  # kinds.Breach
    breach_note = models.CharField(max_length=1000, blank=True)
    breach_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    breach_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(name="privacy_merge_of_two", condition=~Q(kept=F("absorbed"))),
            models.CheckConstraint(
                name="privacy_merge_says_why", condition=~Q(reason__regex=r"^\s*$")
            ),
            # Two people, whatever accounts they have: a member of staff is one human.
            models.CheckConstraint(
                name="privacy_merge_confirmed_by_another",
                condition=Q(confirmed_by=None, confirmed_at=None)
                | (
                    Q(confirmed_by__isnull=False, confirmed_at__isnull=False)
                    & ~Q(confirmed_by=F("proposed_by"))
                ),
            ),
            models.CheckConstraint(
                name="privacy_merge_withdrawn_or_confirmed",
                condition=Q(withdrawn_by=None, withdrawn_at=None)
                | Q(withdrawn_by__isnull=False, withdrawn_at__isnull=False, confirmed_at=None),
            ),
            models.CheckConstraint(
                name="privacy_merge_undoing_says_why",
                condition=Q(undo_proposed_by=None, undo_proposed_at=None, undo_reason="")
                | (
                    Q(
                        undo_proposed_by__isnull=False,
                        undo_proposed_at__isnull=False,
                        confirmed_at__isnull=False,
                    )
                    & ~Q(undo_reason__regex=r"^\s*$")
                ),
            ),
            models.CheckConstraint(
                name="privacy_merge_undone_by_another",
                condition=Q(undone_by=None, undone_at=None, breach_due_at=None)
                | (
                    Q(
                        undone_by__isnull=False,
                        undone_at__isnull=False,
                        undo_proposed_at__isnull=False,
                        breach_due_at__isnull=False,
                    )
                    & ~Q(undone_by=F("undo_proposed_by"))
                ),
            ),
            models.CheckConstraint(
                name="privacy_merge_breach_settled_by_somebody",
                condition=Q(breach="", breach_note="", breach_by=None, breach_at=None)
                | (
                    Q(
                        breach__in=[one.value for one in Breach],
                        breach_by__isnull=False,
                        breach_at__isnull=False,
                        undone_at__isnull=False,
                    )
                    & ~Q(breach_note__regex=r"^\s*$")
                ),
            ),
            models.UniqueConstraint(
                fields=["absorbed"],
                condition=Q(withdrawn_at=None, undone_at=None),
                name="privacy_merge_absorbed_once",
            ),
        ]
        indexes = [models.Index(fields=["kept"], name="privacy_merge_kept")]

    def __str__(self) -> str:
        return str(self.public_id)


class MovedRow(models.Model):
    """One field of one row as it was before a merge and as the merge made it. Only added."""

    merge = models.ForeignKey(Merge, models.PROTECT, related_name="moved")
    model = models.CharField(max_length=80)  # app.Model
    row = models.BigIntegerField()
    field = models.CharField(max_length=60)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merge", "model", "row", "field"], name="privacy_movedrow_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.model} {self.row}"


class Claim(models.Model):
    """Something the registered asked for (krav): innsyn, retting, sperring; it has its deadline."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    kind = models.CharField(max_length=12)  # kinds.ClaimKind
    from_whom = models.CharField(max_length=200)  # the person, or who speaks for them
    what = models.CharField(max_length=2000)
    received_on = models.DateField()
    due_on = models.DateField()
    registered_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, blank=True)  # kinds.Outcome
    reason = models.CharField(max_length=2000, blank=True)
    handed_to = models.CharField(max_length=200, blank=True)  # innsyn: who gets it
    handed_how = models.CharField(max_length=200, blank=True)
    note = models.ForeignKey(Note, models.PROTECT, null=True, related_name="+")  # by the journal
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="privacy_claim_kind",
                condition=Q(kind__in=[kind.value for kind in ClaimKind]),
            ),
            models.CheckConstraint(
                name="privacy_claim_says_what",
                condition=~Q(what__regex=r"^\s*$") & ~Q(from_whom__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="privacy_claim_due_after_received",
                condition=Q(due_on__gte=F("received_on")),
            ),
            models.CheckConstraint(
                name="privacy_claim_answered_by_somebody",
                condition=Q(
                    outcome="",
                    reason="",
                    handed_to="",
                    handed_how="",
                    note=None,
                    answered_by=None,
                    answered_at=None,
                )
                | Q(
                    outcome__in=[one.value for one in Outcome],
                    answered_by__isnull=False,
                    answered_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="privacy_claim_refused_for_a_reason",
                condition=~Q(outcome="REFUSED") | ~Q(reason__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="privacy_claim_handed_to_somebody",
                condition=~Q(kind="ACCESS", outcome="GRANTED")
                | (~Q(handed_to__regex=r"^\s*$") & ~Q(handed_how__regex=r"^\s*$")),
            ),
        ]
        indexes = [
            models.Index(fields=["person"], name="privacy_claim_person"),
            models.Index(fields=["unit"], condition=Q(outcome=""), name="privacy_claim_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.received_on}"


class Correction(models.Model):
    """What stood wrong in the register, and what was set in its place. Only added (0002)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    claim = models.OneToOneField(Claim, models.PROTECT, related_name="correction")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    field = models.CharField(max_length=30)  # kinds.FIELDS
    old = models.CharField(max_length=254, blank=True)
    new = models.CharField(max_length=254, blank=True)
    corrected_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    corrected_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="privacy_correction_of_something", condition=~Q(old=F("new"))
            )
        ]

    def __str__(self) -> str:
        return f"{self.field} {self.corrected_at:%Y-%m-%d}"


class RetentionRow(models.Model):
    """How long a municipality keeps a kind of record, in force in [valid_from, valid_to).

    Its own decision; while it has none, policy.KEPT proposes.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=30)  # policy.Kept.kind
    months = models.PositiveSmallIntegerField()
    decided_by = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            one_at_a_time("privacy_retentionrow_one_at_a_time", "municipality", "kind"),
            models.CheckConstraint(
                name="privacy_retentionrow_months", condition=Q(months__gte=1, months__lte=1800)
            ),
            models.CheckConstraint(
                name="privacy_retentionrow_decided_by_somebody",
                condition=~Q(decided_by__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="privacy_retentionrow_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.valid_from}"
