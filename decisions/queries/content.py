"""What a decision says, as words: kept at each submit, shown and compared afterwards."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from cases.queries import unit_names
from cases.rules import extent_text
from cases.service_types import Basis
from decisions.legal import basis_row
from decisions.models import Decision, DecisionLine
from decisions.policy import GIVES, OUTCOMES, Outcome
from decisions.queries.facts import extent_stored, service_name
from decisions.rules import LABELS, extent_of

LANGUAGE_NAMES = {"nb": "Bokmål", "nn": "Nynorsk", "en": "Engelsk"}
_ONE_DAY = dt.timedelta(days=1)


def content_of(decision: Decision, lines: Sequence[DecisionLine], *, on: dt.date) -> dict[str, Any]:
    """The decision in words that two readers would compare (rules.changes)."""
    names = unit_names([line.unit_performing_id for line in lines], on=on)
    texts = {field: str(getattr(decision, field) or "") for field in LABELS}
    return texts | {
        "evaluate_on": _day(decision.evaluate_on),
        "language": LANGUAGE_NAMES[decision.language],
        "lines": [
            {
                "id": str(line.public_id),
                "service": service_name(line.service_key, on=on),
                "outcome": outcome_label(line.outcome),
                "extent": said_extent(line),
                "applied": line.applied,
                "from_on": _day(line.from_on) if line.outcome in set(GIVES) else "",
                "to_on": _day(line.to_on and line.to_on - _ONE_DAY)
                if line.outcome in set(GIVES)
                else "",
                "legal_basis": basis_label(line.legal_basis, on=on),
                "unit_performing": names.get(line.unit_performing_id or 0, ""),
                "reason": line.reason,
                "important": line.important,
            }
            for line in lines
        ],
    }


def outcome_label(outcome: str) -> str:
    """«Innvilget»; empty while nothing is chosen."""
    return OUTCOMES[Outcome(outcome)] if outcome else ""


def basis_label(key: str, *, on: dt.date) -> str:
    """«hol § 3-2 nr. 6 a»; empty while nothing is chosen."""
    if not key:
        return ""
    try:
        return basis_row(Basis(key), on=on).short
    except LookupError:
        return key


def said_extent(line: DecisionLine, *, language: str = "nb") -> str:
    """«3,5 timer/uke»; empty while nothing is said, and for what is not granted."""
    if line.outcome and line.outcome not in set(GIVES):
        return ""
    try:
        extent = extent_of(extent_stored(line))
    except ValueError:
        return ""
    return extent_text(extent, language=language) if extent else ""


def _day(day: dt.date | None) -> str:
    return f"{day:%d.%m.%Y}" if day else ""
