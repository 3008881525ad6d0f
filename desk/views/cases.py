"""The list of cases; one case's overview, its services and its history."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from audit.queries import integrity
from cases import queries as cases
from desk import forms, queries
from people.access import reading
from people.adapters import typed
from people.roles import Permission
from people.signed_in import actor_of

SEE_OTHER: Final = 303


@require_GET
def case_list(request: HttpRequest) -> HttpResponse:
    """«Saker»: the cases one may open, filtered by the URL."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.CaseFilter(request.GET)
    with reading(actor, Permission.OPEN_CASE, page="Saker", at=at) as look:
        found = queries.case_list(
            actor=actor, narrow=form.narrow(), on=localdate(at), page=form.page()
        )
        look.saw(persons=[row.person_id for row in found.rows], ground="list of cases")
    return render(
        request,
        "desk/cases.html",
        {"form": form, "found": found, "narrowed": form.is_narrowed()},
    )


@require_GET
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """«Oversikt»: where the case stands and who acts."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page="Sak – Oversikt", at=at) as look:
        page = queries.overview(cases.find(reference, actor=actor), actor=actor, at=at)
        look.saw(persons=[page.person.id], case=page.case.id)
    return render(
        request, "desk/case.html", {"page": page, "case": page.case, "person": page.person}
    )


@require_GET
def printed(request: HttpRequest, reference: str) -> HttpResponse:
    """«Skriv ut saken»: everything of the case on one page, made for paper. Opening it is noted."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page="Sak – Utskrift", at=at) as look:
        found = queries.printed_case(cases.find(reference, actor=actor), actor=actor, at=at)
        look.saw(persons=[found.page.person.id], case=found.page.case.id)
    return render(
        request,
        "desk/printed_case.html",
        {
            "printed": found,
            "page": found.page,
            "case": found.page.case,
            "person": found.page.person,
        },
    )


@require_GET
def services(request: HttpRequest, reference: str) -> HttpResponse:
    """«Tjenester»: what was decided, how far each order has come, and what is owed."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page="Sak – Tjenester", at=at) as look:
        page = queries.services_page(cases.find(reference, actor=actor), actor=actor, at=at)
        look.saw(persons=[page.person.id], case=page.case.id)
    return render(
        request, "desk/services.html", {"page": page, "case": page.case, "person": page.person}
    )


@require_GET
def history(request: HttpRequest, reference: str) -> HttpResponse:
    """«Historikk»: who did what, filtered by the URL."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.HistoryFilter(request.GET)
    form.weeks(localdate(at))
    permission = Permission.AUDIT if actor.may(Permission.AUDIT) else Permission.OPEN_CASE
    with reading(actor, permission, page="Sak – Historikk", at=at) as look:
        case_id = cases.find(reference, actor=actor)
        head = cases.case_head(case_id, on=localdate(at))
        person = cases.person_head(head.person_id, on=localdate(at))
        form.acted(queries.who_acted(case_id, on=localdate(at)), queries.roles_acted(case_id))
        found = queries.history(
            case_id, reference=reference, narrow=form.narrow(), page=form.page()
        )
        chain = integrity(at=at)
        leads = actor.may(Permission.AUDIT) or actor.may(Permission.DISTRIBUTE)
        may_take_out = leads and cases.may_take_out(case_id, actor=actor)
        look.saw(persons=[person.id], case=case_id)
    return render(
        request,
        "desk/history.html",
        {
            "form": form,
            "found": found,
            "answer": queries.history_answer(found, period=form.period()),
            "case": head,
            "person": person,
            "integrity": chain,
            "query": request.GET.urlencode(),
            "may_take_out": may_take_out,
        },
    )


@require_http_methods(["GET", "POST"])
def inspection(request: HttpRequest) -> HttpResponse:
    """«Historikk» of whom or what the auditor asks for; posted, so no address holds a name."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    text = typed(request, "q")[:200]
    with reading(actor, Permission.AUDIT, page="Historikk", at=at) as look:
        look.asked(text)
        found = queries.inspect(text, actor=actor, on=localdate(at))
        look.saw(persons=[hit.person.id for hit in found.people])
    if found.reference:
        address = reverse("history", args=[found.reference])
        return HttpResponseRedirect(address, status=SEE_OTHER)
    return render(
        request, "desk/inspection.html", {"found": found, "q": text, "asked": bool(text.strip())}
    )
