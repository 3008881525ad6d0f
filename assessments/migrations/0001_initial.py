import uuid

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("cases", "0002_gapless"),
        ("intake", "0001_initial"),
        ("people", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assessment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.PositiveSmallIntegerField()),
                ("started_at", models.DateTimeField()),
                ("visit_on", models.DateField(null=True)),
                ("participants", models.TextField(blank=True)),
                (
                    "consent",
                    models.CharField(
                        blank=True,
                        choices=[("YES", "Ja"), ("PARTLY", "Delvis"), ("NO", "Nei")],
                        max_length=6,
                    ),
                ),
                ("consent_note", models.TextField(blank=True)),
                (
                    "capacity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("YES", "Har beslutningskompetanse"),
                            ("DOUBT", "Tvil – skal vurderes"),
                            ("NO", "Mangler beslutningskompetanse for dette"),
                        ],
                        max_length=5,
                    ),
                ),
                ("capacity_note", models.TextField(blank=True)),
                ("what_matters", models.TextField(blank=True)),
                ("no_answer_reason", models.TextField(blank=True)),
                ("home_and_network", models.TextField(blank=True)),
                ("health_and_medication", models.TextField(blank=True)),
                ("risk", models.TextField(blank=True)),
                ("summary", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
                ("completed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "carried_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assessments",
                        to="intake.application",
                    ),
                ),
                (
                    "completed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staffmember",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staffmember",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staffmember",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("application", "n"), name="assessments_assessment_number"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("completed_at", None)),
                        fields=("application",),
                        name="assessments_assessment_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("completed_at", None), ("completed_by", None)),
                            models.Q(
                                ("completed_at__isnull", False), ("completed_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="assessments_assessment_completed_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("what_matters__regex", "^\\s*$"),
                            ("no_answer_reason__regex", "^\\s*$"),
                            _connector="OR",
                        ),
                        name="assessments_assessment_answer_or_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StepSave",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("step", models.CharField(max_length=20)),
                ("saved_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField()),
                ("opening", models.CharField(blank=True, max_length=32)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="step_saves",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "saved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staffmember",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "step", "saved_by"), name="assessments_stepsave_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Recommendation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("saved_at", models.DateTimeField()),
                ("ladder_step", models.PositiveSmallIntegerField(null=True)),
                ("why_not_lower", models.TextField(blank=True)),
                ("professional_assessment", models.TextField(blank=True)),
                ("persons_view", models.TextField(blank=True)),
                ("no_view_reason", models.TextField(blank=True)),
                ("goal", models.TextField(blank=True)),
                ("evaluate_on", models.DateField(null=True)),
                ("submitted_at", models.DateTimeField(null=True)),
                ("returned_at", models.DateTimeField(null=True)),
                ("return_code", models.CharField(blank=True, max_length=30)),
                ("return_reason", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "carried_from",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.recommendation",
                    ),
                ),
                (
                    "assessment",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="assessments.assessment",
                    ),
                ),
                (
                    "case",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="recommendation",
                        to="cases.case",
                    ),
                ),
                (
                    "recommended_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staffmember",
                    ),
                ),
                (
                    "returned_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staffmember",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("submitted_at", None),
                            models.Q(("persons_view__regex", "^\\s*$"), _negated=True),
                            models.Q(("no_view_reason__regex", "^\\s*$"), _negated=True),
                            _connector="OR",
                        ),
                        name="assessments_recommendation_has_the_persons_view",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("returned_at", None), ("returned_by", None)),
                            models.Q(
                                ("returned_at__isnull", False),
                                ("returned_by__isnull", False),
                                models.Q(("return_reason__regex", "^\\s*$"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assessments_recommendation_returned_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecommendedService",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("service_key", models.CharField(max_length=60)),
                ("quantity", models.PositiveIntegerField(null=True)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("per", models.CharField(blank=True, max_length=10)),
                ("helpers", models.PositiveSmallIntegerField(default=1)),
                ("night", models.BooleanField(default=False)),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("refuse", models.BooleanField(default=False)),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="assessments.recommendation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recommendation", "position"),
                        name="assessments_recommendedservice_position",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("to_on", None),
                            ("from_on", None),
                            ("to_on__gt", models.F("from_on")),
                            _connector="OR",
                        ),
                        name="assessments_recommendedservice_period",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Score",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("variable", models.CharField(max_length=60)),
                ("value", models.PositiveSmallIntegerField(null=True)),
                ("note", models.TextField(blank=True)),
                (
                    "assessment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="scores",
                        to="assessments.assessment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("assessment", "variable"), name="assessments_score_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value__in", [1, 2, 3, 4, 5, 9])),
                        name="assessments_score_scale",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("value__isnull", False),
                            models.Q(("note", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="assessments_score_says_something",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Submission",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("n", models.PositiveSmallIntegerField()),
                ("content", models.JSONField()),
                ("submitted_at", models.DateTimeField()),
                (
                    "recommendation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="submissions",
                        to="assessments.recommendation",
                    ),
                ),
                (
                    "submitted_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staffmember",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recommendation", "n"), name="assessments_submission_number"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("measure", models.CharField(max_length=200)),
                ("service_key", models.CharField(max_length=60)),
                ("basis", models.CharField(max_length=40)),
                ("goal", models.TextField()),
                ("starts_on", models.DateField()),
                ("planned_end_on", models.DateField()),
                ("started_at", models.DateTimeField()),
                ("ended_on", models.DateField(null=True)),
                ("result", models.TextField(blank=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trials",
                        to="cases.case",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staffmember",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.staffmember",
                    ),
                ),
                (
                    "team",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="people.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on", None)),
                        fields=("case",),
                        name="assessments_trial_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("planned_end_on__gt", models.F("starts_on")),
                            models.Q(
                                ("ended_on", None),
                                ("ended_on__gt", models.F("starts_on")),
                                _connector="OR",
                            ),
                        ),
                        name="assessments_trial_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("goal__regex", "^\\s*$"), _negated=True),
                        name="assessments_trial_has_goal",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_on", None),
                            models.Q(
                                ("ended_by__isnull", False),
                                models.Q(("result__regex", "^\\s*$"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="assessments_trial_ends_with_result",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="GivenBefore",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("service_key", models.CharField(max_length=60)),
                ("quantity", models.PositiveIntegerField(null=True)),
                ("unit", models.CharField(blank=True, max_length=20)),
                ("per", models.CharField(blank=True, max_length=10)),
                ("helpers", models.PositiveSmallIntegerField(default=1)),
                ("night", models.BooleanField(default=False)),
                ("from_on", models.DateField(null=True)),
                ("to_on", models.DateField(null=True)),
                ("order", models.UUIDField()),
                ("decided_on", models.DateField()),
                ("helped_from", models.DateField(null=True)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="given_before",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("case", "order"), name="assessments_givenbefore_once"
                    ),
                    models.UniqueConstraint(
                        fields=("case", "service_key"),
                        name="assessments_givenbefore_one_a_service",
                    ),
                ],
            },
        ),
    ]
