"""What the set-up shows: every kind of deadline by its rule, and the municipality's own rows."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from audit.words import said
from cases.service_types import Confidence
from deadlines.kinds import CONFIDENCES, KINDS, PAUSES, WHOSE, KindRow, TermUnit
from deadlines.models import OwnTerm
from deadlines.queries.rules import rules_of
from deadlines.rules import term_text
from people.access import Actor
from people.queries import DatedRow


@dataclass(frozen=True, slots=True)
class KindLine:
    """One kind as it holds now, in words."""

    key: str
    label: str
    trigger: str
    length: str
    legal_basis: str
    source: str
    whose: str
    consequence: str
    confidence: str
    verified: bool
    pauses: str
    set_in_case: str  # empty: it is not
    told: str
    configurable: bool
    own_from: dt.date | None
    valid_from: dt.date | None


def kind_lines(actor: Actor, *, on: dt.date) -> list[KindLine]:
    """Every kind, what waits for its law too, by label."""
    rules = rules_of(actor.municipality_id)
    here = {row.key: row for row in rules.rows(on=on)}
    lines = [_line(here.get(row.key, row)) for row in KINDS]
    return sorted(lines, key=lambda line: (line.label, line.key))


def own_terms(actor: Actor, *, on: dt.date) -> list[DatedRow]:
    """The municipality's own lengths, those in force first."""
    labels = {row.kind.value: row for row in KINDS if row.configurable}
    rows = OwnTerm.objects.filter(municipality_id=actor.municipality_id).order_by(
        "kind", F("valid_to").desc(nulls_first=True), "-valid_from"
    )
    return [
        DatedRow(
            row.pk,
            (
                _named(labels[row.kind]),
                said(term_text(row.length, labels[row.kind].term.unit), _),
                row.decided_by,
            ),
            row.valid_from,
            row.valid_to,
        )
        for row in rows
        if row.kind in labels
    ]


def configurable_kinds(*, on: dt.date) -> list[tuple[str, str]]:
    """The kinds a municipality may set a length of, with unit and bounds, by name."""
    return sorted(
        ((row.kind.value, _choice(row)) for row in KINDS if row.configurable),
        key=lambda choice: choice[1],
    )


def _named(row: KindRow) -> str:
    """The deadline and from when it is counted: two kinds may have one name."""
    return _("%(label)s – fra: %(trigger)s") % {"label": _(row.label), "trigger": _(row.trigger)}


def _choice(row: KindRow) -> str:
    return _("%(label)s (%(length)s; fra %(shortest)s til %(longest)s)") % {
        "label": _named(row),
        "length": said(term_text(row.term.length, row.term.unit), _),
        "shortest": row.shortest,
        "longest": row.longest,
    }


def _line(row: KindRow) -> KindLine:
    return KindLine(
        key=row.key,
        label=_(row.label),
        trigger=_(row.trigger),
        length=_length(row),
        legal_basis=_(row.legal_basis),
        source=row.source,
        whose=_(WHOSE[row.whose]),
        consequence=_(row.consequence),
        confidence=_(CONFIDENCES[row.confidence]),
        verified=row.confidence is Confidence.VERIFIED,
        pauses=_(PAUSES[row.pausable]),
        set_in_case=_least(row),
        told=_told(row),
        configurable=row.configurable,
        own_from=row.own_from,
        valid_from=row.valid_from,
    )


def _length(row: KindRow) -> str:
    if row.term.unit is TermUnit.DATE:
        return _("Dagen settes i saken")
    if row.term.unit is TermUnit.AT_ONCE:
        return _("Straks")
    length = said(term_text(row.term.length, row.term.unit), _)
    return capfirst(f"{length} kl. {row.term.until:%H.%M}" if row.term.until else length)


def _least(row: KindRow) -> str:
    if not row.set_in_case or row.minimum is None:
        return ""
    least = said(term_text(row.minimum, row.term.unit), _)
    return _("Settes i saken, minst %(least)s") % {"least": least}


def _told(row: KindRow) -> str:
    parts = []
    before, after = row.remind_days_before, row.escalate_days_after
    if before is not None:
        told = _("varsel %(length)s før") % {"length": _days(before)}
        parts.append(told if before else _("varsel på dagen"))
    if after is not None:
        told = _("lederen varsles %(length)s etter") % {"length": _days(after)}
        parts.append(told if after else _("lederen varsles når den er ute"))
    return capfirst(", ".join(parts)) or _("Ingen")


def _days(number: int) -> str:
    return said(term_text(number, TermUnit.DAYS), _)
