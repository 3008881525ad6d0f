"""«Historikk»: what happened to a case, newest first, with who did it."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext

from audit import queries as audit
from audit.events import EVENTS
from audit.models import Entry
from audit.queries import EntryRow
from audit.words import mark
from cases.queries import staff_names, unit_names
from cases.stages import STAGES, Stage
from desk.kinds import AREAS, task_of
from desk.queries.choices import role_choices
from desk.queries.done import midnight
from desk.rules import EventNarrow
from notifications.letters import LETTERS as LETTERS_SENT
from notifications.letters import LetterKind
from people.queries import all_of
from people.roles import ROLES, Role

LONGEST: Final = 5_000
PAGE: Final = 100
LOOKED_THROUGH: Final = 100  # entries, to find the latest that count
SYSTEM: Final = "system"
REGISTER: Final = "person"  # of AREAS: what is known of a person
# What an act leads to, told beside the act itself: first among the events of one moment.
CONSEQUENCES: Final = frozenset({"CaseMoved", "ResponsibilityGiven"})
LETTERS: Final = {
    "LetterQueued": mark("Åpne brevet"),
    "LetterPosted": mark("Åpne brevet slik det ble sendt"),
    "LetterReturned": mark("Åpne brevet"),
}
ANSWER: Final = LETTERS_SENT[LetterKind.CLAIM_ANSWER].label
# The events that say who got something.
GIVES_ON: Final = frozenset(
    {
        "AccessEnded",
        "AccessGiven",
        "CaseAssigned",
        "HandoverProposed",
        "OrderRedirected",
        "ResponsibilityGiven",
        "TaskGiven",
    }
)


@dataclass(frozen=True, slots=True)
class HistoryRow:
    """One event, with the page that shows what it was about."""

    at: dt.datetime
    event: str
    sentence: str
    by: str
    url: str
    link: str
    changes: str = ""  # the page of what it changed; empty where no case is open
    id: str = ""
    who: str = ""
    role: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class History:
    """One page of the events that were asked for, and how many there are in all."""

    events: tuple[HistoryRow, ...]
    shown: int  # that fit the filters, on all pages
    by: int  # how many different people did them
    total: int
    page: int
    pages: int


def history(
    case_id: int,
    *,
    reference: str,
    narrow: EventNarrow = EventNarrow(),  # noqa: B008 - frozen
    page: int = 1,
    size: int = PAGE,
) -> History:
    """The case's history, newest first."""
    entries = _in_order(audit.entries(case_ids=[case_id], limit=LONGEST))
    since = midnight(narrow.from_on) if narrow.from_on else None
    until = midnight(narrow.to_on + dt.timedelta(days=1)) if narrow.to_on else None
    fitting = [
        entry
        for entry in entries
        if (not narrow.area or area_of(entry.event) == narrow.area)
        and (not narrow.who or narrow.who in _who(entry))
        and (not narrow.role or entry.role == narrow.role)
        and (since is None or entry.at >= since)
        and (until is None or entry.at < until)
    ]
    pages = max(1, -(-len(fitting) // size))
    page = min(max(1, page), pages)
    return History(
        events=told(fitting[(page - 1) * size : page * size], reference=reference),
        shown=len(fitting),
        by=len({entry.staff_id for entry in fitting} - {None}),
        total=len(entries),
        page=page,
        pages=pages,
    )


def events_in(case_id: int) -> int:
    """How many events a case has had, also where `history` does not go back to them."""
    return Entry.objects.filter(case_id=case_id).count()


def _in_order(entries: Sequence[EntryRow]) -> list[EntryRow]:
    """Newest first; of one moment, what an act led to stands above the act."""
    return sorted(entries, key=lambda e: (e.at, e.event in CONSEQUENCES), reverse=True)


def who_acted(case_id: int, *, on: dt.date) -> list[tuple[str, str]]:
    """The people and units that have acted in a case, as value and name, people first, by name."""
    acted = Entry.objects.filter(case_id=case_id).values_list("staff_id", "unit_id").distinct()
    pairs = list(acted)
    staff = staff_names({person for person, _unit in pairs})
    units = unit_names({unit for _person, unit in pairs}, on=on)
    found = sorted(((f"a{pk}", name) for pk, name in staff.items()), key=lambda row: row[1])
    if any(person is None for person, _unit in pairs):
        found.append((SYSTEM, gettext("System")))
    return found + sorted(((f"e{pk}", name) for pk, name in units.items()), key=lambda row: row[1])


def roles_acted(case_id: int) -> list[tuple[str, str]]:
    """The roles in which somebody has acted in a case, by name."""
    found = Entry.objects.filter(case_id=case_id).order_by().values_list("role", flat=True)
    return role_choices(found.distinct())


def _who(entry: EntryRow) -> tuple[str, str]:
    return (f"a{entry.staff_id}" if entry.staff_id else SYSTEM, f"e{entry.unit_id}")


def told(
    entries: Sequence[EntryRow], *, reference: str, unit_of: Collection[int] | None = None
) -> tuple[HistoryRow, ...]:
    """Entries with names and links, in the order given.

    With `unit_of`, units stand only at what was done in these cases: elsewhere a unit would say
    where a protected person lives.
    """
    staff = staff_names({i for e in entries for i in (e.staff_id, _to(e, "staff"))})
    day = localdate(entries[0].at) if entries else dt.date.max
    units = unit_names({i for e in entries for i in (e.unit_id, _to(e, "unit"))}, on=day)
    rows = []
    for entry in entries:
        link, url = _link(entry, reference)
        known = units if unit_of is None or entry.case_id in unit_of else {}
        by = (staff.get(entry.staff_id or 0, gettext("System")), known.get(entry.unit_id or 0, ""))
        to = (staff.get(_to(entry, "staff") or 0, ""), known.get(_to(entry, "unit") or 0, ""))
        receiver = ", ".join(part for part in to if part)
        rows.append(
            HistoryRow(
                at=entry.at,
                event=entry.event,
                sentence=f"{said(entry)} – {receiver}" if receiver else said(entry),
                by=", ".join(part for part in by if part),
                id=str(entry.id),
                who=by[0],
                role=gettext(ROLES[Role(entry.role)].label) if entry.role in set(Role) else "",
                unit=by[1],
                url=url,
                link=gettext(link) if link else "",
                changes=f"/saker/{reference}/historikk/endringer/?hendelse={entry.id}"
                if reference
                else "",
            )
        )
    return tuple(rows)


def latest_of_case(case_id: int, *, reference: str, most: int) -> tuple[HistoryRow, ...]:
    """The last acts in a case, without what follows from them."""
    found = audit.entries(case_ids=[case_id], limit=LOOKED_THROUGH)
    return told(_acts(found)[:most], reference=reference)


def latest_of_person(
    person_id: int,
    *,
    only: Collection[int] | None,
    most: int,
    unit_of: Collection[int] | None = None,
) -> tuple[HistoryRow, ...]:
    """The last acts about a person; with `only`, those in these cases, and in the register.

    Also of those merged into them: the trail keeps its ids. `unit_of` as in `told`. Not the way of
    the letter that answers a claim: that it is answered is told.
    """
    ids = all_of(person_id)
    acts = [one for pk in ids for one in audit.entries(person_id=pk, limit=LOOKED_THROUGH)]
    if len(ids) > 1:
        acts.sort(key=lambda one: one.at, reverse=True)
    found = [
        entry
        for entry in audit.told_once(acts)
        if not (entry.data.get("letter") and entry.data.get("label") == ANSWER)
        and (
            only is None
            or entry.case_id in only
            or (entry.case_id is None and area_of(entry.event) == REGISTER)
        )
    ]
    return told(_acts(found)[:most], reference="", unit_of=unit_of)


def _acts(entries: Sequence[EntryRow]) -> list[EntryRow]:
    return [entry for entry in entries if entry.event not in CONSEQUENCES]


def _to(entry: EntryRow, what: str) -> int | None:
    """Who something was given to, where the event says so."""
    if entry.event not in GIVES_ON:
        return None
    given = entry.data.get(f"to_{what}_id") or entry.data.get(f"{what}_id")
    return int(given) if given else None


def area_of(event: str) -> str:
    """Which of AREAS an event belongs to: that of the app it comes from."""
    app = EVENTS[event].__module__.split(".")[0] if event in EVENTS else ""
    return next((area for area, (_label, apps) in AREAS.items() if app in apps), "")


def said(entry: EntryRow) -> str:
    """The sentence, with the words of the pages where the event has a code or a step's name."""
    data = entry.data
    if entry.event.startswith("Task") and "kind" in data:
        return entry.sentence.replace(str(data["kind"]), gettext(task_of(str(data["kind"])).label))
    if entry.event == "CaseMoved" and data.get("target") in set(Stage):
        stage = gettext(STAGES[Stage(data["target"])].label)
        return gettext("Saken er nå «%(stage)s»") % {"stage": stage}
    return entry.sentence


def _link(event: EntryRow, reference: str) -> tuple[str, str]:
    """The words and the page that shows what the event was about; both empty for none."""
    if not reference:  # on the person's page, where one may not open every case
        return "", ""
    if event.data.get("letter") and event.event in LETTERS:
        return LETTERS[event.event], f"/brev/{event.data['letter']}/"
    if event.event.startswith("Assessment") and event.data.get("n"):
        return mark("Åpne kartleggingen"), f"/saker/{reference}/kartlegging/{event.data['n']}/"
    if event.event.startswith("DecisionIssued") and event.data.get("n"):
        return mark("Åpne vedtaket"), f"/saker/{reference}/vedtak/{event.data['n']}/"
    if event.event == "CaseSplit" and event.data.get("new_reference"):
        return mark("Åpne saken"), f"/saker/{event.data['new_reference']}/"
    if event.event == "CasesMerged" and event.data.get("into_reference"):
        return mark("Åpne saken"), f"/saker/{event.data['into_reference']}/"
    return "", ""
