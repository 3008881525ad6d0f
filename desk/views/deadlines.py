"""«Frister»: everything dated, by how near it is; as a page, and for one's calendar."""

import datetime as dt
from typing import Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from deadlines import queries as deadline_queries
from desk import adapters, forms, queries
from people.access import reading
from people.roles import Permission
from people.signed_in import actor_for, actor_of

CALENDAR: Final = "Frister – kalender"
OVERDUE_DAYS: Final = 90  # how long the calendar shows what is overdue
MOST: Final = 5_000  # deadlines in a calendar; more than one person can have


@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    """The four groups, with how each day was computed."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.DeadlineFilter(request.GET)
    with reading(actor, Permission.SEE_DEADLINES, page="Frister", at=at) as look:
        groups = queries.dated(
            actor, on=localdate(at), kinds=form.kinds(), claims_only=form.claims_only()
        )
        key = queries.calendar_key(actor)
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
            "calendar": f"{reverse('calendar')}?nokkel={key}",
        },
    )


@login_not_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """The same list for a calendar program, which cannot sign in: its address is the secret.

    The roles of the account are asked for each time, each fetch is a look on record, and too many
    in an hour are answered 429. Neither person nor case is named. What is overdue by more than
    OVERDUE_DAYS is left to «Frister», which has it all; claims are in the calendar of tasks.
    """
    at = timezone.now()
    account = queries.account_of_key(request.GET.get("nokkel", ""))
    actor = actor_for(account, at=at)
    day = localdate(at)
    since = day - dt.timedelta(days=OVERDUE_DAYS)
    with reading(actor, Permission.SEE_DEADLINES, page=CALENDAR, at=at) as look:
        if queries.fetched_too_often(actor, page=CALENDAR, at=at):
            return HttpResponse(status=429, headers={"Retry-After": "3600"})
        groups = deadline_queries.due_list(actor, on=day, since=since, limit=MOST)
        rows = [row for group in groups for row in group.rows]
        look.saw(
            persons=[row.person_id for row in rows if row.person_id], ground="list of deadlines"
        )
    site = request.build_absolute_uri("/").rstrip("/")
    with translation.override(account.language):
        told = _("Frister som gikk ut for mer enn %(days)s dager siden, står bare i Tildeling.")
        text = adapters.calendar_of(rows, site=site, note=told % {"days": OVERDUE_DAYS}, at=at)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
