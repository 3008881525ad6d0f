"""«Mine oppgaver»: choose what to do next; as a page, a sheet, and for one's calendar."""

import datetime as dt
from hashlib import sha256
from typing import Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.words import filled, said
from deadlines.actions import take_next as take_next_task
from deadlines.queries import kept_apart_until
from desk import adapters, forms, queries
from desk.kinds import task_of
from inspection.actions import take_out
from inspection.adapters import Parcel, handed_out, sheet
from inspection.forms import TakeOutSheet
from inspection.kinds import Purpose, What
from inspection.policy import policy_on
from notifications.queries import oldest_unsent
from people.access import Actor, reading
from people.adapters import SHEETS, posted, sheet_of
from people.queries import districts, saved_views
from people.refusals import AccessDenied, Refused
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
            "next": actor.may(Permission.WORK_CASE) and form.view() in {"mine", "ufordelt"},
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
    made = sheet_of(kind, rows, name=_("Oppgaver"))
    take_out(
        What.TASKS,
        purpose=Purpose.UNASKED,
        form=kind,
        persons=persons,
        rows=len(found.rows),
        sha256=sha256(made).hexdigest(),
        actor=actor,
        at=at,
    )
    return HttpResponse(
        made,
        content_type=SHEETS[kind],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@login_not_required
@require_GET
def tasks_calendar(request: HttpRequest) -> HttpResponse:
    """The dated tasks of the list for a calendar program: its address is the secret, as «Frister».

    The roles of the account are asked for each time, and each fetch is a look on record. What
    is told is the task's title and its day: neither person nor case.
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


@require_POST
def take_next(request: HttpRequest) -> HttpResponse:
    """«Gi meg neste»: the unassigned task most at risk is one's own, and is opened; with why.

    One that somebody took in the same moment is passed over.
    """
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.WORK_CASE, page=PAGE, at=at):
        offered = queries.next_tasks(actor=actor, on=localdate(at))
    if not offered:
        messages.info(request, _("Enheten har ingen ufordelte oppgaver som du kan ta nå."))
        return redirect("tasks")
    try:
        given = take_next_task(offered=offered, actor=actor, at=at)
    except Refused as refusal:
        messages.info(request, said(refusal.objections[0].sentence, _))
        return redirect("tasks")
    told = said(filled(given["why"], **given["values"]), _)
    if not given["reference"]:
        due = {(one.kind, one.key): one.due_on for one in offered}
        last = kept_apart_until(localdate(at), due_on=due.get((given["kind"], given["key"])))
        apart = _(
            "Den gjelder ingen sak, og er din til og med %(day)s. Er den ikke gjort da, blir"
            " den enhetens igjen."
        )
        told = f"{told} {apart % {'day': f'{last:%d.%m.%Y}'}}"
    messages.success(request, told)
    return redirect(task_of(given["kind"]).url.format(**given))


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
