"""«Registrer og start kartlegging»: the second button of «Ny søknad»."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from assessments import actions
from intake.forms import Application
from intake.views import application_page
from people.adapters import attempt, typed
from people.signed_in import actor_of


@require_POST
def register_and_start(request: HttpRequest) -> HttpResponse:
    """Register what was typed and go straight to the kartlegging; show what is wrong otherwise."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = Application(request.POST, on=localdate(at))
    if form.is_valid():
        made = attempt(
            form,
            lambda: actions.register_and_start(
                told=form.told(),
                given=form.person_given(),
                draft=typed(request, "_person"),
                actor=actor,
                at=at,
            ),
        )
        if made is not None and made["started"]:
            messages.success(
                request,
                _("Søknad registrert – sak %(reference)s.") % {"reference": made["started"]},
            )
            return redirect("assessment-home", made["started"])
        if made is not None:
            messages.info(request, _("Søknaden går til en annen enhet, som starter kartleggingen."))
            return redirect("application-receipt", public_id=made["application"])
    return application_page(request, form, actor=actor, at=at)
