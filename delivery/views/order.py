"""One order: its page, the sheet for the bag, and a protected address on a page of its own."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from cases.adapters import tell_of_draft
from cases.queries import DraftRow, PersonHead, draft
from delivery import forms, queries
from delivery.queries import OrderPage
from delivery.rules import Act
from people.access import Actor, reading
from people.refusals import NotFound
from people.roles import Permission
from people.signed_in import actor_of


def show(public_id: UUID, *, actor: Actor, at: dt.datetime, page: str) -> OrderPage:
    """Read the order for an actor of its unit. Raises NotFound."""
    return show_with_draft(public_id, "", actor=actor, at=at, page=page)[0]


def show_with_draft(
    public_id: UUID, form: str, *, actor: Actor, at: dt.datetime, page: str
) -> tuple[OrderPage, DraftRow | None]:
    """The same, with what the actor had typed in `form` about it."""
    with reading(actor, Permission.DELIVER, page=page, at=at) as look:
        found = queries.order_page(str(public_id), actor=actor, on=localdate(at))
        case_id = found.row.case_id
        kept = draft(owner_id=actor.staff(), form=form, case_id=case_id) if form else None
        look.saw(persons=[found.row.person_id], case=found.row.case_id, ground="Bestilling")
    return found, kept


def text_of(kept: DraftRow | None) -> dict[str, Any]:
    """What was typed; not the version of the page it was typed on."""
    typed = kept.fields if kept else {}
    return {name: text for name, text in typed.items() if name != "version"}


def draft_context(request: HttpRequest, form: str, kept: DraftRow | None) -> dict[str, Any]:
    """What a page with a draft has; when it opens it says that the draft is brought back."""
    if request.method == "GET":
        tell_of_draft(request, kept)
    return {"draft": form, "saved_at": kept.saved_at if kept else None}


def context_of(found: OrderPage, actor: Actor) -> dict[str, Any]:
    """What every page of one order has. The banner links nowhere the actor may not go."""
    return {
        "order": found,
        "row": found.row,
        "person": banner(found.person, linked=actor.may(Permission.FIND_PERSON))
        if found.person
        else None,
        "may": {act.lower(): True for act in found.may},
        "opens_case": found.may_open_case,
    }


def banner(person: PersonHead, *, linked: bool) -> dict[str, Any]:
    """The person banner, with a link only for those who may open the person."""
    return {
        "list_name": person.list_name,
        "born_on": person.born_on,
        "age": person.age,
        "sex": person.sex,
        "number": person.number,
        "tags": person.tags,
        "details": person.details,
        "died_on": person.died_on,
        "url": person.url if linked else "",
    }


@require_GET
def order(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One order, with the one thing to do next."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    found = show(public_id, actor=actor, at=at, page="Bestilling")
    form = None
    if Act.CONFIRM in found.may:
        form = forms.Confirm(initial=planned(found, on=localdate(at)))
    return render(request, "delivery/order.html", context_of(found, actor) | {"form": form})


def planned(found: OrderPage, *, on: dt.date) -> dict[str, Any]:
    """What the confirmation proposes: the order's first day, or today where that is past."""
    return {"planned_start_on": max(found.row.from_on, on), "version": found.row.version}


@require_GET
def work_sheet(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """One page for the bag: only what the job needs, and never a protected address."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    found = show(public_id, actor=actor, at=at, page="Bestilling – arbeidsark")
    if found.row.hidden:
        raise NotFound("Arbeidsarket finnes bare for en bestilling enheten har.")
    return render(request, "delivery/work_sheet.html", context_of(found, actor))


@require_GET
def address(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """A protected address, for the unit that has confirmed and goes there; each look on record."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.DELIVER, page="Bestilling – fortrolig adresse", at=at) as look:
        found, where, phone = queries.protected_address(
            str(public_id), actor=actor, on=localdate(at)
        )
        look.saw(persons=[found.row.person_id], case=found.row.case_id, ground="Fortrolig adresse")
    return render(
        request,
        "delivery/address.html",
        context_of(found, actor) | {"address": where, "phone": phone},
    )
