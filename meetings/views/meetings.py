"""The list of meetings, and one meeting: on the screen, on paper and on the wall."""

import datetime as dt
import uuid
from typing import Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.words import said
from meetings import actions, forms, queries
from people.access import Actor, reading
from people.adapters import carried_out, posted, renew, status_of, who
from people.queries import colleagues
from people.refusals import Refused
from people.roles import Permission

GROUND: Final = "tildelingsmøte"  # why one looked, in the log of looks


@require_GET
def meeting_list(request: HttpRequest) -> HttpResponse:
    """«Tildelingsmøter»: those to come, and the latest that were held."""
    actor, at = who(request)
    with reading(actor, Permission.OPEN_CASE, page="Møter", at=at):
        coming, earlier = queries.meeting_rows(actor, on=localdate(at))
    plans = actor.may(Permission.WORK_CASE)
    return render(
        request,
        "meetings/list.html",
        {"coming": coming, "earlier": earlier, "plans": plans},
    )


@require_http_methods(["GET", "POST"])
def new_meeting(request: HttpRequest) -> HttpResponse:
    """«Nytt møte»: when, where, who leads."""
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, Permission.WORK_CASE, page="Nytt møte", at=at):
        units = queries.own_units(actor, on=on)
        staff = colleagues(actor, on=on)
        me = queries.own_public_id(actor)
    form = forms.Plan(posted(request), units=units, leaders=staff, initial={"leader": me})
    done = carried_out(
        form,
        lambda: actions.plan_meeting(
            unit=form.cleaned_data["unit"], **form.planned(), actor=actor, at=at
        ),
    )
    if done is not None:
        messages.success(
            request, _("Møtet er planlagt. Saker settes opp fra «Flere valg» i saken.")
        )
        return redirect("meeting", meeting_id=done["meeting"])
    return _form(request, form, _("Nytt møte"), _("Planlegg møtet"), "/moter/")


@require_GET
def meeting(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """One meeting: its agenda in order, who is there, and how far it has come."""
    actor, at = who(request)
    return render(request, "meetings/meeting.html", {"page": _page(meeting_id, actor, at)})


@require_GET
def printed(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """The agenda for paper (A4): initials and year of birth, who printed it and when."""
    actor, at = who(request)
    page = _page(meeting_id, actor, at, name="Møte – Utskrift", wall=True)
    return render(request, "meetings/printed.html", {"page": page})


@require_GET
def wall(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """The agenda for the wall: large, initials only, no menu."""
    actor, at = who(request)
    page = _page(meeting_id, actor, at, name="Møte – Vegg", wall=True)
    return render(request, "meetings/wall.html", {"page": page, "at": at})


@require_http_methods(["GET", "POST"])
def change_meeting(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """«Endre møtet»: another time, place or leader."""
    actor, at = who(request)
    with reading(actor, Permission.WORK_CASE, page="Endre møtet", at=at):
        found = queries.find_meeting(str(meeting_id), actor=actor)
        queries.must_run(found, actor=actor)
        staff = colleagues(actor, on=localdate(at))
        starts = localtime(found.starts_at)
        known = {
            "meets_on": localdate(found.starts_at),
            "meets_at": f"{starts:%H.%M}",
            "place": found.place,
            "leader": str(found.leader.public_id),
            "version": found.version,
        }
    form = forms.Change(posted(request), leaders=staff, initial=known)
    done = carried_out(
        form,
        lambda: actions.change_meeting(
            str(meeting_id),
            version=form.cleaned_data["version"],
            **form.planned(),
            actor=actor,
            at=at,
        ),
    )
    if done is not None:
        messages.success(request, _("Møtet er endret."))
        return redirect("meeting", meeting_id=meeting_id)
    renew(form, found.version)
    return _form(request, form, _("Endre møtet"), _("Lagre"), f"/moter/{meeting_id}/")


@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """«Til stede»: who takes part; that day they may read the cases of the agenda."""
    actor, at = who(request)
    with reading(actor, Permission.WORK_CASE, page="Møte – Til stede", at=at):
        found = queries.find_meeting(str(meeting_id), actor=actor)
        queries.must_run(found, actor=actor)
        here = [one.public_id for one in queries.present_at(found)]
        staff = colleagues(actor, on=localdate(at))
        leader = str(found.leader.public_id)
    form = forms.Attendance(posted(request), staff=staff, initial={"staff": here or [leader]})
    done = carried_out(
        form,
        lambda: actions.note_attendance(
            str(meeting_id), staff=form.cleaned_data["staff"], actor=actor, at=at
        ),
    )
    if done is not None:
        messages.success(request, _("Oppmøtet er ført."))
        return redirect("meeting", meeting_id=meeting_id)
    return _form(
        request,
        form,
        _("Til stede"),
        _("Før oppmøtet"),
        f"/moter/{meeting_id}/",
        told=_(
            "De som er til stede, kan lese sakene på sakslisten i dag. Saker med fortrolig adresse"
            " eller sperre, og ansattes egne saker, åpnes ikke for flere."
        ),
    )


@require_POST
def end_meeting(request: HttpRequest, meeting_id: uuid.UUID) -> HttpResponse:
    """«Avslutt møtet»: once every item is settled."""
    actor, at = who(request)
    with reading(actor, Permission.WORK_CASE, page="Møte – Avslutt", at=at):
        day = queries.day_of(queries.find_meeting(str(meeting_id), actor=actor))
    version = request.POST.get("version", "")
    try:
        actions.end_meeting(
            str(meeting_id),
            version=int(version) if version.isdecimal() else 0,
            actor=actor,
            at=at,
        )
    except Refused as refused:
        messages.error(request, said(str(refused.objections[0].sentence), _))
    else:
        early = localdate(at) < day
        messages.success(request, _("Møtet er avlyst.") if early else _("Møtet er avsluttet."))
    return redirect("meeting", meeting_id=meeting_id)


def _page(
    meeting_id: uuid.UUID, actor: Actor, at: dt.datetime, *, name: str = "Møte", wall: bool = False
) -> queries.MeetingPage:
    with reading(actor, Permission.OPEN_CASE, page=name, at=at) as look:
        found = queries.find_meeting(str(meeting_id), actor=actor)
        page = queries.meeting_page(found, actor=actor, at=at, wall=wall)
        look.saw(persons=page.person_ids, ground=GROUND)
    return page


def _form(
    request: HttpRequest, form: Form, title: str, submit: str, cancel: str, *, told: str = ""
) -> HttpResponse:
    return render(
        request,
        "meetings/form.html",
        {"form": form, "title": title, "submit": submit, "cancel": cancel, "told": told},
        status=status_of(form),
    )
