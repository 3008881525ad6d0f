"""«Marker som sendt»: letters were posted, and the time to complain can be counted."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from decisions import actions
from notifications.forms import Posted
from notifications.letters import LetterState
from notifications.views import letter_page, queue_page
from people.adapters import carried_out
from people.signed_in import actor_of


@require_POST
def bundle(request: HttpRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """Letters printed together were posted."""
    at = timezone.now()
    actor, form = actor_of(request, at=at), Posted(request.POST)
    done = carried_out(
        form,
        lambda: actions.post_letters(
            str(bundle_id), posted_on=form.cleaned_data["posted_on"], actor=actor, at=at
        ),
    )
    if done is None:
        return queue_page(request, wrong=form, bundle_id=str(bundle_id))
    count = len(done["posted"])
    said = ngettext("%d brev er sendt.", "%d brev er sendt.", count) % count
    if done["stopped"]:
        said += " " + _("%d ble stanset. Se «Må følges opp».") % len(done["stopped"])
        messages.warning(request, said)
    else:
        messages.success(request, said)
    return redirect("letters")


@require_POST
def by_hand(request: HttpRequest, letter_id: uuid.UUID) -> HttpResponse:
    """A letter to a protected address was sent."""
    at = timezone.now()
    actor, form = actor_of(request, at=at), Posted(request.POST)
    done = carried_out(
        form,
        lambda: actions.post_protected_letter(
            str(letter_id), **form.cleaned_data, actor=actor, at=at
        ),
    )
    if done is None:
        return letter_page(request, letter_id, wrong=form)
    if done["state"] == LetterState.SENT:
        messages.success(request, _("Brevet er merket som sendt."))
    else:
        messages.warning(request, _("Brevet ble stanset, og er ikke merket som sendt."))
    return redirect("letter", letter_id=letter_id)
