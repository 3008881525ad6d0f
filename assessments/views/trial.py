"""Pages of the trial (utprøving): what is tried and was tried, start, day 10, and end."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from assessments import actions, forms, queries
from assessments.views.answers import frame
from assessments.views.shared import visiting
from cases.adapters import tell_of_draft
from cases.stages import Stage
from people.adapters import attempt, carried_out, renew, status_of
from people.adapters import posted as sent
from people.refusals import NotFound
from people.roles import Permission


@require_GET
def home(request: HttpRequest, reference: str) -> HttpResponse:
    """«Utprøving»: the trial that runs, and those before it."""
    with visiting(request, reference, page="Utprøving") as visit:
        tried = queries.trials(visit.case.id, on=visit.on)
    may_start = visit.may_assess and visit.case.stage is Stage.ASSESSMENT
    return render(
        request,
        "assessments/trials.html",
        {**frame(visit), "trials": tried, "may_start": may_start, "may_end": visit.may_assess},
    )


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, reference: str) -> HttpResponse:
    """«Start utprøving»: team, measure, goal and planned end."""
    with visiting(
        request, reference, page="Start utprøving", permission=Permission.ASSESS
    ) as visit:
        found = queries.teams_for(visit.case.id, on=visit.on)
        teams = [(team.key, team.name) for team in found]
        kept = visit.draft("utproving")
    posted = request.POST if request.method == "POST" else None
    asked = visit.case.service_keys[0] if visit.case.service_keys else ""
    form = forms.StartTrial(
        posted,
        teams=teams,
        on=visit.on,
        initial={
            "service_key": asked,
            "starts_on": visit.on,
            **(kept.fields if kept else {}),
            "version": visit.case.version,
        },
    )
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.start_trial(
                visit.case.id, **form.plan(), actor=visit.actor, at=visit.at
            ),
        )
        is not None
    ):
        messages.success(request, _("Utprøvingen er startet. Teamet har fått bestillingen."))
        return redirect("trials", reference)
    if posted is None:
        tell_of_draft(request, kept)
    renew(form, visit.case.version)
    return render(
        request,
        "assessments/start_trial.html",
        {**frame(visit), "form": form, "saved_at": kept.saved_at if kept else None},
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, reference: str, trial: UUID) -> HttpResponse:
    """«Vedtak eller avslutning?»: it ends, goes on within two weeks, or a decision must be made."""
    with visiting(
        request, reference, page="Vedtak eller avslutning?", permission=Permission.ASSESS
    ) as visit:
        tried = queries.trials(visit.case.id, on=visit.on)
        row = next((t for t in tried if t.public_id == str(trial) and not t.last_on), None)
        if row is None:
            raise NotFound
        until = queries.may_last_until(visit.case.id, row.public_id)
        kept = visit.draft("utproving/svar")
    form = forms.AnswerTrial(
        sent(request),
        until=until,
        on=visit.on,
        initial={
            "planned_end_on": row.planned_last_on,
            **(kept.fields if kept else {}),
            "version": row.version,
        },
    )
    if form.ends:
        return redirect("end-trial", reference, trial)
    done = carried_out(
        form,
        lambda: actions.answer_trial(
            visit.case.id, trial=row.public_id, **form.said(), actor=visit.actor, at=visit.at
        ),
    )
    if done is not None and form.said()["planned_end_on"]:
        messages.success(request, _("Utprøvingen fortsetter uten vedtak."))
        return redirect("trials", reference)
    if done is not None:
        messages.success(request, _("Svaret er lagret. Utprøvingen går til den avsluttes."))
        return redirect("recommendation", reference)
    if not form.is_bound:
        tell_of_draft(request, kept)
    renew(form, row.version)
    return render(
        request,
        "assessments/answer_trial.html",
        {**frame(visit), "form": form, "trial": row, "saved_at": kept.saved_at if kept else None},
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, reference: str, trial: str) -> HttpResponse:
    """«Avslutt utprøving»: what it showed."""
    with visiting(
        request, reference, page="Avslutt utprøving", permission=Permission.ASSESS
    ) as visit:
        tried = queries.trials(visit.case.id, on=visit.on)
        kept = visit.draft("utproving/avslutt")
    row = next((t for t in tried if t.public_id == str(trial)), None)
    if row is None:
        raise NotFound
    posted = request.POST if request.method == "POST" else None
    form = forms.EndTrial(
        posted,
        initial={
            "ended_on": visit.on,
            **(kept.fields if kept else {}),
            "version": row.version,
        },
    )
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.end_trial(
                visit.case.id, trial=row.public_id, **form.end(), actor=visit.actor, at=visit.at
            ),
        )
        is not None
    ):
        messages.success(request, _("Utprøvingen er avsluttet."))
        return redirect("trials", reference)
    if posted is None:
        tell_of_draft(request, kept)
    renew(form, row.version)
    return render(
        request,
        "assessments/end_trial.html",
        {**frame(visit), "form": form, "trial": row, "saved_at": kept.saved_at if kept else None},
        status=status_of(form),
    )
