"""«Godkjenning»: look at each step, approve, or send back."""

from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.adapters import brought_back
from decisions import actions, forms, queries
from decisions.policy import GIVING_BACK, Part, Returned
from decisions.queries import ApprovalPage
from decisions.views.shared import Shown, Visit, letter_facts, visit
from people.adapters import attempt, status_of
from people.roles import Permission


@require_http_methods(["GET", "POST"])
def approval(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Godkjenning»; on POST «Godkjenn vedtaket og send brev»."""
    seen = visit(request, reference)
    form = forms.Versioned(request.POST if request.method == "POST" else None)
    if form.is_valid():
        case_id = seen.case_id("Godkjenning", permission=Permission.APPROVE)
        done = attempt(
            form,
            lambda: actions.approve_and_issue(
                case_id, version=form.cleaned_data["version"], actor=seen.actor, at=seen.at
            ),
        )
        if done is not None:
            messages.success(request, _("Vedtaket er godkjent."))
            return redirect("decision-receipt", reference=reference, n=n)
    return _page(request, seen, n, wrong=form)


@require_POST
def see(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Åpne»: note that the step was looked at, and show it."""
    seen = visit(request, reference)
    form = forms.Seen(request.POST)
    if not form.is_valid():
        raise Http404
    part = form.cleaned_data["part"]
    actions.see_part(
        seen.case_id("Godkjenning", permission=Permission.APPROVE),
        part=part,
        version=form.cleaned_data["version"],
        actor=seen.actor,
        at=seen.at,
    )
    return redirect(f"/saker/{reference}/vedtak/{n}/godkjenning/?del={part}#del")


@require_POST
def give_back(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Send tilbake til saksbehandler» with a coded reason."""
    seen = visit(request, reference)
    form = forms.Return(request.POST, what=Returned.DECISION, version=0)
    if form.is_valid():
        case_id = seen.case_id("Godkjenning", permission=Permission.APPROVE)
        done = attempt(
            form,
            lambda: actions.return_decision(
                case_id, **form.cleaned_data, actor=seen.actor, at=seen.at
            ),
        )
        if done is not None:
            messages.success(request, _("Vedtaket er sendt tilbake til saksbehandler."))
            return redirect(f"/saker/{reference}/")
    return _page(request, seen, n, back=form)


def _page(
    request: HttpRequest,
    seen: Visit,
    n: int,
    *,
    wrong: BaseForm | None = None,
    back: forms.Return | None = None,
) -> HttpResponse:
    shown: Shown[ApprovalPage] = seen.show(
        "Godkjenning",
        lambda case_id: queries.approval_page(case_id, n, actor=seen.actor, on=seen.today),
        permission=Permission.APPROVE,
    )
    page = shown.page
    if page.decision.issued_at is not None and wrong is not None and not wrong.is_bound:
        return redirect("decision-receipt", reference=seen.reference, n=n)
    chosen = request.GET.get("del", "")
    returning = back or forms.Return(None, what=Returned.DECISION, version=page.decision.version)
    kept = brought_back(
        request, returning, GIVING_BACK, actor=seen.actor, at=seen.at, case_id=shown.case.id
    )
    context: dict[str, Any] = {
        **shown.context,
        "decision": page.decision,
        "wrong": wrong,
        "back": returning,
        **kept,
        "opened": chosen if chosen in set(Part) else "",
        "letter": letter_facts(page.letters),
        "content": page.letters[0].content if page.letters else None,
    }
    bad = next((form for form in (wrong, back) if form is not None and form.is_bound), None)
    return render(
        request, "decisions/approval.html", context, status=status_of(bad) if bad else 200
    )
