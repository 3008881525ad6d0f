"""«Historikk»: what happened to a case, newest first, with who did it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.timezone import localdate

from audit import queries as audit
from audit.events import EVENTS
from audit.models import Entry
from audit.queries import EntryRow
from cases.queries import EventRow, staff_names, unit_names
from desk.kinds import AREAS, task_of
from desk.queries.done import midnight

LONGEST: Final = 5_000
PAGE: Final = 100
SYSTEM: Final = "system"


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event, with the page that shows what it was about."""

    at: dt.datetime
    event: str
    sentence: str
    by: str
    url: str
    link: str


@dataclass(frozen=True, slots=True)
class History:
    """One page of the events that were asked for, and how many there are in all."""

    events: tuple[HistoryRow, ...]
    shown: int  # that fit the filters, on all pages
    total: int
    page: int
    pages: int


def history(
    case_id: int,
    *,
    reference: str,
    area: str = "",
    from_on: dt.date | None = None,
    to_on: dt.date | None = None,
    who: str = "",
    page: int = 1,
    size: int = PAGE,
) -> History:
    """The case's history; `from_on` and `to_on` are both included, as people say dates.

    `who`: a value of `who_acted`.
    """
    total = len(audit.entries(case_ids=[case_id], limit=LONGEST))
    entries = audit.entries(
        case_ids=[case_id],
        since=midnight(from_on) if from_on else None,
        until=midnight(to_on + dt.timedelta(days=1)) if to_on else None,
        limit=LONGEST,
    )
    fitting = [
        entry
        for entry in entries
        if (not area or area_of(entry.event) == area) and (not who or who in _who(entry))
    ]
    pages = max(1, -(-len(fitting) // size))
    page = min(max(1, page), pages)
    return History(
        events=told(named(fitting[(page - 1) * size : page * size]), reference=reference),
        shown=len(fitting),
        total=total,
        page=page,
        pages=pages,
    )


def who_acted(case_id: int, *, on: dt.date) -> list[tuple[str, str]]:
    """The people and units that have acted in a case, as value and name, people first, by name."""
    acted = Entry.objects.filter(case_id=case_id).values_list("staff_id", "unit_id").distinct()
    pairs = list(acted)
    staff = staff_names({person for person, _ in pairs})
    units = unit_names({unit for _, unit in pairs}, on=on)
    found = sorted(((f"a{pk}", name) for pk, name in staff.items()), key=lambda row: row[1])
    if any(person is None for person, _ in pairs):
        found.append((SYSTEM, "System"))
    return found + sorted(((f"e{pk}", name) for pk, name in units.items()), key=lambda row: row[1])


def _who(entry: EntryRow) -> tuple[str, str]:
    return (f"a{entry.staff_id}" if entry.staff_id else SYSTEM, f"e{entry.unit_id}")


def named(entries: Sequence[EntryRow]) -> list[EventRow]:
    """Entries with names: of who did it, and in which unit."""
    staff = staff_names({entry.staff_id for entry in entries})
    day = localdate(entries[0].at) if entries else dt.date.max
    units = unit_names({entry.unit_id for entry in entries}, on=day)
    return [
        EventRow(
            at=entry.at,
            event=entry.event,
            sentence=entry.sentence,
            staff=staff.get(entry.staff_id, "") if entry.staff_id else "System",
            unit=units.get(entry.unit_id, "") if entry.unit_id else "",
            data=entry.data,
        )
        for entry in entries
    ]


def told(events: Sequence[EventRow], *, reference: str) -> tuple[HistoryRow, ...]:
    """Events with their links."""
    rows = []
    for event in events:
        link, url = _link(event, reference)
        rows.append(
            HistoryRow(
                at=event.at,
                event=event.event,
                sentence=said(event.event, event.data, event.sentence),
                by=event.by,
                url=url,
                link=link,
            )
        )
    return tuple(rows)


def area_of(event: str) -> str:
    """Which of AREAS an event belongs to: that of the app it comes from."""
    app = EVENTS[event].__module__.split(".")[0] if event in EVENTS else ""
    return next((area for area, (_, apps) in AREAS.items() if app in apps), "")


def said(event: str, data: Mapping[str, Any], sentence: str) -> str:
    """The sentence; where it names a task by its code, with the words of the inbox."""
    if event.startswith("Task") and "kind" in data:
        return sentence.replace(str(data["kind"]), task_of(str(data["kind"])).label)
    return sentence


def _link(event: EventRow, reference: str) -> tuple[str, str]:
    """The words and the page that shows what the event was about; both empty for none."""
    if event.event in {"LetterQueued", "LetterPosted"} and event.data.get("letter"):
        return "Åpne brevet slik det ble sendt", f"/brev/{event.data['letter']}/"
    if event.event.startswith("Assessment") and event.data.get("n"):
        return "Åpne kartleggingen", f"/saker/{reference}/kartlegging/{event.data['n']}/"
    if event.event.startswith("DecisionIssued") and event.data.get("n"):
        return "Åpne vedtaket", f"/saker/{reference}/vedtak/{event.data['n']}/"
    if event.event == "CaseSplit" and event.data.get("new_reference"):
        return "Åpne saken", f"/saker/{event.data['new_reference']}/"
    if event.event == "CasesMerged" and event.data.get("into_reference"):
        return "Åpne saken", f"/saker/{event.data['into_reference']}/"
    return "", ""
