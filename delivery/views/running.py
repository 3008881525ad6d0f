"""«Registrer løpende vedtak»: what runs by a decision from before is registered on the person."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.adapters import tell_of_draft
from cases.queries import draft
from delivery import actions, forms, queries
from delivery.actions import RUNNING_DRAFT
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.roles import Permission


@require_http_methods(["GET", "POST"])
def register_running(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The form with as many services as it has; «Legg til en tjeneste» shows one more."""
    actor, at = who(request)
    page = "Registrer løpende vedtak"
    with reading(actor, Permission.DECIDE, page=page, at=at) as look:
        found = queries.running_choices(str(public_id), actor=actor, on=localdate(at))
        kept = draft(owner_id=actor.staff(), form=RUNNING_DRAFT, person_id=found.person.id)
        look.saw(persons=[found.person.id])
    data = posted(request)
    more = data is not None and "_more" in data
    typed = dict(data.items()) if data is not None and more else (kept.fields if kept else {})
    form = forms.RunningDecision(
        None if more else data,
        count=forms.services_typed(data if data is not None else typed) + more,
        services=[(key, _(name)) for key, name in found.services],
        units=found.units,
        bases=found.bases,
        initial=typed,
    )
    done = carried_out(
        form,
        lambda: actions.register_running(
            str(public_id),
            source=form.cleaned_data["source"],
            given=form.given(),
            actor=actor,
            at=at,
        ),
    )
    if done is not None:
        messages.success(
            request, _("Vedtaket er registrert. Sak: %(ref)s.") % {"ref": done["reference"]}
        )
        return redirect(f"/saker/{done['reference']}/")
    if data is None:
        tell_of_draft(request, kept)
    return render(
        request,
        "delivery/running.html",
        {
            "form": form,
            "person": found.person,
            "draft": RUNNING_DRAFT,
            "saved_at": kept.saved_at if kept else None,
            "full": form.services >= forms.MOST_SERVICES,
        },
        status=status_of(form),
    )
