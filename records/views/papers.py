"""«Dokumenter og notater»: everything written and received about a case, or a person."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.queries import may_take_out
from notifications.queries import letters_to_follow_up
from people.access import reading
from people.roles import Permission
from people.signed_in import actor_of
from records import queries
from records.views.shared import looked_up, page, writes_here


@require_GET
def papers(
    request: HttpRequest, reference: str = "", public_id: uuid.UUID | None = None
) -> HttpResponse:
    """The list with journal data, latest first; `?vis=` narrows it to one sort."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page="Dokumenter og notater", at=at) as look:
        about = looked_up(reference, public_id, look=look, actor=actor, at=at)
        rows = (
            queries.papers_of_case(about.case.id, at=at)
            if about.case
            else queries.papers_of_person(about.person.id, actor=actor, at=at)
        )
        writes = writes_here(about, actor)
        letters = [row.letter for row in rows if row.letter]
        follows_up = letters_to_follow_up(letters, actor=actor)
        taken = about.case is not None and may_take_out(about.case.id, actor=actor)
    chosen = request.GET.get("vis", "")
    return page(
        request,
        "papers.html",
        about,
        rows=[row for row in rows if chosen in {"", row.sort}],
        tabs=_tabs(rows, chosen),
        may_write=writes,
        follows_up=follows_up,
        may_take_out=taken,
    )


def _tabs(rows: list[queries.PaperRow], chosen: str) -> list[dict[str, Any]]:
    words = {
        "": _("Alle"),
        queries.Sort.DOCUMENT: _("Dokumenter"),
        queries.Sort.LETTER: _("Brev"),
        queries.Sort.NOTE: _("Notater"),
    }
    return [
        {
            "label": label,
            "url": f"?vis={sort}" if sort else ".",
            "count": sum(1 for row in rows if sort in {"", row.sort}),
            "current": chosen == sort,
        }
        for sort, label in words.items()
    ]
