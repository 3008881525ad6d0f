"""Parts that take over people from an earlier system, with those who stand by them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field

from audit import trail
from people.access import Actor
from people.actions.residents import KINDS
from people.events import ResidentTakenOver
from people.models import (
    IdentityNumber,
    Relative,
    Representative,
    Resident,
    SourceSystem,
    TakenOver,
    Unit,
)
from people.rules import IdentityNumber as Checked


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTaken:
    """A person as the source has them, checked: new here, or `known` by number or name there.

    Rows are unsaved; each relative and representative comes with what the source calls it.
    """

    external_id: str
    new: Resident | None = None
    known: Resident | None = None
    number: Checked | None = None
    called_so: bool = False  # the name is noted already
    relatives: list[tuple[str, Relative]] = field(default_factory=list)
    representatives: list[tuple[str, Representative]] = field(default_factory=list)


def source_system(municipality_id: int, name: str) -> SourceSystem:
    """The earlier system of that name, noted now if it is the first time."""
    plain = " ".join(name.split())
    found = SourceSystem.objects.filter(municipality_id=municipality_id, name__iexact=plain)
    return (
        found.first()
        or SourceSystem.objects.get_or_create(municipality_id=municipality_id, name=plain)[0]
    )


def take_over_people(
    people: Sequence[PersonTaken], *, source: SourceSystem, actor: Actor, at: dt.datetime
) -> list[Resident]:
    """Register people of `source`, all in as few queries as one takes; in the order given.

    Somebody known here is never changed: only what the source calls them is noted, and who stands
    by them there and not yet here. One event for each who is new. The database refuses the same
    number or name twice (IntegrityError).
    """
    new = [one for one in people if one.new is not None]
    Resident.objects.bulk_create(one.new for one in new if one.new is not None)
    residents = [_resident(one) for one in people]
    IdentityNumber.objects.bulk_create(
        IdentityNumber(
            resident=one.new,
            municipality_id=actor.municipality_id,
            number=one.number.digits,
            kind=KINDS[one.number.kind],
            registered_at=at,
        )
        for one in new
        if one.number is not None and one.new is not None
    )
    both = list(zip(people, residents, strict=True))
    for one, resident in both:
        for _name, relative in one.relatives:
            relative.resident = resident
        for _name, representative in one.representatives:
            representative.resident = resident
    Relative.objects.bulk_create(row for one in people for _name, row in one.relatives)
    Representative.objects.bulk_create(row for one in people for _name, row in one.representatives)
    _note_names(both, source=source, at=at)
    trail.record_all(
        [
            ResidentTakenOver(
                person_id=one.new.pk, numbered=one.number is not None, source=source.name
            )
            for one in new
            if one.new is not None
        ],
        actor=actor,
        at=at,
    )
    return residents


def note_units(units: Sequence[tuple[str, Unit]], *, source: SourceSystem, at: dt.datetime) -> None:
    """Note what the source calls some of our units."""
    TakenOver.objects.bulk_create(
        TakenOver(
            source=source, kind=TakenOver.Kind.UNIT, external_id=external_id, unit=unit, at=at
        )
        for external_id, unit in units
    )


def _resident(one: PersonTaken) -> Resident:
    found = one.new or one.known
    if found is None:
        message = "neither a new person nor a known one"
        raise ValueError(message)
    return found


def _note_names(
    both: Sequence[tuple[PersonTaken, Resident]], *, source: SourceSystem, at: dt.datetime
) -> None:
    kind = TakenOver.Kind
    names = [
        (what, name, resident)
        for one, resident in both
        for what, name in (
            *([] if one.called_so else [(kind.PERSON, one.external_id)]),
            *((kind.RELATIVE, name) for name, _row in one.relatives),
            *((kind.REPRESENTATIVE, name) for name, _row in one.representatives),
        )
    ]
    TakenOver.objects.bulk_create(
        TakenOver(source=source, kind=what, external_id=name, resident=resident, at=at)
        for what, name, resident in names
    )
