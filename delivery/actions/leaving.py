"""Somebody dies or moves: told on the floor that sees letters, services and cases at once.

Nothing is closed here. What must be ended stands as a task for somebody by name, derived from the
register (queries.leaving, queries.tasks; the cases' in intake), until they have done it.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from cases.actions import discard_drafts
from cases.models import Case
from cases.queries import may_know_where
from delivery.queries import (
    closed_by_death,
    keeper,
    lock_departure,
    papers_of,
    people_of_unit,
    to_end,
    unanswered_units,
    where_to,
)
from notifications.actions import (
    notify,
    stop_letters_to_the_dead,
    tell_who_printed_to_the_living,
)
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.actions import end_departure, note_death, note_departure, note_handed, withdraw_death
from people.events import (
    DeathRegistered,
    DeathWithdrawn,
    DepartureEnded,
    DepartureRegistered,
    PapersHandedOver,
)
from people.models import Consent, Resident, StaffMember
from people.queries import lock_resident
from people.refusals import Refused, Stale
from people.roles import Permission
from people.rules import Handing, Moving, handing_objections, reason_objections

# What the drafts of their pages are called.
MOVING, HANDING, STAYING, LIVING = (
    "flytting",
    "flytting-overlevert",
    "flytting-angre",
    "dodsfall-angre",
)

DEAD = mark("En person dere har en tjeneste eller bestilling for, er registrert død.")
ALIVE = mark("Et dødsfall ble registrert ved en feil. Personen lever, og hjelpen skal fortsette.")
MOVES = mark("En person dere har en tjeneste eller bestilling for, skal flytte fra kommunen.")
STAYS = mark("En person som skulle flytte, blir likevel her. Hjelpen skal fortsette.")


@use_case(Permission.EDIT_PERSON)
def register_death(
    person: str, *, died_on: dt.date, version: int, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Register that a person has died: letters that wait are stopped, units and offices are told.

    Services and cases end by people's acts; each stands as a task from this moment. Answers how
    many letters were stopped. Raises Refused for a day after today or before birth; Stale.
    """
    resident = lock_resident(person, actor=actor, version=version)
    note_death(resident, died_on=died_on, at=at)
    stopped = stop_letters_to_the_dead(resident, actor=actor, at=at)
    _tell(resident, DEAD, key=f"death:{resident.public_id}:{died_on}", at=at)
    trail.record(
        DeathRegistered(person_id=resident.pk, died_on=f"{died_on:%d.%m.%Y}"), actor=actor, at=at
    )
    return {"person": str(resident.public_id), "letters_stopped": stopped}


