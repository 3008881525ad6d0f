"""Rules about decisions: what stands in the way, what a draft says, what has changed."""

from decisions.rules.changes import LABELS, LINE_LABELS, Change, changes
from decisions.rules.drafting import (
    Known,
    considerations_text,
    facts_text,
    rules_text,
    same_words,
)
from decisions.rules.facts import DecisionFacts, LineFacts, Recommended, Running, Who
from decisions.rules.objections import advice, less, objections, unprintable
from decisions.rules.reading import EASY, lix
from decisions.rules.typed import (
    LANGUAGES,
    LINE_TEXTS,
    OFTEN,
    TEXTS,
    ReadExtent,
    Typed,
    TypedLine,
    extent_of,
    letter_texts,
    read_extent,
    refused_choices,
    refused_period,
    typed_quantity,
)

__all__ = [
    "EASY",
    "LABELS",
    "LANGUAGES",
    "LINE_LABELS",
    "LINE_TEXTS",
    "OFTEN",
    "TEXTS",
    "Change",
    "DecisionFacts",
    "Known",
    "LineFacts",
    "ReadExtent",
    "Recommended",
    "Running",
    "Typed",
    "TypedLine",
    "Who",
    "advice",
    "changes",
    "considerations_text",
    "extent_of",
    "facts_text",
    "less",
    "letter_texts",
    "lix",
    "objections",
    "read_extent",
    "refused_choices",
    "refused_period",
    "rules_text",
    "same_words",
    "typed_quantity",
    "unprintable",
]
