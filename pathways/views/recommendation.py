"""The doors of the recommendation (innstilling): read, send on its way, take back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from assessments.views.recommendation import shown, typed_and_done
from assessments.views.shared import visiting
from pathways import actions, queries
from people.roles import Permission


@require_GET
def recommendation(request: HttpRequest, reference: str) -> HttpResponse:
    """«Innstilling»: with where its handover stands, when it is sent."""
    return shown(
        request,
        reference,
        around=lambda visit: {
            "pathway": queries.pathway_page(visit.case.id, actor=visit.actor, on=visit.on)
        },
    )


@require_http_methods(["GET", "POST"])
def send_recommendation(request: HttpRequest, reference: str) -> HttpResponse:
    """«Send innstilling til vedtak»: the page says where it went, or asks where it shall go.

    Opened as a page (after signing in anew from a refusal) it leads to the form.
    """
    if request.method == "GET":
        return redirect("recommendation", reference)

    def sent(made: dict[str, Any]) -> HttpResponse:
        if made["proposed_to"]:
            text = _("Innstillingen er sendt. Foreslått overført til %(whom)s.")
            messages.success(request, text % {"whom": made["proposed_to"]})
        else:
            messages.success(request, _("Innstillingen er sendt."))
        return redirect(
            "recommendation" if made["coordinator_passed"] else "case-pathway", reference
        )

    return typed_and_done(request, reference, actions.send_recommendation, then=sent)


@require_POST
def take_back_recommendation(request: HttpRequest, reference: str) -> HttpResponse:
    """«Ta tilbake innstillingen»."""
    with visiting(request, reference, page="Innstilling", permission=Permission.ASSESS) as visit:
        case_id = visit.case.id
    version = request.POST.get("version", "")
    actions.take_back_recommendation(
        case_id, version=int(version) if version.isdigit() else 0, actor=visit.actor, at=visit.at
    )
    messages.success(request, _("Innstillingen er tatt tilbake. Du kan endre den."))
    return redirect("recommendation", reference)
