"""A part that notes decisions made elsewhere: known, in force, neither decided nor told here."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.timezone import get_default_timezone, localdate

from cases.models import Case
from cases.service_types import Basis
from decisions.legal import basis_row
from decisions.models import Decision, DecisionLine, Outcome
from decisions.rules import ReadExtent
from people.access import Actor
from people.models import SourceSystem, Unit

NOON = dt.time(12)  # the clock of a day whose clock nobody knows


@dataclass(frozen=True, slots=True, kw_only=True)
class LineElsewhere:
    """A service such a decision gives. `to_on` is exclusive; `reference` empty: no name there."""

    service_key: str
    extent: ReadExtent
    from_on: dt.date
    to_on: dt.date | None
    legal_basis: str
    unit: Unit
    important: str
    reference: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DecidedElsewhere:
    """A decision made in the source, for a case that has none."""

    case: Case
    reference: str
    decided_on: dt.date
    evaluate_on: dt.date | None
    goal: str
    lines: tuple[LineElsewhere, ...]


def note_decided_elsewhere(
    decided: Sequence[DecidedElsewhere], *, source: SourceSystem, actor: Actor, at: dt.datetime
) -> list[tuple[Decision, list[DecisionLine]]]:
    """Note decisions of `source` as made on their day, with their lines, in a few queries.

    No letter, no complaint clock, no two persons: these were the source's. The database refuses
    the same reference of the same source twice (IntegrityError).
    """
    decisions = Decision.objects.bulk_create(
        Decision(
            case=one.case,
            n=1,
            written_by_id=actor.staff(),
            written_at=at,
            goal=one.goal,
            evaluate_on=one.evaluate_on,
            imported_from=source,
            imported_ref=one.reference,
        )
        for one in decided
    )
    lines = [
        (decision, [_line(decision, n, line, source, at) for n, line in enumerate(one.lines)])
        for decision, one in zip(decisions, decided, strict=True)
    ]
    DecisionLine.objects.bulk_create(line for _decision, mine in lines for line in mine)
    # A decision begins as a draft and is then whole: so too this one (trigger in 0002).
    for decision, one in zip(decisions, decided, strict=True):
        noon = dt.datetime.combine(one.decided_on, NOON, tzinfo=get_default_timezone())
        decision.issued_at = noon
    Decision.objects.bulk_update(decisions, ["issued_at"])
    return lines


def _line(
    decision: Decision, n: int, line: LineElsewhere, source: SourceSystem, at: dt.datetime
) -> DecisionLine:
    route = ""
    if line.legal_basis:
        route = basis_row(Basis(line.legal_basis), on=localdate(at)).route
    return DecisionLine(
        decision=decision,
        position=n,
        service_key=line.service_key,
        outcome=Outcome.GRANTED,
        quantity=line.extent.quantity,
        unit=line.extent.unit,
        per=line.extent.per,
        helpers=line.extent.helpers,
        night=line.extent.night,
        from_on=line.from_on,
        to_on=line.to_on,
        legal_basis=line.legal_basis,
        complaint_route=route,
        unit_performing=line.unit,
        important=line.important,
        imported_from=source if line.reference else None,
        imported_ref=line.reference,
    )
