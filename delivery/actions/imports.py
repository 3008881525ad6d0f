"""The import of running decisions from an earlier system: judged whole, written person by person.

Nothing half: a person comes with everything the files say of them, or not at all.
"""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError
from django.utils.timezone import localdate

from audit import trail
from audit.words import said
from delivery.actions.takeover import Taken, refusal_of, take_over
from delivery.queries.import_plan import Household, Plan, plan_import
from delivery.queries.import_rows import UnitGiven
from delivery.queries.landscape import Landscape, landscape
from delivery.rules import LONGEST_NAME, Fault, Row
from people.access import Actor, reading, use_case
from people.actions import PersonTaken, note_units, source_system, take_over_people
from people.actions.units import free_key
from people.events import UnitCreated
from people.models import Municipality, TakenOver, Unit, UnitName
from people.refusals import Refused
from people.roles import Permission

AT_ONCE = 250  # persons in one transaction
Tell = Callable[[int, int], None]


@dataclass(slots=True)
class Outcome:
    """What an import did, or would do: nothing was written where it only looked, or was stopped."""

    faults: list[Fault] = field(default_factory=list)
    written: bool = False
    people: int = 0  # who are new here
    decisions: int = 0
    orders: int = 0
    units: int = 0
    before: dict[str, int] = field(default_factory=dict)
    left_out: int = 0  # persons with a fault in some row
    unread: bool = False  # whether a row or a file could not be read: then nothing is written


def import_running(
    rows: dict[str, list[Row]],
    faults: Sequence[Fault],
    *,
    source: str,
    only_look: bool,
    accept_faults: bool,
    actor: Actor,
    at: dt.datetime,
    tell: Tell = lambda _done, _whole: None,
) -> Outcome:
    """Import what the rows of the files say, as `actor`, who answers for it by name.

    With any fault nothing is written, unless `accept_faults`: then every person without one is.
    `faults` are of what could not be read: whose it is nobody knows, so that nobody is written.
    `only_look` writes nothing at all. `tell` is told how many persons of how many are written.
    What was imported before is recognised by the source's own names and left as it is.

    Raises AccessDenied for who does not administer.
    """
    if not source.strip() or len(source) > LONGEST_NAME:
        raise Refused("Si hva det tidligere systemet heter, med høyst 60 tegn.", code="source")
    municipality_id = actor.municipality_id
    with reading(actor, Permission.ADMINISTER, page="Innlesing", at=at):
        plan = plan_import(
            rows, faults, source=source, municipality_id=municipality_id, on=localdate(at)
        )
    outcome = _planned(plan)
    outcome.unread = bool(faults)
    if only_look or outcome.unread or (plan.faults and not accept_faults):
        return outcome
    outcome = Outcome(faults=plan.faults, written=True, before=plan.before)
    if plan.units:
        outcome.units = import_units(plan.units, source=source, actor=actor, at=at)["units"]
    around = landscape(municipality_id, on=localdate(at))
    for first in range(0, len(plan.households), AT_ONCE):
        tell(first, len(plan.households))
        homes = plan.households[first : first + AT_ONCE]
        _write(homes, around, outcome, source=source, actor=actor, at=at)
    tell(len(plan.households), len(plan.households))
    return outcome


@use_case(Permission.ADMINISTER)
def import_units(
    units: Sequence[UnitGiven], *, source: str, actor: Actor, at: dt.datetime
) -> dict[str, int]:
    """Note what a source calls our units, and set up those we do not have."""
    system = source_system(actor.municipality_id, source)
    municipality = Municipality.objects.get(pk=actor.municipality_id)
    ours = {unit.key: unit for unit in Unit.objects.filter(municipality=municipality)}
    made = 0
    for given in units:
        if given.key not in ours:
            unit = Unit.objects.create(
                municipality=municipality,
                key=free_key(municipality, given.key or given.name),
                kind=given.kind,
                parent=ours.get(given.parent),
                performs=given.performs,
                phone=given.phone,
                valid_from=given.from_on,
            )
            UnitName.objects.create(unit=unit, name=given.name, valid_from=given.from_on)
            trail.record(UnitCreated(unit_id=unit.pk), actor=actor, at=at)
            made += 1
        note_units([(given.external_id, ours.get(given.key) or unit)], source=system, at=at)
    return {"units": made}


@use_case(Permission.ADMINISTER)
def import_people(
    homes: Sequence[Household],
    around: Landscape,
    *,
    source: str,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, int]:
    """Write some persons with everything the files say of them, all or none.

    Raises IntegrityError where somebody else has registered the same meanwhile.
    """
    system = source_system(actor.municipality_id, source)
    units = dict(around.performing)
    names = TakenOver.objects.filter(source=system, kind=TakenOver.Kind.UNIT)
    zones: dict[str, int] = {}
    for row in names.select_related("unit"):
        if row.unit is not None:
            zones[row.external_id] = row.unit.pk
            units[row.external_id] = row.unit
    zones |= dict(
        Unit.objects.filter(municipality_id=actor.municipality_id, kind="DISTRICT").values_list(
            "key", "pk"
        )
    )
    for home in homes:
        if home.new is not None and home.zone:
            home.new.district_id = zones[home.zone]
    persons = take_over_people(
        [
            PersonTaken(
                external_id=home.external_id,
                new=home.new,
                known=home.known,
                number=home.number,
                called_so=home.called_so,
                relatives=home.relatives,
                representatives=home.representatives,
            )
            for home in homes
        ],
        source=system,
        actor=actor,
        at=at,
    )
    taken = [
        Taken(person, given, place)
        for home, person in zip(homes, persons, strict=True)
        for given, place in home.decisions
    ]
    there = Landscape(around.municipality_id, around.on, units, around.rules)
    take_over(taken, there, source=system, actor=actor, at=at)
    return _counts(homes)


def _write(
    homes: Sequence[Household],
    around: Landscape,
    outcome: Outcome,
    *,
    source: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Write some at once; where the database refuses, one by one, so that only one is left out."""
    try:
        done = import_people(homes, around, source=source, actor=actor, at=at)
    except IntegrityError as clash:
        if len(homes) == 1:
            row = homes[0].at
            outcome.faults.append(Fault(row.file, row.line, "", said(str(_refused(clash)), str)))
            outcome.left_out += 1
            return
        for home in homes:
            _write([home], around, outcome, source=source, actor=actor, at=at)
        return
    outcome.people += done["people"]
    outcome.decisions += done["decisions"]
    outcome.orders += done["orders"]


def _refused(clash: IntegrityError) -> Refused:
    """What the database refused about one person, in words."""
    if "people_" in str(clash):
        return Refused("Personen er registrert av andre mens filene ble lest inn. Kjør på nytt.")
    return refusal_of(clash)


def _planned(plan: Plan) -> Outcome:
    counts = _counts(plan.households)
    return Outcome(
        faults=plan.faults,
        before=plan.before,
        units=sum(bool(unit.name) for unit in plan.units),
        **counts,
    )


def _counts(homes: Sequence[Household]) -> dict[str, Any]:
    return {
        "people": sum(home.new is not None for home in homes),
        "decisions": sum(len(home.decisions) for home in homes),
        "orders": sum(len(given.services) for home in homes for given, _place in home.decisions),
    }
