"""«Gi til …» for a henvendelse: the leader gives what somebody promised to another."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.queries import head_for, team_of
from intake import actions, forms, queries
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.roles import Permission


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who is to follow up instead; what was said stays with who opens it."""
    actor, at = who(request)
    with reading(actor, Permission.DISTRIBUTE, page="Henvendelse – gi til", at=at) as look:
        row = queries.promise(public_id, actor=actor, on=localdate(at))
        staff = team_of(actor.led_unit_ids, on=localdate(at))
        person = head_for(row.person_id, actor=actor, on=localdate(at)) if row.person else None
        look.saw(persons=[row.person_id] if row.person else [], ground="distribution")
    form = forms.GiveEnquiry(posted(request))
    form.colleagues([one for one in staff if one.name != row.by])
    done = carried_out(
        form,
        lambda: actions.give_enquiry(
            str(public_id),
            staff_id=form.cleaned_data["staff"],
            also_away=form.cleaned_data.get("also_away", False),
            actor=actor,
            at=at,
        ),
    )
    if done is not None:
        messages.success(request, _("Henvendelsen er gitt videre."))
        return redirect("sharing")
    context = {"form": form, "row": row, "person": person, "cancel": "/fordeling/"}
    return render(request, "intake/give.html", context, status=status_of(form))
