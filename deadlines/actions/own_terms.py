"""Use cases of the municipality's own lengths: set one from a day, and let one end."""

import datetime as dt
from typing import Any, Final

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from deadlines.events import OwnTermDecided, OwnTermEnded
from deadlines.kinds import Kind, KindRow, row_of
from deadlines.models import OwnTerm
from people.access import Actor, use_case
from people.actions import end_row, give_way, later_objections
from people.models import Municipality
from people.refusals import Objection, Refused
from people.roles import Permission

LONGEST_WARNING: Final = 365  # days; a notice further away than a year tells nobody anything


@use_case(Permission.ADMINISTER)
def decide_own_term(
    *,
    kind: str,
    length: int,
    minimum: int | None = None,
    remind_days_before: int | None = None,
    escalate_days_after: int | None = None,
    decided_by: str,
    valid_from: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Set the municipality's own length for a kind of deadline, in the unit of the table.

    The row in force ends that day. None: as in the table. From a day that has been, the clock
    counts again what runs since then. Raises Refused with every objection: a length the statute
    says, or outside what the table leaves open.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=actor.municipality_id)
    row = _row(kind, on=max(valid_from, localdate(at)))
    rows = OwnTerm.objects.filter(municipality_id=actor.municipality_id, kind=kind)
    found = _length_objections(row, length, minimum)
    found += _telling_objections(remind_days_before, escalate_days_after)
    if not decided_by.strip():
        found.append(
            Objection("Skriv hvem som har vedtatt regelen, og når.", "who_missing", "decided_by")
        )
    found += later_objections(rows, valid_from)
    if found or row is None:
        raise Refused.all(found)
    give_way(rows, to=valid_from)
    own = OwnTerm.objects.create(
        municipality_id=actor.municipality_id,
        kind=kind,
        length=length,
        minimum=minimum,
        remind_days_before=remind_days_before,
        escalate_days_after=escalate_days_after,
        decided_by=decided_by.strip()[:200],
        valid_from=valid_from,
    )
    trail.record(
        OwnTermDecided(
            kind=kind,
            label=row.label,
            length=length,
            valid_from=f"{valid_from:%d.%m.%Y}",
            row_id=own.pk,
        ),
        actor=actor,
        at=at,
    )
    return {"row": own.pk}


@use_case(Permission.ADMINISTER)
def end_own_term(
    row_id: int, *, valid_to: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, Any]:
    """Let a row hold no longer from a day: the table does. Raises NotFound, Refused."""
    ours = OwnTerm.objects.filter(municipality_id=actor.municipality_id)
    own = end_row(ours, row_id, valid_to=valid_to, at=at)
    row = _row(own.kind, on=localdate(at))
    trail.record(
        OwnTermEnded(
            kind=own.kind,
            label=row.label if row else own.kind,
            valid_to=f"{valid_to:%d.%m.%Y}",
            row_id=own.pk,
        ),
        actor=actor,
        at=at,
    )
    return {"row": own.pk}


def _row(kind: str, *, on: dt.date) -> KindRow | None:
    if kind not in set(Kind):
        return None
    try:
        row = row_of(Kind(kind), on=on)
    except LookupError:
        return None
    return row if row.configurable else None


def _length_objections(row: KindRow | None, length: int, minimum: int | None) -> list[Objection]:
    if row is None or row.shortest is None or row.longest is None:
        return [Objection("Loven sier hvor lang denne fristen er. Velg en annen.", "fixed", "kind")]
    found = []
    if not row.shortest <= length <= row.longest:
        found.append(
            Objection(
                filled(
                    "Skriv en lengde fra {shortest} til {longest}.",
                    shortest=row.shortest,
                    longest=row.longest,
                ),
                "length",
                "length",
            )
        )
    if minimum is not None and not row.set_in_case:
        found.append(Objection("Denne fristen settes ikke i saken.", "not_set_in_case", "minimum"))
    elif minimum is not None and not (row.minimum or 1) <= minimum <= length:
        found.append(
            Objection(
                filled(
                    "Den korteste fristen er minst {least} og ikke lengre enn forslaget.",
                    least=row.minimum or 1,
                ),
                "minimum",
                "minimum",
            )
        )
    return found


def _telling_objections(remind: int | None, escalate: int | None) -> list[Objection]:
    said = {"remind_days_before": remind, "escalate_days_after": escalate}
    return [
        Objection("Skriv dager fra 0 til 365.", "days", field)
        for field, days in said.items()
        if days is not None and not 0 <= days <= LONGEST_WARNING
    ]
