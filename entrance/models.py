"""Who is bound to whom, what counts as a second factor, and which systems may come in."""

import uuid

from django.db import models
from django.db.models import F, Q

from audit.words import mark
from people.models import Account, Municipality, StaffMember, Unit


class Identity(models.Model):
    """Whom a provider means by a subject: bound once, by the employer's number, to an account.

    Neither is ever bound to another while the binding holds; the administrator may release it.
    """

    account = models.ForeignKey(Account, models.PROTECT, related_name="identities")
    issuer = models.CharField(max_length=200)
    subject = models.CharField(max_length=255)
    bound_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["issuer", "subject"],
                condition=Q(released_at=None),
                name="entrance_identity_one_account",
            ),
            models.UniqueConstraint(
                fields=["issuer", "account"],
                condition=Q(released_at=None),
                name="entrance_identity_one_subject",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.bound_at:%Y-%m-%d %H:%M}"


class RoleMapping(models.Model):
    """That whoever has `value` in `claim` holds `role` in `unit`, in [valid_from, valid_to)."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="+")
    claim = models.CharField(max_length=100)
    value = models.CharField(max_length=200)
    role = models.CharField(max_length=30)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    made_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            # An empty period is what was ended on the day it was to begin.
            models.CheckConstraint(
                name="entrance_rolemapping_period",
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")),
            ),
            models.CheckConstraint(
                name="entrance_rolemapping_said", condition=~Q(claim="") & ~Q(value="")
            ),
            models.CheckConstraint(
                name="entrance_rolemapping_of_a_person",
                condition=~Q(role__in=["SYSTEM", "INTEGRATION"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim}={self.value} → {self.role}"


class SpentToken(models.Model):
    """A logout token that has been used; kept until it would be refused for its age."""

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"→ {self.until:%Y-%m-%d %H:%M}"


class FactorKind(models.TextChoices):
    """What somebody has besides the password."""

    TOTP = "TOTP", mark("Kode fra app")
    PASSKEY = "PASSKEY", mark("Passnøkkel")


class Factor(models.Model):
    """Something an account's owner has besides the password."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="factors")
    kind = models.CharField(max_length=7, choices=FactorKind.choices)
    secret = models.TextField(blank=True)  # of an app: enciphered, or nobody could check a code
    credential = models.TextField(blank=True)  # of a passkey: its public half
    credential_id = models.CharField(max_length=64, blank=True)  # a digest
    last_step = models.BigIntegerField(default=0)  # no code counts twice; a passkey's own counter
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entrance_factor_whole",
                condition=Q(kind="TOTP", credential="") & ~Q(secret="")
                | Q(kind="PASSKEY", secret="") & ~Q(credential="") & ~Q(credential_id=""),
            ),
            models.UniqueConstraint(
                fields=["credential_id"],
                condition=Q(kind="PASSKEY", removed_at=None),
                name="entrance_factor_one_passkey",
            ),
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(kind="TOTP", removed_at=None),
                name="entrance_factor_one_app",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.made_at:%Y-%m-%d %H:%M}"


class RecoveryCode(models.Model):
    """A code that lets somebody in once without their telephone; only a keyed digest is kept."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="recovery_codes")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d %H:%M}"


class EntryCode(models.Model):
    """That somebody is to choose a new password, by a code given once (engangskode).

    Whoever asks for it does not hand it out where anybody leads its holder, and nobody hands one
    out to themself. Used, withdrawn or run out it opens nothing.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    account = models.ForeignKey(Account, models.PROTECT, related_name="entry_codes")
    # Who hands it out; none: nobody but who asked can. Whoever leads the holder may as well.
    asked_of = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    asked_by = models.ForeignKey(StaffMember, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    digest = models.CharField(max_length=64, blank=True)  # keyed; empty until it is handed out
    given_by = models.ForeignKey(StaffMember, models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"],
                condition=Q(used_at=None, withdrawn_at=None),
                name="entrance_entrycode_one_open",
            ),
            models.CheckConstraint(
                name="entrance_entrycode_given_by_another",
                condition=Q(digest="", given_by=None, given_at=None, expires_at=None)
                | (
                    ~Q(digest="")
                    & Q(given_by__isnull=False)
                    & Q(expires_at__gt=F("given_at"))
                    & (Q(asked_of=None) | ~Q(given_by=F("asked_by")))
                ),
            ),
            models.CheckConstraint(
                name="entrance_entrycode_used_as_given",
                condition=Q(used_at=None) | Q(used_at__lte=F("expires_at"), withdrawn_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.asked_at:%Y-%m-%d %H:%M}"


class WrongCode(models.Model):
    """A wrong code for an account; kept as long as it slows the next attempt."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["account", "at"], name="entrance_wrongcode_recent")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Client(models.Model):
    """A system that may come in by itself (integrasjon), to the doors that are named, until a day.

    It acts through an account of its own that no password opens, so that the trail names it.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # its client id
    account = models.OneToOneField(Account, models.PROTECT, related_name="client")
    name = models.CharField(max_length=100)
    secret_digest = models.CharField(max_length=64)
    scopes = models.JSONField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="entrance_client_expires", condition=Q(expires_at__gt=F("made_at"))
            ),
        ]

    def __str__(self) -> str:
        return self.name
