"""Whether those who decide and approve may deal with the case at all (habilitet)."""

from collections.abc import Iterator

from audit.words import filled, mark
from decisions.rules.facts import Who
from people.refusals import Objection


def impartiality(who: Who) -> Iterator[Objection]:
    """Why who decides may not: they are disqualified in the case. Source: fvl § 6."""
    if not who.disqualified:
        return
    named = (
        filled("Disse kan: {who}.", who=", ".join(who.others))
        if who.others
        else mark("Be lederen din om en annen som kan.")
    )
    yield Objection(
        filled(
            "{who} er meldt inhabil i saken og kan ikke fatte vedtaket. {named}",
            who=", ".join(who.disqualified),
            named=named,
        ),
        "disqualified",
    )
