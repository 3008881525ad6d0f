"""«Frister»: everything dated, by how near it is; as a page, and for one's calendar."""

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
from deadlines.queries import View
from desk import adapters, forms, queries
from people.access import reading
from people.roles import Permission
from people.signed_in import actor_for, actor_of
from privacy.queries import claims_due

CALENDAR: Final = "Frister – kalender"
MOST: Final = 5_000  # deadlines in a calendar; more than one person can have


@require_GET
def deadlines(request: HttpRequest) -> HttpResponse:
    """Mine, the unit's or all, in four groups, with how each day was computed."""
    at = timezone.now()
    actor, day = actor_of(request, at=at), localdate(at)
    form = forms.DeadlineFilter(request.GET)
    with reading(actor, Permission.SEE_DEADLINES, page="Frister", at=at) as look:
        counts, kinds = deadline_queries.due_tally(actor, on=day)
        claims = claims_due(actor, on=day)
        view = form.view(counts)
        groups = queries.dated(
            actor,
            on=day,
            view=view,
            kinds=form.kinds(),
            claims=claims,
            claims_only=form.claims_only(),
        )
        key = queries.calendar_key(actor)
        look.saw(
            persons=[row.person_id for group in groups for row in group.rows if row.person_id],
            ground="list of deadlines",
        )
    form.offer(kinds, claims=bool(claims))
    counts = {each: n + len(claims) for each, n in counts.items()}
    return render(
        request,
        "desk/deadlines.html",
        {
            "form": form,
            "tabs": form.tabs(counts, view),
            "view": view,
            "elsewhere": counts[View.ALL],
            "narrowed": form.is_narrowed(),
            "groups": groups,
            "shown": sum(len(group.rows) for group in groups),
            "total": sum(group.count for group in groups),
            "calendar": f"{reverse('calendar')}?vis={view}&nokkel={key}",
        },
    )


@login_not_required
@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    """A tab of the list for a calendar program, which cannot sign in: its address is the secret.

    One's own, where the address does not say. What is not followed up stays, however long ago it
    was due. The roles of the account are asked for each time, each fetch is a look on record, and
    too many in an hour are answered 429. Neither person nor case is named. Claims are in the
    calendar of tasks.
    """
    at = timezone.now()
    account = queries.account_of_key(request.GET.get("nokkel", ""))
    actor = actor_for(account, at=at)
    view = forms.DeadlineFilter(request.GET).view()
    with reading(actor, Permission.SEE_DEADLINES, page=CALENDAR, at=at) as look:
        if queries.fetched_too_often(actor, page=CALENDAR, at=at):
            return HttpResponse(status=429, headers={"Retry-After": "3600"})
        groups = deadline_queries.due_list(actor, on=localdate(at), view=view, limit=MOST)
        rows = [row for group in groups for row in group.rows]
        look.saw(
            persons=[row.person_id for row in rows if row.person_id], ground="list of deadlines"
        )
    site = request.build_absolute_uri("/").rstrip("/")
    with translation.override(account.language):
        note = _("Krav om innsyn, retting og sperring står i kalenderen fra Mine oppgaver.")
        text = adapters.calendar_of(rows, site=site, note=note, at=at)
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")
