"""Parts of use cases: a person has died or moves out, as the register has it.

What it means for letters, services and cases is told by the floor that sees them (delivery).
"""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate

from people.access import Actor
from people.models import Consent, Departure, Resident
from people.refusals import Objection, Refused, Stale
from people.rules import Moving, moving_objections


def note_death(resident: Resident, *, died_on: dt.date, at: dt.datetime) -> None:
    """Write the day a locked person died. Raises Refused for a day after today or before birth."""
    if died_on > localdate(at):
        raise Refused("Datoen kan ikke være etter i dag.", code="date_ahead", field="died_on")
    if resident.born_on is not None and died_on < resident.born_on:
        raise Refused(
            "Datoen er før personen ble født. Sjekk året.", code="before_birth", field="died_on"
        )
    resident.died_on = died_on
    resident.death_known_on = resident.death_known_on or localdate(at)
    resident.version += 1
    resident.save(update_fields=["died_on", "death_known_on", "version"])


def withdraw_death(resident: Resident) -> dt.date:
    """Take back a wrongly registered death; the day it said. Raises Refused if there is none."""
    died_on = resident.died_on
    if died_on is None:
        raise Refused("Personen er ikke registrert død.", code="not_dead")
    resident.died_on = resident.death_known_on = None
    resident.version += 1
    resident.save(update_fields=["died_on", "death_known_on", "version"])
    return died_on


def note_departure(
    resident: Resident, *, moving: Moving, version: int | None, actor: Actor, at: dt.datetime
) -> Departure:
    """Write that a locked person moves out, or change what is known of it while it is to come.

    Raises Refused with every objection; Stale for another version than stands.
    """
    before = Departure.objects.select_for_update().filter(resident=resident, over_at=None).first()
    found = moving_objections(
        moving, on=localdate(at), died_on=resident.died_on, born_on=resident.born_on
    )
    if before is not None and before.handed_on is not None and moving.consent != Consent.YES:
        found.append(
            Objection(
                "Papirene er overlevert. Samtykket kan ikke endres etterpå.",
                "handed_already",
                "consent",
            )
        )
    handed_on = before.handed_on if before else None
    if handed_on and moving.consent_on is not None and moving.consent_on > handed_on:
        found.append(
            Objection(
                "Papirene er overlevert. Svaret må være gitt senest den dagen.",
                "after_handed",
                "consent_on",
            )
        )
    if found:
        raise Refused.all(found)
    if (version or 0) != (before.version if before else 0):
        raise Stale
    asked = moving.consent != Consent.NOT_ASKED
    departure = before or Departure(
        resident=resident,
        unit_id=actor.acting_unit_id,
        registered_by_id=actor.staff(),
        registered_at=at,
        version=0,
    )
    departure.moves_on = moving.moves_on
    departure.receiving = " ".join(moving.receiving.split())
    departure.consent = moving.consent
    departure.consent_on = moving.consent_on if asked else None
    departure.consent_by = moving.consent_by.strip() if asked else ""
    departure.asked_by_id = (departure.asked_by_id or actor.staff()) if asked else None
    departure.version += 1
    departure.save()
    return departure


def note_handed(
    departure: Departure,
    *,
    papers: Sequence[str],
    handed_on: dt.date,
    handed_to: str,
    how: str,
    actor: Actor,
) -> None:
    """Write what was handed to the receiving municipality, of a locked move the person agreed to.

    The caller has checked it; the database holds that they agreed, and that everything is said.
    """
    departure.handed = list(papers)
    departure.handed_on = handed_on
    departure.handed_to = handed_to.strip()
    departure.handed_how = how.strip()
    departure.handed_by_id = actor.staff()
    departure.version += 1
    departure.save()


def end_departure(departure: Departure, *, reason: str, actor: Actor, at: dt.datetime) -> None:
    """The person of a locked move did not move after all, or has come back."""
    departure.over_at = at
    departure.over_by_id = actor.staff()
    departure.over_because = reason.strip()
    departure.version += 1
    departure.save()
