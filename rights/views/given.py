"""A member of staff in the set-up, roles given and taken back, and the yes of another."""

import datetime as dt
import uuid

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from entrance.adapters import recent_login
from people import actions as people
from people import queries as staff
from people.access import Actor, reading
from people.adapters import carried_out, posted, status_of, who
from people.refusals import NotFound
from people.roles import Permission
from rights import actions, forms, queries

PAGE = "Oppsett"


@require_GET
def user(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One member of staff: roles with periods, those that wait for a yes, and accounts."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        row = staff.staff_row(str(public_id), actor=actor, at=at)
        waiting = queries.proposals_of(row.id, on=localdate(at))
        codes = queries.codes_of(row.id, on=localdate(at))
    context = {
        "row": row,
        "waiting": waiting,
        "codes": codes,
        "own": row.id == actor.staff_id,
        "signs_in": any(account.open for account in row.accounts),
        "now": at,
    }
    return render(request, "rights/user.html", context)


@recent_login()
@require_http_methods(["GET", "POST"])
def role_new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give a role in a unit, a year at the most; somebody else says yes to it."""
    actor, at = who(request)
    row = member(public_id, actor, at)
    today = localdate(at)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        units = staff.unit_choices(actor, on=today)
    form = forms.RoleGiven(
        posted(request),
        units=units,
        initial={"valid_from": today, "valid_to": staff.longest_last_day(today)},
    )

    def act() -> dict[str, str | int]:
        typed = dict(form.cleaned_data)
        typed["valid_to"] += dt.timedelta(days=1)  # the page says the last day with the role
        return actions.give_role(row.id, **typed, actor=actor, at=at)

    done = carried_out(form, act)
    if done is not None:
        said = _("Rollen er gitt. Ingen andre kan si ja til den, så alle ledere har fått beskjed.")
        if done["asked_of"]:
            said = _("Rollen venter på et ja fra %(name)s.") % {"name": done["asked_of"]}
        messages.success(request, said)
        return redirect("user", public_id=public_id)
    lead = _("Rollen gjelder når lederen der har sagt ja.")
    return asked(request, form, row, title=_("Gi rolle"), submit=_("Gi rollen"), lead=lead)


@recent_login()
@require_http_methods(["GET", "POST"])
def role_revoke(request: HttpRequest, public_id: uuid.UUID, grant_id: int) -> HttpResponse:
    """Take a role back at once, after a page that says which."""
    actor, at = who(request)
    row = member(public_id, actor, at)
    grant = next((one for one in row.grants if one.id == grant_id), None)
    if grant is None:
        raise NotFound(_("Vi finner ikke rollen."))
    form = Form(posted(request))
    done = carried_out(form, lambda: people.revoke_role(grant_id, actor=actor, at=at))
    if done is not None:
        messages.success(request, _("Rollen er trukket tilbake."))
        return redirect("user", public_id=public_id)
    lead = _(
        "%(role)s, %(unit)s. Tilgangen er borte med det samme, og det den ansatte har ansvar for"
        " der, går tilbake til enheten."
    ) % {"role": _(grant.label), "unit": grant.unit}
    title = _("Trekk tilbake rollen")
    return asked(request, form, row, title=title, submit=title, lead=lead, danger=True)


@recent_login()
@require_http_methods(["GET", "POST"])
def answer(request: HttpRequest, proposal_id: uuid.UUID) -> HttpResponse:
    """«Ny rolle»: yes, or no with the reason."""
    actor, at = who(request)
    with reading(actor, Permission.REVIEW_RIGHTS, page="Tilganger", at=at):
        row = queries.proposal(str(proposal_id), actor=actor, on=localdate(at))
    form = forms.Said(posted(request))
    done = carried_out(
        form,
        lambda: actions.answer_role(str(proposal_id), **form.typed(), actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Svaret er lagret."))
        return redirect("rights")
    context = {"row": row, "form": form}
    return render(request, "rights/answer.html", context, status=status_of(form))


def member(public_id: uuid.UUID, actor: Actor, at: dt.datetime) -> staff.StaffRow:
    """The member of staff an administrator is at. Raises NotFound."""
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        return staff.staff_row(str(public_id), actor=actor, at=at)


def asked(
    request: HttpRequest,
    form: Form,
    row: staff.StaffRow,
    *,
    title: str,
    submit: str,
    lead: str = "",
    danger: bool = False,
) -> HttpResponse:
    """A form about a member of staff; «Avbryt» goes back to their page."""
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "back": resolve_url("user", row.public_id),
        "about": row.name,
        "lead": lead,
        "danger": danger,
    }
    return render(request, "people/setup_form.html", context, status=status_of(form))
