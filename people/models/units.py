"""The municipality and its units, which change without harming history."""

from django.db import models
from django.db.models import F, Q

from audit.words import mark


class Municipality(models.Model):
    """A municipality (kommune). Everything belongs to one."""

    code = models.CharField(max_length=4, unique=True)  # kommunenummer
    name = models.CharField(max_length=100)
    organisation_number = models.CharField(max_length=9, unique=True)
    address = models.CharField(max_length=200)
    postal = models.CharField(max_length=100)  # "3008 Drammen"
    phone = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=2, default="nb")

    def __str__(self) -> str:
        return self.name


class UnitKind(models.TextChoices):
    """What sort of unit it is."""

    DISTRICT = "DISTRICT", mark("Distrikt")
    HUB = "HUB", mark("HUB")
    INTAKE_TEAM = "INTAKE_TEAM", mark("Mottaks- og kartleggingsteam")
    ASSESSMENT = "ASSESSMENT", mark("Kartleggings- og vurderingsavdeling")
    TEAM = "TEAM", mark("Team")
    OFFICE = "OFFICE", mark("Helse- og velferdsforvaltningen")
    OFFICE_TEAM = "OFFICE_TEAM", mark("Team i forvaltningen")
    COORDINATION = "COORDINATION", mark("Forløpskoordinatorer")
    STAFF_FUNCTION = "STAFF_FUNCTION", mark("Stabsfunksjon")
    HOME_SERVICE = "HOME_SERVICE", mark("Hjemmetjeneste")
    NURSING_HOME = "NURSING_HOME", mark("Sykehjem")
    DAY_CENTRE = "DAY_CENTRE", mark("Dagsenter")
    PRIVATE_PROVIDER = "PRIVATE_PROVIDER", mark("Privat leverandør")
    HOSPITAL = "HOSPITAL", mark("Sykehus")


class Unit(models.Model):
    """A unit (enhet) in [valid_from, valid_to). Its names have periods of their own."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="units")
    key = models.SlugField(max_length=60)
    kind = models.CharField(max_length=20, choices=UnitKind)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    performs = models.BooleanField(default=False)  # takes orders (utfører)
    decides = models.BooleanField(default=False)  # fatter vedtak
    phone = models.CharField(max_length=30, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["municipality", "key"], name="people_unit_key"),
            models.CheckConstraint(
                name="people_unit_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                # Bestiller og utfører: who decides is not who performs.
                name="people_unit_decides_or_performs",
                condition=Q(decides=False) | Q(performs=False),
            ),
            models.CheckConstraint(
                name="people_unit_not_own_parent",
                condition=Q(parent=None) | ~Q(parent=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class UnitName(models.Model):
    """What a unit was called in [valid_from, valid_to)."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="names")
    name = models.CharField(max_length=120)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "valid_from"], name="people_unitname_one"),
            models.UniqueConstraint(
                fields=["unit"], condition=Q(valid_to=None), name="people_unitname_one_now"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class UnitSuccession(models.Model):
    """`successor` takes over from `predecessor` on a day (renamed, merged, split)."""

    predecessor = models.ForeignKey(Unit, models.PROTECT, related_name="succeeded_by")
    successor = models.ForeignKey(Unit, models.PROTECT, related_name="succeeds")
    on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["predecessor", "successor"], name="people_unitsuccession_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class UnitIntakeRule(models.Model):
    """Which new cases a unit takes (fordelingsregel): blank means any. [valid_from, valid_to).

    The most specific rule wins; `priority` breaks ties, lowest first.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="intake_rules")
    track = models.CharField(max_length=10, blank=True)  # cases.stages.Track
    service_key = models.CharField(max_length=60, blank=True)
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    age_from = models.PositiveSmallIntegerField(null=True)
    age_to = models.PositiveSmallIntegerField(null=True)  # exclusive
    priority = models.PositiveSmallIntegerField(default=100)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.unit}: {self.track or '*'} {self.service_key or '*'}"


class UnitService(models.Model):
    """A service a unit gives (utfører) in [valid_from, valid_to): decided by the municipality.

    A service nobody has said this of may be given by any unit that performs.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="services")
    service_key = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "service_key", "valid_from"], name="people_unitservice_one"
            ),
            models.CheckConstraint(
                name="people_unitservice_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.service_key}"
