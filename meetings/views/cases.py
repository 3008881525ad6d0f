"""«Til møte» on a case, and off again."""

import datetime as dt

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.adapters import brought_back, tell_of_draft
from cases.queries import CaseHead, DraftRow, PersonHead, case_head, draft, find, person_head
from meetings import actions, forms, queries
from meetings.rules import WAY_OUT
from people.access import Actor, reading
from people.adapters import carried_out, posted, status_of, who
from people.roles import Permission

FORM = "til-mote"


@require_http_methods(["GET", "POST"])
def put_case(request: HttpRequest, reference: str) -> HttpResponse:
    """«Til møte»: which meeting, and the case on one line."""
    actor, at = who(request)
    on = localdate(at)
    case, person, kept = _case(reference, actor, at)
    with reading(actor, Permission.WORK_CASE, page="Sak – Til møte", at=at):
        meetings = queries.choices_of(queries.coming(actor, on=on))
        line = queries.proposed_line(case, on=on)
        waits = queries.waits_for(case.id, actor=actor)
    first = meetings[0][0] if len(meetings) == 1 else ""
    initial = {"meeting": first, "summary": line} | (kept.fields if kept else {})
    form = forms.Put(posted(request), meetings=meetings, initial=initial)
    done = carried_out(
        form,
        lambda: actions.put_on_agenda(case.id, **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Saken er satt opp til møte. Du kan angre her i saken."))
        return redirect(f"/saker/{reference}/")
    if request.method == "GET":
        tell_of_draft(request, kept)
    return render(
        request,
        "meetings/put.html",
        {
            "form": form,
            "case": case,
            "person": person,
            "meetings": meetings,
            "waits": waits,
            "kept_line": kept.fields.get("summary", "") if kept else "",
            "saved_at": kept.saved_at if kept else None,
        },
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def take_case_off(request: HttpRequest, reference: str) -> HttpResponse:
    """«Ta av sakslisten»; «Angre» posts without words, which whoever put it there may."""
    actor, at = who(request)
    case, person, _kept = _case(reference, actor, at)
    regrets = request.POST.get("angre") == "ja"
    form = forms.TakeCaseOff({"reason": "Angret."} if regrets else posted(request))
    reason = "" if regrets else None
    done = carried_out(
        form,
        lambda: actions.take_off_agenda(
            case.id,
            reason=form.cleaned_data["reason"] if reason is None else reason,
            actor=actor,
            at=at,
        ),
    )
    if done is not None:
        messages.success(request, _("Saken er tatt av sakslisten."))
        return redirect(f"/saker/{reference}/")
    kept = brought_back(request, form, WAY_OUT, actor=actor, at=at, case_id=case.id)
    return render(
        request,
        "meetings/take_off.html",
        {"form": form, "case": case, "person": person, **kept},
        status=status_of(form),
    )


def _case(
    reference: str, actor: Actor, at: dt.datetime
) -> tuple[CaseHead, PersonHead, DraftRow | None]:
    with reading(actor, Permission.WORK_CASE, page="Sak – Til møte", at=at) as look:
        case = case_head(find(reference, actor=actor, acting=True), on=localdate(at))
        person = person_head(case.person_id, on=localdate(at))
        kept = draft(owner_id=actor.staff(), form=FORM, case_id=case.id)
        look.saw(persons=[person.id], case=case.id)
    return case, person, kept
