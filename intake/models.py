"""What came in: søknad, melding and henvendelse, and which cases it became."""

import uuid

from django.db import models
from django.db.models import F, Q

from audit.words import mark
from cases.models import Case
from people.models import Municipality, Resident, StaffMember, Unit


class Form(models.TextChoices):
    """What sort of contact it is (model: What the words cover)."""

    APPLICATION = "APPLICATION", mark("Søknad")
    MESSAGE = "MESSAGE", mark("Melding")
    ENQUIRY = "ENQUIRY", mark("Henvendelse")
    OWN_MOTION = "OWN_MOTION", mark("Eget initiativ")


class Channel(models.TextChoices):
    """How it came."""

    PHONE = "PHONE", mark("Telefon")
    PAPER = "PAPER", mark("Papir")
    WEB = "WEB", mark("Nettskjema")
    E_MESSAGE = "E_MESSAGE", mark("E-melding")
    VISIT = "VISIT", mark("Oppmøte")


class FromWhom(models.TextChoices):
    """Who makes contact (Hvem tar kontakt?)."""

    PERSON = "PERSON", mark("Personen selv")
    RELATIVE = "RELATIVE", mark("Pårørende")
    REPRESENTATIVE = "REPRESENTATIVE", mark("Verge eller fullmektig")
    HOSPITAL = "HOSPITAL", mark("Sykehus")
    DOCTOR = "DOCTOR", mark("Fastlege")
    STAFF = "STAFF", mark("Ansatt")
    OTHER = "OTHER", mark("Andre")


class Application(models.Model):
    """A contact as it came: a søknad or melding that became cases, or a henvendelse that may end.

    `received_on` is the first contact, never later than registered. An enquiry has no case until
    it is made a søknad, which keeps its first day.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="applications")
    form = models.CharField(max_length=12, choices=Form)
    channel = models.CharField(max_length=10, choices=Channel)
    from_whom = models.CharField(max_length=16, choices=FromWhom)
    contact_name = models.CharField(max_length=200, blank=True)
    contact_phone = models.CharField(max_length=30, blank=True)
    person_knows = models.BooleanField(null=True)  # Vet personen om søknaden?
    own_words = models.TextField(blank=True)
    urgent = models.BooleanField(default=False)
    received_on = models.DateField()
    received_time = models.TimeField(null=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    follow_up = models.CharField(max_length=300, blank=True)
    follow_up_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    follow_up_on = models.DateField(null=True)
    followed_up_at = models.DateTimeField(null=True)
    became = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="began_as"
    )  # an enquiry that was made a søknad
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_application_received_before_registered",
                condition=Q(received_on__lte=F("registered_at__date")),
            ),
        ]
        indexes = [models.Index(fields=["person", "-received_on"], name="intake_app_person")]

    def __str__(self) -> str:
        return f"{self.form} {self.received_on}"


class ApplicationCase(models.Model):
    """A case belongs to one application; an application has one or more cases."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="links")
    case = models.OneToOneField(Case, models.PROTECT, related_name="application_link")

    def __str__(self) -> str:
        return f"{self.application_id} → {self.case_id}"
