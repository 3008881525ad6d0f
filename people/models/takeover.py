"""What was taken over from an earlier system, by its name there: never taken over twice."""

from django.db import models
from django.db.models import Q

from people.models.residents import Resident
from people.models.units import Municipality, Unit


class SourceSystem(models.Model):
    """An earlier system or archive that running decisions and people come from."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "name"], name="people_sourcesystem_one_name"
            ),
            models.CheckConstraint(
                name="people_sourcesystem_has_a_name", condition=~Q(name__regex=r"^\s*$")
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TakenOver(models.Model):
    """What a source called a unit, a person, or somebody who stands by a person. Only added.

    A decision and its orders carry their source's names themselves (decisions).
    """

    class Kind(models.TextChoices):
        UNIT = "UNIT"
        PERSON = "PERSON"
        RELATIVE = "RELATIVE"
        REPRESENTATIVE = "REPRESENTATIVE"

    source = models.ForeignKey(SourceSystem, models.PROTECT, related_name="taken_over")
    kind = models.CharField(max_length=14, choices=Kind)
    external_id = models.CharField(max_length=80)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    resident = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["source", "kind", "external_id"], name="people_takenover_once"
            ),
            models.CheckConstraint(
                name="people_takenover_is_somebody",
                condition=Q(kind="UNIT", unit__isnull=False, resident=None)
                | ~Q(kind="UNIT") & Q(unit=None, resident__isnull=False),
            ),
            models.CheckConstraint(
                name="people_takenover_is_called_something",
                condition=~Q(external_id__regex=r"^\s*$"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.external_id}"
