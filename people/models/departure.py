"""A person who moves out of the municipality, and what the next one was handed."""

import uuid

from django.db import models
from django.db.models import F, Q

from audit.words import mark
from people.models.residents import Resident
from people.models.staff import StaffMember
from people.models.units import Unit


class Consent(models.TextChoices):
    """Whether the person wants the next municipality to have their papers."""

    YES = "YES", mark("Ja")
    NO = "NO", mark("Nei")
    NOT_ASKED = "NOT_ASKED", mark("Ikke spurt ennå")


class Departure(models.Model):
    """A move out (flytting). The duty to help follows the stay, not the address (hol § 3-1).

    `moves_on` is the first day the person no longer stays here. It ends nothing by itself. What is
    handed to the receiving municipality goes by hand; here stands only that, and what.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="departures")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    moves_on = models.DateField()
    receiving = models.CharField(max_length=200)  # the municipality, or the country
    consent = models.CharField(max_length=10, choices=Consent)
    consent_on = models.DateField(null=True)
    consent_by = models.CharField(max_length=200, blank=True)  # who answered
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    registered_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    handed_on = models.DateField(null=True)
    handed_to = models.CharField(max_length=200, blank=True)
    handed_how = models.CharField(max_length=200, blank=True)
    handed = models.JSONField(default=list)  # the papers, in words
    handed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    over_at = models.DateTimeField(null=True)  # did not move, or came back
    over_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    over_because = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["resident"], condition=Q(over_at=None), name="people_departure_one"
            ),
            models.CheckConstraint(
                name="people_departure_says_where", condition=~Q(receiving__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="people_departure_answered_by_somebody",
                condition=Q(consent="NOT_ASKED", consent_on=None, consent_by="", asked_by=None)
                | (
                    Q(consent__in=["YES", "NO"], consent_on__isnull=False, asked_by__isnull=False)
                    & ~Q(consent_by__regex=r"^\s*$")
                ),
            ),
            models.CheckConstraint(
                name="people_departure_handed_with_consent",
                condition=Q(handed_on=None, handed_by=None, handed_to="", handed_how="", handed=[])
                | (
                    Q(consent="YES", handed_on__gte=F("consent_on"), handed_by__isnull=False)
                    & ~Q(handed_to__regex=r"^\s*$")
                    & ~Q(handed_how__regex=r"^\s*$")
                    & ~Q(handed=[])
                ),
            ),
            models.CheckConstraint(
                name="people_departure_over_for_a_reason",
                condition=Q(over_at=None, over_by=None, over_because="")
                | (
                    Q(over_at__isnull=False, over_by__isnull=False)
                    & ~Q(over_because__regex=r"^\s*$")
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.resident_id} {self.moves_on}"
