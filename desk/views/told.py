"""The report a person gets of who has looked: a page to go through with them, and a PDF to give."""

import datetime as dt
import uuid
from hashlib import sha256
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from desk import forms, queries
from desk.adapters import told_pdf
from inspection.actions import take_out
from inspection.kinds import Purpose, What
from people.access import Actor, reading
from people.adapters import who
from people.roles import Permission

PAGE: Final = "Innsynslogg – svar til personen"


@require_GET
def looks_told(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who has looked, in plain words and by day, as the person is told it."""
    actor, at = who(request)
    found = _found(request, public_id, actor, at)
    context = {"found": found, "person": found.person, "query": request.GET.urlencode()}
    return render(request, "desk/told.html", context)


@require_GET
def looks_told_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same to take along, in the person's own language; its name names nobody."""
    actor, at = who(request)
    found = _found(request, public_id, actor, at, own_language=True)
    made = told_pdf(found, at=at)
    take_out(
        What.TOLD,
        purpose=Purpose.INSIGHT,
        form="pdf",
        persons=[found.person.id],
        rows=found.total,
        sha256=sha256(made).hexdigest(),
        actor=actor,
        at=at,
    )
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="innsyn-{localdate(at):%Y-%m-%d}.pdf"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _found(
    request: HttpRequest,
    public_id: uuid.UUID,
    actor: Actor,
    at: dt.datetime,
    *,
    own_language: bool = False,
) -> queries.Told:
    form, key, on = forms.LookFilter(request.GET), str(public_id), localdate(at)
    with reading(actor, Permission.AUDIT, page=PAGE, at=at) as look:
        form.weeks(on)
        form.ways(queries.ways(key, actor=actor, on=on))
        speaks = translation.get_language() or "nb"
        if own_language:
            speaks = queries.language_of(key, actor=actor)
        with translation.override(speaks):
            found = queries.told(key, actor=actor, on=on, narrow=form.narrow())
        look.saw(persons=[found.person.id])
    return found
