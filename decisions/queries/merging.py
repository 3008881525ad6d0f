"""Help that is asked for now waits for its answer: such a case does not go up in another."""

from audit.words import mark
from cases.models import Case
from decisions.queries.asked import open_request
from people.refusals import Objection


def help_asked_in_the_way(case: Case, target: Case) -> list[Objection]:
    """Whoever is asked could open `case` no more, and whoever asked would never hear."""
    if open_request(case.pk) is None:
        return []
    sentence = mark(
        "Det er bedt om hjelp nå i denne saken. Vent på svaret, eller slå den andre saken sammen"
        " med denne."
    )
    return [Objection(sentence, "help_asked", "into")]
