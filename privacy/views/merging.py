"""«Slå sammen»: two registrations side by side, and each thing two people say of them."""

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from people.access import reading
from people.adapters import attempt, carried_out, posted, status_of, who
from people.queries import alike
from people.roles import Permission
from privacy import actions, forms, queries
from privacy.kinds import MergeState
from privacy.policy import answers_on

PAGE = "Slå sammen"
TWO = "one of two"  # the ground: whether two registrations are one


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Find the other registration; look at the two; propose that they are one."""
    actor, at = who(request)
    today = localdate(at)
    with reading(actor, Permission.EDIT_PERSON, page=PAGE, at=at) as look:
        page = queries.privacy_page(str(public_id), actor=actor, on=today)
        hits = alike(page.person.id, actor=actor, on=today)
        look.saw(persons=[page.person.id, *(hit.id for hit in hits)], ground=TWO)
    if page.waiting and request.method != "POST":
        messages.info(request, _("Et forslag venter allerede. Svar på det først."))
        return redirect("merge", merge_id=page.waiting)
    near = [(hit.public_id, f"{hit.list_name}, {_born(hit.born_on)}") for hit in hits]
    context: dict[str, Any] = {"person": page.person, "hits": hits}
    proposing = "reason" in request.POST
    find = forms.Other(None if proposing else posted(request), alike=near)
    if not proposing and not find.is_valid():
        return render(
            request, "privacy/find.html", context | {"form": find}, status=status_of(find)
        )
    other = request.POST.get("other", "") if proposing else find.cleaned_data["other"]
    with reading(actor, Permission.EDIT_PERSON, page=PAGE, at=at) as look:
        other_id = queries.other_half(other, person_id=page.person.id, actor=actor)
        ids = [page.person.id, other_id]
        numbers = queries.numbers_of(ids)
        context |= {
            "lines": queries.side_by_side(*ids, on=today),
            "counts": queries.counts_of(*ids),
            "two_numbers": queries.have_two_numbers(ids),
        }
        look.saw(persons=ids, ground=TWO)
    form = forms.Propose(
        posted(request) if proposing else None,
        numbers=numbers,
        initial={"other": other, "number": numbers[0][0] if numbers else ""},
    )
    done = carried_out(
        form,
        lambda: actions.propose_merge(str(public_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Forslaget venter på en annen enn deg."))
        return redirect("merge", merge_id=done["merge"])
    return render(request, "privacy/propose.html", context | {"form": form}, status=status_of(form))


def _born(day: Any) -> str:
    return f"{day:%d.%m.%Y}" if day else _("Ikke satt")


@require_GET
def merge(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    """The two side by side, where it stands, and what one may say of it."""
    return _shown(request, merge_id)


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    """The two are one, after a page that says what then happens."""
    said = _("De to er slått sammen.")
    if request.method != "POST":
        return _sure(request, merge_id, MergeState.PROPOSED)
    return _said(request, merge_id, forms.Versioned(request.POST), actions.confirm_merge, said)


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    """A proposal is taken back or turned down; opened, the page with its button."""
    if request.method != "POST":
        return _shown(request, merge_id)
    said = _("Forslaget er trukket.")
    return _said(request, merge_id, forms.Versioned(request.POST), actions.withdraw_merge, said)


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    """They are two after all; opened, the page with its button."""
    if request.method != "POST":
        return _shown(request, merge_id)
    said = _("Forslaget venter på en annen enn deg.")
    return _said(request, merge_id, forms.Undo(request.POST), actions.propose_unmerge, said)


@require_http_methods(["GET", "POST"])
def confirm_undo(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    """Everything goes back, after a page that says what then happens."""
    if request.method != "POST":
        return _sure(request, merge_id, MergeState.UNDO_PROPOSED)
    said = _("Sammenslåingen er opphevet. Vurder avviket innen fristen.")
    return _said(request, merge_id, forms.Versioned(request.POST), actions.confirm_unmerge, said)


@require_http_methods(["GET", "POST"])
def breach(request: HttpRequest, merge_id: uuid.UUID) -> HttpResponse:
    """What came of what was shown of the wrong person; opened, the page with its button."""
    if request.method != "POST":
        return _shown(request, merge_id)
    said = _("Vurderingen er lagret.")
    return _said(request, merge_id, forms.Breach(request.POST), actions.settle_breach, said)


def _said(
    request: HttpRequest,
    merge_id: uuid.UUID,
    form: Form,
    act: Callable[..., Any],
    told: str,
) -> HttpResponse:
    actor, at = who(request)
    if form.is_valid():
        done = attempt(form, lambda: act(str(merge_id), **form.cleaned_data, actor=actor, at=at))
        if done is not None:
            messages.success(request, told)
            return redirect("merge", merge_id=merge_id)
    return _shown(request, merge_id, form)


def _sure(request: HttpRequest, merge_id: uuid.UUID, state: MergeState) -> HttpResponse:
    """What happens when a proposal is confirmed; back to it when it waits for nobody or oneself."""
    actor, at = who(request)
    with reading(actor, Permission.EDIT_PERSON, page=PAGE, at=at) as look:
        page = queries.merge_page(str(merge_id), actor=actor, on=localdate(at))
        look.saw(persons=[page.kept_id, page.absorbed_id], ground=TWO)
    if page.state is not state or page.own:
        return redirect("merge", merge_id=merge_id)
    hours = answers_on(localdate(at)).breach_hours
    context = {"page": page, "undoing": state is MergeState.UNDO_PROPOSED, "hours": hours}
    return render(request, "privacy/sure.html", context)


def _shown(request: HttpRequest, merge_id: uuid.UUID, form: Form | None = None) -> HttpResponse:
    actor, at = who(request)
    with reading(actor, Permission.EDIT_PERSON, page=PAGE, at=at) as look:
        page = queries.merge_page(str(merge_id), actor=actor, on=localdate(at))
        look.saw(persons=[page.kept_id, page.absorbed_id], ground=TWO)
    first = {"version": page.version}
    context = {
        "page": page,
        "form": None if isinstance(form, forms.Undo | forms.Breach) else form,
        "undo": form if isinstance(form, forms.Undo) else forms.Undo(initial=first),
        "breach": form if isinstance(form, forms.Breach) else forms.Breach(initial=first),
    }
    return render(request, "privacy/merge.html", context, status=status_of(form) if form else 200)
