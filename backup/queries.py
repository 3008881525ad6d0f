"""What the page about a restored copy shows. Counts only: nobody's affairs."""

import datetime as dt
from dataclasses import dataclass

from notifications.queries import ToLeave, to_leave
from people.access import Actor
from watch.kinds import Waiting
from watch.queries import copy, proposed


@dataclass(frozen=True, slots=True)
class Proposal:
    """What somebody has proposed, and waits for a yes."""

    public_id: str
    by: str
    at: dt.datetime
    own: bool
    sends_letters: bool
    sends_reminders: bool


@dataclass(frozen=True, slots=True)
class CopyPage:
    """The page: whether this is a copy that is silent, what waits in it, and what is proposed."""

    silent: bool
    made_at: dt.datetime | None
    waits: ToLeave
    proposal: Proposal | None


def copy_page(actor: Actor) -> CopyPage:
    """Everything the page shows, of the actor's municipality."""
    found = copy(actor.municipality_id)
    return CopyPage(
        silent=found is not None,
        made_at=found.made_at if found else None,
        waits=to_leave(actor.municipality_id or 0),
        proposal=_proposal(actor) if found else None,
    )


def _proposal(actor: Actor) -> Proposal | None:
    row = proposed(actor.municipality_id or 0)
    if row is None:
        return None
    return Proposal(
        public_id=str(row.public_id),
        by=str(row.proposed_by),
        at=row.proposed_at,
        own=row.proposed_by_id == actor.staff_id,
        sends_letters=row.letters == Waiting.SEND,
        sends_reminders=row.reminders == Waiting.SEND,
    )
