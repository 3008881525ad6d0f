"""What the clock asks of rights: what is to be asked, told, ended, and what ought to have ended."""

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db import connection
from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Case
from cases.queries import queue_owner_of
from people.access import Actor
from people.models import RoleGrant, StaffMember, Unit
from people.policy import rights_policy_on
from people.roles import ROLES, Permission, Role, may
from people.rules import review_begins
from rights.models import Ending, Line, Review
from rights.rules import due_of, remind_from

# Beside what the constraints hold: nobody has a role that a review has asked of, and whose day to
# answer has passed without a yes. Asked of the rows themselves, so that it also finds what a review
# that was never closed has left standing.
UNATTESTED = """
SELECT g.id FROM people_rolegrant g
  JOIN people_staffmember s ON s.id = g.staff_id
 WHERE s.municipality_id = %(municipality)s
   AND g.revoked_at IS NULL AND g.valid_from <= %(on)s AND g.valid_to > %(on)s
   AND (g.valid_to > g.valid_from + interval '1 year'
        OR EXISTS (SELECT FROM rights_line l JOIN rights_review r ON r.id = l.review_id
                    WHERE l.grant_id = g.id AND r.due_on < %(on)s AND l.answer <> 'KEEP'))
 ORDER BY g.id
"""


CONTROL: Final = frozenset(role for role, row in ROLES.items() if row.alone)
_GIVERS: Final = frozenset(role for role in ROLES if may(role, Permission.ADMINISTER))


def in_force(on: dt.date) -> QuerySet[RoleGrant]:
    """The roles held on a day."""
    return RoleGrant.objects.filter(revoked_at=None, valid_from__lte=on, valid_to__gt=on).filter(
        Q(staff__left_on=None) | Q(staff__left_on__gt=on)
    )


def ending_soon(on: dt.date) -> QuerySet[RoleGrant]:
    """Of those, what ends within the days it is told of, and no other row goes on from there."""
    policy = rights_policy_on(on)
    onward = RoleGrant.objects.filter(
        staff=OuterRef("staff"),
        unit=OuterRef("unit"),
        role=OuterRef("role"),
        revoked_at=None,
        valid_from__lte=OuterRef("valid_to"),
        valid_to__gt=OuterRef("valid_to"),
    )
    near = in_force(on).filter(valid_to__lte=on + dt.timedelta(days=policy.warn_days))
    # A deputy was told from the first day when it ends; the directory gives anew at each sign-in.
    return near.filter(~Exists(onward), deputy_for=None, by_directory=False)


def to_ask(municipality_id: int, *, on: dt.date) -> QuerySet[RoleGrant]:
    """The roles held since before this round began that it has not asked of; no deputies'."""
    round_on = review_begins(on, rights_policy_on(on))
    asked = Line.objects.filter(grant=OuterRef("pk"), round_on=round_on)
    return in_force(on).filter(
        ~Exists(asked),
        staff__municipality_id=municipality_id,
        deputy_for=None,
        valid_from__lt=round_on,
    )


def open_lines(*reviews: Review) -> QuerySet[Line]:
    """What nobody has answered, of roles that still stand."""
    return Line.objects.filter(review__in=reviews, answer="", grant__revoked_at=None)


def to_tell(municipality_id: int, *, on: dt.date) -> list[int]:
    """The roles whose end has come near and nobody has been told."""
    told = Ending.objects.filter(grant=OuterRef("pk"))
    near = ending_soon(on).filter(~Exists(told), staff__municipality_id=municipality_id)
    return list(near.order_by("pk").values_list("pk", flat=True))


def to_end(municipality_id: int, *, on: dt.date) -> list[int]:
    """The roles whose last day has passed and nobody has written it."""
    ended = Ending.objects.filter(grant=OuterRef("pk"), ended_at__isnull=False)
    over = RoleGrant.objects.filter(
        ~Exists(ended), staff__municipality_id=municipality_id, revoked_at=None, valid_to__lte=on
    )
    return list(over.order_by("pk").values_list("pk", flat=True))


def holding_without_role(municipality_id: int, *, on: dt.date) -> list[int]:
    """Who answers for an open case, or its queue, and holds no role at all: staff ids."""
    open_cases = Case.objects.filter(municipality_id=municipality_id, ended_at=None)
    holders = set(open_cases.exclude(responsible=None).values_list("responsible_id", flat=True))
    holders |= set(open_cases.filter(responsible=None).values_list("queue_owner_id", flat=True))
    return sorted(holders - set(in_force(on).values_list("staff_id", flat=True)) - {None})


