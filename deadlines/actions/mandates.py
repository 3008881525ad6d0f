"""A mandate (fullmakt, vergemål) that ends: somebody is asked in time to renew or remove it."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from deadlines.actions.parts import meet_deadline, open_deadline, recompute_deadline, reopen
from deadlines.events import MandateFollowed
from deadlines.kinds import Kind
from deadlines.models import Deadline
from deadlines.queries import mandate_key, open_cases, rules_of
from people.access import Actor, use_case
from people.models import Representative
from people.roles import Permission


@use_case(Permission.SYSTEM)
def follow_mandate(representative_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Open the deadline of a mandate's end in the person's newest open case. True if it changed.

    It is counted anew when the mandate is ended on another day to come, and met when it is ended
    by somebody: then it is removed. One that only runs out stands until somebody says what was
    done, and is asked about again when it is let last longer than it did then.
    """
    mandate = (
        Representative.objects.select_for_update(of=("self",))
        .filter(pk=representative_id, resident__municipality=actor.municipality_id)
        .first()
    )
    if mandate is None or mandate.valid_to is None:
        return False
    kind, key = Kind.MANDATE_EXPIRY, mandate_key(mandate.public_id)
    running = (
        Deadline.objects.select_related("case")
        .filter(kind=kind, key=key, case__ended_at=None, met_at=None, cancelled_at=None)
        .first()
    )
    case = running.case if running else open_cases(mandate.resident_id).first()
    if case is None:
        return False
    its = Deadline.objects.select_for_update().filter(case=case, kind=kind, key=key)
    answered = None if running else its.filter(met_at__isnull=False).first()
    if _is_followed(mandate.valid_to, running, answered, on=localdate(at)):
        return False
    if running is None and answered is None:
        open_deadline(case, kind, starts_on=mandate.valid_to, key=key, actor=actor, at=at)
        done = "opened"
    elif running is not None and mandate.valid_to <= localdate(at):
        because = mark("Oppdraget er avsluttet")
        meet_deadline(case, kind, key=key, reason=because, actor=actor, at=at)
        done = "met"
    else:
        because = mark("Oppdraget slutter en annen dag")
        if answered is not None:
            reopen(answered, reason=because, actor=actor, at=at)
        recompute_deadline(
            case, kind, starts_on=mandate.valid_to, reason=because, key=key, actor=actor, at=at
        )
        done = "counted"
    row = rules_of(case.municipality_id).row(kind, on=localdate(at))
    trail.record(
        MandateFollowed(
            case_id=case.pk,
            person_id=mandate.resident_id,
            label=row.label,
            representative=str(mandate.public_id),
            ends_on=f"{mandate.valid_to:%d.%m.%Y}",
            done=done,
        ),
        actor=actor,
        at=at,
    )
    return True


def _is_followed(
    valid_to: dt.date, running: Deadline | None, answered: Deadline | None, *, on: dt.date
) -> bool:
    """Whether nothing is to be done any more: another clock was here first, or somebody has said
    meanwhile what was done.
    """
    if running is not None:
        return running.starts_on == valid_to
    if answered is not None:
        return answered.starts_on is not None and answered.starts_on >= valid_to
    return valid_to <= on
