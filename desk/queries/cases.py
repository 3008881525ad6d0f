"""The list of cases one may open, for the page «Saker» and for the API."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from cases.models import Case, CaseService
from cases.queries import CaseHead, PersonHead, heads, person_heads, visible
from cases.stages import MOVES, Stage, Track
from desk.queries.due import Due, next_due, overdue_case_ids
from desk.rules import CaseNarrow
from people.access import Actor
from people.models import StaffMember

PAGE = 50


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One line of the list."""

    id: int
    reference: str
    version: int
    person_id: int
    person_public_id: str
    person: str  # «NORDMANN, Ola»
    age: int | None
    died_on: dt.date | None
    protection: str  # how the address is protected; empty where it is not
    stage: Stage
    stage_label: str
    track: Track
    service_keys: tuple[str, ...]
    services: tuple[str, ...]
    received_on: dt.date
    stage_since: dt.datetime
    urgent: bool
    unit: str
    responsible: str
    responsible_public_id: str
    queue_owner: str
    responsible_since: dt.datetime | None
    hold_until: dt.date | None
    due_on: dt.date | None
    due_label: str

    @property
    def protected(self) -> bool:
        """Whether the address is protected, more or less strictly."""
        return bool(self.protection)

    @property
    def url(self) -> str:
        """The case's page."""
        return f"/saker/{self.reference}/"


@dataclass(frozen=True, slots=True)
class CaseList:
    """One page of the list, and how many there are."""

    rows: tuple[CaseRow, ...]
    shown: int
    total: int
    page: int
    pages: int


def case_list(
    *, actor: Actor, narrow: CaseNarrow, on: dt.date, page: int = 1, size: int = PAGE
) -> CaseList:
    """Open cases (or all, with `ended`), longest-waiting first; the same queries for 2 and 20."""
    found = _narrowed(visible(actor), narrow, actor=actor, on=on)
    total = found.count()
    pages = max(1, -(-total // size))
    page = min(max(1, page), pages)
    ids = list(
        found.order_by("received_on", "pk").values_list("pk", flat=True)[
            (page - 1) * size : page * size
        ]
    )
    rows = case_rows(ids, on=on)
    return CaseList(rows=tuple(rows), shown=len(rows), total=total, page=page, pages=pages)


def _narrowed(
    found: QuerySet[Case], narrow: CaseNarrow, *, actor: Actor, on: dt.date
) -> QuerySet[Case]:
    if not narrow.ended and Stage.ENDED not in narrow.stages:
        found = found.filter(ended_at=None)
    if narrow.stages:
        found = found.filter(stage__in=list(narrow.stages))
    if narrow.responsible == "me":
        found = found.filter(responsible_id=actor.staff())
    elif narrow.responsible:
        found = found.filter(responsible__public_id=narrow.responsible)
    if narrow.unit_id is not None:
        found = found.filter(unit_id=narrow.unit_id)
    if narrow.service:
        asked = CaseService.objects.filter(
            case=OuterRef("pk"), service_key=narrow.service, removed_at=None
        )
        found = found.filter(Exists(asked))
    if narrow.overdue:
        found = found.filter(pk__in=overdue_case_ids(on=on))
    return found


def case_rows(ids: Collection[int], *, on: dt.date) -> list[CaseRow]:
    """Rows for cases the caller may see, in the order of `ids`."""
    ordered = list(ids)
    by_id = heads(ordered, on=on)
    people = person_heads({head.person_id for head in by_id.values()}, on=on)
    due = next_due(ordered, on=on)
    staff = _public_ids({head.responsible_id for head in by_id.values()})
    return [_row(by_id[pk], people, due, staff) for pk in ordered]


def _public_ids(ids: Collection[int | None]) -> dict[int, str]:
    wanted = [i for i in ids if i is not None]
    return {
        pk: str(public_id)
        for pk, public_id in StaffMember.objects.filter(pk__in=wanted).values_list(
            "pk", "public_id"
        )
    }


def _row(
    head: CaseHead,
    people: Mapping[int, PersonHead],
    due: Mapping[int, Due],
    staff: Mapping[int, str],
) -> CaseRow:
    person, next_due = people[head.person_id], due.get(head.id)
    return CaseRow(
        id=head.id,
        reference=head.reference,
        version=head.version,
        person_id=person.id,
        person_public_id=person.public_id,
        person=person.list_name,
        age=person.age,
        died_on=person.died_on,
        protection=person.protection,
        stage=head.stage,
        stage_label=head.stage_label,
        track=head.track,
        service_keys=head.service_keys,
        services=head.services,
        received_on=head.received_on,
        stage_since=head.stage_since,
        urgent=head.urgent,
        unit=head.unit,
        responsible=head.responsible,
        responsible_public_id=staff.get(head.responsible_id, "") if head.responsible_id else "",
        queue_owner=head.queue_owner,
        responsible_since=head.responsible_since,
        hold_until=head.hold_until,
        due_on=next_due.due_on if next_due else None,
        due_label=next_due.label if next_due else "",
    )


def steps_from(stage: Stage) -> list[str]:
    """The steps that start at `stage`, by the table."""
    return [step for step, leg in MOVES.items() if stage in leg.sources]
