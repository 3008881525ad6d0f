"""What is taken out of the trail and of a case: asked why, and on record before the first byte."""

import datetime as dt
import uuid
from dataclasses import dataclass
from hashlib import sha256

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from audit.queries import Integrity, anchored_to, integrity, last_seal
from audit.rules import Seal
from cases import queries as cases
from desk import adapters, forms, queries
from desk.rules import LookNarrow
from entrance.adapters import recent_login
from inspection.actions import take_out
from inspection.adapters import Made, Parcel, handed_out, sheet
from inspection.forms import TakeOut, TakeOutList, TakeOutSheet
from inspection.kinds import Purpose, What
from people.access import Actor, reading
from people.adapters import Row, posted, who
from people.roles import Permission
from records.queries import Subject, subject_of_case

EVERYTHING = 5_000


@require_http_methods(["GET", "POST"])
def take_out_looks(request: HttpRequest, public_id: uuid.UUID) -> HttpResponseBase:
    """The access log of a person as it is narrowed, as a sheet."""
    actor, at = who(request)
    form = forms.LookFilter(request.GET)
    with reading(actor, Permission.AUDIT, page=_page(request, "Innsynslogg"), at=at) as look:
        form.weeks(localdate(at))
        form.ways(queries.ways(str(public_id), actor=actor, on=localdate(at)))
        found = queries.looks(
            str(public_id),
            actor=actor,
            on=localdate(at),
            narrow=form.narrow(),
            size=queries.ALL_LOOKS,
        )
        look.saw(persons=[found.person.id])
    parcel = Parcel(
        what=What.LOOKS,
        title=_("Ta ut innsynsloggen"),
        about=queries.looks_answer(found, period=form.period()),
        name=_("innsynslogg"),
        back=f"{reverse('looks', args=[public_id])}?{request.GET.urlencode()}",
        persons=[found.person.id],
        rows=len(found.rows),
        make=sheet(adapters.looks_for_sheets(found.rows), name=_("Innsynslogg")),
    )
    asked = TakeOutSheet(posted(request))
    return handed_out(request, asked, take_out, parcel, actor=actor, at=at)


