"""Access to cases, drafts, and what the municipality has decided about the path."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models.case import Case
from people.models import Municipality, Resident, StaffMember, Unit
from people.models.access import REASONED
from people.models.ranges import one_at_a_time

RESPONSIBLE_UNIT = "responsible unit"  # has the case; for some days more when it has given it on
RESPONSIBLE = "responsible"  # answers for it, or did until lately
DECIDES = "decides"  # the unit that decides, or has decided
EARLIER = "earlier"  # a unit that answers for another, open case of the person: reads, acts in none
QUESTION = "question"  # asked about it: until it is answered
HANDOVER_WINDOW = "handover"  # a proposal waits: the receiver may look before answering
REGISTERED = "registered"  # wrote it down: until it is taken, handed over or ended
SHARED = "shared"  # the ground of a colleague who was let in by hand
MEETING = "meeting"  # at the table (tildelingsmøte) that day: reads the case, acts in none
HASTE = "hastevedtak"  # asked to give help now: until it is answered or decided, or a day is over
GIVES = "gives help"  # gives help without a decision, while it is given
ORDER = "order"  # the ground of a performing unit: it sees its order, never the case


class CaseAccess(models.Model):
    """A member of staff or a unit may open a case, on a ground, in [from_at, to_at).

    Each ground is a row of its own, and ends with what it was given for. `until_at` is where it
    ends by itself, with nobody to end it: no read after it counts the row.
    On the ground ORDER a unit has to do with the case, but opens only what the job needs.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="access")
    staff = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    ground = models.CharField(max_length=120)
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    until_at = models.DateTimeField(null=True)  # a midnight

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="cases_caseaccess_haste_ends_by_itself",
                condition=~Q(ground=HASTE) | Q(until_at__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_caseaccess_earlier_is_a_units",
                condition=~Q(ground=EARLIER) | Q(unit__isnull=False),
            ),
            models.CheckConstraint(
                name="cases_caseaccess_staff_or_unit",
                condition=Q(staff=None, unit__isnull=False) | Q(staff__isnull=False, unit=None),
            ),
            models.CheckConstraint(
                name="cases_caseaccess_period",
                condition=Q(to_at=None) | Q(to_at__gte=F("from_at")),
            ),
            models.CheckConstraint(
                name="cases_caseaccess_reasoned_ends",
                condition=~Q(ground=REASONED) | Q(to_at__isnull=False, staff__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["case", "staff", "ground"],
                condition=Q(to_at=None, staff__isnull=False),
                name="cases_caseaccess_staff_once",
            ),
            models.UniqueConstraint(
                fields=["case", "unit", "ground"],
                condition=Q(to_at=None, unit__isnull=False),
                name="cases_caseaccess_unit_once",
            ),
        ]
        indexes = [
            models.Index(fields=["staff", "case"], name="cases_caseaccess_staff"),
            models.Index(fields=["unit", "case"], name="cases_caseaccess_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.ground}"


class Draft(models.Model):
    """What somebody is writing (utkast). Not an act: no trail, no version, gone on submit.

    And when the order it is about has left the unit, or it has lain untouched (actions.drafts).
    """

    owner = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="+")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="drafts")
    form = models.CharField(max_length=80)
    fields = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "form", "case", "person"],
                nulls_distinct=False,
                name="cases_draft_one",
            ),
        ]

    def __str__(self) -> str:
        return self.form


class PolicyRow(models.Model):
    """What a municipality has decided for a track or a service in [valid_from, valid_to).

    The simplified course (forenklet løp) is such a row. `renewal`: it says so of an unchanged
    renewal (uendret fornyelse) alone.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    track = models.CharField(max_length=10)
    service_key = models.CharField(max_length=60, blank=True)  # blank: all of the track
    renewal = models.BooleanField(default=False)
    coordinator = models.CharField(max_length=20)
    two_persons = models.CharField(max_length=10)
    two_units = models.BooleanField()
    approval = models.CharField(max_length=10)
    simplified = models.BooleanField(default=False)
    decided_by = models.CharField(max_length=200)  # the body and the date that decided it
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            one_at_a_time(
                "cases_policyrow_one_at_a_time", "municipality", "track", "service_key", "renewal"
            ),
            models.CheckConstraint(
                name="cases_policyrow_simplified_passes_the_coordinator",
                condition=Q(simplified=False) | Q(coordinator="PASSED"),
            ),
            models.CheckConstraint(
                name="cases_policyrow_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.track} {self.service_key or '*'} {self.valid_from}"


class RoutingRow(models.Model):
    """Which track a service takes in a municipality in [valid_from, valid_to)."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    service_key = models.CharField(max_length=60)
    track = models.CharField(max_length=10)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "service_key", "valid_from"],
                name="cases_routingrow_one",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service_key} → {self.track}"
