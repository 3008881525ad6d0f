"""Help as it is said: read, held against what is given already, and put into the draft."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Max
from django.utils.timezone import localtime

from audit.words import filled
from cases.models import Case
from deadlines.actions import cancel_deadline
from deadlines.kinds import Kind
from deadlines.queries import has_met
from decisions.actions.parts import order_key
from decisions.models import Decision, DecisionLine, UrgentDecision
from decisions.policy import Outcome
from decisions.queries.facts import bases_of, extent_or_none, service_name, service_of
from decisions.queries.people import performs
from decisions.queries.replaced import given_lines, standing
from decisions.queries.where_when import Chosen, that_give_not
from decisions.rules import (
    ReadExtent,
    Running,
    Said,
    SaidLine,
    TypedLine,
    UrgentLine,
    covers,
    extent_of,
    read_extent,
)
from people.access import Actor
from people.models import Unit
from people.refusals import Objection, Stale


@dataclass(frozen=True, slots=True)
class Line:
    """One service as read: what the rules ask, and what is stored."""

    said: SaidLine
    facts: UrgentLine
    extent: ReadExtent | None
    unit: Unit | None


def read(case: Case, said: Said, *, on: dt.date) -> tuple[list[Line], list[Objection]]:
    """The services as typed, read; and what cannot be read, each at its field."""
    rows = said.get("lines", [])
    keys = [row.get("service_key", "") for row in rows]
    has = standing(
        case.person_id, keys, on=on, from_on=said.get("from_on") or on, to_on=said.get("to_on")
    )
    units = {unit.key: unit for unit in Unit.objects.filter(municipality_id=case.municipality_id)}
    wanted = [units.get(row.get("unit_performing", "")) for row in rows]
    others = _that_give_not(case, keys, wanted, on=on)
    lines, found = [], []
    for n, row in enumerate(rows):
        key = row.get("service_key", "")
        service = service_of(key, on=on) if key else None
        extent = None
        if service is not None:
            extent, wrong = read_extent(_as_typed(row), service, None, f"lines.{n}")
            found += wrong
        unit = wanted[n]
        if keys.index(key) != n:
            found.append(
                Objection(
                    "Tjenesten står to ganger. Ta ut den ene.",
                    "same_service_twice",
                    f"lines.{n}.service_key",
                )
            )
        facts = UrgentLine(
            name=service_name(key, on=on) if key else "Tjenesten",
            service=service,
            extent=_whole(extent),
            unit_chosen=unit is not None,
            unit_performs=unit is not None and performs(unit, on=on),
            unit_gives_not=others[n],
            running=has.get(key, ()),
        )
        lines.append(Line(row, facts, extent, unit))
    return lines, found


def _that_give_not(
    case: Case, keys: Sequence[str], wanted: Sequence[Unit | None], *, on: dt.date
) -> list[str]:
    """The name of each unit that does not give the service it is chosen for."""
    now = given_lines(case.person_id, keys, on=on)
    chosen = [
        Chosen(
            key,
            unit.pk if unit else None,
            now[key].unit_performing_id if key in now else None,
        )
        for key, unit in zip(keys, wanted, strict=True)
    ]
    return that_give_not(case.municipality_id, chosen, on=on)


def _as_typed(row: SaidLine) -> TypedLine:
    return {"quantity": row.get("quantity", ""), "per": row.get("per", "")}


def _whole(read: ReadExtent | None) -> Any:
    try:
        return extent_of(read) if read else None
    except ValueError:
        return None


def must_be_new(case: Case, said: Said, lines: Sequence[Line]) -> None:
    """Raise Stale, saying who was first, where help that is wanted is given orally already.

    More of it, or for longer, is new.
    """
    wanted = {line.said.get("service_key", ""): line.facts for line in lines}
    told = (
        DecisionLine.objects.filter(
            decision__case=case, urgent__isnull=False, service_key__in=list(wanted), end=None
        )
        .select_related("urgent__by")
        .order_by("pk")
    )
    for before in told:
        has = Running(extent_or_none(before), before.to_on, before.from_on)
        if before.urgent is None or not covers(has, wanted[before.service_key], said):
            continue
        when = localtime(before.urgent.at)
        raise Stale(
            filled(
                "{who} ga denne hjelpen {day} kl. {clock}. Den er allerede bestilt.",
                who=before.urgent.by,
                day=f"{when:%d.%m.%Y}",
                clock=f"{when:%H.%M}",
            ),
            code="already_given",
        )


def give(
    decision: Decision,
    case: Case,
    line: Line,
    said: Said,
    urgent: UrgentDecision,
    *,
    on: dt.date,
) -> DecisionLine:
    """Put one service into the draft of a locked case as it is given: fixed from now on."""
    key = line.said.get("service_key", "")
    row = (
        DecisionLine.objects.filter(decision=decision, service_key=key, urgent=None)
        .order_by("position")
        .first()
    )
    if row is None:
        last = DecisionLine.objects.filter(decision=decision).aggregate(n=Max("position"))["n"]
        row = DecisionLine(
            decision=decision, service_key=key, position=0 if last is None else last + 1
        )
    if line.extent is not None:
        row.quantity, row.unit, row.per = line.extent.quantity, line.extent.unit, line.extent.per
        row.helpers, row.night = line.extent.helpers, line.extent.night
    if not row.legal_basis:
        bases = bases_of(key, on=on)
        row.legal_basis = bases[0].basis if bases else ""
    row.outcome = Outcome.GRANTED
    row.from_on, row.to_on = said.get("from_on"), said.get("to_on")
    row.unit_performing = line.unit
    row.important = line.said.get("important", "").strip() or row.important
    row.urgent = urgent
    row.replaces = _place_of(case, row, on=on)
    row.save()
    return row


def _place_of(case: Case, line: DecisionLine, *, on: dt.date) -> DecisionLine | None:
    """The granted line whose place a line takes from its first day, if it takes any.

    What holds until a later first day, and what only begins after the last, stays as it is: the
    unit ends the one when it starts the other.
    """
    old = given_lines(case.person_id, [line.service_key], on=on).get(line.service_key)
    if old is None or old.from_on is None or line.from_on is None:
        return None
    after = line.to_on is not None and line.to_on <= old.from_on
    later = line.from_on > max(old.from_on, on)
    return None if after or later else old


def stop_replaced(decision: Decision, case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """End the clocks of orders given orally that nobody has confirmed, and that now are others."""
    for old in DecisionLine.objects.filter(decision=decision, replaced_by__decision=decision):
        key = order_key(old)
        if has_met(case.pk, Kind.ORDER_CONFIRMATION, keys=[key]):
            continue  # the unit has it: its clocks end when it ends it
        for kind in (Kind.ORDER_CONFIRMATION, Kind.TARGET_START, Kind.DECISION_EXPIRY):
            cancel_deadline(
                case, kind, key=key, reason="En ny bestilling er gitt i stedet", actor=actor, at=at
            )
