"""How a case changes shape, is answered for the time being, and ends without a decision."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.adapters import tell_of_draft
from cases.queries import CaseHead, DraftRow, PersonHead, case_head, draft, find, person_head
from cases.stages import EndReason
from deadlines.kinds import Kind
from deadlines.queries import AnswerDays, DeadlineRow, deadlines_of_case
from intake import actions, forms, queries
from notifications.rules import LetterContent
from people.access import Actor, reading
from people.adapters import attempt, carried_out, posted, renew, status_of, who
from people.roles import Permission

PAGES = {
    Kind.MISSING_INFORMATION: "Sak – Be om opplysninger",
    Kind.ADVANCE_NOTICE: "Sak – Forhåndsvarsel",
}


@dataclass(frozen=True, slots=True)
class Opened:
    """A case a page has opened, and for whom."""

    actor: Actor
    at: dt.datetime
    case: CaseHead
    person: PersonHead
    others: tuple[queries.OpenCase, ...]  # the person's other open cases
    letter_to: queries.LetterTo
    reply_since: dt.date | None  # a preliminary reply that is written and waits to be sent
    answer_days: AnswerDays | None  # for a page that asks the party
    waits: tuple[DeadlineRow, ...]  # what the party is asked in the same way, and has not answered
    draft: str  # the name of the form's draft; empty where there is nothing to write
    kept: DraftRow | None

    @property
    def typed(self) -> dict[str, Any]:
        """What stood in the form when it was left."""
        return self.kept.fields if self.kept else {}


@require_http_methods(["GET", "POST"])
def reply(request: HttpRequest, reference: str) -> HttpResponse:
    """«Foreløpig svar»: why it takes time, and when an answer is expected."""
    opened = _open(request, reference, "Sak – Foreløpig svar", draft_name="forelopig-svar")
    form = forms.PreliminaryReply(
        posted(request), initial=opened.typed | {"version": opened.case.version}
    )
    done = carried_out(
        form,
        lambda: actions.send_preliminary_reply(
            opened.case.id, **form.cleaned_data, actor=opened.actor, at=opened.at
        ),
    )
    if done is not None:
        messages.success(
            request,
            _("Foreløpig svar ligger i utskriftskøen. Fristen er åpen til det er sendt."),
        )
        return redirect(f"/saker/{reference}/")
    return _page(request, "intake/reply.html", form, opened)


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, reference: str, kind: Kind) -> HttpResponse:
    """«Be om opplysninger» and «Forhåndsvarsel»: what the party is asked, and until which day.

    «Se brevet» shows it beside what is written, and neither sends nor keeps anything.
    """
    opened = _open(request, reference, PAGES[kind], draft_name=actions.DRAFTS[kind], asks=kind)
    days = opened.answer_days
    form = forms.AskParty(
        posted(request),
        initial={"answer_by": days.proposed if days else None}
        | opened.typed
        | {"version": opened.case.version},
        kind=kind,
        earliest=days.earliest if days else None,
    )
    letter = done = None
    if "se" in request.POST:
        letter = carried_out(form, lambda: _letter(opened, form, kind))
    else:
        done = carried_out(
            form,
            lambda: actions.ask_party(
                opened.case.id, kind=kind, **form.cleaned_data, actor=opened.actor, at=opened.at
            ),
        )
    if done is not None:
        messages.success(
            request,
            _("Brevet ligger i utskriftskøen. Svarfristen løper fra det er sendt."),
        )
        return redirect(f"/saker/{reference}/")
    shown = {"notice": kind is Kind.ADVANCE_NOTICE, "waits": opened.waits, "letter": letter}
    return _page(request, "intake/ask.html", form, opened, **shown)


def _letter(opened: Opened, form: Form, kind: Kind) -> LetterContent:
    """The letter as it would be sent now. Raises Refused, as sending it does."""
    typed = {name: value for name, value in form.cleaned_data.items() if name != "version"}
    with reading(opened.actor, Permission.WORK_CASE, page=PAGES[kind], at=opened.at) as look:
        look.saw(persons=[opened.person.id], case=opened.case.id)
        return queries.letter_that_asks(
            opened.case.id, kind=kind, **typed, actor=opened.actor, at=opened.at
        )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """«Trekk søknaden …»: who asked, when, and how it was confirmed, on a page of its own."""
    return _end(request, reference, EndReason.WITHDRAWN)


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, reference: str) -> HttpResponse:
    """«Avslutt uten vedtak …»: why, and who was told."""
    return _end(request, reference, None)


def _end(request: HttpRequest, reference: str, only: EndReason | None) -> HttpResponse:
    opened = _open(
        request, reference, "Sak – Avslutt", draft_name="avslutt" if only is None else "trekk"
    )
    form = forms.Ending(
        posted(request),
        initial={"reason": only, "asked_on": localdate(opened.at)}
        | opened.typed
        | {"version": opened.case.version},
    )
    if only is not None:
        form.only(only)
    if form.is_valid():
        typed = form.cleaned_data | ({"reason": only} if only else {})
        done = attempt(
            form,
            lambda: actions.end_case(opened.case.id, **typed, actor=opened.actor, at=opened.at),
        )
        if done is not None:
            messages.success(request, _("Saken er avsluttet."))
            return redirect(f"/saker/{reference}/")
    return _page(request, "intake/end.html", form, opened, withdrawing=only is not None)


@require_http_methods(["GET", "POST"])
def split(request: HttpRequest, reference: str) -> HttpResponse:
    """«Del saken …»: which services go on in a case of their own."""
    opened = _open(request, reference, "Sak – Del saken")
    services = list(zip(opened.case.service_keys, opened.case.services, strict=True))
    form = forms.Split(posted(request), initial={"version": opened.case.version}, services=services)
    done = carried_out(
        form,
        lambda: actions.split_case(
            opened.case.id, **form.cleaned_data, actor=opened.actor, at=opened.at
        ),
    )
    if done is not None:
        messages.success(
            request, _("Saken er delt. Ny sak: %(ref)s.") % {"ref": done["new_reference"]}
        )
        return redirect(f"/saker/{done['new_reference']}/")
    return _page(request, "intake/split.html", form, opened)


@require_http_methods(["GET", "POST"])
def merge(request: HttpRequest, reference: str) -> HttpResponse:
    """«Slå sammen med annen sak …»: which other open case of the person takes over."""
    opened = _open(request, reference, "Sak – Slå sammen")
    form = forms.Merge(
        posted(request),
        initial={"version": opened.case.version},
        others=[(o.reference, f"{o.reference} {o.title} · {o.stage}") for o in opened.others],
    )
    done = carried_out(
        form,
        lambda: actions.merge_cases(
            opened.case.id, **form.cleaned_data, actor=opened.actor, at=opened.at
        ),
    )
    if done is not None:
        messages.success(request, _("Saken er slått sammen med %(ref)s.") % {"ref": done["into"]})
        return redirect(f"/saker/{done['into']}/")
    return _page(request, "intake/merge.html", form, opened)


def _open(
    request: HttpRequest,
    reference: str,
    page: str,
    *,
    draft_name: str = "",
    asks: Kind | None = None,
) -> Opened:
    actor, at = who(request)
    with reading(actor, Permission.WORK_CASE, page=page, at=at) as look:
        case_id = find(reference, actor=actor, acting=True)
        case = case_head(case_id, on=localdate(at))
        person = person_head(case.person_id, on=localdate(at))
        others = tuple(
            row
            for row in queries.advisory(case.person_id, on=localdate(at))
            if row.reference != reference
        )
        letter_to = queries.letter_to(case.person_id, on=localdate(at))
        reply_since = queries.reply_waiting_since(case_id)
        days = queries.days_to_answer(case_id, asks, at=at) if asks else None
        running = deadlines_of_case(case_id, on=localdate(at)) if asks else []
        waits = tuple(row for row in running if row.kind is asks)
        kept = (
            draft(owner_id=actor.staff(), form=draft_name, case_id=case_id) if draft_name else None
        )
        look.saw(persons=[person.id], case=case_id)
    return Opened(
        actor, at, case, person, others, letter_to, reply_since, days, waits, draft_name, kept
    )


def _page(
    request: HttpRequest, template: str, form: Form, opened: Opened, **more: object
) -> HttpResponse:
    renew(form, opened.case.version)
    if not form.is_bound:
        tell_of_draft(request, opened.kept)
    return render(
        request,
        template,
        {
            "form": form,
            "case": opened.case,
            "person": opened.person,
            "others": opened.others,
            "letter_to": opened.letter_to,
            "reply_since": opened.reply_since,
            "draft": opened.draft,
            "saved_at": opened.kept.saved_at if opened.kept else None,
            "today": localdate(opened.at),
            **more,
        },
        status=status_of(form),
    )
