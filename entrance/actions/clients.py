"""Systems that come in by themselves: made and revoked by the administrator, let in by a secret."""

import datetime as dt
import hmac
import secrets
import uuid
from typing import Final

from django.db import transaction
from django.utils.timezone import localdate, make_aware

from audit import trail
from entrance.events import ClientMade, ClientRevoked
from entrance.models import Client
from people.access import Actor, set_context, system, use_case
from people.actions import end_sessions, guesses_left, issue_token, note_guess
from people.adapters import digest_of
from people.models import Account, RoleGrant, StaffMember, Token
from people.queries import lock_unit, longest_last_day
from people.refusals import NotFound, Objection, Refused, Slowed, WrongCredentials
from people.roles import SCOPES, Permission, Role

LASTS: Final = dt.timedelta(hours=1)  # a system's key


class ScopeNotGiven(Exception):
    """A system asks for what it was not given."""


def open_for_client(
    client_id: str, *, secret: str, scopes: list[str], at: dt.datetime, address: str
) -> dict[str, str | int]:
    """Give a system a key that lasts an hour, for all of its scopes or those it asks for.

    Raises WrongCredentials, on record where the system is known; ScopeNotGiven; Slowed as for a
    person's password.
    """
    with transaction.atomic(durable=True):
        if not guesses_left(client_id, address=address, at=at):
            raise Slowed
        client = _client(client_id)
        right = hmac.compare_digest(client.secret_digest if client else "", digest_of(secret))
        if client is None or not right or not _in_force(client, at):
            note_guess(client_id, address=address, at=at)
            if client is not None:
                set_context(system(client.account.staff.municipality_id), at)
                trail.deny("client: secret", actor=_Of(client.account.staff), at=at)
            client = None
        elif not set(scopes) <= set(client.scopes):
            raise ScopeNotGiven
        else:
            given = sorted(set(scopes)) or list(client.scopes)
            made = issue_token(client.account, at=at, lasts=LASTS, scopes=given)
    if client is None:
        raise WrongCredentials
    return {
        "access_token": made["token"],
        "token_type": "Bearer",
        "expires_in": int(LASTS.total_seconds()),
        "scope": " ".join(given),
    }


@use_case(Permission.ADMINISTER)
def make_client(
    *,
    name: str,
    unit_id: int,
    scopes: list[str],
    last_on: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Let a system in through the doors of `scopes` until a day, a year at the most (Integrasjon).

    It stands in a unit, and has the role of an integration and no other. Returns its id and its
    secret, which is shown this once. Raises Refused with every objection.
    """
    unit = lock_unit(unit_id, actor=actor)
    today, name = localdate(at), name.strip()
    found = []
    if not name or len(name) > 100:
        found.append(Objection("Skriv hva systemet heter.", "name_missing", "name"))
    if not scopes or not set(scopes) <= set(SCOPES):
        found.append(Objection("Velg hva systemet skal kunne gjøre.", "scopes", "scopes"))
    if not today <= last_on <= longest_last_day(today):
        found.append(
            Objection("Velg en dag fra i dag og høyst ett år fram.", "too_long", "last_on")
        )
    if found:
        raise Refused.all(found)
    # A number no employee has: the employer's begin with no such letters and are shorter.
    serial = uuid.uuid4().hex[:8].upper()
    staff = StaffMember.objects.create(
        municipality_id=actor.municipality_id,
        employee_number=f"X{serial}",
        given_name="Integrasjon",
        family_name=name,
    )
    RoleGrant.objects.create(
        staff=staff,
        unit=unit,
        role=Role.INTEGRATION,
        valid_from=today,
        valid_to=last_on + dt.timedelta(days=1),
    )
    account = Account(username=f"client:{serial}".lower(), staff=staff)
    account.set_unusable_password()
    account.save()
    secret = secrets.token_urlsafe(32)
    client = Client.objects.create(
        account=account,
        name=name,
        secret_digest=digest_of(secret),
        scopes=sorted(set(scopes)),
        made_at=at,
        expires_at=make_aware(dt.datetime.combine(last_on + dt.timedelta(days=1), dt.time.min)),
    )
    trail.record(ClientMade(of_staff_id=staff.pk, scopes=client.scopes), actor=actor, at=at)
    return {"client": str(client.public_id), "secret": secret}


@use_case(Permission.ADMINISTER)
def revoke_client(public_id: str, *, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Let a system in no more (Trekk tilbake): its keys open nothing from now on."""
    client = (
        Client.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(public_id=public_id, account__staff__municipality_id=actor.municipality_id)
        .first()
    )
    if client is None:
        raise NotFound("Vi finner ikke integrasjonen.")
    if client.revoked_at is not None:
        raise Refused("Integrasjonen er allerede trukket tilbake.", code="revoked")
    client.revoked_at = at
    client.save(update_fields=["revoked_at"])
    account = client.account
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account)
    RoleGrant.objects.filter(staff_id=account.staff_id, revoked_at=None).update(revoked_at=at)
    Token.objects.filter(account=account, revoked_at=None).update(revoked_at=at)
    trail.record(ClientRevoked(of_staff_id=account.staff_id), actor=actor, at=at)
    return {"client": public_id}


class _Of:
    """Whom the trail names for a refused secret: the system it was said to be."""

    acting_role = Role.INTEGRATION.value
    acting_unit_id = None

    def __init__(self, staff: StaffMember) -> None:
        self.municipality_id = staff.municipality_id
        self.staff_id = staff.pk


def _client(client_id: str) -> Client | None:
    try:
        known = uuid.UUID(client_id)
    except ValueError:
        return None
    return Client.objects.select_related("account__staff").filter(public_id=known).first()


def _in_force(client: Client, at: dt.datetime) -> bool:
    return client.revoked_at is None and client.expires_at > at and client.account.is_active
