"""Reasons given for looking: what is to be controlled, what was, and by whom they are too many."""

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate, make_aware

from audit.queries import refused
from audit.words import filled, mark
from cases.models import Case
from cases.queries import (
    Scope,
    branch,
    queue_owner_of,
    read_on,
    staff_names,
    unit_names,
    verdict_on_case,
    verdict_on_person,
    verdict_on_work,
)
from cases.rules import Verdict
from oversight.kinds import CATEGORIES, FOLLOW_TASK, OUTCOMES, TASK, TOLD, Category, Outcome, Told
from oversight.models import ReasonedAccess
from oversight.policy import ReasonPolicy, policy_on
from oversight.queries.led import led_by, shown_to
from oversight.queries.seen import SeenRow, seen_for
from oversight.rules import too_many
from people.access import Actor
from people.kinds import RELATED
from people.models import Resident, RoleGrant, StaffMember, Unit
from people.queries import kept_from, related_staff
from people.refusals import AccessDenied, NotFound
from people.roles import Role
from people.rules import list_name

NOBODY = "Vi finner ikke siden. Søk etter saken, eller gå til Mine oppgaver."
DEVIATION_OPEN = mark(
    "Et innsyn du hadde, er ført som avvik og ikke fulgt opp. Trenger du opplysningene, må du be"
    " {leader}."
)
NO_SUCH = "Vi finner ikke innsynet. Se listen over begrunnede innsyn."
SHOWN = 200


@dataclass(frozen=True, slots=True)
class Asked:
    """What a reason is to be given for, and the verdict of the rules as they stand now."""

    person: Resident
    case: Case | None
    verdict: Verdict
    policy: ReasonPolicy

    @property
    def what(self) -> str:
        """Which one it is, as a denial has it."""
        return f"case {self.case.pk}" if self.case else f"person {self.person.pk}"


@dataclass(frozen=True, slots=True)
class ReasonedRow:
    """One reason given, as its leader sees it. `person` is empty where they may not know whom."""

    public_id: str
    by: str
    unit: str
    category: str
    reason: str
    from_at: dt.datetime
    to_at: dt.datetime
    reference: str
    person_id: int | None
    person: str
    due_on: dt.date
    outcome: str
    note: str
    controlled_by: str
    controlled_at: dt.datetime | None
    follow_up_on: dt.date | None  # a deviation, until when it is to be followed up
    told: str  # whether whom it concerns was told; empty until it is followed up
    followed_up_note: str
    followed_up_by: str
    followed_up_at: dt.datetime | None
    own: bool
    seen: tuple[SeenRow, ...] = ()  # what was read; on its own page only

    @property
    def url(self) -> str:
        """The page of its control."""
        return f"/innsyn/{self.public_id}/"


