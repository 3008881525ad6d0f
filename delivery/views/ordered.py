"""What whoever ordered does: send an order elsewhere, answer a question, see to an early start."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.queries import draft
from delivery import actions, forms, queries
from delivery.queries import OrderPage
from delivery.rules import draft_form
from delivery.views.order import context_of, draft_context, text_of
from people.access import Actor, reading, require
from people.adapters import attempt, renew, status_of
from people.refusals import NotFound
from people.roles import Permission
from people.signed_in import actor_of


def _must_order(found: OrderPage, actor: Actor) -> None:
    """What the action asks for, asked when the page opens: nobody types what they may not send.

    Raises AccessDenied.
    """
    require(actor, Permission.ASSESS if found.row.trial else Permission.DECIDE)


@require_http_methods(["GET", "POST"])
def redirect_to(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Send til en annen enhet», by whoever ordered."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    day = localdate(at)
    with reading(actor, Permission.WORK_CASE, page="Bestilling – Send videre", at=at) as look:
        found = queries.sent_order(str(public_id), actor=actor, on=day)
        _must_order(found, actor)
        row = found.row
        units = queries.performing_units(
            actor.municipality_id or 0, service_key=row.service_key, on=day, besides=row.unit_id
        )
        look.saw(persons=[row.person_id], case=row.case_id)
    form = forms.Redirect(
        request.POST if request.method == "POST" else None,
        usual=[(unit.key, unit.name) for unit in units if unit.usual],
        others=[(unit.key, unit.name) for unit in units if not unit.usual],
        trial=row.trial,
        initial={"version": row.version},
    )
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.redirect_order(str(public_id), **form.cleaned_data, actor=actor, at=at),
        )
        is not None
    ):
        messages.success(request, _("Bestillingen er sendt."))
        return redirect(f"/saker/{row.reference}/")
    renew(form, row.version)
    return render(
        request,
        "delivery/redirect.html",
        context_of(found, actor) | {"form": form},
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, asked: UUID) -> HttpResponse:
    """«Svar på spørsmål om bestilling», by the one asked or a colleague."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    name = draft_form("svar", asked)
    with reading(actor, Permission.WORK_CASE, page="Bestilling – Svar på spørsmål", at=at) as look:
        found = queries.question_page(str(asked), actor=actor, on=localdate(at))
        row = found.order.row
        kept = draft(owner_id=actor.staff(), form=name, case_id=row.case_id)
        look.saw(persons=[row.person_id], case=row.case_id)
    form = forms.Answer(request.POST if request.method == "POST" else None, initial=text_of(kept))
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.answer_about_order(str(asked), **form.cleaned_data, actor=actor, at=at),
        )
        is not None
    ):
        messages.success(request, _("Svaret er sendt. Det står på bestillingen."))
        return redirect(f"/saker/{row.reference}/")
    words: dict[str, Any] = {
        "title": _("Svar på spørsmål om bestilling"),
        "submit": _("Send svaret"),
        "question": found.question,
        "form": form,
        **draft_context(request, name, kept),
    }
    return render(
        request,
        "delivery/ordered.html",
        context_of(found.order, actor) | words,
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def early(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """«Startet før vedtaket gjelder»: why, and what whoever ordered has done about it."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    name = draft_form("tidlig", public_id)
    with reading(actor, Permission.WORK_CASE, page="Bestilling – Tidlig oppstart", at=at) as look:
        found = queries.sent_order(str(public_id), actor=actor, on=localdate(at))
        _must_order(found, actor)
        row = found.row
        kept = draft(owner_id=actor.staff(), form=name, case_id=row.case_id)
        look.saw(persons=[row.person_id], case=row.case_id)
    if not row.early_reason:
        raise NotFound("Tjenesten startet ikke før bestillingen gjelder.")
    form = forms.SettleEarly(
        request.POST if request.method == "POST" else None, initial=text_of(kept)
    )
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.settle_early_start(
                str(public_id), **form.cleaned_data, version=row.version, actor=actor, at=at
            ),
        )
        is not None
    ):
        messages.success(request, _("Oppfølgingen er registrert."))
        return redirect(f"/saker/{row.reference}/")
    words: dict[str, Any] = {
        "title": _("Startet før utprøvingen gjelder")
        if row.trial
        else _("Startet før vedtaket gjelder"),
        "submit": _("Registrer oppfølgingen"),
        "form": form,
        **draft_context(request, name, kept),
    }
    return render(
        request,
        "delivery/ordered.html",
        context_of(found, actor) | words,
        status=status_of(form),
    )
