"""What the pages of the kartlegging show of a version: steps, answers, scores, what is left."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from assessments import forms
from assessments.iplos import NOT_RELEVANT, SCORES, Variable, asks_for_note, score
from assessments.queries import AssessmentRow
from assessments.rules import STEPS, AssessmentStep, Content, draft_form, note_name, step_of
from assessments.views.shared import Visit
from audit.words import said
from cases.queries import DraftRow
from cases.stages import Stage

Row = dict[str, Any]
WRITABLE = frozenset({Stage.ASSESSMENT, Stage.TRIAL})
WHEN_NEEDED = frozenset({"visit_on", "consent_note", "capacity_note", "no_answer_reason"})
NAMED = 3  # unscored variables named one by one in the list of what is missing


def frame(visit: Visit) -> Row:
    """What every page of a case needs."""
    return {"case": visit.case, "person": visit.person, "today": visit.on}


def may_write(visit: Visit, row: AssessmentRow) -> bool:
    """Whether the visitor may fill in this version now."""
    return visit.may_assess and visit.case.stage in WRITABLE and row.completed_at is None


def unfinished(row: AssessmentRow) -> str:
    """The first step where something is missing; the summary when nothing is."""
    left = {step_of(objection.field) for objection in row.missing}
    return next((s.slug for s in STEPS if s.slug in left), STEPS[-1].slug)


def form_of(
    here: AssessmentStep,
    row: AssessmentRow,
    data: Mapping[str, Any] | None,
    typed: Mapping[str, Any] | None = None,
) -> forms.StepForm:
    """The step's form: posted, or as it is stored with a draft on top, opened anew."""
    opened = {"version": row.version, **(typed or {}), "opening": uuid4().hex}
    initial = {**stored(here, row), **opened}
    if here.slug in forms.STEP_FORMS:
        return forms.STEP_FORMS[here.slug](data, initial=initial)
    return forms.Scores(data, expected=row.expected, previous=row.previous, initial=initial)


def stored(here: AssessmentStep, row: AssessmentRow) -> Row:
    """What is stored of the step's fields."""
    if here.fields:
        return {name: getattr(row.content, name) for name in here.fields}
    fields: Row = {}
    for variable, found in row.scores.items():
        fields[variable] = found.value
        fields[note_name(variable)] = found.note
    return fields


def step_page(
    visit: Visit,
    row: AssessmentRow,
    here: AssessmentStep,
    form: forms.StepForm,
    kept: DraftRow | None,
) -> Row:
    """Everything the page of a step shows."""
    number = STEPS.index(here)
    following = STEPS[number + 1] if number + 1 < len(STEPS) else None
    return {
        **frame(visit),
        "row": row,
        "form": form,
        "step": here,
        "number": number + 1,
        "steps": steps_of(row, here),
        "total": len(STEPS),
        "following": following,
        "draft_form": draft_form(row.n, here.slug),
        "writing_form": draft_form(row.n, "").rstrip("/"),  # whichever step the other is at
        "saved_at": kept.saved_at if kept else None,
        "scale": SCORES,
        "before": said_before(here, row),
        **(answers_of(row) if following is None else {}),
        "left": left_of(row) if following is None else [],
    }


def steps_of(row: AssessmentRow, here: AssessmentStep) -> list[Row]:
    """The list of steps, with what is done."""
    left = {step_of(objection.field) for objection in row.missing}
    said = asdict(row.content)
    return [
        {
            "slug": s.slug,
            "title": s.title,
            "current": s is here,
            "done": s.slug not in left
            and (any(said[name] for name in s.fields) if s.fields else row.scored > 0),
        }
        for s in STEPS
    ]


def said_before(here: AssessmentStep, row: AssessmentRow) -> list[Row]:
    """What was said last time on this step, to be read beside it."""
    if row.previous is None:
        return []
    labels = labels_of()
    return [
        {"label": labels[name], "text": text}
        for name in here.fields
        if (text := _said(row.previous.content, name))
    ]


