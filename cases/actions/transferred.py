"""Cases that began before the system did: they stand where their services run."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import localdate

from cases.actions.access import let_read_earlier
from cases.models import Case, CaseAccess, CaseCounter, CaseService, Responsibility
from cases.models.support import RESPONSIBLE_UNIT
from cases.stages import Origin, Stage, Track
from people.access import Actor
from people.models import Resident, Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class Transferred:
    """A case whose decision was made elsewhere, as it is opened here.

    `received_on` is the earliest day that is known of it. The unit's queue owner answers for it
    until somebody takes it. `performing` are the units that give its services.
    """

    person: Resident
    track: Track
    services: tuple[str, ...]
    received_on: dt.date
    unit: Unit
    queue_owner_id: int
    performing: tuple[Unit, ...]


def open_transferred(
    openings: Sequence[Transferred], *, order_ground: str, actor: Actor, at: dt.datetime
) -> list[Case]:
    """Open cases at «Tjeneste i gang», all of one municipality, in as few queries as one takes.

    The units get access, the performing ones on `order_ground`; whoever registered does not. Who
    answers for an open case of the person, received later, may read. No event of its own: the act
    that knows where the case comes from records one for each.
    """
    references = _next_references(actor.municipality_id, localdate(at).year, len(openings))
    cases = Case.objects.bulk_create(
        Case(
            municipality_id=actor.municipality_id,
            reference=reference,
            person=opening.person,
            track=opening.track,
            stage=Stage.DELIVERY,
            stage_since=at,
            origin=Origin.TRANSFERRED,
            received_on=opening.received_on,
            unit=opening.unit,
            queue_owner_id=opening.queue_owner_id,
            opened_at=at,
        )
        for reference, opening in zip(references, openings, strict=True)
    )
    opened = list(zip(cases, openings, strict=True))
    CaseService.objects.bulk_create(
        CaseService(case=case, service_key=key)
        for case, opening in opened
        for key in dict.fromkeys(opening.services)
    )
    Responsibility.objects.bulk_create(
        Responsibility(
            case=case, unit=opening.unit, queue_owner_id=opening.queue_owner_id, from_at=at
        )
        for case, opening in opened
    )
    CaseAccess.objects.bulk_create(
        CaseAccess(case=case, unit_id=unit_id, ground=ground, from_at=at)
        for case, opening in opened
        for unit_id, ground in dict.fromkeys(
            [
                (opening.unit.pk, RESPONSIBLE_UNIT),
                *((unit.pk, order_ground) for unit in opening.performing),
            ]
        )
    )
    let_read_earlier({opening.person.pk for opening in openings}, at=at)
    return cases


def _next_references(municipality_id: int, year: int, number: int) -> list[str]:
    """The next numbers of the year, from a row that is locked until the transaction ends."""
    CaseCounter.objects.get_or_create(municipality_id=municipality_id, year=year)
    counter = CaseCounter.objects.select_for_update().get(
        municipality_id=municipality_id, year=year
    )
    first = counter.last + 1
    counter.last += number
    counter.save(update_fields=["last"])
    return [f"{year}-{n:05d}" for n in range(first, first + number)]
