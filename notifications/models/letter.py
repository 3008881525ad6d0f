"""Letters in the outbox, with their files."""

import uuid

from django.db import models
from django.db.models import F, Q

from cases.models import Case
from notifications.letters import Channel, LetterKind, LetterState, StopReason
from people.models import Municipality, Relative, Representative, Resident, StaffMember, Unit

KINDS = [kind.value for kind in LetterKind]
STATES = [state.value for state in LetterState]
REASONS = [reason.value for reason in StopReason]
CHANNELS = [channel.value for channel in Channel]
BY_PERSON = Q(channel="PRINT")  # what is printed, somebody does; what is sent, the relay


class Letter(models.Model):
    """A letter (brev) in the outbox, from the moment its words were decided.

    Words, file and key never change (trigger in 0002): a letter with a new address is a new row
    that replaces this one. `name` and `address` are as queued; whom it goes to and where is read
    anew before it is printed. `address` is empty where it is protected or not known.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=20)  # letters.LetterKind
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="letters")
    person = models.ForeignKey(Resident, models.PROTECT, related_name="letters")
    recipient_kind = models.CharField(max_length=10)  # letters.RecipientKind
    representative = models.ForeignKey(
        Representative, models.PROTECT, null=True, related_name="letters"
    )
    relative = models.ForeignKey(Relative, models.PROTECT, null=True, related_name="letters")
    name = models.CharField(max_length=210)
    address = models.CharField(max_length=310, blank=True)  # lines
    protected = models.BooleanField(default=False)  # fortrolig adresse: a step of its own
    language = models.CharField(max_length=2)
    title = models.CharField(max_length=500)
    content = models.JSONField()  # rules.LetterContent
    words = models.CharField(max_length=64)  # SHA-256 of the content without the envelope
    sha256 = models.CharField(max_length=64)  # of the file
    key = models.CharField(max_length=120)  # the same key is the same letter
    channel = models.CharField(max_length=10, default="PRINT")
    state = models.CharField(max_length=10, default="HELD")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="letters")
    owner = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    queued_at = models.DateTimeField()
    hold_until = models.DateTimeField()  # may be stopped and not printed before this
    printed_at = models.DateTimeField(null=True)
    printed_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    bundle = models.UUIDField(null=True)  # printed together
    posted_on = models.DateField(null=True)
    posted_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    handled_as = models.CharField(max_length=300, blank=True)  # how a protected letter was sent
    reached_on = models.DateField(null=True)
    reached_assumed = models.BooleanField(default=False)  # «antatt»
    delivered_at = models.DateTimeField(null=True)  # in the digital mailbox, and told of
    opened_at = models.DateTimeField(null=True)
    uncertain_at = models.DateTimeField(null=True)  # since when nobody knows whether it was sent
    returned_on = models.DateField(null=True)
    returned_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    stop_reason = models.CharField(max_length=20, blank=True)  # letters.StopReason
    stop_note = models.CharField(max_length=300, blank=True)
    # What was stopped or came back is a task until it is replaced, or somebody settles it.
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    settled_note = models.CharField(max_length=300, blank=True)
    replaces = models.OneToOneField("self", models.PROTECT, null=True, related_name="replaced_by")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "key"], name="notifications_letter_once"
            ),
            models.CheckConstraint(name="notifications_letter_kind", condition=Q(kind__in=KINDS)),
            models.CheckConstraint(
                name="notifications_letter_state", condition=Q(state__in=STATES)
            ),
            models.CheckConstraint(
                name="notifications_letter_channel", condition=Q(channel__in=CHANNELS)
            ),
            models.CheckConstraint(
                name="notifications_letter_protected_goes_by_hand",
                condition=Q(protected=False) | Q(channel="PRINT"),
            ),
            models.CheckConstraint(
                name="notifications_letter_language", condition=Q(language__in=["nb", "nn", "en"])
            ),
            models.CheckConstraint(
                name="notifications_letter_recipient",
                condition=Q(recipient_kind="PERSON", representative=None, relative=None)
                | Q(
                    recipient_kind__in=["GUARDIAN", "AGENT"],
                    representative__isnull=False,
                    relative=None,
                )
                | Q(
                    recipient_kind__in=["PARENT", "CARER"],
                    representative=None,
                    relative__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="notifications_letter_hides_protected_address",
                condition=Q(protected=False) | Q(address=""),
            ),
            models.CheckConstraint(
                name="notifications_letter_printed_by_somebody",
                condition=Q(printed_at=None, printed_by=None, bundle=None)
                | Q(printed_at__isnull=False, printed_by__isnull=False, bundle__isnull=False),
            ),
            models.CheckConstraint(
                name="notifications_letter_printed_where_it_stands",
                condition=~Q(state="SENDING") | ~BY_PERSON | Q(printed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notifications_letter_posted_by_somebody",
                condition=Q(posted_on=None, posted_by=None)
                | Q(posted_on__isnull=False) & (Q(posted_by__isnull=False) | ~BY_PERSON),
            ),
            models.CheckConstraint(
                name="notifications_letter_sent_is_posted",
                condition=(
                    ~Q(state__in=["SENT", "DELIVERED", "OPENED", "RETURNED"])
                    | Q(posted_on__isnull=False)
                )
                & (~Q(state="SENT") | ~BY_PERSON | Q(reached_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="notifications_letter_delivered_on_a_day",
                condition=~Q(state__in=["DELIVERED", "OPENED"])
                | Q(delivered_at__isnull=False, reached_on__isnull=False, reached_assumed=False),
            ),
            models.CheckConstraint(
                name="notifications_letter_opened_at_a_moment",
                condition=(Q(state="OPENED") & Q(opened_at__gte=F("delivered_at")))
                | (~Q(state="OPENED") & Q(opened_at=None)),
            ),
            models.CheckConstraint(
                name="notifications_letter_uncertain_since",
                condition=~Q(state="UNCERTAIN") | ~BY_PERSON & Q(uncertain_at__isnull=False),
            ),
            models.CheckConstraint(
                name="notifications_letter_protected_says_how",
                condition=Q(protected=False) | Q(posted_on=None) | ~Q(handled_as__regex=r"^\s*$"),
            ),
            models.CheckConstraint(
                name="notifications_letter_returned_by_somebody",
                condition=(~Q(state="RETURNED") | Q(returned_on__isnull=False))
                & (
                    Q(returned_on=None, returned_by=None)
                    | Q(returned_on__isnull=False) & (Q(returned_by__isnull=False) | ~BY_PERSON)
                ),
            ),
            models.CheckConstraint(
                name="notifications_letter_stopped_with_reason",
                condition=(
                    Q(state="STOPPED", stopped_at__isnull=False) & Q(stop_reason__in=REASONS)
                )
                | (~Q(state="STOPPED") & Q(stopped_at=None, stop_reason="")),
            ),
            models.CheckConstraint(
                name="notifications_letter_settled_by_somebody",
                condition=Q(settled_at=None, settled_by=None)
                | (
                    Q(settled_at__isnull=False, settled_by__isnull=False)
                    & ~Q(settled_note__regex=r"^\s*$")
                ),
            ),
            models.CheckConstraint(
                name="notifications_letter_stopped_by_somebody",
                condition=Q(stopped_at=None, stopped_by=None)
                | Q(stopped_at__isnull=False) & (Q(stopped_by__isnull=False) | ~BY_PERSON),
            ),
        ]
        indexes = [
            models.Index(
                fields=["unit", "hold_until"],
                condition=Q(state__in=["HELD", "SENDING"]),
                name="notifications_letter_queue",
            ),
            models.Index(
                fields=["unit"],
                condition=Q(state__in=["STOPPED", "RETURNED", "UNCERTAIN"], settled_at=None),
                name="notifications_letter_open",
            ),
            models.Index(
                fields=["municipality"],
                condition=Q(state="SENT", reached_on=None),
                name="notifications_letter_not_heard",
            ),
            models.Index(fields=["case", "queued_at"], name="notifications_letter_case"),
            models.Index(
                fields=["bundle"],
                condition=Q(bundle__isnull=False),
                name="notifications_letter_bundle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class LetterFile(models.Model):
    """The letter as it was decided: PDF/A-2a and PDF/UA-1. Never changed, never removed."""

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="file")
    sha256 = models.CharField(max_length=64)
    body = models.BinaryField()

    def __str__(self) -> str:
        return self.sha256
