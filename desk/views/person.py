"""«Personoversikt»: one person, what runs, and who may be told."""

import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from cases.adapters import tell_of_draft
from desk import queries
from intake.forms import Enquiry
from people.access import reading
from people.roles import Permission
from people.signed_in import actor_of


@require_GET
def person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The telephone page."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    permission = Permission.AUDIT if actor.may(Permission.AUDIT) else Permission.FIND_PERSON
    with reading(actor, permission, page="Personoversikt", at=at) as look:
        page = queries.person_page(
            str(public_id),
            actor=actor,
            at=at,
            on=localdate(at),
            every_event=request.GET.get("hendelser") == "alle",
        )
        look.saw(persons=[page.person.id])
    if page.person.public_id != str(public_id):  # merged into another
        return redirect(page.person.url)
    kept = page.kept
    tell_of_draft(request, kept)
    form = Enquiry(
        relatives=page.person.relatives,
        representatives=page.person.representatives,
        may_introduce=page.may_edit,
        colleagues=page.colleagues,
        initial=kept.fields if kept else None,
    )
    return render(
        request,
        "desk/person.html",
        {
            "page": page,
            "person": page.person,
            "form": form,
            "saved_at": kept.saved_at if kept else None,
        },
    )
