"""What a decision says, as words to be kept and compared from one time to the next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from audit.words import mark

# Every field that is compared, with the label the page has.
LABELS: Final[Mapping[str, str]] = {
    "facts": mark("Faktiske forhold"),
    "considerations": mark("Hovedhensyn"),
    "rules": mark("Regler"),
    "persons_view": mark("Personens syn"),
    "no_view_reason": mark("Hvorfor personens syn mangler"),
    "childs_interest": mark("Barnets beste"),
    "conditions": mark("Vilkår"),
    "goal": mark("Mål"),
    "evaluate_on": mark("Evalueres"),
    "language": mark("Språk i brevet"),
    "alone_reason": mark("Hvorfor én avgjør alene"),
}
LINE_LABELS: Final[Mapping[str, str]] = {
    "outcome": mark("Utfall"),
    "extent": mark("Omfang"),
    "applied": mark("Søkt om"),
    "from_on": mark("Fra"),
    "to_on": mark("Til"),
    "legal_basis": mark("Hjemmel"),
    "unit_performing": mark("Utførende enhet"),
    "reason": mark("Begrunnelse for utfallet"),
    "important": mark("Viktig å vite"),
}

Content = Mapping[str, object]  # {"facts": …, "lines": [{"id": …, "service": …, "outcome": …}]}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was."""

    label: str
    service: str  # empty: of the whole decision
    before: str
    after: str


def changes(before: Content, after: Content) -> list[Change]:
    """What differs between two contents, in the order of the page."""
    found = []
    old, new = _lines(before), _lines(after)
    for key in dict.fromkeys([*old, *new]):
        found += _line_changes(old.get(key), new.get(key))
    for field, label in LABELS.items():
        was, now = str(before.get(field, "")), str(after.get(field, ""))
        if was != now:
            found.append(Change(label, "", was, now))
    return found


def _line_changes(old: Mapping[str, str] | None, new: Mapping[str, str] | None) -> list[Change]:
    if old is None or new is None:
        there = old or new or {}
        service = there.get("service", "")
        label = mark("Tjeneste lagt til") if old is None else mark("Tjeneste tatt ut")
        return [Change(label, service, "", there.get("outcome", ""))]
    return [
        Change(label, new.get("service", ""), old.get(field, ""), new.get(field, ""))
        for field, label in LINE_LABELS.items()
        if old.get(field, "") != new.get(field, "")
    ]


def _lines(content: Content) -> dict[str, Mapping[str, str]]:
    lines = content.get("lines", [])
    rows: Sequence[Mapping[str, str]] = lines if isinstance(lines, list) else []
    return {row["id"]: row for row in rows}
