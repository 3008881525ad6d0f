"""Enquiries: written down on the telephone, followed up by a name, made a søknad."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.adapters import brought_back
from cases.queries import PersonHead, head_for, is_shut, must_open_person, person_head
from intake import actions, forms, queries
from intake.rules import ENQUIRY_DRAFT, draft_form
from people.access import Actor, reading
from people.adapters import attempt, status_of, typed
from people.queries import colleagues, resident_id
from people.roles import Permission
from people.rules import PersonGiven
from people.signed_in import actor_of


@require_http_methods(["GET", "POST"])
def enquiry(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """«Lagre henvendelse»: from the telephone page, or on a page of its own."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.REGISTER_APPLICATION, page="Henvendelse", at=at) as look:
        person_id = resident_id(str(public_id), actor=actor)
        must_open_person(person_id, public_id=str(public_id), actor=actor)
        person = head_for(person_id, actor=actor, on=localdate(at))
        shut = is_shut(person_id, actor=actor)
        staff = colleagues(actor, on=localdate(at), say_away=True)
        look.saw(persons=[person.id])
    form = forms.Enquiry(
        request.POST if request.method == "POST" else None,
        relatives=person.relatives,
        representatives=person.representatives,
        colleagues=staff,
        may_introduce=actor.may(Permission.EDIT_PERSON) and not shut,
    )
    if form.is_valid():
        told = form.told(on=localdate(at), at=localtime(at).time().replace(second=0, microsecond=0))
        made = attempt(
            form,
            lambda: actions.register_enquiry(
                told=told,
                given=PersonGiven(public_id=str(public_id)),
                introduced=form.introduced(),
                draft=typed(request, "_form"),
                actor=actor,
                at=at,
            ),
        )
        if made is not None:
            if "_soknad" in request.POST:
                return redirect("make-application", public_id=made["application"])
            messages.success(request, _saved(form))
            return redirect(f"/personer/{public_id}/")
    kept = brought_back(request, form, ENQUIRY_DRAFT, actor=actor, at=at, person_id=person.id)
    return render(
        request,
        "intake/enquiry.html",
        {"form": form, "person": person, **kept},
        status=status_of(form),
    )


def _saved(form: forms.Enquiry) -> str:
    if form.introduced() is None:
        return _("Henvendelsen er lagret.")
    return _(
        "Henvendelsen er lagret. Kontaktpersonen er lagt til og får ingen opplysninger før"
        " personen har svart. Det står som oppgave."
    )


@require_http_methods(["GET", "POST"])
def follow_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was promised: what it was about, and what is done now."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    row, person = _contact(public_id, actor, at)
    form = forms.FollowUp(request.POST if request.method == "POST" else None)
    if form.is_valid():
        note = form.cleaned_data["note"]
        done = attempt(
            form,
            lambda: actions.follow_up_enquiry(str(public_id), note=note, actor=actor, at=at),
        )
        if done is not None:
            messages.success(request, _("Henvendelsen er fulgt opp."))
            return redirect(f"/personer/{person.public_id}/")
    name = draft_form("fulgt-opp", public_id)
    kept = brought_back(request, form, name, actor=actor, at=at, person_id=person.id)
    return render(
        request,
        "intake/follow_up.html",
        {
            **kept,
            "form": form,
            "contact": row,
            "person": person,
            "may_register": actor.may(Permission.REGISTER_APPLICATION),
        },
        status=status_of(form),
    )


@require_http_methods(["GET", "POST"])
def make_application(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A henvendelse becomes a søknad: only the services and the wish are asked."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    row, person = _contact(public_id, actor, at)
    form = forms.MakeApplication(
        request.POST if request.method == "POST" else None,
        initial={"own_words": row.own_words},
        on=localdate(at),
    )
    if form.is_valid():
        typed = form.cleaned_data
        made = attempt(
            form,
            lambda: actions.make_application(
                str(public_id),
                services=form.chosen(),
                unchosen=form.unchosen(),
                own_words=typed["own_words"],
                urgent=typed["urgent"],
                person_knows=typed["person_knows"] or None,
                actor=actor,
                at=at,
            ),
        )
        if made is not None:
            return redirect("application-receipt", public_id=made["application"])
    name = draft_form("soknad", public_id)
    kept = brought_back(request, form, name, actor=actor, at=at, person_id=person.id)
    return render(
        request,
        "intake/make_application.html",
        {"form": form, "contact": row, "person": person, **kept},
        status=status_of(form),
    )


def _contact(
    public_id: uuid.UUID, actor: Actor, at: dt.datetime
) -> tuple[queries.ContactRow, PersonHead]:
    with reading(actor, Permission.FIND_PERSON, page="Henvendelse", at=at) as look:
        person_id, row = queries.contact(str(public_id), actor=actor)
        person = person_head(person_id, on=localdate(at))
        look.saw(persons=[person_id])
    return row, person