@dataclass(frozen=True, slots=True)
class Habit:
    """Somebody who gives reasons too often."""

    name: str
    times: int
    days: int


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody who has asked for a person they are related to (tilknytning). Never for whom."""

    name: str
    times: int
    last_at: dt.datetime


@dataclass(frozen=True, slots=True)
class Reasons:
    """What has been given in the units one leads, latest first; and what was tried there."""

    rows: tuple[ReasonedRow, ...]
    habits: tuple[Habit, ...]
    attempts: tuple[Attempt, ...]


def asked_for(reference: str, person: str, *, actor: Actor, on: dt.date) -> Asked:
    """The case by its reference, or the person by public id, in the actor's municipality.

    Raises NotFound for what is not there.
    """
    case = None
    if reference:
        case = (
            Case.objects.filter(municipality_id=actor.municipality_id, reference=reference)
            .select_related("person", "responsible", "queue_owner")
            .first()
        )
        found = case.person if case else None
    else:
        found = Resident.objects.filter(
            municipality_id=actor.municipality_id, public_id=_uuid(person)
        ).first()
    if found is None:
        raise NotFound(NOBODY, what="case" if reference else "person")
    if case:
        verdict = verdict_on_case(case, actor=actor)
    elif found.blocked:
        verdict = verdict_on_work(found, actor=actor)
    else:
        verdict = verdict_on_person(found, actor=actor)
    return Asked(found, case, verdict, policy_on(on))


def must_be_reasonable(asked: Asked) -> None:
    """Raise NotFound, as for what is not there, where no reason opens it."""
    if asked.verdict.secret or not (asked.verdict.allowed or asked.verdict.can_be_reasoned):
        raise NotFound(NOBODY, what="case" if asked.case else "person")


def must_be_taken(asked: Asked, *, actor: Actor) -> None:
    """Raise AccessDenied, saying whom to ask, where no reason is taken of the actor."""
    if not asked.verdict.allowed and (sentence := ask_instead(asked.person.pk, actor=actor)):
        raise AccessDenied(sentence, what=f"{asked.what} deviation open")


def ask_instead(person_id: int, *, actor: Actor) -> str:
    """Whom to ask, where the actor can give no reason to look at the person: a look they had at
    them was found wrong, and is not followed up. Empty where one is taken.
    """
    wrong = ReasonedAccess.objects.filter(
        staff_id=actor.staff_id, person_id=person_id, outcome=Outcome.DEVIATION, followed_up_at=None
    )
    found = wrong.order_by("-pk").first()
    if found is None:
        return ""
    on = read_on()
    controls = controller_of(actor, person_id=person_id, on=on) if on else None
    leader = StaffMember.objects.filter(pk=controls or found.controlled_by_id or 0).first()
    return filled(DEVIATION_OPEN, leader=leader)


def controller_of(actor: Actor, *, person_id: int, on: dt.date) -> int | None:
    """The staff id of who controls what the actor gave themselves: the nearest leader above, past
    who is related to the person, unless nobody else leads.
    """
    besides = related_staff(person_id)
    return leader_over(actor.staff(), unit_id=actor.acting_unit_id, on=on, besides=besides)


def leader_over(
    staff_id: int,
    *,
    unit_id: int | None,
    on: dt.date,
    besides: Collection[int] = frozenset[int](),
) -> int | None:
    """The staff id of the nearest leader above somebody in a unit; never themself.

    Where the unit has no leader of its own, whoever leads another unit they work in knows the work
    better than a leader far above.
    """
    unit = Unit.objects.filter(pk=unit_id or 0).first()
    if unit is None:
        return None
    held = RoleGrant.objects.filter(revoked_at=None, valid_from__lte=on, valid_to__gt=on)
    theirs = held.filter(staff_id=staff_id).values_list("unit_id", flat=True)
    near = held.filter(role=Role.UNIT_LEADER, unit_id__in=[unit.pk, *theirs])
    near = near.exclude(staff_id__in=[staff_id, *besides]).order_by("pk")
    for own in (near.filter(unit=unit), near):
        if (leader := own.values_list("staff_id", flat=True).first()) is not None:
            return leader
    try:
        owner = queue_owner_of(unit, on=on, besides={staff_id, *besides})
    except LookupError:
        return None
    return None if owner == staff_id else owner


def open_controls(scope: Scope) -> QuerySet[Any, dict[str, Any]]:
    """Reasons to be controlled: the leader's, and of the units one leads. They name nobody."""
    return branch(
        _led(scope.actor).filter(outcome="").exclude(staff_id=scope.actor.staff_id),
        kind=TASK,
        key="public_id",
        case=None,
        person=None,
        unit="unit_id",
        holder="leader_id",
        due="control_due_on",
    )


def open_follow_ups(scope: Scope) -> QuerySet[Any, dict[str, Any]]:
    """Deviations nobody has followed up yet. They name nobody."""
    waits = _led(scope.actor).filter(follow_up_on__isnull=False, followed_up_at=None)
    return branch(
        waits.exclude(staff_id=scope.actor.staff_id),
        kind=FOLLOW_TASK,
        key="public_id",
        case=None,
        person=None,
        unit="unit_id",
        holder="leader_id",
        due="follow_up_on",
    )


def reasoned(public_id: str, *, actor: Actor, on: dt.date) -> ReasonedRow:
    """One reason with what was read, for its control. Raises NotFound for another leader's."""
    row = find_reasoned(public_id, actor=actor)
    return replace(_rows([row], actor=actor, on=on)[0], seen=seen_for(row, actor=actor))


