"""Between knowing who somebody is and their being signed in; and whether that was lately."""

import datetime as dt
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.contrib.auth import SESSION_KEY, login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from people.adapters.sessions import HOW, KNOWN, PROVIDER_SESSION, STARTED
from people.models import Account

View = Callable[..., HttpResponseBase]

ASKED: Final = "asked"  # what this browser was sent to the provider with, by its state
TABS: Final = 5  # so many may be on their way at once
HALF: Final = "half"  # whose password was right, while something more is asked for
HALF_LASTS: Final = 600  # seconds
BY_PROVIDER: Final = "provider"
BY_PASSWORD: Final = "password"  # noqa: S105 - the name of a way in
BACKEND: Final = "django.contrib.auth.backends.ModelBackend"


def send_away(request: HttpRequest, *, target: str, again: bool, at: dt.datetime) -> dict[str, str]:
    """Remember in this browser what it is sent to the provider with; returns that."""
    made = {
        "state": secrets.token_urlsafe(24),
        "nonce": secrets.token_urlsafe(24),
        "verifier": secrets.token_urlsafe(48),
    }
    asked: dict[str, Any] = dict(request.session.get(ASKED, {}))
    asked[made["state"]] = {
        "nonce": made["nonce"],
        "verifier": made["verifier"],
        "next": safe(request, target),
        "again": again,
        "at": at.timestamp(),
    }
    request.session[ASKED] = dict(list(asked.items())[-TABS:])
    return made


def come_back(request: HttpRequest) -> Mapping[str, Any] | None:
    """What the browser was sent away with, once; none if it was not, or has been back."""
    asked: dict[str, Any] = dict(request.session.get(ASKED, {}))
    begun: Mapping[str, Any] | None = asked.pop(request.GET.get("state", ""), None)
    request.session[ASKED] = asked
    return begun


def come_in(
    request: HttpRequest,
    account_id: int,
    *,
    how: str,
    at: dt.datetime,
    provider_session: str = "",
) -> None:
    """Sign somebody in: a new session key, whoever they were before, and its clocks set.

    Signing in again as the same person keeps what the day has left; what was half done is thrown
    away either way.
    """
    session = request.session
    same = session.get(SESSION_KEY) == str(account_id)
    started = session.get(STARTED) if same else None
    login(request, Account.objects.get(pk=account_id), backend=BACKEND)
    session.cycle_key()
    for name in (HALF, ASKED):
        session.pop(name, None)
    session[STARTED] = started or at.timestamp()
    session[KNOWN] = at.timestamp()
    session[HOW] = how
    session[PROVIDER_SESSION] = provider_session


def half_way(request: HttpRequest, account_id: int, *, target: str, at: dt.datetime) -> None:
    """Remember whose password was right; it opens nothing but the page that asks for more."""
    request.session.cycle_key()
    request.session[HALF] = {
        "account": account_id,
        "next": safe(request, target),
        "at": at.timestamp(),
    }


def half(request: HttpRequest, *, at: dt.datetime) -> Mapping[str, Any] | None:
    """Whose password was right, in this browser and not long ago."""
    kept: Mapping[str, Any] | None = request.session.get(HALF)
    return kept if kept and at.timestamp() - kept["at"] <= HALF_LASTS else None


def came_by_provider(request: HttpRequest) -> bool:
    """Whether this session came in through whoever vouches for staff."""
    return bool(request.session.get(HOW) == BY_PROVIDER)


def way_again(target: str) -> str:
    """Where somebody whom the provider vouched for shows anew who they are."""
    return f"{resolve_url('provider')}?{urlencode({'igjen': 1, 'next': target})}"


def signed_in_within(request: HttpRequest, *, minutes: int, at: dt.datetime) -> bool:
    """Whether somebody showed who they are in this session at most `minutes` ago."""
    session = request.session
    known = session.get(KNOWN, session.get(STARTED, 0.0))
    return bool(at.timestamp() - known <= minutes * 60)


def asked_again(request: HttpRequest, *, minutes: int = 5, at: dt.datetime) -> HttpResponse | None:
    """The way to show once more who one is (step-up); None where that was done lately.

    A form that was sent is not carried out: the frame keeps its words and gives them back when its
    page is opened again, once they have (`tildeling.typed`).
    """
    if signed_in_within(request, minutes=minutes, at=at):
        return None
    target = request.get_full_path()
    if request.method not in {"GET", "HEAD"}:
        came_from = urlsplit(request.headers.get("Referer", ""))
        query = f"?{came_from.query}" if came_from.query else ""
        target = f"{came_from.path}{query}" if came_from.path else "/"
        request.asked_again = target  # type: ignore[attr-defined]  # read by the frame
    return redirect(f"{resolve_url('sign-in-again')}?{urlencode({'next': target})}")


def recent_login(*, minutes: int = 5) -> Callable[[View], View]:
    """Make a door ask again who it is, where that was shown more than `minutes` ago (step-up)."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            again = asked_again(request, minutes=minutes, at=timezone.now())
            return view(request, *args, **kwargs) if again is None else again

        return guarded

    return guard


def safe(request: HttpRequest, target: str) -> str:
    """Where to go on to, if it is here; else the first page."""
    here = url_has_allowed_host_and_scheme(
        target, {request.get_host()}, require_https=request.is_secure()
    )
    return target if here and target else "/"
