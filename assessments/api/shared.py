"""What the API's doors here share: the case in the path, read on record."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.utils.timezone import localdate
from rest_framework.request import Request

from cases.queries import case_head, find
from people.access import Actor, reading
from people.adapters import Door
from people.roles import Permission


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks about which case, and when."""

    actor: Actor
    at: dt.datetime
    on: dt.date
    case_id: int


class CaseDoor(Door):
    """A door below `cases/{reference}/`."""

    @contextmanager
    def calling(self, request: Request, reference: str, *, page: str) -> Iterator[Caller]:
        """One reading of the case, on record as `page`. Raises NotFound and AccessDenied."""
        actor, at = self.who(request)
        on = localdate(at)
        with reading(actor, Permission.OPEN_CASE, page=f"API – {page}", at=at) as look:
            case_id = find(reference, actor=actor)
            look.saw(persons=[case_head(case_id, on=on).person_id], case=case_id)
            yield Caller(actor, at, on, case_id)

    def caller(self, request: Request, reference: str, *, page: str) -> Caller:
        """The same, for a door that then acts."""
        with self.calling(request, reference, page=page) as caller:
            return caller
