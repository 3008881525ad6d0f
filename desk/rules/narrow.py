"""What lists are narrowed to, as plain values between the URL and the query."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CaseNarrow:
    """Empty means no narrowing."""

    stages: Collection[str] = ()
    responsible: str = ""  # a member of staff's public id, or "me"
    service: str = ""
    overdue: bool = False
    ended: bool = False
    unit_id: int | None = None


@dataclass(frozen=True, slots=True)
class TaskNarrow:
    """`view`: mine, ufordelt, vent, godkjenning. `due_within` in days; 0 is today and over."""

    view: str = "mine"
    due_within: int | None = None
    kind: str = ""
    service: str = ""
    zone: int | None = None  # the id of a district
    urgent: bool | None = None


@dataclass(frozen=True, slots=True)
class EventNarrow:
    """What of a case's history; both days included. `who`: a value of `who_acted`."""

    area: str = ""
    from_on: dt.date | None = None
    to_on: dt.date | None = None
    who: str = ""
    role: str = ""


@dataclass(frozen=True, slots=True)
class LookNarrow:
    """What of a person's access log; both days included. Its values are those of `ways`."""

    from_on: dt.date | None = None
    to_on: dt.date | None = None
    staff_id: int | None = None
    unit_id: int | None = None
    role: str = ""
    page: str = ""  # the word of a page, as it stands in addresses
    whys: Collection[str] = ()
    reference: str = ""
