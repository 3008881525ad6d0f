"""Parts of use cases: who may open a locked case, on which ground, and until when.

Each ground is a row of its own: it is given with what it is for, and ends with that.
"""

import datetime as dt
from collections.abc import Collection
from typing import Final

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Greatest
from django.utils.timezone import localdate, make_aware

from cases.models import Case, CaseAccess
from cases.models.support import (
    EARLIER,
    GIVES,
    HANDOVER_WINDOW,
    HASTE,
    MEETING,
    ORDER,
    REGISTERED,
    RESPONSIBLE,
    RESPONSIBLE_UNIT,
    SHARED,
)
from cases.policy import access_policy_on
from people.models import Unit

# What ends with something else than the case: the order, the day, the help, the later case.
OUTLIVES_THE_CASE: Final = (ORDER, MEETING, GIVES, EARLIER)


def give_access(
    case: Case,
    *,
    ground: str,
    at: dt.datetime,
    staff_id: int | None = None,
    unit: Unit | None = None,
    until_at: dt.datetime | None = None,
) -> None:
    """Write that a member of staff or a unit may open the case on a ground.

    `until_at` is the midnight where it ends by itself; given anew, it is moved, or taken away. A
    case that has ended is opened for as long as policy says, as if it had ended now.
    """
    lasts = (*OUTLIVES_THE_CASE, RESPONSIBLE_UNIT)
    if until_at is None and case.ended_at is not None and ground not in lasts:
        until_at = _midnight(at, access_policy_on(localdate(at)).after_end_days)
    rows = CaseAccess.objects.filter(case=case, staff_id=staff_id, unit=unit, ground=ground)
    over = rows.filter(to_at=None, until_at__lte=at)
    over.update(to_at=F("until_at"))  # ended by itself: it is in nobody's way
    row, new = CaseAccess.objects.get_or_create(
        case=case,
        staff_id=staff_id,
        unit=unit,
        ground=ground,
        to_at=None,
        defaults={"from_at": at, "until_at": until_at},
    )
    if not new and row.until_at != until_at:
        row.until_at = until_at
        row.save(update_fields=["until_at"])


def end_access(
    case: Case,
    ground: str,
    *,
    at: dt.datetime,
    staff_id: int | None = None,
    unit_id: int | None = None,
) -> None:
    """End a member of staff's or a unit's access to the case on one ground; others stand."""
    whose = Q(staff=staff_id) if unit_id is None else Q(unit=unit_id)
    _end(CaseAccess.objects.filter(whose, case=case, ground=ground), at)


def end_own_access(case: Case, staff_id: int, *, at: dt.datetime) -> None:
    """End all that opens the case to a member of staff in their own name, but that they help."""
    _end(CaseAccess.objects.filter(case=case, staff_id=staff_id).exclude(ground=GIVES), at)


def end_registered_access(case: Case, *, at: dt.datetime) -> None:
    """End what those who only registered the case were let in for; its unit goes on seeing it."""
    _end(CaseAccess.objects.filter(case=case, ground=REGISTERED), at)


def end_haste_access(case: Case, *, at: dt.datetime) -> None:
    """End what those asked for help now were let in for; other grounds stand."""
    _end(CaseAccess.objects.filter(case=case, ground=HASTE), at)


def end_meeting_access(
    case: Case, *, at: dt.datetime, staff_ids: Collection[int] | None = None
) -> None:
    """End what those at the table were let in for, or only `staff_ids`; other grounds stand."""
    given = CaseAccess.objects.filter(case=case, ground=MEETING)
    _end(given if staff_ids is None else given.filter(staff_id__in=staff_ids), at)


def let_units_go(case: Case, ground: str, *, at: dt.datetime) -> None:
    """Let all units' access on a ground end by itself: what it was for is given on, or over."""
    given = CaseAccess.objects.filter(case=case, unit__isnull=False, ground=ground)
    _until(given, at, access_policy_on(localdate(at)).after_handover_days)


def let_former_go(case: Case, *, at: dt.datetime) -> None:
    """Let what opened the case to whoever answered for it before end by itself, unit and person.

    They finish what they had begun, and can be asked; then it is as if they never had it.
    """
    had = Q(ground=RESPONSIBLE_UNIT) & ~Q(unit_id=case.unit_id)
    held = Q(ground=RESPONSIBLE)
    if case.responsible_id is not None:
        held &= ~Q(staff_id=case.responsible_id)
    given = CaseAccess.objects.filter(had | held, case=case)
    _until(given, at, access_policy_on(localdate(at)).after_handover_days)


def let_shared_go(case: Case, *, at: dt.datetime) -> None:
    """Let what the unit that had the case opened by hand end by itself: it is not theirs to open
    any more, and whoever has it now gives it anew to whom they need.
    """
    given = CaseAccess.objects.filter(case=case, ground=SHARED)
    _until(given, at, access_policy_on(localdate(at)).after_handover_days)


def end_with_case(case: Case, *, at: dt.datetime) -> None:
    """End what opened a case that has ended: the window at once, with who only registered it; the
    rest by itself, so long after as policy says. Its unit keeps it.
    """
    _end(CaseAccess.objects.filter(case=case, ground=HANDOVER_WINDOW), at)
    end_registered_access(case, at=at)
    kept = Q(ground__in=OUTLIVES_THE_CASE) | Q(ground=RESPONSIBLE_UNIT, unit_id=case.unit_id)
    given = CaseAccess.objects.filter(~kept, case=case)
    _until(given, at, access_policy_on(localdate(at)).after_end_days)


def let_read_earlier(person_ids: Collection[int], *, at: dt.datetime) -> None:
    """Let each unit that answers for an open case of a person read their earlier cases; none else.

    Called when a case is opened, given on or ended, and when persons become one or two. Earlier is
    received on a day before. Decided anew, so that asking twice changes nothing; what is over is
    ended in one statement, that sees rows and cases as of one moment.
    """
    given = CaseAccess.objects.filter(ground=EARLIER, to_at=None, case__person_id__in=person_ids)
    answers = Case.objects.filter(
        person=OuterRef("case__person"),
        unit=OuterRef("unit"),
        received_on__gt=OuterRef("case__received_on"),
        ended_at=None,
    )
    over = given.filter(~Exists(answers) | Q(unit_id=F("case__unit_id")))
    over.update(to_at=Greatest("from_at", at))
    cases = list(Case.objects.filter(person_id__in=person_ids))
    wanted = {
        (before.pk, later.unit_id)
        for later in cases
        for before in cases
        if later.ended_at is None
        and before.person_id == later.person_id
        and before.unit_id != later.unit_id
        and before.received_on < later.received_on
    }
    CaseAccess.objects.bulk_create(
        [
            CaseAccess(case_id=case_id, unit_id=unit_id, ground=EARLIER, from_at=at)
            for case_id, unit_id in sorted(wanted - set(given.values_list("case_id", "unit_id")))
        ],
        ignore_conflicts=True,  # another act wrote the same just now
    )


def _end(given: QuerySet[CaseAccess], at: dt.datetime) -> None:
    given.filter(to_at=None).update(to_at=Greatest("from_at", at))  # two servers' clocks may differ


def _until(given: QuerySet[CaseAccess], at: dt.datetime, days: int) -> None:
    given.filter(to_at=None, until_at=None).update(until_at=_midnight(at, days))


def _midnight(at: dt.datetime, days: int) -> dt.datetime:
    """The end of the last of so many whole days after today."""
    last = localdate(at) + dt.timedelta(days=days)
    return make_aware(dt.datetime.combine(last + dt.timedelta(days=1), dt.time()))
