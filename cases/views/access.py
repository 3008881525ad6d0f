"""Who may open a case, and who is disqualified in it (habilitet)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases import actions, forms, queries
from cases.views.work import case_id_of
from people.access import reading
from people.adapters import attempt, status_of
from people.queries import colleagues
from people.refusals import AccessDenied
from people.roles import Permission
from people.signed_in import actor_of


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
        case_id_of(reference, actor, at), staff=request.POST.get("staff", ""), actor=actor, at=at
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
        case_id = case_id_of(reference, actor, at)
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
