"""The search in the header: a person by half a name or a number, or a case by its reference."""

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_http_methods

from intake import queries
from people.access import reading
from people.adapters import typed
from people.roles import Permission
from people.signed_in import actor_of

SEE_OTHER: Final = 303


@require_http_methods(["GET", "POST"])
def search(request: HttpRequest) -> HttpResponse:
    """One hit opens; several are listed. The text is posted, so no address holds a name."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    text = typed(request, "q")[:200]
    with reading(actor, Permission.FIND_PERSON, page="Søk", at=at) as look:
        look.asked(text)
        result = queries.search(text, actor=actor, on=localdate(at))
        look.saw(persons=[hit.person.id for hit in result.hits])
        look.refused(result.attempt)
    if result.reference:
        return HttpResponseRedirect(f"/saker/{result.reference}/", status=SEE_OTHER)
    if len(result.hits) == 1:
        person = result.hits[0].person
        return HttpResponseRedirect(f"/personer/{person.public_id}/", status=SEE_OTHER)
    return render(
        request, "intake/search.html", {"result": result, "q": text, "asked": bool(text.strip())}
    )
