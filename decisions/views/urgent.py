"""«Hastevedtak»: give help that cannot wait; and «Avvik»: what was not met, and its control."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from audit.words import said as told_in
from cases.adapters import tell_of_draft
from cases.queries import draft
from decisions import actions, forms, queries
from decisions.actions import CONTROL_DRAFT, URGENT_DRAFT
from decisions.views.ask import not_yours
from decisions.views.shared import visit
from people.adapters import attempt, carried_out, posted, renew, status_of, to_be_told
from people.queries import receipt
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
    if not page.may:
        return not_yours(request, seen)
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
    theirs = [
        row
        for row in rows
        if row.closed_at is None and controls and row.responsible_id != seen.actor.staff_id
    ]
    form = forms.Control(posted(request), initial=kept.fields if kept else {})
    form.offer(theirs)
    actor, key = to_be_told(request, seen.actor)
    done = carried_out(
        form,
        lambda: actions.control_deviations(
            shown.case.id, **form.cleaned_data, actor=actor, at=seen.at
        ),
    )
    if done is not None:
        return redirect("deviations-receipt", reference=reference, receipt_id=key)
    if request.method == "GET":
        tell_of_draft(request, kept)
    return render(
        request,
        "decisions/deviations.html",
        {
            **shown.context,
            "rows": rows,
            "open": sum(row.closed_at is None for row in rows),
            "theirs": theirs,
            "form": form,
            "draft": CONTROL_DRAFT,
            "saved_at": kept.saved_at if kept else None,
        },
        status=status_of(form),
    )


@require_GET
def deviations_receipt(request: HttpRequest, reference: str, receipt_id: str) -> HttpResponse:
    """What became of each deviation, for who looked at them."""
    seen = visit(request, reference)
    route = f"POST {resolve_url('deviations', reference=reference)}"

    def told(_case_id: int) -> list[actions.Controlled]:
        found: list[actions.Controlled] = receipt(
            receipt_id, route=route, actor=seen.actor, at=seen.at
        )
        return found

    shown = seen.show("Avvik – kvittering", told, permission=Permission.APPROVE)
    rows = [
        {"label": told_in(one["label"], _), "why": told_in(one["why"], _)} for one in shown.page
    ]
    counted = {"n": sum(not row["why"] for row in rows), "total": len(rows)}
    summary = _("%(n)s av %(total)s avvik er lukket.") % counted
    context = {**shown.context, "rows": rows, "summary": summary}
    return render(request, "decisions/deviations_receipt.html", context)


def _unticked(*, form_of: dict[str, Any], kept: dict[str, Any]) -> dict[str, Any]:
    """What this person had written when they left; a box that was not ticked is not kept."""
    if not kept:
        return {}
    boxes = {name: False for name in form_of if name.endswith(".give")}
    return boxes | {name: value for name, value in kept.items() if name != "version"}


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}.{month}.{year}"
