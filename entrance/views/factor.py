"""The second step of signing in: asked for, set up, and looked after in one's profile."""

import secrets
from base64 import b32encode
from collections.abc import Callable
from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.words import said
from entrance import actions, adapters, forms, queries, rules
from people import actions as people
from people.adapters import carried_out, posted, status_of
from people.refusals import AccessDenied, Refused, Slowed
from people.signed_in import address_of

APP: Final = "app"  # the key of one that is being set up, enciphered, in the session
BEGUN: Final = "passkey"  # what a browser's answer about a passkey is held against
KEY_BYTES: Final = 20


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """«Bekreft innloggingen»: the app's code, a recovery code, or a passkey."""
    at = timezone.now()
    half = adapters.half(request, at=at)
    if half is None:
        return redirect("login")
    account_id: int = half["account"]
    with_key = request.POST.get("credential", "")
    form = forms.Code(None if with_key else posted(request))
    wrong = ""
    try:
        if with_key:
            begun = request.session.pop(BEGUN, {})
            right = actions.check_passkey(account_id, answer=with_key, begun=begun, at=at)
            wrong = "" if right else _("Passnøkkelen ble ikke godtatt. Prøv igjen.")
        else:
            right = form.is_valid() and actions.check_code(
                account_id, code=form.cleaned_data["code"], at=at
            )
            wrong = "" if right or form.errors or not form.is_bound else actions.WRONG
    except Slowed as slowed:
        form.add_error(None, said(str(slowed), _)) if form.is_bound else None
        return _ask(request, account_id, form, said(str(slowed), _), status=429)
    if right:
        adapters.come_in(request, account_id, how=adapters.BY_PASSWORD, at=at)
        actions.note_entry(account_id, how="passkey" if with_key else "code", at=at)
        return redirect(half["next"])
    if wrong and form.is_bound:
        form.add_error("code", said(wrong, _))
    return _ask(request, account_id, form, said(wrong, _), status=422 if posted(request) else 200)


def _ask(
    request: HttpRequest, account_id: int, form: forms.Code, wrong: str, *, status: int
) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "wrong": "" if form.is_bound else wrong}
    known = queries.passkeys(account_id) if adapters.passkeys_work() else []
    if known:
        context["options"], request.session[BEGUN] = adapters.ask_to_use(known)
    context["only_passkey"] = "TOTP" not in queries.kinds_of_factor(account_id)
    return render(request, "entrance/second.html", context, status=status)


@login_not_required
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def first_time(request: HttpRequest) -> HttpResponse:
    """«Sett opp to-trinns innlogging», before one is let in for the first time."""
    at = timezone.now()
    half = adapters.half(request, at=at)
    if half is None or queries.kinds_of_factor(half["account"]):
        return redirect("second-factor" if half else "login")
    account_id: int = half["account"]

    def done(codes: list[str]) -> HttpResponse:
        adapters.come_in(request, account_id, how=adapters.BY_PASSWORD, at=at)
        actions.note_entry(account_id, how="set up", at=at)
        return _codes(request, codes, half["next"])

    return _set_up(request, account_id, done, back="")


@adapters.recent_login()
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def another(request: HttpRequest) -> HttpResponse:
    """«Legg til»: an app where there is none, or a passkey more."""

    def done(codes: list[str]) -> HttpResponse:
        messages.success(request, _("Innloggingen er oppdatert."))
        return _codes(request, codes, "/profil/innlogging/") if codes else redirect("own-factors")

    return _set_up(request, _own(request), done, back="/profil/innlogging/")


