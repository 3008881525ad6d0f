"""Pages of one deadline, and of taking, giving and holding a task."""

import datetime as dt
import re
import uuid
from dataclasses import dataclass
from typing import Any, Final

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.words import said
from cases import queries as cases
from cases.adapters import brought_back
from deadlines import actions, forms, queries
from deadlines.rules import draft_form
from people.access import Actor, reading
from people.adapters import carried_out, dated_form, dated_list, posted, status_of, who
from people.forms import EndRow
from people.queries import found
from people.refusals import Stale
from people.roles import Permission

SETUP: Final = "Oppsett"
CODES: Final = re.compile(r"[a-z0-9_=&-]*", re.IGNORECASE)  # the filters of a list


@dataclass(frozen=True, slots=True)
class Shown:
    """What every page here has on top."""

    case: cases.CaseHead
    person: cases.PersonHead
    colleagues: tuple[tuple[int, str], ...] = ()
    passed: tuple[dt.date, dt.date | None] | None = None


@require_GET
def kinds(request: HttpRequest) -> HttpResponse:
    """«Frister og regler»: every kind as it holds today, and what is not verified. No persons."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        lines = queries.kind_lines(actor, on=localdate(at))
    return render(request, "deadlines/kinds.html", {"lines": lines})


@require_GET
def own_terms(request: HttpRequest) -> HttpResponse:
    """«Kommunens egne lengder»: rows with their days."""
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        rows = queries.own_terms(actor, on=on)
    return dated_list(
        request,
        rows,
        title=_("Kommunens egne lengder"),
        lead=_("Der kommunen ikke har en rad, gjelder lengden som følger med."),
        heads=(_("Frist"), _("Lengde"), _("Vedtatt av")),
        add="own-term-new",
        end="own-term-end",
        on=on,
    )


@require_http_methods(["GET", "POST"])
def own_term_new(request: HttpRequest) -> HttpResponse:
    """The municipality's own length, from a day."""
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        choices = queries.configurable_kinds(on=on)
    form = forms.OwnTermOf(posted(request), kinds=choices, initial={"valid_from": on})
    return dated_form(
        request,
        form,
        lambda: actions.decide_own_term(**form.cleaned_data, actor=actor, at=at),
        title=_("Ny lengde"),
        submit=_("Lagre lengden"),
        back="own-terms",
    )


