"""A decision and its lines as rows: what is typed, what is said, and what the API shows."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext

from audit.words import mark
from cases.models import Case
from cases.queries import reader_language, staff_names, unit_names
from cases.rules import difference_text, extent_text
from cases.service_types import Per, Unit
from cases.stages import Stage
from decisions.models import Decision, DecisionLine
from decisions.policy import GIVES
from decisions.queries.content import basis_label, outcome_label, said_extent
from decisions.queries.facts import (
    approval_required,
    bases_of,
    basis_of,
    charge_of,
    complaint_body,
    extent_or_none,
    local_rates,
    route_of,
    service_name,
    service_of,
)
from decisions.queries.letter import fee_text
from decisions.queries.replaced import given_lines
from decisions.rules import OFTEN, typed_quantity

_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRow:
    """One service of a decision, as it is typed and as it is said."""

    id: str
    service_key: str
    service: str
    outcome: str
    outcome_label: str
    quantity: str  # as typed: «3,5»
    unit: str  # cases.service_types.Unit
    per: str
    often: bool  # how often may be chosen
    helpers: int
    night: bool
    from_on: dt.date | None
    to_on: dt.date | None  # exclusive
    last_on: dt.date | None
    extent: str  # «3,5 timer/uke»
    now: str  # what the person has until now: «3,5 timer/uke»
    change: str  # «3,5 → 5,0 timer/uke»; empty where it is new or the same
    replaces_on: dt.date | None  # the day of the decision whose place it takes
    bases: tuple[tuple[str, str], ...]  # what may be chosen: key, «hol § 3-2 nr. 6 a»
    legal_basis: str
    basis_label: str
    route: str  # «Statsforvalteren, 4 uker»
    fee: str  # the letter's sentence; empty while it is not known
    reason: str
    applied: str
    unit_performing: str  # key
    unit_name: str
    important: str
    told: bool = False  # given orally (hastevedtak): written as it was given

    @property
    def gives(self) -> bool:
        """Whether the person gets the service."""
        return self.outcome in set(GIVES)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """A decision as it stands."""

    id: int
    public_id: str
    n: int
    version: int
    stage: str  # the case's
    written_by: str
    written_at: dt.datetime
    submitted_at: dt.datetime | None
    decided_by: str
    decided_by_id: int | None
    deciding_unit: str
    recommended_by: str
    approval_required: bool  # as it stands, or by policy while it is a draft
    approved_by: str
    approved_at: dt.datetime | None
    issued_at: dt.datetime | None  # of one taken over: noon of the day it was decided
    given_at: dt.datetime | None  # orally, before it was written (hastevedtak)
    given_by: str
    imported_from: str  # the system it was taken over from; empty: decided here
    imported_ref: str
    language: str
    texts: dict[str, str] = field(repr=False)  # facts, considerations …
    rules: str = field(repr=False)
    evaluate_on: dt.date | None
    lines: tuple[LineRow, ...] = field(repr=False)

    @property
    def status(self) -> str:
        """The word for where it stands."""
        if self.issued_at is not None:
            return "Vedtak fattet"
        return "Til godkjenning" if self.stage == Stage.APPROVAL else "Utkast"

    @property
    def gives(self) -> bool:
        """Whether the person gets anything."""
        return any(line.gives for line in self.lines)

    @property
    def outcomes(self) -> tuple[str, ...]:
        """The outcomes in words, each once, in the order of the lines."""
        said = (line.outcome_label for line in self.lines if line.outcome_label)
        return tuple(dict.fromkeys(said))


def as_body(row: DecisionRow) -> dict[str, Any]:
    """A decision as the API shows it; periods are half-open."""
    return {
        "id": row.public_id,
        "n": row.n,
        "version": row.version,
        "stage": row.stage,
        "language": row.language,
        "rules": row.rules,
        **row.texts,
        "evaluate_on": row.evaluate_on,
        "written_by": row.written_by,
        "recommended_by": row.recommended_by,
        "decided_by": row.decided_by,
        "approved_by": row.approved_by,
        "approval_required": row.approval_required,
        "submitted_at": row.submitted_at,
        "approved_at": row.approved_at,
        "issued_at": row.issued_at,
        "imported_from": row.imported_from,
        "lines": [
            {
                "id": line.id,
                "service_key": line.service_key,
                "service": line.service,
                "outcome": line.outcome,
                "quantity": line.quantity,
                "unit": line.unit,
                "per": line.per,
                "helpers": line.helpers,
                "night": line.night,
                "extent": line.extent,
                "before": line.now,
                "change": line.change,
                "from_on": line.from_on,
                "to_on": line.to_on,
                "legal_basis": line.legal_basis,
                "fee": line.fee,
                "reason": line.reason,
                "applied": line.applied,
                "unit_performing": line.unit_performing,
                "important": line.important,
                "given_orally": line.told,
            }
            for line in row.lines
        ],
    }


def row_of(
    case: Case, decision: Decision, lines: Sequence[DecisionLine], *, on: dt.date
) -> DecisionRow:
    elsewhere = decision.imported_from
    draft = decision.submitted_at is None and elsewhere is None
    names = staff_names(
        [
            decision.written_by_id,
            decision.decided_by_id,
            decision.approved_by_id,
            decision.recommended_by_id,
        ]
    )
    units = unit_names(
        [decision.deciding_unit_id, *(line.unit_performing_id for line in lines)], on=on
    )
    orally = next((line.urgent for line in lines if line.urgent is not None), None)
    return DecisionRow(
        id=decision.pk,
        public_id=str(decision.public_id),
        n=decision.n,
        version=decision.version,
        stage=case.stage,
        written_by=names[decision.written_by_id],
        written_at=decision.written_at,
        submitted_at=decision.submitted_at,
        decided_by=names.get(decision.decided_by_id or 0, ""),
        decided_by_id=decision.decided_by_id,
        deciding_unit=units.get(decision.deciding_unit_id or 0, ""),
        recommended_by=names.get(decision.recommended_by_id or 0, ""),
        approval_required=approval_required(case, lines, on=on)
        if draft
        else decision.approval_required,
        approved_by=names.get(decision.approved_by_id or 0, ""),
        approved_at=decision.approved_at,
        issued_at=decision.issued_at,
        given_at=orally.at if orally else None,
        given_by=str(orally.by) if orally else "",
        imported_from=elsewhere.name if elsewhere else "",
        imported_ref=decision.imported_ref,
        language=decision.language,
        texts={
            name: getattr(decision, name)
            for name in (
                "facts",
                "considerations",
                "persons_view",
                "no_view_reason",
                "childs_interest",
                "conditions",
                "goal",
                "alone_reason",
            )
        },
        rules=decision.rules,
        evaluate_on=decision.evaluate_on,
        lines=_line_rows(case, decision, lines, units, on=on),
    )


def _line_rows(
    case: Case,
    decision: Decision,
    lines: Sequence[DecisionLine],
    units: dict[int, str],
    *,
    on: dt.date,
) -> tuple[LineRow, ...]:
    issued = decision.issued_at is not None
    keys = {line.service_key for line in lines}
    given = {} if issued else given_lines(case.person_id, keys, on=on, besides=case)
    local = local_rates(case.municipality_id, on=on)
    rows = []
    for line in lines:
        service = service_of(line.service_key, on=on)
        before = line.replaces if issued else given.get(line.service_key)
        had = extent_or_none(before) if before else None
        extent = extent_or_none(line) if line.outcome in set(GIVES) else None
        fee = line.fee_text if issued else _fee(decision, line, local, on=on)
        rows.append(
            LineRow(
                id=str(line.public_id),
                service_key=line.service_key,
                service=gettext(service_name(line.service_key, on=on)),
                outcome=line.outcome,
                outcome_label=outcome_label(line.outcome),
                quantity=typed_quantity(line.quantity, line.unit),
                unit=line.unit or (service.unit if service else ""),
                per=line.per or (service.per if service else ""),
                often=bool(service and service.unit in OFTEN),
                helpers=line.helpers,
                night=line.night,
                from_on=line.from_on,
                to_on=line.to_on,
                last_on=line.to_on - _ONE_DAY if line.to_on else None,
                extent=said_extent(line, language=reader_language()),
                now=extent_text(had, language=reader_language()) if had else "",
                change=difference_text(had, extent, language=reader_language()) or ""
                if had and extent
                else "",
                replaces_on=localdate(before.decision.issued_at)
                if before and before.decision.issued_at
                else None,
                bases=tuple(
                    (row.basis.value, row.short) for row in bases_of(line.service_key, on=on)
                ),
                legal_basis=line.legal_basis,
                basis_label=basis_label(line.legal_basis, on=on),
                route=_route(case, line, on=on),
                fee=fee,
                reason=line.reason,
                applied=line.applied,
                unit_performing=line.unit_performing.key if line.unit_performing else "",
                unit_name=units.get(line.unit_performing_id or 0, ""),
                important=line.important,
                told=line.urgent_id is not None,
            )
        )
    return tuple(rows)


def _fee(decision: Decision, line: DecisionLine, local: Any, *, on: dt.date) -> str:
    try:
        return fee_text(charge_of(line, local, on=on), decision.language)
    except ValueError:
        return ""


def _route(case: Case, line: DecisionLine, *, on: dt.date) -> str:
    row = route_of(basis_of(line, on=on), on=on)
    if row is None:
        return ""
    body = complaint_body(case.municipality_id, row.route, on=on) or row.body_nb
    return f"{body}, {row.weeks_nb} ({row.short})"


UNIT_WORDS = {
    Unit.HOURS: mark("timer"),
    Unit.MEALS: mark("måltider"),
    Unit.VISITS: mark("besøk"),
    Unit.DAYS: mark("dager"),
    Unit.NIGHTS: mark("netter"),
    Unit.PLACE: mark("plass"),
    Unit.DEVICE: mark("stk."),
    Unit.ITEM: mark("stk."),
    Unit.COURSE: mark("forløp"),
    Unit.MEASURE: mark("tiltak"),
    Unit.EVENT: mark("hendelser"),
}
PER_WORDS = {
    Per.DAY: mark("per dag"),
    Per.WEEK: mark("per uke"),
    Per.MONTH: mark("per måned"),
    Per.YEAR: mark("per år"),
    Per.COURSE: mark("i forløpet"),
    Per.ONCE: mark("i alt"),
}
