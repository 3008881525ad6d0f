"""Part of the clock's use cases: a notice of a deadline to a named member of staff."""

import datetime as dt

from audit.words import Filled
from deadlines.models import Deadline
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.models import StaffMember


def tell(
    deadline: Deadline,
    staff_id: int,
    *,
    sentence: Filled,
    at: dt.datetime,
    about: str = "",
    kind: NoticeKind = NoticeKind.DEADLINE,
) -> None:
    """Part: a notice of a deadline, once for each of its days and each posting it is `about`.

    Of two of a kind in a case that fall on the same day (the lines of one decision), once.
    """
    which = str(deadline.public_id)
    if deadline.case is not None and not about:
        which = f"{deadline.case.reference}:{deadline.kind}"
    notify(
        StaffMember.objects.get(pk=staff_id),
        kind,
        case=deadline.case,
        key=f"deadline:{which}:{deadline.due_on}:{about or sentence[:12]}",
        sentence=sentence,
        at=at,
    )
