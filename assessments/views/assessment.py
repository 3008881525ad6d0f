"""Pages of the kartlegging: begin, seven steps, the last look, the locked version, paper."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments import actions, forms, queries
from assessments.iplos import SCORES, variables
from assessments.rules import STEPS, AssessmentStep, draft_form, note_name
from assessments.views.answers import (
    WRITABLE,
    answers_of,
    form_of,
    frame,
    left_of,
    may_write,
    score_table,
    step_page,
    stored,
    unfinished,
    unsaved_of,
)
from assessments.views.shared import Visit, differing, visiting
from cases.adapters import tell_of_draft
from cases.stages import Stage
from people.adapters import attempt, status_of
from people.refusals import NotFound
from people.roles import Permission

LATER = "senere"
UNTOUCHED = 1  # the version of a kartlegging nobody has written in


@require_GET
def home(request: HttpRequest, reference: str) -> HttpResponse:
    """«Kartlegging» in the case menu: to where one left off, or to the button that begins it.

    What is quick begins on the short page; whoever has begun on the steps stays there.
    """
    with visiting(request, reference, page="Kartlegging") as visit:
        latest = queries.latest(visit.case.id, on=visit.on)
        can_begin = queries.belongs_to_application(visit.case.id)
        short = queries.short_page(visit.case.id, on=visit.on) if visit.may_assess else None
    if short is not None and short.row.version == UNTOUCHED:
        return redirect("short-course", reference)
    if latest is None or visit.case.stage is Stage.RECEIVED:
        begins = visit.case.stage is Stage.RECEIVED and can_begin and visit.may_assess
        return render(
            request,
            "assessments/begin.html",
            {**frame(visit), "begins": begins, "shared": latest},
        )
    if may_write(visit, latest):
        return redirect("assessment-step", reference, latest.n, unfinished(latest))
    return redirect("assessment", reference, latest.n)


@require_POST
def start(request: HttpRequest, reference: str) -> HttpResponse:
    """«Start kartlegging»."""
    with visiting(request, reference, page="Kartlegging", permission=Permission.ASSESS) as visit:
        case_id = visit.case.id
    actions.start_assessment(case_id, actor=visit.actor, at=visit.at)
    return redirect("assessment-home", reference)


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, reference: str, n: int, slug: str) -> HttpResponse:
    """One step of the form. A locked version is shown instead."""
    here = next((s for s in STEPS if s.slug == slug), None)
    if here is None:
        raise NotFound
    name = draft_form(n, slug)
    with visiting(
        request, reference, page=f"Kartlegging – {here.title}", permission=Permission.ASSESS
    ) as visit:
        row = queries.assessment(visit.case.id, n, on=visit.on)
        kept = visit.draft(name)
    if request.method == "GET" and not may_write(visit, row):
        return redirect("assessment", reference, n)

    if request.method == "POST":
        form = form_of(here, row, request.POST)
        if form.is_valid() and (
            attempt(
                form,
                lambda: actions.save_assessment(
                    visit.case.id,
                    n=n,
                    version=form.cleaned_data["version"],
                    content=form.content(),
                    scores=form.scores(),
                    notes=form.notes(),
                    step=slug,
                    opening=form.cleaned_data["opening"],
                    actor=visit.actor,
                    at=visit.at,
                ),
            )
            is not None
        ):
            return _onwards(request, reference, n, here)
        return _conflict_or_errors(request, visit, here, form, n)
    tell_of_draft(request, kept)
    form = form_of(here, row, None, typed=kept.fields if kept else None)
    return render(request, "assessments/step.html", step_page(visit, row, here, form, kept))


@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """The last look: every answer, what is missing as links, and «Fullfør kartleggingen»."""
    with visiting(
        request, reference, page="Kartlegging – Fullfør", permission=Permission.ASSESS
    ) as visit:
        row = queries.assessment(visit.case.id, n, on=visit.on)
        unsaved = unsaved_of(row, {s.slug: visit.draft(draft_form(n, s.slug)) for s in STEPS})
    if request.method == "GET" and not may_write(visit, row):
        return redirect("assessment", reference, n)
    posted = request.POST if request.method == "POST" else None
    form = forms.StepForm(posted, initial={"version": row.version})
    if (
        not unsaved
        and form.is_valid()
        and (
            attempt(
                form,
                lambda: actions.complete_assessment(
                    visit.case.id,
                    n=n,
                    version=form.cleaned_data["version"],
                    actor=visit.actor,
                    at=visit.at,
                    own_later=True,
                ),
            )
            is not None
        )
    ):
        messages.success(request, _("Kartleggingen er fullført og låst."))
        return redirect("assessment", reference, n)
    return render(
        request,
        "assessments/complete.html",
        {**frame(visit), **answers_of(row), "form": form, "left": [*unsaved, *left_of(row)]},
        status=422 if unsaved and posted else status_of(form),
    )


@require_POST
def edit(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Endre kartleggingen»: a new version, as a copy of the locked one."""
    with visiting(request, reference, page="Kartlegging", permission=Permission.ASSESS) as visit:
        case_id = visit.case.id
    made = actions.edit_completed(case_id, n=n, actor=visit.actor, at=visit.at)
    messages.success(request, _("Versjon %(n)s er en kopi du kan endre.") % {"n": made["n"]})
    return redirect("assessment-step", reference, made["n"], STEPS[0].slug)


