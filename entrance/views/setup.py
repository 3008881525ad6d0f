"""«Oppsett»: which groups give which roles, which systems may come in, and who starts anew."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entrance import actions, adapters, forms, queries
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.queries import longest_last_day, unit_choices
from people.roles import SCOPES, Permission

PAGE = "Oppsett"


@require_GET
def mappings(request: HttpRequest) -> HttpResponse:
    """«Roller fra innloggingen»."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        rows = queries.mapping_rows(actor, on=localdate(at))
    return render(
        request, "entrance/mappings.html", {"rows": rows, "provider": adapters.configured()}
    )


@adapters.recent_login()
@require_http_methods(["GET", "POST"])
def mapping_new(request: HttpRequest) -> HttpResponse:
    """A group that gives a role."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        units = unit_choices(actor, on=localdate(at))
    form = forms.Mapping(posted(request), units=units, initial={"valid_from": localdate(at)})

    def act() -> object:
        typed = dict(form.cleaned_data)
        if typed["valid_to"] is not None:  # the page says the last day
            typed["valid_to"] += dt.timedelta(days=1)
        return actions.add_mapping(**typed, actor=actor, at=at)

    if carried_out(form, act) is not None:
        messages.success(request, _("Raden er lagt til. Den gjelder fra neste innlogging."))
        return redirect("mappings")
    return _form(request, form, _("Ny rad"), _("Legg til"), "mappings")


@adapters.recent_login()
@require_POST
def mapping_end(request: HttpRequest, mapping_id: uuid.UUID) -> HttpResponse:
    """The group gives the role no more."""
    actor, at = who(request)
    actions.end_mapping(str(mapping_id), actor=actor, at=at)
    messages.success(request, _("Raden er avsluttet."))
    return redirect("mappings")


@require_GET
def clients(request: HttpRequest) -> HttpResponse:
    """«Integrasjoner»: the systems that may come in by themselves."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        rows = queries.client_rows(actor, at=at)
    return render(request, "entrance/clients.html", {"rows": rows, "scopes": SCOPES})


@adapters.recent_login()
@require_http_methods(["GET", "POST"])
def client_new(request: HttpRequest) -> HttpResponse:
    """A system may come in; its secret is shown this once."""
    actor, at = who(request)
    today = localdate(at)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        units = unit_choices(actor, on=today)
    last_on = longest_last_day(today)
    form = forms.Client(posted(request), units=units, initial={"last_on": last_on})
    made = carried_out(form, lambda: actions.make_client(**form.cleaned_data, actor=actor, at=at))
    if made is not None:
        return render(request, "entrance/client_made.html", {"made": made})
    return _form(request, form, _("Ny integrasjon"), _("Registrer"), "clients")


@adapters.recent_login()
@require_POST
def client_revoke(request: HttpRequest, client_id: uuid.UUID) -> HttpResponse:
    """The system comes in no more."""
    actor, at = who(request)
    actions.revoke_client(str(client_id), actor=actor, at=at)
    messages.success(request, _("Integrasjonen er trukket tilbake."))
    return redirect("clients")


@require_GET
def account(request: HttpRequest, public_id: uuid.UUID, account_id: int) -> HttpResponse:
    """«Innlogging» of somebody's account: what it takes, and what may be taken away."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        row = queries.ways_of(account_id, actor=actor)
    return render(request, "entrance/account.html", {"row": row, "public_id": public_id})


@adapters.recent_login()
@require_POST
def factors_reset(request: HttpRequest, public_id: uuid.UUID, account_id: int) -> HttpResponse:
    """«Nullstill to-trinns innlogging», for who has lost what they signed in with."""
    actor, at = who(request)
    actions.reset_factors(account_id, actor=actor, at=at)
    messages.success(request, _("To-trinns innlogging er nullstilt."))
    return redirect("account-ways", public_id=public_id, account_id=account_id)


@adapters.recent_login()
@require_POST
def identity_release(request: HttpRequest, public_id: uuid.UUID, account_id: int) -> HttpResponse:
    """«Fjern koblingen» to the municipality's sign-in."""
    actor, at = who(request)
    actions.release_identity(account_id, actor=actor, at=at)
    messages.success(request, _("Koblingen er fjernet."))
    return redirect("account-ways", public_id=public_id, account_id=account_id)


def _form(request: HttpRequest, form: Any, title: str, submit: str, back: str) -> HttpResponse:
    context = {"form": form, "title": title, "submit": submit, "back": resolve_url(back)}
    return render(request, "people/setup_form.html", context, status=status_of(form))
