"""«Endre» on a søknad: what was written wrongly at the first contact."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cases.adapters import brought_back
from cases.queries import case_head, find, person_head
from intake import actions, forms, queries
from people.access import reading
from people.adapters import carried_out, posted, renew, status_of, who
from people.refusals import NotFound
from people.roles import Permission


@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, reference: str) -> HttpResponse:
    """The søknad as it stands, to be corrected with a reason."""
    actor, at = who(request)
    with reading(actor, Permission.WORK_CASE, page="Sak – Endre søknaden", at=at) as look:
        case_id = find(reference, actor=actor, acting=True)
        case = case_head(case_id, on=localdate(at))
        asked = queries.application_of(case_id)
        person = person_head(case.person_id, on=localdate(at))
        look.saw(persons=[case.person_id], case=case_id)
    if asked is None:
        raise NotFound("Saken har ingen søknad.")
    names = ("own_words", "contact_name", "contact_phone", "received_on", "version")
    form = forms.Correct(
        posted(request),
        initial={name: getattr(asked, name) for name in names}
        | dict(zip(("from_whom", "channel"), asked.codes, strict=True)),
    )
    kept = brought_back(request, form, actions.CORRECTING, actor=actor, at=at, case_id=case_id)
    done = carried_out(
        form,
        lambda: actions.correct_application(
            case_id,
            told=form.told(),
            version=form.cleaned_data["version"],
            actor=actor,
            at=at,
        ),
    )
    if done is not None:
        messages.success(request, _("Søknaden er rettet. Det som sto før, finnes i historikken."))
        return redirect(f"/saker/{reference}/")
    renew(form, asked.version)
    return render(
        request,
        "intake/correct.html",
        {
            "form": form,
            "case": case,
            "person": person,
            "others": [one for one in asked.references if one != reference],
            **kept,
        },
        status=status_of(form),
    )
