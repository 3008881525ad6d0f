"""Pages of the acts on a case itself: take it, let it wait, give it, keep what is typed."""

import datetime as dt
from dataclasses import replace

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import escape
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from audit.words import said
from cases import actions, forms, queries
from cases.adapters import brought_back, draft_fields, writing_words
from people.access import Actor, reading
from people.actions import add_unit_service, end_unit_service
from people.adapters import attempt, dated_form, dated_list, posted, status_of, who
from people.forms import EndRow
from people.queries import colleagues, found, unit_choices
from people.refusals import AccessDenied, Stale
from people.roles import Permission
from people.signed_in import actor_of

SETUP = "Oppsett"


@require_POST
def save_draft(request: HttpRequest) -> HttpResponse:
    """Keep what is typed; answer with the status line, or go back where `_back` says."""
    at = timezone.now()
    actions.save_draft(
        request.POST.get("_form", ""),
        fields=draft_fields(request.POST),
        reference=request.POST.get("_case", ""),
        person=request.POST.get("_person", ""),
        # The form's own key is for sending it: a draft is saved many times over.
        actor=replace(actor_of(request, at=at), once=None),
        at=at,
    )
    line = _("Utkast lagret kl. %(clock)s") % {"clock": f"{localtime(at):%H.%M}"}
    if request.headers.get("HX-Request"):
        return HttpResponse(line)
    messages.success(request, line)
    back = request.POST.get("_back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "home")


@require_GET
def others(request: HttpRequest) -> HttpResponse:
    """Who else is writing in the form, as a line; asked by the page itself, so it prolongs nothing.

    Empty when nobody is.
    """
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.KEEP_DRAFTS, page="Utkast", at=at):
        names = queries.writing_now(
            request.GET.get("form", ""),
            reference=request.GET.get("case", ""),
            person=request.GET.get("person", ""),
            actor=actor,
            at=at,
        )
    return HttpResponse(escape(writing_words(names)))


@require_POST
def forget_draft(request: HttpRequest) -> HttpResponse:
    """«Start på nytt»: throw away a draft that has no case yet, and go back to an empty form."""
    at = timezone.now()
    actions.forget_draft(
        request.POST.get("_form", ""),
        person=request.POST.get("_person", ""),
        actor=actor_of(request, at=at),
        at=at,
    )
    back = request.POST.get("_back", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "home")


@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the case from the unit's queue."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    try:
        actions.take_case(_id(reference, actor, at), actor=actor, at=at)
    except Stale as late:  # nothing was typed: the list it was chosen in is the answer
        messages.warning(request, said(late.objections[0].sentence, _))
        back = request.POST.get("_back", "")
        safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
        return redirect(back if safe else f"/saker/{reference}/")
    messages.success(request, _("Du er ansvarlig for saken nå."))
    return redirect(f"/saker/{reference}/")


@require_http_methods(["GET", "POST"])
def hold(request: HttpRequest, reference: str) -> HttpResponse:
    """«Sett på vent»: until when, and why."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.WORK_CASE, page="Sak – Sett på vent", at=at) as look:
        case_id = queries.find(reference, actor=actor, acting=True)
        case = queries.case_head(case_id, on=localdate(at))
        person = queries.person_head(case.person_id, on=localdate(at))
        look.saw(persons=[person.id], case=case_id)
    posted = request.method == "POST"
    form = forms.Hold(request.POST if posted else None, initial={"version": case.version})
    if form.is_valid() and (
        attempt(form, lambda: actions.hold_case(case_id, **form.cleaned_data, actor=actor, at=at))
        is not None
    ):
        messages.success(request, _("Saken er satt på vent."))
        return redirect(f"/saker/{reference}/")
    kept = brought_back(request, form, actions.HOLDING, actor=actor, at=at, case_id=case_id)
    return render(
        request,
        "cases/hold.html",
        {"form": form, "case": case, "person": person, **kept},
        status=status_of(form),
    )


@require_POST
def resume(request: HttpRequest, reference: str) -> HttpResponse:
    """Take up a case that waits."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    actions.resume_case(_id(reference, actor, at), actor=actor, at=at)
    messages.success(request, _("Saken er tatt opp igjen."))
    return redirect(f"/saker/{reference}/")


