"""«Fullført i dag»: the tasks one has completed, as the trail tells them."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast
from django.utils.timezone import make_aware
from django.utils.translation import gettext

from audit.events import sentence_of
from audit.models import Entry
from cases.queries import heads, person_heads, visible
from delivery.queries import orders_left
from desk.kinds import COMPLETES
from people.access import Actor
from privacy.models import Merge

MOST = 200


@dataclass(frozen=True, slots=True)
class DoneRow:
    """Something one has done today."""

    at: dt.datetime
    sentence: str
    reference: str  # empty for a case one may no longer open, and for no case
    person_id: int | None
    person: str
    age: int | None
    services: str

    @property
    def url(self) -> str:
        """The case."""
        return f"/saker/{self.reference}/" if self.reference else ""


def done_today(*, actor: Actor, on: dt.date) -> tuple[DoneRow, ...]:
    """What the actor has completed on the day, latest first, in the same queries whatever it is."""
    found = list(_done(actor, on).order_by("-at", "-id")[:MOST])
    ids = {entry.case_id for entry in found if entry.case_id}
    mine = visible(actor).filter(pk__in=ids).values_list("pk", flat=True)
    cases = heads(list(mine), on=on)
    orders = {entry.data["order"] for entry in found if entry.data.get("order")}
    left = orders_left(orders)
    people = person_heads({entry.person_id for entry in found if entry.person_id}, on=on)
    rows = []
    for entry in found:
        case, person = cases.get(entry.case_id or 0), people.get(entry.person_id or 0)
        if case is None and entry.data.get("order") in left:
            person = None  # the unit has no more to do with them
        if case is None and person is not None and person.unnamed:
            person = None
        rows.append(
            DoneRow(
                at=entry.at,
                sentence=sentence_of(entry.event, entry.data, say=gettext),
                reference=case.reference if case else "",
                person_id=entry.person_id,
                person=person.list_name if person else "",
                age=person.age if person else None,
                services=case.title if case else "",
            )
        )
    return tuple(rows)


def done_count(*, actor: Actor, on: dt.date) -> int:
    """How many that are, for the tab."""
    return min(MOST, _done(actor, on).count())


def _done(actor: Actor, on: dt.date) -> QuerySet[Entry]:
    """Of two who were merged both histories tell; one has done it once."""
    merge = Cast(KeyTextTransform("merge", OuterRef("data")), UUIDField())
    absorbed = Merge.objects.filter(public_id=merge, absorbed=OuterRef("person_id"))
    return Entry.objects.exclude(Exists(absorbed)).filter(
        municipality_id=actor.municipality_id,
        staff_id=actor.staff(),
        event__in=sorted(COMPLETES),
        at__gte=midnight(on),
        at__lt=midnight(on + dt.timedelta(days=1)),
    )


def midnight(day: dt.date) -> dt.datetime:
    """The moment the day begins, by Oslo's clock."""
    return make_aware(dt.datetime.combine(day, dt.time.min))
