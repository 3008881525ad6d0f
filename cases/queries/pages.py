"""What pages show of a case: frozen rows, names looked up, no query left inside."""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.timezone import localdate
from django.utils.translation import get_language, gettext

from audit import queries as audit
from cases.models import Case, CaseService, Draft, Responsibility
from cases.service_types import service_type
from cases.stages import ENDS, STAGES, EndReason, Stage, Track
from people.models import StaffMember, UnitName


@dataclass(frozen=True, slots=True)
class CaseHead:
    """What every case page shows on top."""

    id: int
    reference: str
    version: int
    person_id: int
    track: Track
    stage: Stage
    stage_label: str
    stage_colour: str
    stage_since: dt.datetime
    rail: int
    origin: str
    received_on: dt.date
    urgent: bool
    decided_urgently: bool  # help was given orally (hastevedtak)
    unit_id: int
    unit: str
    responsible_id: int | None
    responsible: str  # empty: in the unit's queue
    queue_owner: str
    responsible_since: dt.datetime | None  # when it became theirs, or came to the queue
    coordinator_passed: bool
    hold_until: dt.date | None
    hold_reason: str
    ended: bool
    end_reason: str  # label
    end_told: str
    service_keys: tuple[str, ...]
    services: tuple[str, ...]  # names

    @property
    def title(self) -> str:
        """The services in words."""
        return ", ".join(self.services)

    @property
    def holder(self) -> str:
        """Who answers for the case now."""
        return self.responsible or self.queue_owner


@dataclass(frozen=True, slots=True)
class EventRow:
    """One line of the history."""

    at: dt.datetime
    event: str
    sentence: str
    staff: str  # «System» for the clock and the post
    unit: str
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def by(self) -> str:
        """«Eva Lind, Forvaltningen»."""
        return f"{self.staff}, {self.unit}" if self.unit else self.staff


@dataclass(frozen=True, slots=True)
class DraftRow:
    """What somebody had written when they left."""

    fields: dict[str, Any]
    saved_at: dt.datetime


def reader_language() -> str:
    """The language of the one who reads: «nb», «nn» or «en»."""
    return get_language() or "nb"


def service_names(keys: Iterable[str], *, on: dt.date) -> tuple[str, ...]:
    """The services' names in the reader's language, in the order given."""
    return tuple(gettext(service_type(key, on=on).name_nb) for key in keys)


def staff_names(ids: Collection[int | None]) -> dict[int, str]:
    """Full names of staff by id, in one query."""
    found = StaffMember.objects.filter(pk__in=[i for i in ids if i is not None])
    return {s.pk: f"{s.given_name} {s.family_name}" for s in found}


def unit_names(ids: Collection[int | None], *, on: dt.date) -> dict[int, str]:
    """What units were called on a day, by id; the first name if none was in force yet."""
    rows = (
        UnitName.objects.filter(unit_id__in=[i for i in ids if i is not None])
        .order_by("unit_id", "valid_from")
        .values_list("unit_id", "name", "valid_from")
    )
    names: dict[int, str] = {}
    for unit_id, name, valid_from in rows:
        if valid_from <= on or unit_id not in names:
            names[unit_id] = name
    return names


def heads(ids: Sequence[int], *, on: dt.date) -> dict[int, CaseHead]:
    """Heads of cases by id, in four queries whatever the number. The caller has checked access."""
    current = Responsibility.objects.filter(case=OuterRef("pk"), to_at=None).values("from_at")
    cases = list(Case.objects.filter(pk__in=ids).annotate(since=Subquery(current[:1])))
    asked: dict[int, list[str]] = {}
    for case_id, key in (
        CaseService.objects.filter(case_id__in=ids, removed_at=None)
        .order_by("pk")
        .values_list("case_id", "service_key")
    ):
        asked.setdefault(case_id, []).append(key)
    units = unit_names({c.unit_id for c in cases}, on=on)
    staff = staff_names({i for c in cases for i in (c.responsible_id, c.queue_owner_id)})
    return {
        c.pk: CaseHead(
            id=c.pk,
            reference=c.reference,
            version=c.version,
            person_id=c.person_id,
            track=Track(c.track),
            stage=Stage(c.stage),
            stage_label=STAGES[Stage(c.stage)].label
            if c.end_reason != "WITHDRAWN"
            else ENDS[EndReason.WITHDRAWN].label,
            stage_colour=STAGES[Stage(c.stage)].colour,
            stage_since=c.stage_since,
            rail=STAGES[Stage(c.stage)].rail,
            origin=c.origin,
            received_on=c.received_on,
            urgent=c.urgent,
            decided_urgently=c.decided_urgently_at is not None,
            unit_id=c.unit_id,
            unit=units.get(c.unit_id, ""),
            responsible_id=c.responsible_id,
            responsible=staff.get(c.responsible_id, "") if c.responsible_id else "",
            queue_owner=staff.get(c.queue_owner_id, "") if c.queue_owner_id else "",
            responsible_since=c.since,
            coordinator_passed=c.coordinator_passed,
            hold_until=c.hold_until,
            hold_reason=c.hold_reason,
            ended=c.ended_at is not None,
            end_reason=ENDS[EndReason(c.end_reason)].label if c.end_reason else "",
            end_told=c.end_told,
            service_keys=tuple(asked.get(c.pk, ())),
            services=service_names(asked.get(c.pk, ()), on=max(c.received_on, on)),
        )
        for c in cases
    }


def case_head(case_id: int, *, on: dt.date) -> CaseHead:
    """The head of one case. The caller has checked access (`find`)."""
    return heads([case_id], on=on)[case_id]


def timeline(
    case_id: int,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    limit: int = 500,
) -> list[EventRow]:
    """What happened to a case, newest first, each a sentence with who did it. [since, until)."""
    return _named(audit.entries(case_ids=[case_id], since=since, until=until, limit=limit))


def _named(entries: Sequence[audit.EntryRow]) -> list[EventRow]:
    staff = staff_names({e.staff_id for e in entries})
    day = localdate(entries[0].at) if entries else dt.date.max
    units = unit_names({e.unit_id for e in entries}, on=day)
    return [
        EventRow(
            at=e.at,
            event=e.event,
            sentence=e.sentence,
            staff=staff.get(e.staff_id, "") if e.staff_id else gettext("System"),
            unit=units.get(e.unit_id, "") if e.unit_id else "",
            data=e.data,
        )
        for e in entries
    ]


def draft(
    *, owner_id: int, form: str, case_id: int | None = None, person_id: int | None = None
) -> DraftRow | None:
    """What this person had written in this form, or None."""
    about: dict[str, Any] = {"case_id": case_id, "person_id": person_id}
    found = Draft.objects.filter(owner_id=owner_id, form=form, **about).first()
    return DraftRow(fields=found.fields, saved_at=found.saved_at) if found else None
