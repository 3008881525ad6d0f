"""What the watchdog does: see who is silent, keep it, and tell of it by mail, each once."""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db import transaction

from watch import queries
from watch.actions.pulse import beat, mind_a_clock_set_back
from watch.adapters import dangers, send
from watch.adapters.dangers import dangers_of_servers
from watch.kinds import PARTS, Part
from watch.models import Alarm
from watch.rules import known

DOMAIN = "tildeling.invalid"  # of message ids; no host of ours
STOPPED = "Tildeling: {label} har stanset"
WELL = "Tildeling: {label} går igjen"
WRONG: dict[str, str] = {
    Part.INVARIANTS: "Tildeling: noe er i en tilstand det ikke skal være i",
    Part.PARKED: "Tildeling: arbeid er satt til side",
    Part.SETTINGS: "Tildeling: farlige innstillinger",
}


def look(*, at: dt.datetime, up_since: dt.datetime | None = None) -> list[str]:
    """Go round once: what is wrong now is kept as alarms, and told; the parts that are wrong.

    A watchdog that is just up (`up_since`) gives the others the time to get up too.

    Two watchdogs do no harm: an alarm is one row, and its row is locked while it is told of.
    """
    beat(Part.WATCHDOG, at=at)
    mind_a_clock_set_back(at=at)
    patience = dt.timedelta(seconds=settings.WATCH_PATIENCE_SECONDS)
    began = None if up_since is None else known(up_since, at)
    just_up = began is not None and at - began < patience
    wrong = set() if just_up else set(queries.late(at=at, watchdog=False))
    wrong |= {Part.INVARIANTS} if queries.any_breach() else set()
    wrong |= {Part.PARKED} if queries.any_parked() else set()
    wrong |= {Part.SETTINGS} if [*dangers(), *dangers_of_servers()] else set()
    _keep(wrong, at)
    if not queries.may_send():
        return sorted(wrong)  # a restored copy, which tells on its pages and in /readyz
    to = queries.addresses(at=at)
    for alarm_id in Alarm.objects.filter(queries.to_tell(at=at)).values_list("pk", flat=True):
        _tell(alarm_id, to, at)
    return sorted(wrong)


def tell_of_database(to: Collection[str], *, over: bool, since: dt.datetime) -> bool:
    """Tell that the database does not answer, or does again: nothing of it can be kept there."""
    return _send(to, Part.DATABASE, over=over, message_id=f"<database-{since:%Y%m%dT%H%M%S}-{over}")


@transaction.atomic(durable=True)
def _keep(wrong: Collection[str], at: dt.datetime) -> None:
    open_ = set(Alarm.objects.filter(over_at=None).values_list("part", flat=True))
    Alarm.objects.bulk_create(
        [Alarm(part=part, since=at) for part in sorted(set(wrong) - open_)], ignore_conflicts=True
    )
    Alarm.objects.filter(over_at=None, part__in=open_ - set(wrong)).update(over_at=at)


@transaction.atomic(durable=True)
def _tell(alarm_id: int, to: Collection[str], at: dt.datetime) -> None:
    """Tell of one alarm, begun or over; what the mail server does not take is told next time.

    While it lasts, what comes to it is told of too: a breach here must not hide another's there.
    """
    alarm = (
        Alarm.objects.select_for_update(skip_locked=True)
        .filter(queries.to_tell(at=at), pk=alarm_id)
        .first()
    )
    if alarm is None:
        return
    over = alarm.over_at is not None
    again = alarm.told_at is not None and not over
    rows = queries.rows_of(alarm.part)
    if again and set(rows) <= set(alarm.told_of):
        return
    # The same until it is taken, and another each time it is told anew.
    which = f"again-{alarm.told_at:%Y%m%dT%H%M%S}" if again else "over" if over else "begun"
    message_id = f"<{alarm.public_id}-{which}"
    if alarm.told_at is None and over:  # it was over before anybody was told
        alarm.told_at = alarm.over_told_at = at
        alarm.save(update_fields=["told_at", "over_told_at"])
    elif _send(to, alarm.part, over=over, more=again, message_id=message_id):
        if over:
            alarm.over_told_at = at
        else:
            alarm.told_at, alarm.told_of = at, rows
        alarm.save(update_fields=["told_at", "told_of", "over_told_at"])


def _send(
    to: Collection[str], part: str, *, over: bool, message_id: str, more: bool = False
) -> bool:
    """Without anybody to tell it is told: the page and `/readyz` say it too."""
    label = PARTS[part].label
    begun = WRONG.get(part, STOPPED.format(label=label))
    subject = WELL.format(label=label) if over else begun
    text = "Det er i orden igjen." if over else PARTS[part].means
    text += " Det er kommet mer til." if more else ""
    where = f"{settings.BASE_URL}/oppsett/drift/"
    return send(to, subject, f"{text}\n\n{where}\n", message_id=f"{message_id}@{DOMAIN}>")
