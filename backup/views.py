"""«Gjenopprettet kopi»: what waits, and the two who say that it is sent."""

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from backup import actions, forms, queries
from entrance.adapters import recent_login
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.refusals import NotFound
from people.roles import Permission

PAGE = "Gjenopprettet kopi"


@recent_login()
@require_http_methods(["GET", "POST"])
def restored(request: HttpRequest) -> HttpResponse:
    """What waits in the copy; «Foreslå å ta kopien i bruk»."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        page = queries.copy_page(actor)
    form = forms.Release(posted(request))
    done = carried_out(
        form, lambda: actions.propose_release(**form.cleaned_data, actor=actor, at=at)
    )
    if done is not None:
        messages.success(request, _("Forslaget venter på et ja fra en annen systemansvarlig."))
        return redirect("restored-copy")
    context = {"page": page, "form": form}
    return render(request, "backup/restored.html", context, status=status_of(form))


@recent_login()
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """«Ta kopien i bruk», after a page that says what is sent then."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        page = queries.copy_page(actor)
    proposal = page.proposal
    if proposal is None:
        raise NotFound(_("Ingen har foreslått å ta en kopi i bruk."))
    form = Form(posted(request))
    done = carried_out(
        form, lambda: actions.confirm_release(proposal.public_id, actor=actor, at=at)
    )
    if done is not None:
        messages.success(request, _("Kopien er tatt i bruk. Posten går som den skal."))
        return redirect("restored-copy")
    context = {"page": page, "form": form}
    return render(request, "backup/confirm.html", context, status=status_of(form))


@recent_login()
@require_POST
def withdraw(request: HttpRequest) -> HttpResponse:
    """«Trekk forslaget», or no to it."""
    actor, at = who(request)
    with reading(actor, Permission.ADMINISTER, page=PAGE, at=at):
        proposal = queries.copy_page(actor).proposal
    if proposal is None:
        raise NotFound(_("Ingen har foreslått å ta en kopi i bruk."))
    actions.withdraw_release(proposal.public_id, actor=actor, at=at)
    messages.success(request, _("Forslaget er trukket. Kopien sender ingenting."))
    return redirect("restored-copy")
