"""What the pages of meetings show: frozen rows, and nobody's case wider open than it was."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

from django.db.models import Count, Q, QuerySet
from django.utils.timezone import localdate

from cases.queries import (
    CaseHead,
    DisqualifiedRow,
    disqualified,
    heads,
    opened_to_no_more,
    unit_names,
    visible,
)
from meetings.kinds import OUTCOMES, Outcome
from meetings.models import AgendaCase, AgendaItem, Meeting
from meetings.queries.scope import attending, day_of, runs
from meetings.rules import initials
from people.access import Actor, also_hidden
from people.models import Resident
from people.queries import kept_from
from people.roles import Permission

EARLIER: Final = 20  # ended meetings in the list


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as the list shows it; it holds nobody's affairs."""

    public_id: str
    starts_at: dt.datetime
    on: dt.date
    unit: str
    place: str
    leader: str
    items: int
    left: int  # items that are not settled
    ended: bool
    cancelled: bool  # ended before its day
    ours: bool  # of a unit of the one who asks

    @property
    def url(self) -> str:
        """The meeting's page."""
        return f"/moter/{self.public_id}/"


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A case on an item, for who may open it."""

    id: int
    reference: str
    title: str
    stage: str
    holder: str
    summary: str
    put_by: str
    taken_off: bool
    note: str  # public id of the conclusion in the case

    @property
    def url(self) -> str:
        """The case."""
        return f"/saker/{self.reference}/"


@dataclass(frozen=True, slots=True)
class Told:
    """What the leader, and who takes part, is told of a case without opening it."""

    summary: str  # names nobody
    title: str  # the service


@dataclass(frozen=True, slots=True)
class ItemRow:
    """An item of the agenda; without `lines` and `told` it is one that may not be seen at all
    («Sak uten innsyn»).
    """

    public_id: str
    number: int  # in the order
    person_id: int
    initials: str
    born: str  # year
    lines: tuple[CaseLine, ...]
    told: tuple[Told, ...]
    hidden: int  # further cases one may not see
    disqualified: tuple[DisqualifiedRow, ...]  # of those at the table
    cleared: bool  # it is said who is disqualified, or that nobody is
    outcome: str
    label: str
    text: str
    settled_by: str
    settled_at: dt.datetime | None
    postponed_to: str  # public id
    postponed_on: dt.date | None
    first: bool
    last: bool

    @property
    def url(self) -> str:
        """The item's page."""
        return f"/moter/saker/{self.public_id}/"

    @property
    def seen(self) -> bool:
        """Whether any of its cases may be opened."""
        return bool(self.lines)

    @property
    def shown(self) -> bool:
        """Whether it is shown who it is about."""
        return bool(self.lines or self.told)


@dataclass(frozen=True, slots=True)
class Present:
    """Somebody at the table."""

    staff_id: int
    public_id: str
    name: str
    initials: str


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """One meeting with its agenda."""

    head: MeetingRow
    version: int
    ended_at: dt.datetime | None
    present: tuple[Present, ...]
    items: tuple[ItemRow, ...]
    runs: bool  # whether the one who looks writes down what it does
    begun: bool  # its day has come

    @property
    def left(self) -> int:
        """How many items are not settled."""
        return sum(not item.outcome for item in self.items)

    @property
    def person_ids(self) -> list[int]:
        """Those whose affairs the page shows."""
        return [item.person_id for item in self.items if item.shown]


def meeting_rows(actor: Actor, *, on: dt.date) -> tuple[list[MeetingRow], list[MeetingRow]]:
    """The meetings that are not ended, the first first, and the latest that are; own units' first
    on the same hour. In two queries each, whatever the number.
    """
    here = Meeting.objects.filter(municipality_id=actor.municipality_id)
    coming = here.filter(held_at=None).order_by("starts_at", "pk")
    earlier = here.filter(held_at__isnull=False).order_by("-starts_at", "-pk")[:EARLIER]
    return _rows(coming, actor, on=on), _rows(earlier, actor, on=on)


