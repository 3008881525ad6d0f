"""The party's time to answer a letter that asks: it follows the letter, until the answer."""

import datetime as dt
from typing import TypedDict

from django.utils.timezone import get_default_timezone, localdate

from audit import trail
from audit.words import mark
from cases.models import Case
from cases.queries import with_merged
from deadlines.actions.parts import (
    cancel_deadline,
    expect_deadline,
    keep_extension,
    meet,
    open_deadline,
    rule_of,
    start,
    unstart,
)
from deadlines.events import (
    AnswerClockStarted,
    AnswerClockStopped,
    AnswerNotAwaited,
    AnswerReceived,
)
from deadlines.kinds import ASKED, Kind
from deadlines.models import Deadline
from deadlines.queries import ANSWERED, asking_letter, day_in_letter, lock_deadline, rules_of
from deadlines.rules import earliest_choice
from notifications.actions import need_no_more
from notifications.letters import LetterKind, StopReason
from people.access import Actor, use_case
from people.refusals import Refused
from people.roles import Permission

LATER = mark("Brevet ble sendt senere enn tenkt")


@use_case(Permission.WORK_CASE)
def receive_answer(
    deadline_id: str, *, arrived_on: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say that who was asked has answered (Svar mottatt), and when the answer came.

    A letter that still waits to be sent asks for nothing more, and is stopped; one that is printed
    or came back is not sent once more.

    Raises NotFound, also when it is answered already; AccessDenied; Refused for a deadline that
    waits for no answer, and for a day before the letter was written or still to come.
    """
    deadline = lock_deadline(deadline_id, actor=actor)
    if deadline.kind not in ASKED:
        raise Refused("Denne fristen venter ikke på svar fra noen.", code="not_asked")
    if not localdate(deadline.opened_at) <= arrived_on <= localdate(at):
        raise Refused(
            "Velg en dag fra brevet ble laget og til i dag.",
            code="date_out_of_range",
            field="arrived_on",
        )
    came = max(moment_of(arrived_on, at), deadline.opened_at)
    meet(deadline, reason=ANSWERED, actor=actor, at=came)
    kinds, key = [LetterKind(deadline.kind)], deadline.key
    for case in with_merged(deadline.case) if deadline.case else []:
        need_no_more(case, kinds, StopReason.ANSWERED, key=key, actor=actor, at=at)
    trail.record(
        AnswerReceived(**_about(deadline), arrived_on=f"{arrived_on:%d.%m.%Y}"),
        actor=actor,
        at=at,
    )
    return {"deadline": str(deadline.public_id)}


@use_case(Permission.SYSTEM)
def follow_asking(deadline_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Let the time to answer run from the day the letter was sent, and from no other.

    It ends with the day the letter names; if that came too near, with the first day the kind lets
    an officer choose. A letter that came back stops it, and one that is settled or overtaken takes
    it away. True if it changed.
    """
    deadline = (
        Deadline.objects.select_for_update(of=("self",))
        .select_related("case")
        .filter(
            pk=deadline_id,
            municipality_id=actor.municipality_id,
            kind__in=ASKED,
            met_at=None,
            cancelled_at=None,
        )
        .first()
    )
    letter = asking_letter(deadline) if deadline is not None else None
    if deadline is None or letter is None:
        return False
    row, about = rule_of(deadline), _about(deadline)
    if letter.dropped:
        _cancel(deadline, mark("Brevet sendes ikke"), actor=actor, at=at)
        trail.record(AnswerNotAwaited(**about), actor=actor, at=at)
        return True
    if letter.sent_on == deadline.starts_on:
        return False
    if not deadline.provisional:
        unstart(
            deadline, reason=mark("Brevet kom i retur eller ble sendt på nytt"), actor=actor, at=at
        )
    if letter.sent_on is None:
        trail.record(AnswerClockStopped(**about), actor=actor, at=at)
        return True
    named, least = day_in_letter(deadline), earliest_choice(row, letter.sent_on)
    start(
        deadline,
        starts_on=letter.sent_on,
        set_on=max(named or least, least),
        reason=LATER if named is None or named < least else "",
        actor=actor,
        at=at,
    )
    keep_extension(deadline, actor=actor, at=at)
    trail.record(
        AnswerClockStarted(
            **about,
            sent_on=f"{letter.sent_on:%d.%m.%Y}",
            due_on=f"{deadline.due_on:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return True


def drop_asked(case: Case, *, reason: str, actor: Actor, at: dt.datetime) -> None:
    """No answer is waited for any longer in a locked case."""
    for deadline in _open(case):
        _cancel(deadline, reason, actor=actor, at=at)


def move_asked(case: Case, into: Case, *, actor: Actor, at: dt.datetime) -> None:
    """The answers a locked case waits for are waited for in another, by the same days: or a later,
    where the municipality gives longer now.
    """
    rules = rules_of(into.municipality_id)
    for deadline in _open(case):
        kind, key = Kind(deadline.kind), deadline.key
        if deadline.starts_on is None or deadline.due_on is None:
            named = day_in_letter(deadline)
            expect_deadline(into, kind, key=key, set_on=named, actor=actor, at=at)
        else:
            least = earliest_choice(rules.row(kind, on=localdate(at)), deadline.starts_on)
            open_deadline(
                into,
                kind,
                starts_on=deadline.starts_on,
                set_on=max(deadline.due_on, least),
                key=key,
                actor=actor,
                at=at,
            )
        reason = f"Sak {case.reference} er slått sammen med {into.reference}"
        _cancel(deadline, reason, actor=actor, at=at)


def moment_of(day: dt.date, at: dt.datetime) -> dt.datetime:
    """A moment of that day: now if it is today, else noon."""
    noon = dt.datetime.combine(day, dt.time(12), get_default_timezone())
    return at if day == localdate(at) else noon


class _About(TypedDict):
    case_id: int | None
    person_id: int | None
    deadline: str
    label: str


def _about(deadline: Deadline) -> _About:
    return {
        "case_id": deadline.case_id,
        "person_id": deadline.person_id,
        "deadline": str(deadline.public_id),
        "label": rule_of(deadline).label,
    }


def _open(case: Case) -> list[Deadline]:
    found = Deadline.objects.select_related("case").filter(
        case=case, kind__in=ASKED, met_at=None, cancelled_at=None
    )
    return list(found.order_by("pk"))


def _cancel(deadline: Deadline, reason: str, *, actor: Actor, at: dt.datetime) -> None:
    if deadline.case is not None:
        kind, key = Kind(deadline.kind), deadline.key
        cancel_deadline(deadline.case, kind, reason=reason, key=key, actor=actor, at=at)
