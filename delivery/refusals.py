"""A refusal of delivery's own: an answered order is changed by who says which version they read."""

from audit.words import mark
from people.refusals import Refused


class VersionNeeded(Refused):
    """The order has been answered, and the request does not say which version was read (428)."""

    status = 428

    def __init__(self) -> None:
        super().__init__(
            mark("Bestillingen er besvart. Send If-Match med versjonen du leste."),
            code="if_match_missing",
        )
