"""«Innboks»: scanned documents that nobody has said whom they are about, and linking them."""

import datetime as dt
import re
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from people.access import reading
from people.adapters import attempt, status_of, typed, who
from people.roles import Permission
from people.signed_in import actor_of
from records import actions, forms, queries
from records.adapters import saw_document
from records.views.shared import page


@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """What waits to be linked, oldest first."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.REGISTER_APPLICATION, page="Innboks", at=at) as look:
        rows, discarded = queries.inbox(actor), queries.discarded(actor)
        first = queries.firsts(rows, actor=actor)
        look.saw(
            persons=[one.person_id for one in first.values() if one.person_id],
            ground="inbox",
            unsorted=bool(rows or discarded),
        )
    context = {"rows": [(row, first.get(row.public_id)) for row in rows], "discarded": discarded}
    return render(request, "records/inbox.html", context)


@require_POST
def discard_double(request: HttpRequest, scan_id: uuid.UUID) -> HttpResponse:
    """«Forkast som dobbelt»: the same file lies here already."""
    actor, at = who(request)
    made = actions.discard_double(str(scan_id), version=_version(request), actor=actor, at=at)
    told = _("Dokument %(n)s er forkastet som dobbelt. Du kan angre det nederst på siden.")
    messages.success(request, told % {"n": made["journal"]})
    return redirect("inbox")


@require_POST
def keep_double(request: HttpRequest, scan_id: uuid.UUID) -> HttpResponse:
    """«Angre»: what was discarded as a double lies in the inbox again."""
    actor, at = who(request)
    made = actions.keep_double(str(scan_id), version=_version(request), actor=actor, at=at)
    messages.success(
        request, _("Dokument %(n)s ligger i innboksen igjen.") % {"n": made["journal"]}
    )
    return redirect("inbox")


@require_http_methods(["GET", "POST"])
def link_document(request: HttpRequest, scan_id: uuid.UUID) -> HttpResponse:
    """Search for whom it is about, say what it is, and link it; a search keeps what is typed."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    asked = typed(request, "q")[:200]
    with reading(
        actor, Permission.REGISTER_APPLICATION, page="Innboks – koble dokument", at=at
    ) as look:
        row = queries.document_row(str(scan_id), actor=actor)
        saw_document(look, row)
        look.asked(asked)
        first = queries.firsts([row], actor=actor).get(row.public_id)
        found = queries.targets(asked, actor=actor, on=localdate(at)) if asked.strip() else []
        look.saw(persons=[target.person_id for target in found])
    if row.person_id is not None:
        return redirect("undo-link", document_id=scan_id)
    if row.discarded_at is not None:
        return redirect("inbox")
    form = _form(request, row, found, on=localdate(at))
    if form.is_valid():
        done = attempt(
            form,
            lambda: actions.link_document(
                str(scan_id),
                form.described(),
                **form.chosen(),
                version=form.cleaned_data["version"],
                actor=actor,
                at=at,
            ),
        )
        if done is not None:
            messages.success(request, _("Dokumentet er koblet. Du kan angre i listen i saken."))
            return redirect("inbox")
    return render(
        request,
        "records/link.html",
        {
            "form": form,
            "document": row,
            "first": first,
            "q": asked,
            "found": found,
            "asked": bool(asked.strip()),
        },
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def undo_link(request: HttpRequest, document_id: uuid.UUID) -> HttpResponse:
    """«Angre koblingen»: the document goes back to the inbox."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.WORK_CASE, page="Angre koblingen", at=at) as look:
        row = queries.document_row(str(document_id), actor=actor)
        saw_document(look, row)
        about = (
            queries.subject_of(row.case_id, row.person_id, on=localdate(at))
            if row.person_id
            else None
        )
    if about is None:
        return redirect("inbox")
    form = forms.Undo(
        request.POST if request.method == "POST" else None, initial={"version": row.version}
    )
    if form.is_valid():
        version = form.cleaned_data["version"]
        done = attempt(
            form,
            lambda: actions.undo_link(str(document_id), version=version, actor=actor, at=at),
        )
        if done is not None:
            messages.success(request, _("Koblingen er angret. Dokumentet ligger i innboksen."))
            return redirect(about.papers_url)
    return page(request, "undo_link.html", about, form, document=row)


def _version(request: HttpRequest) -> int:
    """As the page showed it; without one, none that a document has."""
    typed = request.POST.get("version", "")
    return int(typed) if re.fullmatch(r"[0-9]{1,9}", typed) else 0


def _form(
    request: HttpRequest, row: queries.DocumentRow, found: list[queries.Target], *, on: dt.date
) -> forms.Link:
    """Bound when it is to be linked; a search shows again what was typed so far."""
    choices = [(target.value, _said(target)) for target in found]
    if request.method == "POST" and "link" in request.POST:
        return forms.Link(request.POST, targets=choices)
    begun = request.POST.dict() if request.method == "POST" else {"title": row.title}
    return forms.Link(
        initial={"dated_on": row.dated_on, "direction": row.direction}
        | begun
        | {"version": row.version},
        targets=choices,
    )


def _said(target: queries.Target) -> str:
    """«NORDMANN, Ola (14.03.1942) – sak 2026-00123 Trygghetsalarm»."""
    who = target.name + (f" ({target.born_on:%d.%m.%Y})" if target.born_on else "")
    if target.case is None:
        return _("%(who)s – uten sak") % {"who": who}
    case = {"who": who, "reference": target.case.reference, "title": target.case.title}
    return _("%(who)s – sak %(reference)s %(title)s") % case