def find_reasoned(public_id: str, *, actor: Actor, locked: bool = False) -> ReasonedAccess:
    """The row, for one of the leader's. Raises NotFound."""
    rows = _led(actor).filter(public_id=_uuid(public_id))
    found = (rows.select_for_update(of=("self",)) if locked else rows).first()
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def reasons(*, actor: Actor, on: dt.date) -> Reasons:
    """What staff of the units one leads have given as reasons, and who does it too often."""
    policy = policy_on(on)
    found = list(_led(actor).order_by("-from_at", "-pk")[:SHOWN])
    given: dict[int, list[dt.datetime]] = defaultdict(list)
    for row in found:
        given[row.staff_id].append(row.from_at)
    often = {pk for pk, at in given.items() if too_many(at, most=policy.often, days=policy.days)}
    names = staff_names(often)
    return Reasons(
        rows=_rows(found, actor=actor, on=on),
        habits=tuple(
            Habit(names[pk], len(given[pk]), policy.days)
            for pk in sorted(often, key=lambda pk: -len(given[pk]))
        ),
        attempts=attempts(actor=actor, on=on, days=policy.days),
    )


def attempts(*, actor: Actor, on: dt.date, days: int) -> tuple[Attempt, ...]:
    """Who in the units one leads has asked for somebody they are related to, in `days` days."""
    since = make_aware(dt.datetime.combine(on - dt.timedelta(days=days), dt.time.min))
    tried = refused(RELATED, since=since)
    theirs = set(
        RoleGrant.objects.filter(
            unit_id__in=actor.led_unit_ids, staff_id__in=tried, valid_from__lte=on, valid_to__gt=on
        ).values_list("staff_id", flat=True)
    ) - {actor.staff_id}
    names = staff_names(theirs)
    return tuple(
        Attempt(names[pk], len(tried[pk]), tried[pk][-1])
        for pk in sorted(theirs, key=lambda pk: tried[pk][-1], reverse=True)
    )


def reasons_about(person_id: int) -> list[ReasonedAccess]:
    """Every reason given for looking at a person, for the log of looks; the caller may see it."""
    return list(ReasonedAccess.objects.filter(person_id=person_id).order_by("from_at"))


def reasons_in(keys: Collection[str], *, actor: Actor) -> dict[str, tuple[str, dt.date, str]]:
    """Of the reasons with these keys: who gave it, the day, and what sort it is."""
    found = list(_led(actor).filter(public_id__in=keys))
    names = staff_names({row.staff_id for row in found})
    return {
        str(row.public_id): (
            names.get(row.staff_id, ""),
            localdate(row.from_at),
            CATEGORIES[Category(row.category)],
        )
        for row in found
    }


def _led(actor: Actor) -> QuerySet[ReasonedAccess]:
    """Those one controls; of whom one is related to only what nobody else can."""
    theirs = Q(person_id__in=kept_from(actor)) & ~Q(leader_id=actor.staff_id)
    return ReasonedAccess.objects.filter(led_by(actor)).exclude(theirs)


def _rows(found: list[ReasonedAccess], *, actor: Actor, on: dt.date) -> tuple[ReasonedRow, ...]:
    who = ("staff_id", "controlled_by_id", "followed_up_by_id")
    staff = staff_names({getattr(row, name) for row in found for name in who} - {None})
    units = unit_names({row.unit_id for row in found if row.unit_id}, on=on)
    shown = shown_to(actor, {row.person_id for row in found})
    cases = Case.objects.filter(person_id__in=shown).in_bulk(
        {row.case_id for row in found if row.case_id}
    )
    return tuple(
        ReasonedRow(
            public_id=str(row.public_id),
            by=staff.get(row.staff_id, ""),
            unit=units.get(row.unit_id or 0, ""),
            category=CATEGORIES[Category(row.category)],
            reason=row.reason,
            from_at=row.from_at,
            to_at=row.to_at,
            reference=cases[row.case_id].reference if row.case_id in cases else "",
            person_id=row.person_id if row.person_id in shown else None,
            person=_name(shown.get(row.person_id)),
            due_on=row.control_due_on,
            outcome=OUTCOMES[Outcome(row.outcome)] if row.outcome else "",
            note=row.control_note,
            controlled_by=staff.get(row.controlled_by_id or 0, ""),
            controlled_at=row.controlled_at,
            follow_up_on=row.follow_up_on,
            told=TOLD[Told(row.person_told)] if row.person_told else "",
            followed_up_note=row.followed_up_note,
            followed_up_by=staff.get(row.followed_up_by_id or 0, ""),
            followed_up_at=row.followed_up_at,
            own=row.staff_id == actor.staff_id,
        )
        for row in found
    )


def _name(person: Resident | None) -> str:
    return list_name(person.family_name, person.given_name) if person else ""


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound(NO_SUCH) from None
