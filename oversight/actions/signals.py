"""The clock looks for looks that are unlike work; the leader asks, and says what it was."""

import datetime as dt
from typing import Final

from django.db import connection
from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from deadlines.rules import working_days_after
from notifications.actions import notify
from notifications.kinds import NoticeKind
from oversight.actions.following import follow_up
from oversight.events import SignalFollowedUp, SignalJudged, SignalRaised
from oversight.kinds import JUDGEMENTS, SIGNALS, Judgement, Pattern
from oversight.models import Signal
from oversight.policy import SignalPolicy, signal_policy_on
from oversight.queries import crowds_of, days_on, find_signal, leader_over, visits_on
from oversight.rules import Found, found_in
from people.access import Actor, everywhere, standing, use_case
from people.actions import open_again
from people.models import StaffMember
from people.refusals import Objection, Refused
from people.roles import Permission

LONGEST_NOTE: Final = 1000
UNUSUAL: Final = mark("Noen i enheten din har slått opp på en uvanlig måte. Vurder det.")
LATE: Final = dt.timedelta(hours=3)  # after midnight yesterday is gone through as well
LOCK: Final = 20_261_123  # one at a time in a municipality


def look_for_signals(*, at: dt.datetime) -> int:
    """Go through the looks of the day, and tell the leaders of what is unlike work; how many.

    Safe twice and at the same time: a signal is told once of a person, a pattern and a day.
    """
    found = 0
    for actor in everywhere():
        municipality_id = actor.municipality_id
        with standing(actor, at):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, municipality_id])
            for day in sorted({localdate(at - LATE), localdate(at)}):
                found += _look_through(day, municipality_id, actor=actor, at=at)
    return found


def _look_through(day: dt.date, municipality_id: int, *, actor: Actor, at: dt.datetime) -> int:
    policy = signal_policy_on(day)
    visits = visits_on(day, municipality_id=municipality_id, at=at, policy=policy)
    days = days_on(day, visits, municipality_id=municipality_id, policy=policy)
    told = set(
        Signal.objects.filter(municipality_id=municipality_id, on=day).values_list(
            "staff_id", "person_id", "pattern"
        )
    )
    new = [
        one
        for one in found_in(visits, days, crowds_of(visits), policy)
        if (one.staff_id, one.person_id, one.pattern.value) not in told
    ]
    for one in new:
        _raise(one, day, policy, municipality_id, actor=actor, at=at)
    return len(new)


def _raise(
    one: Found,
    day: dt.date,
    policy: SignalPolicy,
    municipality_id: int,
    *,
    actor: Actor,
    at: dt.datetime,
) -> None:
    today = localdate(at)
    leader_id = leader_over(one.staff_id, unit_id=one.unit_id, on=today)
    row = Signal.objects.create(
        municipality_id=municipality_id,
        staff_id=one.staff_id,
        unit_id=one.unit_id,
        person_id=one.person_id,
        pattern=one.pattern,
        number=one.number,
        on=day,
        found_at=at,
        leader_id=leader_id,
        due_on=working_days_after(today, policy.judge_days),
    )
    # Without the person: their history is of what was done for them.
    trail.record(SignalRaised(signal_id=row.pk, label=SIGNALS[one.pattern]), actor=actor, at=at)
    leader = StaffMember.objects.filter(pk=leader_id or 0).first()
    if leader is not None:
        key = f"signal:{row.pk}"
        notify(leader, NoticeKind.TASK, case=None, key=key, sentence=UNUSUAL, at=at)


@use_case(Permission.DISTRIBUTE)
def judge_signal(
    signal: str, *, outcome: str, note: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say what unusual looks were, once one has asked (Vurder uvanlig innsyn); never of one's own.

    Whoever was stopped, and has explained it, is let in again from now on.

    Raises NotFound; Refused with every objection.
    """
    row = find_signal(signal, actor=actor, locked=True)
    found = []
    if row.outcome:
        found.append(Objection("Innsynet er allerede vurdert.", "judged"))
    if outcome not in set(Judgement):
        found.append(Objection("Velg hva du fant ut.", "outcome_missing", "outcome"))
    if not note.strip():
        found.append(
            Objection("Skriv hva den ansatte sier, og hva du fant.", "note_missing", "note")
        )
    if len(note) > LONGEST_NOTE:
        found.append(Objection("Kort ned teksten til 1000 tegn.", "too_long", "note"))
    if found:
        raise Refused.all(found)
    row.outcome, row.note = outcome, note.strip()
    row.judged_by_id, row.judged_at = actor.staff(), at
    if outcome == Judgement.FOLLOW_UP:
        today = localdate(at)
        row.follow_up_on = working_days_after(today, signal_policy_on(today).follow_days)
    row.save(update_fields=["outcome", "note", "judged_by", "judged_at", "follow_up_on"])
    if row.pattern == Pattern.STOPPED and outcome == Judgement.EXPLAINED:
        open_again(row.staff, on=row.on, actor=actor, at=at)
    label = JUDGEMENTS[Judgement(outcome)]
    trail.record(SignalJudged(signal_id=row.pk, label=label), actor=actor, at=at)
    return {"signal": signal}


@use_case(Permission.DISTRIBUTE)
def follow_up_signal(
    signal: str, *, told: str, note: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say what was done about unusual looks, and whether whom they concern was told (Følg opp).

    Raises NotFound; Refused with every objection.
    """
    row = find_signal(signal, actor=actor, locked=True)
    label = follow_up(row, told=told, note=note, by=actor.staff(), at=at)
    trail.record(SignalFollowedUp(signal_id=row.pk, label=label), actor=actor, at=at)
    return {"signal": signal}
