"""What is being written: kept, shown to others who write, and forgotten."""

from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cases import actions, queries
from cases.adapters import draft_fields, writing_words
from people.access import reading
from people.adapters import typed
from people.roles import Permission
from people.signed_in import actor_of


@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed; answer with the status line, or go back where `_back` says."""
    at = timezone.now()
    actions.save_draft(
        typed(request, "_form"),
        fields=draft_fields(request.POST),
        reference=typed(request, "_case"),
        person=typed(request, "_person"),
        # The form's own key is for sending it: a draft is saved many times over.
        actor=replace(actor_of(request, at=at), once=None),
        at=at,
    )
    line = _("Utkast lagret kl. %(clock)s") % {"clock": f"{localtime(at):%H.%M}"}
    if request.headers.get("HX-Request"):
        return HttpResponse(line)
    messages.success(request, line)
    back = request.POST.get("_back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "home")


@require_GET
def others(request: HttpRequest) -> HttpResponse:
    """Who else is writing in the form, as a line; asked by the page itself, so it prolongs nothing.

    Empty when nobody is.
    """
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.KEEP_DRAFTS, page="Utkast", at=at):
        names = queries.writing_now(
            request.GET.get("form", ""),
            reference=request.GET.get("case", ""),
            person=request.GET.get("person", ""),
            actor=actor,
            at=at,
        )
    return HttpResponse(escape(writing_words(names)))


@require_POST
def forget_draft(request: HttpRequest) -> HttpResponse:
    """«Start på nytt»: throw away a draft that has no case yet, and go back to an empty form."""
    at = timezone.now()
    actions.forget_draft(
        typed(request, "_form"),
        person=typed(request, "_person"),
        actor=actor_of(request, at=at),
        at=at,
    )
    back = request.POST.get("_back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "home")
