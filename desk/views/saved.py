"""«Lagrede visninger»: a list with its filters, kept under a name."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from desk import forms
from desk.views.tasks import PATH
from people import actions
from people.access import Actor, reading
from people.adapters import carried_out, posted, status_of, who
from people.queries import SavedRow, districts, saved_view, saved_views, unit_choices
from people.roles import Permission

PAGE = "Lagrede visninger"


@require_http_methods(["GET", "POST"])
def view_new(request: HttpRequest) -> HttpResponse:
    """«Lagre denne visningen»: what it is called, and for whom it is."""
    actor, at = who(request)
    on = localdate(at)
    shown = forms.TaskFilter(request.GET)
    with reading(actor, Permission.SAVE_VIEWS, page=PAGE, at=at):
        shown.zones(districts(actor, on=on))
        units = unit_choices(actor, on=on) if actor.may(Permission.DISTRIBUTE) else []
    form = forms.NewView(posted(request))
    form.units([one for one in units if int(one[0]) in actor.led_unit_ids])
    query = shown.query()
    done = carried_out(
        form,
        lambda: actions.save_view(
            page=PATH,
            query=query,
            name=form.cleaned_data["name"],
            unit_id=form.cleaned_data.get("unit_id"),
            actor=actor,
            at=at,
        ),
    )
    if done is not None:
        messages.success(request, _("Visningen er lagret."))
        return redirect(f"{PATH}?{query}")
    context = {
        "form": form,
        "back": f"{PATH}?{query}",
        "tab": next(str(label) for view, label in forms.TABS if view == shown.view()),
        "filters": shown.in_words(),
    }
    return render(request, "desk/view_new.html", context, status=status_of(form))


@require_GET
def views_list(request: HttpRequest) -> HttpResponse:
    """All one's views, to give one another name or throw it away."""
    actor, at = who(request)
    with reading(actor, Permission.SAVE_VIEWS, page=PAGE, at=at):
        saved = saved_views(actor, page=PATH, on=localdate(at))
    return render(request, "desk/views.html", {"saved": saved, "back": PATH})


@require_http_methods(["GET", "POST"])
def view_rename(request: HttpRequest, view_id: uuid.UUID) -> HttpResponse:
    """«Endre navn»."""
    actor, at = who(request)
    row = _row(view_id, actor, at)
    form = forms.Renamed(posted(request), initial={"name": row.name})
    done = carried_out(
        form,
        lambda: actions.rename_view(str(view_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Visningen har fått nytt navn."))
        return redirect("saved-views")
    return render(request, "desk/view_rename.html", {"form": form}, status=status_of(form))


@require_POST
def view_delete(request: HttpRequest, view_id: uuid.UUID) -> HttpResponse:
    """«Slett»: the tasks in it stay where they are."""
    actor, at = who(request)
    actions.delete_view(str(view_id), actor=actor, at=at)
    messages.success(request, _("Visningen er slettet."))
    return redirect("saved-views")


def _row(view_id: uuid.UUID, actor: Actor, at: dt.datetime) -> SavedRow:
    with reading(actor, Permission.SAVE_VIEWS, page=PAGE, at=at):
        return saved_view(view_id, actor=actor, page=PATH, on=localdate(at))
