"""Accounts: made, closed and opened by the administrator, who never sets or sees a password.

The owner chooses it, by a code that whoever leads them hands out (`entrance.actions.first`).
"""

import datetime as dt

from django.utils.timezone import localdate, localtime

from audit import trail
from audit.words import Filled, filled, mark
from entrance.actions import expect_code, hand_out, withdraw_codes
from entrance.models import EntryCode
from notifications.actions import notify
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.actions import end_sessions
from people.events import AccountClosed, AccountCreated
from people.models import Account, StaffMember, Token
from people.queries import lock_staff
from people.refusals import NotFound, Objection, Refused
from people.roles import Permission
from people.signed_in import passwords_open
from rights.events import AccountOpened, CodeAskedFor, CodeGiven
from rights.queries import code_giver, find_code, leader_of_staff

NO_ACCOUNT = mark("Vi finner ikke brukerkontoen.")


@use_case(Permission.ADMINISTER)
def create_account(
    staff_id: int, *, username: str, actor: Actor, at: dt.datetime
) -> dict[str, str | int]:
    """Give a member of staff something to sign in with, once they have or are to have a role.

    No password opens it until its owner has chosen one. Raises Refused with every objection, also
    for somebody who has an account: nobody is two.
    """
    staff = lock_staff(staff_id, actor=actor)
    name = username.strip().lower()
    found, giver = _code_objections(staff, actor=actor, at=at)
    if staff.accounts.filter(is_active=True).exists():
        found.append(
            Objection(
                "Den ansatte har allerede en konto. Er passordet glemt, ber du om en engangskode.",
                "has_account",
            )
        )
    if not name or len(name) > 60 or not name.replace("-", "").replace(".", "").isalnum():
        found.append(
            Objection(
                "Brukernavnet kan ha bokstaver, tall, bindestrek og punktum.",
                "bad_username",
                "username",
            )
        )
    elif Account.objects.filter(username=name).exists():
        found.append(Objection("Brukernavnet er i bruk. Velg et annet.", "taken", "username"))
    if found:
        raise Refused.all(found)
    account = Account(username=name, staff=staff)
    account.set_unusable_password()
    account.save()
    return _expect(account, giver, AccountCreated(for_staff_id=staff.pk), actor=actor, at=at)


