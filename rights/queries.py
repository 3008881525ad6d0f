"""Whose roles are to be gone through and by whom, what ends soon, and what ought to have ended."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, Max, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.timezone import localdate

from audit.words import mark
from cases.models import Case
from cases.queries import Scope, branch, queue_owner_of, staff_names, unit_names
from people.access import Actor
from people.models import Account, RoleGrant, StaffMember
from people.policy import RightsPolicy, rights_policy_on
from people.refusals import NotFound
from people.roles import ROLES, Permission, Role, may
from people.rules import longest_to, review_begins
from rights.kinds import ANSWERS, RENEW, REVIEW, TASK_LABELS, Answer
from rights.models import Ending, Line, Review
from rights.rules import due_of, remind_from

NO_REVIEW = mark("Vi finner ikke gjennomgangen. Se «Tilganger».")
NO_ROLE = mark("Vi finner ikke rollen i enhetene du leder.")

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
                    WHERE l.grant_id = g.id AND r.due_on <= %(on)s AND l.answer <> 'KEEP'))
 ORDER BY g.id
"""


@dataclass(frozen=True, slots=True)
class LineRow:
    """One role in a review, as its reviewer sees it."""

    grant_id: int
    staff: str
    label: str
    unit: str
    valid_from: dt.date
    last_day: dt.date
    signed_in_at: dt.datetime | None
    answer: str  # in words; empty while nobody has answered
    reason: str
    own: bool


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One review, with its lines where they are asked for."""

    public_id: str
    unit: str
    reviewer: str
    due_on: dt.date
    open: bool
    left: int
    lines: tuple[LineRow, ...] = ()

    @property
    def url(self) -> str:
        """Its page."""
        return f"/tilganger/gjennomgang/{self.public_id}/"

    @property
    def answered(self) -> tuple[LineRow, ...]:
        """What is said already."""
        return tuple(line for line in self.lines if line.answer)


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A role somebody in the units one leads holds now."""

    grant_id: int
    staff: str
    label: str
    unit: str
    last_day: dt.date
    signed_in_at: dt.datetime | None
    deputy_for: str
    renewable: bool  # ends soon, and one may say that it goes on


