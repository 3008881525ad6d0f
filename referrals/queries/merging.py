"""Help that goes on is followed up in its own case: such a case does not go up in another."""

from audit.words import filled, mark
from cases.models import Case
from people.refusals import Objection
from referrals.models import Help


def help_in_the_way(case: Case, target: Case) -> list[Objection]:
    """Help going on in `case` would lose its day 10; a case that waits has no clock for both."""
    open_help = Help.objects.filter(case__in=[case, target], ended_on=None)
    waits = open_help.filter(answers_case=True).select_related("case").order_by("pk").first()
    if waits is not None:
        sentence = filled(
            "Sak {reference} venter til hjelp uten vedtak er slutt. Avslutt hjelpen, eller svar at"
            " den krever vedtak, og slå så sammen.",
            reference=waits.case.reference,
        )
        return [Objection(sentence, "help_is_the_answer", "into")]
    if open_help.filter(case=case).exists():
        other_way = mark(
            "Det gis hjelp uten vedtak i denne saken. Slå heller den andre saken sammen med denne."
        )
        return [Objection(other_way, "help_goes_on", "into")]
    return []
