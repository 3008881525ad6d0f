"""Writes who looked at whom (pasientjournalloven § 22 a), and counts it.

Written by `people.access.reading` alone; counted there, and by control (`oversight`).
"""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final

from django.db import connection

from audit.models import Read
from audit.trail import Who

NUMBER: Final = "number"  # the ground of a look that asked for an identity number
TURNS: Final = 20_261_122  # the advisory locks of who looks, beside those of others
COUNTED: Final = """
SELECT count(DISTINCT person_ids) FILTER (WHERE shown = 1 AND at >= %(day)s),
    count(DISTINCT person_ids) FILTER (WHERE shown = 1 AND at >= %(hour)s),
    coalesce(sum(shown) FILTER (WHERE shown > 1 AND at >= %(hour)s), 0),
    count(*) FILTER (WHERE ground = %(number)s AND at >= %(minutes)s)
FROM (SELECT at, ground, person_ids, jsonb_array_length(person_ids) AS shown FROM audit_read
    WHERE staff_id = %(staff)s AND at >= least(%(day)s, %(hour)s, %(minutes)s)) looks
"""
LISTED: Final = """
SELECT count(DISTINCT person) FROM audit_read, jsonb_array_elements(person_ids) person
WHERE staff_id = %s AND at >= %s AND jsonb_array_length(person_ids) > 1
"""


def record(
    *,
    page: str,
    ground: str,
    person_ids: Sequence[int],
    case_id: int | None,
    actor: Who,
    at: dt.datetime,
) -> None:
    """Write one look: a list of many people is one row with all their ids."""
    Read.objects.create(
        at=at,
        id=uuid.uuid4(),
        municipality_id=actor.municipality_id,
        staff_id=actor.staff_id,
        role=actor.acting_role,
        unit_id=actor.acting_unit_id,
        page=page[:120],
        ground=ground[:200],
        case_id=case_id,
        person_ids=sorted(set(person_ids)),
    )


@dataclass(frozen=True, slots=True)
class Since:
    """From when on looks are counted."""

    day: dt.datetime
    hour: dt.datetime
    minutes: dt.datetime


@dataclass(frozen=True, slots=True)
class Counted:
    """How many different persons somebody has opened alone, seen in lists, and asked for."""

    day: int
    hour: int
    listed: int  # in the hour; the same person each time
    numbers: int


def take_turns(staff_id: int) -> None:
    """Until the transaction ends no other look of the same person is counted or committed."""
    _rows("SELECT pg_advisory_xact_lock(%s, %s)", [TURNS, staff_id % 2**31])


def counted(staff_id: int, since: Since) -> Counted:
    """The looks of somebody, with the one that was just recorded; by an index."""
    asked = {"staff": staff_id, "number": NUMBER, **asdict(since)}
    return Counted(*map(int, _rows(COUNTED, asked)[0]))


def listed(staff_id: int, *, since: dt.datetime) -> int:
    """How many different persons somebody has seen in lists."""
    return int(_rows(LISTED, [staff_id, since])[0][0])


def opened(staff_id: int, *, since: dt.datetime) -> set[int]:
    """Whom somebody has opened, each alone."""
    looks = Read.objects.filter(staff_id=staff_id, at__gte=since)
    return {ids[0] for ids in looks.values_list("person_ids", flat=True) if len(ids) == 1}