def cases_held(staff_id: int) -> int:
    """How many open cases somebody answers for, themself or as the owner of the queue."""
    mine = Q(responsible_id=staff_id) | Q(responsible=None, queue_owner_id=staff_id)
    return Case.objects.filter(mine, ended_at=None).count()


def to_remind(municipality_id: int, *, on: dt.date) -> list[int]:
    """The open reviews whose day is near and not told of."""
    policy = rights_policy_on(on)
    found = Review.objects.filter(
        municipality_id=municipality_id, closed_at=None, reminded_at=None
    ).order_by("pk")
    return [row.pk for row in found if remind_from(row.due_on, policy) <= on]


def to_close(municipality_id: int, *, on: dt.date) -> list[int]:
    """The open reviews whose last day has passed."""
    found = Review.objects.filter(municipality_id=municipality_id, closed_at=None, due_on__lt=on)
    return list(found.order_by("pk").values_list("pk", flat=True))


def due_on(on: dt.date) -> tuple[dt.date, dt.date]:
    """The round a day is in, and by when what is asked that day is to be answered."""
    policy = rights_policy_on(on)
    return review_begins(on, policy), due_of(on, policy)


def reviewer_of(grant: RoleGrant, *, on: dt.date) -> int | None:
    """Who says whether somebody keeps a role. Never who holds it; none where nobody is left."""
    return who_answers(grant.role, grant.unit, besides={grant.staff_id}, on=on)


def who_answers(role: str, unit: Unit, *, besides: Collection[int], on: dt.date) -> int | None:
    """Who says yes or no to a role in a unit, past those in `besides`: who leads there, else a
    system administrator; none where nobody is left.
    """
    leader = _leader(role, unit, besides=besides, on=on)
    if leader is not None:
        return leader
    found = in_force(on).filter(staff__municipality_id=unit.municipality_id, role__in=_GIVERS)
    others = found.exclude(staff_id__in=besides).order_by("pk")
    return others.values_list("staff_id", flat=True).first()


def leader_of(grant: RoleGrant, *, on: dt.date) -> int | None:
    """The leader who answers for a role, and does not hold it; None: nobody."""
    return _leader(grant.role, grant.unit, besides={grant.staff_id}, on=on)


def _leader(role: str, unit: Unit, *, besides: Collection[int], on: dt.date) -> int | None:
    """The leader of the unit, or the nearest above; of a control role, of the topmost unit alone.

    Whoever controls is not kept or let go by a leader whose work they control.
    """
    if role in CONTROL:
        unit = top_of(unit)
    try:
        leader = queue_owner_of(unit, on=on, besides=besides)
    except LookupError:
        return None
    return None if leader in besides else leader


def not_theirs(actor: Actor) -> Q:
    """Among the roles in units somebody leads, the control roles: all of them, but for whoever
    leads the topmost unit.
    """
    tops = Unit.objects.filter(pk__in=actor.led_unit_ids, parent=None)
    return Q(role__in=CONTROL) & ~Q(Exists(tops))


def answers_for_control(actor: Actor) -> bool:
    """Whether the actor may say who keeps a control role: leads the top, or is an administrator."""
    tops = Unit.objects.filter(pk__in=actor.led_unit_ids, parent=None)
    return actor.may(Permission.ADMINISTER) or tops.exists()


def top_of(unit: Unit) -> Unit:
    """The topmost unit above."""
    while unit.parent is not None:
        unit = unit.parent
    return unit


def unattested(municipality_id: int, *, on: dt.date) -> list[int]:
    """The roles in force that ought to have ended: always none."""
    with connection.cursor() as cursor:
        cursor.execute(UNATTESTED, {"municipality": municipality_id, "on": on})
        return [pk for (pk,) in cursor.fetchall()]


def administrators(municipality_id: int, *, on: dt.date) -> list[StaffMember]:
    """Who can give roles, to be told where nobody else answers."""
    held = in_force(on).filter(role__in=_GIVERS, staff__municipality_id=municipality_id)
    return list(StaffMember.objects.filter(pk__in=held.values("staff_id")).order_by("pk"))


def leaders(municipality_id: int, *, on: dt.date) -> list[StaffMember]:
    """Everybody who leads a unit."""
    held = in_force(on).filter(role=Role.UNIT_LEADER, staff__municipality_id=municipality_id)
    return list(StaffMember.objects.filter(pk__in=held.values("staff_id")).order_by("pk"))
