"""A case is taken, set on hold and taken up again."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.words import said
from cases import actions, forms, queries
from cases.adapters import brought_back
from people.access import Actor, reading
from people.adapters import attempt, status_of
from people.refusals import Stale
from people.roles import Permission
from people.signed_in import actor_of


@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the case from the unit's queue."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    try:
        actions.take_case(case_id_of(reference, actor, at), actor=actor, at=at)
    except Stale as late:  # nothing was typed: the list it was chosen in is the answer
        messages.warning(request, said(late.objections[0].sentence, _))
        back = request.POST.get("_back", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return redirect(back if safe else f"/saker/{reference}/")
    messages.success(request, _("Du er ansvarlig for saken nå."))
    return redirect(f"/saker/{reference}/")


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, reference: str) -> HttpResponse:
    """«Sett på vent»: until when, and why."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.WORK_CASE, page="Sak – Sett på vent", at=at) as look:
        case_id = queries.find(reference, actor=actor, acting=True)
        case = queries.case_head(case_id, on=localdate(at))
        person = queries.person_head(case.person_id, on=localdate(at))
        look.saw(persons=[person.id], case=case_id)
    posted = request.method == "POST"
    form = forms.Hold(request.POST if posted else None, initial={"version": case.version})
    if form.is_valid() and (
        attempt(form, lambda: actions.hold_case(case_id, **form.cleaned_data, actor=actor, at=at))
        is not None
    ):
        messages.success(request, _("Saken er satt på vent."))
        return redirect(f"/saker/{reference}/")
    kept = brought_back(request, form, actions.HOLDING, actor=actor, at=at, case_id=case_id)
    return render(
        request,
        "cases/hold.html",
        {"form": form, "case": case, "person": person, **kept},
        status=status_of(form),
    )


@require_POST
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Take up a case that waits."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    actions.resume_case(case_id_of(reference, actor, at), actor=actor, at=at)
    messages.success(request, _("Saken er tatt opp igjen."))
    return redirect(f"/saker/{reference}/")


def case_id_of(reference: str, actor: Actor, at: dt.datetime) -> int:
    with reading(actor, Permission.OPEN_CASE, page="Sak", at=at):
        return queries.find(reference, actor=actor, acting=True)