OPENINGS: Final = """
SELECT staff_id, (person_ids->>0)::bigint, max(unit_id), array_agg(at ORDER BY at),
    array_agg(DISTINCT role), array_agg(DISTINCT ground)
FROM audit_read
WHERE municipality_id = %s AND at >= %s AND at < %s AND staff_id IS NOT NULL
    AND jsonb_array_length(person_ids) = 1
GROUP BY 1, 2 ORDER BY 1, 2
"""
TALLIES: Final = """
SELECT staff_id, max(unit_id), array_agg(DISTINCT role),
    count(*) FILTER (WHERE ground = %(number)s),
    count(*) FILTER (WHERE ground = %(number)s AND person_ids = '[]'),
    count(*) FILTER (WHERE page ~ %(exports)s)
FROM audit_read WHERE municipality_id = %(municipality)s AND at >= %(since)s AND at < %(until)s
    AND staff_id IS NOT NULL
GROUP BY 1 ORDER BY 1
"""
REFUSED: Final = """
SELECT staff_id, count(*) FROM audit_denial
WHERE municipality_id = %s AND at >= %s AND at < %s AND staff_id IS NOT NULL
    AND what ~ '(case|person|give_reason|related)' AND what !~ '(too many|only to read)'
GROUP BY 1
"""
ACTED: Final = """
SELECT DISTINCT staff_id, person_id, case_id FROM audit_entry
WHERE municipality_id = %s AND at >= %s AND at < %s AND staff_id IS NOT NULL
    AND (person_id IS NOT NULL OR case_id IS NOT NULL) AND NOT event = ANY(%s)
    AND NOT (case_id IS NULL AND event = ANY(%s))
"""
WRITTEN: Final = """
SELECT staff_id, person_id, event, at, coalesce(data->>'application', '') FROM audit_entry
WHERE municipality_id = %s AND case_id IS NULL AND person_id IS NOT NULL AND staff_id IS NOT NULL
    AND event = ANY(%s) AND at < %s
"""


@dataclass(frozen=True, slots=True)
class Opening:
    """One member of staff's looks at one person, alone on the page, in a stretch of time."""

    staff_id: int
    person_id: int
    unit_id: int | None
    times: list[dt.datetime]
    roles: list[str]
    grounds: list[str]


@dataclass(frozen=True, slots=True)
class Written:
    """Something written of a person, in no case."""

    staff_id: int
    person_id: int
    event: str
    at: dt.datetime
    enquiry: str  # which one it is of; empty: none


@dataclass(frozen=True, slots=True)
class Tally:
    """How often somebody asked by number, in vain, and took something out."""

    staff_id: int
    unit_id: int | None
    roles: list[str]
    numbers: int
    unknown: int
    exports: int


def openings(municipality_id: int, *, since: dt.datetime, until: dt.datetime) -> list[Opening]:
    """Who opened whom in [since, until)."""
    return [Opening(*row) for row in _rows(OPENINGS, [municipality_id, since, until])]


def tallies(
    municipality_id: int, *, since: dt.datetime, until: dt.datetime, exports: str
) -> list[Tally]:
    """What everybody who looked did in [since, until); `exports`: pages, as a pattern."""
    asked = {"municipality": municipality_id, "since": since, "until": until}
    return [Tally(*row) for row in _rows(TALLIES, asked | {"number": NUMBER, "exports": exports})]


def refused(municipality_id: int, *, since: dt.datetime, until: dt.datetime) -> dict[int, int]:
    """How often each was refused a person or a case in [since, until)."""
    return dict(_rows(REFUSED, [municipality_id, since, until]))


def acted(
    municipality_id: int,
    *,
    since: dt.datetime,
    until: dt.datetime,
    besides: Collection[str],
    outside_cases: Collection[str] = (),
) -> list[tuple[int, int | None, int | None]]:
    """Who wrote something of which person or case in [since, until), `besides` some events, and
    besides others where they are of no case.
    """
    return _rows(ACTED, [municipality_id, since, until, list(besides), list(outside_cases)])


def written(
    municipality_id: int,
    events: Collection[str],
    *,
    until: dt.datetime,
    since: dt.datetime | None = None,
    persons: Collection[int] | None = None,
) -> list[Written]:
    """The entries of some events that are of a person and no case, before a moment: since another,
    or all of some persons'.
    """
    sql, values = WRITTEN, [municipality_id, list(events), until]
    if since is not None:
        sql, values = f"{sql} AND at >= %s", [*values, since]
    if persons is not None:
        sql, values = f"{sql} AND person_id = ANY(%s)", [*values, list(persons)]
    return [Written(*row) for row in _rows(sql, values)]


def _rows(sql: str, values: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())
