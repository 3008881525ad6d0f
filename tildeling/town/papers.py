"""What lies in the town's cases: notes of calls, papers that were scanned, and the inbox."""

import datetime as dt
from io import BytesIO
from typing import Final

from django.utils.timezone import localdate
from PIL import Image, ImageDraw, ImageFont

from cases.models import Case
from records import actions as recording
from records.kinds import DocumentKind, NoteKind, PutBefore
from records.rules import Described, Written
from tildeling.town.staff import Crew, username_of
from tildeling.town.stories import office_time

CASES: Final = 12  # how many of the open cases hold papers
CALLS: Final = (
    "Ringte for å høre hvordan det går. Sier at trappa er det vanskeligste, særlig om morgenen.",
    "Datteren er på besøk ut uka. Avtalt at vi ringer igjen på mandag.",
    "Spør når noen kommer. Fikk vite at saken er under behandling, og hvem som er ansvarlig.",
    "Vil gjerne ha besøk før klokka ti. Er mest uthvilt da.",
)
TOLD: Final = (
    "Naboen sier at lyset står på hele natten, og at posten ikke er hentet på flere dager."
)
PAPERS: Final = (
    (DocumentKind.GP_LETTER, "Brev om fall og svimmelhet", "Fastlegen"),
    (DocumentKind.EPIKRISE, "Epikrise etter innleggelse", "Drammen sykehus"),
    (DocumentKind.POWER_OF_ATTORNEY, "Fullmakt til datteren", "Personen selv"),
)
SCANS: Final = (  # what they are called, and what stands on them
    ("skann0412.tif", "skann0412.tif"),
    ("skann0413.tif", "skann0413.tif"),
    ("skann0414.tif", "skann0412.tif"),
)
SHEET: Final = (827, 1169)  # A4 in a hundred dots an inch
MARGIN, LINE = 90, 34


def lay_in(crew: Crew, now: dt.datetime) -> None:
    """Notes and papers in some open cases, each by who is responsible, and scans in the inbox."""
    held = Case.objects.filter(ended_at=None, responsible__isnull=False).order_by("reference")
    for n, case in enumerate(held[:CASES]):
        _talk(crew, case, n, now)
        if n % 4 == 0:
            _paper(crew, case, n // 4, now)
    for name, foot in SCANS:
        recording.receive_document(
            scanned("Skannet i ekspedisjonen", foot), name=name, actor=crew("saksbehandler", now),
            at=now,
        )  # fmt: skip


def _talk(crew: Crew, case: Case, n: int, now: dt.datetime) -> None:
    """A call on most of them; on every fifth something a neighbour told, not yet put before one."""
    at = _at_work(case, now - dt.timedelta(hours=2 + n), now)
    told = n % 5 == 3
    recording.write_note(
        Written(
            kind=NoteKind.INFORMATION if told else NoteKind.TELEPHONE,
            occurred_on=localdate(at),
            text=TOLD if told else CALLS[n % len(CALLS)],
            informant="Nabo, vil ikke stå fram for andre" if told else "",
            put_before=PutBefore.NOT_YET if told else None,
        ),
        case_id=case.pk,
        actor=crew(username_of(case.responsible_id or 0), at),
        at=at,
    )


def _paper(crew: Crew, case: Case, n: int, now: dt.datetime) -> None:
    kind, title, party = PAPERS[n % len(PAPERS)]
    at = _at_work(case, now - dt.timedelta(hours=1), now)
    recording.add_document(
        Described(kind=kind, dated_on=localdate(at), title=title, party=party),
        scanned(title, case.reference),
        case_id=case.pk,
        actor=crew(username_of(case.responsible_id or 0), at),
        at=at,
    )


def _at_work(case: Case, at: dt.datetime, now: dt.datetime) -> dt.datetime:
    """An hour somebody is at work, after the case was opened and before now."""
    return min(now, max(office_time(at), case.opened_at))


def scanned(title: str, foot: str) -> bytes:
    """A sheet as a scanner gives it: a TIFF with invented words."""
    sheet = Image.new("L", SHEET, 250)
    draw = ImageDraw.Draw(sheet)
    draw.text((MARGIN, MARGIN), title, font=ImageFont.load_default(30), fill=20)
    words = ("Oppdiktet brev i demobyen.", "Ingen ekte opplysninger.", "", foot)
    for n, line in enumerate(words):
        place = (MARGIN, 2 * MARGIN + n * LINE)
        draw.text(place, line, font=ImageFont.load_default(20), fill=60)
    file = BytesIO()
    sheet.save(file, "TIFF", dpi=(100, 100))
    return file.getvalue()
