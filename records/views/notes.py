"""«Nytt notat», and one note with what stands beside it."""

import datetime as dt
import uuid
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.adapters import brought_back
from people.access import Actor, Look, reading
from people.adapters import attempt
from people.roles import Permission
from people.signed_in import actor_of
from records import actions, forms, queries
from records.rules import FORM, draft_form
from records.views.shared import looked_up, page, writes_here


@require_http_methods(["GET", "POST"])
def new_note(
    request: HttpRequest, reference: str = "", public_id: uuid.UUID | None = None
) -> HttpResponse:
    """«Nytt notat», in a case or on a person; what is typed is kept as a draft."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.WORK_CASE, page="Nytt notat", at=at) as look:
        about = looked_up(reference, public_id, look=look, actor=actor, at=at, acting=True)
    form = forms.Note(
        request.POST if request.method == "POST" else None,
        initial={"occurred_on": localdate(at)},
    )
    if form.is_valid():
        done = attempt(
            form,
            lambda: actions.write_note(
                form.written(),
                case_id=about.case_id,
                person="" if about.case else about.person.public_id,
                actor=actor,
                at=at,
            ),
        )
        if done is not None:
            messages.success(request, _("Notatet er lagret."))
            return redirect(about.papers_url)
    kept = _brought_back(request, form, FORM, about, actor, at)
    return page(request, "new_note.html", about, form, **kept)


@require_GET
def note(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """One note, with corrections and whether the person has heard it."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page="Notat", at=at) as look:
        row, about = _told(note_id, look=look, actor=actor, at=at)
        writes = writes_here(about, actor)
    return page(request, "note.html", about, note=row, may_write=writes)


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """«Rett notatet»: the correction stands beside it, and the note stays."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    row, about = _note(note_id, actor, at, Permission.WORK_CASE)
    form = forms.Correction(
        request.POST if request.method == "POST" else None, initial={"text": row.text}
    )
    if form.is_valid():
        text = form.cleaned_data["text"]
        done = attempt(
            form, lambda: actions.correct_note(str(note_id), text=text, actor=actor, at=at)
        )
        if done is not None:
            messages.success(request, _("Rettelsen er lagret ved siden av notatet."))
            return redirect(row.url)
    kept = _brought_back(request, form, draft_form("rett", row.public_id), about, actor, at)
    return page(request, "correct.html", about, form, note=row, **kept)


@require_http_methods(["GET", "POST"])
def put_before(request: HttpRequest, note_id: uuid.UUID) -> HttpResponse:
    """«Forelagt personen»: when and what was said, or why it is not needed."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    row, about = _note(note_id, actor, at, Permission.WORK_CASE)
    form = forms.PutBeforePerson(request.POST if request.method == "POST" else None)
    if form.is_valid():
        typed = form.cleaned_data
        done = attempt(
            form,
            lambda: actions.put_before_person(
                str(note_id),
                put_before=typed["put_before"],
                told_on=typed["put_before_on"],
                note=typed["put_before_note"],
                actor=actor,
                at=at,
            ),
        )
        if done is not None:
            messages.success(request, _("Svaret er lagret i notatet."))
            return redirect(row.url)
    kept = _brought_back(request, form, draft_form("forelagt", row.public_id), about, actor, at)
    return page(request, "put_before.html", about, form, note=row, **kept)


def _brought_back(
    request: HttpRequest,
    form: Form,
    name: str,
    about: queries.Subject,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """What was typed in a form about a note that lies in a case, or on a person."""
    person_id = None if about.case else about.person.id
    return brought_back(
        request, form, name, actor=actor, at=at, case_id=about.case_id, person_id=person_id
    )


def _note(
    note_id: uuid.UUID,
    actor: Actor,
    at: dt.datetime,
    permission: Permission = Permission.OPEN_CASE,
) -> tuple[queries.NoteRow, queries.Subject]:
    """The note and whom it is about; who may not act on it hears that before what is missing."""
    with reading(actor, permission, page="Notat", at=at) as look:
        return _told(note_id, look=look, actor=actor, at=at)


def _told(
    note_id: uuid.UUID, *, look: Look, actor: Actor, at: dt.datetime
) -> tuple[queries.NoteRow, queries.Subject]:
    row = queries.note_row(str(note_id), actor=actor)
    about = queries.subject_of(row.case_id, row.person_id, on=localdate(at))
    look.saw(persons=[row.person_id], case=row.case_id, paper=f"notat {row.public_id}")
    return row, about
