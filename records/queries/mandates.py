"""Which of those who speak for a person have no paper here that says so."""

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from people.models import Representative
from records.kinds import MANDATES
from records.models import Document


@dataclass(frozen=True, slots=True)
class Unproven:
    """A guardian or agent whose paper is missing; `paper` is bokmål, marked for translation."""

    representative: str  # public id
    name: str
    paper: str


def unproven(person_id: int, *, on: dt.date) -> list[Unproven]:
    """Those who speak for the person that day without their paper among the person's documents.

    It is told so that somebody asks for the paper, and stops nothing. That the person has such a
    paper is all that is looked for: it may lie in a case the reader does not open.
    """
    stand_in = Representative.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=on), resident_id=person_id, valid_from__lte=on
    ).order_by("pk")
    found = list(stand_in.values_list("public_id", "name", "kind"))
    if not found:
        return []
    held = set(Document.objects.filter(person_id=person_id).values_list("kind", flat=True))
    return [
        Unproven(str(public_id), name, MANDATES[kind][1])
        for public_id, name, kind in found
        if MANDATES[kind][0] not in held
    ]
