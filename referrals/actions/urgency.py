"""Use cases of urgency (hastegrad): the municipality decides its key, the unit grades by it."""

import datetime as dt
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from cases.actions import discard_drafts
from cases.queries import lock
from cases.service_types import service_type
from cases.stages import UNDECIDED, Stage
from people.access import Actor, use_case
from people.actions import end_row, give_way, later_objections
from people.models import Municipality
from people.refusals import Objection, Refused
from people.roles import Permission
from referrals.events import ReferralGraded, UrgencyDecided, UrgencyEnded
from referrals.models import Grading, UrgencyRow
from referrals.policy import GRADES
from referrals.queries import key_on, latest_grading
from referrals.rules import by_urgency, start_by

GRADING = "hastegrad"  # the draft of the page


@use_case(Permission.WORK_CASE)
def grade_referral(
    case_id: int,
    *,
    grade: int,
    reason: str,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Set how urgent a referral is (hastegrad), at intake or in the unit; or set it anew.

    The wait counts from the first contact, against the key that is in force today. What was set
    before stays in the history.

    Raises Stale; Refused for a case whose services follow no key, and for a missing reason.
    """
    case = lock(case_id, actor=actor, version=version)
    today = localdate(at)
    keys = case.services.filter(removed_at=None).values_list("service_key", flat=True)
    if Stage(case.stage) not in UNDECIDED or not any(
        by_urgency(service_type(key, on=max(case.received_on, today))) for key in keys
    ):
        raise Refused("Saken har ingen tjeneste som venter etter hastegrad.", code="no_urgency")
    row = next((row for row in key_on(case.municipality_id, on=today) if row.grade == grade), None)
    found = []
    if row is None:
        found.append(Objection("Velg en hastegrad fra nøkkelen.", "unknown_grade", "grade"))
    if not reason.strip():
        found.append(Objection("Skriv hvorfor du setter hastegraden.", "reason_missing", "reason"))
    if found or row is None:
        raise Refused.all(found)

    before = latest_grading(case.pk)
    made = Grading.objects.create(
        case=case,
        grade=grade,
        label=row.label,
        longest_days=row.longest_days,
        start_by=start_by(case.received_on, row.longest_days),
        decided_by=row.decided_by,
        reason=reason.strip(),
        graded_by_id=actor.staff(),
        unit_id=actor.acting_unit_id,
        graded_at=at,
    )
    case.version += 1
    case.save(update_fields=["version"])
    discard_drafts(case, GRADING, owner_id=actor.staff())
    trail.record(
        ReferralGraded(
            case_id=case.pk,
            person_id=case.person_id,
            grade=grade,
            start_by=f"{made.start_by:%d.%m.%Y}",
            before=before.grade if before else None,
        ),
        actor=actor,
        at=at,
    )
    return {
        "reference": case.reference,
        "grade": grade,
        "start_by": made.start_by.isoformat(),
        "version": case.version,
    }


@use_case(Permission.ADMINISTER)
def decide_urgency(
    grade: int,
    *,
    label: str,
    description: str,
    longest_days: int,
    decided_by: str,
    valid_from: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Note a grade of the municipality's own key, in force from `valid_from`.

    The row in force ends that day. `decided_by` is the body and the day that decided it. Raises
    Refused with every objection.
    """
    Municipality.objects.select_for_update(no_key=True).get(pk=actor.municipality_id)
    found = []
    if grade not in GRADES:
        found.append(Objection("Hastegraden er fra 1 til 4.", "unknown_grade", "grade"))
    if not label.strip():
        found.append(Objection("Skriv hva hastegraden heter.", "label_missing", "label"))
    if not 1 <= longest_days <= 366:
        found.append(Objection("Lengste ventetid er fra 1 til 366 dager.", "days", "longest_days"))
    if not decided_by.strip():
        found.append(
            Objection("Skriv hvem som har vedtatt nøkkelen, og når.", "who_missing", "decided_by")
        )
    rows = UrgencyRow.objects.filter(municipality_id=actor.municipality_id, grade=grade)
    found += later_objections(rows, valid_from)
    if found:
        raise Refused.all(found)
    give_way(rows, to=valid_from)
    row = UrgencyRow.objects.create(
        municipality_id=actor.municipality_id,
        grade=grade,
        label=label.strip()[:60],
        description=description.strip()[:300],
        longest_days=longest_days,
        decided_by=decided_by.strip()[:200],
        valid_from=valid_from,
    )
    trail.record(
        UrgencyDecided(
            grade=grade, days=longest_days, valid_from=f"{valid_from:%d.%m.%Y}", row_id=row.pk
        ),
        actor=actor,
        at=at,
    )
    return {"grade": grade, "valid_from": valid_from.isoformat()}


@use_case(Permission.ADMINISTER)
def end_urgency(row_id: int, *, valid_to: dt.date, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Let a grade of the municipality's own hold no longer from a day; what is proposed does.

    Raises NotFound; Refused for a day that has been.
    """
    ours = UrgencyRow.objects.filter(municipality_id=actor.municipality_id)
    row = end_row(ours, row_id, valid_to=valid_to, at=at)
    trail.record(
        UrgencyEnded(grade=row.grade, valid_to=f"{valid_to:%d.%m.%Y}", row_id=row.pk),
        actor=actor,
        at=at,
    )
    return {"grade": row.grade}
