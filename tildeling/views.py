"""The doors of the frame: start, sign in, profile, shortcuts, session, health, and error pages."""

import datetime as dt
import sys
import uuid
from http import HTTPStatus
from typing import Any, Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import LoginView, LogoutView
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entrance.actions import note_entry
from entrance.adapters import BY_PASSWORD, come_in, configured, half_way
from entrance.queries import asks_more, kinds_of_factor
from people.queries import shielded_since
from people.roles import ROLES
from people.signed_in import address_of, passwords_open
from tildeling import forms, gallery, health
from tildeling.actions import choose_profile, choose_scheme
from tildeling.frame import Frame, account_of, left_of_the_day
from tildeling.middleware import API, refusal_page, typed_texts

# An act is on record at the moment it was asked for, and seen by others a little later.
OVERLAP: Final = 10
SOON: Final = 5  # seconds, in which a database that was killed is mostly up again
# SQLSTATE: connection, no room or memory, shut down or starting. A cancelled question (57014), a
# deadlock (40P01) and a lock that is not given (55P03) are errors of ours.
NOT_SERVING: Final = ("08", "53", "57P0")
DEMO_PASSWORD: Final = "demo-tildeling"  # noqa: S105 - printed on the demo's own sign-in page


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """To the first page of one's menu."""
    return redirect(Frame(request).start)


class SignIn(LoginView):
    """«Logg inn». Afterwards back to the page one came from, if it is ours."""

    template_name = "tildeling/login.html"
    authentication_form = forms.SignIn
    redirect_authenticated_user = True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """In the demo, one user per role stands on the page."""
        demo = [(row.demo_user, row.label) for row in ROLES.values() if row.demo_user]
        return super().get_context_data(
            **kwargs,
            demo_users=demo if settings.DEMO else [],
            demo_password=DEMO_PASSWORD,
            provider=configured(),
            local=passwords_open(),
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """A password, where passwords are for somebody."""
        if not passwords_open():
            raise Http404
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        """The password is right: in, or on to the second step."""
        account_id, at = form.get_user().pk, timezone.now()
        target = self.get_success_url()
        if asks_more(account_id):
            half_way(self.request, account_id, target=target, at=at)
            return redirect(
                "second-factor-new" if not kinds_of_factor(account_id) else "second-factor"
            )
        come_in(self.request, account_id, how=BY_PASSWORD, at=at)
        note_entry(account_id, how="password", at=at)
        return redirect(target)

    def get_form_kwargs(self) -> dict[str, Any]:
        """The moment and the address from which guesses are counted."""
        return super().get_form_kwargs() | {
            "at": timezone.now(),
            "address": address_of(self.request),
        }

    def form_invalid(self, form: Any) -> HttpResponse:
        """Wrong password, or too many of them: the page again, and a status that says so."""
        status = 429 if form.has_error(NON_FIELD_ERRORS, forms.SLOWED) else 422
        return self.render_to_response(self.get_context_data(form=form), status=status)


class SignOut(LogoutView):
    """«Logg ut» (POST only)."""


@require_http_methods(["GET", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """«Profil»: language, look and shortcuts."""
    account = account_of(request)
    if request.method == "POST":
        form = forms.Profile(request.POST)
        if form.is_valid():
            choose_profile(account.pk, **form.cleaned_data)
            with translation.override(form.cleaned_data["language"]):
                messages.success(request, _("Profilen er lagret."))
            return redirect("profile")
    else:
        chosen = {name: getattr(account, name) for name in forms.Profile.base_fields}
        form = forms.Profile(initial=chosen)
    status = 422 if form.errors else 200
    return render(request, "tildeling/profile.html", {"form": form}, status=status)


@require_POST
def scheme(request: HttpRequest) -> HttpResponse:
    """«Mørk visning» and back, from the user menu."""
    account = account_of(request)
    chosen = request.POST.get("scheme", "auto")
    if chosen not in {"light", "dark", "auto"}:
        raise Http404
    choose_scheme(account.pk, scheme=chosen)
    target = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()})
    return redirect(target if safe else "/")


@require_GET
def shortcuts(request: HttpRequest) -> HttpResponse:
    """«Snarveier» as a page, for when there is no dialog."""
    return render(request, "tildeling/shortcuts.html")


@require_GET
def session(request: HttpRequest) -> HttpResponse:
    """«Fortsett å jobbe»: prolongs the session, and gives forms already open a fresh token."""
    left = min(settings.SESSION_COOKIE_AGE, left_of_the_day(request, timezone.now()))
    answer = JsonResponse({"token": get_token(request), "seconds": left})
    answer["Cache-Control"] = "no-store"
    return answer


@require_GET
def shielded(request: HttpRequest) -> HttpResponse:
    """Whether an open page must be read anew: somebody its reader has looked at has had their
    address protected since it was asked for. It shows nobody, is no look, and prolongs nothing.

    `sekunder`: how old the page is, by its own clock; more than a day's work counts as that.
    """
    told = request.GET.get("sekunder", "")
    age = int(told) if told.isascii() and told.isdigit() and len(told) < 7 else 0
    age = min(age + OVERLAP, settings.SESSION_AT_MOST)
    since = timezone.now() - dt.timedelta(seconds=age)
    return JsonResponse({"shielded": shielded_since(account_of(request).staff_id, since)})


@login_not_required
@require_GET
def components(request: HttpRequest) -> HttpResponse:
    """Every include with sample data; in the demo and in tests only."""
    if not settings.DEMO:
        raise Http404
    return render(request, "tildeling/gallery.html", gallery.samples(timezone.now()))


@login_not_required
@require_GET
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether the process answers."""
    return JsonResponse({"status": "ok"})


@login_not_required
@require_GET
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether requests can be served; the body names what limps."""
    found = health.look(timezone.now())
    answer = JsonResponse(found.body(), status=200 if found.ready else 503)
    answer["Cache-Control"] = "no-store"
    return answer


# Error pages


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what cannot be read at all, or is too large."""
    if request.path.startswith(API):
        return _problem(400, "invalid", _("Noe i forespørselen er feil."))
    return refusal_page(request, 400, [])


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403 from Django itself."""
    if request.path.startswith(API):
        return _problem(403, "forbidden", _("Du har ikke tilgang til dette."))
    return refusal_page(request, 403, [])


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form opened before signing in again: the text is shown, nothing was saved."""
    sentence = _("Skjemaet var åpnet før du logget inn på nytt, og ble ikke sendt.")
    return refusal_page(request, 403, [sentence])


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: how to find what one looked for; a problem document in the API."""
    if request.path.startswith(API):
        return _problem(404, "not_found", _("Vi finner ikke det du leter etter."))
    return refusal_page(request, 404, [])


def server_error(request: HttpRequest) -> HttpResponse:
    """500 with a number to quote, which stands in the log at the error. Touches no database.

    503 with Retry-After where the database does not serve: away, just killed, or without room. The
    same may be sent again with the same key.
    """
    number = uuid.uuid4().hex[:8]
    request.error_number = number  # type: ignore[attr-defined]  # read by tildeling.logs
    away = _does_not_serve(sys.exc_info()[1])
    status = HTTPStatus.SERVICE_UNAVAILABLE if away else HTTPStatus.INTERNAL_SERVER_ERROR
    code = "not_now" if away else "server_error"
    if request.path.startswith(API):
        answer = _problem(status, code, _("Noe gikk galt hos oss"), error_number=number)
    else:
        page = render_to_string("500.html", {"number": number, "typed": typed_texts(request)})
        answer = HttpResponse(page, status=status)
    if away:
        answer["Retry-After"] = str(SOON)
    return answer


def _does_not_serve(error: BaseException | None) -> bool:
    """Whether the database takes nothing from anybody now; what befell one question is ours."""
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    state = getattr(error.__cause__, "pgcode", None)
    return not state or state.startswith(NOT_SERVING)  # without a word: the connection is lost


def _problem(status: int, code: str, detail: str, **more: str) -> HttpResponse:
    """The same for the API, where no door of its own was reached: a problem document."""
    problem = {
        "type": f"urn:tildeling:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    return JsonResponse(problem | more, status=status, content_type="application/problem+json")
