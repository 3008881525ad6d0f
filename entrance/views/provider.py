"""In and out through whoever vouches for staff."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from entrance import actions, adapters
from people.refusals import AccessDenied


@login_not_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """«Logg inn med kommunens konto»: off to sign in there. `igjen`: even if they have already."""
    _must_be_configured()
    at = timezone.now()
    again = "igjen" in request.GET
    sent = adapters.send_away(request, target=request.GET.get("next", "/"), again=again, at=at)
    try:
        way = adapters.way_there(
            sent["state"], nonce=sent["nonce"], verifier=sent["verifier"], again=again
        )
    except adapters.ProviderDown:
        return _down(request)
    return redirect(way)


@login_not_required
@require_GET
def answer(request: HttpRequest) -> HttpResponse:
    """Back from there: signed in, and on to the page one was on the way to."""
    _must_be_configured()
    at = timezone.now()
    begun = adapters.come_back(request)
    try:
        found = actions.sign_in_vouched(
            request.GET.get("code", ""),
            begun=begun,
            issuer=request.GET.get("iss", ""),
            error=request.GET.get("error", ""),
            at=at,
        )
    except adapters.ProviderDown:
        return _down(request)
    except AccessDenied as denied:
        return render(
            request, "entrance/turned_away.html", {"sentence": denied.sentence}, status=403
        )
    adapters.come_in(
        request,
        found["account"],
        how=adapters.BY_PROVIDER,
        provider_session=found["session"],
        at=at,
    )
    return redirect(begun["next"] if begun else "/")


@csrf_exempt  # they post it themselves, from their own machine; their signature says who it is
@login_not_required
@require_POST
def signed_out(request: HttpRequest) -> HttpResponse:
    """Back-channel logout: they say that somebody has signed out, and the sessions here end."""
    _must_be_configured()
    try:
        actions.sign_out_vouched(request.POST.get("logout_token", ""), at=timezone.now())
    except (AccessDenied, adapters.ProviderDown):
        return JsonResponse({"error": "invalid_request"}, status=400)
    return HttpResponse(status=200)


def _must_be_configured() -> None:
    if not adapters.configured():
        raise Http404


def _down(request: HttpRequest) -> HttpResponse:
    return render(request, "entrance/no_answer.html", status=503)
