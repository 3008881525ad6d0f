"""«Tilganger»: who holds what in one's units, the review of it, and a role that goes on."""

import datetime as dt
import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from entrance.adapters import recent_login
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.roles import Permission
from rights import actions, forms, queries

PAGE = "Tilganger"


@require_GET
def held(request: HttpRequest) -> HttpResponse:
    """What one is asked, and the roles held in the units one leads."""
    actor, at = who(request)
    with reading(actor, Permission.REVIEW_RIGHTS, page=PAGE, at=at):
        found = queries.rights(actor=actor, at=at)
    context = {
        "found": found,
        "leads": actor.may(Permission.DISTRIBUTE),
        "gives": actor.may(Permission.ADMINISTER),
    }
    return render(request, "rights/held.html", context)


@require_http_methods(["GET", "POST"])
def review(request: HttpRequest, review_id: uuid.UUID) -> HttpResponse:
    """«Gå gjennom tilganger»: keep or remove each role; what is left can wait until the day."""
    actor, at = who(request)
    with reading(actor, Permission.REVIEW_RIGHTS, page=PAGE, at=at):
        row = queries.review(str(review_id), actor=actor, at=at)
    form = forms.Answers(posted(request), lines=row.lines)
    done = carried_out(
        form,
        lambda: actions.answer_review(str(review_id), answers=form.answers(), actor=actor, at=at),
    )
    if done is not None and done["left"]:
        text = ngettext(
            "Lagret. %(n)s rolle gjenstår.", "Lagret. %(n)s roller gjenstår.", done["left"]
        )
        messages.success(request, text % {"n": done["left"]})
        return redirect("review-rights", review_id=review_id)
    if done is not None:
        messages.success(request, _("Tilgangene er gjennomgått."))
        return redirect("rights")
    context = {"row": row, "form": form, "last_day": row.due_on}
    return render(request, "rights/review.html", context, status=status_of(form))


@recent_login()
@require_POST
def let_end(request: HttpRequest, ending_id: uuid.UUID) -> HttpResponse:
    """«La den slutte»: the role is not to go on."""
    actor, at = who(request)
    actions.let_role_end(str(ending_id), actor=actor, at=at)
    messages.success(request, _("Rollen fornyes ikke. Den slutter på dagen som står."))
    return redirect("rights")


@recent_login()
@require_http_methods(["GET", "POST"])
def renew(request: HttpRequest, ending_id: uuid.UUID) -> HttpResponse:
    """«Forny rollen»: a role that ends goes on, as a row of its own."""
    actor, at = who(request)
    with reading(actor, Permission.DISTRIBUTE, page=PAGE, at=at):
        row = queries.renewal(str(ending_id), actor=actor, on=localdate(at))
    form = forms.Renew(posted(request), initial={"valid_to": row.longest_day})
    done = carried_out(
        form,
        lambda: actions.renew_role(
            str(ending_id),
            valid_to=form.cleaned_data["valid_to"] + dt.timedelta(days=1),
            actor=actor,
            at=at,
        ),
    )
    if done is not None:
        messages.success(request, _("Rollen er fornyet."))
        return redirect("rights")
    return render(request, "rights/renew.html", {"row": row, "form": form}, status=status_of(form))
