"""«Last opp dokument», and the file as it is fetched."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from people.access import reading
from people.adapters import attempt, renew
from people.roles import Permission
from people.signed_in import actor_of
from records import actions, forms, queries
from records.adapters import file_answer, saw_document, with_file
from records.views.shared import page, subject


@require_http_methods(["GET", "POST"])
def new_document(
    request: HttpRequest, reference: str = "", public_id: uuid.UUID | None = None
) -> HttpResponse:
    """«Last opp dokument», in a case or on a person. Refused, all but the file stays typed."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    about = subject(
        reference,
        public_id,
        permission=Permission.WORK_CASE,
        page="Last opp dokument",
        actor=actor,
        at=at,
    )
    posted = request.method == "POST"
    form = forms.Document(
        request.POST if posted else None,
        request.FILES if posted else None,
        initial={"dated_on": localdate(at)},
    )
    if form.is_valid():
        body = form.cleaned_data["file"].read()
        done = attempt(
            form,
            lambda: actions.add_document(
                form.described(),
                body,
                case_id=about.case_id,
                person="" if about.case else about.person.public_id,
                actor=with_file(actor, body),
                at=at,
            ),
        )
        if done is not None:
            said = _("Dokumentet er lagret med nummer %(n)s.") % {"n": done["journal"]}
            messages.success(request, said)
            return redirect(about.papers_url)
    return page(request, "new_document.html", about, form)


@require_GET
def document(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """The file, to be saved and opened outside the browser's reach of this site."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page="Dokument", at=at) as look:
        row = queries.document_row(str(document_id), actor=actor)
        saw_document(look, row)
    return file_answer(row)


@require_http_methods(["GET", "POST"])
def describe(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """«Rett opplysningene»: kind, title, from or to whom, and day; the file stays as it came."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.WORK_CASE, page="Rett dokument", at=at) as look:
        row = queries.document_row(str(document_id), actor=actor)
        saw_document(look, row)
        about = (
            queries.subject_of(row.case_id, row.person_id, on=localdate(at))
            if row.person_id
            else None
        )
    if about is None:
        return redirect("inbox")
    form = forms.PutRight(
        request.POST if request.method == "POST" else None,
        initial={name: getattr(row, name) for name in forms.PutRight.base_fields},
    )
    if form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            form,
            lambda: actions.describe_document(
                str(document_id), form.described(), version=version, actor=actor, at=at
            ),
        )
        if done is not None:
            said = _("Opplysningene er rettet. Det som sto før, er i historikken.")
            messages.success(request, said)
            return redirect(about.papers_url)
    renew(form, row.version)
    return page(request, "describe.html", about, form, document=row)
