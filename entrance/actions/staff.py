"""Staff whom the municipality's own sign-in vouches for: known by their number, bound once.

Nobody is made here who may do anything: an unknown number is turned away, and roles come of the
table of mappings alone.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any, Final

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.timezone import localdate

from audit import trail
from audit.words import mark
from entrance.adapters.provider import Mistrusted, ProviderDown, Vouched, signed_out, vouched_for
from entrance.events import IdentityReleased, SessionsEnded, StaffLetIn
from entrance.models import Identity, RoleMapping, SpentToken
from entrance.queries import municipality_vouched_for
from entrance.rules import values_of
from people.access import Actor, deny, system, use_case
from people.actions import declare_oneself, end_sessions, follow_directory, let_go
from people.models import Account, Municipality, StaffMember
from people.queries import lock_staff
from people.refusals import AccessDenied, NotFound
from people.roles import Permission, Role
from people.rules import employee_number

AGAIN: Final = mark("Innloggingen ble ikke fullført. Prøv igjen.")
UNKNOWN: Final = mark(
    "Du er ikke registrert som ansatt her. Be systemansvarlig registrere deg med ansattnummeret."
)
CLOSED: Final = mark("Kontoen er stengt. Ta kontakt med systemansvarlig.")
OTHER: Final = mark(
    "Innloggingen er koblet til en annen ansatt. Be systemansvarlig fjerne koblingen."
)
KEEP_SPENT: Final = dt.timedelta(hours=1)  # longer than a logout token is good for


def sign_in_vouched(
    code: str,
    *,
    begun: Mapping[str, Any] | None,
    issuer: str,
    error: str,
    at: dt.datetime,
) -> dict[str, Any]:
    """Let in whom the provider's answer stands for: the account's id and the session's name there.

    `begun` is what this browser was sent away with; none if it never was, or has come back before.
    Roles follow what is said of them. Raises AccessDenied, on record, and ProviderDown.
    """
    actor = system(municipality_vouched_for())
    try:
        if begun is None:
            raise Mistrusted("state")  # noqa: TRY301 - all doubts are written down in one place
        if error or not code:
            raise Mistrusted("refused by them")  # noqa: TRY301 - as above
        since = dt.datetime.fromtimestamp(begun["at"], dt.UTC) if begun["again"] else None
        vouched = vouched_for(
            code, nonce=begun["nonce"], verifier=begun["verifier"], issuer=issuer, since=since
        )
    except Mistrusted as doubt:
        deny(actor, f"sign in: {doubt.code}", at=at)
        raise AccessDenied(AGAIN, what=doubt.code) from None
    except ProviderDown:
        deny(actor, "sign in: no answer from them", at=at)
        raise
    return let_in(
        vouched.issuer,
        subject=vouched.subject,
        number=_number(vouched),
        said=_said(vouched, actor.municipality_id),
        session=session_digest(vouched.issuer, vouched.session),
        own=_own(vouched),
        actor=actor,
        at=at,
    )


def sign_out_vouched(token: str, *, at: dt.datetime) -> int:
    """End the sessions that a logout token names; returns how many. Each token counts once.

    Raises AccessDenied, on record, and ProviderDown.
    """
    actor = system(municipality_vouched_for())
    try:
        told = signed_out(token, at=at)
        with transaction.atomic(durable=True):
            SpentToken.objects.filter(until__lte=at).delete()
            try:
                SpentToken.objects.create(
                    digest=_digest(told.issuer, told.token), until=at + KEEP_SPENT
                )
            except IntegrityError:
                raise Mistrusted("logout used before") from None
    except Mistrusted as doubt:
        deny(actor, f"sign out: {doubt.code}", at=at)
        raise AccessDenied(AGAIN, what=doubt.code) from None
    return end_vouched(
        told.issuer,
        subject=told.subject,
        session=session_digest(told.issuer, told.session),
        actor=actor,
        at=at,
    )["ended"]


@use_case(Permission.SYSTEM)
def let_in(
    issuer: str,
    *,
    subject: str,
    number: str,
    said: list[list[str]],
    session: str,
    own: str = "",
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Bind the subject to whoever has the number, once, and let their roles follow what is said.

    `said` is pairs of claim and value. `own`: their identity number, which closes their own record
    to them; one that is none is passed over. Raises AccessDenied for a number nobody has, for
    somebody who has left, for a closed account, and where either is bound to another.
    """
    Municipality.objects.select_for_update().get(pk=actor.municipality_id)
    bound = (
        Identity.objects.select_related("account")
        .filter(issuer=issuer, subject=subject, released_at=None)
        .first()
    )
    staff = _whom(bound, employee_number(number), actor)
    if staff.left_on is not None and staff.left_on <= localdate(at):
        raise AccessDenied(CLOSED, what="has left")
    account = bound.account if bound else _account_of(staff, issuer, actor)
    if not account.is_active:
        raise AccessDenied(CLOSED, what="closed account")
    if bound is None:
        Identity.objects.create(account=account, issuer=issuer, subject=subject, bound_at=at)
    roles = follow_directory(staff, _mapped(staff, said, actor, localdate(at)), at=at)
    if own and not declare_oneself(staff, number=own, declared_by=staff.pk, at=at):
        let_go(staff, actor=actor, at=at)
    trail.record(
        StaffLetIn(
            of_staff_id=staff.pk,
            bound=bound is None,
            given=roles.given,
            ended=roles.ended,
            apart=roles.apart,
        ),
        actor=actor,
        at=at,
    )
    return {"account": account.pk, "session": session}


