"""«Rettigheter»: what the registered asks for, and its answer."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from cases.adapters import brought_back
from cases.queries import head_for, is_shut
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.roles import Permission
from privacy import actions, forms, queries

PAGE = "Rettigheter"


@require_GET
def person(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What one person has asked for, what was corrected, and whether they were two."""
    actor, at = who(request)
    with reading(actor, Permission.FIND_PERSON, page=PAGE, at=at) as look:
        page = queries.privacy_page(str(public_id), actor=actor, on=localdate(at))
        look.saw(persons=[page.person.id])
    return render(request, "privacy/person.html", {"page": page, "person": page.person})


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Write down what the registered asks for."""
    actor, at = who(request)
    with reading(actor, Permission.FIND_PERSON, page=PAGE, at=at) as look:
        person_id = queries.claimant_id(str(public_id), actor=actor)
        person = head_for(person_id, actor=actor, on=localdate(at))
        shut = is_shut(person_id, actor=actor)
        look.saw(persons=[person.id])
    form = forms.Claim(posted(request), initial={"received_on": localdate(at)})
    done = carried_out(
        form,
        lambda: actions.register_claim(str(public_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Kravet er registrert."))
        if shut:
            return redirect(person.url)
        return redirect("claim", claim_id=done["claim"])
    kept = brought_back(request, form, actions.CLAIMING, actor=actor, at=at, person_id=person.id)
    back = person.url if shut else f"{person.url}rettigheter/"
    context = {"form": form, "person": person, "back": back, **kept}
    return render(request, "privacy/new.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """One claim, and its answer."""
    actor, at = who(request)
    with reading(actor, Permission.FIND_PERSON, page=PAGE, at=at) as look:
        row = queries.claim_row(str(claim_id), actor=actor, at=at)
        page = queries.privacy_page(row.person_public_id, actor=actor, on=localdate(at))
        look.saw(persons=[row.person_id])
    form = forms.Answer(posted(request), kind=row.kind)
    context = {
        "form": form,
        "claim": row,
        "person": page.person,
        "may_answer": actor.may(Permission.ANSWER_CLAIMS),
    }
    blocks = form.blocks
    if blocks and "sure" not in request.POST and not form.cleaned_data["understood"]:
        form.ask_once_more()
        return render(request, "privacy/block.html", context)
    done = carried_out(
        form,
        lambda: actions.answer_claim(str(claim_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        said = _("Kravet er besvart. Personen får svaret i et brev.")
        if not done["letters"]:
            said = _("Kravet er besvart. Ingen får brev om det.")
        messages.success(request, said)
        return redirect("claim", claim_id=claim_id)
    if blocks:
        form.ask_once_more()
        return render(request, "privacy/block.html", context, status=status_of(form))
    kept = brought_back(
        request,
        form,
        actions.answering(str(claim_id)),
        actor=actor,
        at=at,
        person_id=row.person_id,
    )
    return render(request, "privacy/claim.html", context | kept, status=status_of(form))
