"""What is promised by the staff a leader answers for: to be given to another when they are away."""

import datetime as dt
import uuid
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.queries import open_people, person_heads
from intake.models import Application
from people.access import Actor
from people.models import RoleGrant
from people.refusals import NotFound

UNKNOWN = "Vi finner ikke henvendelsen."


@dataclass(frozen=True, slots=True)
class Promise:
    """An enquiry somebody is to follow up; `person` is empty for who the leader may not open.

    `what` is what was promised; what was told stays with who opens it.
    """

    public_id: str
    person_id: int
    person: str
    received_on: dt.date
    due_on: dt.date | None
    what: str
    by: str

    @property
    def give_url(self) -> str:
        """Where it is given to another."""
        return f"/henvendelser/{self.public_id}/gi/"


def led(actor: Actor, *, on: dt.date) -> QuerySet[Application]:
    """What is not followed up, of the units one leads or promised by who works there.

    A filter for other queries; never handed to a page.
    """
    works = RoleGrant.objects.filter(
        staff_id=OuterRef("follow_up_by_id"),
        unit_id__in=actor.led_unit_ids,
        valid_from__lte=on,
        valid_to__gt=on,
        revoked_at=None,
    )
    return Application.objects.filter(
        Q(unit_id__in=actor.led_unit_ids) | Exists(works),
        municipality_id=actor.municipality_id,
        follow_up_by__isnull=False,
        followed_up_at=None,
    )


def promises_of(staff_id: int, *, actor: Actor, on: dt.date) -> tuple[Promise, ...]:
    """What one in the team has promised to follow up, the nearest day first."""
    return _rows(led(actor, on=on).filter(follow_up_by_id=staff_id), actor=actor, on=on)


def promise(public_id: uuid.UUID | str, *, actor: Actor, on: dt.date) -> Promise:
    """One of them. Raises NotFound for another's."""
    rows = _rows(led(actor, on=on).filter(public_id=public_id), actor=actor, on=on)
    if not rows:
        raise NotFound(UNKNOWN)
    return rows[0]


def _rows(found: QuerySet[Application], *, actor: Actor, on: dt.date) -> tuple[Promise, ...]:
    rows = list(found.select_related("follow_up_by").order_by("follow_up_on", "pk"))
    people = person_heads({row.person_id for row in rows}, on=on)
    open_to = set(open_people(actor).filter(pk__in=people).values_list("pk", flat=True))
    return tuple(
        Promise(
            public_id=str(row.public_id),
            person_id=row.person_id,
            person=people[row.person_id].list_name if row.person_id in open_to else "",
            received_on=row.received_on,
            due_on=row.follow_up_on,
            what=row.follow_up,
            by=str(row.follow_up_by),
        )
        for row in rows
    )
