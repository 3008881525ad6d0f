"""«Hastevedtak»: give help that cannot wait; and «Avvik»: what was not met, and its control."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.adapters import tell_of_draft
from cases.queries import draft
from decisions import actions, forms, queries
from decisions.actions import CONTROL_DRAFT, URGENT_DRAFT
from decisions.views.ask import not_yours
from decisions.views.shared import visit
from people.adapters import attempt, posted, renew, status_of
from people.roles import Permission


@require_http_methods(["GET", "POST"])
def urgent(request: HttpRequest, reference: str) -> HttpResponse:
    """Give help now: what, from when, why it cannot wait, and who was told."""
    seen = visit(request, reference)
    if seen.actor.may(Permission.WORK_CASE) and not seen.actor.may(Permission.DECIDE):
        return not_yours(request, seen)
    shown = seen.show(
        "Hastevedtak",
        lambda case_id: (
            queries.urgent_page(case_id, actor=seen.actor, on=seen.today),
            draft(owner_id=seen.actor.staff(), form=URGENT_DRAFT, case_id=case_id),
        ),
        permission=Permission.DECIDE,
    )
    page, kept = shown.page
    now = forms.initial_of_urgent(
        page,
        version=shown.case.version,
        on=seen.today,
        clock=f"{localtime(seen.at):%H:%M}",
    )
    mine = kept.fields if kept else {}
    form = forms.Urgent(posted(request), page=page, initial=now | _unticked(form_of=now, kept=mine))
    if form.is_valid():
        said = form.said()
        done = attempt(
            form,
            lambda: actions.decide_urgently(
                shown.case.id,
                said=said,
                version=form.cleaned_data["version"],
                actor=seen.actor,
                at=seen.at,
            ),
        )
        if done is not None:
            messages.success(
                request,
                _("Hjelpen er gitt og bestilt. Skriv vedtaket senest %(day)s.")
                % {"day": f"{_day(done['write_by'])}"},
            )
            return redirect(f"/saker/{reference}/")
        renew(form, shown.case.version)
    if request.method == "GET":
        tell_of_draft(request, kept)
    return render(
        request,
        "decisions/urgent.html",
        {
            **shown.context,
            "page": page,
            "form": form,
            "draft": URGENT_DRAFT,
            "saved_at": kept.saved_at if kept else None,
        },
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def deviations(request: HttpRequest, reference: str) -> HttpResponse:
    """What was not met when help was given, and what somebody else found."""
    seen = visit(request, reference)
    shown = seen.show(
        "Avvik",
        lambda case_id: (
            queries.deviations_of_case(case_id),
            draft(owner_id=seen.actor.staff(), form=CONTROL_DRAFT, case_id=case_id),
        ),
    )
    rows, kept = shown.page
    controls = seen.actor.may(Permission.APPROVE)
    form = forms.Control(posted(request), initial=kept.fields if kept else {})
    if form.is_valid():
        done = attempt(
            form,
            lambda: actions.control_deviation(
                shown.case.id, **form.cleaned_data, actor=seen.actor, at=seen.at
            ),
        )
        if done is not None:
            messages.success(request, _("Avviket er kontrollert og lukket."))
            return redirect("deviations", reference=reference)
    theirs = [
        row
        for row in rows
        if row.closed_at is None and controls and row.responsible_id != seen.actor.staff_id
    ]
    if request.method == "GET":
        tell_of_draft(request, kept)
    return render(
        request,
        "decisions/deviations.html",
        {
            **shown.context,
            "rows": rows,
            "open": sum(row.closed_at is None for row in rows),
            "next": theirs[0] if theirs else None,
            "form": form,
            "draft": CONTROL_DRAFT,
            "saved_at": kept.saved_at if kept else None,
        },
        status=status_of(form),
    )


def _unticked(*, form_of: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """What this person had written when they left; a box that was not ticked is not kept."""
    if not kept:
        return {}
    boxes = {name: False for name in form_of if name.endswith(".give")}
    return boxes | {name: value for name, value in kept.items() if name != "version"}


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}.{month}.{year}"
