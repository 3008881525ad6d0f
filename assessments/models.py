"""Kartlegging, trials of measures (utprøving) and the recommendation (innstilling)."""

import uuid

from django.db import models
from django.db.models import F, Q

from audit.words import mark
from cases.models import Case, ExtentFields
from intake.models import Application
from people.models import StaffMember, Unit


class Capacity(models.TextChoices):
    """Beslutningskompetanse (pbrl ch. 4), as noted; never assumed."""

    YES = "YES", mark("Har beslutningskompetanse")
    DOUBT = "DOUBT", mark("Tvil – skal vurderes")
    NO = "NO", mark("Mangler beslutningskompetanse for dette")


class Consent(models.TextChoices):
    """Whether the person agrees to the assessment and to sharing what is needed."""

    YES = "YES", mark("Ja")
    PARTLY = "PARTLY", mark("Delvis")
    NO = "NO", mark("Nei")


class Assessment(models.Model):
    """A kartlegging: version `n` of an application's, shared by its cases.

    Completed, it is locked (a trigger, 0002); later edits make n + 1, which begins as a copy.
    """

    application = models.ForeignKey(Application, models.PROTECT, related_name="assessments")
    n = models.PositiveSmallIntegerField()
    started_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    visit_on = models.DateField(null=True)
    participants = models.TextField(blank=True)
    consent = models.CharField(max_length=6, choices=Consent, blank=True)
    consent_note = models.TextField(blank=True)
    capacity = models.CharField(max_length=5, choices=Capacity, blank=True)
    capacity_note = models.TextField(blank=True)
    what_matters = models.TextField(blank=True)  # Hva er viktig for deg?, own words
    no_answer_reason = models.TextField(blank=True)  # why the person's own words could not be had
    home_and_network = models.TextField(blank=True)
    health_and_medication = models.TextField(blank=True)
    risk = models.TextField(blank=True)
    summary = models.TextField(blank=True)
    saved_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")  # last
    saved_at = models.DateTimeField()
    completed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    completed_at = models.DateTimeField(null=True)
    # The person's kartlegging before, whose texts on home, health and risk it began with.
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["application", "n"], name="assessments_assessment_number"
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(completed_at=None),
                name="assessments_assessment_one_open",
            ),
            models.CheckConstraint(
                name="assessments_assessment_completed_by_somebody",
                condition=Q(completed_at=None, completed_by=None)
                | Q(completed_at__isnull=False, completed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="assessments_assessment_answer_or_reason",
                condition=Q(what_matters__regex=r"^\s*$") | Q(no_answer_reason__regex=r"^\s*$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.application_id} n={self.n}"


class StepSave(models.Model):
    """The last time somebody changed one step of a kartlegging: who, when, and to which version.

    Seven pages share the version of the whole. This tells whether the same page was written on, and
    from which opened form: two tabs of one person are two, a form gone back to is the same.
    """

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="step_saves")
    step = models.CharField(max_length=20)  # rules.STEPS, its slug
    saved_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField()  # of the assessment, once saved
    opening = models.CharField(max_length=32, blank=True)  # the form it came from; none by the API

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "step", "saved_by"], name="assessments_stepsave_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} version={self.version}"


class Score(models.Model):
    """One IPLOS variable scored 1-5, or 9 (not relevant); without a value, a note waits for one."""

    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="scores")
    variable = models.CharField(max_length=60)
    value = models.PositiveSmallIntegerField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "variable"], name="assessments_score_once"
            ),
            models.CheckConstraint(
                name="assessments_score_scale", condition=Q(value__in=[1, 2, 3, 4, 5, 9])
            ),
            models.CheckConstraint(
                name="assessments_score_says_something",
                condition=Q(value__isnull=False) | ~Q(note=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.variable}: {self.value}"


class Trial(models.Model):
    """A measure tried (utprøving) in [starts_on, planned_end_on), an order to its team.

    Ended, it was tried in [starts_on, ended_on). Refused without vedtak when basis and planned end
    say more than two weeks (pbrl § 2-7).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, related_name="trials")
    team = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    measure = models.CharField(max_length=200)
    service_key = models.CharField(max_length=60)
    basis = models.CharField(max_length=40)  # cases.service_types.Basis it is given under
    goal = models.TextField()
    starts_on = models.DateField()
    planned_end_on = models.DateField()
    started_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    ended_on = models.DateField(null=True)
    ended_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    result = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_on=None), name="assessments_trial_one_open"
            ),
            models.CheckConstraint(
                name="assessments_trial_period",
                condition=Q(planned_end_on__gt=F("starts_on"))
                & (Q(ended_on=None) | Q(ended_on__gt=F("starts_on"))),
            ),
            models.CheckConstraint(
                name="assessments_trial_has_goal", condition=~Q(goal__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="assessments_trial_ends_with_result",
                condition=Q(ended_on=None)
                | (Q(ended_by__isnull=False) & ~Q(result__regex=r"^\s*$")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.starts_on}"


class Recommendation(models.Model):
    """The recommendation to the decision (innstilling til vedtak).

    Submitted, its content cannot be changed until it is taken back or returned (a trigger, 0002).
    """

    case = models.OneToOneField(Case, models.PROTECT, related_name="recommendation")
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="+")
    recommended_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")  # last writer
    saved_at = models.DateTimeField()
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    ladder_step = models.PositiveSmallIntegerField(null=True)  # omsorgstrappen
    why_not_lower = models.TextField(blank=True)
    professional_assessment = models.TextField(blank=True)
    persons_view = models.TextField(blank=True)
    no_view_reason = models.TextField(blank=True)  # why the person's view could not be had
    goal = models.TextField(blank=True)
    evaluate_on = models.DateField(null=True)
    submitted_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returned_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    return_code = models.CharField(max_length=30, blank=True)
    return_reason = models.TextField(blank=True)
    # The recommendation before, whose texts it began with, when running services are looked at.
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                # pbrl § 3-1: the person's view weighs heavily and is always recorded.
                name="assessments_recommendation_has_the_persons_view",
                condition=Q(submitted_at=None)
                | ~Q(persons_view__regex=r"^\s*$")
                | ~Q(no_view_reason__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="assessments_recommendation_returned_by_somebody",
                condition=Q(returned_at=None, returned_by=None)
                | Q(returned_at__isnull=False, returned_by__isnull=False)
                & ~Q(return_reason__regex=r"^\s*$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}"


class RecommendedService(ExtentFields):
    """A service recommended, with extent and period."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="services")
    position = models.PositiveSmallIntegerField()
    refuse = models.BooleanField(default=False)  # recommended not granted

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "position"],
                name="assessments_recommendedservice_position",
            ),
            models.CheckConstraint(
                name="assessments_recommendedservice_period",
                condition=Q(to_on=None) | Q(from_on=None) | Q(to_on__gt=F("from_on")),
            ),
        ]

    def __str__(self) -> str:
        return self.service_key


class Submission(models.Model):
    """What a recommendation said each time it was submitted. Only grows (a trigger, 0002)."""

    recommendation = models.ForeignKey(Recommendation, models.PROTECT, related_name="submissions")
    n = models.PositiveSmallIntegerField()
    content = models.JSONField()  # assessments.rules.as_json
    submitted_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation", "n"], name="assessments_submission_number"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recommendation_id} n={self.n}"


class GivenBefore(ExtentFields):
    """What the person had of a service when a case began from it (revurdering, endringsmelding).

    `order` is the public id of the granted line; the decision stands on a higher floor.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="given_before")
    order = models.UUIDField()
    decided_on = models.DateField()
    helped_from = models.DateField(null=True)  # began before the decision (tidlig oppstart)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "order"], name="assessments_givenbefore_once"),
            models.UniqueConstraint(
                fields=["case", "service_key"], name="assessments_givenbefore_one_a_service"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.service_key}"
