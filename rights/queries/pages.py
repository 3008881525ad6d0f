"""Whose roles are to be gone through and by whom, and who holds what, as the pages show it."""

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import DateField, ExpressionWrapper, F, Max, Q, QuerySet
from django.utils.timezone import localdate

from audit.words import mark
from cases.queries import Scope, branch, staff_names, unit_names
from people.access import Actor
from people.models import Account, RoleGrant
from people.policy import rights_policy_on
from people.queries.relations import declared
from people.refusals import NotFound
from people.roles import ROLES, Permission, Role
from people.rules import longest_to
from rights.kinds import ANSWERS, RENEW, REVIEW, TASK_LABELS, Answer
from rights.models import Ending, Line, Review
from rights.queries.due import (
    CONTROL,
    answers_for_control,
    ending_soon,
    in_force,
    not_theirs,
    open_lines,
)
from rights.queries.given import (
    CodeRow,
    ProposalRow,
    codes_for,
    proposals_for,
    tasks_of_giving,
)
from rights.queries.own import tasks_of_oneself

NO_REVIEW: Final = mark("Vi finner ikke gjennomgangen. Se «Tilganger».")
NO_ROLE: Final = mark("Vi finner ikke rollen i enhetene du leder.")


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
    own: bool  # another must answer: one's own, or of whoever controls one's work


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
    from_day: dt.date | None  # it is to be held from then
    last_day: dt.date
    signed_in_at: dt.datetime | None
    deputy_for: str
    untold: bool  # a person whose own number nobody has told, so that their record is open to them
    ending: str  # public id: it ends soon, and one may say that it goes on; empty otherwise


@dataclass(frozen=True, slots=True)
class Rights:
    """«Tilganger»: what one is asked, and who holds what."""

    reviews: tuple[ReviewRow, ...]
    proposals: tuple[ProposalRow, ...]
    codes: tuple[CodeRow, ...]
    held: tuple[HeldRow, ...]


@dataclass(frozen=True, slots=True)
class Renewal:
    """A role that ends, and how far it may be renewed."""

    ending: str
    staff: str
    label: str
    unit: str
    last_day: dt.date
    longest_day: dt.date


def rights(*, actor: Actor, at: dt.datetime) -> Rights:
    """Open reviews of the actor's, and the roles held now in the units they lead."""
    on = localdate(at)
    found = list(_reviews_of(actor).filter(closed_at=None).order_by("due_on", "pk"))
    # What a deputy is to hold from a day is shown beside what is held now.
    coming = RoleGrant.objects.filter(
        revoked_at=None, deputy_for__isnull=False, valid_from__gt=on, staff__left_on=None
    )
    found_here = (in_force(on) | coming).filter(unit_id__in=_led(actor))
    held = list(found_here.select_related("staff", "deputy_for"))
    units = unit_names({row.unit_id for row in held}, on=on)
    told = Ending.objects.filter(grant__in=ending_soon(on), ended_at=None, let_end_at=None)
    told = told.filter(grant__in=in_force(on).exclude(not_theirs(actor)))
    soon = {grant: str(public_id) for grant, public_id in told.values_list("grant", "public_id")}
    seen = _signed_in({row.staff_id for row in held})
    selves = declared({row.staff_id for row in held})
    rows = [
        HeldRow(
            grant_id=row.pk,
            staff=str(row.staff),
            label=ROLES[Role(row.role)].label,
            unit=units.get(row.unit_id, ""),
            from_day=row.valid_from if row.valid_from > on else None,
            last_day=row.valid_to - dt.timedelta(days=1),
            signed_in_at=seen.get(row.staff_id),
            deputy_for=str(row.deputy_for) if row.deputy_for else "",
            untold=row.staff_id not in selves and row.role != Role.INTEGRATION,
            ending="" if row.staff_id == actor.staff_id else soon.get(row.pk, ""),
        )
        for row in held
    ]
    return Rights(
        reviews=_rows(found, on=on),
        proposals=proposals_for(actor, on=on),
        codes=codes_for(actor, at=at, on=on),
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
    control = answers_for_control(actor)
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
                own=line.staff_id == actor.staff_id or (line.grant.role in CONTROL and not control),
            )
            for line in sorted(lines, key=lambda line: bool(line.answer))
        ),
    )


def renewal(ending: str, *, actor: Actor, on: dt.date) -> Renewal:
    """A role that ends in a unit one leads. Raises NotFound."""
    row = find_ending(ending, actor=actor, on=on)
    return Renewal(
        ending=ending,
        staff=str(row.staff),
        label=ROLES[Role(row.role)].label,
        unit=unit_names({row.unit_id}, on=on).get(row.unit_id, ""),
        last_day=row.valid_to - dt.timedelta(days=1),
        longest_day=longest_to(row.valid_to, rights_policy_on(on)) - dt.timedelta(days=1),
    )


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """One's own number to be told; reviews one is to answer, and roles in one's units that end.

    They are about no person.
    """
    if not scope.actor.may(Permission.DISTRIBUTE):
        return tasks_of_oneself(scope)
    told = Ending.objects.filter(
        ended_at=None,
        let_end_at=None,
        grant__unit_id__in=_led(scope.actor),
        grant__in=ending_soon(scope.on)
        .exclude(staff_id=scope.actor.staff_id)
        .exclude(not_theirs(scope.actor)),
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
        *tasks_of_oneself(scope),
        *tasks_of_giving(scope),
        branch(
            told,
            kind=RENEW,
            key="public_id",
            case=None,
            person=None,
            unit="grant__unit_id",
            holder="leader_id",
            due=ExpressionWrapper(
                F("grant__valid_to") - dt.timedelta(days=1), output_field=DateField()
            ),
        ),
    ]


def task_labels() -> dict[str, str]:
    """What the inbox calls the tasks."""
    return dict(TASK_LABELS)


def find_review(public_id: str, *, actor: Actor, locked: bool = False) -> Review:
    """A review of the actor's. Raises NotFound for another's."""
    rows = _reviews_of(actor).filter(public_id=_uuid(public_id, NO_REVIEW))
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(NO_REVIEW)
    return found


def find_ending(ending: str, *, actor: Actor, on: dt.date, locked: bool = False) -> RoleGrant:
    """A role that is told to end soon, in a unit one leads; not one's own. Raises NotFound."""
    told = Ending.objects.filter(public_id=_uuid(ending, NO_ROLE), ended_at=None)
    rows = ending_soon(on).filter(pk__in=told.values("grant_id"), unit_id__in=_led(actor))
    rows = rows.exclude(staff_id=actor.staff_id).exclude(not_theirs(actor))
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(NO_ROLE)
    return found


def _reviews_of(actor: Actor) -> QuerySet[Review]:
    mine = Q(reviewer_id=actor.staff_id) | Q(unit_id__in=_led(actor))
    return Review.objects.filter(mine, municipality_id=actor.municipality_id)


def _led(actor: Actor) -> frozenset[int]:
    return actor.led_unit_ids


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


def _uuid(text: str, otherwise: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound(otherwise) from None
