"""What the clock does about rights: ask, remind, and end what nobody says yes to. Safe twice.

A nudge that comes late, twice or in two workers at once changes nothing: each act locks its row
and looks again, and by when is written in the row.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Sequence

from django.utils.timezone import localdate

from audit import trail
from audit.words import Filled, filled
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, everywhere, reading, use_case
from people.actions import let_go
from people.models import Municipality, Revoked, RoleGrant, StaffMember
from people.roles import ROLES, Permission, Role
from rights import queries
from rights.events import (
    ReviewLapsed,
    ReviewOpened,
    ReviewRemindedOf,
    RoleEnded,
    RoleEndsSoon,
    WorkGivenBack,
)
from rights.kinds import Answer
from rights.models import Ending, Line, Review
from watch.actions import each


@use_case(Permission.SYSTEM)
def open_reviews(*, actor: Actor, at: dt.datetime) -> int:
    """Ask each leader who keeps which role, once a round; how many reviews were opened.

    Of a leader's own role the leader above is asked. A role given since the round began has just
    been said yes to, and is asked of in the next.
    """
    Municipality.objects.select_for_update().get(pk=actor.municipality_id)
    on = localdate(at)
    round_on, due_on = queries.due_on(on)
    asked: dict[int | None, list[RoleGrant]] = defaultdict(list)
    grants = queries.to_ask(actor.municipality_id, on=on).select_related("staff", "unit__parent")
    for grant in grants.order_by("pk"):
        asked[queries.reviewer_of(grant, on=on)].append(grant)
    for reviewer_id, theirs in asked.items():
        own = queries.in_force(on).filter(staff_id=reviewer_id, role=Role.UNIT_LEADER).first()
        review = Review.objects.create(
            municipality_id=actor.municipality_id,
            unit_id=own.unit_id if own else _unit_of(theirs, reviewer_id),
            reviewer_id=reviewer_id,
            round_on=round_on,
            due_on=due_on,
            opened_at=at,
        )
        Line.objects.bulk_create(
            Line(review=review, grant=grant, staff_id=grant.staff_id, round_on=round_on)
            for grant in theirs
        )
        event = ReviewOpened(
            review_id=review.pk,
            unit_id=review.unit_id,
            roles=len(theirs),
            last_day=f"{due_on:%d.%m.%Y}",
        )
        trail.record(event, actor=actor, at=at)
        _ask(review, n=len(theirs), at=at)
    return len(asked)


@use_case(Permission.SYSTEM)
def remind_of_review(review_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Tell the reviewer what is left, and each holder that their role ends if nobody answers.

    True if this call told them.
    """
    review = _locked(review_id, actor)
    if review is None or review.reminded_at is not None:
        return False
    review.reminded_at = at
    review.save(update_fields=["reminded_at"])
    left = _unanswered(review)
    for line in left:
        _tell(
            line.staff,
            filled(
                "Ingen har bekreftet rollen din som {role}. Uten svar slutter den {day}."
                " Si fra til lederen din.",
                role=ROLES[Role(line.grant.role)].label,
                day=f"{review.due_on:%d.%m.%Y}",
            ),
            key=f"review:{review.public_id}:{line.grant_id}",
            at=at,
        )
    if left:
        _ask(review, n=len(left), at=at, again=True)
    event = ReviewRemindedOf(review_id=review.pk, roles=len(left))
    trail.record(event, actor=actor, at=at)
    return True


