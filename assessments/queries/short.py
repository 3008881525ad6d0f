"""What the short page shows: whether a case takes it, and the few questions that are asked."""

import datetime as dt
from dataclasses import dataclass

from assessments.iplos import Variable, few_for
from assessments.models import Assessment
from assessments.queries.assessments import AssessmentRow, asks_for_all, latest
from assessments.queries.recommendations import asked_of
from assessments.rules import FROM_RUNNING
from cases.models import Case
from cases.stages import Origin, Stage
from intake.models import Application


@dataclass(frozen=True, slots=True)
class ShortPage:
    """The open kartlegging of a case that takes the short page.

    `told`: what the municipality itself wrote when the case began from what runs.
    """

    row: AssessmentRow
    from_running: bool
    few: tuple[Variable, ...]
    told: str


def short_page(case_id: int, *, on: dt.date) -> ShortPage | None:
    """The short page of a case, where it may be used: a revurdering or an endringsmelding, and the
    simplified course (forenklet løp), while nothing of it is completed. None elsewhere.
    """
    case = Case.objects.get(pk=case_id)
    application = Application.objects.filter(links__case_id=case_id).first()
    if case.stage != Stage.ASSESSMENT or application is None:
        return None
    versions = Assessment.objects.filter(application=application)
    if not versions.exists() or versions.filter(completed_at__isnull=False).exists():
        return None
    from_running = Origin(case.origin) in FROM_RUNNING
    if not from_running and asks_for_all(application.pk, on=on):
        return None
    row = latest(case_id, on=on)
    if row is None:
        return None
    own_motion = from_running and application.from_whom == "STAFF"
    told = application.own_words if own_motion else ""
    return ShortPage(row, from_running, few_of(case, on=on), told)


def few_of(case: Case, *, on: dt.date) -> tuple[Variable, ...]:
    """The variables the short page asks first of a case; all where it began from what runs."""
    from_running = Origin(case.origin) in FROM_RUNNING
    return few_for([] if from_running else asked_of(case.pk), on=on)
