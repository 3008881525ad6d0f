"""Between the request and the doors: sign in first, the chosen language, and refusals as pages."""

from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.exceptions import SessionInterrupted
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_cache_control, patch_vary_headers

from audit.words import said
from people.adapters.sessions import STARTED
from people.models import Account
from people.refusals import AccessDenied, NotFound, Refused, Repeated

Respond = Callable[[HttpRequest], HttpResponse]

API: Final = "/api/"
SAFE: Final = frozenset({"GET", "HEAD"})
KNOWN_TO_PAGES: Final = SAFE | {"POST"}
KNOWN_TO_API: Final = KNOWN_TO_PAGES | {"PUT", "PATCH", "DELETE"}
NOT_ALLOWED: Final = 405  # the address of an act was opened as a page
NOT_FOUND: Final = 404
# What open pages ask for now and then: it keeps nobody signed in who has left the desk.
ASKED_BY_THE_CLOCK: Final = frozenset({"/oppgaver/nye/", "/kladd/andre/", "/okt/skjermet/"})
SHORT: Final = 20  # shorter texts are choices and numbers, not something somebody wrote


class OurOwnPages:
    """Refuses what another site's page asks us to do, and lets no other site have our answers.

    And methods that nothing here answers to, TRACE among them.

    Beside the token every form carries: a browser says itself where a request comes from
    (Sec-Fetch-Site), and holds back an answer that is not for the asking site. Systems say nothing.
    What is answered is kept in no cache: pages, drafts of letters and the API's own answers.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        known = KNOWN_TO_API if request.path.startswith(API) else KNOWN_TO_PAGES
        elsewhere = request.headers.get("Sec-Fetch-Site") == "cross-site"
        if request.method not in known:
            response = HttpResponse(status=NOT_ALLOWED, headers={"Allow": ", ".join(sorted(known))})
        elif elsewhere and request.method not in SAFE:
            response = HttpResponse(status=403)
        else:
            response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not response.has_header("Cache-Control"):
            patch_cache_control(response, private=True, no_store=True)
        return response


class QuietSessions(SessionMiddleware):
    """A session that is prolonged by what somebody does, not by what a page asks for by itself.

    However much they do, it ends SESSION_AT_MOST after they came in.
    """

    def process_request(self, request: HttpRequest) -> None:
        """The session of the request; none where its day has ended."""
        super().process_request(request)
        session = request.session
        if SESSION_KEY not in session:
            return
        now = timezone.now().timestamp()  # noqa: TID251 - sessions have no other door than this
        if now - session.setdefault(STARTED, now) > settings.SESSION_AT_MOST:
            session.flush()

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The answer; the session's end is moved unless the page asked by its own clock."""
        if request.path in ASKED_BY_THE_CLOCK and not request.session.modified:
            return response
        try:
            answer: HttpResponse = super().process_response(request, response)
        except SessionInterrupted:  # ended by somebody else, or by themself, while this was done
            return redirect_to_login(request.path if request.method == "GET" else "/")
        return answer


class SignInFirst(LoginRequiredMiddleware):
    """Sends a stranger to sign in, and afterwards back to the page they were on."""

    def handle_no_permission(  # type: ignore[override]  # the stubs know redirects only
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseBase:
        """After a post, back to the page that held the form; a part of a page gets 401."""
        if request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        if request.method in {"GET", "HEAD"}:
            return super().handle_no_permission(request, view_func)
        came_from = urlsplit(request.headers.get("Referer", ""))
        return redirect_to_login(came_from.path or "/", self.get_login_url(view_func))


class ChosenLanguage:
    """The language of the profile; bokmål for a stranger, whatever the browser asks for.

    In the API, which no profile stands behind, what `Accept-Language` asks for; else bokmål.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(API):
            return self._in_the_language_asked_for(request)
        account = getattr(request, "user", None)
        chosen = account.language if isinstance(account, Account) else "nb"
        with translation.override(chosen):
            return self.get_response(request)

    def _in_the_language_asked_for(self, request: HttpRequest) -> HttpResponse:
        asked = translation.get_language_from_request(request)
        with translation.override(asked):
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", asked)
        patch_vary_headers(response, ["Accept-Language"])
        return response


class RefusalMiddleware:
    """Turns a refusal that escapes from an HTML door into the page that explains it.

    What was typed is shown again. API requests pass: their door answers with problem documents.
    """

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            raise Http404  # the database has no such character, so no address of ours does
        response = self.get_response(request)
        if response.status_code == NOT_ALLOWED and not request.path.startswith(API):
            response = refusal_page(request, NOT_ALLOWED, [])
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The page for a refusal; None for anything else."""
        if request.path.startswith(API):
            return None
        match error:
            case Refused():
                found = [objection.sentence for objection in error.objections]
                return refusal_page(request, error.status, found)
            case AccessDenied():
                return refusal_page(
                    request,
                    403,
                    [error.sentence],
                    reason_at=error.reason_at,
                    back_at=error.back_at,
                )
            case NotFound():
                return refusal_page(request, 404, [error.sentence])
            case Repeated():
                return redirect("home")
            case _:
                return None


def refusal_page(
    request: HttpRequest,
    status: int,
    sentences: list[str],
    *,
    reason_at: str = "",
    back_at: str = "",
) -> HttpResponse:
    """The page for `status`, saying `sentences`; only the notice itself inside a page (htmx).

    `reason_at`: where a reason opens what was refused. `back_at`: what may be read instead.
    """
    told = [said(sentence, translation.gettext) for sentence in sentences]
    if status == NOT_FOUND:  # what the heading says is not said again
        heading = f"{translation.gettext('Vi finner ikke siden')}. "
        told = [sentence.removeprefix(heading) for sentence in told]
    part = bool(request.headers.get("HX-Request"))
    return render(
        request,
        "tildeling/refusal_part.html" if part else f"{status}.html",
        {
            "sentences": told,
            "typed": typed_texts(request),
            "back": back_at or _back(request),
            "reason_at": reason_at,
        },
        status=status,
    )


def typed_texts(request: HttpRequest) -> list[str]:
    """What somebody wrote and posted, so that no words are lost; not codes, keys or passwords."""
    if request.method != "POST":
        return []
    return [
        text
        for name, texts in request.POST.lists()
        if not name.startswith("_") and name != "csrfmiddlewaretoken" and "password" not in name
        for text in texts
        if len(text.strip()) > SHORT
    ]


def _back(request: HttpRequest) -> str:
    """The page the form stood on, if it is one of ours."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else ""
