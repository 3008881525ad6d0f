"""A letter's way through a channel over the network: claims, tries, receipt, status."""

from django.db import models
from django.db.models import F, Q

from notifications.letters import MOST_TRIES, Channel
from notifications.models.letter import Letter
from people.models import Municipality

OVER_THE_NET = [Channel.DIGITAL.value, Channel.EMAIL.value]


class Dispatch(models.Model):
    """What a relay has to do about a letter, or has done: one row for each letter and channel.

    DIGITAL carries the letter itself, EMAIL the notice that it lies unopened. `tries` counts the
    times it was handed to the channel, and is written before: a relay that dies in between leaves
    a row that says so. `account` is whose it was handed over from, from the first try on: the
    municipality may have another by the next. `next_at` is empty when a relay has nothing (more)
    to do.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    letter = models.ForeignKey(Letter, models.PROTECT, related_name="dispatches")
    channel = models.CharField(max_length=10)
    next_at = models.DateTimeField(null=True)
    claimed_until = models.DateTimeField(null=True)
    claim = models.UUIDField(null=True)  # of the relay that has it
    account = models.UUIDField(null=True)  # setting.PostChannel.account, as it was then
    tries = models.PositiveSmallIntegerField(default=0)
    tried_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=40, blank=True)  # a code; never what the channel said
    sent_at = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=36, blank=True)  # what the channel calls it
    status = models.CharField(max_length=20, blank=True)  # the channel's own word
    ask_at = models.DateTimeField(null=True)  # when its status is asked for, or it is looked for
    parked_at = models.DateTimeField(null=True)  # given up: a person must look

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["letter", "channel"], name="notifications_dispatch_once"
            ),
            models.UniqueConstraint(
                fields=["municipality", "receipt"],
                condition=~Q(receipt=""),
                name="notifications_dispatch_one_receipt",
            ),
            models.CheckConstraint(
                name="notifications_dispatch_channel", condition=Q(channel__in=OVER_THE_NET)
            ),
            models.CheckConstraint(
                name="notifications_dispatch_tries",
                condition=Q(tries__lte=MOST_TRIES) & (Q(tries=0) | Q(tried_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="notifications_dispatch_account",
                condition=Q(channel="EMAIL", account=None)
                | Q(channel="DIGITAL", tries=0, account=None)
                | Q(channel="DIGITAL", tries__gt=0, account__isnull=False),
            ),
            models.CheckConstraint(
                name="notifications_dispatch_claimed",
                condition=Q(claim=None, claimed_until=None)
                | Q(claim__isnull=False, claimed_until__isnull=False),
            ),
            models.CheckConstraint(
                name="notifications_dispatch_ends",
                condition=Q(next_at=None, claim=None) | Q(sent_at=None, parked_at=None),
            ),
            models.CheckConstraint(
                name="notifications_dispatch_sent",
                condition=Q(sent_at=None, receipt="")
                & (Q(ask_at=None) | Q(channel="DIGITAL", parked_at__isnull=False))
                | Q(sent_at__gte=F("tried_at")) & (Q(channel="EMAIL") | ~Q(receipt="")),
            ),
        ]
        indexes = [
            models.Index(
                fields=["municipality", "next_at"],
                condition=Q(next_at__isnull=False),
                name="notifications_dispatch_due",
            ),
            models.Index(
                fields=["municipality", "ask_at"],
                condition=Q(ask_at__isnull=False),
                name="notifications_dispatch_to_ask",
            ),
            models.Index(
                fields=["letter"],
                condition=Q(channel="EMAIL", parked_at__isnull=False),
                name="notifications_dispatch_untold",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.letter_id}"
