"""«Forenklet løp» and «Revurdering»: kartlegging and innstilling on one page."""

from collections.abc import Callable
from typing import Any, cast

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from assessments import forms, queries
from assessments.iplos import SCORES
from assessments.queries import ShortPage
from assessments.rules import first_proposal, note_name, still_so
from assessments.views.answers import frame
from assessments.views.basis import basis_of
from assessments.views.recommendation import Act, Typed, fields_of, lines_of, written
from assessments.views.shared import Visit, visiting
from cases.adapters import tell_of_draft
from cases.queries import DraftRow
from people.adapters import attempt
from people.roles import Permission

DRAFT = "kort"
PAGE = "Kartlegging og innstilling"
# What stands on the page in sight, and what is unfolded when it is needed.
PROPOSAL = ("persons_view", "professional_assessment", "goal", "evaluate_on")
MORE = ("ladder_step", "no_view_reason")
Then = Callable[[dict[str, Any]], HttpResponse]


def short(request: HttpRequest, reference: str, act: Act, *, then: Then) -> HttpResponse:
    """The page, and what it sends: `act` takes both parts, `then` answers for what it made.

    A case that does not take the short page is led to its kartlegging.
    """
    with visiting(request, reference, page=PAGE, permission=Permission.ASSESS) as visit:
        found = queries.short_page(visit.case.id, on=visit.on)
        row = queries.recommendation(visit.case.id, on=visit.on)
        asked = queries.asked_of(visit.case.id)
        given = queries.given_before(visit.case.id)
        basis = basis_of(visit)
        kept = visit.draft(DRAFT)
    if found is None:
        return redirect("assessment-home", reference)
    if request.method == "POST":
        typed = _typed(request, visit, found)
        if typed.valid():
            form = cast("forms.Short", typed.form)
            made = attempt(
                cast("BaseForm", typed),
                lambda: act(
                    visit.case.id,
                    version=form.cleaned_data["assessment_version"],
                    content=form.content(),
                    scores=form.scores(),
                    notes=form.notes(),
                    proposal_version=form.cleaned_data["version"],
                    proposal=typed.proposal(),
                    actor=visit.actor,
                    at=visit.at,
                ),
            )
            if made is not None:
                return then(made)
        if typed.stale:
            _renewed(typed, found, row)
        kept = None
    else:
        tell_of_draft(request, kept)
        typed = _first(visit, found, row, asked, kept)
    form = cast("forms.Short", typed.form)
    groups = form.groups(found.few)
    page = {
        **frame(visit),
        **basis,
        **written(visit, typed, given),
        "row": row,
        "short": found,
        "asked": [form[name] for name in forms.ASKED],
        "when_needed": [form[name] for name in forms.WHEN_NEEDED],
        "facts": [form[name] for name in forms.FACTS],
        "groups": groups,
        "others_wrong": any(group["others_wrong"] for group in groups),
        "proposal": [form[name] for name in _in_sight(found)],
        "more": [form[name] for name in _unfolded(found)],
        "scale": SCORES,
        "draft_form": DRAFT,
        "saved_at": kept.saved_at if kept else None,
    }
    status = 409 if typed.stale else 422 if request.method == "POST" else 200
    return render(request, "assessments/short.html", page, status=status)


def _in_sight(found: ShortPage) -> tuple[str, ...]:
    return (*PROPOSAL[:2], "why_not_lower", *PROPOSAL[2:]) if found.from_running else PROPOSAL


def _unfolded(found: ShortPage) -> tuple[str, ...]:
    return MORE if found.from_running else (*MORE, "why_not_lower")


def _form(
    visit: Visit, found: ShortPage, data: Any = None, initial: dict[str, Any] | None = None
) -> forms.Short:
    return forms.Short(
        data,
        expected=found.row.expected,
        previous=found.row.previous,
        present=[visit.person.full_name, *(near.name for near in visit.person.relatives)],
        initial=initial,
    )


def _typed(request: HttpRequest, visit: Visit, found: ShortPage) -> Typed:
    lines = forms.ServiceLines(request.POST, prefix=forms.PREFIX, form_kwargs={"on": visit.on})
    return Typed(_form(visit, found, request.POST), lines)


def _first(
    visit: Visit,
    found: ShortPage,
    row: queries.RecommendationRow | None,
    asked: list[str],
    kept: DraftRow | None,
) -> Typed:
    """The page as it is first shown: what is stored, what may be proposed, and a draft on top."""
    content = found.row.content
    fields: dict[str, Any] = {
        **{name: getattr(content, name) for name in forms.CONTENT},
        "summary": still_so(content.summary, found.told),
        "assessment_version": found.row.version,
    }
    for code, score in found.row.scores.items():
        fields |= {code: score.value, note_name(code): score.note}
    if row is None:
        proposal = first_proposal(asked, on=visit.on)
        fields |= forms.fields_of(proposal, version=0, extra=1)
    else:
        fields |= fields_of(row, asked)
    fields |= kept.fields if kept else {}
    return Typed(_form(visit, found, initial=fields), lines_of(visit, fields))


def _renewed(typed: Typed, found: ShortPage, row: queries.RecommendationRow | None) -> None:
    """After two have written the form carries the versions the page shows: pressing is a choice."""
    again = cast("Any", typed.form.data).copy()
    again["assessment_version"] = str(found.row.version)
    again["version"] = str(row.version if row else 0)
    typed.form.data = again