@require_http_methods(["GET", "POST"])
def share(request: HttpRequest, reference: str) -> HttpResponse:
    """«Tilgang»: why one sees the case, who can; and for its unit, «Gi tilgang» and end it."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    posted = request.method == "POST"
    with reading(actor, Permission.OPEN_CASE, page="Sak – Tilgang", at=at) as look:
        case_id = queries.find(reference, actor=actor)
        case = queries.case_head(case_id, on=localdate(at))
        gives = case.unit_id in actor.unit_ids and actor.may(Permission.WORK_CASE)
        if posted and not gives:
            raise AccessDenied("Bare enheten som har saken, kan gi tilgang til den.", what="share")
        person = queries.person_head(case.person_id, on=localdate(at))
        found = queries.openness(case_id, actor=actor, on=localdate(at))
        shared = queries.shared_with(case_id) if gives else ()
        staff = colleagues(actor, on=localdate(at)) if gives else []
        look.saw(persons=[person.id], case=case_id)
    form = forms.Share(request.POST if posted else None, colleagues=staff)
    if form.is_valid() and (
        attempt(form, lambda: actions.share_case(case_id, **form.cleaned_data, actor=actor, at=at))
        is not None
    ):
        messages.success(request, _("Tilgangen er gitt."))
        return redirect("share-case", reference=reference)
    return render(
        request,
        "cases/share.html",
        {
            "form": form,
            "case": case,
            "person": person,
            "shared": shared,
            "found": found,
            "gives": gives,
        },
        status=status_of(form),
    )


@require_POST
def unshare(request: HttpRequest, reference: str) -> HttpResponse:
    """«Avslutt tilgangen»."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    ended = actions.unshare_case(
        _id(reference, actor, at), staff=request.POST.get("staff", ""), actor=actor, at=at
    )
    messages.success(request, _("Tilgangen er avsluttet."))
    if ended["own"]:  # the case is closed to them now
        return redirect("home")
    return redirect("share-case", reference=reference)


@require_http_methods(["GET", "POST"])
def impartiality(request: HttpRequest, reference: str) -> HttpResponse:
    """«Habilitet»: who is disqualified in the case; say that somebody is."""
    return _impartiality(request, reference, request.POST if request.method == "POST" else None)


