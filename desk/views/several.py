"""«Med valgte»: several tasks given or put on hold at once, with a receipt for each."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from audit.words import said
from cases.queries import Colleague, colleagues_of, staff_names
from deadlines import actions
from desk import forms, queries
from desk.kinds import task_of
from people.access import Actor, reading
from people.adapters import carried_out, status_of, to_be_told, who
from people.queries import receipt
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
    actor, key = to_be_told(request, chosen.actor)
    done = carried_out(
        form,
        lambda: actions.give_tasks(
            tasks=chosen.tasks, staff_id=form.cleaned_data["staff"], actor=actor, at=chosen.at
        ),
    )
    if done is not None:
        return _to_receipt(request, "given-receipt", key)
    return _page(request, "desk/give_several.html", form, chosen)


@require_http_methods(["GET", "POST"])
def hold_several(request: HttpRequest) -> HttpResponse:
    """«Sett på vent …»: which tasks, until when and why, and then the receipt."""
    chosen = _chosen(request, Permission.WORK_CASE)
    form = forms.HoldSeveral(_confirmed(request))
    actor, key = to_be_told(request, chosen.actor)
    done = carried_out(
        form,
        lambda: actions.hold_tasks(
            tasks=chosen.tasks, **form.cleaned_data, actor=actor, at=chosen.at
        ),
    )
    if done is not None:
        return _to_receipt(request, "held-receipt", key)
    return _page(request, "desk/hold_several.html", form, chosen)


@require_GET
def given_receipt(request: HttpRequest, receipt_id: str) -> HttpResponse:
    """What became of each task that was given to somebody."""
    words = _("%(n)s av %(total)s oppgaver er gitt til %(name)s.")
    return _receipt(request, receipt_id, "give-several", Permission.DISTRIBUTE, words)


@require_GET
def held_receipt(request: HttpRequest, receipt_id: str) -> HttpResponse:
    """What became of each task that was to wait."""
    words = _("%(n)s av %(total)s oppgaver er satt på vent.")
    return _receipt(request, receipt_id, "hold-several", Permission.WORK_CASE, words)


def _chosen(request: HttpRequest, permission: Permission) -> Chosen:
    actor, at = who(request)
    tasks, on = forms.Several.tasks(request.POST), localdate(at)
    with reading(actor, permission, page="Mine oppgaver – valgte", at=at) as look:
        rows = queries.tasks_among(tasks, actor=actor, on=on)
        staff = (
            colleagues_of([task[0] for task in tasks], unit_ids=actor.led_unit_ids, on=on)
            if permission == Permission.DISTRIBUTE
            else []
        )
        look.saw(persons=[row.person_id for row in rows if row.person_id], ground="own tasks")
    return Chosen(tasks, rows, staff, actor, at)


def _confirmed(request: HttpRequest) -> QueryDict | None:
    """What was typed; None where the tasks are only chosen, so that nothing is missing yet."""
    return request.POST if CONFIRMED in request.POST else None


def _back(asked: QueryDict) -> str:
    """The list the tasks were chosen in, with its filters."""
    return f"/oppgaver/?{asked.get('fra', '')}".rstrip("?")


def _page(
    request: HttpRequest,
    template: str,
    form: forms.Several,
    chosen: Chosen,
) -> HttpResponse:
    if not chosen.rows:
        missing = _("Velg minst én oppgave.") if not chosen.tasks else ""
        messages.warning(request, missing or _("Oppgavene du valgte, er ikke i listen lenger."))
        return redirect(_back(request.POST))
    context = {
        "form": form,
        "rows": chosen.rows,
        "gone": len(set(chosen.tasks)) - len(chosen.rows),
        "fra": request.POST.get("fra", ""),
        "cancel": _back(request.POST),
    }
    return render(request, template, context, status=status_of(form))


def _to_receipt(request: HttpRequest, name: str, key: str) -> HttpResponse:
    """On to a page of its own: who comes back to it sends nothing again."""
    asked = urlencode({"fra": request.POST.get("fra", "")})
    return redirect(f"{resolve_url(name, receipt_id=key)}?{asked}")


def _receipt(
    request: HttpRequest, receipt_id: str, act: str, permission: Permission, words: str
) -> HttpResponse:
    """What became of each, for who did it; the people as they are called now."""
    actor, at = who(request)
    with reading(actor, permission, page="Mine oppgaver – kvittering", at=at) as look:
        done: list[actions.Receipt] = receipt(
            receipt_id, route=f"POST {resolve_url(act)}", actor=actor, at=at
        )
        references = [one["reference"] for one in done]
        rows = queries.cases_named(references, actor=actor, on=localdate(at))
        names = staff_names({one["staff_id"] for one in done})
        look.saw(persons=[row.person_id for row in rows], ground="own tasks")
    people = {row.reference: row.person for row in rows}
    results = [
        Result(
            title=task_of(one["kind"]).label,
            reference=one["reference"],
            person=people.get(one["reference"], ""),
            why=said(one["why"], _),
        )
        for one in done
    ]
    counted = {
        "n": sum(not one.why for one in results),
        "total": len(results),
        "name": ", ".join(names.values()),
    }
    context = {"results": results, "summary": words % counted, "back": _back(request.GET)}
    return render(request, "desk/receipt.html", context)
