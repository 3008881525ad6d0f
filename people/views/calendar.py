"""A new secret address for one's own calendar of deadlines."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from people import actions
from people.signed_in import actor_of


@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest) -> HttpResponse:
    """«Lag ny kalenderlenke»: asked first, since whoever has the old one sees nothing more."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    asked = request.POST if request.method == "POST" else request.GET
    back = "tasks" if asked.get("fra") == "oppgaver" else "deadlines"
    if request.method == "GET":
        came_from = "oppgaver" if back == "tasks" else ""
        return render(request, "people/renew_calendar.html", {"back": back, "fra": came_from})
    actions.renew_calendar(actor=actor, at=at)
    messages.success(request, _("Kalenderen har fått ny adresse. Legg den inn i kalenderen din."))
    return redirect(back)
