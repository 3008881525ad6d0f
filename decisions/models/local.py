"""What the municipality has set where the law leaves it open: its prices, who hears complaints."""

from django.db import models
from django.db.models import F, Q

from people.models import Municipality
from people.models.ranges import one_at_a_time


class LocalRate(models.Model):
    """The municipality's own price for a service (egenandel) in [valid_from, valid_to).

    It fills what the national rates leave open, and never takes their place. 0 is a price.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    key = models.CharField(max_length=60)  # the service
    amount_ore = models.PositiveIntegerField()
    unit = models.CharField(max_length=10)  # decisions.legal.RatePer
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    decided_by = models.CharField(max_length=200)  # the body and the day that decided it

    class Meta:
        constraints = [
            one_at_a_time("decisions_localrate_one_at_a_time", "municipality", "key"),
            models.CheckConstraint(
                name="decisions_localrate_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="decisions_localrate_says_who", condition=~Q(decided_by__regex=r"^\s*$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.valid_from}"


class ComplaintBody(models.Model):
    """Which body decides complaints by a route, by name, in [valid_from, valid_to)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    route = models.CharField(max_length=40)  # cases.service_types.ComplaintRoute
    name = models.CharField(max_length=120)  # «Statsforvalteren i …»
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "route", "valid_from"], name="decisions_complaintbody_one"
            ),
            models.CheckConstraint(
                name="decisions_complaintbody_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.route}: {self.name}"