@dataclass(frozen=True, slots=True)
class Rights:
    """«Tilganger»: what one is asked, and who holds what."""

    reviews: tuple[ReviewRow, ...]
    held: tuple[HeldRow, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """A role that ends, and how far it may be renewed."""

    grant_id: int
    staff: str
    label: str
    unit: str
    last_day: dt.date
    longest_day: dt.date


def rights(*, actor: Actor, at: dt.datetime) -> Rights:
    """Open reviews of the actor's, and the roles held now in the units they lead."""
    on = localdate(at)
    found = list(_reviews_of(actor).filter(closed_at=None).order_by("due_on", "pk"))
    held = list(in_force(on).filter(unit_id__in=_led(actor)).select_related("staff", "deputy_for"))
    units = unit_names({row.unit_id for row in held}, on=on)
    soon = {row.pk for row in ending_soon(on).filter(pk__in=[row.pk for row in held])}
    seen = _signed_in({row.staff_id for row in held})
    rows = [
        HeldRow(
            grant_id=row.pk,
            staff=str(row.staff),
            label=ROLES[Role(row.role)].label,
            unit=units.get(row.unit_id, ""),
            last_day=row.valid_to - dt.timedelta(days=1),
            signed_in_at=seen.get(row.staff_id),
            deputy_for=str(row.deputy_for) if row.deputy_for else "",
            renewable=row.pk in soon and row.staff_id != actor.staff_id and not row.by_directory,
        )
        for row in held
    ]
    return Rights(
        reviews=_rows(found, on=on),
        held=tuple(sorted(rows, key=lambda row: (row.unit, row.staff, row.label))),
    )


def review(public_id: str, *, actor: Actor, at: dt.datetime) -> ReviewRow:
    """One review with its lines, those nobody has answered first. Raises NotFound."""
    found, on = find_review(public_id, actor=actor), localdate(at)
    lines = list(
        Line.objects.filter(review=found)
        .filter(Q(grant__revoked_at=None) | ~Q(answer=""))
        .select_related("grant", "staff")
        .order_by("staff__family_name", "staff__given_name", "pk")
    )
    units = unit_names({line.grant.unit_id for line in lines}, on=on)
    seen = _signed_in({line.staff_id for line in lines})
    [row] = _rows([found], on=on)
    return ReviewRow(
        public_id=row.public_id,
        unit=row.unit,
        reviewer=row.reviewer,
        due_on=row.due_on,
        open=row.open,
        left=row.left,
        lines=tuple(
            LineRow(
                grant_id=line.grant_id,
                staff=str(line.staff),
                label=ROLES[Role(line.grant.role)].label,
                unit=units.get(line.grant.unit_id, ""),
                valid_from=line.grant.valid_from,
                last_day=line.grant.valid_to - dt.timedelta(days=1),
                signed_in_at=seen.get(line.staff_id),
                answer=ANSWERS[Answer(line.answer)] if line.answer else "",
                reason=line.reason,
                own=line.staff_id == actor.staff_id,
            )
            for line in sorted(lines, key=lambda line: bool(line.answer))
        ),
    )


def renewal(grant_id: int, *, actor: Actor, on: dt.date) -> Renewal:
    """A role that ends in a unit one leads. Raises NotFound."""
    row = find_ending(grant_id, actor=actor, on=on)
    return Renewal(
        grant_id=row.pk,
        staff=str(row.staff),
        label=ROLES[Role(row.role)].label,
        unit=unit_names({row.unit_id}, on=on).get(row.unit_id, ""),
        last_day=row.valid_to - dt.timedelta(days=1),
        longest_day=longest_to(row.valid_to, rights_policy_on(on)) - dt.timedelta(days=1),
    )


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Reviews one is to answer, and roles in one's units that end; they are about no person."""
    if not scope.actor.may(Permission.DISTRIBUTE):
        return []
    told = Ending.objects.filter(
        ended_at=None,
        grant__unit_id__in=_led(scope.actor),
        grant__in=ending_soon(scope.on).exclude(staff_id=scope.actor.staff_id),
    )
    return [
        branch(
            _reviews_of(scope.actor).filter(closed_at=None),
            kind=REVIEW,
            key="public_id",
            case=None,
            person=None,
            unit="unit_id",
            holder="reviewer_id",
            due="due_on",
        ),
        branch(
            told,
            kind=RENEW,
            key=Cast("grant_id", CharField()),
            case=None,
            person=None,
            unit="grant__unit_id",
            holder="leader_id",
            due="grant__valid_to",
        ),
    ]


def task_labels() -> dict[str, str]:
    """What the inbox calls the tasks."""
    return dict(TASK_LABELS)


def open_lines(*reviews: Review) -> QuerySet[Line]:
    """What nobody has answered, of roles that still stand."""
    return Line.objects.filter(review__in=reviews, answer="", grant__revoked_at=None)


def find_review(public_id: str, *, actor: Actor, locked: bool = False) -> Review:
    """A review of the actor's. Raises NotFound for another's."""
    rows = _reviews_of(actor).filter(public_id=_uuid(public_id))
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(NO_REVIEW)
    return found


def find_ending(grant_id: int, *, actor: Actor, on: dt.date, locked: bool = False) -> RoleGrant:
    """A role given by hand that ends soon, in a unit one leads; not one's own. Raises NotFound."""
    rows = ending_soon(on).filter(
        pk=grant_id, unit_id__in=_led(actor), by_directory=False, deputy_for=None
    )
    rows = rows.exclude(staff_id=actor.staff_id)
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(NO_ROLE)
    return found


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
    """The open reviews whose day has come."""
    found = Review.objects.filter(municipality_id=municipality_id, closed_at=None, due_on__lte=on)
    return list(found.order_by("pk").values_list("pk", flat=True))


def due_on(on: dt.date) -> tuple[dt.date, dt.date]:
    """The round a day is in, and by when what is asked that day is to be answered."""
    policy: RightsPolicy = rights_policy_on(on)
    return review_begins(on, policy), due_of(on, policy)


def reviewer_of(grant: RoleGrant, *, on: dt.date) -> int | None:
    """Who says whether somebody keeps a role: the unit's leader, or the nearest above; of roles
    nobody above answers for, a system administrator. Never who holds it; none where nobody is left.
    """
    leader = leader_of(grant, on=on)
    if leader is not None:
        return leader
    return (
        in_force(on)
        .filter(
            staff__municipality_id=grant.staff.municipality_id,
            role__in=[role for role in ROLES if may(role, Permission.ADMINISTER)],
        )
        .exclude(staff_id=grant.staff_id)
        .order_by("pk")
        .values_list("staff_id", flat=True)
        .first()
    )


def leader_of(grant: RoleGrant, *, on: dt.date) -> int | None:
    """The leader of the unit, or the nearest above, who does not hold the role; None: nobody."""
    try:
        leader = queue_owner_of(grant.unit, on=on, besides={grant.staff_id})
    except LookupError:
        return None
    return None if leader == grant.staff_id else leader


def unattested(municipality_id: int, *, on: dt.date) -> list[int]:
    """The roles in force that ought to have ended: always none."""
    with connection.cursor() as cursor:
        cursor.execute(UNATTESTED, {"municipality": municipality_id, "on": on})
        return [pk for (pk,) in cursor.fetchall()]


def administrators(municipality_id: int, *, on: dt.date) -> list[StaffMember]:
    """Who can give roles, to be told where nobody else answers."""
    roles = [role for role in ROLES if may(role, Permission.ADMINISTER)]
    held = in_force(on).filter(role__in=roles, staff__municipality_id=municipality_id)
    return list(StaffMember.objects.filter(pk__in=held.values("staff_id")).order_by("pk"))


def _reviews_of(actor: Actor) -> QuerySet[Review]:
    mine = Q(reviewer_id=actor.staff_id) | Q(unit_id__in=_led(actor))
    return Review.objects.filter(mine, municipality_id=actor.municipality_id)


def _led(actor: Actor) -> frozenset[int]:
    return actor.unit_ids if actor.may(Permission.DISTRIBUTE) else frozenset[int]()


def _signed_in(staff_ids: Collection[int]) -> dict[int, dt.datetime | None]:
    found = Account.objects.filter(staff_id__in=staff_ids).values_list("staff_id")
    return dict(found.annotate(latest=Max("last_login")))


def _rows(found: list[Review], *, on: dt.date) -> tuple[ReviewRow, ...]:
    units = unit_names({row.unit_id for row in found}, on=on)
    names = staff_names({row.reviewer_id for row in found})
    left: dict[int, int] = {}
    for pk in open_lines(*found).values_list("review_id", flat=True):
        left[pk] = left.get(pk, 0) + 1
    return tuple(
        ReviewRow(
            public_id=str(row.public_id),
            unit=units.get(row.unit_id, ""),
            reviewer=names.get(row.reviewer_id or 0, ""),
            due_on=row.due_on,
            open=row.closed_at is None,
            left=left.get(row.pk, 0),
        )
        for row in found
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound(NO_REVIEW) from None
