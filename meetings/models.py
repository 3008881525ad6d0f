"""Meetings, their agendas, who took part, and what became of each item."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from meetings.kinds import Outcome
from people.models import Municipality, Resident, StaffMember, Unit
from records.models import Note


class Meeting(models.Model):
    """A meeting (tildelingsmøte) where cases are talked over. Planned, then held; never deleted.

    `version` rises with every change of the agenda and of time and place, so that two who put the
    items in order at once do not undo each other.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    leader = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    planned_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    planned_at = models.DateTimeField()
    held_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    held_at = models.DateTimeField(null=True)  # when it was ended
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="meetings_meeting_has_a_place", condition=~Q(place__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="meetings_meeting_ended_by_somebody",
                condition=Q(held_at=None, held_by=None)
                | Q(held_at__isnull=False, held_by__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["municipality", "starts_at"], name="meetings_meeting_coming"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} {self.starts_at:%Y-%m-%d}"


class AgendaItem(models.Model):
    """An item on the agenda (sak på sakslisten): one person, in one or more of their cases.

    Settled once (trigger in 0002): concluded, postponed to another meeting, or taken off.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="items")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()
    # When it was last said who is disqualified (inhabil), or that nobody is.
    impartial_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    impartial_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, blank=True)  # kinds.Outcome
    text = models.TextField(blank=True)  # the conclusion, or why it was postponed or taken off
    postponed_to = models.ForeignKey(Meeting, models.PROTECT, null=True, related_name="+")
    settled_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="meetings_agendaitem_position",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["meeting", "person"],
                condition=Q(outcome=""),
                name="meetings_agendaitem_person_once",
            ),
            models.CheckConstraint(
                name="meetings_agendaitem_outcome",
                condition=Q(outcome__in=["", *(outcome.value for outcome in Outcome)]),
            ),
            models.CheckConstraint(
                name="meetings_agendaitem_settled_by_somebody",
                condition=Q(outcome="", settled_by=None, settled_at=None, text="")
                | (~Q(outcome="") & Q(settled_by__isnull=False, settled_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="meetings_agendaitem_postponed_to_another",
                condition=(~Q(outcome="POSTPONED") & Q(postponed_to=None))
                | (Q(outcome="POSTPONED", postponed_to__isnull=False))
                & ~Q(postponed_to=F("meeting")),
            ),
            models.CheckConstraint(
                # fvl § 8: before it is concluded it is said whether anybody is disqualified.
                name="meetings_agendaitem_concluded_by_the_impartial",
                condition=~Q(outcome="CONCLUDED")
                | (Q(impartial_at__isnull=False) & ~Q(text__regex=r"^\s*$")),
            ),
            models.CheckConstraint(
                name="meetings_agendaitem_impartiality_by_somebody",
                condition=Q(impartial_at=None, impartial_by=None)
                | Q(impartial_at__isnull=False, impartial_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.position}"


class AgendaCase(models.Model):
    """A case on an item, with its one line. It waits for one meeting at a time.

    It waits until the item is settled or the case is taken off; then `note` is the conclusion in
    the case, where there is one.
    """

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="cases")
    case = models.ForeignKey(Case, models.PROTECT, related_name="agenda")
    summary = models.CharField(max_length=200)
    put_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    put_at = models.DateTimeField()
    waits = models.BooleanField(default=True)
    taken_off = models.BooleanField(default=False)
    note = models.OneToOneField(Note, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["case"], condition=Q(waits=True), name="meetings_agendacase_waits_once"
            ),
            models.CheckConstraint(
                name="meetings_agendacase_has_a_line", condition=~Q(summary__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="meetings_agendacase_gone_waits_no_more",
                condition=Q(waits=False) | Q(taken_off=False, note=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.case_id}"


class Attendance(models.Model):
    """A member of staff who took part (til stede); a slip is crossed out, not removed."""

    meeting = models.ForeignKey(Meeting, models.PROTECT, related_name="attendance")
    staff = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    noted_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()
    crossed_out_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "staff"],
                condition=Q(crossed_out_at=None),
                name="meetings_attendance_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.staff_id}"
