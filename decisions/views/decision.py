"""«Vedtak og brev»: begin, write, see the letter, decide, and the receipt."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cases.adapters import brought_back
from cases.queries import DraftRow, draft
from decisions import actions, forms, queries
from decisions.adapters import preview
from decisions.policy import RETURNING, Returned
from decisions.queries import DecisionPage
from decisions.views.shared import Shown, Visit, letter_facts, visit
from people.adapters import attempt, status_of
from people.roles import Permission

DRAFT = "vedtak"
DECISION_PAGE = "Vedtak"
Page = tuple[DecisionPage, DraftRow | None]


@require_GET
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """To the case's latest decision, or the page where one is begun."""
    seen = visit(request, reference)
    shown = seen.show(
        DECISION_PAGE,
        lambda case_id: queries.decisions_of_case(case_id, actor=seen.actor, on=seen.today),
    )
    if shown.page.rows and not shown.page.may_begin:
        return redirect("decision", reference=reference, n=shown.page.rows[0].n)
    return render(request, "decisions/overview.html", shown.context)


@require_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """«Begynn på vedtaket»: a draft with everything the case knows.

    Where nothing is missing it is read and made on one page; else it is written first.
    """
    seen = visit(request, reference)
    case_id = seen.case_id(DECISION_PAGE, permission=Permission.DECIDE)
    made = actions.draft_decision(case_id, actor=seen.actor, at=seen.at)
    return redirect("decide", reference=reference, n=made["n"])


