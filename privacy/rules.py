"""Pure rules: where a merge stands, the strictest protection, and what is due to be let go."""

import calendar
import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from audit.words import mark
from people.refusals import Objection
from privacy.kinds import FIELDS, JOURNAL, ClaimKind, MergeState, Outcome

STRICTEST: Final = ("NONE", "CONFIDENTIAL", "STRICT")  # people.models.Protection, weakest first
LONGEST: Final = 2000
LONGEST_REASON: Final = 500


def strictest(*protections: str) -> str:
    """The strongest of some protections of an address."""
    return max(protections, key=STRICTEST.index)


def state_of(
    *,
    withdrawn: bool,
    confirmed: bool,
    undo_proposed: bool,
    undone: bool,
) -> MergeState:
    """Where a merge stands, by what has been said of it."""
    if undone:
        return MergeState.UNDONE
    if undo_proposed:
        return MergeState.UNDO_PROPOSED
    if confirmed:
        return MergeState.MERGED
    return MergeState.WITHDRAWN if withdrawn else MergeState.PROPOSED


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day number so many months earlier, or the last of a month that has no such."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(day.day, last))


def months_after(day: dt.date, months: int) -> dt.date:
    """The same day number so many months later, or the last of a month that has no such."""
    return months_before(day, -months)


def kept_until(counts_from: dt.date, months: int) -> dt.date:
    """The first day something is no longer kept."""
    return months_after(counts_from, months)


def last_due(on: dt.date, months: int) -> dt.date:
    """The latest day to count from that is due on a day: all before it are due too.

    Not the same day number back: 31 January and a month is due on 28 February, so is the 28th.
    """
    day = months_before(on, months)
    later = day + dt.timedelta(days=1)
    while kept_until(later, months) <= on:
        day, later = later, later + dt.timedelta(days=1)
    return day


@dataclass(frozen=True, slots=True)
class Row:
    """One row that is kept: whose, and from which day its time runs; None: it does not yet."""

    id: int
    person_id: int | None
    from_on: dt.date | None


def due(
    rows: Iterable[Row],
    *,
    months: int,
    on: dt.date,
    whole: bool,
    busy: Collection[int],
) -> list[int]:
    """Which rows are due to be let go on a day. The rule in words, row by row.

    `whole`: none of a person's before all of them; `busy`: who still gets help.
    """
    found = list(rows)
    open_still = {row.person_id for row in found if row.from_on is None}
    last: dict[int | None, dt.date] = {}
    for row in found:
        if row.from_on is not None:
            last[row.person_id] = max(last.get(row.person_id, row.from_on), row.from_on)
    answer = []
    for row in found:
        if row.from_on is None or (row.person_id is not None and row.person_id in busy):
            continue
        if whole and row.person_id in open_still:
            continue
        start = last[row.person_id] if whole else row.from_on
        if kept_until(start, months) <= on:
            answer.append(row.id)
    return answer


def typed_day(text: str) -> dt.date | None:
    """A day as it is typed, 21.11.2026; None for no such day."""
    found = re.fullmatch(r"(\d{1,2})\.(\d{1,2})\.(\d{4})", text)
    if found is None:
        return None
    try:
        return dt.date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        return None


def claim_objections(
    kind: str, what: str, from_whom: str, received_on: dt.date, *, on: dt.date
) -> list[Objection]:
    """What is wrong with a claim that is to be registered."""
    found = []
    if kind not in set(ClaimKind):
        found.append(Objection(mark("Velg hva kravet gjelder."), "kind_missing", "kind"))
    if not from_whom.strip():
        found.append(Objection(mark("Skriv hvem kravet kom fra."), "from_missing", "from_whom"))
    if len(from_whom) > 200:
        found.append(Objection(mark("Kort ned teksten til 200 tegn."), "too_long", "from_whom"))
    if not what.strip():
        found.append(Objection(mark("Skriv hva det bes om."), "what_missing", "what"))
    if len(what) > LONGEST:
        found.append(Objection(mark("Kort ned teksten til 2000 tegn."), "too_long", "what"))
    if received_on > on:
        found.append(
            Objection(mark("Kravet kan ikke være mottatt etter i dag."), "future", "received_on")
        )
    return found


def answer_objections(kind: str, given: Mapping[str, Any]) -> list[Objection]:
    """What is wrong with an answer to a claim of a kind."""
    found = []
    outcome, reason = given["outcome"], given["reason"].strip()
    if outcome not in set(Outcome):
        found.append(Objection(mark("Velg innvilget eller avslått."), "outcome", "outcome"))
    if outcome == Outcome.REFUSED and not reason:
        found.append(Objection(mark("Skriv hvorfor kravet avslås."), "reason_missing", "reason"))
    if len(reason) > LONGEST:
        found.append(Objection(mark("Kort ned teksten til 2000 tegn."), "too_long", "reason"))
    if outcome == Outcome.GRANTED and kind == ClaimKind.ACCESS:
        found += _handing_objections(given)
    if outcome == Outcome.GRANTED and kind == ClaimKind.CORRECTION:
        found += _correction_objections(given["field"], reason)
    if outcome == Outcome.GRANTED and kind == ClaimKind.BLOCK and not given["understood"]:
        sentence = mark("Bekreft at personen vet hva som stenges, og hva som ikke stenges.")
        found.append(Objection(sentence, "not_understood", "understood"))
    return found


def _handing_objections(given: Mapping[str, Any]) -> list[Objection]:
    found = []
    for name, sentence in (
        ("handed_to", mark("Skriv hvem som får opplysningene.")),
        ("handed_how", mark("Skriv hvordan opplysningene gis.")),
    ):
        if not given[name].strip():
            found.append(Objection(sentence, f"{name}_missing", name))
        if len(given[name]) > 200:
            found.append(Objection(mark("Kort ned teksten til 200 tegn."), "too_long", name))
    return found


def _correction_objections(field: str, reason: str) -> list[Objection]:
    if field not in {*FIELDS, JOURNAL}:
        return [Objection(mark("Velg hva som rettes."), "field_missing", "field")]
    if field == JOURNAL and not reason:
        return [Objection(mark("Skriv hva som er riktig."), "reason_missing", "reason")]
    return []
