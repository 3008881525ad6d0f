"""The people (innbyggere) the municipality helps, and those who stand by them."""

import uuid

from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Concat

from audit.words import mark
from people.models.units import Municipality, Unit


class Sex(models.TextChoices):
    """As told or registered; never read from a number."""

    WOMAN = "K", mark("Kvinne")
    MAN = "M", mark("Mann")
    UNKNOWN = "U", mark("Ikke oppgitt")


class Protection(models.TextChoices):
    """Protected address (adressebeskyttelse)."""

    NONE = "NONE", mark("Ingen")
    CONFIDENTIAL = "CONFIDENTIAL", mark("Fortrolig adresse")  # kode 7
    STRICT = "STRICT", mark("Strengt fortrolig adresse")  # kode 6


class NorskSort(models.Func):
    """The database's own Norwegian sorting key: æ ø å last."""

    function = "norsk_sort"
    output_field = models.TextField()


class Resident(models.Model):
    """A person (innbygger, party or recipient of services)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="residents")
    given_name = models.CharField(max_length=100)
    family_name = models.CharField(max_length=100)
    sort_name = models.GeneratedField(
        expression=NorskSort(
            Concat(
                F("family_name"),
                models.Value(" "),
                F("given_name"),
                output_field=models.TextField(),
            )
        ),
        output_field=models.TextField(),
        db_persist=True,
    )
    born_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, choices=Sex, default=Sex.UNKNOWN)
    address = models.CharField(max_length=200, blank=True)
    postal = models.CharField(max_length=100, blank=True)
    district = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=2, default="nb")  # nb, nn, en: the person's choice
    interpreter_language = models.CharField(max_length=40, blank=True)  # blank: none needed
    protection = models.CharField(max_length=12, choices=Protection, default=Protection.NONE)
    blocked = models.BooleanField(default=False)  # sperret by the person
    died_on = models.DateField(null=True)
    death_known_on = models.DateField(null=True)  # when the death was registered here
    doctor = models.CharField(max_length=120, blank=True)  # fastlege
    # Found to be the same as another, who has everything of theirs now (privacy.Merge).
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    # It is proposed that they are another, or are not after all: nothing is decided or sent.
    stands_still = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_resident_merged_into_another",
                condition=Q(merged_into=None) | ~Q(merged_into=F("id")),
            ),
            models.CheckConstraint(
                name="people_resident_has_a_name", condition=~Q(family_name__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="people_resident_language", condition=Q(language__in=["nb", "nn", "en"])
            ),
            models.CheckConstraint(
                name="people_resident_dies_after_birth",
                condition=Q(died_on=None) | Q(born_on=None) | Q(died_on__gte=F("born_on")),
            ),
        ]
        indexes = [
            GinIndex(fields=["sort_name"], opclasses=["gin_trgm_ops"], name="people_resident_name"),
            models.Index(fields=["municipality", "born_on"], name="people_resident_born"),
            models.Index(
                fields=["municipality"],
                condition=~Q(protection="NONE") | Q(blocked=True),
                name="people_resident_guarded",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class IdentityNumber(models.Model):
    """A fødselsnummer or D-number a person has or has had; it may come later to the same person."""

    class Kind(models.TextChoices):
        NATIONAL = "FNR", mark("Fødselsnummer")
        D_NUMBER = "DNR", mark("D-nummer")

    resident = models.ForeignKey(Resident, models.PROTECT, related_name="numbers")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    number = models.CharField(max_length=11)
    kind = models.CharField(max_length=3, choices=Kind)
    registered_at = models.DateTimeField()
    current = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "number"], name="people_identitynumber_one_person"
            ),
            models.UniqueConstraint(
                fields=["resident"],
                condition=Q(current=True),
                name="people_identitynumber_one_current",
            ),
            models.CheckConstraint(
                name="people_identitynumber_digits", condition=Q(number__regex=r"^[0-9]{11}$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ******"


class MayBeTold(models.TextChoices):
    """Whether a relative may be told (kan få opplysninger)."""

    YES = "YES", mark("Ja")
    PARTLY = "PARTLY", mark("Delvis")
    NO = "NO", mark("Nei")


class Relative(models.Model):
    """A relative or other close person (pårørende), a parent or a carer (omsorgsyter)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="relatives")
    other = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=200)
    relation = models.CharField(max_length=60)  # datter, ektefelle, nabo …
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postal = models.CharField(max_length=100, blank=True)
    next_of_kin = models.BooleanField(default=False)  # nærmeste pårørende, as the person says
    may_be_told = models.CharField(max_length=6, choices=MayBeTold, default=MayBeTold.NO)
    told_scope = models.CharField(max_length=300, blank=True)  # what, when «delvis»
    carer = models.BooleanField(default=False)  # omsorgsyter
    parent = models.BooleanField(default=False)  # foreldreansvar
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_relative_partly_says_what",
                condition=~Q(may_be_told="PARTLY") | ~Q(told_scope__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="people_relative_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Representative(models.Model):
    """A guardian (verge) or agent (fullmektig), with scope and period."""

    class Kind(models.TextChoices):
        GUARDIAN = "GUARDIAN", mark("Verge")
        AGENT = "AGENT", mark("Fullmektig")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    resident = models.ForeignKey(Resident, models.PROTECT, related_name="representatives")
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=200)
    phone = models.CharField(max_length=30, blank=True)
    address = models.CharField(max_length=200, blank=True)
    postal = models.CharField(max_length=100, blank=True)
    protected = models.BooleanField(default=False)  # fortrolig adresse: kept nowhere here
    personal_matters = models.BooleanField()  # personlige forhold
    economy = models.BooleanField()
    receives_letters = models.BooleanField(default=True)
    scope_note = models.CharField(max_length=300, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="people_representative_has_scope",
                condition=Q(personal_matters=True)
                | Q(economy=True)
                | ~Q(scope_note__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="people_representative_keeps_no_protected_address",
                condition=Q(protected=False) | Q(address="", postal=""),
            ),
            models.CheckConstraint(
                name="people_representative_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