def coming(actor: Actor, *, on: dt.date, after: dt.date | None = None) -> list[MeetingRow]:
    """The meetings a case may be put to: from `on`, or `after` a day; own units' first."""
    rows = [row for row in meeting_rows(actor, on=on)[0] if row.on >= (after or on)]
    return sorted(rows, key=lambda row: (not row.ours, row.starts_at))


def meeting_page(
    meeting: Meeting, *, actor: Actor, at: dt.datetime, wall: bool = False
) -> MeetingPage:
    """A meeting the actor has found, in as many queries whatever its agenda holds.

    On paper and on the wall (`wall`), where others look too, whoever is opened to no more is not
    shown even to who may open the case. Until it is ended, its leader and those who take part are
    told of each item whom and what it is about, from the time it is put up.
    """
    on = localdate(at)
    [head] = _rows(Meeting.objects.filter(pk=meeting.pk), actor, on=on)
    present = present_at(meeting)
    items = list(
        AgendaItem.objects.filter(meeting=meeting)
        .select_related("postponed_to", "settled_by")
        .order_by("position")
    )
    return MeetingPage(
        head=head,
        version=meeting.version,
        ended_at=meeting.held_at,
        present=present,
        items=_item_rows(
            items,
            present,
            actor=actor,
            on=on,
            wall=wall,
            prepares=meeting.held_at is None
            and actor.staff_id in {meeting.leader_id, *(one.staff_id for one in present)},
        ),
        runs=actor.may(Permission.WORK_CASE)
        and meeting.held_at is None
        and runs(meeting, actor=actor),
        begun=day_of(meeting) <= on,
    )


def item_row(item: AgendaItem, *, actor: Actor, on: dt.date) -> ItemRow:
    """One item of a meeting, as the agenda shows it."""
    before = AgendaItem.objects.filter(meeting=item.meeting, position__lt=item.position).count()
    [row] = _item_rows([item], present_at(item.meeting), actor=actor, on=on, number=before + 1)
    return row


def present_at(meeting: Meeting) -> tuple[Present, ...]:
    """Who is at the table, by name."""
    return tuple(
        Present(
            row.staff_id,
            str(row.staff.public_id),
            str(row.staff),
            initials(row.staff.given_name, row.staff.family_name),
        )
        for row in attending(meeting)
    )


def _rows(meetings: QuerySet[Meeting], actor: Actor, *, on: dt.date) -> list[MeetingRow]:
    found = list(
        meetings.select_related("leader").annotate(
            n=Count("items"), left=Count("items", filter=Q(items__outcome=""))
        )
    )
    units = unit_names({row.unit_id for row in found}, on=on)
    return [
        MeetingRow(
            public_id=str(row.public_id),
            starts_at=row.starts_at,
            on=day_of(row),
            unit=units.get(row.unit_id, ""),
            place=row.place,
            leader=str(row.leader),
            items=row.n,
            left=row.left,
            ended=row.held_at is not None,
            cancelled=row.held_at is not None and localdate(row.held_at) < day_of(row),
            ours=row.unit_id in actor.unit_ids,
        )
        for row in found
    ]


