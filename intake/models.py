"""What came in: søknad, melding and henvendelse, and which cases it became."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from intake.kinds import CHANNELS, FORMS, FROM_WHOM, Channel, Form, FromWhom
from people.models import Municipality, Resident, StaffMember, Unit

__all__ = ["Application", "ApplicationCase", "Channel", "Form", "FromWhom"]


class Application(models.Model):
    """A contact as it came: a søknad or melding that became cases, or a henvendelse that may end.

    `received_on` is the first contact, never later than registered. An enquiry, and a melding
    nobody has applied on, has no case until it is made a søknad, which keeps its first day.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="applications")
    form = models.CharField(max_length=12, choices=[(f.value, FORMS[f]) for f in Form])
    channel = models.CharField(max_length=10, choices=[(c.value, CHANNELS[c]) for c in Channel])
    from_whom = models.CharField(max_length=16, choices=[(w.value, FROM_WHOM[w]) for w in FromWhom])
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
    followed_up_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    followed_up_note = models.CharField(max_length=1000, blank=True)
    became = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="began_as"
    )  # an enquiry or melding that was made a søknad
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intake_application_received_before_registered",
                condition=Q(received_on__lte=F("registered_at__date")),
            ),
            models.CheckConstraint(
                name="intake_application_form", condition=Q(form__in=[f.value for f in Form])
            ),
            models.CheckConstraint(
                name="intake_application_channel",
                condition=Q(channel__in=[c.value for c in Channel]),
            ),
            models.CheckConstraint(
                name="intake_application_from_whom",
                condition=Q(from_whom__in=[w.value for w in FromWhom]),
            ),
            models.CheckConstraint(
                # A søknad is from the person or whoever speaks for them, or they know of it.
                name="intake_application_is_the_persons",
                condition=~Q(form="APPLICATION")
                | Q(from_whom__in=["PERSON", "REPRESENTATIVE"])
                | Q(person_knows=True),
            ),
            models.CheckConstraint(
                name="intake_application_follow_up_has_somebody",
                condition=Q(follow_up="", follow_up_by=None, follow_up_on=None)
                | (~Q(follow_up="") & Q(follow_up_by__isnull=False, follow_up_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="intake_application_followed_up_by_somebody",
                condition=Q(followed_up_at=None, followed_up_by=None)
                | Q(followed_up_at__isnull=False, followed_up_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["person", "-received_on"], name="intake_app_person"),
            models.Index(
                fields=["follow_up_by", "follow_up_on"],
                condition=Q(followed_up_at=None, follow_up_by__isnull=False),
                name="intake_app_follow_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.received_on}"


class ApplicationCase(models.Model):
    """A case belongs to one application; an application has one or more cases."""

    application = models.ForeignKey(Application, models.PROTECT, related_name="links")
    case = models.OneToOneField(Case, models.PROTECT, related_name="application_link")

    def __str__(self) -> str:
        return f"{self.application_id} → {self.case_id}"
