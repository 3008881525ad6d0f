"""The pages where what is known of a person is kept right; each act has its own."""

import datetime as dt
import uuid
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from people import actions, forms, queries
from people.access import Actor, reading
from people.adapters import carried_out, posted, status_of, who
from people.queries import PersonDetails, PersonHit
from people.roles import Permission
from people.rules import PersonGiven

PAGE = "Personopplysninger"
FIELDS = (
    "given_name", "family_name", "born_on", "phone", "email", "language",
    "interpreter_language", "doctor", "address", "postal",
)  # fmt: skip
HIDDEN = ("address", "postal", "phone")  # of a protected person: left empty, they stay as they are


@require_GET
def details(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is known, and a link to each thing that can be changed."""
    _actor, at, person = _opened(request, public_id)
    return render(request, "people/details.html", {"person": person, "today": localdate(at)})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Register a person without an application; asks first where somebody may be the same."""
    actor, at = who(request)
    form = forms.NewPerson(posted(request), initial={"sex": "U", "language": "nb"})
    asked = form.is_bound and form.is_valid() and not form.cleaned_data["confirmed"]
    with reading(actor, Permission.REGISTER_APPLICATION, page=PAGE, at=at) as look:
        told = _told(form) if asked else None
        alike = queries.alike_to(told, actor=actor, on=localdate(at)) if told else []
        look.saw(persons=[hit.id for hit in alike])
    if alike:
        form.data = {**request.POST.dict(), "confirmed": "true"}
        return render(request, "people/new.html", {"form": form, "alike": alike})
    made = carried_out(
        form, lambda: actions.register_resident(given=_told(form), actor=actor, at=at)
    )
    if made is not None:
        messages.success(request, _("Personen er registrert."))
        return redirect("person-details", public_id=made["person"])
    return render(request, "people/new.html", {"form": form}, status=status_of(form))


def _told(form: forms.NewPerson) -> PersonGiven:
    typed = {name: value for name, value in form.cleaned_data.items() if name != "confirmed"}
    return PersonGiven(**typed)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Name, birth, address, telephone, language, interpreter, doctor."""
    actor, at, person = _opened(request, public_id)
    with reading(actor, Permission.EDIT_PERSON, page=PAGE, at=at):
        districts = queries.districts(actor, on=localdate(at))
    form = forms.EditPerson(
        posted(request),
        initial={name: getattr(person, name) for name in FIELDS}
        | {
            "sex": person.sex_code,
            "district": None if person.protected else person.district_id,
            "version": person.version,
        },
        districts=districts,
        hidden=person.protected,
    )

    def act() -> object:
        typed = dict(form.cleaned_data)
        if person.protected:
            typed |= {name: typed[name] or None for name in HIDDEN}
            typed["district"] = typed["district"] or person.district_id
        return actions.edit_resident(str(public_id), **typed, actor=actor, at=at)

    return _change(request, form, act, person, _("Endre personopplysninger"), _("Lagre"))


@require_http_methods(["GET", "POST"])
def number(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A fødselsnummer or D-number that came later."""
    actor, at, person = _opened(request, public_id)
    with reading(actor, Permission.EDIT_PERSON, page=PAGE, at=at) as look:
        alike = queries.alike(person.id, actor=actor, on=localdate(at))
        look.saw(persons=[hit.id for hit in alike])
    form = forms.Number(posted(request), initial={"version": person.version})
    return _change(
        request,
        form,
        lambda: actions.give_number(str(public_id), **form.cleaned_data, actor=actor, at=at),
        person,
        _("Registrer nummer"),
        _("Lagre nummeret"),
        lead=_("Saker, tjenester og brev følger personen. Det tidligere nummeret finner den også."),
        alike=alike,
    )


@require_http_methods(["GET", "POST"])
def protection(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Set or lift the protection of the address."""
    actor, at, person = _opened(request, public_id)
    form = forms.Protection(
        posted(request), initial={"version": person.version, "protection": person.protection}
    )
    return _change(
        request,
        form,
        lambda: actions.set_protection(str(public_id), **form.cleaned_data, actor=actor, at=at),
        person,
        _("Adressebeskyttelse"),
        _("Lagre"),
        lead=_("Fortrolig adresse vises ikke i lister, på utskrifter eller i brevkøen, for noen."),
    )


@require_http_methods(["GET", "POST"])
def relative_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Somebody close, and whether they may be told."""
    actor, at, person = _opened(request, public_id)
    form = forms.Relative(posted(request))
    return _change(
        request,
        form,
        lambda: actions.add_relative(str(public_id), **form.cleaned_data, actor=actor, at=at),
        person,
        _("Legg til pårørende"),
        _("Lagre pårørende"),
    )


@require_http_methods(["GET", "POST"])
def relative_edit(
    request: HttpRequest, public_id: uuid.UUID, relative_id: uuid.UUID
) -> HttpResponse:
    """Change somebody close, or what they may be told."""
    actor, at, person = _opened(request, public_id)
    with reading(actor, Permission.EDIT_PERSON, page=PAGE, at=at):
        row = queries.relative_details(str(relative_id), person_id=person.id)
    form = forms.Relative(
        posted(request),
        initial={name: getattr(row, name) for name in forms.Relative.base_fields},
    )
    return _change(
        request,
        form,
        lambda: actions.edit_relative(
            str(public_id), relative=str(relative_id), **form.cleaned_data, actor=actor, at=at
        ),
        person,
        _("Endre pårørende"),
        _("Lagre pårørende"),
    )


@require_http_methods(["GET", "POST"])
def relative_end(
    request: HttpRequest, public_id: uuid.UUID, relative_id: uuid.UUID
) -> HttpResponse:
    """Somebody is no longer registered as close."""

    def named(person: PersonDetails) -> str:
        row = queries.relative_details(str(relative_id), person_id=person.id)
        return f"{row.name}, {row.relation}"

    act = partial(actions.end_relative, str(public_id), relative=str(relative_id))
    return _end(request, public_id, named, act, _("Avslutt pårørende"))


@require_http_methods(["GET", "POST"])
def representative_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A guardian or agent with scope and period."""
    actor, at, person = _opened(request, public_id)
    form = forms.Representative(posted(request), initial={"valid_from": localdate(at)})
    return _change(
        request,
        form,
        lambda: actions.add_representative(str(public_id), **form.cleaned_data, actor=actor, at=at),
        person,
        _("Legg til verge eller fullmektig"),
        _("Lagre"),
    )


@require_http_methods(["GET", "POST"])
def representative_end(
    request: HttpRequest, public_id: uuid.UUID, representative_id: uuid.UUID
) -> HttpResponse:
    """A mandate ends."""

    def named(person: PersonDetails) -> str:
        row = queries.representative_details(str(representative_id), person_id=person.id)
        return f"{row.kind_label}: {row.name}"

    act = partial(actions.end_representative, str(public_id), representative=str(representative_id))
    return _end(request, public_id, named, act, _("Avslutt oppdraget"))


def _end(
    request: HttpRequest,
    public_id: uuid.UUID,
    named: Callable[[PersonDetails], str],
    act: Callable[..., object],
    title: str,
) -> HttpResponse:
    """From which day somebody no longer stands by the person; `named` says who, read on record."""
    actor, at, person = _opened(request, public_id)
    with reading(actor, Permission.EDIT_PERSON, page=PAGE, at=at):
        lead = named(person)
    form = forms.Ending(posted(request), initial={"ended_on": localdate(at)})
    return _change(
        request,
        form,
        lambda: act(**form.cleaned_data, actor=actor, at=at),
        person,
        title,
        _("Avslutt"),
        lead=lead,
        danger=True,
    )


def _opened(request: HttpRequest, public_id: uuid.UUID) -> tuple[Actor, dt.datetime, PersonDetails]:
    actor, at = who(request)
    with reading(actor, Permission.EDIT_PERSON, page=PAGE, at=at) as look:
        person_id = queries.open_resident_id(str(public_id), actor=actor, acting=True)
        person = queries.person_details(person_id, on=localdate(at))
        look.saw(persons=[person_id])
    return actor, at, person


def _change(
    request: HttpRequest,
    form: Form,
    act: Callable[[], object],
    person: PersonDetails,
    title: str,
    submit: str,
    *,
    lead: str = "",
    danger: bool = False,
    alike: Sequence[PersonHit] = (),
) -> HttpResponse:
    """Show the form; on POST act, then back to the person's details."""
    if carried_out(form, act) is not None:
        messages.success(request, _("Endringen er lagret."))
        actor, at = who(request)
        with reading(actor, Permission.EDIT_PERSON, page=PAGE, at=at):
            still = queries.still_open(person.public_id, actor=actor)
        return redirect("person-details", public_id=person.public_id) if still else redirect("/")
    context: dict[str, Any] = {
        "form": form,
        "person": person,
        "title": title,
        "submit": submit,
        "lead": lead,
        "danger": danger,
        "alike": alike,
    }
    return render(request, "people/change.html", context, status=status_of(form))
