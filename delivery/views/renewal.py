"""«Start revurdering» from the person's page, and «Meld endring» from a running order."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.adapters import tell_of_draft
from cases.queries import draft
from delivery import actions, forms, queries
from delivery.actions import REASSESS_DRAFT
from delivery.queries import ServiceRow
from delivery.rules import Act, draft_form
from delivery.views.order import context_of, draft_context, show_with_draft, text_of
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.roles import Permission


@require_http_methods(["GET", "POST"])
def reassess(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """What the person has, to be chosen from; `?tjeneste=` and `?grunn=` choose beforehand."""
    actor, at = who(request)
    page = "Start revurdering"
    with reading(actor, Permission.WORK_CASE, page=page, at=at) as look:
        found = queries.reassess_page(str(public_id), actor=actor, on=localdate(at))
        kept = draft(owner_id=actor.staff(), form=REASSESS_DRAFT, person_id=found.person.id)
        look.saw(persons=[found.person.id])
    free = [row for row in found.services if not row.looked_at_in]
    form = forms.Reassess(
        posted(request),
        services=[(row.order, _line(row)) for row in free],
        ends=any(row.last_valid_on for row in free),
        initial=_chosen(request, free) | (dict(kept.fields) if kept else {}),
    )
    done = carried_out(
        form,
        lambda: actions.begin_reassessment(str(public_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        said = (
            _("Revurderingen er startet. Ansvarlig: %(unit)s.")
            if not done["begun"]
            else _("Revurderingen er startet, og du kan kartlegge.")
        )
        messages.success(request, said % {"unit": done["unit"]} if not done["begun"] else said)
        if done["begun"]:
            return redirect("short-course", done["reference"])
        return redirect(f"/saker/{done['reference']}/")
    if request.method == "GET":
        tell_of_draft(request, kept)
    return render(
        request,
        "delivery/reassess.html",
        {
            "form": form,
            "person": found.person,
            "free": free,
            "taken": [row for row in found.services if row.looked_at_in],
            "draft": REASSESS_DRAFT,
            "saved_at": kept.saved_at if kept else None,
        },
        status=status_of(form),
    )


@require_GET
def reassess_service(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """From a task about one service to «Start revurdering» of its person, with it chosen."""
    actor, at = who(request)
    page = "Start revurdering"
    with reading(actor, Permission.WORK_CASE, page=page, at=at) as look:
        person = queries.person_served(str(public_id), actor=actor, on=localdate(at))
        look.saw(persons=[person.id])
    return redirect(f"/personer/{person.public_id}/revurdering/?tjeneste={public_id}&grunn=EXPIRY")


def _chosen(request: HttpRequest, free: list[ServiceRow]) -> dict[str, Any]:
    wanted = request.GET.getlist("tjeneste") or [row.order for row in free if len(free) == 1]
    return {"services": wanted, "reason": request.GET.get("grunn", "")}


def _line(row: ServiceRow) -> str:
    """«Helsetjenester i hjemmet · 3,5 t/uke · til 31.01.2027»."""
    until = (
        _("til %(day)s") % {"day": f"{row.last_valid_on:%d.%m.%Y}"}
        if row.last_valid_on
        else _("uten sluttdato")
    )
    return " · ".join(part for part in (_(row.service), row.extent, until, row.unit) if part)


@require_http_methods(["GET", "POST"])
def report_change(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """The unit tells that what it gives no longer fits; it goes on as it is meanwhile."""
    actor, at = who(request)
    name = draft_form(Act.REPORT_CHANGE, public_id)
    found, kept = show_with_draft(
        public_id, name, actor=actor, at=at, page="Bestilling – Meld endring"
    )
    form = forms.ReportChange(posted(request), initial=text_of(kept))
    done = carried_out(
        form,
        lambda: actions.report_change(str(public_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(
            request,
            _("Meldingen er sendt til %(unit)s. Tjenesten går som før til noe annet er bestemt.")
            % {"unit": done["unit"]},
        )
        return redirect("order", public_id=public_id)
    words = {
        "title": _("Meld endring"),
        "lead": _("Meldingen blir en sak hos dem som kartlegger. Tjenesten går som før."),
        "submit": _("Send meldingen"),
        "form": form,
        **draft_context(request, name, kept),
    }
    return render(
        request, "delivery/act.html", context_of(found, actor) | words, status=status_of(form)
    )
