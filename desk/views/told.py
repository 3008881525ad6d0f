"""The report a person gets of who has looked: a page to go through with them, and a PDF to give."""

import datetime as dt
import uuid
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from desk import forms, queries
from people.access import Actor, reading
from people.adapters import who
from people.roles import Permission
from records.adapters import Front, Part, listed

PAGE: Final = "Innsynslogg – svar til personen"
WIDTHS: Final = (0, 2, 2, 3, 3)


@require_GET
def looks_told(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Who has looked, in plain words and by day, as the person is told it."""
    actor, at = who(request)
    found = _found(request, public_id, actor, at)
    context = {"found": found, "person": found.person, "query": request.GET.urlencode()}
    return render(request, "desk/told.html", context)


@require_GET
def looks_told_pdf(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The same to take along, in the person's own language; its name names nobody."""
    actor, at = who(request)
    found = _found(request, public_id, actor, at, own_language=True)
    with translation.override(found.language):
        made = listed(
            _front(found, at),
            [_row(row) for day in found.days for row in day.rows],
            parts=[Part("", "\n\n".join(_words(found)), "")],
            widths=WIDTHS,
            on=localdate(at),
        )
    return HttpResponse(
        made,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="innsyn-{localdate(at):%Y-%m-%d}.pdf"',
            "Cache-Control": "private, no-store",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _found(
    request: HttpRequest,
    public_id: uuid.UUID,
    actor: Actor,
    at: dt.datetime,
    *,
    own_language: bool = False,
) -> queries.Told:
    form, key, on = forms.LookFilter(request.GET), str(public_id), localdate(at)
    with reading(actor, Permission.AUDIT, page=PAGE, at=at) as look:
        form.weeks(on)
        form.ways(queries.ways(key, actor=actor, on=on))
        speaks = translation.get_language() or "nb"
        if own_language:
            speaks = queries.language_of(key, actor=actor)
        with translation.override(speaks):
            found = queries.told(key, actor=actor, on=on, narrow=form.narrow())
        look.saw(persons=[found.person.id])
    return found


def _words(found: queries.Told) -> list[str]:
    """What the list is, and what one may do; the same on the page and on paper."""
    told = [
        _(
            "Her står hvem i kommunen som har åpnet opplysninger om deg, når det var, hvorfor de"
            " kunne gjøre det, og hva slags opplysninger de så."
        ),
        _(
            "Sider som samme ansatt åpnet uten lang pause, står på én linje. Navnet ditt kan også"
            " ha stått i lister som ansatte arbeider etter. De er ikke med her."
        ),
        _(
            "Er det noe du ikke forstår, eller mener du at noen ikke skulle ha sett dette? Si fra"
            " til kommunen, så undersøker vi det. Du kan også klage til Helsetilsynet eller"
            " Datatilsynet."
        ),
    ]
    if found.cut:
        told.append(_("De eldste er ikke med. Be om dem hvis du vil se dem også."))
    return told


def _front(found: queries.Told, at: dt.datetime) -> Front:
    person, day = found.person, f"{localtime(at):%d.%m.%Y}"
    title = _("Hvem har sett opplysningene dine")
    born = f"{person.born_on:%d.%m.%Y}" if person.born_on else _("Ikke kjent")
    counted = _("%(n)d besøk av %(by)d ansatte") % {"n": found.total, "by": found.by}
    return Front(
        title=title,
        author=_("Kommunen"),
        lang=found.language,
        facts=((_("Navn"), person.full_name), (_("Født"), born), (_("I alt"), counted)),
        contents=_("Alle besøk, de nyeste først"),
        heads=(_("Når"), _("Hvem"), _("Enhet"), _("Hvorfor"), _("Hva de så")),
        foot=f"{title} · {day}",
        sheet_of=(_("Side"), _("av")),
    )


def _row(row: queries.LookRow) -> tuple[str, str, str, str, str]:
    first, last = f"{localtime(row.first_at):%H.%M}", f"{localtime(row.last_at):%H.%M}"
    clock = first if first == last else f"{first}–{last}"
    who_ = f"{row.who}, {row.role}" if row.role else row.who
    when = f"{localtime(row.first_at):%d.%m.%Y} {clock}"
    return when, who_, row.unit, row.ground, ", ".join(row.pages)
