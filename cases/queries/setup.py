"""What the set-up lists: who gives which service, and what is decided about the path."""

import datetime as dt

from django.db.models import F
from django.utils.translation import gettext as _

from cases.models import PolicyRow
from cases.policy import COORDINATOR_LABELS, WHEN_LABELS, Coordinator, When
from cases.service_types import choosable, service_type
from cases.stages import TRACKS, Track
from people import queries as people
from people.access import Actor
from people.queries import DatedRow


def service_choices(on: dt.date) -> list[tuple[str, str]]:
    """The services of the catalogue on a day, as key and name, by name."""
    return sorted(((row.key, _(row.name_nb)) for row in choosable(on)), key=lambda row: row[1])


def unit_services(actor: Actor, *, on: dt.date) -> list[DatedRow]:
    """Which unit gives which service: cells are the service and the unit, by service."""
    rows = [
        DatedRow(row.id, (_name(row.cells[0], on), row.cells[1]), row.valid_from, row.valid_to)
        for row in people.unit_services(actor, on=on)
    ]
    return sorted(rows, key=lambda row: row.cells)


def policies(actor: Actor, *, on: dt.date) -> list[DatedRow]:
    """The municipality's rows about the path, those in force first."""
    rows = PolicyRow.objects.filter(municipality_id=actor.municipality_id).order_by(
        "track", "service_key", "renewal", F("valid_to").desc(nulls_first=True), "-valid_from"
    )
    return [
        DatedRow(
            row.pk,
            (
                _name(row.service_key, on) if row.service_key else _(TRACKS[Track(row.track)]),
                _("Uendret fornyelse") if row.renewal else _("Alle saker"),
                _("Ja") if row.simplified else _("Nei"),
                _(COORDINATOR_LABELS[Coordinator(row.coordinator)]),
                _(WHEN_LABELS[When(row.two_persons)]),
                _(WHEN_LABELS[When(row.approval)]),
                row.decided_by,
            ),
            row.valid_from,
            row.valid_to,
        )
        for row in rows
    ]


def _name(key: str, on: dt.date) -> str:
    try:
        return _(service_type(key, on=on).name_nb)
    except KeyError:
        return key
