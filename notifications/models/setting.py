"""What a municipality has decided about its post, from when to when."""

from django.db import models
from django.db.models import F, Q

from people.models import Municipality


class PostSetting(models.Model):
    """How many days after posting a paper letter is taken to have come, from which hour by Oslo's
    clock staff get the daily e-mail, and how many days word of a digital letter is waited for, in
    [valid_from, valid_to).

    What a municipality has decided; else letters.ASSUMED_DAYS_IN_THE_POST and policy hold.
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    assumed_days = models.PositiveSmallIntegerField()
    digest_hour = models.PositiveSmallIntegerField(null=True)  # policy's own, where none is decided
    unheard_days = models.PositiveSmallIntegerField(null=True)  # as digest_hour
    decided_by = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "valid_from"], name="notifications_postsetting_one"
            ),
            models.CheckConstraint(
                name="notifications_postsetting_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="notifications_postsetting_hour",
                condition=Q(digest_hour=None) | Q(digest_hour__lte=23),
            ),
            models.CheckConstraint(
                name="notifications_postsetting_unheard",
                condition=Q(unheard_days=None) | Q(unheard_days__gte=1),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assumed_days} dager fra {self.valid_from}"


class PostChannel(models.Model):
    """How a municipality's letters go in [valid_from, valid_to). Without a row: on paper.

    `account` is its own account with the digital post (SvarUt's kontoId).
    """

    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)  # letters.Channel
    account = models.UUIDField(null=True)
    decided_by = models.CharField(max_length=200)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["municipality", "valid_from"], name="notifications_postchannel_one"
            ),
            models.CheckConstraint(
                name="notifications_postchannel_period",
                condition=Q(valid_to=None) | Q(valid_to__gt=F("valid_from")),
            ),
            models.CheckConstraint(
                name="notifications_postchannel_account",
                condition=Q(channel="PRINT", account=None)
                | Q(channel="DIGITAL", account__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} fra {self.valid_from}"
