"""«Mine oppgaver»: choose what to do next."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from desk import forms, queries
from people.access import Actor, reading
from people.queries import districts
from people.refusals import AccessDenied
from people.roles import Permission
from people.signed_in import actor_of

PAGE = "Mine oppgaver"


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """The inbox: tabs, filters in the URL, the first row is the next thing to do."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.TaskFilter(request.GET)
    permission = next((p for p in (Permission.OPEN_CASE, Permission.DELIVER) if actor.may(p)), None)
    if permission is None:
        raise AccessDenied("Du har ingen oppgaver i saker.", what="tasks")
    if form.view() == forms.DONE:
        return _done(request, form, actor, permission, at)
    with reading(actor, permission, page=PAGE, at=at) as look:
        form.zones(districts(actor, on=localdate(at)))
        found = queries.task_list(
            actor=actor, narrow=form.narrow(), on=localdate(at), page=form.page()
        )
        done = queries.done_count(actor=actor, on=localdate(at))
        look.saw(persons=[row.person_id for row in found.rows if row.person_id], ground="own tasks")
    form.offer(found.kinds)
    return render(
        request,
        "desk/tasks.html",
        {
            "form": form,
            "found": found,
            "of": found.counts[form.view()],
            "tabs": form.tabs(found.counts | {forms.DONE: done}, actor),
            "view": form.view(),
            "give": any(row.may_give for row in found.rows),
            "hold": any(row.may_hold for row in found.rows),
            "narrowed": form.is_narrowed(),
        },
    )


def _done(
    request: HttpRequest,
    form: forms.TaskFilter,
    actor: Actor,
    permission: Permission,
    at: dt.datetime,
) -> HttpResponse:
    """«Fullført i dag»: what one has done, latest first."""
    with reading(actor, permission, page=PAGE, at=at) as look:
        rows = queries.done_today(actor=actor, on=localdate(at))
        counts = queries.task_counts(actor=actor, on=localdate(at))
        look.saw(persons=[row.person_id for row in rows if row.person_id], ground="own tasks")
    tabs = form.tabs(counts | {forms.DONE: len(rows)}, actor)
    return render(request, "desk/done.html", {"rows": rows, "tabs": tabs})
