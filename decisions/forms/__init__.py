"""What is typed on the pages of decisions: the vedtak, what is sent back, help that cannot wait."""

from decisions.forms.decision import (
    Decision,
    LineFields,
    Missing,
    Return,
    Seen,
    Versioned,
    initial_of,
    line_fields,
)
from decisions.forms.units import grouped
from decisions.forms.urgent import Answer, Ask, Control, Urgent, initial_of_urgent

__all__ = [
    "Answer",
    "Ask",
    "Control",
    "Decision",
    "LineFields",
    "Missing",
    "Return",
    "Seen",
    "Urgent",
    "Versioned",
    "grouped",
    "initial_of",
    "initial_of_urgent",
    "line_fields",
]
