"""«Bestillinger» by tab, what runs without a valid vedtak, and what is promised and not given."""

from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from audit.words import mark
from delivery import queries
from delivery.queries import View
from notifications.queries import oldest_unsent
from people.access import reading
from people.roles import Permission
from people.signed_in import actor_of

TABS: Final[dict[View, str]] = {
    View.NEW: mark("Nye"),
    View.CONFIRMED: mark("Bekreftet"),
    View.RUNNING: mark("I gang"),
    View.CHANGES: mark("Endringer"),
    View.ENDING: mark("Avsluttes snart"),
    View.ENDED: mark("Avsluttet"),
}
EMPTY: Final[dict[View, str]] = {
    View.NEW: mark("Ingen nye bestillinger. De kommer hit når et vedtak er fattet."),
    View.CONFIRMED: mark("Ingen bekreftede bestillinger venter på oppstart."),
    View.RUNNING: mark("Ingen tjenester er i gang."),
    View.CHANGES: mark("Ingen endringer venter."),
    View.ENDING: mark("Ingen vedtak går ut de neste fire ukene."),
    View.ENDED: mark("Ingen bestillinger er avsluttet."),
}


@require_GET
def orders(request: HttpRequest) -> HttpResponse:
    """One tab of the orders of one's units; an unknown tab is the first."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    wanted = request.GET.get("vis", "")
    view = View(wanted) if wanted in set(View) else View.NEW
    with reading(actor, Permission.DELIVER, page="Bestillinger", at=at) as look:
        found = queries.orders(actor=actor, view=view, on=localdate(at), page=page_of(request))
        unsent = oldest_unsent(actor, at=at)
        look.saw(persons=[row.person_id for row in found.rows])
    return render(
        request,
        "delivery/orders.html",
        {
            "unsent": unsent,
            "may_post": actor.may(Permission.POST_LETTERS),
            "view": view,
            "rows": found.rows,
            "page": found.page,
            "pages": found.pages,
            "tabs": [
                {
                    "label": _(label),
                    "url": f"?vis={each}",
                    "count": found.counts[each],
                    "current": each is view,
                }
                for each, label in TABS.items()
            ],
            "empty": EMPTY[view],
            "leads": actor.may(Permission.LEAD_DELIVERY),
        },
    )


@require_GET
def expired(request: HttpRequest) -> HttpResponse:
    """«Går uten gyldig vedtak»: in red until somebody has decided."""
    return _leaders(
        request,
        "Uten gyldig vedtak",
        "delivery/expired.html",
        queries.expired,
    )


@require_GET
def obligations(request: HttpRequest) -> HttpResponse:
    """«Åpne forpliktelser»: what is granted and not yet given."""
    return _leaders(request, "Åpne forpliktelser", "delivery/obligations.html", queries.obligations)


def _leaders(request: HttpRequest, page: str, template: str, query: Any) -> HttpResponse:
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page=page, at=at) as look:
        rows = query(actor=actor, on=localdate(at))
        look.saw(persons=[row.person_id for row in rows])
    return render(request, template, {"rows": rows, "delivers": actor.may(Permission.DELIVER)})


def page_of(request: HttpRequest) -> int:
    """Which page of a list the URL asks for; the first for nonsense."""
    side = request.GET.get("side", "")
    return int(side) if side.isascii() and side.isdigit() and len(side) < 7 else 1
