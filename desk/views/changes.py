"""«Før og etter»: what an act made of a case's rows, and how the case stood on a day."""

from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from cases import queries as cases
from desk import forms, queries
from people.access import reading
from people.roles import Permission
from people.signed_in import actor_of

NOT_FOUND: Final = 404


@require_GET
def changes(request: HttpRequest, reference: str) -> HttpResponse:
    """One act's changes (`hendelse`), or the case on a day (`dag`), and what was done by hand."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.ChangesAsked(request.GET)
    form.until(localdate(at))
    event, day = form.chosen("hendelse"), form.chosen("dag")
    permission = Permission.AUDIT if actor.may(Permission.AUDIT) else Permission.OPEN_CASE
    with reading(actor, permission, page="Sak – Før og etter", at=at) as look:
        case_id = cases.find(reference, actor=actor)
        head = cases.case_head(case_id, on=localdate(at))
        person = cases.person_head(head.person_id, on=localdate(at))
        act = queries.changes_of(event, case_id=case_id) if event else None
        stood = queries.case_on(case_id, day=day) if day else None
        by_hand = queries.changes_by_hand(case_id)
        look.saw(persons=[person.id], case=case_id)
    unknown = bool(request.GET.get("hendelse")) and act is None
    return render(
        request,
        "desk/changes.html",
        {
            "form": form,
            "act": act,
            "unknown": unknown,
            "day_asked": day,
            "stood": stood,
            "by_hand": by_hand,
            "case": head,
            "person": person,
        },
        status=NOT_FOUND if unknown else 200,
    )
