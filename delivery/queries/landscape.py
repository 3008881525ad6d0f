"""What a municipality is like on a day, read once for however many decisions are taken over."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from cases.queries import (
    PersonHead,
    intake_rules,
    must_open_person,
    person_head,
    queue_owner_of,
    track_for,
    unit_by,
)
from cases.service_types import services_on
from cases.stages import Track
from decisions.legal import basis_for
from decisions.queries import performing_units
from delivery.models import RunningService
from people.access import Actor
from people.models import Unit, UnitIntakeRule
from people.queries import resident_id
from people.refusals import Refused


@dataclass(frozen=True, slots=True)
class Place:
    """Where a new case belongs: its track, the unit that takes it, the owner of its queue."""

    track: Track
    unit: Unit
    queue_owner_id: int


@dataclass(frozen=True, slots=True)
class Landscape:
    """Units that perform by key, the intake rules, and what has been looked up so far."""

    municipality_id: int
    on: dt.date
    performing: dict[str, Unit]
    rules: list[UnitIntakeRule]
    tracks: dict[str, Track] = field(default_factory=dict)
    owners: dict[int, int | None] = field(default_factory=dict)

    def place(
        self, services: Sequence[str], *, district_id: int | None, born_on: dt.date | None
    ) -> Place:
        """Where a case on these services belongs: the track of the first, by the intake rules.

        Raises Refused when nobody takes such cases, or nobody leads the unit that does.
        """
        track = self._track(services[0])
        try:
            unit = unit_by(
                self.rules, track, services, district_id=district_id, born_on=born_on, on=self.on
            )
        except LookupError:
            raise Refused(
                "Kommunen har ikke bestemt hvem som tar imot slike saker. Be systemansvarlig legge"
                " inn en fordelingsregel.",
                code="no_intake_rule",
            ) from None
        owner = self._owner(unit)
        if owner is None:
            raise Refused(
                "Enheten har ingen leder som kan eie køen. Be systemansvarlig sette inn en leder.",
                code="unit_without_leader",
            )
        return Place(track, unit, owner)

    def _track(self, key: str) -> Track:
        if key not in self.tracks:
            self.tracks[key] = track_for(self.municipality_id, key, on=self.on)
        return self.tracks[key]

    def _owner(self, unit: Unit) -> int | None:
        if unit.pk not in self.owners:
            try:
                self.owners[unit.pk] = queue_owner_of(unit, on=self.on)
            except LookupError:
                self.owners[unit.pk] = None
        return self.owners[unit.pk]


def landscape(municipality_id: int, *, on: dt.date) -> Landscape:
    """The municipality as it stands on a day."""
    units = Unit.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on),
        municipality_id=municipality_id,
        performs=True,
        valid_from__lte=on,
    )
    return Landscape(
        municipality_id,
        on,
        performing={unit.key: unit for unit in units},
        rules=intake_rules(municipality_id, on=on),
    )


def running_keys(person_ids: Collection[int]) -> dict[int, set[str]]:
    """The services each person has running, trials apart."""
    found: dict[int, set[str]] = {}
    rows = RunningService.objects.filter(person_id__in=person_ids, by_trial=False, ends_on=None)
    for person_id, key in rows.values_list("person_id", "service_key"):
        found.setdefault(person_id, set()).add(key)
    return found


@dataclass(frozen=True, slots=True)
class RunningChoices:
    """Whom a running decision is registered on, and what may be chosen of it."""

    person: PersonHead
    services: tuple[tuple[str, str], ...]  # key, name
    units: tuple[tuple[str, str], ...]  # key, name
    bases: tuple[tuple[str, str], ...]  # key, «hol § 3-2 nr. 6 a»


def running_choices(public_id: str, *, actor: Actor, on: dt.date) -> RunningChoices:
    """The page of a person the actor may write on. Raises NotFound, AccessDenied."""
    person_id = resident_id(public_id, actor=actor)
    must_open_person(person_id, public_id=public_id, actor=actor, acting=True)
    services = services_on(on)
    bases = {
        row.basis.value: row.short for service in services for row in basis_for(service, on=on)
    }
    return RunningChoices(
        person=person_head(person_id, on=on),
        services=tuple(sorted(((s.key, s.name_nb) for s in services), key=lambda row: row[1])),
        units=tuple(
            (unit.key, unit.name) for unit in performing_units(actor.municipality_id, on=on)
        ),
        bases=tuple(bases.items()),
    )
