"""What can be said to have happened to a restored copy."""

from dataclasses import dataclass

from audit.events import Event
from audit.words import mark


@dataclass(frozen=True, kw_only=True)
class ReleaseProposed(Event):
    """Somebody proposed that a restored copy is taken into use."""

    sentence = mark("Det er foreslått å ta den gjenopprettede kopien i bruk")

    letters: str
    reminders: str


@dataclass(frozen=True, kw_only=True)
class ReleaseWithdrawn(Event):
    """The copy goes on sending nothing."""

    sentence = mark("Forslaget om å ta den gjenopprettede kopien i bruk er trukket")


@dataclass(frozen=True, kw_only=True)
class CopyReleased(Event):
    """Two persons have taken a restored copy into use: what waits is sent, or stopped."""

    sentence = mark(
        "Den gjenopprettede kopien er tatt i bruk: {letters} brev og {reminders} påminnelser går"
        " videre, {letters_stopped} brev og {reminders_stopped} påminnelser er stanset"
    )

    proposed_by_staff_id: int
    letters: int
    letters_stopped: int
    reminders: int
    reminders_stopped: int