def _item_rows(
    items: Sequence[AgendaItem],
    present: Sequence[Present],
    *,
    actor: Actor,
    on: dt.date,
    wall: bool = False,
    prepares: bool = False,
    number: int = 1,
) -> tuple[ItemRow, ...]:
    with also_hidden():  # that there is a case one may not see is told, and nothing of it
        rows = list(
            AgendaCase.objects.filter(item__in=items)
            .select_related("put_by", "note", "case")
            .order_by("case__reference")
        )
    ids = {row.case_id for row in rows}
    seen = set(visible(actor).filter(pk__in=ids).values_list("pk", flat=True))
    out = disqualified(ids)
    of_cases = heads(list(ids if prepares else seen), on=on)
    about = {item.person_id for item in items}
    people = Resident.objects.in_bulk(about)
    closed = about - people.keys()  # hidden from who asks
    if wall or prepares:
        closed |= opened_to_no_more(people.values())
    mute = {row.case_id for row in out if row.staff_id == actor.staff_id}
    related = set(
        Resident.objects.filter(pk__in=about)
        .filter(pk__in=kept_from(actor))
        .values_list("pk", flat=True)
    )
    here = {one.staff_id for one in present}
    made = []
    for n, item in enumerate(items, start=number):
        mine = [row for row in rows if row.item_id == item.pk]
        person = people.get(item.person_id)
        open_here = not (wall and item.person_id in closed)
        shown = [row for row in mine if row.case_id in seen and open_here]
        told = [
            Told(row.summary, of_cases[row.case_id].title)
            for row in mine
            if prepares
            and row.case_id not in seen | mute
            and item.person_id not in closed | related
        ]
        case_ids = {row.case_id for row in mine}
        gone = {q.staff_id: q for q in out if q.case_id in case_ids and q.staff_id in here}
        made.append(
            ItemRow(
                public_id=str(item.public_id),
                number=n,
                person_id=item.person_id,
                initials=initials(person.given_name, person.family_name) if person else "",
                born=str(person.born_on.year) if person and person.born_on else "",
                lines=tuple(_line(row, of_cases[row.case_id]) for row in shown),
                told=tuple(told),
                hidden=len(mine) - len(shown) - len(told),
                disqualified=tuple(gone.values()) if shown else (),
                cleared=item.impartial_at is not None,
                outcome=item.outcome,
                label=OUTCOMES[Outcome(item.outcome)] if item.outcome else "",
                text=item.text if shown and len(shown) == len(mine) else "",
                settled_by=str(item.settled_by) if item.settled_by else "",
                settled_at=item.settled_at,
                postponed_to=str(item.postponed_to.public_id) if item.postponed_to else "",
                postponed_on=day_of(item.postponed_to) if item.postponed_to else None,
                first=n == 1,
                last=n == len(items) + number - 1,
            )
        )
    return tuple(made)


def _line(row: AgendaCase, head: CaseHead) -> CaseLine:
    return CaseLine(
        id=row.case_id,
        reference=head.reference,
        title=head.title,
        stage=head.stage_label,
        holder=head.holder,
        summary=row.summary,
        put_by=str(row.put_by),
        taken_off=row.taken_off,
        note=str(row.note.public_id) if row.note else "",
    )


@dataclass(frozen=True, slots=True)
class Waits:
    """The meeting a case waits for, as the case's own pages show it."""

    on: dt.date
    starts_at: dt.datetime
    meeting: str  # public id
    item_url: str
    regrets: bool  # whether the one who looks put it there, and nobody has sat down

    @property
    def url(self) -> str:
        """The meeting's page."""
        return f"/moter/{self.meeting}/"


def waits_for(case_id: int, *, actor: Actor) -> Waits | None:
    """The meeting the case is to be talked over in; None where it waits for none."""
    found = (
        AgendaCase.objects.filter(case_id=case_id, waits=True)
        .select_related("item__meeting")
        .first()
    )
    if found is None:
        return None
    meeting = found.item.meeting
    return Waits(
        on=day_of(meeting),
        starts_at=meeting.starts_at,
        meeting=str(meeting.public_id),
        item_url=f"/moter/saker/{found.item.public_id}/",
        regrets=found.put_by_id == actor.staff_id and not attending(meeting),
    )


def item_waited_for(reference: str, *, actor: Actor) -> tuple[str, dt.date] | None:
    """The address of the item a case waits for, and the day, for who may open the case.

    For the menu of every page of the case: one query.
    """
    found = (
        AgendaCase.objects.filter(case__in=visible(actor).filter(reference=reference), waits=True)
        .select_related("item__meeting")
        .first()
    )
    if found is None:
        return None
    return f"/moter/saker/{found.item.public_id}/", day_of(found.item.meeting)


def cases_seen(item: ItemRow) -> Collection[int]:
    """The ids of the cases of the item that are shown."""
    return [line.id for line in item.lines]