@use_case(Permission.ADMINISTER)
def close_account(account_id: int, *, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Close an account at once, with its sessions, its codes and its keys to the API.

    Nobody closes their own. Raises NotFound, Refused.
    """
    account = _locked(account_id, actor)
    if account.staff_id == actor.staff():
        raise Refused(
            "Du kan ikke stenge din egen konto. Be en annen systemansvarlig.", code="own_account"
        )
    account.is_active = False
    account.save(update_fields=["is_active"])
    end_sessions(account)
    withdraw_codes(account, at=at)
    Token.objects.filter(account=account, revoked_at=None).update(revoked_at=at)
    trail.record(AccountClosed(for_staff_id=account.staff_id), actor=actor, at=at)
    sentence = filled("Kontoen til {staff} er stengt.", staff=str(account.staff))
    leader = leader_of_staff(account.staff, besides=actor.staff(), on=localdate(at))
    if leader is not None:
        key = f"closed:{account.pk}:{at.isoformat()}"
        _tell(StaffMember.objects.get(pk=leader), sentence, key, at=at)
    return {"account": account.pk}


@use_case(Permission.ADMINISTER)
def open_account(account_id: int, *, actor: Actor, at: dt.datetime) -> dict[str, str | int]:
    """Let a closed account be used again (Åpne kontoen): its owner chooses a new password first.

    Raises NotFound, Refused.
    """
    account = _locked(account_id, actor)
    found, giver = _code_objections(account.staff, actor=actor, at=at)
    if account.is_active:
        found.append(Objection("Kontoen er ikke stengt.", "open"))
    elif account.staff.accounts.filter(is_active=True).exists():
        found.append(Objection("Den ansatte har en annen konto som er åpen.", "has_account"))
    if found:
        raise Refused.all(found)
    account.is_active = True
    account.set_unusable_password()
    account.save(update_fields=["is_active", "password"])
    opened = AccountOpened(for_staff_id=account.staff_id)
    return _expect(account, giver, opened, actor=actor, at=at)


@use_case(Permission.ADMINISTER)
def ask_code(account_id: int, *, actor: Actor, at: dt.datetime) -> dict[str, str | int]:
    """Let somebody choose a new password by a code (Ny engangskode); the old one holds until then.

    Raises NotFound, Refused.
    """
    account = _locked(account_id, actor)
    found, giver = _code_objections(account.staff, actor=actor, at=at)
    if not account.is_active:
        found.append(Objection("Kontoen er stengt. Åpne den først.", "closed"))
    if found:
        raise Refused.all(found)
    asked = CodeAskedFor(for_staff_id=account.staff_id)
    return _expect(account, giver, asked, actor=actor, at=at)


@use_case(Permission.REVIEW_RIGHTS)
def give_code(expected: str, *, code: str, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Let `code` be the one (Vis engangskoden), until the moment that is returned.

    The door makes it and shows it, so that no stored answer holds it: `digest` tells whether it is
    the one that counts. A code that was shown before counts no more. Raises NotFound.
    """
    row = find_code(expected, actor=actor, on=localdate(at), locked=True)
    staff = row.account.staff
    until = hand_out(row, code=code, by=actor.staff(), at=at)
    said = f"{localtime(until):%d.%m.%Y %H.%M}"
    own = filled("Du skal få en engangskode til å velge passord med. Den gjelder til {t}.", t=said)
    _tell(staff, own, f"code-given:{row.public_id}:{at.isoformat()}", at=at)
    trail.record(CodeGiven(for_staff_id=staff.pk, until=until.isoformat()), actor=actor, at=at)
    return {"until": until.isoformat(), "digest": row.digest}


def _code_objections(
    staff: StaffMember, *, actor: Actor, at: dt.datetime
) -> tuple[list[Objection], int | None]:
    """Why nobody may choose a password now, and who else hands the code out."""
    on, found = localdate(at), []
    if not passwords_open():
        found.append(Objection("Ansatte logger inn med kommunens konto.", "no_passwords"))
    if staff.pk == actor.staff():
        found.append(
            Objection(
                "Du kan ikke gjøre dette med din egen konto. Be en annen systemansvarlig.",
                "own_account",
            )
        )
    if staff.left_on is not None and staff.left_on <= on:
        found.append(Objection("Den ansatte har sluttet.", "left"))
    if staff.accounts.filter(client__isnull=False).exists():
        found.append(Objection("En integrasjon logger ikke inn med passord.", "machine"))
    try:
        return found, code_giver(staff, besides=actor.staff(), on=on)
    except LookupError:
        without = "Gi den ansatte en rolle først. Lederen der gir engangskoden."
        return [*found, Objection(without, "no_role")], None


def _expect(
    account: Account,
    giver: int | None,
    event: AccountCreated | AccountOpened | CodeAskedFor,
    *,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str | int]:
    """A code is expected: its owner and whoever hands it out are told at once."""
    row: EntryCode = expect_code(account, asked_by=actor.staff(), asked_of=giver, at=at)
    trail.record(event, actor=actor, at=at)
    key = f"code:{row.public_id}"
    own = filled(
        "Systemansvarlig har bedt om at du velger nytt passord. Har du ikke bedt om det selv, sier"
        " du fra til lederen din."
    )
    _tell(account.staff, own, key, at=at)
    if giver is not None:
        asked = filled(
            "{staff} skal velge passord. Gi engangskoden til den ansatte selv, under «Tilganger».",
            staff=str(account.staff),
        )
        _tell(StaffMember.objects.get(pk=giver), asked, key, at=at)
    return {
        "account": account.pk,
        "code": str(row.public_id),
        "asked_of": str(row.asked_of or ""),
    }


def _locked(account_id: int, actor: Actor) -> Account:
    account = (
        Account.objects.select_for_update(of=("self",))
        .select_related("staff")
        .filter(pk=account_id, staff__municipality_id=actor.municipality_id)
        .first()
    )
    if account is None:
        raise NotFound(NO_ACCOUNT)
    return account


def _tell(staff: StaffMember, sentence: Filled, key: str, *, at: dt.datetime) -> None:
    notify(staff, NoticeKind.RIGHTS, case=None, key=key, sentence=sentence, at=at)
