"""What the pages here share: whose case it is, what was typed before, and two who wrote at once."""

import datetime as dt
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localdate

from cases.queries import (
    CaseHead,
    DraftRow,
    PersonHead,
    acting_in,
    case_head,
    draft,
    find,
    person_head,
)
from people.access import Actor, reading
from people.roles import Permission
from people.signed_in import actor_of


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks at which case, when, and may they write there."""

    actor: Actor
    at: dt.datetime
    on: dt.date
    case: CaseHead
    person: PersonHead

    @property
    def may_assess(self) -> bool:
        """Whether the visitor's role writes in kartlegging and innstilling."""
        return self.actor.may(Permission.ASSESS)

    def draft(self, form: str) -> DraftRow | None:
        """What the visitor had typed in this form; asked inside the reading."""
        if self.actor.staff_id is None:
            return None
        return draft(owner_id=self.actor.staff_id, form=form, case_id=self.case.id)


@contextmanager
def visiting(
    request: HttpRequest,
    reference: str,
    *,
    page: str,
    permission: Permission = Permission.OPEN_CASE,
) -> Iterator[Visit]:
    """One reading of one case, on record as `page`; what more than opening it is asked for, is the
    page of an act. Raises NotFound and AccessDenied.
    """
    at = timezone.now()
    actor = actor_of(request, at=at)
    on = localdate(at)
    with reading(actor, permission, page=page, at=at) as look:
        acting = permission is not Permission.OPEN_CASE
        case = case_head(find(reference, actor=actor, acting=acting), on=on)
        person = person_head(case.person_id, on=on)
        look.saw(persons=[person.id], case=case.id)
        yield Visit(acting_in(case.id, actor=actor), at, on, case, person)


def differing(
    mine: Mapping[str, Any], theirs: Mapping[str, Any], labels: Mapping[str, str]
) -> list[dict[str, str]]:
    """The fields in which two have written different things, for the table of both texts."""
    return [
        {"label": label, "mine": _text(mine.get(name)), "theirs": _text(theirs.get(name))}
        for name, label in labels.items()
        if _text(mine.get(name)) != _text(theirs.get(name))
    ]


def _text(value: Any) -> str:
    if isinstance(value, dt.date):
        return f"{value:%d.%m.%Y}"
    return str(value).replace("\r\n", "\n").strip() if value not in (None, "") else ""
