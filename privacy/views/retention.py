"""«Bevaring»: how long each kind of record is kept, and how much is due. Deletes nothing."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from people.access import reading
from people.adapters import who
from people.roles import Permission
from privacy import queries


@require_GET
def due(request: HttpRequest) -> HttpResponse:
    """The dry run of today."""
    actor, at = who(request)
    may = Permission.ADMINISTER if actor.may(Permission.ADMINISTER) else Permission.AUDIT
    with reading(actor, may, page="Bevaring", at=at):
        rows = queries.dry_run(actor, on=localdate(at))
    return render(request, "privacy/retention.html", {"rows": rows, "today": localdate(at)})
