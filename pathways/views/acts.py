"""The acts on a pathway: each reads its page, calls one action, and goes back to the pathway."""

import datetime as dt
from collections.abc import Callable
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cases.adapters import tell_of_draft
from cases.queries import find
from pathways import actions, forms, queries
from pathways.rules import Purpose
from pathways.views.case import Shown, show
from people.access import Actor, reading
from people.adapters import carried_out, posted, renew, status_of, who
from people.refusals import NotFound
from people.roles import Permission

Act = Callable[..., dict[str, Any]]
TOO_LONG: Final = 10  # figures: no version has so many


RECORDED: Final = {
    Purpose.COORDINATION: "Forløp – Overfør til forløpskoordinator",
    Purpose.RESPONSIBILITY: "Forløp – Overfør ansvar",
}


def back_to(reference: str) -> HttpResponse:
    """To the case's pathway."""
    return redirect("case-pathway", reference=reference)


# One button, no form


def _press(request: HttpRequest, reference: str, act: Act, said: str) -> HttpResponse:
    actor, at = who(request)
    with reading(actor, Permission.OPEN_CASE, page="Forløp", at=at):
        case_id = find(reference, actor=actor, acting=True)
    typed = request.POST.get("version", "")
    version = int(typed) if typed.isdecimal() and len(typed) < TOO_LONG else None
    act(case_id, version=version, actor=actor, at=at)
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
    done = carried_out(form, lambda: act(form.cleaned_data))
    if done is not None:
        messages.success(request, said)
        # Who has declined, or answered, may not be able to open the case any more.
        after = words.get("after") or ("" if done.get("open", True) else "home")
        return redirect(after) if after else back_to(reference)
    renew(form, shown.case.version)
    if not form.is_bound:
        tell_of_draft(request, shown.kept)
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
    kept = shown.kept.fields if shown.kept else {}
    return {
        "data": posted(request),
        "initial": kept | {"version": shown.case.version},
    }


def _plain(
    request: HttpRequest,
    reference: str,
    form: type[BaseForm],
    act: Act,
    *,
    draft: str,
    record: str,
    needs: Permission,
    said: str,
    **words: str,
) -> HttpResponse:
    """A form whose fields are the act's own; the look is on record as `record`."""
    actor, at = who(request)
    shown = show(reference, actor=actor, at=at, page=record, form=draft, needs=needs)
    return _form_page(
        request,
        shown,
        form(**_typed(request, shown)),
        lambda data: act(shown.case.id, **data, actor=actor, at=at),
        said=said,
        words={"draft": draft, **words},
    )


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, reference: str) -> HttpResponse:
    """«Overfør til forløpskoordinator»."""
    return _propose(
        request,
        reference,
        Purpose.COORDINATION,
        {
            "title": _("Overfør til forløpskoordinator"),
            "lead": _(
                "Den som tar imot, blir forløpskoordinator. Ansvaret for saken endres ikke."
                " Du kan trekke overføringen tilbake til den er tatt imot."
            ),
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
    actor, at = who(request)
    shown = show(
        reference,
        actor=actor,
        at=at,
        page=RECORDED[purpose],
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
    return _plain(
        request,
        reference,
        forms.Decline,
        actions.decline_handover,
        draft="avslag-overforing",
        record="Forløp – Avslå overføringen",
        needs=Permission.HAND_OVER,
        said=_("Overføringen er avslått. Avsenderen har fått svaret."),
        title=_("Avslå overføringen"),
        submit=_("Avslå overføringen"),
        after="/forlop/",
    )


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """«Still spørsmål» to the recommendation."""
    return _plain(
        request,
        reference,
        forms.Ask,
        actions.ask_question,
        draft="sporsmal",
        record="Forløp – Still spørsmål",
        needs=Permission.COORDINATE,
        said=_("Spørsmålet er sendt."),
        title=_("Still spørsmål til innstillingen"),
        submit=_("Send spørsmålet"),
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, reference: str, question: UUID) -> HttpResponse:
    """«Svar på spørsmålet»."""
    actor, at = who(request)
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
    return _plain(
        request,
        reference,
        forms.Return,
        actions.return_to_assessor,
        draft="tilbake-til-kartlegger",
        record="Forløp – Send tilbake",
        needs=Permission.COORDINATE,
        said=_("Innstillingen er sendt tilbake."),
        title=_("Send tilbake til kartlegger"),
        submit=_("Send tilbake"),
    )


@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, reference: str) -> HttpResponse:
    """«Avslutt forløpet», after start and evaluation."""
    return _plain(
        request,
        reference,
        forms.Close,
        actions.close_pathway,
        draft="avslutt-forlop",
        record="Forløp – Avslutt forløpet",
        needs=Permission.COORDINATE,
        said=_("Forløpet er avsluttet."),
        title=_("Avslutt forløpet"),
        submit=_("Avslutt forløpet"),
    )
