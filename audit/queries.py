"""Reads of the trail, as plain rows with ids; who wants names looks them up."""

import datetime as dt
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import Max, Min, Q
from django.utils.translation import gettext

from audit.events import sentence_of
from audit.kinds import FOLLOWED, Break
from audit.models import Anchored, Block, Change, Check, Denial, Entry, Read
from audit.rules import Seal
from audit.words import said

Told = TypeVar("Told", "EntryRow", Entry)
SILENCE: Final = dt.timedelta(hours=26)  # a night's verification, and the time one takes
# The database finds them by the person: the row policy would let no index do so (docs/adr/0016).
LOOKS: Final = """
SELECT at, page, ground, staff_id, role, unit_id, case_id FROM audit_looks_at(%(person)s)
WHERE (%(since)s::timestamptz IS NULL OR at >= %(since)s)
    AND (%(until)s::timestamptz IS NULL OR at < %(until)s)
    AND (%(staff)s::bigint IS NULL OR staff_id = %(staff)s)
    AND (%(unit)s::bigint IS NULL OR unit_id = %(unit)s)
    AND (%(role)s = '' OR role = %(role)s)
ORDER BY at DESC, id DESC LIMIT %(limit)s
"""
WAYS: Final = """
SELECT DISTINCT staff_id, unit_id, role, page, case_id FROM audit_looks_at(%s)
"""


@dataclass(frozen=True, slots=True)
class EntryRow:
    """One act on a case or a person, newest first in lists; the sentence as the reader speaks."""

    id: UUID
    at: dt.datetime
    event: str
    sentence: str
    data: dict[str, Any]
    staff_id: int | None
    role: str
    unit_id: int | None
    case_id: int | None


def entries(
    *,
    case_ids: Sequence[int] = (),
    person_id: int | None = None,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    limit: int = 200,
) -> list[EntryRow]:
    """Acts on any of `case_ids` or on `person_id`, newest first; [since, until)."""
    found = Entry.objects.all()
    if case_ids:
        found = found.filter(case_id__in=list(case_ids))
    if person_id is not None:
        found = found.filter(person_id=person_id)
    if not case_ids and person_id is None:
        return []
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    return [_entry(entry) for entry in found.order_by("-at", "-id")[:limit]]


def told_once(entries: Iterable[Told]) -> list[Told]:
    """Each act once, where two who are one are told of: of two that were merged both histories
    tell (privacy), each with an entry of its own.
    """
    found: dict[Any, Told] = {}
    for entry in entries:
        merge = entry.data.get("merge")
        key = (entry.at, entry.event, merge) if merge else entry.id
        found.setdefault(key, entry)
    return list(found.values())


def _entry(entry: Entry) -> EntryRow:
    return EntryRow(
        id=entry.id,
        at=entry.at,
        event=entry.event,
        sentence=sentence_of(entry.event, entry.data, say=gettext),
        data=entry.data,
        staff_id=entry.staff_id,
        role=entry.role,
        unit_id=entry.unit_id,
        case_id=entry.case_id,
    )


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """What one statement made of one row; see audit.models.Change."""

    at: dt.datetime
    relation: str
    row_id: int
    act: str
    was: dict[str, Any]
    became: dict[str, Any]
    staff_id: int | None
    use_case: str
    login: str
    case_id: int | None


def changes_of_act(entry_id: UUID, *, case_id: int) -> tuple[EntryRow, list[ChangeRow]] | None:
    """An entry of the case, and what its transaction made of the case's rows, in order.

    Rows that name no case (a person's) count in; rows of other cases of the same act do not.
    None where the case has no such entry.
    """
    entry = Entry.objects.filter(id=entry_id, case_id=case_id).first()
    if entry is None:
        return None
    found = Change.objects.filter(at=entry.at).extra(
        where=["xact = (SELECT xact FROM audit_entry WHERE at = %s AND id = %s)"],
        params=[entry.at, entry.id],
    )
    of_case = found.filter(Q(case_id=case_id) | Q(case_id=None))
    return _entry(entry), [_change(change) for change in of_case.order_by("number")]


def changes_by_hand(case_id: int, *, limit: int = 100) -> list[ChangeRow]:
    """What was made of a case's rows outside any act of the product, newest first."""
    found = Change.objects.filter(case_id=case_id, use_case="")
    return [_change(change) for change in found.order_by("-at", "-number")[:limit]]


