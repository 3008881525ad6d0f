"""The case as one PDF: its documents, letters, notes and history by day, with contents."""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from cases.queries import staff_names
from people.access import reading
from people.roles import Permission
from people.signed_in import actor_of
from records import queries
from records.adapters import case_as_pdf, history_entry, papers_with_files


@require_GET
def case_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything of a case that is written or received, as one file; that it was taken is kept."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page="Saken som PDF", at=at) as look:
        about = queries.subject_of_case(reference, actor=actor, on=localdate(at), taking=True)
        look.saw(persons=[about.person.id], case=about.case_id, ground="export: the whole case")
        entries = [entry for _row, entry in papers_with_files(about, actor=actor, at=at)]
        entries.append(history_entry(about, at=at))
        by = staff_names([actor.staff()]).get(actor.staff(), "")
    return HttpResponse(
        case_as_pdf(about, entries, by=by, at=at),
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="sak-{reference}.pdf"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )
