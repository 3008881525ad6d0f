"""Pages of referrals: the queue, how urgent one is, and help given without a decision."""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.adapters import tell_of_draft
from cases.queries import CaseHead, DraftRow, PersonHead, case_head, draft, find, person_head
from cases.stages import UNDECIDED
from people.access import Actor, reading
from people.adapters import (
    carried_out,
    dated_form,
    dated_list,
    posted,
    renew,
    status_of,
    who,
)
from people.forms import EndRow
from people.queries import found
from people.refusals import NotFound
from people.roles import Permission
from referrals import actions, forms, queries

DAY = dt.timedelta(days=1)
SETUP = "Oppsett"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks at which case, and when."""

    actor: Actor
    at: dt.datetime
    on: dt.date
    case: CaseHead
    person: PersonHead

    def draft(self, form: str) -> DraftRow | None:
        """What the visitor had typed in this form; asked inside the reading."""
        return draft(owner_id=self.actor.staff(), form=form, case_id=self.case.id)

    @property
    def frame(self) -> dict[str, Any]:
        """What every page of a case shows on top."""
        return {"case": self.case, "person": self.person}


@contextmanager
def visiting(
    request: HttpRequest,
    reference: str,
    *,
    page: str,
    permission: Permission = Permission.WORK_CASE,
) -> Iterator[Visit]:
    """One reading of one case, on record as `page`; what more than opening it is asked for, is the
    page of an act. Raises NotFound and AccessDenied.
    """
    actor, at = who(request)
    on = localdate(at)
    with reading(actor, permission, page=page, at=at) as look:
        acting = permission is not Permission.OPEN_CASE
        case = case_head(find(reference, actor=actor, acting=acting), on=on)
        person = person_head(case.person_id, on=on)
        look.saw(persons=[person.id], case=case.id)
        yield Visit(actor, at, on, case, person)


@require_GET
def queue(request: HttpRequest) -> HttpResponse:
    """«Henvisninger»: who waits, most urgent first, with the wait against the key."""
    actor, at = who(request)
    on = localdate(at)
    form = forms.QueueFilter(request.GET)
    form.services(queries.graded_services(on))
    with reading(actor, Permission.WORK_CASE, page="Henvisninger", at=at) as look:
        found = queries.queue(actor=actor, narrow=form.narrow(), on=on, page=form.page())
        look.saw(persons=[row.person_id for row in found.rows], ground="queue of referrals")
    return render(
        request,
        "referrals/queue.html",
        {
            "form": form,
            "found": found,
            "narrowed": form.is_narrowed(),
            "units": actor.unit_ids,
            "distributes": actor.may(Permission.DISTRIBUTE),
        },
    )


@require_http_methods(["GET", "POST"])
def grade(request: HttpRequest, reference: str) -> HttpResponse:
    """«Hastegrad»: set it by the key, with a reason; and what it was before."""
    with visiting(request, reference, page="Sak – Hastegrad") as visit:
        page = queries.grade_page(visit.case.id, on=visit.on)
        kept = visit.draft("hastegrad")
    form = forms.Grade(
        posted(request),
        key=page.key,
        initial={**(kept.fields if kept else {}), "version": visit.case.version},
    )
    if (
        carried_out(
            form,
            lambda: actions.grade_referral(
                visit.case.id, **form.cleaned_data, actor=visit.actor, at=visit.at
            ),
        )
        is not None
    ):
        messages.success(request, _("Hastegraden er satt."))
        return redirect("referrals")
    if not form.is_bound:
        tell_of_draft(request, kept)
    renew(form, visit.case.version)
    return render(
        request,
        "referrals/grade.html",
        {
            **visit.frame,
            "page": page,
            "form": form,
            "open": page.follows_key and visit.case.stage in UNDECIDED,
            "saved_at": kept.saved_at if kept else None,
        },
        status=status_of(form),
    )


@require_GET
def home(request: HttpRequest, reference: str) -> HttpResponse:
    """«Uten vedtak»: the help the case gives or gave without a decision."""
    with visiting(
        request, reference, page="Sak – Uten vedtak", permission=Permission.OPEN_CASE
    ) as visit:
        given = queries.help_of_case(visit.case.id, on=visit.on)
    works = visit.actor.may(Permission.WORK_CASE)
    return render(
        request,
        "referrals/helps.html",
        {
            **visit.frame,
            "given": given,
            "works": works,
            "may_give": works and visit.case.stage in UNDECIDED,
        },
    )


@require_http_methods(["GET", "POST"])
def give(request: HttpRequest, reference: str) -> HttpResponse:
    """«Gi hjelp uten vedtak»: what, on what ground, by whom, until when, and who was told."""
    with visiting(request, reference, page="Sak – Gi hjelp uten vedtak") as visit:
        page = queries.give_page(visit.case.id, actor=visit.actor, on=visit.on)
        kept = visit.draft("uten-vedtak")
    form = forms.Give(
        posted(request),
        page=page,
        initial={
            "what": page.proposed,
            "unit": page.proposed_unit,
            "starts_on": visit.on,
            **(kept.fields if kept else {}),
            "version": visit.case.version,
        },
    )
    if (
        carried_out(
            form,
            lambda: actions.give_help(visit.case.id, **form.plan(), actor=visit.actor, at=visit.at),
        )
        is not None
    ):
        messages.success(request, _("Hjelpen er registrert uten vedtak."))
        return redirect("help-without-decision", reference)
    if not form.is_bound:
        tell_of_draft(request, kept)
    renew(form, visit.case.version)
    return render(
        request,
        "referrals/give.html",
        {**visit.frame, "form": form, "saved_at": kept.saved_at if kept else None},
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, reference: str, help_id: uuid.UUID) -> HttpResponse:
    """«Vedtak eller avslutning?»: it goes on without one, or a decision must be made."""
    with visiting(request, reference, page="Sak – Vedtak eller avslutning?") as visit:
        row = _row(visit, help_id)
        kept = visit.draft("uten-vedtak/svar")
    form = forms.AnswerDayTen(
        posted(request),
        initial={
            "planned_end_on": row.planned_last_on,
            **(kept.fields if kept else {}),
            "version": row.version,
        },
    )
    done = carried_out(form, lambda: _answer(visit, row.public_id, form))
    if done is not None and form.continues:
        messages.success(request, _("Hjelpen fortsetter uten vedtak."))
        return redirect("help-without-decision", reference)
    if done is not None:
        messages.success(request, _("Saken er tatt opp igjen. Hjelpen går mens den vurderes."))
        return redirect("assessment-home", reference)
    if not form.is_bound:
        tell_of_draft(request, kept)
    renew(form, row.version)
    return render(
        request,
        "referrals/answer.html",
        {
            **visit.frame,
            "form": form,
            "help": row,
            "saved_at": kept.saved_at if kept else None,
        },
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, reference: str, help_id: uuid.UUID) -> HttpResponse:
    """«Avslutt hjelp uten vedtak»: what it led to, and what becomes of the case."""
    with visiting(request, reference, page="Sak – Avslutt hjelp uten vedtak") as visit:
        row = _row(visit, help_id)
        kept = visit.draft("uten-vedtak/avslutt")
    form = forms.EndHelp(
        posted(request),
        initial={
            "ended_on": max(min(row.planned_last_on, visit.on), row.starts_on),
            **(kept.fields if kept else {}),
            "version": row.version,
        },
    )
    if visit.case.stage not in UNDECIDED:
        form.keep_case(ended=visit.case.ended)
    done = carried_out(
        form,
        lambda: actions.end_help(
            visit.case.id, help_id=row.public_id, **form.end(), actor=visit.actor, at=visit.at
        ),
    )
    if done is not None:
        closed = _("Hjelpen og saken er avsluttet.")
        messages.success(request, closed if done["case_ended"] else _("Hjelpen er avsluttet."))
        return redirect("help-without-decision", reference)
    if not form.is_bound:
        tell_of_draft(request, kept)
    renew(form, row.version)
    return render(
        request,
        "referrals/end.html",
        {
            **visit.frame,
            "form": form,
            "help": row,
            "saved_at": kept.saved_at if kept else None,
        },
        status=status_of(form),
    )


@require_GET
def unit_helps(request: HttpRequest) -> HttpResponse:
    """«Hjelp uten vedtak» of one's units, what nobody has taken on first."""
    actor, at = who(request)
    with reading(actor, Permission.DELIVER, page="Bestillinger – Uten vedtak", at=at) as look:
        number = forms.QueueFilter(request.GET).page()
        found = queries.unit_helps(actor=actor, on=localdate(at), page=number)
        look.saw(persons=[one.person.id for one in found.rows])
    return render(request, "referrals/unit_helps.html", {"found": found})


@require_http_methods(["GET", "POST"])
def unit_help(request: HttpRequest, help_id: uuid.UUID) -> HttpResponse:
    """What the unit is to give without a decision, and «Ta imot»."""
    actor, at = who(request)
    with reading(actor, Permission.DELIVER, page="Bestillinger – Uten vedtak", at=at) as look:
        page = queries.unit_help(str(help_id), actor=actor, on=localdate(at))
        look.saw(persons=[page.person.id])
    form = forms.ReceiveHelp(posted(request), initial={"version": page.row.version})
    done = carried_out(
        form,
        lambda: actions.receive_help(
            str(help_id), version=form.cleaned_data["version"], actor=actor, at=at
        ),
    )
    if done is not None:
        messages.success(request, _("Hjelpen er tatt imot."))
        return redirect("unit-help", help_id)
    renew(form, page.row.version)
    return render(
        request,
        "referrals/unit_help.html",
        {"help": page.row, "page": page, "person": page.person, "form": form},
        status=status_of(form),
    )


@require_GET
def urgency_key(request: HttpRequest) -> HttpResponse:
    """«Hastegrader»: the municipality's own rows with their days. No health data."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        rows = queries.urgency_rows(actor)
    return dated_list(
        request,
        rows,
        title=_("Hastegrader"),
        lead=_("En hastegrad uten rad følger forslaget som følger med."),
        heads=(_("Hastegrad"), _("Dager"), _("Beskrivelse"), _("Vedtatt av")),
        add="urgency-new",
        end="urgency-end",
        on=localdate(at),
    )


@require_http_methods(["GET", "POST"])
def urgency_new(request: HttpRequest) -> HttpResponse:
    """A grade is the municipality's own from a day."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        pass
    form = forms.OwnUrgency(posted(request), initial={"valid_from": localdate(at)})
    return dated_form(
        request,
        form,
        lambda: actions.decide_urgency(**form.cleaned_data, actor=actor, at=at),
        title=_("Ny hastegrad"),
        submit=_("Lagre hastegraden"),
        back="urgency-key",
    )


@require_http_methods(["GET", "POST"])
def urgency_end(request: HttpRequest, urgency_id: int) -> HttpResponse:
    """A grade is no longer the municipality's own."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=SETUP, at=at):
        row = found(queries.urgency_rows(actor), urgency_id)
    form = EndRow(posted(request), initial={"last_on": localdate(at)})
    return dated_form(
        request,
        form,
        lambda: actions.end_urgency(urgency_id, valid_to=form.valid_to(), actor=actor, at=at),
        title=_("Avslutt"),
        submit=_("Avslutt"),
        back="urgency-key",
        about=row.cells[0],
    )


def _row(visit: Visit, help_id: uuid.UUID) -> queries.HelpRow:
    row = queries.help_row(visit.case.id, str(help_id), on=visit.on)
    if row is None or row.ended:
        raise NotFound
    return row


def _answer(visit: Visit, help_id: str, form: forms.AnswerDayTen) -> dict[str, Any]:
    if form.continues:
        return actions.continue_help(
            visit.case.id, help_id=help_id, **form.going_on(), actor=visit.actor, at=visit.at
        )
    return actions.require_decision(
        visit.case.id,
        help_id=help_id,
        why=form.cleaned_data["why"],
        version=form.cleaned_data["version"],
        actor=visit.actor,
        at=visit.at,
    )
