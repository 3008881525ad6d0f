"""«Innsynslogg»: find a person, and see who has looked at them; itself a look on record."""

import uuid
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET, require_http_methods

from audit.queries import integrity
from desk import forms, queries
from people.access import reading
from people.adapters import typed
from people.roles import Permission
from people.signed_in import actor_of

PAGE = "Innsynslogg"
SEE_OTHER: Final = 303


@require_http_methods(["GET", "POST"])
def access_log(request: HttpRequest) -> HttpResponse:
    """Find whose log it is to be; posted, so no address holds a name. The only hit is opened."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    text = typed(request, "q")[:200]
    with reading(actor, Permission.AUDIT, page=PAGE, at=at) as look:
        look.asked(text)
        found = queries.inspect(text, actor=actor, on=localdate(at))
        hits = [hit.person.public_id for hit in found.people]
        if found.reference:
            hits = [queries.person_of(found.reference, actor=actor)]
        look.saw(persons=[hit.person.id for hit in found.people])
    if len(hits) == 1:
        return HttpResponseRedirect(reverse("looks", args=[hits[0]]), status=SEE_OTHER)
    return render(
        request, "desk/access_log.html", {"found": found, "q": text, "asked": bool(text.strip())}
    )


@require_GET
def looks(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who has looked at one person, filtered by the URL."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.LookFilter(request.GET)
    with reading(actor, Permission.AUDIT, page=PAGE, at=at) as look:
        form.weeks(localdate(at))
        form.ways(queries.ways(str(public_id), actor=actor, on=localdate(at)))
        found = queries.looks(
            str(public_id),
            actor=actor,
            on=localdate(at),
            narrow=form.narrow(),
            page=form.page(),
        )
        chain = integrity(at=at)
        look.saw(persons=[found.person.id])
    return render(
        request,
        "desk/looks.html",
        {
            "form": form,
            "found": found,
            "answer": queries.looks_answer(found, period=form.period()),
            "person": found.person,
            "narrowed": form.is_narrowed(),
            "query": request.GET.urlencode(),
            "integrity": chain,
        },
    )
