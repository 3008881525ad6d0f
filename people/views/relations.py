"""«Personer jeg har tilknytning til», under Profil; and the same of somebody in the team."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from people import actions, forms, queries
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.kinds import RelationKind
from people.queries.relations import declared
from people.roles import Permission

PAGE = "Tilknytning"


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """Whom one is related to: what is told, and one more."""
    actor, at = who(request)
    with reading(actor, Permission.OWN_RELATIONS, page=PAGE, at=at):
        rows = queries.relations_of(actor.staff())
        told = declared([actor.staff()])
    form = forms.RelationTold(
        posted(request), initial={} if told else {"kind": RelationKind.ONESELF}
    )
    done = carried_out(
        form, lambda: actions.declare_relation(**form.cleaned_data, actor=actor, at=at)
    )
    if done is not None:
        messages.success(request, _("Tilknytningen er lagret."))
        return redirect("own-relations")
    context = {"form": form, "rows": rows, "untold": not told}
    return render(request, "people/relations.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def team(request: HttpRequest, staff_id: uuid.UUID) -> HttpResponse:
    """Whom somebody in the team is related to; the leader tells it, and ends what is wrong."""
    return _team(request, staff_id, forms.RelationTold(posted(request)))


@require_POST
def end(request: HttpRequest, staff_id: uuid.UUID) -> HttpResponse:
    """«Avslutt tilknytningen», with the reason."""
    actor, at = who(request)
    form = forms.RelationEnd(request.POST)
    done = carried_out(
        form, lambda: actions.end_relation(str(staff_id), **form.cleaned_data, actor=actor, at=at)
    )
    if done is not None:
        messages.success(request, _("Tilknytningen er avsluttet."))
        return redirect("team-relations", staff_id=staff_id)
    return _team(request, staff_id, forms.RelationTold(), ending=form)


def _team(
    request: HttpRequest,
    staff_id: uuid.UUID,
    form: forms.RelationTold,
    ending: forms.RelationEnd | None = None,
) -> HttpResponse:
    actor, at = who(request)
    with reading(actor, Permission.DISTRIBUTE, page=PAGE, at=at):
        member = queries.member(staff_id, actor=actor, on=localdate(at))
        rows = queries.relations_of(member.id)
    done = carried_out(
        form,
        lambda: actions.declare_relation_of(
            member.public_id, **form.cleaned_data, actor=actor, at=at
        ),
    )
    if done is not None:
        messages.success(request, _("Tilknytningen er lagret."))
        return redirect("team-relations", staff_id=staff_id)
    of_each = [
        (
            row,
            ending
            if ending is not None and ending.data.get("relation") == row.public_id
            else forms.RelationEnd(initial={"relation": row.public_id}, auto_id=f"slutt-{n}-%s"),
        )
        for n, row in enumerate(rows)
    ]
    return render(
        request,
        "people/team_relations.html",
        {"form": form, "rows": of_each, "member": member, "ending": ending},
        status=status_of(ending or form),
    )
