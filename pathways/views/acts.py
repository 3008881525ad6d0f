"""The acts on a pathway: each reads its page, calls one action, and goes back to the pathway."""

import datetime as dt
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.queries import find
from pathways import actions, forms, queries
from pathways.rules import Purpose
from pathways.views.case import Shown, show
from people.access import Actor, reading
from people.adapters import attempt, status_of
from people.refusals import NotFound
from people.roles import Permission
from people.signed_in import actor_of

Act = Callable[..., dict[str, Any]]


def back_to(reference: str) -> HttpResponse:
    """To the case's pathway."""
    return redirect("case-pathway", reference=reference)


# One button, no form


def _press(request: HttpRequest, reference: str, act: Act, said: str) -> HttpResponse:
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page="Forløp", at=at):
        case_id = find(reference, actor=actor)
    version = request.POST.get("version", "")
    act(case_id, version=int(version) if version.isdigit() else None, actor=actor, at=at)
    messages.success(request, said)
    return back_to(reference)


@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """«Ta imot»."""
    return _press(request, reference, actions.accept_handover, _("Overføringen er tatt imot."))


@require_POST
def take_back(request: HttpRequest, reference: str) -> HttpResponse:
    """«Trekk tilbake»."""
    return _press(
        request, reference, actions.take_back_handover, _("Overføringen er trukket tilbake.")
    )


@require_POST
def keep(request: HttpRequest, reference: str) -> HttpResponse:
    """«Behold saken» after a declined handover."""
    return _press(request, reference, actions.settle_decline, _("Du beholder saken."))


@require_POST
def send_on(request: HttpRequest, reference: str) -> HttpResponse:
    """«Send til vedtak»."""
    return _press(request, reference, actions.send_to_decision, _("Saken er sendt til vedtak."))


# A form on its own page


def _form_page(
    request: HttpRequest,
    shown: Shown,
    form: BaseForm,
    act: Callable[[dict[str, Any]], dict[str, Any]],
    *,
    said: str,
    words: dict[str, Any],
) -> HttpResponse:
    reference = shown.case.reference
    if form.is_valid() and attempt(form, lambda: act(form.cleaned_data)) is not None:
        messages.success(request, said)
        return back_to(reference)
    if status_of(form) == HTTPStatus.CONFLICT:
        # What changed is told, and the page shows it: pressing again is a choice, not a mistake.
        form.data = dict(form.data.items()) | {"version": str(shown.case.version)}
    if not form.is_bound and shown.kept is not None:
        when = f"{localtime(shown.kept.saved_at):%H.%M}"
        messages.info(request, _("Utkastet ditt fra kl. %(when)s er hentet fram.") % {"when": when})
    return render(
        request,
        "pathways/form.html",
        {
            **shown.context,
            "form": form,
            "saved_at": shown.kept.saved_at if shown.kept else None,
            **words,
        },
        status=status_of(form),
    )


