"""Parts that write a kartlegging: what would change, put in, completed."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.timezone import localdate

from assessments.actions.shared import changed_meanwhile, cleaned
from assessments.events import AssessmentCompleted
from assessments.iplos import variables
from assessments.models import Assessment, Capacity, Consent, Score
from assessments.queries import content_of, scored
from assessments.rules import answer_and_reason, missing, note_name, scores_refused
from audit import trail
from audit.words import filled
from cases.models import Case
from cases.stages import STAGES, Stage
from people.access import Actor
from people.refusals import Objection, Refused

EDITABLE = frozenset({Stage.ASSESSMENT, Stage.TRIAL})
CHOICES = {"consent": Consent.values, "capacity": Capacity.values}
IN_LETTERS = ("what_matters", "no_answer_reason")  # quoted to the person


@dataclass(frozen=True, slots=True)
class Changes:
    """What a kartlegging would say otherwise: fields, and variables with value and note."""

    said: Mapping[str, Any]
    scored: Mapping[str, tuple[int | None, str]]

    @property
    def names(self) -> list[str]:
        """The fields and variables that change."""
        return [*self.said, *self.scored]


def read_changes(
    assessment: Assessment,
    content: Mapping[str, Any],
    scores: Mapping[str, int | None],
    notes: Mapping[str, str],
) -> Changes:
    """What was typed, where it differs from what stands. Raises Refused with what is wrong."""
    texts = {f: v for f, v in content.items() if f not in {*CHOICES, "visit_on"}}
    _refuse_choices(content)
    known = {v.code for v in variables(on=localdate(assessment.started_at))}
    if found := scores_refused(dict.fromkeys(notes, None) | dict(scores), known=known):
        raise Refused.all(found)
    said = {**content, **cleaned(texts, in_letters=IN_LETTERS)}
    named = cleaned({note_name(v): text for v, text in notes.items()}, in_letters=())
    remarks = {variable: named[note_name(variable)] for variable in notes}
    own_words = [str(said.get(f, getattr(assessment, f))) for f in IN_LETTERS]
    if found := answer_and_reason(*own_words):
        raise Refused.all(found)
    return Changes(
        {field: value for field, value in said.items() if getattr(assessment, field) != value},
        _new_scores(assessment, scores, remarks),
    )


def put_in(assessment: Assessment, changes: Changes, *, actor: Actor, at: dt.datetime) -> None:
    """Write changes into a locked version, and who wrote them."""
    for field, value in changes.said.items():
        setattr(assessment, field, value)
    _keep_scores(assessment, changes.scored)
    assessment.version += 1
    assessment.saved_by_id, assessment.saved_at = actor.staff(), at
    assessment.save()


def complete(
    case: Case,
    assessment: Assessment,
    *,
    whole: bool,
    few: Collection[str] | None = None,
    also: Sequence[Objection] = (),
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Lock a version for good. `whole`: every variable must have a value; else one of the `few`.

    Raises Refused with everything that is missing, and `also`.
    """
    found = missing(
        content_of(assessment),
        set(scored(assessment)),
        expected=variables(on=localdate(assessment.started_at)),
        whole=whole,
        on=localdate(at),
        few=few,
    )
    if found := [*found, *also]:
        raise Refused.all(found)
    assessment.completed_by_id, assessment.completed_at = actor.staff(), at
    assessment.version += 1
    assessment.save(update_fields=["completed_by", "completed_at", "version"])
    trail.record(
        AssessmentCompleted(case_id=case.pk, person_id=case.person_id, n=assessment.n),
        actor=actor,
        at=at,
    )


def must_be_assessed(case: Case) -> None:
    """Raise Refused unless a locked case stands where a kartlegging may be written."""
    stage = Stage(case.stage)
    if stage not in EDITABLE:
        raise Refused(
            filled(
                "Saken er «{stage}». Kartleggingen kan ikke endres nå.", stage=STAGES[stage].label
            ),
            code="wrong_stage",
        )


def must_be_version(assessment: Assessment, version: int, *, actor: Actor) -> None:
    """Raise Stale unless the kartlegging stands as it was read."""
    if assessment.version != version:
        raise changed_meanwhile(assessment.saved_by, assessment.saved_at, actor=actor)


def _refuse_choices(content: Mapping[str, Any]) -> None:
    found = [
        Objection("Velg et av svarene.", "unknown_choice", field)
        for field, allowed in CHOICES.items()
        if content.get(field, "") not in {"", *allowed}
    ]
    if found:
        raise Refused.all(found)


def _new_scores(
    assessment: Assessment, scores: Mapping[str, int | None], notes: Mapping[str, str]
) -> dict[str, tuple[int | None, str]]:
    """The variables that would say something else now, with value and note."""
    stored = {score.variable: (score.value, score.note) for score in assessment.scores.all()}
    changed = {}
    for variable in dict.fromkeys([*scores, *notes]):
        before = stored.get(variable, (None, ""))
        now = scores.get(variable, before[0]), notes.get(variable, before[1])
        if now != before:
            changed[variable] = now
    return changed


def _keep_scores(assessment: Assessment, scored: Mapping[str, tuple[int | None, str]]) -> None:
    """Set, change and take away scores and their notes."""
    for variable, (value, note) in scored.items():
        if value is None and not note:
            assessment.scores.filter(variable=variable).delete()
        else:
            Score.objects.update_or_create(
                assessment=assessment, variable=variable, defaults={"value": value, "note": note}
            )