@use_case(Permission.SYSTEM)
def end_vouched(
    issuer: str, *, subject: str, session: str, actor: Actor, at: dt.datetime
) -> dict[str, int]:
    """End the sessions of a subject; where a session is named, that one alone."""
    bound = Identity.objects.filter(issuer=issuer, released_at=None)
    if subject:
        bound = bound.filter(subject=subject)
    elif session:
        bound = bound.filter(account__sessions__provider_session=session)
    found = bound.select_related("account").first()
    ended = end_sessions(found.account, provider_session=session) if found else 0
    if found is not None:
        trail.record(
            SessionsEnded(of_staff_id=found.account.staff_id, ended=ended), actor=actor, at=at
        )
    return {"ended": ended}


@use_case(Permission.ADMINISTER)
def release_identity(account_id: int, *, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Let go of whom an account is bound to (Fjern koblingen): the next to sign in is bound anew.

    Its sessions end. Raises NotFound if it is bound to nobody.
    """
    bound = (
        Identity.objects.select_for_update(of=("self",))
        .select_related("account")
        .filter(
            account_id=account_id,
            account__staff__municipality_id=actor.municipality_id,
            released_at=None,
        )
        .first()
    )
    if bound is None:
        raise NotFound("Kontoen er ikke koblet til kommunens innlogging.")
    bound.released_at = at
    bound.save(update_fields=["released_at"])
    end_sessions(bound.account)
    trail.record(IdentityReleased(of_staff_id=bound.account.staff_id), actor=actor, at=at)
    return {"account": account_id}


def session_digest(issuer: str, session: str) -> str:
    """What is kept of a session's name at the provider; empty without one."""
    return _digest(issuer, session) if session else ""


def _digest(issuer: str, name: str) -> str:
    return hashlib.sha256(f"{issuer}\n{name}".encode()).hexdigest()


def _number(vouched: Vouched) -> str:
    """The employer's number, if one and only one is said."""
    said = values_of(vouched.claims, settings.OIDC_STAFF_CLAIM)
    return next(iter(said)) if len(said) == 1 else ""


def _own(vouched: Vouched) -> str:
    """Their identity number, where the municipality has the provider say it."""
    said = (
        values_of(vouched.claims, settings.OIDC_PERSON_CLAIM) if settings.OIDC_PERSON_CLAIM else ()
    )
    return next(iter(said)) if len(said) == 1 else ""


def _said(vouched: Vouched, municipality_id: int) -> list[list[str]]:
    """What is said in the claims that give roles here; the rest of them is not looked at."""
    names = RoleMapping.objects.filter(municipality_id=municipality_id).values_list(
        "claim", flat=True
    )
    return [
        [name, value] for name in sorted(set(names)) for value in values_of(vouched.claims, name)
    ]


def _whom(bound: Identity | None, number: str, actor: Actor) -> StaffMember:
    """The member of staff, locked. Raises AccessDenied."""
    if bound is None:
        staff = StaffMember.objects.filter(
            municipality_id=actor.municipality_id, employee_number=number
        ).first()
        if staff is None or not number:
            raise AccessDenied(UNKNOWN, what="unknown number")
        return lock_staff(staff.pk, actor=actor)
    try:
        staff = lock_staff(bound.account.staff_id, actor=actor)
    except NotFound:
        raise AccessDenied(UNKNOWN, what="other municipality") from None
    if number and staff.employee_number != number:
        raise AccessDenied(OTHER, what="another number")
    return staff


def _account_of(staff: StaffMember, issuer: str, actor: Actor) -> Account:
    """The account to bind: the one they have, or a new one that no password opens."""
    accounts = list(Account.objects.filter(staff=staff).order_by("-is_active", "pk"))
    if any(Identity.objects.filter(account__in=accounts, issuer=issuer, released_at=None)):
        raise AccessDenied(OTHER, what="bound to another subject")
    if accounts:
        return accounts[0]
    # With a colon, which no name that is typed may have.
    made = Account(username=f"{actor.municipality_id}:{staff.employee_number}".lower(), staff=staff)
    made.set_unusable_password()
    made.save()
    return made


def _mapped(
    staff: StaffMember, said: list[list[str]], actor: Actor, day: dt.date
) -> dict[tuple[Role, int], dt.date | None]:
    """The roles the table gives for what is said, each to the last day any row gives it.

    A row gives nothing to whoever made it: nobody gives a role to themself.
    """
    rows = RoleMapping.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        municipality_id=actor.municipality_id,
        valid_from__lte=day,
    ).exclude(made_by=staff)
    pairs = {(claim, value) for claim, value in said}
    found: dict[tuple[Role, int], dt.date | None] = {}
    for row in rows:
        if (row.claim, row.value) not in pairs:
            continue
        key = (Role(row.role), row.unit_id)
        last = found.get(key, row.valid_to)
        found[key] = None if last is None or row.valid_to is None else max(last, row.valid_to)
    return found
