"""«Mine oppgaver»: choose what to do next."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from desk import forms, queries
from people.access import reading
from people.refusals import AccessDenied
from people.roles import Permission
from people.signed_in import actor_of


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """The inbox: tabs, filters in the URL, the first row is the next thing to do."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.TaskFilter(request.GET)
    permission = next((p for p in (Permission.OPEN_CASE, Permission.DELIVER) if actor.may(p)), None)
    if permission is None:
        raise AccessDenied("Du har ingen oppgaver i saker.", what="tasks")
    with reading(actor, permission, page="Mine oppgaver", at=at) as look:
        found = queries.task_list(
            actor=actor, narrow=form.narrow(), on=localdate(at), page=form.page()
        )
        look.saw(persons=[row.person_id for row in found.rows if row.person_id], ground="own tasks")
    return render(
        request,
        "desk/tasks.html",
        {"form": form, "found": found, "tabs": form.tabs(found.counts), "view": form.view()},
    )