def _set_up(
    request: HttpRequest, account_id: int, done: Callable[[list[str]], HttpResponse], *, back: str
) -> HttpResponse:
    """The page with the picture for the app and, where it works, a passkey."""
    at = timezone.now()
    with_key = request.POST.get("credential", "")
    form = forms.Code(None if with_key else posted(request))
    secret = adapters.decipher(request.session.get(APP, "")) or secrets.token_bytes(KEY_BYTES)
    wrong = ""
    if with_key:
        begun = request.session.pop(BEGUN, {})
        try:
            codes = actions.add_passkey(account_id, answer=with_key, begun=begun, at=at)
        except Refused as refusal:
            wrong = said(str(refusal), _)
        else:
            return done(codes)
    else:
        made = carried_out(
            form,
            lambda: actions.add_app(
                account_id,
                secret=b32encode(secret).decode(),
                code=form.cleaned_data["code"],
                at=at,
            ),
        )
        if made is not None:
            request.session.pop(APP, None)
            return done(made)
    kinds = queries.kinds_of_factor(account_id)
    request.session[APP] = adapters.encipher(secret)
    username = queries.username_of(account_id)
    context: dict[str, Any] = {
        "form": form,
        "wrong": wrong,
        "back": back,
        "has_app": "TOTP" in kinds,
    }
    if "TOTP" not in kinds:
        context["typed"] = rules.in_blocks(secret)
        context["picture"] = adapters.picture_of(
            rules.app_address(secret, username=username, issuer="Tildeling")
        )
    if adapters.passkeys_work():
        context["options"], request.session[BEGUN] = adapters.ask_to_make(
            account_id, username, queries.passkeys(account_id)
        )
    status = 422 if wrong else status_of(form)
    return render(request, "entrance/set_up.html", context, status=status)


def _codes(request: HttpRequest, codes: list[str], target: str) -> HttpResponse:
    return render(request, "entrance/codes.html", {"codes": codes, "next": target})


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest) -> HttpResponse:
    """«Bekreft at det er deg»: the password once more, and the second step where there is one."""
    at = timezone.now()
    target = adapters.safe(request, request.POST.get("next", request.GET.get("next", "/")))
    if adapters.came_by_provider(request):
        return redirect(adapters.way_again(target))
    account_id = _own(request)
    form = forms.Again(posted(request))
    status = 200
    if form.is_valid():
        try:
            found = people.sign_in(
                queries.username_of(account_id),
                password=form.cleaned_data["password"],
                at=at,
                address=address_of(request),
            )
        except Slowed as slowed:
            form.add_error(None, said(str(slowed), _))
            status = 429
        else:
            if found is not None:
                if queries.kinds_of_factor(account_id):
                    adapters.half_way(request, account_id, target=target, at=at)
                    return redirect("second-factor")
                adapters.come_in(request, account_id, how=adapters.BY_PASSWORD, at=at)
                actions.note_entry(account_id, how="again", at=at)
                return redirect(target)
            form.add_error("password", _("Passordet er feil. Prøv igjen."))
    if status == 200 and form.errors:
        status = 422
    return render(request, "entrance/again.html", {"form": form, "next": target}, status=status)


@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """«Innlogging»: what one signs in with, and how many recovery codes are left."""
    account_id = _own(request)
    context = {
        "rows": queries.factors(account_id),
        "left": queries.codes_left(account_id),
        "provider": adapters.came_by_provider(request),
    }
    return render(request, "entrance/own.html", context)


@adapters.recent_login()
@require_POST
def remove(request: HttpRequest, factor_id: Any) -> HttpResponse:
    """«Fjern»: it counts no more."""
    actions.remove_factor(_own(request), factor=str(factor_id), at=timezone.now())
    messages.success(request, _("Innloggingen er oppdatert."))
    return redirect("own-factors")


@adapters.recent_login()
@require_POST
def new_codes(request: HttpRequest) -> HttpResponse:
    """«Lag nye koder»: shown this once, and the old ones count no more."""
    account_id = _own(request)
    if not queries.kinds_of_factor(account_id):
        raise Http404
    codes = actions.renew_codes(account_id, at=timezone.now())
    return _codes(request, codes, "/profil/innlogging/")


def _own(request: HttpRequest) -> int:
    account = request.user
    if account.pk is None:
        raise AccessDenied("Du må logge inn.", what="stranger")
    return int(account.pk)