@require_GET
def show(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """One version to read: every answer, the scores now and last time."""
    with visiting(request, reference, page=f"Kartlegging – versjon {n}") as visit:
        row = queries.assessment(visit.case.id, n, on=visit.on)
        versions = queries.versions(visit.case.id)
        tried = queries.trials(visit.case.id, on=visit.on)
    return render(
        request,
        "assessments/show.html",
        {
            **frame(visit),
            **answers_of(row),
            "versions": versions,
            "trials": tried,
            "may_write": may_write(visit, row),
            "may_edit": visit.may_assess
            and visit.case.stage in WRITABLE
            and row.latest
            and row.completed_at is not None,
        },
    )


@require_GET
def for_person(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Vis for bruker»: what the person may read along with, without notes and judgements."""
    with visiting(request, reference, page="Kartlegging – Vis for bruker") as visit:
        row = queries.assessment(visit.case.id, n, on=visit.on)
    return render(request, "assessments/for_person.html", {**frame(visit), **answers_of(row)})


@require_GET
def sheet(request: HttpRequest, reference: str, n: int = 0) -> HttpResponse:
    """«Kartleggingsskjema» for paper: filled in, or empty to carry along."""
    with visiting(request, reference, page="Kartlegging – Skjema") as visit:
        row = queries.assessment(visit.case.id, n, on=visit.on) if n else None
    expected = row.expected if row else variables(on=visit.on)
    return render(
        request,
        "assessments/sheet.html",
        {
            **frame(visit),
            "row": row,
            "scores": score_table(row, expected_only=expected),
            "scale": SCORES,
            "steps": STEPS,
        },
    )


def _onwards(request: HttpRequest, reference: str, n: int, here: AssessmentStep) -> HttpResponse:
    if request.POST.get("til") == LATER:
        messages.success(request, _("Kartleggingen er lagret."))
        return redirect(f"/saker/{reference}/")
    number = STEPS.index(here)
    if number + 1 == len(STEPS):
        return redirect("complete-assessment", reference, n)
    return redirect("assessment-step", reference, n, STEPS[number + 1].slug)


def _conflict_or_errors(
    request: HttpRequest, visit: Visit, here: AssessmentStep, form: forms.StepForm, n: int
) -> HttpResponse:
    """The form with what is wrong; both texts where it was saved elsewhere in between."""
    reference = visit.case.reference
    with visiting(
        request, reference, page=f"Kartlegging – {here.title}", permission=Permission.ASSESS
    ) as visit_now:
        row = queries.assessment(visit.case.id, n, on=visit.on)
        stale = status_of(form) == 409
        saved = (
            queries.last_saved(
                visit.case.id,
                n,
                here.slug,
                by=visit.actor.staff(),
                besides=form.cleaned_data["opening"],
            )
            if stale
            else None
        )
    page = step_page(visit_now, row, here, form, None)
    if saved:
        page["who"], page["when"] = saved[0] or _("Du"), saved[1]
        labels = {name: str(f.label) for name, f in form.fields.items() if name not in forms.HIDDEN}
        page["conflict"] = differing(form.cleaned_data, stored(here, row), _with_rows(form, labels))
        form.data = {**form.data.dict(), "version": row.version}  # type: ignore[attr-defined]  # posted data is a QueryDict
    return render(request, "assessments/step.html", page, status=status_of(form))


def _with_rows(form: forms.StepForm, labels: dict[str, str]) -> dict[str, str]:
    """Notes are named by their variable, where a page has many."""
    for variable in getattr(form, "expected", ()):
        name = note_name(variable.code)
        labels[name] = f"{labels[variable.code]} – {labels[name]}"
    return labels
