"""A new secret address for one's own calendar of deadlines."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from people import actions
from people.signed_in import actor_of


@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """«Lag ny adresse»: whoever has the old one sees nothing more."""
    at = timezone.now()
    actions.renew_calendar(actor=actor_of(request, at=at), at=at)
    messages.success(request, _("Kalenderen har fått ny adresse. Legg den inn i kalenderen din."))
    return redirect("tasks" if request.POST.get("fra") == "oppgaver" else "deadlines")