@require_POST
def take_back_disqualification(request: HttpRequest, reference: str) -> HttpResponse:
    """«Trekk tilbake», by another than the one it is about."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    form = forms.TakeBack(request.POST, auto_id="trekk-%s")
    if form.is_valid():
        case_id = _id(reference, actor, at)
        done = attempt(
            form,
            lambda: actions.take_back_disqualification(
                case_id, **form.cleaned_data, actor=actor, at=at
            ),
        )
        if done is not None:
            messages.success(request, _("Inhabiliteten er trukket tilbake."))
            return redirect("impartiality", reference=reference)
    return _impartiality(request, reference, None, back=form)


def _impartiality(
    request: HttpRequest,
    reference: str,
    typed: QueryDict | None,
    back: forms.TakeBack | None = None,
) -> HttpResponse:
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.WORK_CASE, page="Sak – Habilitet", at=at) as look:
        case_id = queries.find(reference, actor=actor, acting=True)
        case = queries.case_head(case_id, on=localdate(at))
        person = queries.person_head(case.person_id, on=localdate(at))
        rows = queries.disqualified([case_id])
        staff = colleagues(actor, on=localdate(at))
        look.saw(persons=[person.id], case=case_id)
    form = forms.Disqualified(typed, colleagues=staff)
    if form.is_valid() and (
        attempt(
            form,
            lambda: actions.declare_disqualified(case_id, **form.cleaned_data, actor=actor, at=at),
        )
        is not None
    ):
        messages.success(request, _("Inhabiliteten er meldt."))
        return redirect("impartiality", reference=reference)
    of_each = {
        row.public_id: forms.TakeBack(initial={"staff": row.public_id}, auto_id=f"trekk-{n}-%s")
        for n, row in enumerate(rows)
    }
    if back is not None:
        of_each[back.data.get("staff", "")] = back
    return render(
        request,
        "cases/impartiality.html",
        {
            "form": form,
            "case": case,
            "person": person,
            "rows": [(row, of_each[row.public_id]) for row in rows],
            "back": back,
        },
        status=status_of(back or form),
    )


@require_GET
def unit_services(request: HttpRequest) -> HttpResponse:
    """«Hvem gir hvilken tjeneste»: rows with their days. No health data."""
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        rows = queries.unit_services(actor, on=on)
    return dated_list(
        request,
        rows,
        title=_("Hvem gir hvilken tjeneste"),
        lead=_("En tjeneste uten rader kan gis av alle enheter som utfører."),
        heads=(_("Tjeneste"), _("Enhet")),
        add="unit-service-new",
        end="unit-service-end",
        on=on,
    )


@require_http_methods(["GET", "POST"])
def unit_service_new(request: HttpRequest) -> HttpResponse:
    """A unit gives a service from a day."""
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        units = unit_choices(actor, on=on)
    form = forms.UnitGives(
        posted(request),
        units=units,
        services=queries.service_choices(on),
        initial={"valid_from": on},
    )
    return dated_form(
        request,
        form,
        lambda: add_unit_service(**form.cleaned_data, actor=actor, at=at),
        title=_("Enheten gir tjenesten"),
        submit=_("Legg til"),
        back="unit-services",
    )


@require_http_methods(["GET", "POST"])
def unit_service_end(request: HttpRequest, unit_service_id: int) -> HttpResponse:
    """A unit no longer gives a service."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        row = found(queries.unit_services(actor, on=localdate(at)), unit_service_id)
    form = EndRow(posted(request), initial={"last_on": localdate(at)})
    return dated_form(
        request,
        form,
        lambda: end_unit_service(unit_service_id, valid_to=form.valid_to(), actor=actor, at=at),
        title=_("Avslutt"),
        submit=_("Avslutt"),
        back="unit-services",
        about=", ".join(row.cells),
    )


@require_GET
def policies(request: HttpRequest) -> HttpResponse:
    """«Forenklet løp og regler for sakens gang»: rows with their days."""
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        rows = queries.policies(actor, on=on)
    return dated_list(
        request,
        rows,
        title=_("Forenklet løp og regler for sakens gang"),
        lead=_("Der kommunen ikke har en rad, gjelder reglene som følger med."),
        heads=(
            _("Gjelder"),
            _("Saker"),
            _("Forenklet løp"),
            _("Forløpskoordinator"),
            _("To personer"),
            _("Godkjenner"),
            _("Vedtatt av"),
        ),
        add="policy-new",
        end="policy-end",
        on=on,
    )


@require_http_methods(["GET", "POST"])
def policy_new(request: HttpRequest) -> HttpResponse:
    """What is decided, from a day."""
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        services = queries.service_choices(on)
    form = forms.PolicyOf(posted(request), services=services, initial={"valid_from": on})
    return dated_form(
        request,
        form,
        lambda: actions.decide_policy(**form.said(), actor=actor, at=at),
        title=_("Ny regel"),
        submit=_("Lagre regelen"),
        back="policies",
    )


@require_http_methods(["GET", "POST"])
def policy_end(request: HttpRequest, policy_id: int) -> HttpResponse:
    """What is decided holds no longer."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        row = found(queries.policies(actor, on=localdate(at)), policy_id)
    form = EndRow(posted(request), initial={"last_on": localdate(at)})
    return dated_form(
        request,
        form,
        lambda: actions.end_policy(policy_id, valid_to=form.valid_to(), actor=actor, at=at),
        title=_("Avslutt"),
        submit=_("Avslutt"),
        back="policies",
        about=", ".join(row.cells[:2]),
    )


def _id(reference: str, actor: Actor, at: dt.datetime) -> int:
    with reading(actor, Permission.OPEN_CASE, page="Sak", at=at):
        return queries.find(reference, actor=actor)
