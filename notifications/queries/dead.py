"""Letters that were stopped because somebody was said to be dead, and stand stopped still."""

import datetime as dt
from dataclasses import dataclass

from notifications.letters import StopReason
from notifications.models import Letter
from notifications.queries.outbox import OPEN, letters_of_person
from notifications.queries.rows import LetterRow
from people.access import Actor


@dataclass(frozen=True, slots=True)
class StillStopped:
    """Letters somebody must send anew: `mine` those the actor may open, and how many others."""

    mine: tuple[LetterRow, ...]
    others: int


def stopped_by_death(person_id: int, *, actor: Actor, at: dt.datetime) -> StillStopped:
    """What a death stopped and nobody has settled. The caller has checked the person."""
    found = Letter.objects.filter(OPEN, person_id=person_id, stop_reason=StopReason.DEAD)
    ids = {str(public_id) for public_id in found.values_list("public_id", flat=True)}
    seen = letters_of_person(person_id, actor=actor, at=at) if ids else []
    mine = tuple(row for row in seen if row.public_id in ids)
    return StillStopped(mine, len(ids) - len(mine))
