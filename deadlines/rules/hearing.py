"""Whether a party that was warned has been heard (forhåndsvarsel, forvaltningsloven § 16)."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Hearing:
    """What came of a notice: `until` is the party's last day, None while it is not sent.

    `heard`: they have answered, or their time is out.
    """

    until: date | None
    heard: bool