@use_case(Permission.SYSTEM)
def close_review(review_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """End the roles nobody has confirmed by the day; what their holders had in hand goes back.

    True if this call closed it.
    """
    review = _locked(review_id, actor)
    if review is None or localdate(at) <= review.due_on:
        return False
    left = _unanswered(review)
    for line in left:
        line.answer, line.answered_at = Answer.LAPSED, at
    Line.objects.bulk_update(left, ["answer", "answered_at"])
    ended = [line.grant for line in left]
    RoleGrant.objects.filter(pk__in=[grant.pk for grant in ended], revoked_at=None).update(
        revoked_at=at, revoked=Revoked.REVIEW
    )
    review.closed_at = at
    review.save(update_fields=["closed_at"])
    for staff in {line.staff_id: line.staff for line in left}.values():
        let_go(staff, actor=actor, at=at)
    for line in left:
        sentence = filled(
            "Rollen din som {role} er fjernet fordi ingen bekreftet den. Si fra til lederen din.",
            role=ROLES[Role(line.grant.role)].label,
        )
        _tell(line.staff, sentence, key=f"lapsed:{line.grant_id}", at=at)
    event = ReviewLapsed(review_id=review.pk, ended=len(left), grants=[grant.pk for grant in ended])
    trail.record(event, actor=actor, at=at)
    return True


@use_case(Permission.SYSTEM)
def tell_of_ending(grant_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Tell holder and leader that a role ends, a month before. True if this call told them."""
    on = localdate(at)
    grant = _grant(grant_id, actor)
    near = grant is not None and queries.ending_soon(on).filter(pk=grant_id).exists()
    if grant is None or not near or Ending.objects.filter(grant=grant).exists():
        return False
    leader = StaffMember.objects.filter(pk=queries.leader_of(grant, on=on) or 0).first()
    Ending.objects.create(grant=grant, leader=leader, told_at=at)
    role, day = ROLES[Role(grant.role)].label, _last(grant.valid_to)
    key = f"ends:{grant.pk}"
    own = filled("Rollen din som {role} slutter {day}.", role=role, day=day)
    _tell(grant.staff, own, key=key, at=at)
    if leader is not None:
        theirs = filled(
            "Rollen {role} for {staff} slutter {day}. Forny den, eller la den gå ut.",
            role=role,
            staff=str(grant.staff),
            day=day,
        )
        _tell(leader, theirs, key=key, at=at)
    event = RoleEndsSoon(
        of_staff_id=grant.staff_id, unit_id=grant.unit_id, label=role, last_day=day
    )
    trail.record(event, actor=actor, at=at)
    return True


@use_case(Permission.SYSTEM)
def end_role(grant_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Write that a role's last day has passed, and give back what its holder may have no longer.

    The role itself ended at midnight, whoever wrote it or not. True if this call wrote it.
    """
    grant = _grant(grant_id, actor)
    if grant is None or grant.revoked_at is not None or grant.valid_to > localdate(at):
        return False
    ending, new = Ending.objects.get_or_create(
        grant=grant, defaults={"told_at": at, "ended_at": at}
    )
    if not new and ending.ended_at is not None:
        return False
    ending.ended_at = at
    ending.save(update_fields=["ended_at"])
    let_go(grant.staff, actor=actor, at=at)
    label = ROLES[Role(grant.role)].label
    event = RoleEnded(of_staff_id=grant.staff_id, unit_id=grant.unit_id, label=label)
    trail.record(event, actor=actor, at=at)
    return True


@use_case(Permission.SYSTEM)
def give_work_back(staff_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Give back what somebody without any role still holds: when they lost it, nobody led there.

    True if anything was given back.
    """
    staff = StaffMember.objects.select_for_update().get(
        pk=staff_id, municipality_id=actor.municipality_id
    )
    held = queries.cases_held(staff_id)
    let_go(staff, actor=actor, at=at)
    given = held - queries.cases_held(staff_id)
    if given:
        trail.record(WorkGivenBack(of_staff_id=staff_id, cases=given), actor=actor, at=at)
    return bool(given)


def look_over(*, at: dt.datetime) -> dict[str, int]:
    """Do what is due in every municipality, each act in a transaction of its own.

    One that cannot be handled does not keep the others waiting (watch.actions.each).
    """
    done = dict.fromkeys(
        ("opened", "reminded", "closed", "told", "ended", "given_back", "failed"), 0
    )
    on = localdate(at)
    for actor in everywhere():
        municipality_id = actor.municipality_id
        with reading(actor, Permission.SYSTEM, page="clock", at=at):
            asks = queries.to_ask(municipality_id, on=on).exists()
            over = queries.to_end(municipality_id, on=on)
            close = queries.to_close(municipality_id, on=on)
            remind = queries.to_remind(municipality_id, on=on)
            tell = queries.to_tell(municipality_id, on=on)
            stuck = queries.holding_without_role(municipality_id, on=on)
        _all(over, end_role, "ended", done, actor=actor, at=at)
        _all(close, close_review, "closed", done, actor=actor, at=at)
        if asks:
            done["opened"] += open_reviews(actor=actor, at=at)
        _all(remind, remind_of_review, "reminded", done, actor=actor, at=at)
        _all(tell, tell_of_ending, "told", done, actor=actor, at=at)
        _all(stuck, give_work_back, "given_back", done, actor=actor, at=at)
    return done


def _all(
    ids: Sequence[int],
    act: Callable[..., bool],
    name: str,
    done: dict[str, int],
    *,
    actor: Actor,
    at: dt.datetime,
) -> None:
    went = each(ids, act, actor=actor, at=at)
    done[name] += went.done
    done["failed"] += went.failed


def _unit_of(theirs: Sequence[RoleGrant], reviewer_id: int | None) -> int:
    """Whose leader may answer too, where no leader is asked: of control roles the topmost's."""
    above = reviewer_id is not None or any(one.role in queries.CONTROL for one in theirs)
    return queries.top_of(theirs[0].unit).pk if above else theirs[0].unit_id


def _locked(review_id: int, actor: Actor) -> Review | None:
    return (
        Review.objects.select_for_update(of=("self",))
        .filter(pk=review_id, municipality_id=actor.municipality_id, closed_at=None)
        .first()
    )


def _unanswered(review: Review) -> list[Line]:
    """Those whose role still stands, and nobody has said anything of."""
    return list(queries.open_lines(review).select_related("grant", "staff").order_by("pk"))


def _grant(grant_id: int, actor: Actor) -> RoleGrant | None:
    return (
        RoleGrant.objects.select_for_update(of=("self",))
        .select_related("staff", "unit__parent")
        .filter(pk=grant_id, staff__municipality_id=actor.municipality_id)
        .first()
    )


def _ask(review: Review, *, n: int, at: dt.datetime, again: bool = False) -> None:
    """Tell who is asked; where nobody leads, those who can set somebody in."""
    day = f"{review.due_on:%d.%m.%Y}"
    if review.reviewer is None:
        on = localdate(at)
        sentence = filled(
            "Ingen kan gå gjennom {n} roller. Uten leder slutter de {day}. Gi en leder rolle.",
            n=n,
            day=day,
        )
        told = queries.administrators(review.municipality_id, on=on)
    else:
        sentence = filled("Gå gjennom {n} roller. Uten svar slutter de {day}.", n=n, day=day)
        told = [review.reviewer]
    for one in told:
        _tell(
            one, sentence, key=f"review:{review.public_id}:{'again' if again else 'asked'}", at=at
        )


def _tell(staff: StaffMember, sentence: Filled, *, key: str, at: dt.datetime) -> None:
    notify(staff, NoticeKind.RIGHTS, case=None, key=key, sentence=sentence, at=at)


def _last(first_without: dt.date) -> str:
    return f"{first_without - dt.timedelta(days=1):%d.%m.%Y}"
