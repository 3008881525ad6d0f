"""«Frister»: everything dated, by how near it is."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from deadlines import queries as deadline_queries
from desk import forms
from people.access import reading
from people.roles import Permission
from people.signed_in import actor_of


@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    """The four groups, with how each day was computed."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.DeadlineFilter(request.GET)
    with reading(actor, Permission.SEE_DEADLINES, page="Frister", at=at) as look:
        groups = deadline_queries.due_list(actor, on=localdate(at), kinds=form.kinds())
        look.saw(
            persons=[row.person_id for group in groups for row in group.rows if row.person_id],
            ground="list of deadlines",
        )
    return render(
        request,
        "desk/deadlines.html",
        {
            "form": form,
            "narrowed": form.is_narrowed(),
            "groups": groups,
            "shown": sum(len(group.rows) for group in groups),
            "total": sum(group.count for group in groups),
        },
    )
