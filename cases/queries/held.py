"""Which cases are an actor's to open, to act in or to take out: filters, and one case at a time.

A filter is the table of `cases.rules.access` asked for many. One at a time is asked by a statement
that is kept (`cases.queries.one`).
"""

from django.db.models import Exists, OuterRef, Q, QuerySet

from cases.models import Case, CaseAccess
from cases.models.support import (
    EARLIER,
    MEETING,
    ORDER,
    RESPONSIBLE,
    RESPONSIBLE_UNIT,
    SHARED,
)
from cases.queries.access import (
    MIDNIGHT,
    NOW,
    access_in_force,
    may_hold,
    not_shut_to,
    units_that_work,
)
from cases.queries.one import one_of
from people.access import Actor
from people.models.access import REASONED
from people.queries import guarded, kept_from, named_only
from people.roles import Permission


def visible(actor: Actor) -> QuerySet[Case]:
    """The cases `actor` may open: those entrusted to them, those before an open case of their unit,
    on the table where they sit today (tildelingsmøte), and what they have given a reason for; the
    auditor all but what only the named see. Nothing of whom they are related to. Today and now are
    those of the read or act that asks.

    A filter for other queries; never handed to a page.
    """
    if actor.may(Permission.AUDIT):
        ours = Case.objects.filter(municipality_id=actor.municipality_id)
        return ours.exclude(person_id__in=named_only(actor)).exclude(person_id__in=kept_from(actor))
    return _given(actor, reading=True)


def in_hand(actor: Actor) -> QuerySet[Case]:
    """Of the cases `actor` may open, those that tasks and queues of work are made of: not what was
    before a case of theirs, and is others' work.
    """
    return (
        visible(actor) if actor.may(Permission.AUDIT) else _given(actor, reading=True, before=False)
    )


def entrusted(actor: Actor, *, given_on: bool = True) -> QuerySet[Case]:
    """The cases `actor` may act in: by written access, own or the unit's; the system all.

    That an auditor reads every case, and a meeting, a reason or a later case some, opens none here.
    `given_on`: also those they have given on, while its days last.
    """
    return _given(actor, reading=False, given_on=given_on)


def to_take_out(actor: Actor) -> QuerySet[Case]:
    """The cases `actor` may take out as a file: those entrusted to them; control all it reads.

    A meeting or a reason opens a case to read where it lies, for hours: a file has no end.
    """
    return visible(actor) if actor.may(Permission.AUDIT) else entrusted(actor)


def _given(
    actor: Actor, *, reading: bool, before: bool = True, given_on: bool = True
) -> QuerySet[Case]:
    """The cases with written access for the actor; `reading`: also on grounds only to read;
    `before`: of these also what was before; `given_on`: also what they have given on, while its
    days last.

    One EXISTS over the rows of access, so that the database begins with those, not with all cases.
    """
    mine = Case.objects.filter(municipality_id=actor.municipality_id)
    if actor.may(Permission.SYSTEM):
        return mine
    if not may_hold(actor):
        return mine.none()
    works = units_that_work(actor)
    led = actor.led_unit_ids
    in_force = access_in_force() & not_shut_to(actor)
    lasting = in_force & ~Q(ground__in=[ORDER, MEETING, EARLIER])
    if not given_on:
        lasting &= ~Q(ground__in=[RESPONSIBLE, RESPONSIBLE_UNIT, SHARED], until_at__isnull=False)
    named = lasting & (Q(staff_id=actor.staff_id) | Q(unit_id__in=led))
    ours = lasting & Q(unit_id__in=works - led)
    held = named | ours & ~Q(case__person_id__in=named_only(actor))
    if reading:
        today = Q(ground=MEETING, to_at=None, from_at__gte=MIDNIGHT)
        reasoned = Q(ground=REASONED, to_at__gt=NOW)
        own = Q(staff_id=actor.staff_id) & (today | reasoned)
        held |= own & ~Q(case__person_id__in=guarded(actor))
    if reading and before:
        earlier = in_force & Q(ground=EARLIER, unit_id__in=works | led)
        held |= earlier & ~Q(case__person_id__in=guarded(actor))
    given = CaseAccess.objects.filter(held, case=OuterRef("pk"))
    return mine.filter(Exists(given)).exclude(person_id__in=kept_from(actor))


def is_visible(case_id: int, *, actor: Actor) -> bool:
    """Whether the case is one `actor` may open (`visible`)."""
    return one_of(visible, actor, "pk", case_id) is not None


def is_entrusted(case_id: int, *, actor: Actor) -> bool:
    """Whether the case is one `actor` may act in (`entrusted`)."""
    return one_of(entrusted, actor, "pk", case_id) is not None


def may_take_out(case_id: int, *, actor: Actor) -> bool:
    """Whether `actor` may take the case out as a file (`to_take_out`)."""
    return one_of(to_take_out, actor, "pk", case_id) is not None


def visible_called(reference: str, *, actor: Actor) -> int | None:
    """The id of the case with that reference, if `actor` may open it."""
    return one_of(visible, actor, "reference", reference)


def entrusted_called(reference: str, *, actor: Actor) -> int | None:
    """The id of the case with that reference, if `actor` may act in it."""
    return one_of(entrusted, actor, "reference", reference)
