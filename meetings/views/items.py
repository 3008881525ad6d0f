"""One item of a meeting: habilitet, the conclusion, and the ways round it."""

import datetime as dt
import uuid
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from audit.words import said
from cases.adapters import brought_back, tell_of_draft
from cases.queries import DraftRow, draft
from meetings import actions, forms, queries
from meetings.rules import WAY_OUT
from meetings.views.meetings import GROUND
from people.access import Actor, reading
from people.adapters import carried_out, posted, status_of, who
from people.refusals import AccessDenied, Objection, Refused
from people.roles import Permission

FORM = "konklusjon"


@dataclass(frozen=True, slots=True)
class Shown:
    """What every page of an item shows, and what its forms ask about."""

    row: queries.ItemRow
    meeting: queries.MeetingRow
    present: tuple[queries.Present, ...]
    coming: tuple[tuple[str, str], ...]  # later meetings, as choices
    left: tuple[Objection, ...]  # what stands before a conclusion by who looks
    decides: str  # the unit
    runs: bool
    kept: DraftRow | None


@require_http_methods(["GET", "POST"])
def item(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """One item: what it is about, and the conclusion, written once."""
    actor, at = who(request)
    writes = request.method == "POST"
    shown = _shown(item_id, actor, at, writes=writes)
    form = forms.Conclusion(posted(request), initial=shown.kept.fields if shown.kept else {})
    done = carried_out(
        form,
        lambda: actions.conclude_item(
            str(item_id), text=form.cleaned_data["text"], actor=actor, at=at
        ),
    )
    if done is not None:
        messages.success(request, _("Konklusjonen er lagt som notat i saken."))
        return redirect(shown.meeting.url)
    if late := _too_late(request, form, item_id, actor, at):
        return late
    if not writes and not shown.row.outcome:
        tell_of_draft(request, shown.kept)
    return render(
        request,
        "meetings/item.html",
        {
            "shown": shown,
            "item": shown.row,
            "meeting": shown.meeting,
            "form": form,
            "reference": shown.row.lines[0].reference,
            "saved_at": shown.kept.saved_at if shown.kept else None,
        },
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def own_note(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """«Eget notat»: what one had written when somebody else settled the item."""
    actor, at = who(request)
    shown = _shown(item_id, actor, at, writes=False, permission=Permission.WORK_CASE)
    form = forms.OwnNote(posted(request), initial=shown.kept.fields if shown.kept else {})
    done = carried_out(
        form,
        lambda: actions.add_own_note(
            str(item_id), text=form.cleaned_data["text"], actor=actor, at=at
        ),
    )
    if done is not None:
        messages.success(request, _("Notatet ditt er lagt i saken."))
        return redirect(shown.row.url)
    if not form.is_bound and not shown.row.outcome:
        return redirect(shown.row.url)
    return _beside(request, form, shown, str(form["text"].value() or ""), status_of(form))


@require_http_methods(["GET", "POST"])
def impartiality(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """«Habilitet»: said for this item, before it is dealt with."""
    actor, at = who(request)
    shown = _shown(item_id, actor, at, writes=True)
    known = {row.public_id for row in shown.row.disqualified}
    form = forms.Impartiality(
        posted(request),
        present=[(one.public_id, one.name) for one in shown.present if one.public_id not in known],
    )
    done = carried_out(
        form,
        lambda: actions.clear_impartiality(str(item_id), **form.declared(), actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Habiliteten er avklart."))
        return redirect(shown.row.url)
    return render(
        request,
        "meetings/impartiality.html",
        {"shown": shown, "item": shown.row, "meeting": shown.meeting, "form": form},
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def postpone(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """«Utsett»: to another coming meeting, with why."""
    actor, at = who(request)
    shown = _shown(item_id, actor, at, writes=True)
    form = forms.Postpone(posted(request), meetings=shown.coming)
    done = carried_out(
        form,
        lambda: actions.postpone_item(str(item_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Saken er utsatt."))
        return redirect(shown.meeting.url)
    late = _too_late(request, form, item_id, actor, at)
    return late or _way_out(request, form, shown, _("Utsett saken"), actor, at)


@require_http_methods(["GET", "POST"])
def take_off(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """«Ta av sakslisten», with why."""
    actor, at = who(request)
    shown = _shown(item_id, actor, at, writes=True)
    form = forms.TakeOff(posted(request))
    done = carried_out(
        form,
        lambda: actions.take_item_off(str(item_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Saken er tatt av sakslisten."))
        return redirect(shown.meeting.url)
    late = _too_late(request, form, item_id, actor, at)
    return late or _way_out(request, form, shown, _("Ta saken av sakslisten"), actor, at)


@require_POST
def move(request: HttpRequest, item_id: uuid.UUID) -> HttpResponse:
    """Up or down one place; where somebody was first, the page shows the new order."""
    actor, at = who(request)
    with reading(actor, Permission.WORK_CASE, page="Møte", at=at):
        url = queries.meeting_of(str(item_id), actor=actor)
    version = request.POST.get("version", "")
    try:
        actions.move_item(
            str(item_id),
            up=request.POST.get("way") == "up",
            version=int(version) if version.isdecimal() else 0,
            actor=actor,
            at=at,
        )
    except Refused as refused:
        told = said(refused.objections[0].sentence, _)
        if refused.code == "stale":
            told = _("Sakslisten er endret i mellomtiden. Se rekkefølgen, og flytt på nytt.")
        messages.error(request, told)
    return redirect(f"{url}#sak-{item_id}")


def _way_out(
    request: HttpRequest,
    form: forms.Postpone | forms.TakeOff,
    shown: Shown,
    title: str,
    actor: Actor,
    at: dt.datetime,
) -> HttpResponse:
    line = shown.row.lines[0]
    kept = brought_back(request, form, WAY_OUT, actor=actor, at=at, case_id=line.id)
    return render(
        request,
        "meetings/form.html",
        {
            **kept,
            "reference": line.reference,
            "form": form,
            "title": title,
            "submit": title,
            "cancel": shown.row.url,
            "item": shown.row,
            "nowhere": isinstance(form, forms.Postpone) and not shown.coming,
        },
        status=status_of(form),
    )


def _too_late(
    request: HttpRequest, form: Form, item_id: uuid.UUID, actor: Actor, at: dt.datetime
) -> HttpResponse | None:
    """The page that keeps what one wrote, where somebody else has settled the item meanwhile."""
    if status_of(form) != HTTPStatus.CONFLICT:
        return None
    shown = _shown(item_id, actor, at, writes=False, permission=Permission.WORK_CASE)
    if not shown.row.outcome:
        return None
    mine = form.cleaned_data["text"]
    return _beside(request, forms.OwnNote(initial={"text": mine}), shown, mine, HTTPStatus.CONFLICT)


def _beside(
    request: HttpRequest, form: forms.OwnNote, shown: Shown, mine: str, status: int
) -> HttpResponse:
    """Both texts, and what may be done with one's own."""
    return render(
        request,
        "meetings/own_note.html",
        {
            "form": form,
            "item": shown.row,
            "meeting": shown.meeting,
            "reference": shown.row.lines[0].reference,
            "saved_at": shown.kept.saved_at if shown.kept else None,
            "fields": [{"label": said(shown.row.label, _), "mine": mine, "theirs": shown.row.text}],
        },
        status=status,
    )


def _shown(
    item_id: uuid.UUID,
    actor: Actor,
    at: dt.datetime,
    *,
    writes: bool,
    permission: Permission | None = None,
) -> Shown:
    """What is shown; to write on it one must run the meeting, while it lasts."""
    on = localdate(at)
    permission = permission or (Permission.WORK_CASE if writes else Permission.OPEN_CASE)
    with reading(actor, permission, page="Møte – Sak", at=at) as look:
        found = queries.find_item(str(item_id), actor=actor)
        if writes and not found.outcome:
            queries.must_run(found.meeting, actor=actor)
        row = queries.item_row(found, actor=actor, on=on)
        if not row.seen:
            raise AccessDenied("Du har ikke innsyn i denne saken.", what=f"item {found.pk}")
        page = queries.meeting_page(found.meeting, actor=actor, at=at)
        later = queries.coming(actor, on=on, after=max(on, page.head.on))
        shown = Shown(
            row=row,
            meeting=page.head,
            present=page.present,
            coming=queries.choices_of([one for one in later if one.url != page.head.url]),
            left=queries.left_before_conclusion(found, actor=actor, on=on) if page.runs else (),
            decides=queries.deciding(found.meeting),
            runs=page.runs and not row.outcome,
            kept=_kept(row.lines[0].id, actor),
        )
        look.saw(persons=[row.person_id], case=row.lines[0].id, ground=GROUND)
    return shown


def _kept(case_id: int, actor: Actor) -> DraftRow | None:
    if not actor.may(Permission.KEEP_DRAFTS):
        return None
    return draft(owner_id=actor.staff(), form=FORM, case_id=case_id)
