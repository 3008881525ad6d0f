"""«Oppsett» of the path: which unit gives which service, and the rules of a case's course."""

from django.http import HttpRequest, HttpResponse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases import actions, forms, queries
from people.access import reading
from people.actions import add_unit_service, end_unit_service
from people.adapters import dated_form, dated_list, posted, who
from people.forms import EndRow
from people.queries import found, unit_choices
from people.roles import Permission

SETUP = "Oppsett"


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
