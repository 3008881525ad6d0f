"""What somebody typed and sent after their session had ended: kept until they are back, once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.adapters import draft_fields
from people.adapters import typed
from people.models import Account
from people.signed_in import actor_of
from tildeling.actions import make_draft
from tildeling.middleware import API, Respond, refusal_page, typed_texts

# Whose pages this browser shows, signed, also when the session is over. It opens nothing: it says
# whom alone the words may be given back to. A form of an earlier sign-in has another CSRF token.
MARK: Final = "__Host-writer" if settings.HTTPS else "writer"
MARK_LASTS: Final = timedelta(days=1)  # since a page was opened; older pages show the words at once
MOST: Final = 500_000  # characters of one form
KEPT: Final = "typed"  # in a session that nobody has signed in to; it lasts half an hour


class KeepTyped:
    """Loses no words that are sent when nobody is signed in any more, and sends none by itself.

    They are kept in the nameless session on the way to sign in. Who signs in next gets them back as
    a draft, or to copy, if it is who wrote them; whoever else it is, they are thrown away unseen.
    Files are not kept.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer; a page says in this browser whose it is."""
        response = self.get_response(request)
        again = getattr(request, "asked_again", "")
        if again and isinstance(request.user, Account) and _has_words(request):
            _keep_for(request, request.user.pk, page=again, here_alone=True)
        reader = getattr(request, "reader", None)
        if reader is not None and response.headers.get("Content-Type", "").startswith("text/html"):
            response.set_cookie(
                MARK,
                signing.dumps(reader, salt=MARK),
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(
        self,
        request: HttpRequest,
        view: Callable[..., HttpResponseBase],
        _args: tuple[Any, ...],
        _kwargs: dict[str, Any],
    ) -> HttpResponse | None:
        """Keep what somebody sends who must sign in first; give back what is kept."""
        if not getattr(view, "login_required", True) or request.path.startswith(API):
            return None
        account = request.user
        if isinstance(account, Account):
            request.reader = account.pk  # type: ignore[attr-defined]  # read above
            return _given_back(request, account)
        return None if request.headers.get("HX-Request") else _kept(request)


def _kept(request: HttpRequest) -> HttpResponse | None:
    """To sign in, with the words kept, or shown where nobody knows whose; None without words."""
    if not _has_words(request):
        return None
    writer = _marked(request)
    here = urlsplit(request.headers.get("Referer", "")).path or "/"
    if writer is None or not _keep_for(request, writer, page=here):
        sentence = _("Du var logget ut, og skjemaet ble ikke sendt.")
        return refusal_page(request, 403, [sentence])
    return redirect_to_login(here)


def _has_words(request: HttpRequest) -> bool:
    return bool(typed_texts(request) or _fields(request))


def _fields(request: HttpRequest) -> dict[str, Any]:
    """What was typed in a form that has a draft."""
    return draft_fields(request.POST) if request.POST.get("_form") else {}


def _keep_for(request: HttpRequest, account: int, *, page: str, here_alone: bool = False) -> bool:
    """Keep what was sent for whoever has the account; `here_alone`: until `page` is opened again.

    False where it is more than a form holds.
    """
    if sum(len(text) for _name, texts in request.POST.lists() for text in texts) > MOST:
        return False
    request.session[KEPT] = {
        "account": account,
        "page": page,
        "here_alone": here_alone,
        "texts": typed_texts(request),
        "fields": _fields(request),
        "form": typed(request, "_form"),
        "reference": typed(request, "_case"),
        "person": typed(request, "_person"),
    }
    return True


def _given_back(request: HttpRequest, account: Account) -> HttpResponse | None:
    """Make what was kept the writer's draft, or else the page that shows it; None for the rest."""
    if KEPT not in request.session or request.method != "GET" or request.headers.get("HX-Request"):
        return None
    kept = request.session[KEPT]
    if kept.get("here_alone") and kept["page"] != request.get_full_path():
        return None
    del request.session[KEPT]
    if kept["account"] != account.pk:
        return None
    if kept["fields"] and _drafted(request, kept):
        return None
    if not kept["texts"]:
        return None
    why = _("Du var logget ut, og skjemaet ble ikke sendt.")
    if kept.get("here_alone"):
        why = _("Du måtte vise hvem du er på nytt, og skjemaet ble ikke sendt.")
    context = {
        "sentences": [why],
        "typed": kept["texts"],
        "back": kept["page"],
    }
    return render(request, "tildeling/unsent.html", context)


def _drafted(request: HttpRequest, kept: dict[str, Any]) -> bool:
    """Whether the words are the writer's draft now."""
    at = timezone.now()  # noqa: TID251 - the frame is part of the door
    return make_draft(
        kept["form"],
        fields=kept["fields"],
        reference=kept["reference"],
        person=kept["person"],
        actor=replace(actor_of(request, at=at), once=None),
        at=at,
    )


def _marked(request: HttpRequest) -> int | None:
    """Whose pages this browser showed last, not long ago; none if it does not say so truly."""
    try:
        found = signing.loads(request.COOKIES.get(MARK, ""), salt=MARK, max_age=MARK_LASTS)
    except signing.BadSignature:
        return None
    return int(found)