@require_http_methods(["GET", "POST"])
def take_out_history(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The history of a case as it is narrowed, on paper or as a sheet."""
    actor, at = who(request)
    form = forms.HistoryFilter(request.GET)
    form.weeks(localdate(at))
    with reading(actor, _permission(actor), page=_page(request, "Sak – Historikk"), at=at) as look:
        about = subject_of_case(reference, actor=actor, on=localdate(at), taking=True)
        case_id = about.case_id or 0
        form.acted(queries.who_acted(case_id, on=localdate(at)), queries.roles_acted(case_id))
        found = queries.history(case_id, reference=reference, narrow=form.narrow(), size=EVERYTHING)
        by = cases.staff_names([actor.staff()]).get(actor.staff(), "")
        look.saw(persons=[about.person.id], case=case_id)
    answer = queries.history_answer(found, period=form.period())
    as_sheet = sheet(adapters.history_for_sheets(found.events), name=_("Historikk"))

    def make(kind: str) -> Made:
        if kind != "pdf":
            return as_sheet(kind)
        body = adapters.history_pdf(about, found.events, answer=answer, by=by, at=at)
        return Made(body, sha256(body).hexdigest())

    parcel = Parcel(
        what=What.HISTORY,
        title=_("Ta ut historikken"),
        about=answer,
        name=f"{_('historikk')}-{reference}",
        back=f"{reverse('history', args=[reference])}?{request.GET.urlencode()}",
        persons=[about.person.id],
        rows=len(found.events),
        make=make,
        case_id=case_id,
    )
    asked = TakeOutList(posted(request))
    return handed_out(request, asked, take_out, parcel, actor=actor, at=at)


@require_http_methods(["GET", "POST"])
@recent_login(minutes=5)
def take_out_case(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The whole case as a ZIP with a manifest: for who audits, and for who leads its unit."""
    actor, at = who(request)
    asked = TakeOut(posted(request))
    with reading(
        actor,
        _permission(actor),
        page="Saken som ZIP" if request.POST else "Sak – Historikk",
        at=at,
    ) as look:
        about = subject_of_case(reference, actor=actor, on=localdate(at), taking=True)
        look.saw(persons=[about.person.id], case=about.case_id)
        sent = asked.is_bound and asked.is_valid()
        gathered = _gathered(about, reference, actor, at) if sent else None

    def make(_kind: str) -> Made:
        told = {"made_at": at.isoformat(), "purpose": asked.cleaned_data["purpose"]}
        packed = gathered.packed(reference, told, at) if gathered else None
        return Made(packed.file, packed.sha256) if packed else Made(b"", "")

    parcel = Parcel(
        what=What.CASE,
        title=_("Ta ut saken"),
        about=_(
            "Sak %(reference)s som ZIP: én PDF med hele saken, hvert dokument og brev,"
            " historikk og manifest."
        )
        % {"reference": reference},
        name=f"{_('sak')}-{reference}",
        back=reverse("history", args=[reference]),
        persons=[about.person.id],
        rows=len(gathered.case.sheets) if gathered else 0,
        make=make,
        case_id=about.case_id,
    )
    return handed_out(request, asked, take_out, parcel, actor=actor, at=at)


@require_GET
def case_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything of a case that is written or received, as one file; that it was taken is kept."""
    actor, at = who(request)
    with reading(actor, Permission.OPEN_CASE, page="Saken som PDF", at=at) as look:
        about = subject_of_case(reference, actor=actor, on=localdate(at), taking=True)
        look.saw(persons=[about.person.id], case=about.case_id, ground="export: the whole case")
        found = _whole(about, actor, at)
    made = found.pdf(at=at)
    take_out(
        What.CASE_PDF,
        purpose=Purpose.UNASKED,
        form="pdf",
        persons=[about.person.id],
        rows=len(found.sheets),
        sha256=sha256(made).hexdigest(),
        case_id=about.case_id,
        actor=actor,
        at=at,
    )
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="sak-{reference}.pdf"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


@dataclass(frozen=True, slots=True)
class _Gathered:
    """Everything of a case, read in one transaction; nothing of it asks the database any more."""

    case: adapters.WholeCase
    sheets: dict[str, list[Row]]
    seal: Seal | None
    anchored_to: int
    chain: Integrity

    def packed(self, reference: str, told: dict[str, str], at: dt.datetime) -> adapters.Packed:
        return adapters.pack(
            reference,
            self.case,
            sheets=self.sheets,
            told=told,
            seal=self.seal,
            anchored_to=self.anchored_to,
            chain=self.chain,
            at=at,
        )


def _gathered(about: Subject, reference: str, actor: Actor, at: dt.datetime) -> _Gathered:
    """The access log goes with it for who may see it on its page."""
    found = queries.history(about.case_id or 0, reference=reference, size=EVERYTHING)
    sheets = {"historikk.csv": adapters.history_for_sheets(found.events)}
    if actor.may(Permission.AUDIT):
        log = queries.looks(
            about.person.public_id,
            actor=actor,
            on=localdate(at),
            narrow=LookNarrow(reference=reference),
            size=queries.ALL_LOOKS,
        )
        sheets["innsynslogg.csv"] = adapters.looks_for_sheets(log.rows)
    return _Gathered(
        case=_whole(about, actor, at),
        sheets=sheets,
        seal=last_seal(),
        anchored_to=anchored_to(),
        chain=integrity(at=at),
    )


def _whole(about: Subject, actor: Actor, at: dt.datetime) -> adapters.WholeCase:
    by = cases.staff_names([actor.staff()]).get(actor.staff(), "")
    return adapters.whole_case(about, by=by, actor=actor, at=at)


def _page(request: HttpRequest, page: str) -> str:
    """What the look is called: to be asked why is a look at the page, to be given it is more."""
    return f"{page} – Uttrekk" if request.method == "POST" else page


def _permission(actor: Actor) -> Permission:
    """By which somebody takes out the trail: as auditor, else as leader of those with the case."""
    return Permission.AUDIT if actor.may(Permission.AUDIT) else Permission.DISTRIBUTE
