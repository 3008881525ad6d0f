"""A case on an agenda is talked over as itself: it does not go up in another before that."""

from audit.words import filled
from cases.models import Case
from meetings.models import AgendaCase
from meetings.queries.scope import day_of
from people.refusals import Objection


def agenda_in_the_way(case: Case, target: Case) -> list[Objection]:
    """The conclusion would land in a case that has ended, out of sight of the other."""
    row = AgendaCase.objects.filter(case=case, waits=True).select_related("item__meeting").first()
    if row is None:
        return []
    sentence = filled(
        "Saken står på sakslisten {day}. Ta den av sakslisten, eller slå den andre saken sammen"
        " med denne.",
        day=f"{day_of(row.item.meeting):%d.%m.%Y}",
    )
    return [Objection(sentence, "on_agenda", "into")]
