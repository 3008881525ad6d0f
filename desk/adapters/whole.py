"""The whole case in the order it came about: what was written, its papers, its history.

What is called here asks the database: inside `reading`, like any query.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _

from cases.queries import reader_language
from desk.queries import HistoryRow, Part, asked, parts_of_case
from people.access import Actor
from records.adapters import (
    Entry,
    Front,
    case_as_pdf,
    history_entry,
    listed,
    papers_with_files,
)
from records.adapters import Part as Words
from records.queries import Sort, Subject

FOLDERS: Final = {Sort.DOCUMENT: "dokumenter", Sort.LETTER: "brev"}
SHORT: Final = 80  # signs: what stands on one line beside its label


@dataclass(frozen=True, slots=True)
class Sheet:
    """One paper of the case. `folder` is where its file lies in a ZIP; empty for words alone."""

    on: dt.date
    entry: Entry
    folder: str = ""


@dataclass(frozen=True, slots=True)
class WholeCase:
    """A case, every paper of it by day with the history last, and who takes it out."""

    about: Subject
    sheets: tuple[Sheet, ...]
    by: str

    def pdf(self, *, at: dt.datetime) -> bytes:
        """All of it as one file. Asks the database nothing."""
        return case_as_pdf(self.about, [one.entry for one in self.sheets], by=self.by, at=at)


def whole_case(about: Subject, *, by: str, actor: Actor, at: dt.datetime) -> WholeCase:
    """Everything of a case that is finished, sent or received; what is being written stays out.

    The application comes first on its day, then what was written, then letters and documents.
    Raises Refused as `papers_with_files`.
    """
    on, case_id = localdate(at), about.case_id or 0
    written = [*asked(case_id), *parts_of_case(case_id, actor=actor, on=on)]
    papers = papers_with_files(about, actor=actor, at=at)
    found = [
        *(Sheet(part.on, _entry(part)) for part in written),
        *(
            Sheet(row.day, entry, FOLDERS.get(row.sort, "") if entry.body else "")
            for row, entry in papers
        ),
    ]
    found.sort(key=lambda sheet: sheet.on)
    return WholeCase(about, (*found, Sheet(on, history_entry(about, at=at))), by)


def history_pdf(
    about: Subject, events: Sequence[HistoryRow], *, answer: str, by: str, at: dt.datetime
) -> bytes:
    """The history of a case as narrowed, to what `answer` says. Asks the database nothing."""
    reference = about.case.reference if about.case else ""
    title = _("Historikk – sak %(reference)s") % {"reference": reference}
    printed = _("Skrevet ut %(day)s kl. %(clock)s av %(who)s") % {
        "day": f"{localtime(at):%d.%m.%Y}",
        "clock": f"{localtime(at):%H.%M}",
        "who": by,
    }
    front = Front(
        title=title,
        author=about.case.unit if about.case else "",
        lang=reader_language(),
        facts=((_("Person"), about.person.full_name),),
        contents=_("Hendelser"),
        heads=(_("Når"), _("Hendelse"), _("Hvem"), _("Rolle"), _("Enhet")),
        foot=f"{title} · {printed}",
        sheet_of=(_("Side"), _("av")),
    )
    rows = [
        (f"{localtime(one.at):%d.%m.%Y %H.%M}", one.sentence, one.who, one.role, one.unit)
        for one in events
    ]
    parts = [Words("", answer, "")]
    return listed(front, rows, parts=parts, widths=(0, 5, 2, 2, 2), on=localdate(at))


def _entry(part: Part) -> Entry:
    """A sheet of its own: what is short beside its label, what is long below it."""
    short = [said for said in part.said if len(said.text) <= SHORT and "\n" not in said.text]
    return Entry(
        day=f"{part.on:%d.%m.%Y}",
        number="",
        label=part.title.rstrip(" 0123456789"),  # the kind: «Kartlegging», not «Kartlegging 2»
        title=part.title,
        party=part.by,
        facts=tuple(
            (label, text)
            for label, text in [(_("Hvem"), part.by), *((one.label, one.text) for one in short)]
            if text
        ),
        parts=tuple(_long(part)),
    )


def _long(part: Part) -> Iterator[Words]:
    for said in part.said:
        if len(said.text) > SHORT or "\n" in said.text:
            yield Words(said.label, said.text, "")
