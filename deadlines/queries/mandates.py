"""Mandates (fullmakt, vergemål) that end, and the deadline to renew or remove each in time."""

import datetime as dt
import uuid

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from cases.models import Case
from deadlines.kinds import Kind
from deadlines.models import Deadline
from people.models import Representative
from watch.queries import put_aside

AT_ONCE = 200
PREFIX = "mandate:"


def mandate_key(representative: uuid.UUID) -> str:
    """The key of a mandate's deadline."""
    return f"{PREFIX}{representative}"


def ids_of_mandates_to_follow(municipality_id: int, *, on: dt.date) -> list[int]:
    """Mandates with an end that no deadline asks about yet, and those whose end is another now.

    One deadline for each, in one open case of the person: an ended case asks nobody. What somebody
    has said that they followed up is not asked again, until the mandate is let last longer.
    """
    mandates = (
        Representative.objects.annotate(
            municipality_id=F("resident__municipality_id"),
            mandate=Concat(Value(PREFIX), Cast("public_id", CharField())),
        )
        .filter(municipality_id=municipality_id, resident__died_on=None, valid_to__isnull=False)
        .filter(~put_aside("follow_mandate"))
    )
    its = Deadline.objects.filter(
        municipality=municipality_id, kind=Kind.MANDATE_EXPIRY, key=OuterRef("mandate")
    )
    runs = its.filter(case__ended_at=None, met_at=None, cancelled_at=None)
    answered = Q(met_at__isnull=False)
    asked = its.filter(
        answered & Q(starts_on__gte=OuterRef("valid_to")) | ~answered & Q(case__ended_at=None)
    )
    new = mandates.filter(~Exists(asked), Exists(open_cases(OuterRef("resident"))), valid_to__gt=on)
    moved = mandates.filter(Exists(runs.exclude(starts_on=OuterRef("valid_to"))))
    return [
        pk
        for found in (new, moved)
        for pk in found.order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ]


def open_cases(person: OuterRef | int) -> QuerySet[Case]:
    """The open cases of a person, the newest first."""
    return Case.objects.filter(person=person, ended_at=None).order_by(
        F("received_on").desc(), F("pk").desc()
    )
