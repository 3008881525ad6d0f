"""What lists are narrowed to, as plain values between the URL and the query."""

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
