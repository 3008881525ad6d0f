"""What the set-up lists of the key of urgency (hastegrad)."""

from django.db.models import F

from people.access import Actor
from people.queries import DatedRow
from referrals.models import UrgencyRow


def urgency_rows(actor: Actor) -> list[DatedRow]:
    """The grades the municipality has decided itself, most urgent first, then the one in force."""
    rows = UrgencyRow.objects.filter(municipality_id=actor.municipality_id).order_by(
        "grade", F("valid_to").desc(nulls_first=True), "-valid_from"
    )
    return [
        DatedRow(
            row.pk,
            (f"{row.grade} – {row.label}", str(row.longest_days), row.description, row.decided_by),
            row.valid_from,
            row.valid_to,
        )
        for row in rows
    ]