def _change(change: Change) -> ChangeRow:
    return ChangeRow(
        at=change.at,
        relation=change.relation,
        row_id=change.row_id,
        act=change.act,
        was=change.was or {},
        became=change.became or {},
        staff_id=change.staff_id,
        use_case=change.use_case,
        login=change.login,
        case_id=change.case_id,
    )


def as_of(relation: str, row_id: int, *, at: dt.datetime) -> dict[str, Any] | None:
    """A row as it stood after whatever was done at `at`, as JSON has it; None where it was not.

    What it came as and every change until then, from the sealed history alone. A row that came
    before what it came as was kept: as it stands now, with every later change undone.
    """
    if relation not in FOLLOWED:
        raise KeyError(relation)
    changes = Change.objects.filter(relation=relation, row_id=row_id)
    first = changes.order_by("number").first()
    if first is not None and first.act == "INSERT" and first.became is not None:
        return _folded(changes.filter(at__lte=at).order_by("number")).get((relation, row_id))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT to_jsonb(t) FROM {relation} t WHERE id = %s", [row_id])  # noqa: S608 - one of FOLLOWED
        row = cursor.fetchone()
    state: dict[str, Any] | None = json.loads(row[0]) if row else None
    later = changes.filter(at__gt=at)
    for act, was in later.order_by("-number").values_list("act", "was"):
        match act:
            case "INSERT":
                state = None
            case "DELETE":
                state = was
            case _:
                state = {**(state or {}), **(was or {})}
    return state


State = dict[str, Any]


def stood(
    relations: Collection[str], *, case_id: int, at: dt.datetime
) -> dict[str, dict[int, State]]:
    """The rows of a case in some tables as they stood after whatever was done at `at`, by id."""
    changes = Change.objects.filter(case_id=case_id, relation__in=relations, at__lte=at)
    found: dict[str, dict[int, State]] = {relation: {} for relation in relations}
    for (relation, row_id), state in _folded(changes.order_by("number")).items():
        found[relation][row_id] = state
    return found


def _folded(changes: Iterable[Change]) -> dict[tuple[str, int], State]:
    """What changes in their order make of each row; not those that are gone."""
    states: dict[tuple[str, int], State] = {}
    for change in changes:
        key = (change.relation, change.row_id)
        if change.act == "DELETE":
            states.pop(key, None)
        else:
            states[key] = {**states.get(key, {}), **(change.became or {})}
    return states


@dataclass(frozen=True, slots=True)
class ReadRow:
    """One look at a person's information, as it was recorded."""

    at: dt.datetime
    page: str
    ground: str
    staff_id: int | None
    role: str
    unit_id: int | None
    case_id: int | None


def reads_of(
    person_id: int,
    *,
    since: dt.datetime | None = None,
    until: dt.datetime | None = None,
    staff_id: int | None = None,
    unit_id: int | None = None,
    role: str = "",
    limit: int,
) -> list[ReadRow]:
    """Looks at a person, alone or in a list, newest first; [since, until)."""
    with connection.cursor() as cursor:
        cursor.execute(
            LOOKS,
            {
                "person": person_id,
                "since": since,
                "until": until,
                "staff": staff_id,
                "unit": unit_id,
                "role": role,
                "limit": limit,
            },
        )
        return [ReadRow(*row) for row in cursor.fetchall()]


def reads_by(staff_id: int, *, since: dt.datetime, until: dt.datetime, limit: int) -> list[ReadRow]:
    """What somebody looked at, newest first; [since, until)."""
    found = Read.objects.filter(staff_id=staff_id, at__gte=since, at__lt=until)
    names = ("at", "page", "ground", "staff_id", "role", "unit_id", "case_id")
    return [ReadRow(*row) for row in found.order_by("-at", "-id").values_list(*names)[:limit]]


def refusals_of(
    staff_id: int, *, since: dt.datetime, until: dt.datetime, limit: int
) -> list[tuple[dt.datetime, str, str]]:
    """When somebody was refused, at which page and what, newest first; [since, until)."""
    found = Denial.objects.filter(staff_id=staff_id, at__gte=since, at__lt=until)
    rows = found.order_by("-at", "-id").values_list("at", "what")[:limit]
    return [(at, page, asked) for at, what in rows for page, _, asked in [what.rpartition(": ")]]


