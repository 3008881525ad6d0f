"""«Med valgte»: several tasks given or put on hold at once, with a receipt for each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from audit.words import said
from cases.queries import Colleague, colleagues_of
from deadlines import actions
from desk import forms, queries
from desk.kinds import task_of
from people.access import Actor, reading
from people.adapters import carried_out, status_of, who
from people.roles import Permission

CONFIRMED = "bekreft"


@dataclass(frozen=True, slots=True)
class Result:
    """One line of the receipt."""

    title: str
    reference: str
    person: str
    why: str  # empty: done


@dataclass(frozen=True, slots=True)
class Chosen:
    """The tasks that were ticked, and the page around them."""

    tasks: list[tuple[str, str, str]]
    rows: tuple[queries.TaskRow, ...]
    staff: Sequence[Colleague]
    actor: Actor
    at: dt.datetime


@require_http_methods(["GET", "POST"])
def give_several(request: HttpRequest) -> HttpResponse:
    """«Gi til …»: which tasks and to whom, and then the receipt."""
    chosen = _chosen(request, Permission.DISTRIBUTE)
    form = forms.GiveSeveral(_confirmed(request))
    form.colleagues(chosen.staff)
    done = carried_out(
        form,
        lambda: actions.give_tasks(
            tasks=chosen.tasks,
            staff_id=form.cleaned_data["staff"],
            actor=chosen.actor,
            at=chosen.at,
        ),
    )
    if done is not None:
        name = next((one.name for one in chosen.staff if one.id == form.cleaned_data["staff"]), "")
        words = _("%(n)s av %(total)s oppgaver er gitt til %(name)s.")
        return _receipt(request, chosen, done, words, name)
    return _page(request, "desk/give_several.html", form, chosen)


@require_http_methods(["GET", "POST"])
def hold_several(request: HttpRequest) -> HttpResponse:
    """«Sett på vent …»: which tasks, until when and why, and then the receipt."""
    chosen = _chosen(request, Permission.WORK_CASE)
    form = forms.HoldSeveral(_confirmed(request))
    done = carried_out(
        form,
        lambda: actions.hold_tasks(
            tasks=chosen.tasks, **form.cleaned_data, actor=chosen.actor, at=chosen.at
        ),
    )
    if done is not None:
        words = _("%(n)s av %(total)s oppgaver er satt på vent.")
        return _receipt(request, chosen, done, words)
    return _page(request, "desk/hold_several.html", form, chosen)


def _chosen(request: HttpRequest, permission: Permission) -> Chosen:
    actor, at = who(request)
    tasks, on = forms.Several.tasks(request.POST), localdate(at)
    with reading(actor, permission, page="Mine oppgaver – valgte", at=at) as look:
        rows = queries.tasks_among(tasks, actor=actor, on=on)
        staff = (
            colleagues_of([task[0] for task in tasks], unit_ids=actor.unit_ids, on=on)
            if permission == Permission.DISTRIBUTE
            else []
        )
        look.saw(persons=[row.person_id for row in rows if row.person_id], ground="own tasks")
    return Chosen(tasks, rows, staff, actor, at)


def _confirmed(request: HttpRequest) -> QueryDict | None:
    """What was typed; None where the tasks are only chosen, so that nothing is missing yet."""
    return request.POST if CONFIRMED in request.POST else None


def _back(request: HttpRequest) -> str:
    """The list the tasks were chosen in, with its filters."""
    return f"/oppgaver/?{request.POST.get('fra', '')}".rstrip("?")


def _page(
    request: HttpRequest,
    template: str,
    form: forms.Several,
    chosen: Chosen,
) -> HttpResponse:
    if not chosen.rows:
        missing = _("Velg minst én oppgave.") if not chosen.tasks else ""
        messages.warning(request, missing or _("Oppgavene du valgte, er ikke i listen lenger."))
        return redirect(_back(request))
    context = {
        "form": form,
        "rows": chosen.rows,
        "gone": len(set(chosen.tasks)) - len(chosen.rows),
        "fra": request.POST.get("fra", ""),
        "cancel": _back(request),
    }
    return render(request, template, context, status=status_of(form))


def _receipt(
    request: HttpRequest,
    chosen: Chosen,
    done: Sequence[actions.Receipt],
    words: str,
    name: str = "",
) -> HttpResponse:
    """What became of each. Shown as the answer itself: sent again, it is the same answer."""
    people = {(row.reference, row.kind, row.key): row.person for row in chosen.rows}
    results = [
        Result(
            title=task_of(one["kind"]).label,
            reference=one["reference"],
            person=people.get((one["reference"], one["kind"], one["key"]), ""),
            why=said(one["why"], _),
        )
        for one in done
    ]
    counted = {"n": sum(not one.why for one in results), "total": len(results), "name": name}
    context = {"results": results, "summary": words % counted, "back": _back(request)}
    return render(request, "desk/receipt.html", context)
