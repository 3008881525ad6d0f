"""«Internkontroll» and «Uttrekk»: samples and their cases, and what was taken out and why."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from audit.queries import integrity
from cases.adapters import brought_back
from inspection import actions, adapters, forms, queries
from inspection.kinds import DRAFT, What
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.queries import unit_choices
from people.roles import Permission

PAGE = "Internkontroll"
OUT = "Uttrekk"


@require_GET
def samples(request: HttpRequest) -> HttpResponse:
    """The samples that were drawn, the latest first."""
    actor, at = who(request)
    with reading(actor, Permission.INSPECT, page=PAGE, at=at):
        found = queries.samples(actor=actor, on=localdate(at))
        chain = integrity(at=at)
    return render(request, "inspection/samples.html", {"found": found, "integrity": chain})


@require_http_methods(["GET", "POST"])
def new_sample(request: HttpRequest) -> HttpResponse:
    """Draw a sample."""
    actor, at = who(request)
    with reading(actor, Permission.INSPECT, page=PAGE, at=at):
        units = unit_choices(actor, on=localdate(at))
    form = forms.NewSample(posted(request), units=units)
    done = carried_out(form, lambda: actions.draw_sample(**form.cleaned_data, actor=actor, at=at))
    if done is not None:
        messages.success(request, _("Stikkprøven er trukket."))
        return redirect("sample", done["sample"])
    return render(request, "inspection/new.html", {"form": form}, status=status_of(form))


@require_GET
def sample(request: HttpRequest, sample_id: uuid.UUID) -> HttpResponse:
    """One sample: how it was drawn, its cases, and what was found."""
    actor, at = who(request)
    with reading(actor, Permission.INSPECT, page=PAGE, at=at) as look:
        found = queries.sample(str(sample_id), actor=actor, on=localdate(at))
        chain = integrity(at=at)
        look.saw(persons=[one.case.person_id for one in found.rows if one.case])
    context = {"found": found, "sample": found.sample, "integrity": chain}
    return render(request, "inspection/sample.html", context)


@require_http_methods(["GET", "POST"])
def inspect(request: HttpRequest, sample_id: uuid.UUID, n: int) -> HttpResponse:
    """One case of a sample: the five heads, and where to read."""
    actor, at = who(request)
    name = str(sample_id)
    with reading(actor, Permission.INSPECT, page=PAGE, at=at) as look:
        row = queries.inspected(name, n, actor=actor, on=localdate(at))
        if row.case is not None:
            look.saw(persons=[row.case.person_id], case=row.case_id)
    form = forms.Control(posted(request))
    done = carried_out(
        form, lambda: actions.finish_case(name, n, **form.found(), actor=actor, at=at)
    )
    if done is not None:
        messages.success(request, _("Kontrollen av saken er fullført."))
        return redirect("sample", name)
    kept = {}
    if row.finished_at is None:
        draft = f"{DRAFT}{name}:{n}"
        kept = brought_back(request, form, draft, actor=actor, at=at, case_id=row.case_id)
    context = {"form": form, "row": row, "sample_id": name, **kept}
    return render(request, "inspection/case.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def take_out_sample(request: HttpRequest, sample_id: uuid.UUID) -> HttpResponseBase:
    """A sample as a sheet."""
    actor, at = who(request)
    page = f"{PAGE} – Uttrekk" if request.method == "POST" else PAGE
    with reading(actor, Permission.INSPECT, page=page, at=at) as look:
        found = queries.sample(str(sample_id), actor=actor, on=localdate(at))
        persons = sorted({one.case.person_id for one in found.rows if one.case})
        look.saw(persons=persons)
    rows = adapters.sample_for_sheets(found)
    parcel = adapters.Parcel(
        what=What.SAMPLE,
        title=_("Ta ut stikkprøven"),
        about=_("%(n)s saker med det kontrollen fant.") % {"n": len(found.rows)},
        name=_("stikkprove"),
        back=reverse("sample", args=[sample_id]),
        persons=persons,
        rows=len(rows) - 1,
        make=adapters.sheet(rows, name=_("Stikkprøve")),
    )
    form = forms.TakeOutSheet(posted(request))
    return adapters.handed_out(request, form, actions.take_out, parcel, actor=actor, at=at)


@require_http_methods(["GET", "POST"])
def deviation(request: HttpRequest, deviation_id: uuid.UUID) -> HttpResponse:
    """What a control found in a case of one's unit, and what is done about it."""
    actor, at = who(request)
    name = str(deviation_id)
    with reading(actor, Permission.DISTRIBUTE, page=PAGE, at=at) as look:
        row = queries.told(name, actor=actor, on=localdate(at))
        if row.case is not None:
            look.saw(persons=[row.case.person_id], case=row.case_id)
    form = forms.Answer(posted(request))
    done = carried_out(
        form, lambda: actions.answer_deviation(name, **form.cleaned_data, actor=actor, at=at)
    )
    if done is not None:
        messages.success(request, _("Avviket er besvart."))
        return redirect("/oppgaver/")
    context = {"form": form, "row": row}
    return render(request, "inspection/deviation.html", context, status=status_of(form))


@require_GET
def extracts(request: HttpRequest) -> HttpResponse:
    """What was taken out of the system, by whom and why."""
    actor, at = who(request)
    with reading(actor, Permission.AUDIT, page=OUT, at=at) as look:
        found = queries.extracts(actor=actor, on=localdate(at))
        shown = {row.person.id for row in found if row.person}
        look.saw(persons=sorted(shown), ground="list of extracts")
        chain = integrity(at=at)
    return render(request, "inspection/extracts.html", {"found": found, "integrity": chain})
