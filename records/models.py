"""Notes, documents with their journal numbers; the files themselves lie in the file store."""

import uuid

from django.db import models
from django.db.models import Q

from cases.models import Case
from notifications.models import Letter
from people.models import Municipality, Resident, StaffMember, Unit
from records.kinds import SUFFIXES, Direction, DocumentKind, NoteKind, PutBefore, Source


class Note(models.Model):
    """What was said or seen (notat): signed, dated, never changed or removed (trigger in 0002).

    A correction is a note of its own that stands beside the one it `corrects`. Of information from
    others it is told once whether it was put before the person.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="notes")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="notes")
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    kind = models.CharField(max_length=20)  # kinds.NoteKind
    occurred_on = models.DateField()
    occurred_time = models.TimeField(null=True)  # by Oslo's clock
    text = models.TextField()
    informant = models.CharField(max_length=200, blank=True)  # who told it: name and relation
    signed_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")  # signed as
    written_at = models.DateTimeField()
    put_before = models.CharField(max_length=12, blank=True)  # kinds.PutBefore
    put_before_on = models.DateField(null=True)
    put_before_note = models.TextField(blank=True)  # what the person said, or why it is not needed
    put_before_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    put_before_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="records_note_kind", condition=Q(kind__in=[kind.value for kind in NoteKind])
            ),
            models.CheckConstraint(
                name="records_note_says_something", condition=~Q(text__regex=r"^\s*$")
            ),
            models.CheckConstraint(
                name="records_note_information_has_a_source",
                condition=~Q(kind="INFORMATION") | ~Q(informant__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="records_note_put_before",
                condition=(~Q(kind="INFORMATION") & Q(put_before=""))
                | Q(kind="INFORMATION", put_before__in=[p.value for p in PutBefore]),
            ),
            models.CheckConstraint(
                name="records_note_put_before_by_somebody",
                condition=Q(
                    put_before__in=["", "NOT_YET"],
                    put_before_on=None,
                    put_before_by=None,
                    put_before_at=None,
                )
                | Q(
                    put_before="YES",
                    put_before_on__isnull=False,
                    put_before_by__isnull=False,
                    put_before_at__isnull=False,
                )
                | (
                    Q(
                        put_before="NOT_NEEDED",
                        put_before_on=None,
                        put_before_by__isnull=False,
                        put_before_at__isnull=False,
                    )
                    & ~Q(put_before_note__regex=r"^\s*$")
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "occurred_on"], name="records_note_case"),
            models.Index(fields=["person", "occurred_on"], name="records_note_person"),
            models.Index(
                fields=["case"],
                condition=Q(put_before="NOT_YET"),
                name="records_note_to_put_before",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occurred_on}"


class Document(models.Model):
    """A paper (dokument) with its journal data; the file lies in the store under its hash.

    Without a person it lies in the inbox. What it is linked to may be undone; what came in, when
    and with which number never changes (trigger in 0002).
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    person = models.ForeignKey(Resident, models.PROTECT, null=True, related_name="documents")
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="documents")
    kind = models.CharField(max_length=20)  # kinds.DocumentKind
    direction = models.CharField(max_length=3)  # kinds.Direction
    party = models.CharField(max_length=200, blank=True)  # from whom, or to whom
    dated_on = models.DateField()  # received, or sent
    title = models.CharField(max_length=200)
    file_name = models.CharField(max_length=120, blank=True)  # as it was called, cleaned
    sha256 = models.CharField(max_length=64)  # of the file in the store
    received_sha256 = models.CharField(max_length=64)  # of the file as it came
    size = models.PositiveIntegerField()  # bytes
    media_type = models.CharField(max_length=40)
    pages = models.PositiveIntegerField()
    removed = models.JSONField(default=list)  # keys of kinds.REMOVED
    source = models.CharField(max_length=10)  # kinds.Source
    added_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    added_at = models.DateTimeField()
    linked_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    linked_at = models.DateTimeField(null=True)
    double_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    discarded_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    discarded_at = models.DateTimeField(null=True)  # as a double: the file and its number stay
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="records_document_kind",
                condition=Q(kind__in=[kind.value for kind in DocumentKind]),
            ),
            models.CheckConstraint(
                name="records_document_direction",
                condition=Q(direction__in=[way.value for way in Direction]),
            ),
            models.CheckConstraint(
                name="records_document_source",
                condition=Q(source__in=[source.value for source in Source]),
            ),
            models.CheckConstraint(
                name="records_document_media_type", condition=Q(media_type__in=list(SUFFIXES))
            ),
            models.CheckConstraint(
                name="records_document_case_is_a_persons",
                condition=Q(case=None) | Q(person__isnull=False),
            ),
            models.CheckConstraint(
                name="records_document_linked_by_somebody",
                condition=Q(linked_by=None, linked_at=None)
                | Q(linked_by__isnull=False, linked_at__isnull=False, person__isnull=False),
            ),
            models.CheckConstraint(
                name="records_document_discarded_as_a_double",
                condition=Q(double_of=None, discarded_by=None, discarded_at=None)
                | Q(
                    double_of__isnull=False,
                    discarded_by__isnull=False,
                    discarded_at__isnull=False,
                    person=None,
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["case", "dated_on"], name="records_document_case"),
            models.Index(fields=["person", "kind"], name="records_document_person"),
            models.Index(
                fields=["municipality", "added_at"],
                condition=Q(person=None),
                name="records_document_inbox",
            ),
            models.Index(fields=["received_sha256"], name="records_document_received"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class JournalCounter(models.Model):
    """The last journal number of a year; locked while the next is given out."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year"], name="records_journalcounter_one_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.last}/{self.year}"


class JournalNumber(models.Model):
    """The number (journalnummer) of a document or a posted letter; given once, never again."""

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="journal")
    letter = models.OneToOneField(Letter, models.PROTECT, null=True, related_name="journal")
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "year", "number"], name="records_journalnumber_once"
            ),
            models.CheckConstraint(
                name="records_journalnumber_of_one_paper",
                condition=Q(document__isnull=False, letter=None)
                | Q(document=None, letter__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"
