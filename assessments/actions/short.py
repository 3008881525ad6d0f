"""Part of the short page: the kartlegging, written and completed in one."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.timezone import localdate

from assessments.actions.parts import (
    complete,
    must_be_assessed,
    must_be_version,
    put_in,
    read_changes,
)
from assessments.models import Assessment
from assessments.queries import asks_for_all, course_of, few_of
from assessments.rules import TypedProposal, about_the_situation, draft_form, read_proposal
from assessments.rules.assessment import STEPS
from cases.actions import discard_drafts
from cases.models import Case
from intake.models import Application
from people.access import Actor
from people.refusals import Refused

DRAFT = "kort"


def assess_shortly(
    application: Application,
    case: Case,
    *,
    version: int,
    content: Mapping[str, Any],
    scores: Mapping[str, int | None],
    notes: Mapping[str, str],
    proposal: TypedProposal,
    actor: Actor,
    at: dt.datetime,
) -> Assessment:
    """Write and complete the open kartlegging of a locked case of a locked application.

    How much is asked follows from the course that `proposal` takes (rules.objections): every
    variable, or some. The facts of the grounds must be there too.

    Raises Stale if it changed since `version`; Refused with everything that is missing or wrong.
    """
    must_be_assessed(case)
    day = localdate(at)
    assessment = (
        Assessment.objects.select_for_update()
        .filter(application=application, completed_at=None)
        .first()
    )
    if assessment is None:
        raise Refused(
            "Kartleggingen er fullført. Skriv innstillingen på sin egen side.",
            code="assessment_locked",
        )
    must_be_version(assessment, version, actor=actor)
    changes = read_changes(assessment, content, scores, notes)
    if changes.names:
        put_in(assessment, changes, actor=actor, at=at)
    read, _wrong = read_proposal(proposal, on=day)
    course = course_of(case, read, on=day)
    complete(
        case,
        assessment,
        whole=not course.policy.simplified or asks_for_all(application.pk, on=day),
        few={row.code for row in few_of(case, on=day)},
        also=about_the_situation(assessment.summary),
        actor=actor,
        at=at,
    )
    for form in (DRAFT, *(draft_form(assessment.n, step.slug) for step in STEPS)):
        discard_drafts(case, form, owner_id=actor.staff())
    return assessment
