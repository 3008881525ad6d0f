"""The move of a person as the register has it; where to only for who may know."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import DateField, Exists, Expression, ExpressionWrapper, OuterRef, Subquery
from django.utils.timezone import localdate

from people.models import Consent, Departure
from people.refusals import NotFound


@dataclass(frozen=True, slots=True)
class DepartureRow:
    """A move as the register has it; without where to, to whom and how when `hidden`."""

    hidden: bool
    version: int
    moves_on: dt.date
    receiving: str
    consent: str
    consent_label: str
    consent_on: dt.date | None
    consent_by: str
    asked_by: str
    registered_by: str
    registered_on: dt.date
    handed_on: dt.date | None
    handed_to: str
    handed_how: str
    handed: tuple[str, ...]
    handed_by: str


@dataclass(frozen=True, slots=True)
class Undone:
    """A move that was taken back; why stands only for who may know where."""

    moves_on: dt.date
    on: dt.date
    by: str
    why: str


def moving(person: str) -> Exists:
    """Whether the person of a row (a column's name) moves out or has."""
    return Exists(Departure.objects.filter(resident=OuterRef(person), over_at=None))


def moves_on(person: str) -> Expression:
    """The first day the person of a row no longer stays here."""
    found = Departure.objects.filter(resident=OuterRef(person), over_at=None)
    return ExpressionWrapper(Subquery(found.values("moves_on")[:1]), output_field=DateField())


def where_to(person_id: int) -> str:
    """Where a person who moves goes, or empty: to keep it, never to show."""
    found = Departure.objects.filter(resident_id=person_id, over_at=None)
    return found.values_list("receiving", flat=True).first() or ""


def departure_of(person_id: int, *, hidden: bool) -> DepartureRow | None:
    """The move that stands for a person, or None; with `hidden`, without what says where."""
    found = (
        Departure.objects.filter(resident_id=person_id, over_at=None)
        .select_related("asked_by", "registered_by", "handed_by")
        .first()
    )
    if found is None:
        return None
    return DepartureRow(
        hidden=hidden,
        version=found.version,
        moves_on=found.moves_on,
        receiving="" if hidden else found.receiving,
        consent=found.consent,
        consent_label=str(Consent(found.consent).label),
        consent_on=found.consent_on,
        consent_by=found.consent_by,
        asked_by=str(found.asked_by or ""),
        registered_by=str(found.registered_by),
        registered_on=localdate(found.registered_at),
        handed_on=found.handed_on,
        handed_to="" if hidden else found.handed_to,
        handed_how="" if hidden else found.handed_how,
        handed=tuple(found.handed),
        handed_by=str(found.handed_by or ""),
    )


def lock_departure(person_id: int) -> Departure:
    """The move that stands for a person, locked. Raises NotFound."""
    found = (
        Departure.objects.select_for_update().filter(resident_id=person_id, over_at=None).first()
    )
    if found is None:
        raise NotFound("Det er ikke registrert at personen flytter.")
    return found


def last_undone(person_id: int, *, hidden: bool) -> Undone | None:
    """The last move of a person that was taken back, or None."""
    found = (
        Departure.objects.filter(resident_id=person_id, over_at__isnull=False)
        .select_related("over_by")
        .order_by("-over_at", "-pk")
        .first()
    )
    if found is None or found.over_at is None:
        return None
    return Undone(
        moves_on=found.moves_on,
        on=localdate(found.over_at),
        by=str(found.over_by),
        why="" if hidden else found.over_because,
    )
