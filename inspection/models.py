"""Samples of cases for internal control, what was found in each, and what was taken out."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from inspection.kinds import Draw, Head, Purpose, Verdict, What
from people.models import Municipality, Resident, StaffMember, Unit


class Sample(models.Model):
    """A draw (stikkprøve) of cases received in [from_on, to_on), of one unit or of all.

    `population` is the whole list drawn from, [reference, tickets], and `seed` what it was drawn
    with: with `rules.drawn` anybody can do it again. Never changed.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    draw = models.CharField(max_length=10)  # kinds.Draw
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField()
    size = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=64)
    population = models.JSONField()
    digest = models.CharField(max_length=64)  # of the population
    drawn_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inspection_sample_draw",
                condition=Q(draw__in=[one.value for one in Draw]),
            ),
            models.CheckConstraint(
                name="inspection_sample_period", condition=Q(to_on__gt=F("from_on"))
            ),
            models.CheckConstraint(name="inspection_sample_size", condition=Q(size__gt=0)),
        ]
        indexes = [models.Index(fields=["municipality", "drawn_at"], name="inspection_sample_when")]

    def __str__(self) -> str:
        return f"{self.draw} {self.drawn_at:%Y-%m-%d %H:%M}"


class InspectedCase(models.Model):
    """A case in a sample, number `n` as it was drawn, until somebody has controlled it."""

    sample = models.ForeignKey(Sample, models.PROTECT, related_name="cases")
    n = models.PositiveSmallIntegerField()
    case = models.ForeignKey(Case, models.PROTECT, related_name="+")
    signs = models.JSONField(default=list)  # kinds.Sign, as they were at the draw
    finished_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sample", "n"], name="inspection_inspectedcase_place"),
            models.UniqueConstraint(
                fields=["sample", "case"], name="inspection_inspectedcase_once"
            ),
            models.CheckConstraint(
                name="inspection_inspectedcase_finished_by_somebody",
                condition=Q(finished_by=None, finished_at=None)
                | Q(finished_by__isnull=False, finished_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id} {self.n}"


class Finding(models.Model):
    """What one head of the control was found to be in one case. Only added."""

    inspected = models.ForeignKey(InspectedCase, models.PROTECT, related_name="findings")
    head = models.CharField(max_length=20)  # kinds.Head
    verdict = models.CharField(max_length=10)  # kinds.Verdict
    text = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["inspected", "head"], name="inspection_finding_once"),
            models.CheckConstraint(
                name="inspection_finding_head",
                condition=Q(head__in=[one.value for one in Head]),
            ),
            models.CheckConstraint(
                name="inspection_finding_says_what",
                condition=Q(verdict__in=[Verdict.IN_ORDER.value, Verdict.NOT_SEEN.value])
                | (Q(verdict=Verdict.DEVIATION.value) & ~Q(text__regex=r"^\s*$")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.head} {self.verdict}"


class ToldDeviation(models.Model):
    """What was found in a case, told to whoever leads the unit that has it, and their answer."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    inspected = models.OneToOneField(InspectedCase, models.PROTECT, related_name="told")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    leader = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    told_at = models.DateTimeField()
    due_on = models.DateField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inspection_tolddeviation_answered_by_somebody",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | (
                    ~Q(answer__regex=r"^\s*$")
                    & Q(answered_by__isnull=False, answered_at__isnull=False)
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["leader", "due_on"],
                condition=Q(answered_at=None),
                name="inspection_told_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.inspected_id} {self.told_at:%Y-%m-%d}"


class Extract(models.Model):
    """Something that was taken out of the system (uttrekk): by whom, why, and its hash. Only added.

    `sha256` is of the file; of a case as ZIP, of its manifest.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=10)  # kinds.What
    purpose = models.CharField(max_length=12)  # kinds.Purpose
    note = models.CharField(max_length=255, blank=True)
    form = models.CharField(max_length=4)  # the file's suffix
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")  # of one
    persons = models.PositiveIntegerField()
    rows = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="inspection_extract_of_one", condition=Q(person=None) | Q(persons=1)
            ),
            models.CheckConstraint(
                name="inspection_extract_what", condition=Q(what__in=[one.value for one in What])
            ),
            models.CheckConstraint(
                name="inspection_extract_says_why",
                condition=Q(purpose__in=[one.value for one in Purpose])
                & (~Q(purpose=Purpose.OTHER.value) | ~Q(note__regex=r"^\s*$")),
            ),
            models.CheckConstraint(
                name="inspection_extract_hash", condition=Q(sha256__regex=r"^[0-9a-f]{64}$")
            ),
        ]
        indexes = [models.Index(fields=["municipality", "at"], name="inspection_extract_when")]

    def __str__(self) -> str:
        return f"{self.what} {self.at:%Y-%m-%d %H:%M}"
