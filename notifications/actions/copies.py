"""What waits in a restored copy when it is taken into use: some of it may have been sent before."""

import datetime as dt
from typing import TypedDict

from django.utils.timezone import localdate

from notifications.actions.parts import stop
from notifications.actions.unopened import leave_untold
from notifications.letters import Channel, LetterState, StopReason
from notifications.models import Dispatch, Letter
from notifications.queries import last_account
from people.access import Actor
from watch.kinds import Waiting
from watch.models import Release


class LetGo(TypedDict):
    """How many letters, and reminders of unopened ones, go on, and how many are stopped."""

    letters: int
    letters_stopped: int
    reminders: int
    reminders_stopped: int


def let_go(release: Release, *, actor: Actor, at: dt.datetime) -> LetGo:
    """Do with what waits as the locked release says. A part.

    A letter that goes by digital post counts as handed over once, from the last account it can have
    gone from: so it is asked for by its key before it goes, and what was sent by the one this is a
    copy of does not go again. The daily e-mail to staff says how many notices they have not read,
    which is true whoever sends it.
    """
    here = {"municipality_id": release.municipality_id, "next_at__isnull": False}
    letters = Letter.objects.filter(municipality_id=release.municipality_id, state=LetterState.HELD)
    digital = Dispatch.objects.filter(**here, channel=Channel.DIGITAL)
    reminders = Dispatch.objects.filter(**here, channel=Channel.EMAIL)
    done = LetGo(letters=0, letters_stopped=0, reminders=0, reminders_stopped=0)
    if release.letters == Waiting.SEND:
        done["letters"] = letters.count()
        # Before now: a try of this very moment would count as a relay's own.
        before = at - dt.timedelta(microseconds=1)
        if last := last_account(release.municipality_id, on=localdate(at)):
            digital.filter(tries=0).update(account=last.account, tries=1, tried_at=before)
    else:
        for letter in letters.select_for_update(of=("self",)).order_by("hold_until", "pk"):
            stop(letter, StopReason.RESTORED, actor=actor, at=at)
            done["letters_stopped"] += 1
    if release.reminders == Waiting.SEND:
        done["reminders"] = reminders.count()
    else:
        for row in reminders.select_for_update(of=("self",)).order_by("pk"):
            leave_untold(row, actor=actor, at=at)
            done["reminders_stopped"] += 1
    return done
