"""The case as one PDF: its documents, letters, notes and history by day, with contents."""

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cases.queries import EventRow, reader_language, staff_names, timeline
from notifications.queries import letter_pdf
from people.access import Actor, reading
from people.refusals import NotFound, Refused
from people.roles import Permission
from people.signed_in import actor_of
from records import queries
from records.adapters import (
    Entry,
    FileLostError,
    Front,
    Part,
    StoreDownError,
    case_file,
    file_store,
)
from records.kinds import STORE_DOWN_NOW

LARGEST = 300_000_000  # bytes of all files together
EVENTS = 2_000


@require_GET
def case_pdf(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything of a case that is written or received, as one file; that it was taken is kept."""
    at = timezone.now()
    actor = actor_of(request, at=at)
    with reading(actor, Permission.OPEN_CASE, page="Saken som PDF", at=at) as look:
        about = queries.subject_of_case(reference, actor=actor, on=localdate(at))
        rows = queries.papers_of_case(about.case_id or 0, at=at)
        rows.reverse()
        look.saw(persons=[about.person.id], case=about.case_id, ground="export: the whole case")
        if sum(row.document.size for row in rows if row.document) > LARGEST:
            raise Refused("Saken er for stor til én fil. Hent dokumentene hver for seg.")
        entries = [_entry(row, actor) for row in rows]
        entries.append(_history(timeline(about.case_id or 0, limit=EVENTS)[::-1], at))
        by = staff_names([actor.staff()]).get(actor.staff(), "")
    made = case_file(_front(about, by, at), entries, on=localdate(at))
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


def _front(about: queries.Subject, by: str, at: dt.datetime) -> Front:
    person = about.person
    reference = about.case.reference if about.case else ""
    printed = _("Skrevet ut %(day)s kl. %(clock)s av %(who)s") % {
        "day": f"{localtime(at):%d.%m.%Y}",
        "clock": f"{localtime(at):%H.%M}",
        "who": by,
    }
    facts = [
        (_("Person"), person.full_name),
        (_("Født"), f"{person.born_on:%d.%m.%Y}" if person.born_on else _("Ikke kjent")),
        (_("Fødselsnummer"), person.number or _("Mangler nummer")),
        (_("Hva gjelder det"), about.case.title if about.case else ""),
        (_("Ansvarlig nå"), about.case.holder if about.case else ""),
    ]
    title = _("Sak %(reference)s") % {"reference": reference}
    return Front(
        title=title,
        author=about.case.unit if about.case else "",
        lang=reader_language(),
        facts=tuple(facts),
        contents=_("Innhold"),
        heads=(_("Side"), _("Dato"), _("Nummer"), _("Slag"), _("Tittel")),
        foot=f"{title} · {printed}",
        sheet_of=(_("Side"), _("av")),
    )


def _entry(row: queries.PaperRow, actor: Actor) -> Entry:
    day, label = f"{row.day:%d.%m.%Y}", _(row.label)
    title = _(row.title) if row.sort is queries.Sort.LETTER else row.title
    if row.note:
        return _note(row.note, day, label)
    try:
        if row.document:
            body, media_type = file_store().get(row.document.sha256), row.document.media_type
        else:
            letter = row.url.strip("/").rpartition("/")[2]
            body, media_type = letter_pdf(letter, actor=actor).body, "application/pdf"
    except StoreDownError:
        raise Refused(STORE_DOWN_NOW, code="store_down") from None
    except FileLostError:
        lost = _("Filen er borte eller skadet i lageret. Meld fra til drift.")
        parts: tuple[Part, ...] = (Part("", lost, ""),)
        return Entry(day, row.journal, label, title, row.party, parts=parts)
    except NotFound as hidden:
        parts = (Part("", _(hidden.sentence), ""),)
        return Entry(day, row.journal, label, title, row.party, parts=parts)
    return Entry(day, row.journal, label, title, row.party, body=body, media_type=media_type)


def _note(note: queries.NoteRow, day: str, label: str) -> Entry:
    facts = [(_("Dato"), day)]
    if note.informant:
        facts.append((_("Hvem kommer opplysningene fra?"), note.informant))
    if note.put_before:
        told = f", {note.put_before_on:%d.%m.%Y}" if note.put_before_on else ""
        facts.append((_("Forelagt personen"), _(note.put_before_label) + told))
    parts = [Part("", note.text, _signed(note))]
    if note.put_before_note:
        parts.append(Part(_("Forelagt personen"), note.put_before_note, note.put_before_by))
    parts += [Part(_("Rettelser"), c.text, _signed(c)) for c in note.corrections]
    title = note.short if len(note.short) < 80 else f"{note.short[:80].rsplit(' ', 1)[0]} …"
    return Entry(day, "", label, title, note.signed_by, tuple(facts), tuple(parts))


def _signed(note: queries.NoteRow) -> str:
    unit = f", {note.unit}" if note.unit else ""
    return f"{note.signed_by}{unit} · {localtime(note.written_at):%d.%m.%Y %H.%M}"


def _history(events: list[EventRow], at: dt.datetime) -> Entry:
    lines = [f"{localtime(e.at):%d.%m.%Y %H.%M}  {e.sentence} ({e.by})" for e in events]
    day = f"{localdate(at):%d.%m.%Y}"
    text = "\n".join(lines)
    return Entry(day, "", _("Historikk"), _("Historikk"), "", parts=(Part("", text, ""),))