def labels_of() -> dict[str, str]:
    """What each field of the content is called on its page."""
    found: dict[str, str] = {}
    for form in forms.STEP_FORMS.values():
        found |= {
            name: str(field.label)
            for name, field in form.base_fields.items()
            if name not in forms.HIDDEN
        }
    return found


def answers_of(row: AssessmentRow) -> Row:
    """Everything a version says, step by step. What need not be said is left out when it is not."""
    labels = labels_of()
    return {
        "row": row,
        "sections": [
            {
                "slug": s.slug,
                "title": s.title,
                "answers": [
                    {
                        "name": name,
                        "label": labels[name],
                        "text": _said(row.content, name),
                        "carried": name in row.carried,
                    }
                    for name in s.fields
                    if name not in WHEN_NEEDED or getattr(row.content, name)
                ],
            }
            for s in STEPS
        ],
        "scores": score_table(row),
    }


def _said(content: Content, name: str) -> Any:
    value = getattr(content, name)
    chosen = {"consent": dict(forms.CONSENT), "capacity": dict(forms.CAPACITY)}
    return chosen.get(name, {}).get(value, value)


def score_table(row: AssessmentRow | None, *, expected_only: Iterable[Variable] = ()) -> list[Row]:
    """One line for each variable: now, last time, and whether it changed much."""
    expected = row.expected if row else expected_only
    table = []
    for variable in expected:
        now = row.scores.get(variable.code) if row else None
        last = row.previous.scores.get(variable.code) if row is not None and row.previous else None
        value = now.value if now else None
        before = last.value if last else None
        table.append(
            {
                "variable": variable,
                "value": value,
                "label": score(value).label if value else "",
                "note": now.note if now else "",
                "before": before,
                "before_label": score(before).label if before else "",
                "change": change(before, value),
                "asks": value is not None and asks_for_note(before, value),
            }
        )
    return table


def change(before: int | None, now: int | None) -> str:
    """«+1», «Uendret», «Endret» to or from not relevant, «Ny»; empty while it is not scored."""
    if now is None:
        return ""
    if before is None:
        return _("Ny")
    if before == now:
        return _("Uendret")
    if NOT_RELEVANT in (before, now):
        return _("Endret")
    return f"+{now - before}" if now > before else f"\N{MINUS SIGN}{before - now}"


def left_of(row: AssessmentRow) -> list[Row]:
    """What is missing, each with the page and field where it is filled in; many scores as one."""
    unscored = [o for o in row.missing if o.code == "score_missing"]
    several = len(unscored) > NAMED
    left = [
        {"text": said(o.sentence, _), "slug": step_of(o.field), "anchor": anchor(o.field)}
        for o in row.missing
        if not (several and o.code == "score_missing")
    ]
    if several:
        text = _("%(n)s områder er ikke vurdert.") % {"n": len(unscored)}
        left.append({"text": text, "slug": "funksjon", "anchor": anchor(unscored[0].field)})
    return left


def unsaved_of(row: AssessmentRow, kept: Mapping[str, DraftRow | None]) -> list[Row]:
    """The steps whose draft says something else than what is stored: locked without it, it is lost.

    `kept` is the visitor's draft by step. Each has the page where it comes back and is saved.
    """
    found: list[Row] = []
    for here in STEPS:
        draft = kept.get(here.slug)
        if draft is None:
            continue
        saved = stored(here, row)
        differs = any(
            _typed(text) != _typed(saved.get(name))
            for name, text in draft.fields.items()
            if name in saved or (not here.fields and name not in forms.HIDDEN and text)
        )
        if differs:
            text = _("%(step)s har et utkast som ikke er med ennå. Se over det, og gå videre.")
            found.append(
                {"text": text % {"step": said(here.title, _)}, "slug": here.slug, "anchor": "main"}
            )
    return found


def _typed(value: Any) -> str:
    """A field as it is typed, so that what is stored can be compared with a draft."""
    return "" if value is None else str(value).replace("\r\n", "\n").strip()


def anchor(field: str) -> str:
    chosen = field in {"consent", "capacity"} or step_of(field) == "funksjon"
    return f"id_{field}_0" if chosen else f"id_{field}"
