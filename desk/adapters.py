"""The calendar of deadlines as calendar programs read it (iCalendar, RFC 5545)."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Final

from django.utils.translation import gettext

from deadlines.queries import DeadlineRow

WIDEST: Final = 75  # octets on a line
ESCAPED: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


def calendar_of(rows: Sequence[DeadlineRow], *, site: str, note: str, at: dt.datetime) -> str:
    """One event for the whole day of each deadline. It names the case, and never the person.

    `site` is the application's own address, without the last slash; `note` what it leaves out.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tildeling//Frister//NO",
        f"X-WR-CALNAME:{gettext('Frister')}",
        f"X-WR-CALDESC:{note.translate(ESCAPED)}",
        *(line for row in rows if row.due_on for line in _event(row, row.due_on, site, at)),
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(row: DeadlineRow, due_on: dt.date, site: str, at: dt.datetime) -> Iterator[str]:
    label = gettext(row.label)
    said = gettext("Frist: %(what)s, sak %(reference)s") % {
        "what": label[:1].lower() + label[1:],
        "reference": row.reference,
    }
    yield "BEGIN:VEVENT"
    yield f"UID:{row.public_id}@tildeling"
    yield f"DTSTAMP:{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{due_on:%Y%m%d}"
    yield f"SUMMARY:{said.translate(ESCAPED)}"
    yield f"URL:{site}/frister/{row.public_id}/"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _folded(line: str) -> str:
    """The line in pieces of at most WIDEST octets, the next ones begun with a space."""
    pieces, room = [""], WIDEST
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(" ")
            room = WIDEST - 1
        pieces[-1] += sign
        room -= size
    return "\r\n".join(pieces)
