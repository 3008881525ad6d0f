"""«Rettigheter»: what the registered asks for, its answer, and the file that is handed out."""

import datetime as dt
import uuid
from functools import partial

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from audit.words import filled, mark
from cases.adapters import brought_back
from entrance.adapters import recent_login
from people.access import reading
from people.adapters import carried_out, posted, status_of, who
from people.refusals import NotFound, Refused
from people.roles import Permission
from privacy import actions, forms, queries
from privacy.adapters import package
from privacy.kinds import GIVEN, LEFT_OUT, NOT_GIVEN
from records.adapters import FileLostError, StoreDownError, file_store
from records.kinds import STORE_DOWN_NOW

LOST = mark(
    "«{name}» er borte fra dokumentlageret, så filen ville ikke vært hel. Meld fra til"
    " systemansvarlig."
)
PAGE = "Rettigheter"
FILE = "Innsyn – hele personen"
README = """\
INNSYN I EGNE OPPLYSNINGER (personvernforordningen artikkel 15)

Laget {at}. Til {to}. {how}.

tabeller.json     alt som er registrert, tabell for tabell
hendelser.json    hva som er gjort, og av hvem
innsynslogg.json  hvem som har sett opplysningene, når og hvorfor
brev/             brevene til personen, slik de ble sendt
dokumenter/       dokumentene som ligger på personen
innhold.json      alle filene med SHA-256

UTELATT
{left}

SE GJENNOM FØR UTLEVERING
Fritekst kan nevne andre personer. Kjente telefonnumre, adresser og fødselsnumre til andre
er tatt ut av tekstene, men ikke av dokumentene.
"""


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
        page = queries.privacy_page(str(public_id), actor=actor, on=localdate(at))
        look.saw(persons=[page.person.id])
    form = forms.Claim(posted(request), initial={"received_on": localdate(at)})
    done = carried_out(
        form,
        lambda: actions.register_claim(str(public_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Kravet er registrert."))
        return redirect("claim", claim_id=done["claim"])
    kept = brought_back(
        request, form, actions.CLAIMING, actor=actor, at=at, person_id=page.person.id
    )
    context = {"form": form, "person": page.person, **kept}
    return render(request, "privacy/new.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def claim(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """One claim, and its answer."""
    actor, at = who(request)
    with reading(actor, Permission.FIND_PERSON, page=PAGE, at=at) as look:
        row = queries.claim_row(str(claim_id), actor=actor)
        page = queries.privacy_page(row.person_public_id, actor=actor, on=localdate(at))
        look.saw(persons=[row.person_id])
    form = forms.Answer(posted(request), kind=row.kind)
    done = carried_out(
        form,
        lambda: actions.answer_claim(str(claim_id), **form.cleaned_data, actor=actor, at=at),
    )
    if done is not None:
        messages.success(request, _("Kravet er besvart."))
        return redirect("claim", claim_id=claim_id)
    context = {
        "form": form,
        "claim": row,
        "person": page.person,
        "may_answer": actor.may(Permission.ANSWER_CLAIMS),
    }
    return render(request, "privacy/claim.html", context, status=status_of(form))


@recent_login(minutes=5)
@require_GET
def file(request: HttpRequest, claim_id: uuid.UUID) -> HttpResponse:
    """Everything of the person as one file; that it was taken is on record before it is made."""
    actor, at = who(request)
    with reading(actor, Permission.ANSWER_CLAIMS, page=FILE, at=at) as look:
        row = queries.claim_row(str(claim_id), actor=actor)
        if not row.file:
            raise NotFound(_("Det er ikke gitt innsyn etter dette kravet."))
        found = queries.everything(row.person_id, on=localdate(at))
        look.saw(persons=[*found.person_ids], ground="innsyn")
    made = package(
        {
            "tabeller.json": found.tables,
            "hendelser.json": found.acts,
            "innsynslogg.json": found.looks,
        },
        [(paper.name, partial(_fetch, paper)) for paper in found.papers],
        readme=_readme(row, found, at),
    )
    return HttpResponse(
        made,
        content_type="application/zip",
        headers={
            "Content-Disposition": 'attachment; filename="innsyn.zip"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _fetch(paper: queries.Paper) -> bytes:
    if paper.body is not None:
        return paper.body
    try:
        return file_store().get(paper.sha256)
    except StoreDownError:
        raise Refused(STORE_DOWN_NOW, code="store_down") from None
    except FileLostError:
        raise Refused(filled(LOST, name=paper.name), code="file_lost") from None


def _readme(row: queries.ClaimRow, found: queries.Everything, at: dt.datetime) -> str:
    left = [f"{GIVEN.get(name, name)}: {why}" for name, why in NOT_GIVEN.items()]
    left += [
        f"{GIVEN[name]}: {', '.join(columns)} – {'; '.join(sorted(set(columns.values())))}"
        for name, columns in LEFT_OUT.items()
    ]
    left += [f"Brev som også viser en annens adresse: {title}" for title in found.withheld]
    return README.format(
        at=f"{localtime(at):%d.%m.%Y kl. %H.%M}",
        to=row.handed_to,
        how=row.handed_how,
        left="\n".join(f"- {line}" for line in left),
    )
