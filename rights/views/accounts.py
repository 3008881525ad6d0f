"""Accounts in the set-up: made, closed, opened; and the code its owner chooses a password by."""

import datetime as dt
import secrets
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from entrance.adapters import entry_digest, recent_login
from entrance.rules import BLOCKS, recovery_code
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.refusals import NotFound
from people.roles import Permission
from rights import actions, forms, queries
from rights.views.given import asked, member

Act = Callable[..., dict[str, Any]]


@recent_login()
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Something to sign in with; its owner chooses the password."""
    actor, at = who(request)
    row = member(public_id, actor, at)
    form = forms.NewAccount(posted(request))
    made = carried_out(
        form, lambda: actions.create_account(row.id, **form.cleaned_data, actor=actor, at=at)
    )
    if made is not None:
        return _expected(request, public_id, made, _("Kontoen er opprettet."))
    lead = _("Den ansatte velger passordet selv, med en engangskode fra lederen.")
    return asked(
        request, form, row, title=_("Ny brukerkonto"), submit=_("Opprett konto"), lead=lead
    )


@recent_login()
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, public_id: uuid.UUID, account_id: int) -> HttpResponse:
    """Close an account at once, after a page that says which; not one's own."""
    title = _("Steng kontoen")
    lead = _("Den ansatte blir logget ut med det samme. Kontoen kan åpnes igjen senere.")
    return _sure(
        request,
        public_id,
        account_id,
        actions.close_account,
        title=title,
        lead=lead,
        done=_("Kontoen er stengt."),
        danger=True,
    )


@recent_login()
@require_http_methods(["GET", "POST"])
def reopen(request: HttpRequest, public_id: uuid.UUID, account_id: int) -> HttpResponse:
    """A closed account can be used again."""
    lead = _("Den ansatte velger nytt passord, med en engangskode fra lederen.")
    return _sure(
        request,
        public_id,
        account_id,
        actions.open_account,
        title=_("Åpne kontoen"),
        lead=lead,
        done=_("Kontoen er åpnet."),
    )


@recent_login()
@require_http_methods(["GET", "POST"])
def code_asked(request: HttpRequest, public_id: uuid.UUID, account_id: int) -> HttpResponse:
    """Somebody has forgotten the password: whoever leads them gives them a code."""
    lead = _("Den ansatte velger nytt passord, med en engangskode fra lederen.")
    return _sure(
        request,
        public_id,
        account_id,
        actions.ask_code,
        title=_("Ny engangskode"),
        lead=lead,
        done=_("Engangskoden er bedt om."),
    )


@recent_login()
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest, code_id: uuid.UUID) -> HttpResponse:
    """«Engangskode»: shown this once, to whoever gives it to the account's owner."""
    actor, at = who(request)
    with reading(actor, Permission.REVIEW_RIGHTS, page="Tilganger", at=at):
        row = queries.code(str(code_id), actor=actor, on=localdate(at))
    form = Form(posted(request))
    made = recovery_code(secrets.token_bytes(BLOCKS * BLOCKS))
    done = carried_out(form, lambda: actions.give_code(str(code_id), code=made, actor=actor, at=at))
    context: dict[str, Any] = {"row": row, "form": form}
    if done is not None and done["digest"] == entry_digest(made):
        context |= {"code": made, "until": dt.datetime.fromisoformat(done["until"])}
        return render(request, "rights/code.html", context)
    if done is not None:  # the same form once more: what it showed is not kept
        messages.warning(request, _("Koden er allerede vist. Vis en ny hvis den er borte."))
        return redirect("give-code", code_id=code_id)
    return render(request, "rights/code.html", context, status=status_of(form))


def _sure(
    request: HttpRequest,
    public_id: uuid.UUID,
    account_id: int,
    act: Act,
    *,
    title: str,
    lead: str,
    done: str,
    danger: bool = False,
) -> HttpResponse:
    """A page that asks once more, and then does it."""
    actor, at = who(request)
    row = member(public_id, actor, at)
    account = next((one for one in row.accounts if one.id == account_id), None)
    if account is None:
        raise NotFound(_("Vi finner ikke brukerkontoen."))
    form = Form(posted(request))
    made = carried_out(form, lambda: act(account_id, actor=actor, at=at))
    if made is not None:
        return _expected(request, public_id, made, done)
    said = f"{account.username}. {lead}"
    return asked(request, form, row, title=title, submit=title, lead=said, danger=danger)


def _expected(
    request: HttpRequest, public_id: uuid.UUID, made: dict[str, Any], done: str
) -> HttpResponse:
    """What was done; who gives the code, or the page of the code where that is oneself."""
    if "code" in made and not made["asked_of"]:
        messages.success(request, done)
        return redirect("give-code", code_id=made["code"])
    if "code" in made:
        name = {"name": made["asked_of"]}
        done = f"{done} {_('%(name)s gir engangskoden til den ansatte.') % name}"
    messages.success(request, done)
    return redirect("user", public_id=public_id)
