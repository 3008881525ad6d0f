"""A decision as somebody types it: read into what is stored, or refused at the field."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final, TypedDict, cast

from audit.words import filled, mark
from cases.rules import Extent, parse_quantity, quantity_text
from cases.service_types import Basis, Per, ServiceType, Unit
from decisions.policy import Outcome
from people.refusals import Objection

# Counted by how often; everything else is given once or over a course, as the catalogue says.
OFTEN: Final = frozenset({Unit.HOURS, Unit.MEALS, Unit.VISITS, Unit.DAYS, Unit.NIGHTS})
MOST_HELPERS: Final = 5

# Texts of the whole decision, and of one line; all but `important` come in the letter.
TEXTS: Final = (
    "facts",
    "considerations",
    "persons_view",
    "no_view_reason",
    "childs_interest",
    "conditions",
    "goal",
    "alone_reason",
)
LINE_TEXTS: Final = ("reason", "applied", "important")
LANGUAGES: Final = ("nb", "nn", "en")
LONGEST_APPLIED: Final = 120


class TypedLine(TypedDict, total=False):
    """One service as typed; what is left out is kept as it was. `to_on` is exclusive."""

    id: str  # the line's public id; without it, a new line
    service_key: str
    outcome: str
    quantity: str  # «3,5», in the service's own unit
    per: str  # blank: as the catalogue says
    helpers: int
    night: bool
    from_on: date | None
    to_on: date | None
    legal_basis: str
    reason: str
    applied: str
    unit_performing: str  # the unit's key
    important: str


class Typed(TypedDict, total=False):
    """A decision as typed; what is left out is kept as it was. `lines` replaces all lines."""

    lines: list[TypedLine]
    facts: str
    considerations: str
    persons_view: str
    no_view_reason: str
    childs_interest: str
    conditions: str
    goal: str
    evaluate_on: date | None
    language: str
    alone_reason: str


@dataclass(frozen=True, slots=True)
class ReadExtent:
    """How much was typed; `quantity` None is not said yet."""

    quantity: int | None
    unit: str
    per: str
    helpers: int
    night: bool


def read_extent(
    typed: TypedLine, service: ServiceType, before: ReadExtent | None, at: str
) -> tuple[ReadExtent, list[Objection]]:
    """The extent that was typed, over what stood there, and what is wrong at which field."""
    per, found = _per(typed, service, before, at)
    quantity = before.quantity if before else None
    if "quantity" in typed:
        quantity, wrong = _quantity(typed["quantity"], service, per, at)
        found += wrong
    if service.unit is Unit.YES_NO:
        quantity = 1  # given or not given; there is nothing to count
    helpers = typed.get("helpers", before.helpers if before else 1)
    if not 1 <= helpers <= MOST_HELPERS:
        found.append(
            Objection(mark("Antall hjelpere må være fra 1 til 5."), "bad_helpers", f"{at}.helpers")
        )
    night = typed.get("night", before.night if before else False)
    return ReadExtent(quantity, service.unit, per, helpers, night), found


def _per(
    typed: TypedLine, service: ServiceType, before: ReadExtent | None, at: str
) -> tuple[str, list[Objection]]:
    per = typed.get("per") or (before.per if before else "") or service.per
    if per == service.per or (service.unit in OFTEN and per in set(Per)):
        return per, []
    wrong = Objection(mark("Velg hvor ofte fra listen."), "unknown_per", f"{at}.per")
    return service.per, [wrong]


def _quantity(
    text: str, service: ServiceType, per: str, at: str
) -> tuple[int | None, list[Objection]]:
    if not text.strip() or service.unit is Unit.YES_NO:
        return None, []
    try:
        return parse_quantity(text, service.unit, Per(per)), []
    except ValueError as error:
        return None, [Objection(str(error), "bad_quantity", f"{at}.quantity")]


def refused_choices(typed: Mapping[str, Any], at: str = "") -> list[Objection]:
    """Codes that are no codes: outcome and legal basis of a line, language of the decision."""
    found = []
    if typed.get("outcome") and typed["outcome"] not in set(Outcome):
        found.append(
            Objection(mark("Velg utfallet fra listen."), "unknown_outcome", f"{at}.outcome")
        )
    if typed.get("legal_basis") and typed["legal_basis"] not in set(Basis):
        found.append(
            Objection(mark("Velg hjemmelen fra listen."), "unknown_basis", f"{at}.legal_basis")
        )
    if len(typed.get("applied", "")) > LONGEST_APPLIED:
        found.append(
            Objection(
                filled(
                    "Skriv høyst {longest} tegn om hva som er søkt om.", longest=LONGEST_APPLIED
                ),
                "text_too_long",
                f"{at}.applied",
            )
        )
    if "language" in typed and typed["language"] not in LANGUAGES:
        found.append(Objection(mark("Velg språket fra listen."), "unknown_language", "language"))
    return found


def refused_period(from_on: date | None, to_on: date | None, at: str) -> list[Objection]:
    """Why two days are no period."""
    if from_on is not None and to_on is not None and to_on <= from_on:
        return [
            Objection(
                mark("Siste dag kan ikke være før første dag."), "period_backwards", f"{at}.to_on"
            )
        ]
    return []


def letter_texts(typed: Typed) -> dict[str, str]:
    """Every text typed, by field: what may come in a letter must be printable."""
    whole = cast("Mapping[str, Any]", typed)
    texts = {field: str(whole[field]) for field in TEXTS if field in whole}
    for n, line in enumerate(whole.get("lines", [])):
        texts |= {f"lines.{n}.{field}": str(line[field]) for field in LINE_TEXTS if field in line}
    return texts


def extent_of(read: ReadExtent) -> Extent | None:
    """The extent as a thing that can be said; None while it is not whole. Raises ValueError."""
    if read.quantity is None or not read.unit or not read.per:
        return None
    return Extent(read.quantity, Unit(read.unit), Per(read.per), read.helpers, read.night)


def typed_quantity(quantity: int | None, unit: str) -> str:
    """A stored quantity as it is typed: «3,5»."""
    if quantity is None or not unit or unit == Unit.YES_NO:
        return ""
    return quantity_text(quantity, Unit(unit))
