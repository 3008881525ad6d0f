"""What a leader says of somebody in the team: when they are away, and how much they can have."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import actions, forms, queries
from people.access import Actor, reading
from people.adapters import carried_out, posted, status_of, who
from people.roles import Permission

PAGE = "Fordeling – ansatt"


@require_http_methods(["GET", "POST"])
def absences(request: HttpRequest, staff_id: uuid.UUID) -> HttpResponse:
    """When they are away, and one period more."""
    actor, at = who(request)
    member = _member(staff_id, actor, at)
    with reading(actor, Permission.DISTRIBUTE, page=PAGE, at=at):
        team = queries.team_choices(actor, on=localdate(at), besides=member.id)
    form = forms.Away(posted(request), initial={"from_on": localdate(at)})
    form.fields["stand_in"].choices = [("", _("Ingen")), *team]  # type: ignore[attr-defined]  # a choice field

    def act() -> dict[str, str]:
        last_on = form.cleaned_data["last_on"]
        return actions.register_absence(
            member.public_id,
            from_on=form.cleaned_data["from_on"],
            to_on=last_on + dt.timedelta(days=1),
            stand_in=form.cleaned_data["stand_in"],
            actor=actor,
            at=at,
        )

    done = carried_out(form, act)
    if done is not None:
        messages.success(request, _receipt(done))
        return redirect("team-work", staff_id=staff_id)
    context = {"form": form, "member": member}
    return render(request, "people/absence.html", context, status=status_of(form))


def _receipt(done: dict[str, str]) -> str:
    """What was registered, who stands in and until when: it may be sooner than they are back."""
    said = _("Fraværet er registrert.")
    if done["last_on"]:
        last = dt.date.fromisoformat(done["last_on"])
        said += " " + _("%(name)s er stedfortreder til og med %(day)s (høyst 30 dager).") % {
            "name": done["deputy"],
            "day": f"{last:%d.%m.%Y}",
        }
    elif done["deputy"]:
        said += " " + _("%(name)s har rollene fra før.") % {"name": done["deputy"]}
    return said


@require_POST
def end(request: HttpRequest, staff_id: uuid.UUID) -> HttpResponse:
    """They are back, or were not to be away after all."""
    actor, at = who(request)
    absence = request.POST.get("absence", "")
    actions.end_absence(str(staff_id), absence=absence, actor=actor, at=at)
    messages.success(request, _("Fraværet er avsluttet."))
    return redirect("team-member", staff_id=staff_id)


@require_http_methods(["GET", "POST"])
def capacity(request: HttpRequest, staff_id: uuid.UUID) -> HttpResponse:
    """How many open cases they can have at a time."""
    actor, at = who(request)
    member = _member(staff_id, actor, at)
    form = forms.Capacity(posted(request), initial={"capacity": member.capacity})
    done = carried_out(
        form,
        lambda: actions.set_capacity(member.public_id, **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Kapasiteten er lagret."))
        return redirect("team-work", staff_id=staff_id)
    context = {"form": form, "member": member}
    return render(request, "people/capacity.html", context, status=status_of(form))


def _member(staff_id: uuid.UUID, actor: Actor, at: dt.datetime) -> queries.Member:
    with reading(actor, Permission.DISTRIBUTE, page=PAGE, at=at):
        return queries.member(staff_id, actor=actor, on=localdate(at))