@use_case(Permission.EDIT_PERSON)
def take_back_death(
    person: str, *, reason: str, version: int, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Take back a death that was registered wrongly, and say why.

    Whoever was told is told again. What people have closed meanwhile is answered, and opened again
    by people; stopped letters stand with those who answer for them, to be sent anew, and who has
    printed one is told that it may go.
    Raises Refused without a reason or a death; Stale.
    """
    resident = lock_resident(person, actor=actor, version=version)
    if found := reason_objections(reason):
        raise Refused.all(found)
    hidden = not may_know_where(resident.pk, actor=actor)
    closed = closed_by_death(resident.pk, on=localdate(at), told_of=() if hidden else None)
    died_on = withdraw_death(resident)
    _tell(resident, ALIVE, key=f"alive:{resident.public_id}:{at.isoformat()}", at=at)
    tell_who_printed_to_the_living(resident, at=at)
    _forget(LIVING, resident, actor)
    trail.record(
        DeathWithdrawn(person_id=resident.pk, died_on=f"{died_on:%d.%m.%Y}", reason=reason.strip()),
        actor=actor,
        at=at,
    )
    return {"person": str(resident.public_id), "closed": [str(one) for one in closed]}


@use_case(Permission.EDIT_PERSON)
def register_departure(
    person: str, *, moving: Moving, version: int | None = None, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Register that a person moves out, or change what is known of it (hol § 3-1: the stay counts).

    `version` is the move's, 0 or left out for a new one. The units are told the first time and when
    the day changes; what they give ends by their own acts. Where to may be left empty by who may
    not read it (adressebeskyttelse): it stands. Raises Refused with every objection; Stale.
    """
    resident = lock_resident(person, actor=actor)
    if not moving.receiving.strip() and not may_know_where(resident.pk, actor=actor):
        moving = replace(moving, receiving=where_to(resident.pk))
    departure = note_departure(resident, moving=moving, version=version, actor=actor, at=at)
    _tell(resident, MOVES, key=f"moves:{departure.public_id}:{departure.moves_on}", at=at)
    _forget(MOVING, resident, actor)
    trail.record(
        DepartureRegistered(
            person_id=resident.pk,
            moves_on=f"{departure.moves_on:%d.%m.%Y}",
            consent=departure.consent,
            label=str(Consent(departure.consent).label),
        ),
        actor=actor,
        at=at,
    )
    return {"person": str(resident.public_id)}


@use_case(Permission.EDIT_PERSON)
def hand_over_papers(
    person: str,
    *,
    papers: Sequence[str],
    handed_on: dt.date,
    handed_to: str,
    how: str,
    version: int,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Note that vedtak and kartlegging were handed to the receiving municipality, by hand.

    `papers` are keys of `papers_of`. Nothing is sent from here. Raises Refused with every
    objection, first of all where the person has not agreed; NotFound; Stale.
    """
    resident = lock_resident(person, actor=actor)
    departure = lock_departure(resident.pk)
    known = {paper.key: paper.words for paper in papers_of(resident.pk, actor=actor)}
    handing = Handing(
        papers=tuple(known[key] for key in dict.fromkeys(papers) if key in known),
        handed_on=handed_on,
        handed_to=handed_to,
        how=how,
    )
    if found := handing_objections(
        handing,
        on=localdate(at),
        consent=departure.consent,
        consent_on=departure.consent_on,
        before=departure.handed_on,
    ):
        raise Refused.all(found)
    if version != departure.version:
        raise Stale
    note_handed(
        departure,
        papers=handing.papers,
        handed_on=handed_on,
        handed_to=handed_to,
        how=how,
        actor=actor,
    )
    _forget(HANDING, resident, actor)
    trail.record(
        PapersHandedOver(
            person_id=resident.pk,
            handed_on=f"{handed_on:%d.%m.%Y}",
            papers=list(handing.papers),
        ),
        actor=actor,
        at=at,
    )
    return {"person": str(resident.public_id)}


@use_case(Permission.EDIT_PERSON)
def take_back_departure(
    person: str, *, reason: str, version: int, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """The person stays after all, or has come back. Raises Refused without a reason; Stale."""
    resident = lock_resident(person, actor=actor)
    departure = lock_departure(resident.pk)
    if found := reason_objections(reason):
        raise Refused.all(found)
    if version != departure.version:
        raise Stale
    end_departure(departure, reason=reason, actor=actor, at=at)
    _tell(resident, STAYS, key=f"stays:{departure.public_id}", at=at)
    _forget(STAYING, resident, actor)
    trail.record(DepartureEnded(person_id=resident.pk), actor=actor, at=at)
    return {"person": str(resident.public_id)}


def _forget(form: str, resident: Resident, actor: Actor) -> None:
    """What was typed in a form is done with."""
    discard_drafts(None, form, owner_id=actor.staff(), person_id=resident.pk)


def _tell(resident: Resident, sentence: str, *, key: str, at: dt.datetime) -> None:
    """Tell one by name in every unit with something for the person, and who has each open case."""
    told = {staff for staff in _concerned(resident, on=localdate(at)) if staff is not None}
    for staff in StaffMember.objects.filter(pk__in=told).order_by("pk"):
        notify(staff, NoticeKind.NEWS, case=None, key=key, sentence=sentence, at=at)


def _concerned(resident: Resident, *, on: dt.date) -> Iterator[int | None]:
    orders = to_end(Q(case__person=resident)).annotate(kept=keeper("unit", "kept_by", on=on))
    yield from orders.values_list("kept", flat=True)
    yield from people_of_unit(unanswered_units(resident.pk), on=on).values()
    cases = Case.objects.filter(person=resident, ended_at=None)
    holders: Iterable[tuple[int | None, int | None]] = cases.values_list(
        "responsible_id", "queue_owner_id"
    )
    yield from (responsible or owner for responsible, owner in holders)
