"""Deadlines and tasks as calendar programs read them (iCalendar, RFC 5545). No person is named."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.utils.crypto import salted_hmac
from django.utils.translation import gettext

from deadlines.queries import DeadlineRow
from desk.queries import TaskRow

SALT: Final = "desk.calendar.task"
WIDEST: Final = 75  # octets on a line
ESCAPED: Final = str.maketrans({"\\": r"\\", ";": r"\;", ",": r"\,", "\n": r"\n"})


def calendar_of(rows: Sequence[DeadlineRow], *, site: str, note: str, at: dt.datetime) -> str:
    """One event for the whole day of each deadline: its kind, and an address that says nothing.

    Neither person nor case is named: the calendar is read by programs and telephones of others.

    `site` is the application's own address, without the last slash; `note` what it leaves out.
    """
    dated = [(row, row.due_on, _deadline(row)) for row in rows if row.due_on]
    names = _told_apart([(on, said) for _row, on, said in dated])
    events = (
        line
        for (row, on, _said), name in zip(dated, names, strict=True)
        for line in _event(
            row.public_id,
            on,
            name,
            url=f"{site}/frister/{row.public_id}/",
            at=at,
        )
    )
    return _calendar(gettext("Frister"), note, events)


def tasks_calendar(rows: Sequence[TaskRow], *, site: str, note: str, at: dt.datetime) -> str:
    """One event for the whole day of each task that has one: its title and an address to the list.

    Neither person nor case is named or can be found by it: what knows an event again is keyed.
    """
    dated = [(row, row.due_on, gettext(row.title)) for row in rows if row.due_on]
    names = _told_apart([(on, said) for _row, on, said in dated])
    events = (
        line
        for (row, on, _said), name in zip(dated, names, strict=True)
        for line in _event(
            salted_hmac(SALT, f"{row.kind} {row.key}", algorithm="sha256").hexdigest()[:32],
            on,
            name,
            url=f"{site}/oppgaver/",
            at=at,
        )
    )
    return _calendar(gettext("Mine oppgaver"), note, events)


def _told_apart(said: Sequence[tuple[dt.date, str]]) -> list[str]:
    """What each is called. Several of a day that are called the same are told apart by which of how
    many each is, in the order of the list.
    """
    of, before = Counter(said), Counter[tuple[dt.date, str]]()
    names = []
    for one in said:
        before[one] += 1
        which = {"what": one[1], "n": before[one], "of": of[one]}
        names.append(gettext("%(what)s (%(n)s av %(of)s)") % which if of[one] > 1 else one[1])
    return names


def _deadline(row: DeadlineRow) -> str:
    label = gettext(row.label)
    return gettext("Frist: %(what)s") % {"what": label[:1].lower() + label[1:]}


def _calendar(name: str, note: str, events: Iterable[str]) -> str:
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Tildeling//Frister//NO",
        f"X-WR-CALNAME:{name}",
        f"X-WR-CALDESC:{note.translate(ESCAPED)}",
        *events,
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _event(uid: str, on: dt.date, said: str, *, url: str, at: dt.datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{uid}@tildeling"
    yield f"DTSTAMP:{at.astimezone(dt.UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{on:%Y%m%d}"
    yield f"SUMMARY:{said.translate(ESCAPED)}"
    yield f"URL:{url}"
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
