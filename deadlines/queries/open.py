"""Which deadlines are open, whose they are, and the one a use case is about."""

import datetime as dt
from collections.abc import Collection
from enum import StrEnum

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from cases.queries import lock, visible
from deadlines.kinds import ASKED, Kind, KindRow, Whose, row_of
from deadlines.models import Deadline, TaskState
from people.access import Actor
from people.refusals import NotFound


class View(StrEnum):
    """Whose deadlines are asked for."""

    MINE = "mine"
    UNIT = "enhet"
    ALL = "alle"


def kinds_of(*whose: Whose, on: dt.date) -> list[Kind]:
    """The kinds where one of these must act."""
    return [kind for kind in Kind if (row := _row(kind, on)) and row.whose in whose]


def open_deadlines() -> QuerySet[Deadline]:
    """Deadlines that run, in open cases: not met, not cancelled, not waiting for a start."""
    return Deadline.objects.filter(
        Q(case=None) | Q(case__ended_at=None), met_at=None, cancelled_at=None, provisional=False
    )


def has_met(case_id: int, kind: Kind, *, keys: Collection[str]) -> bool:
    """Whether a deadline of a case about one of `keys`, or a later number of it, has been met."""
    about = Q(pk__in=[])
    for key in keys:
        about |= Q(key=key) | Q(key__startswith=f"{key}:")
    return Deadline.objects.filter(about, case_id=case_id, kind=kind, met_at__isnull=False).exists()


def working(*, on: dt.date) -> QuerySet[Deadline]:
    """The open deadlines somebody in the municipality must act on; only these can be overdue.

    A party's own time (to complain, to answer) is not among them, nor a clock that is paused.
    """
    return open_deadlines().filter(_ours(on), paused_on=None)


def to_follow_up(*, on: dt.date) -> QuerySet[Deadline]:
    """Those, and the answers a party was asked for whose day is past: somebody here goes on then,
    with what is known. Their time is out; they are not late.
    """
    lapsed = Q(kind__in=ASKED, due_on__lt=on)
    return open_deadlines().filter(_ours(on) | lapsed, paused_on=None)


def seen_by(actor: Actor) -> Q:
    """Those of cases the actor may open, and those their own unit must act on."""
    units = Q(unit_id__in=actor.unit_ids) if actor.unit_ids else Q(pk__in=[])
    return Q(case__in=visible(actor)) | units


def in_view(view: View, actor: Actor) -> Q:
    """Of what the actor sees, their own, or that of the units they work in or lead.

    One's own: in the cases one has, in those nobody has taken from a queue one answers for, and
    what one has taken on in somebody else's.
    """
    if view is View.ALL:
        return Q()
    if view is View.UNIT:
        units = list(actor.unit_ids)
        return Q(unit_id__in=units) | Q(unit=None, case__unit_id__in=units)
    me = actor.staff()
    taken = TaskState.objects.filter(
        case_id=OuterRef("case_id"), key=Cast(OuterRef("public_id"), CharField()), holder_id=me
    )
    return Q(unit=None) & (
        Q(case__responsible_id=me)
        | Q(case__responsible=None, case__queue_owner_id=me)
        | Q(Exists(taken))
    )


def lock_deadline(deadline_id: str, *, actor: Actor) -> Deadline:
    """The open deadline with this public id, its case locked first; for whoever may open the case.

    Raises NotFound, also when it is met or cancelled; AccessDenied as `cases.queries.lock`.
    """
    found = Deadline.objects.filter(
        public_id=deadline_id, municipality_id=actor.municipality_id
    ).first()
    if found is None or found.case_id is None:
        raise NotFound("Vi finner ikke fristen.", what="deadline")
    lock(found.case_id, actor=actor)
    locked = (
        Deadline.objects.select_for_update(of=("self",))
        .select_related("case")
        .filter(pk=found.pk, met_at=None, cancelled_at=None)
        .first()
    )
    if locked is None:
        raise NotFound("Fristen er allerede fulgt opp.")
    return locked


def _ours(on: dt.date) -> Q:
    return Q(kind__in=kinds_of(Whose.MUNICIPALITY, Whose.UNIT, on=on))


def _row(kind: Kind, on: dt.date) -> KindRow | None:
    try:
        return row_of(kind, on=on)
    except LookupError:
        return None