@require_http_methods(["GET", "POST"])
def decision(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Vedtak og brev»: write beside the letter as it will be; or read what is decided."""
    seen = visit(request, reference)
    shown = _show(seen, n)
    page, kept = shown.page
    if not page.may_write:
        if request.method == "POST":
            messages.error(request, _("Vedtaket kan ikke endres nå. Se hva som har skjedd."))
            return redirect("decision", reference=reference, n=n)
        return render(
            request,
            "decisions/read.html",
            {**shown.context, **_read(page), "may_approve": page.may_approve},
        )
    if request.method == "POST":
        page = _in_the_order_of(page, request.POST)
        form = forms.Decision(request.POST, page=page, initial={})
        if form.is_valid():
            answer = _act(request, seen, shown.case.id, form)
            if answer is not None:
                return answer
        if getattr(form, "stale", False):
            shown = _show(seen, n)
            page, _kept = shown.page
    else:
        kept = None if "lagret" in request.GET else kept
        form = forms.Decision(None, page=page, initial=_initial(page, kept))
    return render(
        request,
        "decisions/write.html",
        {
            **shown.context,
            "page": page,
            "decision": page.decision,
            "form": form,
            "missing": form.missing(page.objections),
            "kept": kept if request.method == "GET" else None,
            "theirs": _theirs(form, page) if getattr(form, "stale", False) else (),
            "letter": letter_facts(page.letters),
            "content": page.letters[0].content if page.letters else None,
        },
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Vil du fatte vedtaket og sende brevet?»: the last look before it is done."""
    seen = visit(request, reference)
    shown = _show(seen, n)
    page, _kept = shown.page
    if not page.may_write or page.objections or page.decision.approval_required:
        return redirect("decision", reference=reference, n=n)
    form = forms.Versioned(
        request.POST if request.method == "POST" else None,
        initial={"version": page.decision.version},
    )
    if form.is_valid():
        done = attempt(
            form,
            lambda: actions.submit_and_issue(
                shown.case.id,
                version=form.cleaned_data["version"],
                actor=seen.actor,
                at=seen.at,
            ),
        )
        if done is not None:
            return redirect("decision-receipt", reference=reference, n=n)
    return render(
        request,
        "decisions/decide.html",
        {**shown.context, **_read(page), "form": form},
        status=status_of(form),
    )


@require_GET
def letter(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """The letter as it will be, to read in full."""
    seen = visit(request, reference)
    shown = seen.show(
        "Vedtak – brev",
        lambda case_id: queries.decision_page(case_id, n, actor=seen.actor, on=seen.today),
    )
    if shown.page.decision.imported_from:  # it was told where it was decided
        return redirect("decision", reference=reference, n=n)
    return render(
        request,
        "decisions/letter.html",
        {
            **shown.context,
            "decision": shown.page.decision,
            "letter": letter_facts(shown.page.letters),
            "content": shown.page.letters[0].content if shown.page.letters else None,
        },
    )


@require_GET
def letter_pdf(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Åpne PDF»: the letter of a draft as it would be sent today."""
    seen = visit(request, reference)
    shown = seen.show(
        "Vedtak – brev (PDF)", lambda case_id: queries.letter_preview(case_id, n, on=seen.today)
    )
    if not shown.page:
        raise Http404
    return HttpResponse(
        preview(shown.page[0].content),
        content_type="application/pdf",
        headers={"Content-Disposition": 'inline; filename="utkast.pdf"'},
    )


@require_GET
def receipt(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Vedtaket er fattet»: where each letter is, the orders, and the time to complain."""
    seen = visit(request, reference)
    shown = seen.show(
        "Vedtak – kvittering",
        lambda case_id: queries.receipt(case_id, n, actor=seen.actor, at=seen.at),
    )
    decision = shown.page.decision
    if decision.issued_at is None or decision.imported_from:
        return redirect("decision", reference=reference, n=n)
    return render(request, "decisions/receipt.html", shown.context)


@require_POST
def take_back(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Ta tilbake vedtaket» from approval."""
    seen = visit(request, reference)
    form = forms.Versioned(request.POST)
    if not form.is_valid():
        raise Http404
    actions.take_back_decision(
        seen.case_id(DECISION_PAGE, permission=Permission.DECIDE),
        version=form.cleaned_data["version"],
        actor=seen.actor,
        at=seen.at,
    )
    messages.success(request, _("Vedtaket er tatt tilbake. Du kan endre det."))
    return redirect("decision", reference=reference, n=n)


@require_POST
def renew(request: HttpRequest, reference: str, n: int) -> HttpResponse:
    """«Hent inn innstillingen på nytt» into the draft."""
    seen = visit(request, reference)
    form = forms.Versioned(request.POST)
    if not form.is_valid():
        raise Http404
    actions.renew_draft(
        seen.case_id(DECISION_PAGE, permission=Permission.DECIDE),
        version=form.cleaned_data["version"],
        actor=seen.actor,
        at=seen.at,
    )
    messages.success(request, _("Utkastet er hentet på nytt fra innstillingen."))
    return redirect("decision", reference=reference, n=n)


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    """«Send tilbake innstillingen» to whoever recommended, with a coded reason."""
    seen = visit(request, reference)
    shown = seen.show(
        "Vedtak – send tilbake innstillingen",
        lambda case_id: queries.decisions_of_case(case_id, actor=seen.actor, on=seen.today),
        permission=Permission.DECIDE,
    )
    form = forms.Return(
        request.POST if request.method == "POST" else None,
        what=Returned.RECOMMENDATION,
        version=shown.case.version,
    )
    if form.is_valid():
        done = attempt(
            form,
            lambda: actions.return_recommendation(
                shown.case.id, **form.cleaned_data, actor=seen.actor, at=seen.at
            ),
        )
        if done is not None:
            messages.success(request, _("Innstillingen er sendt tilbake."))
            return redirect(f"/saker/{reference}/")
    kept = brought_back(
        request, form, RETURNING, actor=seen.actor, at=seen.at, case_id=shown.case.id
    )
    return render(
        request,
        "decisions/send_back.html",
        {**shown.context, "form": form, **kept},
        status=status_of(form),
    )


def _show(seen: Visit, n: int) -> Shown[Page]:
    """The decision with what this person had written when they left."""
    return seen.show(
        DECISION_PAGE,
        lambda case_id: (
            queries.decision_page(case_id, n, actor=seen.actor, on=seen.today),
            draft(owner_id=seen.actor.staff(), form=DRAFT, case_id=case_id),
        ),
    )


def _act(
    request: HttpRequest, seen: Visit, case_id: int, form: forms.Decision
) -> HttpResponse | None:
    """Do what the button said; None when it was refused, and the form says why."""
    wanted, _colon, place = request.POST.get("act", "save").partition("-")
    version = form.cleaned_data["version"]
    n = form.page.decision.n
    if wanted == "submit":
        done = attempt(
            form,
            lambda: actions.submit_decision(
                case_id, version=version, typed=form.typed(), actor=seen.actor, at=seen.at
            ),
        )
        if done is None:
            return None
        if not done["approval_required"]:
            return redirect("decide", reference=seen.reference, n=n)
        messages.success(request, _("Vedtaket er sendt til godkjenning."))
        return redirect("decision", reference=seen.reference, n=n)
    typed = form.typed(
        add=wanted == "add",
        without=int(place) if wanted == "remove" and place.isdigit() else None,
    )
    done = attempt(
        form,
        lambda: actions.save_decision(
            case_id,
            version=version,
            typed=typed,
            ready=wanted == "decide",
            actor=seen.actor,
            at=seen.at,
        ),
    )
    if done is None:
        return None
    if wanted == "decide" and not done["approval_required"]:
        return redirect("decide", reference=seen.reference, n=n)
    if wanted == "decide":
        messages.info(request, _("Vedtaket må godkjennes av en annen. Send det til godkjenning."))
    return redirect("decision", reference=seen.reference, n=n)


def _initial(page: DecisionPage, kept: DraftRow | None) -> dict[str, Any]:
    """The fields as stored, under what this person had written and not saved."""
    stored = forms.initial_of(page.decision)
    if kept is None:
        return stored
    ids = [line.id for line in page.decision.lines]
    at = {kept.fields.get(f"lines.{n}.id"): n for n in range(len(ids))}
    mine = {name: value for name, value in kept.fields.items() if not name.startswith("lines.")}
    for n, line_id in enumerate(ids):
        if line_id not in at:
            continue
        before = f"lines.{at[line_id]}."
        mine |= {f"lines.{n}.night": False}
        mine |= {
            f"lines.{n}.{name.removeprefix(before)}": value
            for name, value in kept.fields.items()
            if name.startswith(before)
        }
    return stored | mine


def _in_the_order_of(page: DecisionPage, posted: Mapping[str, Any]) -> DecisionPage:
    """The page with its services where the posted form had them; those it did not have, last."""
    by_id = {line.id: line for line in page.decision.lines}
    rows = []
    for n in range(len(by_id)):
        row = by_id.pop(str(posted.get(f"lines.{n}.id", "")), None)
        if row is None:
            break
        rows.append(row)
    lines = (*rows, *by_id.values())
    return replace(page, decision=replace(page.decision, lines=lines))


def _theirs(form: forms.Decision, page: DecisionPage) -> list[tuple[str, str]]:
    """What is stored now, where it is not what was typed: label and text, in the page's order."""
    stored = forms.initial_of(page.decision)
    found = []
    for name, value in form.cleaned_data.items():
        if name in {"version", "add_service"} or name.endswith(".id") or name not in stored:
            continue
        now = stored[name]
        if (value or "") != (now or ""):
            said = f"{now:%d.%m.%Y}" if isinstance(now, dt.date) else str(now or "–")
            found.append((str(form.fields[name].label), said))
    return found


def _read(page: DecisionPage) -> dict[str, Any]:
    return {
        "page": page,
        "decision": page.decision,
        "letter": letter_facts(page.letters),
        "content": page.letters[0].content if page.letters else None,
    }