@require_http_methods(["GET", "POST"])
def own_term_end(request: HttpRequest, own_term_id: int) -> HttpResponse:
    """The municipality's own length holds no longer."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        row = found(queries.own_terms(actor, on=localdate(at)), own_term_id)
    form = EndRow(posted(request), initial={"last_on": localdate(at)})
    return dated_form(
        request,
        form,
        lambda: actions.end_own_term(own_term_id, valid_to=form.valid_to(), actor=actor, at=at),
        title=_("Avslutt"),
        submit=_("Avslutt"),
        back="own-terms",
        about=", ".join(row.cells[:2]),
    )


@require_GET
def deadline(request: HttpRequest, deadline_id: uuid.UUID) -> HttpResponse:
    """One deadline: its day, how it was computed, and what can be done about it."""
    actor, at = who(request)
    row, shown = _deadline(str(deadline_id), actor, at)
    return render(request, "deadlines/deadline.html", _context(shown, row=row))


@require_http_methods(["GET", "POST"])
def extend(request: HttpRequest, deadline_id: uuid.UUID) -> HttpResponse:
    """«Utsett fristen»: to which day, and why."""
    actor, at = who(request)
    row, shown = _deadline(str(deadline_id), actor, at)
    form = forms.Extend(posted(request))
    done = carried_out(
        form,
        lambda: actions.extend_deadline(str(deadline_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Fristen er utsatt."))
        return redirect("deadline", deadline_id=deadline_id)
    name = draft_form("utsett", deadline_id)
    return _page(request, "deadlines/extend.html", form, _context(shown, row=row), name, actor, at)


@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, deadline_id: uuid.UUID) -> HttpResponse:
    """«Merk som fulgt opp»: what was done."""
    actor, at = who(request)
    row, shown = _deadline(str(deadline_id), actor, at)
    form = forms.Settle(posted(request))
    done = carried_out(
        form,
        lambda: actions.settle_deadline(str(deadline_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Fristen er fulgt opp."))
        return redirect(f"/saker/{shown.case.reference}/")
    name = draft_form("fulgt-opp", deadline_id)
    return _page(request, "deadlines/settle.html", form, _context(shown, row=row), name, actor, at)


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, deadline_id: uuid.UUID) -> HttpResponse:
    """«Svar mottatt»: when the answer of who was asked came."""
    actor, at = who(request)
    row, shown = _deadline(str(deadline_id), actor, at)
    form = forms.Answer(posted(request), initial={"arrived_on": localdate(at)})
    done = carried_out(
        form,
        lambda: actions.receive_answer(str(deadline_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Svaret er registrert."))
        return redirect(f"/saker/{shown.case.reference}/")
    context = {"form": form, **_context(shown, row=row)}
    return render(request, "deadlines/answer.html", context, status=status_of(form))


@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a task nobody has."""
    actor, at = who(request)
    form = forms.Task(request.POST)
    if form.is_valid():
        case_id = _case_id(reference, actor, at)
        try:
            actions.take_task(case_id, **form.cleaned_data, actor=actor, at=at)
        except Stale as late:  # nothing was typed: the list itself is the answer
            messages.warning(request, said(late.objections[0].sentence, _))
        else:
            messages.success(request, _("Oppgaven er din nå."))
    return redirect(_list(request))


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, reference: str) -> HttpResponse:
    """«Sett på vent»: until when, and why."""
    actor, at = who(request)
    asked = request.POST or request.GET
    task = (asked.get("kind", ""), asked.get("key", ""))
    shown = _shown(reference, actor, Permission.WORK_CASE, at, task=task)
    form = forms.HoldTask(posted(request), initial=request.GET.dict())
    done = carried_out(
        form,
        lambda: actions.hold_task(shown.case.id, **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Oppgaven er satt på vent."))
        return redirect(_list(request))
    name = draft_form("vent", form["key"].value() or "")
    context = _context(shown, cancel=_list(request), passed=shown.passed)
    return _page(request, "deadlines/hold.html", form, context, name, actor, at)


@require_POST
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Take up a task that waits."""
    actor, at = who(request)
    form = forms.Task(request.POST)
    if form.is_valid():
        case_id = _case_id(reference, actor, at)
        actions.resume_task(case_id, **form.cleaned_data, actor=actor, at=at)
        messages.success(request, _("Oppgaven er tatt opp igjen."))
    return redirect(_list(request))


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, reference: str) -> HttpResponse:
    """«Gi til»: the leader gives a task to one of the unit's staff."""
    actor, at = who(request)
    shown = _shown(reference, actor, Permission.DISTRIBUTE, at)
    form = forms.GiveTask(posted(request), initial=request.GET.dict())
    form.fields["staff"].choices = shown.colleagues  # type: ignore[attr-defined]  # stubs know only Field
    done = carried_out(
        form,
        lambda: actions.give_task(
            shown.case.id,
            kind=form.cleaned_data["kind"],
            key=form.cleaned_data["key"],
            staff_id=form.cleaned_data["staff"],
            actor=actor,
            at=at,
        ),
    )
    if done is not None:
        messages.success(request, _("Oppgaven er fordelt."))
        return redirect(_list(request))
    context = {"form": form, **_context(shown, cancel=_list(request))}
    return render(request, "deadlines/give.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def assign(request: HttpRequest, reference: str) -> HttpResponse:
    """«Fordel saken»: the leader gives it to one of the unit's staff, load and absence beside."""
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, Permission.DISTRIBUTE, page="Sak – Fordel", at=at) as look:
        case = cases.case_head(cases.find(reference, actor=actor, acting=True), on=on)
        person = cases.person_head(case.person_id, on=on)
        staff = cases.colleagues(case.id, on=on)
        look.saw(persons=[person.id], case=case.id)
    form = forms.Assign(posted(request), initial={"version": case.version})
    form.fields["staff"].choices = [(one.id, _load(one)) for one in staff]  # type: ignore[attr-defined]  # stubs know only Field
    done = carried_out(
        form,
        lambda: actions.assign_case(
            case.id,
            staff_id=form.cleaned_data["staff"],
            version=form.cleaned_data["version"],
            actor=actor,
            at=at,
        ),
    )
    if done is not None:
        messages.success(request, _("Saken er fordelt."))
        return redirect(f"/saker/{reference}/")
    context = {"form": form, **_context(Shown(case, person))}
    return render(request, "deadlines/assign.html", context, status=status_of(form))


def _deadline(deadline_id: str, actor: Actor, at: dt.datetime) -> tuple[queries.DeadlineRow, Shown]:
    on = localdate(at)
    with reading(actor, Permission.SEE_DEADLINES, page="Frist", at=at) as look:
        row = queries.deadline_row(deadline_id, actor=actor, on=on)
        case = cases.case_head(row.case_id or 0, on=on)
        person = cases.person_head(case.person_id, on=on)
        look.saw(persons=[person.id], case=case.id)
    return row, Shown(case, person)


def _shown(
    reference: str,
    actor: Actor,
    permission: Permission,
    at: dt.datetime,
    *,
    task: tuple[str, str] = ("", ""),
) -> Shown:
    on = localdate(at)
    with reading(actor, permission, page="Sak – oppgave", at=at) as look:
        case = cases.case_head(cases.find(reference, actor=actor, acting=True), on=on)
        person = cases.person_head(case.person_id, on=on)
        staff = cases.colleagues(case.id, on=on)
        passed = queries.passed_day(case.id, kind=task[0], key=task[1], on=on)
        look.saw(persons=[person.id], case=case.id)
    return Shown(case, person, tuple((one.id, one.name) for one in staff), passed)


def _case_id(reference: str, actor: Actor, at: dt.datetime) -> int:
    with reading(actor, Permission.OPEN_CASE, page="Sak", at=at):
        return cases.find(reference, actor=actor, acting=True)


def _list(request: HttpRequest) -> str:
    """The list the task was chosen in, with its filters."""
    asked = request.GET.get("fra", "") or request.POST.get("fra", "")
    return f"/oppgaver/?{asked}".rstrip("?") if CODES.fullmatch(asked) else "/oppgaver/"


def _context(shown: Shown, **more: object) -> dict[str, Any]:
    return {"case": shown.case, "person": shown.person, **more}


def _page(
    request: HttpRequest,
    template: str,
    form: Form,
    context: dict[str, Any],
    draft: str,
    actor: Actor,
    at: dt.datetime,
) -> HttpResponse:
    """A page that is written in, with what was typed before."""
    kept = brought_back(request, form, draft, actor=actor, at=at, case_id=context["case"].id)
    return render(request, template, {"form": form, **context, **kept}, status=status_of(form))


def _load(colleague: cases.Colleague) -> str:
    words = _("%(name)s – %(n)s åpne saker") % {
        "name": colleague.name,
        "n": colleague.open_cases,
    }
    if colleague.away_until:
        words += " " + _("(borte til og med %(day)s)") % {"day": f"{colleague.away_until:%d.%m.}"}
    return words