def _typed(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """What a form is made of: what was sent, or the draft; and the version the page shows."""
    posted = request.method == "POST"
    kept = shown.kept.fields if shown.kept else {}
    return {
        "data": request.POST if posted else None,
        "initial": kept | {"version": shown.case.version},
    }


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """«Overfør til forløpskoordinator»."""
    return _propose(
        request,
        reference,
        Purpose.COORDINATION,
        {
            "title": _("Overfør til forløpskoordinator"),
            "lead": _("Du er ansvarlig til overføringen er tatt imot, og kan trekke den tilbake."),
            "submit": _("Foreslå overføring"),
            "draft": "overforing",
        },
    )


@require_http_methods(["GET", "POST"])
def transfer(request: HttpRequest, reference: str) -> HttpResponse:
    """«Overfør ansvar»."""
    return _propose(
        request,
        reference,
        Purpose.RESPONSIBILITY,
        {
            "title": _("Overfør ansvar"),
            "lead": _("Du er ansvarlig til mottakeren har takket ja, og kan trekke tilbake."),
            "submit": _("Foreslå overføring"),
            "draft": "overfor-ansvar",
        },
    )


def _propose(
    request: HttpRequest, reference: str, purpose: Purpose, words: dict[str, Any]
) -> HttpResponse:
    at = timezone.now()
    actor = actor_of(request, at=at)
    shown = show(
        reference,
        actor=actor,
        at=at,
        page=f"Forløp – {words['title']}",
        form=words["draft"],
        needs=Permission.HAND_OVER,
    )
    groups = _receivers(actor, purpose, at=at)
    typed = _typed(request, shown)
    if len(groups) == 1:
        typed["initial"].setdefault("to", groups[0][1][0][0])
    form = forms.Propose(receivers=groups, **typed)

    def act(data: dict[str, Any]) -> dict[str, Any]:
        unit, _mark, staff = data["to"].partition(":")
        return actions.propose_handover(
            shown.case.id,
            purpose=purpose,
            to_unit=unit,
            to_staff=staff,
            message=data["message"],
            version=data["version"],
            actor=actor,
            at=at,
        )

    return _form_page(request, shown, form, act, said=_("Overføringen er foreslått."), words=words)


def _receivers(
    actor: Actor, purpose: Purpose, *, at: dt.datetime
) -> list[tuple[str, list[tuple[str, str]]]]:
    with reading(actor, Permission.HAND_OVER, page="Forløp – mottakere", at=at):
        groups = queries.receivers(actor.municipality_id or 0, purpose, on=localdate(at))
    return [
        (
            group.name,
            [
                (f"{group.key}:", _("Alle i %(unit)s") % {"unit": group.name}),
                *((f"{group.key}:{person.public_id}", person.name) for person in group.people),
            ],
        )
        for group in groups
    ]


@require_http_methods(["GET", "POST"])
def decline(request: HttpRequest, reference: str) -> HttpResponse:
    """«Avslå overføringen», with a reason."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    shown = show(
        reference,
        actor=actor,
        at=at,
        page="Forløp – Avslå overføringen",
        form="avslag-overforing",
        needs=Permission.HAND_OVER,
    )
    return _form_page(
        request,
        shown,
        forms.Decline(**_typed(request, shown)),
        lambda data: actions.decline_handover(shown.case.id, **data, actor=actor, at=at),
        said=_("Overføringen er avslått. Avsenderen har fått svaret."),
        words={
            "title": _("Avslå overføringen"),
            "submit": _("Avslå overføringen"),
            "draft": "avslag-overforing",
            "after": "/forlop/",
        },
    )


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """«Still spørsmål» to the recommendation."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    shown = show(
        reference,
        actor=actor,
        at=at,
        page="Forløp – Still spørsmål",
        form="sporsmal",
        needs=Permission.COORDINATE,
    )
    return _form_page(
        request,
        shown,
        forms.Ask(**_typed(request, shown)),
        lambda data: actions.ask_question(shown.case.id, **data, actor=actor, at=at),
        said=_("Spørsmålet er sendt."),
        words={
            "title": _("Still spørsmål til innstillingen"),
            "submit": _("Send spørsmålet"),
            "draft": "sporsmal",
        },
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, reference: str, question: UUID) -> HttpResponse:
    """«Svar på spørsmålet»."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    shown = show(
        reference,
        actor=actor,
        at=at,
        page="Forløp – Svar på spørsmål",
        form=f"svar-{question}",
        needs=Permission.ASSESS,
    )
    asked = next((q for q in shown.pathway.questions if q.public_id == str(question)), None)
    if asked is None:
        raise NotFound
    return _form_page(
        request,
        shown,
        forms.Answer(**_typed(request, shown)),
        lambda data: actions.answer_question(
            shown.case.id, question=str(question), **data, actor=actor, at=at
        ),
        said=_("Svaret er sendt."),
        words={
            "title": _("Svar på spørsmålet"),
            "quote": asked.question,
            "submit": _("Send svaret"),
            "draft": f"svar-{question}",
        },
    )


@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, reference: str) -> HttpResponse:
    """«Send tilbake til kartlegger», with a coded reason."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    shown = show(
        reference,
        actor=actor,
        at=at,
        page="Forløp – Send tilbake",
        form="tilbake-til-kartlegger",
        needs=Permission.COORDINATE,
    )
    return _form_page(
        request,
        shown,
        forms.Return(**_typed(request, shown)),
        lambda data: actions.return_to_assessor(shown.case.id, **data, actor=actor, at=at),
        said=_("Innstillingen er sendt tilbake."),
        words={
            "title": _("Send tilbake til kartlegger"),
            "submit": _("Send tilbake"),
            "draft": "tilbake-til-kartlegger",
        },
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """«Avslutt forløpet», after start and evaluation."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    shown = show(
        reference,
        actor=actor,
        at=at,
        page="Forløp – Avslutt forløpet",
        form="avslutt-forlop",
        needs=Permission.COORDINATE,
    )
    return _form_page(
        request,
        shown,
        forms.Close(**_typed(request, shown)),
        lambda data: actions.close_pathway(shown.case.id, **data, actor=actor, at=at),
        said=_("Forløpet er avsluttet."),
        words={
            "title": _("Avslutt forløpet"),
            "submit": _("Avslutt forløpet"),
            "draft": "avslutt-forlop",
        },
    )
