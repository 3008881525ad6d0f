"""The whole case as one PDF: its papers by day, then its history; also for who packs it with more.

What is called here asks the database: inside `reading`, like any query.
"""

import datetime as dt
from typing import Final

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from cases.queries import EventRow, reader_language, timeline
from notifications.queries import letter_pdf
from people.access import Actor
from people.refusals import NotFound, Refused
from records.adapters.bundle import Entry, Front, Part, case_file
from records.adapters.store import FileLostError, StoreDownError
from records.adapters.stores import file_store
from records.kinds import STORE_DOWN_NOW
from records.queries import NoteRow, PaperRow, Sort, Subject, papers_of_case

LARGEST: Final = 300_000_000  # bytes of all files together
EVENTS: Final = 2_000


def papers_with_files(
    about: Subject, *, actor: Actor, at: dt.datetime
) -> list[tuple[PaperRow, Entry]]:
    """Every paper of the case with its file or its words, oldest first.

    Raises Refused where they are too large for one file, or the store does not answer.
    """
    rows = papers_of_case(about.case_id or 0, at=at)[::-1]
    if sum(row.document.size for row in rows if row.document) > LARGEST:
        raise Refused("Saken er for stor til én fil. Hent dokumentene hver for seg.")
    return [(row, _entry(row, actor)) for row in rows]


def history_entry(about: Subject, *, at: dt.datetime) -> Entry:
    """What happened in the case, as the last paper of it."""
    return _history(timeline(about.case_id or 0, limit=EVENTS)[::-1], at)


def case_as_pdf(about: Subject, entries: list[Entry], *, by: str, at: dt.datetime) -> bytes:
    """The papers set together; `by` is who printed it. Asks the database nothing."""
    return case_file(_front(about, by, at), entries, on=localdate(at))


def _front(about: Subject, by: str, at: dt.datetime) -> Front:
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


def _entry(row: PaperRow, actor: Actor) -> Entry:
    day, label = f"{row.day:%d.%m.%Y}", _(row.label)
    title = _(row.title) if row.sort is Sort.LETTER else row.title
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


def _note(note: NoteRow, day: str, label: str) -> Entry:
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


def _signed(note: NoteRow) -> str:
    unit = f", {note.unit}" if note.unit else ""
    return f"{note.signed_by}{unit} · {localtime(note.written_at):%d.%m.%Y %H.%M}"


def _history(events: list[EventRow], at: dt.datetime) -> Entry:
    lines = [f"{localtime(e.at):%d.%m.%Y %H.%M}  {e.sentence} ({e.by})" for e in events]
    day = f"{localdate(at):%d.%m.%Y}"
    text = "\n".join(lines)
    return Entry(day, "", _("Historikk"), _("Historikk"), "", parts=(Part("", text, ""),))
