"""«Mine oppgaver»: choose what to do next; as a page, a sheet, and for one's calendar."""

import datetime as dt
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from desk import adapters, forms, queries
from inspection.actions import take_out
from inspection.adapters import Parcel, handed_out, sheet
from inspection.forms import TakeOutSheet
from inspection.kinds import What
from inspection.policy import policy_on
from notifications.queries import oldest_unsent
from people.access import Actor, reading
from people.adapters import SHEETS, posted, sheet_of
from people.queries import districts, saved_views
from people.refusals import AccessDenied
from people.roles import Permission
from people.signed_in import actor_for, actor_of

PAGE = "Mine oppgaver"
PATH: Final = "/oppgaver/"


@require_GET
def tasks(request: HttpRequest) -> HttpResponse:
    """The inbox: tabs, filters in the URL, the first row is the next thing to do."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form, permission = forms.TaskFilter(request.GET), _permission(actor)
    if form.view() == forms.DONE:
        return _done(request, form, actor, permission, at)
    with reading(actor, permission, page=PAGE, at=at) as look:
        form.zones(districts(actor, on=localdate(at)))
        found = queries.task_list(
            actor=actor, narrow=form.narrow(), on=localdate(at), page=form.page()
        )
        marks = queries.task_marks(actor=actor, narrow=form.narrow(), on=localdate(at))
        done = queries.done_count(actor=actor, on=localdate(at))
        saved = saved_views(actor, page=PATH, on=localdate(at))
        key = queries.calendar_key(actor)
        unsent = oldest_unsent(actor, at=at)
        look.saw(persons=[row.person_id for row in found.rows if row.person_id], ground="own tasks")
    form.offer(found.kinds)
    query = form.query()
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
            "query": query,
            "marks": marks,
            "at": at,
            "unsent": unsent,
            "may_post": actor.may(Permission.POST_LETTERS),
            "saved": saved,
            "is_saved": any(view.query == query for view in saved),
            "may_save": actor.may(Permission.SAVE_VIEWS),
            "calendar": f"{reverse('tasks-calendar')}?{query}&nokkel={key}",
        },
    )


@require_GET
def fresh(request: HttpRequest) -> HttpResponse:
    """What stands in the list now, as marks the open page knows its own rows by. Shows nobody."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.TaskFilter(request.GET)
    with reading(actor, _permission(actor), page=PAGE, at=at):
        form.zones(districts(actor, on=localdate(at)))
        marks = queries.task_marks(actor=actor, narrow=form.narrow(), on=localdate(at))
    return JsonResponse({"marks": marks})


@require_http_methods(["GET", "POST"])
def download(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The whole list as it is narrowed, as a sheet; everybody in it is on record as seen.

    More persons than policy calls many are taken out with a purpose.
    """
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.TaskFilter(request.GET)
    with reading(actor, _permission(actor), page=f"{PAGE} – nedlasting", at=at) as look:
        form.zones(districts(actor, on=localdate(at)))
        found = queries.task_list(
            actor=actor, narrow=form.narrow(), on=localdate(at), size=queries.MOST
        )
        persons = sorted({row.person_id for row in found.rows if row.person_id})
        look.saw(persons=persons, ground="own tasks")
    rows = adapters.rows_for_sheets(found.rows)
    if len(persons) > policy_on(localdate(at)).many:
        parcel = Parcel(
            what=What.TASKS,
            title=_("Ta ut oppgavene"),
            about=_("%(n)s oppgaver.") % {"n": len(found.rows)},
            name=_("oppgaver"),
            back=f"{PATH}?{form.query()}",
            persons=persons,
            rows=len(found.rows),
            make=sheet(rows, name=_("Oppgaver")),
        )
        asked = TakeOutSheet(posted(request), initial={"form": kind})
        return handed_out(request, asked, take_out, parcel, actor=actor, at=at)
    name = f"{_('oppgaver')}-{localdate(at):%Y-%m-%d}.{kind}"
    return HttpResponse(
        sheet_of(kind, rows, name=_("Oppgaver")),
        content_type=SHEETS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@require_GET
def tasks_calendar(request: HttpRequest) -> HttpResponse:
    """The dated tasks of the list for a calendar program: its address is the secret, as «Frister».

    The roles of the account are asked for each time, and each fetch is a look on record. What
    is told is the task's title and the case's number.
    """
    at = timezone.now()
    account = queries.account_of_key(request.GET.get("nokkel", ""))
    actor = actor_for(account, at=at)
    form = forms.TaskFilter(request.GET)
    with translation.override(account.language):
        with reading(actor, _permission(actor), page=f"{PAGE} – kalender", at=at) as look:
            form.zones(districts(actor, on=localdate(at)))
            rows = queries.task_list(
                actor=actor, narrow=form.narrow(), on=localdate(at), size=queries.MOST
            ).rows
            look.saw(persons=[row.person_id for row in rows if row.person_id], ground="own tasks")
        site = request.build_absolute_uri("/").rstrip("/")
        note = _("Oppgaver uten frist står bare i Tildeling.")
        text = adapters.tasks_calendar(rows, site=site, note=note, at=at)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


def _permission(actor: Actor) -> Permission:
    """By which the actor has tasks. Raises AccessDenied for who has none."""
    found = next((p for p in (Permission.OPEN_CASE, Permission.DELIVER) if actor.may(p)), None)
    if found is None:
        raise AccessDenied("Du har ingen oppgaver i saker.", what="tasks")
    return found


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
