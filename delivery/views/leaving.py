"""The pages of a death and of a move: what stands, who must end it, and what may follow."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods

from cases.adapters import brought_back
from delivery import actions, forms, queries
from delivery.queries import LeavingPage
from notifications.queries import stopped_by_death
from people.access import Actor, reading
from people.adapters import carried_out, posted, renew, status_of, who
from people.roles import Permission


@require_http_methods(["GET", "POST"])
def death(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Register a death: on a page of its own, with what happens and what does not."""
    actor, at, found = _opened(request, public_id, "Registrer dødsfall")
    form = forms.Death(
        posted(request), initial={"version": found.version, "died_on": found.person.died_on}
    )
    done = carried_out(
        form,
        lambda: actions.register_death(str(public_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        stopped = done["letters_stopped"]
        said = [_("Dødsfallet er registrert.")]
        if stopped:
            said.append(
                ngettext(
                    "%(n)s brev som ventet, er stanset.",
                    "%(n)s brev som ventet, er stanset.",
                    stopped,
                )
                % {"n": stopped}
            )
        messages.success(request, " ".join(said))
        return redirect("person", public_id=public_id)
    renew(form, found.version)
    words = {"title": _("Registrer dødsfall"), "submit": _("Registrer dødsfall"), "danger": True}
    return _shown(request, "delivery/death.html", form, found, words)


@require_http_methods(["GET", "POST"])
def death_undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """A death registered wrongly: why, and what people have closed meanwhile."""
    actor, at, found = _opened(request, public_id, "Dødsfallet var feil")
    form = forms.TakeBack(posted(request), initial={"version": found.version})
    kept = brought_back(
        request, form, actions.LIVING, actor=actor, at=at, person_id=found.person.id
    )
    return _carry_out(
        request,
        form,
        found,
        lambda: actions.take_back_death(str(public_id), **form.cleaned_data, actor=actor, at=at),
        version=found.version,
        template="delivery/death_undo.html",
        words=kept
        | {
            "title": _("Dødsfallet er registrert ved en feil"),
            "submit": _("Ta bort dødsfallet"),
        },
        done=_("Dødsfallet er tatt bort. De som fikk beskjed, har fått beskjed på nytt."),
        back="death-undone",
    )


@require_GET
def death_undone(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is left to do after a death that was a mistake: nothing goes by itself again."""
    actor, at = who(request)
    with reading(actor, Permission.EDIT_PERSON, page="Dødsfallet var feil", at=at) as look:
        found = queries.leaving_page(str(public_id), actor=actor, on=localdate(at))
        look.saw(persons=[found.person.id])
        stopped = stopped_by_death(found.person.id, actor=actor, at=at)
        closed = queries.closed_of(found.person.id, actor=actor, on=localdate(at))
    if found.person.died_on:
        return redirect("person", public_id=public_id)
    context = {"person": found.person, "stopped": stopped, "closed": closed}
    return render(request, "delivery/death_undone.html", context)


@require_http_methods(["GET", "POST"])
def departure(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """«Flytting»: the day, where to, and whether papers may follow; open to change."""
    actor, at, found = _opened(request, public_id, "Flytting")
    stands = found.departure
    version = stands.version if stands else 0
    names = ("moves_on", "receiving", "consent", "consent_on", "consent_by")
    form = forms.Departure(
        posted(request),
        initial={name: getattr(stands, name) for name in names} | {"version": version}
        if stands
        else {"version": 0, "consent": "NOT_ASKED", "consent_on": localdate(at)},
        hidden=stands is not None and stands.hidden,
    )

    def act() -> object:
        return actions.register_departure(
            str(public_id),
            moving=form.told(),
            version=form.cleaned_data["version"],
            actor=actor,
            at=at,
        )

    kept = brought_back(
        request, form, actions.MOVING, actor=actor, at=at, person_id=found.person.id
    )
    return _carry_out(
        request,
        form,
        found,
        act,
        version=version,
        template="delivery/departure.html",
        words=kept | {"title": _("Flytting"), "submit": _("Lagre flyttingen")},
        done=_("Flyttingen er lagret. Enhetene som gir tjenester, har fått beskjed."),
        back="departure",
    )


@require_http_methods(["GET", "POST"])
def handed_over(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What was handed to the receiving municipality: by hand, said here afterwards."""
    actor, at, found = _opened(request, public_id, "Flytting – overlevert")
    stands = found.departure
    if stands is None:
        return redirect("departure", public_id=public_id)
    form = forms.Handing(
        posted(request),
        papers=[(paper.key, paper.words) for paper in found.papers],
        initial={
            "version": stands.version,
            "handed_on": localdate(at),
            "handed_to": stands.receiving,
        },
    )
    kept = brought_back(
        request, form, actions.HANDING, actor=actor, at=at, person_id=found.person.id
    )
    return _carry_out(
        request,
        form,
        found,
        lambda: actions.hand_over_papers(str(public_id), **form.cleaned_data, actor=actor, at=at),
        version=stands.version,
        template="delivery/handed_over.html",
        words=kept
        | {"title": _("Overlever vedtak og kartlegging"), "submit": _("Merk som overlevert")},
        done=_("Det er registrert hva som er overlevert."),
        back="departure",
    )


@require_http_methods(["GET", "POST"])
def departure_undo(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The person stays, or has come back."""
    actor, at, found = _opened(request, public_id, "Flytter ikke likevel")
    stands = found.departure
    if stands is None:
        return redirect("departure", public_id=public_id)
    form = forms.TakeBack(posted(request), initial={"version": stands.version})
    kept = brought_back(
        request, form, actions.STAYING, actor=actor, at=at, person_id=found.person.id
    )
    return _carry_out(
        request,
        form,
        found,
        lambda: actions.take_back_departure(
            str(public_id), **form.cleaned_data, actor=actor, at=at
        ),
        version=stands.version,
        template="delivery/departure_undo.html",
        words=kept
        | {"title": _("Flytter ikke likevel, eller har kommet tilbake"), "submit": _("Lagre")},
        done=_("Flyttingen er tatt bort. Enhetene har fått beskjed."),
    )


def _opened(
    request: HttpRequest, public_id: uuid.UUID, page: str
) -> tuple[Actor, dt.datetime, LeavingPage]:
    actor, at = who(request)
    with reading(actor, Permission.EDIT_PERSON, page=page, at=at) as look:
        found = queries.leaving_page(str(public_id), actor=actor, on=localdate(at))
        look.saw(persons=[found.person.id])
    return actor, at, found


def _carry_out(
    request: HttpRequest,
    form: Form,
    found: LeavingPage,
    act: Callable[[], object],
    *,
    version: int,
    template: str,
    words: dict[str, Any],
    done: str,
    back: str = "person",
) -> HttpResponse:
    """Show the form; on POST act, say so and go back."""
    if carried_out(form, act) is not None:
        messages.success(request, done)
        return redirect(back, public_id=found.person.public_id)
    renew(form, version)
    return _shown(request, template, form, found, words)


def _shown(
    request: HttpRequest, template: str, form: Form, found: LeavingPage, words: dict[str, Any]
) -> HttpResponse:
    context = {"form": form, "page": found, "person": found.person, **words}
    return render(request, template, context, status=status_of(form))
