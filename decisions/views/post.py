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
from people.refusals import Objection, Refused
from people.signed_in import actor_of


@require_POST
def bundle(request: HttpRequest, bundle_id: uuid.UUID) -> HttpResponse:
    """Letters printed together were posted."""
    at = timezone.now()
    form = _checked(Posted(request.POST))
    done = actions.post_letters(
        str(bundle_id),
        posted_on=form.cleaned_data["posted_on"],
        actor=actor_of(request, at=at),
        at=at,
    )
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
    form = _checked(Posted(request.POST))
    actions.post_protected_letter(
        str(letter_id), **form.cleaned_data, actor=actor_of(request, at=at), at=at
    )
    messages.success(request, _("Brevet er merket som sendt."))
    return redirect("letter", letter_id=letter_id)


def _checked(form: Posted) -> Posted:
    """The form, filled in as it must be. Raises Refused with what is wrong."""
    if not form.is_valid():
        raise Refused.all(
            [
                Objection(str(error), "invalid", name)
                for name, errors in form.errors.items()
                for error in errors
            ]
        )
    return form
