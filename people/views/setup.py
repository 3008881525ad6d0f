"""«Oppsett»: users with their roles, and units with their periods. No health data."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from people import actions, forms, queries
from people.access import Actor, reading
from people.adapters import carried_out, posted, status_of, who
from people.roles import Permission

PAGE = "Oppsett"


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What can be set up."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        staff = len(queries.staff_rows(actor, at=at))
        units = len(queries.unit_rows(actor, on=localdate(at)))
    return render(request, "people/setup.html", {"staff": staff, "units": units})


@require_GET
def users(request: HttpRequest) -> HttpResponse:
    """«Brukere og roller»."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        rows = queries.staff_rows(actor, at=at)
    return render(request, "people/users.html", {"rows": rows})


@require_http_methods(["GET", "POST"])
def user_new(request: HttpRequest) -> HttpResponse:
    """A member of staff."""
    actor, at = who(request)
    _may(actor, at)
    form = forms.Staff(posted(request))
    made = carried_out(form, lambda: actions.create_staff(**form.cleaned_data, actor=actor, at=at))
    if made is not None:
        messages.success(request, _("Den ansatte er registrert. Gi en rolle og en konto."))
        return redirect("user", public_id=made["staff"])
    return _form(request, form, _("Ny ansatt"), _("Registrer"), "users")


@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """Units with periods, what they were called and what took over."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        rows = queries.unit_rows(actor, on=localdate(at))
    return render(request, "people/units.html", {"rows": rows, "today": localdate(at)})


@require_http_methods(["GET", "POST"])
def unit_new(request: HttpRequest) -> HttpResponse:
    """A unit from a day."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        choices = queries.unit_choices(actor, on=localdate(at))
    form = forms.NewUnit(posted(request), units=choices, initial={"from_on": localdate(at)})

    def act() -> dict[str, int]:
        typed = dict(form.cleaned_data)
        does = typed.pop("does")
        return actions.create_unit(
            **typed, performs=does == "performs", decides=does == "decides", actor=actor, at=at
        )

    made = carried_out(form, act)
    if made is not None:
        messages.success(request, _("Enheten er opprettet."))
        return redirect("unit", unit_id=made["unit"])
    return _form(request, form, _("Ny enhet"), _("Opprett enhet"), "units")


@require_GET
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit."""
    actor, at = who(request)
    row = _unit(unit_id, actor, at)
    return render(request, "people/unit.html", {"row": row, "today": localdate(at)})


@require_http_methods(["GET", "POST"])
def unit_rename(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Another name from a day."""
    actor, at = who(request)
    row = _unit(unit_id, actor, at)
    form = forms.Rename(posted(request), initial={"from_on": localdate(at)})
    return _unit_act(
        request,
        form,
        lambda: actions.rename_unit(row.id, **form.cleaned_data, actor=actor, at=at),
        row,
        _("Nytt navn"),
        _("Lagre navnet"),
    )


@require_http_methods(["GET", "POST"])
def unit_close(request: HttpRequest, unit_id: int) -> HttpResponse:
    """The first day without the unit, and who takes over."""
    actor, at = who(request)
    row = _unit(unit_id, actor, at)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        choices = queries.unit_choices(actor, on=localdate(at))
    others = [choice for choice in choices if choice[0] != str(unit_id)]
    form = forms.Close(posted(request), units=others)
    return _unit_act(
        request,
        form,
        lambda: actions.close_unit(row.id, **form.cleaned_data, actor=actor, at=at),
        row,
        _("Legg ned enheten"),
        _("Legg ned"),
        danger=True,
    )


def _may(actor: Actor, at: dt.datetime) -> None:
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        pass


def _unit(unit_id: int, actor: Actor, at: dt.datetime) -> queries.UnitRow:
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        return queries.unit_row(unit_id, actor=actor, on=localdate(at))


def _unit_act(
    request: HttpRequest,
    form: Form,
    act: Callable[[], object],
    row: queries.UnitRow,
    title: str,
    submit: str,
    *,
    danger: bool = False,
) -> HttpResponse:
    if carried_out(form, act) is not None:
        messages.success(request, _("Endringen er lagret."))
        return redirect("unit", unit_id=row.id)
    return _form(request, form, title, submit, "unit", row.id, about=row.name, danger=danger)


def _form(
    request: HttpRequest,
    form: Form,
    title: str,
    submit: str,
    back: str,
    *ids: Any,
    about: str = "",
    danger: bool = False,
) -> HttpResponse:
    """A form page of the set-up; «Avbryt» goes to the page named `back`."""
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": resolve_url(back, *ids),
        "about": about,
        "danger": danger,
    }
    return render(request, "people/setup_form.html", context, status=status_of(form))
