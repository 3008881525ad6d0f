"""What the machinery is at and has done, what it has given up, and what is wrong. No personal data.

Counts, moments and numbers of rows only: a watchdog reads them for the whole installation, also
when nobody is signed in.
"""

import uuid

from django.db import models
from django.db.models import F, Q

from people.models import Municipality, StaffMember
from watch.kinds import Said, Waiting

_WAITING = [Waiting.SEND.value, Waiting.STOP.value]


class Heartbeat(models.Model):
    """When a process, or one kind of nudge, last did what it is for.

    A nudge that is begun and not finished took its worker with it, or is at it still: `run` tells
    one delivery from another, `deaths` counts the first sort. After too many it rests for a while.
    """

    name = models.CharField(max_length=80, unique=True)  # kinds.PARTS
    at = models.DateTimeField(null=True)  # last finished
    begun_at = models.DateTimeField(null=True)
    run = models.CharField(max_length=80, blank=True)  # the delivery that was begun; none: finished
    deaths = models.PositiveSmallIntegerField(default=0)  # one after the other
    rests_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class Attempt(models.Model):
    """One piece of the clock's work that is begun and not finished: how often, and how it ended.

    Removed when it is done. What has been begun five times is parked: nobody tries it until an
    administrator says so, or lets it go with a reason.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    work = models.CharField(max_length=40)  # kinds.WORKS
    row = models.BigIntegerField()  # what it is about: a number in our own tables
    tries = models.PositiveSmallIntegerField(default=0)
    begun_at = models.DateTimeField()
    fault = models.CharField(max_length=80, blank=True)  # the error's class; none: the worker died
    parked_at = models.DateTimeField(null=True)
    let_go_at = models.DateTimeField(null=True)
    let_go_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    let_go_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "work", "row"], name="watch_attempt_once"
            ),
            models.CheckConstraint(
                name="watch_attempt_let_go_for_a_reason",
                condition=Q(let_go_at=None, let_go_by=None, let_go_reason="")
                | (
                    Q(
                        parked_at__isnull=False,
                        let_go_at__isnull=False,
                        let_go_by__isnull=False,
                    )
                    & ~Q(let_go_reason__regex=r"^\s*$")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.work} {self.row}"


class Breach(models.Model):
    """Rows that should not be (kinds.INVARIANTS), from when they were found until they are gone."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    invariant = models.CharField(max_length=60)
    count = models.PositiveIntegerField()
    since = models.DateTimeField()
    seen_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "invariant"],
                condition=Q(over_at=None),
                name="watch_breach_one_open",
            ),
            models.CheckConstraint(name="watch_breach_of_something", condition=Q(count__gt=0)),
        ]

    def __str__(self) -> str:
        return f"{self.invariant} {self.count}"


class Alarm(models.Model):
    """A part that is late or wrong, from when the watchdog saw it until it was well again.

    Told by mail when it began and when it was over, each once; of what comes to it meanwhile
    (`told_of`: the rows somebody has been told of) too.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    part = models.CharField(max_length=80)  # kinds.PARTS
    since = models.DateTimeField()
    over_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)
    told_of = models.JSONField(default=list)
    over_told_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["part"], condition=Q(over_at=None), name="watch_alarm_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.since:%Y-%m-%d %H:%M}"


class Place(models.Model):
    """A server this database has stood on: the one it was born on, and those it was restored to.

    Anywhere else it is a copy, which sends nothing (`may_send`, 0002_copies.py). Written by the
    owner alone: when the tables are made, and by `manage.py restore`.
    """

    # As `this_server()` names it. The key, so that what is loaded beside it does not collide.
    server = models.CharField(max_length=120, primary_key=True)
    at = models.DateTimeField()
    copied_at = models.DateTimeField(null=True)  # how old what was restored is; none: born here

    def __str__(self) -> str:
        return self.server


class Release(models.Model):
    """That a copy on this server may send what its municipality has waiting: two persons say so."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    server = models.CharField(max_length=120)
    letters = models.CharField(max_length=4)  # kinds.Waiting: what becomes of those that wait
    reminders = models.CharField(max_length=4)
    proposed_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    answer = models.CharField(max_length=3, blank=True)  # kinds.Said
    answered_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "server"],
                condition=~Q(answer=Said.NO.value),
                name="watch_release_one",
            ),
            models.CheckConstraint(
                name="watch_release_of_what_waits",
                condition=Q(letters__in=_WAITING, reminders__in=_WAITING),
            ),
            models.CheckConstraint(
                name="watch_release_by_two",
                condition=Q(answer="", answered_by=None, answered_at=None)
                | Q(answered_by__isnull=False, answered_at__isnull=False)
                & (
                    Q(answer=Said.NO.value)
                    | Q(answer=Said.YES.value) & ~Q(answered_by=F("proposed_by"))
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.server} {self.answer}"
