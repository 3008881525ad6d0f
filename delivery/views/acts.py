"""The acts on an order: each calls one action, and goes back to where the user works on."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.adapters import brought_back
from cases.queries import case_head, find, person_head
from delivery import actions, forms, queries
from delivery.queries import OrderPage
from delivery.rules import COMPLETING, Act, draft_form
from delivery.views.order import (
    banner,
    context_of,
    draft_context,
    planned,
    show,
    show_with_draft,
    text_of,
)
from people.access import reading
from people.adapters import attempt, renew, status_of
from people.roles import Permission
from people.signed_in import actor_of


@require_POST
def confirm(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Bekreft mottak», from the order's own page."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.Confirm(request.POST)
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.confirm_order(str(public_id), **form.cleaned_data, actor=actor, at=at),
        )
        is not None
    ):
        messages.success(request, _("Mottaket er bekreftet."))
        return redirect("order", public_id=public_id)
    found = show(public_id, actor=actor, at=at, page="Bestilling")
    form.initial = planned(found, on=localdate(at))
    renew(form, found.row.version)
    return render(
        request,
        "delivery/order.html",
        context_of(found, actor) | {"form": form},
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Avvis», with a reason that goes back to a named person."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    name = draft_form(Act.REFUSE, public_id)
    found, kept = show_with_draft(public_id, name, actor=actor, at=at, page="Bestilling – Avvis")
    posted = request.POST if request.method == "POST" else None
    form = forms.Refuse(posted, initial={"version": found.row.version, **text_of(kept)})
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.refuse_order(str(public_id), **form.cleaned_data, actor=actor, at=at),
        )
        is not None
    ):
        messages.success(
            request,
            _("Bestillingen er avvist. %(who)s har fått svaret.") % {"who": found.ordered_by},
        )
        return redirect("orders")
    renew(form, found.row.version)
    words = {
        "title": _("Avvis bestillingen"),
        "lead": _("Svaret går til %(who)s.") % {"who": found.ordered_by},
        "submit": _("Avvis bestillingen"),
        "form": form,
        **draft_context(request, name, kept),
    }
    return render(
        request, "delivery/act.html", context_of(found, actor) | words, status=status_of(form)
    )


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Registrer oppstart», with the first day."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    name = draft_form(Act.START, public_id)
    found, kept = show_with_draft(
        public_id, name, actor=actor, at=at, page="Bestilling – Registrer oppstart"
    )
    form = forms.Start(
        request.POST if request.method == "POST" else None,
        changes=found.row.change_since is not None and found.row.change_here,
        early=_early(found, on=localdate(at), posted=request.method == "POST"),
        is_early=localdate(at) < found.row.from_on,
        initial={
            "version": found.row.version,
            "starts_on": min(found.row.start_on, localdate(at)),
            "replace": kept is None or "replace" in kept.fields,  # unticked it is not sent
            **text_of(kept),
        },
    )
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.start_order(str(public_id), **form.cleaned_data, actor=actor, at=at),
        )
        is not None
    ):
        messages.success(request, _("Oppstarten er registrert."))
        return redirect("order", public_id=public_id)
    renew(form, found.row.version)
    words = {
        "title": _("Registrer oppstart"),
        "submit": _("Registrer oppstart"),
        "form": form,
        **draft_context(request, name, kept),
    }
    return render(
        request, "delivery/act.html", context_of(found, actor) | words, status=status_of(form)
    )


def _early(found: OrderPage, *, on: dt.date, posted: bool) -> str:
    """What is said at the reason for an early start; empty where there is nothing to explain.

    It stands there while the order's first day has not come, and to answer one who chose a day
    before it.
    """
    row = found.row
    if row.ordered_on >= row.from_on or not (posted or on < row.from_on):
        return ""
    return _("Bestillingen gjelder fra %(day)s. Grunnen går til %(who)s som en oppgave.") % {
        "day": f"{row.from_on:%d.%m.%Y}",
        "who": found.ordered_by,
    }


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Avslutt», with the last day and a reason."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    name = draft_form(Act.END, public_id)
    found, kept = show_with_draft(public_id, name, actor=actor, at=at, page="Bestilling – Avslutt")
    form = forms.End(
        request.POST if request.method == "POST" else None,
        started=found.row.started_on is not None,
        trial=found.row.trial,
        initial={
            "version": found.row.version,
            **_ending(found, on=localdate(at)),
            **text_of(kept),
        },
    )

    def act() -> dict[str, Any]:
        data = form.cleaned_data
        return actions.end_order(
            str(public_id),
            code=data["code"],
            reason=data["reason"],
            ends_on=form.ends_on(),
            version=data["version"],
            actor=actor,
            at=at,
        )

    if form.is_valid() and attempt(form, act) is not None:
        messages.success(request, _("Tjenesten er avsluttet."))
        return redirect("order", public_id=public_id)
    renew(form, found.row.version)
    words = {
        "title": _("Avslutt tjenesten"),
        "submit": _("Avslutt tjenesten"),
        "danger": True,
        "form": form,
        **draft_context(request, name, kept),
    }
    return render(
        request, "delivery/act.html", context_of(found, actor) | words, status=status_of(form)
    )


def _ending(found: OrderPage, *, on: dt.date) -> dict[str, Any]:
    """What is proposed: today was the last day; or what the register says of a death or a move."""
    person = found.person
    if person is not None and person.died_on is not None:
        return {"code": "DEATH", "last_on": min(on, person.died_on)}
    if person is not None and person.moves_on is not None and person.moves_on <= on:
        return {"code": "MOVED", "last_on": person.moves_on - dt.timedelta(days=1)}
    return {"last_on": on}


@require_http_methods(["GET", "POST"])
def complete(request: HttpRequest, reference: str) -> HttpResponse:
    """«Avslutt saken», when everything granted has ended or the answer is told."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    day = localdate(at)
    with reading(actor, Permission.WORK_CASE, page="Sak – Avslutt", at=at) as look:
        case_id = find(reference, actor=actor, acting=True)
        case = case_head(case_id, on=day)
        person = person_head(case.person_id, on=day)
        orders = queries.orders_of_case(case_id, on=day)
        missing = queries.missing_to_complete(case_id, on=day)
        look.saw(persons=[person.id], case=case_id)
    form = forms.Complete(
        request.POST if request.method == "POST" else None,
        initial={"version": case.version, "told": person.full_name},
    )
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.complete_case(case_id, **form.cleaned_data, actor=actor, at=at),
        )
        is not None
    ):
        messages.success(request, _("Saken er avsluttet."))
        return redirect(f"/saker/{reference}/")
    renew(form, case.version)
    kept = brought_back(request, form, COMPLETING, actor=actor, at=at, case_id=case_id)
    return render(
        request,
        "delivery/complete.html",
        {
            **kept,
            "form": form,
            "case": case,
            "person": banner(person, linked=True),
            "orders": orders,
            "missing": [] if form.is_bound else missing,
        },
        status=status_of(form),
    )
