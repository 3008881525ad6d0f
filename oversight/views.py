"""«Begrunn innsyn», and the leader's pages of what was given so."""

import uuid

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from entrance.adapters import recent_login
from oversight import actions, forms, queries
from oversight.kinds import Judgement, Outcome
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.refusals import NotFound
from people.roles import Permission

PAGE = "Begrunn innsyn"
CONTROL = "Kontroller innsyn"
UNUSUAL = "Uvanlig innsyn"
CONTROLLED = "control of looks"


@recent_login()
@require_http_methods(["GET", "POST"])
def case_reason(request: HttpRequest, reference: str) -> HttpResponse:
    """Why one must read a case one does not have."""
    return _reason(request, reference=reference, onward=f"/saker/{reference}/")


@recent_login()
@require_http_methods(["GET", "POST"])
def person_reason(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Why one must read of a person one has nothing to do with."""
    return _reason(request, person=str(public_id), onward=f"/personer/{public_id}/")


def _reason(
    request: HttpRequest, *, onward: str, reference: str = "", person: str = ""
) -> HttpResponse:
    actor, at = who(request)
    form = forms.Reason(posted(request))
    if request.method == "GET":
        with reading(actor, Permission.OPEN_CASE, page=PAGE, at=at):
            asked = queries.asked_for(reference, person, actor=actor, on=localdate(at))
            queries.must_be_reasonable(asked)
            queries.must_be_taken(asked, actor=actor)
        if asked.verdict.allowed:
            return redirect(onward)
    done = carried_out(
        form,
        lambda: actions.give_reason(
            reference, person=person, **form.cleaned_data, actor=actor, at=at
        ),
    )
    if done is not None and not done["opened"]:
        raise NotFound(queries.NOBODY)
    if done is not None:
        messages.success(request, _("Innsynet er registrert."))  # the page says until when
        return redirect(onward)
    with reading(actor, Permission.OPEN_CASE, page=PAGE, at=at):
        asked = queries.asked_for(reference, person, actor=actor, on=localdate(at))
        queries.must_be_reasonable(asked)
    if asked.verdict.emergency_only:
        form.in_emergency_only()
    context = {
        "form": form,
        "reference": reference,
        "hours": asked.policy.hours,
        "emergency_only": asked.verdict.emergency_only,
        "back": onward if asked.verdict.emergency_only else _came_from(request),
    }
    return render(request, "oversight/reason.html", context, status=status_of(form))


def _came_from(request: HttpRequest) -> str:
    """The page that led to the shut door, if it is one of ours: «Avbryt» leads back there."""
    target = request.GET.get("fra", "")
    ours = url_has_allowed_host_and_scheme(target, None)
    return target if ours and target.startswith("/") else "/"


@require_GET
def reasons(request: HttpRequest) -> HttpResponse:
    """What staff of the units one leads have given as reasons; who does it too often."""
    actor, at = who(request)
    with reading(actor, Permission.DISTRIBUTE, page=CONTROL, at=at) as look:
        found = queries.reasons(actor=actor, on=localdate(at))
        look.saw(persons=[row.person_id for row in found.rows if row.person_id], ground=CONTROLLED)
    return render(request, "oversight/reasons.html", {"found": found})


@require_http_methods(["GET", "POST"])
def control(request: HttpRequest, access_id: uuid.UUID) -> HttpResponse:
    """One of them with what was read, and what its control finds; then how it is followed up."""
    actor, at = who(request)
    key = str(access_id)
    with reading(actor, Permission.DISTRIBUTE, page=CONTROL, at=at) as look:
        row = queries.reasoned(key, actor=actor, on=localdate(at))
        look.saw(
            persons=[row.person_id] if row.person_id else [],
            ground=CONTROLLED,
        )
    if row.outcome:
        form: Form = forms.FollowUp(posted(request))
        done = carried_out(
            form, lambda: actions.follow_up_access(key, **form.cleaned_data, actor=actor, at=at)
        )
        receipt = _("Oppfølgingen er lagret.")
    else:
        form = forms.Control(posted(request))
        done = carried_out(
            form, lambda: actions.control_access(key, **form.cleaned_data, actor=actor, at=at)
        )
        wrong = form.is_bound and form.data.get("outcome") == Outcome.DEVIATION
        receipt = (
            _("Avviket er lagret, og innsynet er stengt. Følg det opp: oppgaven ligger hos deg.")
            if wrong
            else _("Innsynet er kontrollert.")
        )
    if done is not None:
        messages.success(request, receipt)
        return redirect("reasons")
    context = {"form": form, "row": row}
    return render(request, "oversight/control.html", context, status=status_of(form))


@require_GET
def signals(request: HttpRequest) -> HttpResponse:
    """Looks of those one leads that are unlike work: what waits, and what was found."""
    actor, at = who(request)
    with reading(actor, Permission.DISTRIBUTE, page=UNUSUAL, at=at) as look:
        rows = queries.signals(actor=actor, on=localdate(at))
        look.saw(persons=[row.person_id for row in rows if row.person_id], ground=CONTROLLED)
    return render(request, "oversight/signals.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def judge(request: HttpRequest, signal_id: uuid.UUID) -> HttpResponse:
    """One of them with what was opened, and what the leader found; then how it is followed up."""
    actor, at = who(request)
    key = str(signal_id)
    with reading(actor, Permission.DISTRIBUTE, page=UNUSUAL, at=at) as look:
        row = queries.signal(key, actor=actor, on=localdate(at))
        look.saw(
            persons=[*queries.told_of(row.seen), *([row.person_id] if row.person_id else [])],
            ground=CONTROLLED,
        )
    if row.outcome:
        form: Form = forms.FollowUp(posted(request))
        done = carried_out(
            form, lambda: actions.follow_up_signal(key, **form.cleaned_data, actor=actor, at=at)
        )
        receipt = _("Oppfølgingen er lagret.")
    else:
        form = forms.Judged(posted(request))
        done = carried_out(
            form, lambda: actions.judge_signal(key, **form.cleaned_data, actor=actor, at=at)
        )
        further = form.is_bound and form.data.get("outcome") == Judgement.FOLLOW_UP
        receipt = (
            _("Vurderingen er lagret. Følg det opp: oppgaven ligger hos deg.")
            if further
            else _("Vurderingen er lagret.")
        )
    if done is not None:
        messages.success(request, receipt)
        return redirect("signals")
    context = {"form": form, "row": row}
    return render(request, "oversight/signal.html", context, status=status_of(form))
