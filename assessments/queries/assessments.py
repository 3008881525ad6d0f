"""What pages and actions read of the kartlegging: a version, its past, and what is missing."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields

from django.db.models import Q
from django.utils.timezone import localdate

from assessments.iplos import Variable, variables
from assessments.models import Assessment, Score, StepSave
from assessments.rules import CARRIED, Content, Need, missing, need_of
from cases.models import Case
from cases.queries import policy_for, staff_names
from cases.stages import UNDECIDED, Origin, Stage, Track
from intake.models import ApplicationCase
from people.refusals import NotFound, Objection


@dataclass(frozen=True, slots=True)
class ScoreRow:
    """A variable as scored, and its note; no value yet while only a note is there."""

    value: int | None
    note: str


@dataclass(frozen=True, slots=True)
class Previous:
    """The last completed kartlegging of the person's before this application."""

    n: int
    completed_on: dt.date
    content: Content
    scores: Mapping[str, ScoreRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentRow:
    """One version of a kartlegging with everything a page shows of it."""

    n: int
    version: int
    latest: bool
    content: Content
    scores: Mapping[str, ScoreRow]
    expected: tuple[Variable, ...]
    started_by: str
    started_at: dt.datetime
    saved_by: str
    saved_at: dt.datetime
    completed_by: str
    completed_at: dt.datetime | None
    previous: Previous | None
    carried_on: dt.date | None  # the day of the kartlegging some texts were brought from
    carried: frozenset[str]  # the fields that still say what they said then
    missing: tuple[Objection, ...]

    @property
    def scored(self) -> int:
        """How many variables have a score."""
        return sum(row.value is not None for row in self.scores.values())

    @property
    def need(self) -> Need:
        """What the scores say together; local guidance."""
        return need_of({v: row.value for v, row in self.scores.items() if row.value is not None})


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A line in the list of versions."""

    n: int
    started_by: str
    started_at: dt.datetime
    completed_by: str
    completed_at: dt.datetime | None


def assessment(case_id: int, n: int, *, on: dt.date) -> AssessmentRow:
    """Version `n` of the kartlegging of the case's application. Raises NotFound."""
    found = (
        Assessment.objects.select_related("application")
        .filter(application__links__case_id=case_id, n=n)
        .first()
    )
    if found is None:
        raise NotFound("Vi finner ikke kartleggingen.")
    return _row(found, on=on)


def latest(case_id: int, *, on: dt.date) -> AssessmentRow | None:
    """The newest version of the kartlegging of the case's application, completed or not."""
    found = (
        Assessment.objects.select_related("application")
        .filter(application__links__case_id=case_id)
        .order_by("-n")
        .first()
    )
    return _row(found, on=on) if found else None


def relied_on(case_id: int, *, on: dt.date) -> AssessmentRow | None:
    """The newest completed version: what a recommendation and a decision build on."""
    found = (
        Assessment.objects.select_related("application")
        .filter(application__links__case_id=case_id, completed_at__isnull=False)
        .order_by("-n")
        .first()
    )
    return _row(found, on=on) if found else None


def completed_of(case_id: int) -> int | None:
    """The id of the newest completed version for a case; None if there is none."""
    return (
        Assessment.objects.filter(application__links__case_id=case_id, completed_at__isnull=False)
        .order_by("-n")
        .values_list("pk", flat=True)
        .first()
    )


def versions(case_id: int) -> list[VersionRow]:
    """Every version of the kartlegging of the case's application, newest first."""
    found = list(Assessment.objects.filter(application__links__case_id=case_id).order_by("-n"))
    names = staff_names({i for a in found for i in (a.started_by_id, a.completed_by_id)})
    return [
        VersionRow(
            n=a.n,
            started_by=names[a.started_by_id],
            started_at=a.started_at,
            completed_by=names.get(a.completed_by_id, "") if a.completed_by_id else "",
            completed_at=a.completed_at,
        )
        for a in found
    ]


def last_saved(
    case_id: int, n: int, step: str, *, by: int, besides: str
) -> tuple[str, dt.datetime]:
    """Who last changed a step of version `n`, and when: empty where it is `by`, in another tab.

    The form of theirs with the opening `besides` does not count. Raises NotFound.
    """
    found = (
        StepSave.objects.filter(
            assessment__application__links__case_id=case_id, assessment__n=n, step=step
        )
        .exclude(~Q(opening=""), saved_by_id=by, opening=besides)
        .select_related("saved_by")
        .order_by("-version")
        .first()
    )
    if found is None:
        raise NotFound
    return "" if found.saved_by_id == by else str(found.saved_by), found.saved_at


def content_of(found: Assessment) -> Content:
    """What an assessment says, apart from the scores."""
    return Content(**{field.name: getattr(found, field.name) for field in fields(Content)})


def scored(found: Assessment) -> list[str]:
    """The variables that have a value."""
    return list(
        found.scores.filter(value__isnull=False).order_by("pk").values_list("variable", flat=True)
    )


def asks_for_all(application_id: int, *, on: dt.date) -> bool:
    """Whether every variable must be scored: some undecided case takes the whole course."""
    cases = Case.objects.filter(
        application_link__application_id=application_id,
        stage__in=[Stage(stage).value for stage in UNDECIDED],
    ).prefetch_related("services")
    return any(not _short(case, on=on) for case in cases)


def scored_all(assessment_id: int) -> bool:
    """Whether every variable of a version has a value."""
    found = Assessment.objects.get(pk=assessment_id)
    expected = {variable.code for variable in variables(on=localdate(found.started_at))}
    return expected <= set(scored(found))


def _short(case: Case, *, on: dt.date) -> bool:
    """Whether some scores are enough: the simplified course, or what may be renewed unchanged.

    If the renewal turns out to change something, the recommendation asks for the rest.
    """
    return case.origin == Origin.REASSESSMENT or _simplified(case, on=on)


def _simplified(case: Case, *, on: dt.date) -> bool:
    keys = [s.service_key for s in case.services.all() if s.removed_at is None]
    return policy_for(case.municipality_id, Track(case.track), keys, on=on).simplified


def _row(found: Assessment, *, on: dt.date) -> AssessmentRow:
    scores = _scores(found.scores.order_by("pk"))
    expected = variables(on=localdate(found.started_at))
    content = content_of(found)
    names = staff_names({found.started_by_id, found.saved_by_id, found.completed_by_id})
    before = found.carried_from
    left = (
        []
        if found.completed_at
        else missing(
            content,
            {variable for variable, row in scores.items() if row.value is not None},
            expected=expected,
            whole=asks_for_all(found.application_id, on=on),
            on=on,
        )
    )
    later = Assessment.objects.filter(application_id=found.application_id, n__gt=found.n)
    return AssessmentRow(
        n=found.n,
        version=found.version,
        latest=not later.exists(),
        content=content,
        scores=scores,
        expected=expected,
        started_by=names[found.started_by_id],
        started_at=found.started_at,
        saved_by=names[found.saved_by_id],
        saved_at=found.saved_at,
        completed_by=names.get(found.completed_by_id, "") if found.completed_by_id else "",
        completed_at=found.completed_at,
        previous=_previous(found),
        carried_on=localdate(before.completed_at) if before and before.completed_at else None,
        carried=_still_as(content_of(before), content) if before else frozenset(),
        missing=tuple(left),
    )


def _still_as(before: Content, now: Content) -> frozenset[str]:
    return frozenset(
        name
        for name in CARRIED
        if getattr(now, name) and getattr(now, name) == getattr(before, name)
    )


def _scores(scores: Iterable[Score]) -> dict[str, ScoreRow]:
    return {score.variable: ScoreRow(score.value, score.note) for score in scores}


def _previous(found: Assessment) -> Previous | None:
    before = (
        Assessment.objects.filter(
            application__person_id=found.application.person_id,
            completed_at__lt=found.started_at,
        )
        .exclude(application_id=found.application_id)
        .order_by("-completed_at", "-pk")
        .first()
    )
    if before is None or before.completed_at is None:
        return None
    return Previous(
        n=before.n,
        completed_on=localdate(before.completed_at),
        content=content_of(before),
        scores=_scores(before.scores.order_by("pk")),
    )


def belongs_to_application(case_id: int) -> bool:
    """Whether the case came from an application; without one nothing can be assessed."""
    return ApplicationCase.objects.filter(case_id=case_id).exists()
