"""Use cases of looks one gives oneself: say why, and look; control that it was right."""

import datetime as dt
from typing import Any, Final

from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from cases.actions import end_what_a_reason_opened, let_in_for_a_reason
from deadlines.rules import working_days_after
from notifications.actions import notify
from notifications.kinds import NoticeKind
from oversight.actions.following import follow_up
from oversight.events import (
    AccessControlled,
    AccessFollowedUp,
    AccessReasoned,
    AccessRefused,
)
from oversight.kinds import CATEGORIES, OUTCOMES, Category, Outcome
from oversight.models import ReasonedAccess
from oversight.policy import policy_on
from oversight.queries import Asked, ask_instead, asked_for, controller_of, find_reasoned
from people.access import Actor, use_case
from people.models import StaffMember
from people.queries import lock_staff
from people.refusals import Objection, Refused
from people.roles import Permission

LONGEST_NOTE: Final = 1000
TRIED: Final = mark("En i enheten din prøvde å få innsyn som ikke kan gis.")
GAVE: Final = mark("En i enheten din har begrunnet innsyn. Kontroller det.")


@use_case(Permission.OPEN_CASE)
def give_reason(
    reference: str = "",
    *,
    person: str = "",
    category: str,
    reason: str,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Say why one must read a case, or a person (public id) (Begrunn innsyn).

    It opens that one for a few hours, to read alone; what one opened so before, is closed. Where no
    reason opens it, nothing is told, the attempt is recorded and the leader told: `opened` is
    false, and the door answers as for what is not there. Who had a look at the same person found
    wrong gives no new reason until it is followed up: no leader's control could end that else.

    Raises NotFound; Refused with every objection.
    """
    today = localdate(at)
    lock_staff(actor.staff(), actor=actor)  # one at a time, also from two windows
    asked = asked_for(reference, person, actor=actor, on=today)
    controls = controller_of(actor, person_id=asked.person.pk, on=today)
    leader = StaffMember.objects.filter(pk=controls or 0).first()
    about = {"person_id": asked.person.pk, "case_id": asked.case.pk if asked.case else None}
    if asked.verdict.secret or not (asked.verdict.allowed or asked.verdict.can_be_reasoned):
        event = AccessRefused(rule=asked.verdict.rule, **about)
        trail.record(event, actor=actor, at=at)
        trail.deny(f"give_reason: {asked.what} {asked.verdict.rule}", actor=actor, at=at)
        _tell(
            leader, mark("En i enheten din prøvde å få innsyn som ikke kan gis."), "no", actor, at
        )
        return {"opened": False}
    if asked.verdict.allowed:
        raise Refused("Du har allerede tilgang.", code="has_access")
    if sentence := ask_instead(asked.person.pk, actor=actor):
        raise Refused(sentence, code="deviation_open", what=f"{asked.what} deviation open")
    _must_say_why(category, reason, asked)
    until = at + dt.timedelta(hours=asked.policy.hours)
    ReasonedAccess.objects.filter(staff_id=actor.staff(), to_at__gt=at).update(to_at=at)
    let_in_for_a_reason(
        asked.person.pk,
        case=asked.case,
        staff_id=actor.staff(),
        until=until,
        at=at,
    )
    row = ReasonedAccess.objects.create(
        municipality_id=actor.municipality_id,
        staff_id=actor.staff(),
        unit_id=actor.acting_unit_id,
        category=category,
        reason=reason.strip(),
        from_at=at,
        to_at=until,
        leader=leader,
        control_due_on=working_days_after(today, asked.policy.control_days),
        **about,
    )
    label = CATEGORIES[Category(category)]
    event_of = AccessReasoned(access_id=row.pk, label=label, reason=row.reason, **about)
    trail.record(event_of, actor=actor, at=at)
    _tell(leader, GAVE, "yes", actor, at)
    return {"opened": True, "access": str(row.public_id), "until": until.isoformat()}


@use_case(Permission.DISTRIBUTE)
def control_access(
    access: str, *, outcome: str, note: str = "", actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say what the control of a reasoned look found (Kontroller innsyn); never of one's own.

    A deviation closes what is still open at once, and is to be followed up.

    Raises NotFound; Refused with every objection.
    """
    row = find_reasoned(access, actor=actor, locked=True)
    found = []
    if row.outcome:
        found.append(Objection("Innsynet er allerede kontrollert.", "controlled"))
    if row.staff_id == actor.staff():
        found.append(Objection("En annen enn deg må kontrollere det. Be lederen din.", "own"))
    if outcome not in set(Outcome):
        found.append(Objection("Velg hva kontrollen viste.", "outcome_missing", "outcome"))
    if outcome == Outcome.DEVIATION and not note.strip():
        found.append(Objection("Skriv hva avviket er.", "note_missing", "note"))
    if len(note) > LONGEST_NOTE:
        found.append(Objection("Kort ned teksten til 1000 tegn.", "too_long", "note"))
    if found:
        raise Refused.all(found)
    row.outcome, row.control_note = outcome, note.strip()
    row.controlled_by_id, row.controlled_at = actor.staff(), at
    if outcome == Outcome.DEVIATION:
        today = localdate(at)
        row.follow_up_on = working_days_after(today, policy_on(today).follow_days)
        row.to_at = min(row.to_at, at)
        end_what_a_reason_opened(row.staff_id, from_at=row.from_at, at=at)
    row.save()
    event = AccessControlled(
        access_id=row.pk,
        label=OUTCOMES[Outcome(outcome)],
        person_id=row.person_id,
        case_id=row.case_id,
    )
    trail.record(event, actor=actor, at=at)
    return {"access": access}


@use_case(Permission.DISTRIBUTE)
def follow_up_access(
    access: str, *, told: str, note: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say what was done about a deviation, and whether whom it concerns was told (Følg opp avvik).

    Raises NotFound; Refused with every objection.
    """
    row = find_reasoned(access, actor=actor, locked=True)
    label = follow_up(row, told=told, note=note, by=actor.staff(), at=at)
    trail.record(AccessFollowedUp(access_id=row.pk, label=label), actor=actor, at=at)
    return {"access": access}


def _must_say_why(category: str, reason: str, asked: Asked) -> None:
    found, policy = [], asked.policy
    if category not in set(Category):
        found.append(Objection("Velg hvorfor du må se dette.", "category_missing", "category"))
    elif asked.verdict.emergency_only and category != Category.EMERGENCY:
        found.append(
            Objection(
                "Opplysningene er sperret av personen. De åpnes bare for øyeblikkelig hjelp.",
                "emergency_only",
                "category",
            )
        )
    if not policy.shortest <= len(reason.strip()) <= policy.longest or "\n" in reason.strip():
        found.append(
            Objection("Skriv begrunnelsen på én linje, fra 10 til 255 tegn.", "reason", "reason")
        )
    if found:
        raise Refused.all(found)


def _tell(
    leader: StaffMember | None, sentence: str, how: str, actor: Actor, at: dt.datetime
) -> None:
    if leader is not None:
        key = f"reasoned:{how}:{actor.staff()}:{at:%Y%m%d%H%M%S%f}"
        notify(leader, NoticeKind.TASK, case=None, key=key, sentence=sentence, at=at)