def refused(what: str, *, since: dt.datetime) -> dict[int, list[dt.datetime]]:
    """When each member of staff was refused `what`, whatever page it was on; latest last."""
    rows = Denial.objects.filter(what__endswith=f": {what}", at__gte=since, staff_id__isnull=False)
    found: dict[int, list[dt.datetime]] = {}
    for staff_id, at in rows.order_by("at", "id").values_list("staff_id", "at"):
        found.setdefault(staff_id or 0, []).append(at)
    return found


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a person has been looked at: by whom, from where, in what role, at what."""

    staff_id: int | None
    unit_id: int | None
    role: str
    page: str
    case_id: int | None


def ways_looked_at(person_id: int) -> list[Way]:
    """Every different way in which a person has ever been looked at."""
    with connection.cursor() as cursor:
        cursor.execute(WAYS, [person_id])
        return [Way(*way) for way in cursor.fetchall()]


def seals_after(block: int) -> list[Seal]:
    """The seals of the blocks after `block`, in order."""
    return [_seal(found) for found in Block.objects.filter(number__gt=block).order_by("number")]


def seal_of(block: int) -> Seal | None:
    """The seal of a block; none if there is no such block."""
    return next((_seal(found) for found in Block.objects.filter(number=block)), None)


def last_seal() -> Seal | None:
    """The seal of the last block; none before the first."""
    return next((_seal(found) for found in Block.objects.order_by("-number")[:1]), None)


def _seal(found: Block) -> Seal:
    return Seal(
        block=found.number,
        previous=bytes(found.previous).hex(),
        root=bytes(found.root).hex(),
        link=bytes(found.link).hex(),
        count=found.count,
        total=found.total,
        first_at=_moment(found.first_at),
        last_at=_moment(found.last_at),
        sealed_at=_moment(found.sealed_at),
        horizon=str(found.horizon),
        place=found.place,
        hash=bytes(found.hash).hex(),
    )


def _moment(at: dt.datetime) -> str:
    """As audit_moment() in the database writes it."""
    return f"{at.astimezone(dt.UTC):%Y-%m-%dT%H:%M:%S.%f}Z"


def anchored_to() -> int:
    """The last block that was written outside the database; 0 before the first."""
    found: int | None = Anchored.objects.aggregate(last=Max("block"))["last"]
    return found or 0


def last_whole_check() -> dt.datetime | None:
    """When the latest verification of the whole chain began."""
    found = Check.objects.filter(whole=True).order_by("-started_at").first()
    return found.started_at if found else None


@dataclass(frozen=True, slots=True)
class Integrity:
    """What the last verifications said, for who reads the trail."""

    latest_at: dt.datetime | None  # when what is new was last gone through
    checked_at: dt.datetime | None  # when the whole chain was
    silent: bool  # too long ago, or never
    breaks: tuple[str, ...]  # in the reader's language, the first break first


def integrity(*, at: dt.datetime) -> Integrity:
    """Whether the chain is whole: by the latest verification, and the latest of all of it."""
    whole = Check.objects.filter(whole=True).order_by("-started_at").first()
    latest = Check.objects.order_by("-started_at").first()
    stored = [found for check in (latest, whole) if check for found in check.breaks]
    sentences = [said(Break.of(found).sentence, gettext) for found in stored]
    return Integrity(
        latest_at=latest.finished_at if latest else None,
        checked_at=whole.finished_at if whole else None,
        silent=whole is None or at - whole.finished_at > SILENCE,
        breaks=tuple(dict.fromkeys(sentences)),
    )


@dataclass(frozen=True, slots=True)
class SealState:
    """What waits: since when there are rows without a seal, and blocks without an anchor."""

    unsealed_since: dt.datetime | None
    unanchored_since: dt.datetime | None


def seal_state() -> SealState:
    """What the sealer and the anchor have not come to yet, over all municipalities."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_unsealed_since()")
        unsealed = cursor.fetchone()[0]
    waiting = Block.objects.filter(number__gt=anchored_to())
    return SealState(unsealed, waiting.aggregate(first=Min("sealed_at"))["first"])
