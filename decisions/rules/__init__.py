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
from decisions.rules.less import less, less_extent
from decisions.rules.objections import advice, objections, unprintable
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
from decisions.rules.urgent import (
    GateFacts,
    Said,
    SaidLine,
    UrgentFacts,
    UrgentLine,
    covers,
    is_self,
    unmet,
    urgent_objections,
)
from decisions.rules.where_when import gives_not

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
    "GateFacts",
    "Known",
    "LineFacts",
    "ReadExtent",
    "Recommended",
    "Running",
    "Said",
    "SaidLine",
    "Typed",
    "TypedLine",
    "UrgentFacts",
    "UrgentLine",
    "Who",
    "advice",
    "changes",
    "considerations_text",
    "covers",
    "extent_of",
    "facts_text",
    "gives_not",
    "is_self",
    "less",
    "less_extent",
    "letter_texts",
    "lix",
    "objections",
    "read_extent",
    "refused_choices",
    "refused_period",
    "rules_text",
    "same_words",
    "typed_quantity",
    "unmet",
    "unprintable",
    "urgent_objections",
]
