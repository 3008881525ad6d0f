"""The door of the short page: kartlegging and innstilling, sent on together."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments.views.short import short
from pathways import actions


@require_http_methods(["GET", "POST"])
def short_course(request: HttpRequest, reference: str) -> HttpResponse:
    """«Forenklet løp» or «Revurdering»: filled in, and sent to the decision in one act."""

    def sent(made: dict[str, Any]) -> HttpResponse:
        if made["coordinator_passed"]:
            text = _("Sendt til vedtak. Forløpskoordinatoren er passert etter kommunens regel.")
            messages.success(request, text)
        elif made["proposed_to"]:
            text = _("Innstillingen er sendt. Foreslått overført til %(whom)s.")
            messages.success(request, text % {"whom": made["proposed_to"]})
        else:
            messages.success(request, _("Innstillingen er sendt."))
        return redirect(
            "recommendation" if made["coordinator_passed"] else "case-pathway", reference
        )

    return short(request, reference, actions.assess_and_send, then=sent)
