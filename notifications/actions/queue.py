"""Use cases of the print queue: stop, print, undo, came back, send anew, settle."""

import datetime as dt
import uuid
from collections.abc import Sequence
from typing import Any

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled
from notifications.actions.parts import renewed, stop
from notifications.events import (
    LetterRenewed,
    LetterReturned,
    LetterSettled,
    LettersPrinted,
    PrintUndone,
)
from notifications.letters import (
    LETTERS,
    NOT_ANEW,
    OVERTAKEN,
    STOPPED_BECAUSE,
    Channel,
    LetterKind,
    LetterState,
    StopReason,
)
from notifications.models import Letter
from notifications.queries import (
    current_recipient,
    lock_bundle,
    lock_letter,
    lock_letters,
    not_told_again,
    overtaken,
    troubles,
)
from people.access import Actor, use_case
from people.queries import STANDS_STILL
from people.refusals import Refused, Stale
from people.roles import Permission
from watch.queries import may_send


@use_case(Permission.POST_LETTERS)
def stop_letter(letter_id: str, *, note: str = "", actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Stop a letter that is not printed yet (Stans utsending).

    Raises Stale if it has left the queue in the meantime.
    """
    letter = lock_letter(letter_id, actor=actor)
    if letter.state != LetterState.HELD:
        raise Stale(
            "Brevet har allerede forlatt køen og kan ikke stanses.", code="letter_left_queue"
        )
    stop(letter, StopReason.REGRETTED, actor=actor, at=at, note=note)
    return {"letter": str(letter.public_id)}


@use_case(Permission.POST_LETTERS)
def print_letters(letter_ids: Sequence[str], *, actor: Actor, at: dt.datetime) -> dict[str, Any]:
    """Take letters out of the queue to be printed together (Skriv ut).

    Each recipient is read anew: a letter to somebody who has died, moved or got a protected
    address is stopped and not printed; so is one that says too little by now. Returns the bundle's
    id (empty if nothing was printed), and what was stopped and why. Raises Refused if nothing is
    chosen or a letter is not ready.
    """
    if not letter_ids:
        raise Refused("Velg minst ett brev.", code="nothing_chosen", field="letters")
    if not may_send(actor.municipality_id):
        raise Refused(
            "Dette er en gjenopprettet kopi. Brevene kan være sendt fra før, og skrives ikke ut"
            " før to systemansvarlige har tatt kopien i bruk.",
            code="restored_copy",
        )
    letters = lock_letters(letter_ids, actor=actor)
    _all_ready(letters, wanted=len(set(letter_ids)), at=at)
    reasons = troubles(letters, on=localdate(at)) | overtaken(letters)
    bundle = uuid.uuid4()
    printed, stopped = [], []
    for letter in letters:
        if reason := reasons[letter.pk]:
            stop(letter, reason, actor=actor, at=at)
            stopped.append(
                {
                    "letter": str(letter.public_id),
                    "reason": STOPPED_BECAUSE[reason],
                }
            )
            continue
        letter.state = LetterState.SENDING
        letter.printed_at = at
        letter.printed_by_id = actor.staff()
        letter.bundle = bundle
        letter.version += 1
        letter.save(update_fields=["state", "printed_at", "printed_by", "bundle", "version"])
        printed.append(str(letter.public_id))
    trail.record(
        LettersPrinted(bundle=str(bundle), printed=len(printed), letters=printed),
        actor=actor,
        at=at,
    )
    return {"bundle": str(bundle) if printed else "", "printed": printed, "stopped": stopped}


@use_case(Permission.POST_LETTERS)
def undo_print(bundle_id: str, *, actor: Actor, at: dt.datetime) -> dict[str, int]:
    """Put printed letters that were not posted back in the queue (the printer jammed).

    What asks for patience, or for an answer, is stopped instead where the case was decided, or the
    answer came, meanwhile.
    """
    letters = lock_bundle(bundle_id, actor=actor)
    past = overtaken(letters)
    for letter in letters:
        letter.state = LetterState.HELD
        letter.printed_at = letter.printed_by = letter.bundle = None
        letter.version += 1
        letter.save(update_fields=["state", "printed_at", "printed_by", "bundle", "version"])
        if reason := past.get(letter.pk):
            stop(letter, reason, actor=actor, at=at)
    trail.record(
        PrintUndone(bundle=bundle_id, count=len(letters)),
        actor=actor,
        at=at,
    )
    return {"count": len(letters)}


@use_case(Permission.POST_LETTERS)
def mark_returned(
    letter_id: str, *, returned_on: dt.date, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """A posted letter came back (Kommet i retur): it has not reached the party after all.

    It stands as a task until it is sent anew or settled. Raises Refused.
    """
    letter = lock_letter(letter_id, actor=actor)
    if letter.state != LetterState.SENT or letter.posted_on is None:
        raise Refused("Bare et sendt brev kan komme i retur.", code="letter_not_sent")
    if not letter.posted_on <= returned_on <= localdate(at):
        raise Refused(
            "Velg en dato fra brevet ble sendt og til i dag.",
            code="date_out_of_range",
            field="returned_on",
        )
    letter.state = LetterState.RETURNED
    letter.returned_on = returned_on
    letter.returned_by_id = actor.staff()
    letter.reached_on = None
    letter.reached_assumed = False
    letter.version += 1
    letter.save(
        update_fields=[
            "state",
            "returned_on",
            "returned_by",
            "reached_on",
            "reached_assumed",
            "version",
        ]
    )
    trail.record(
        LetterReturned(
            case_id=letter.case_id,
            person_id=letter.person_id,
            letter=str(letter.public_id),
            label=_label(letter),
            returned_on=f"{returned_on:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return {"letter": str(letter.public_id)}


@use_case(Permission.POST_LETTERS)
def renew_letter(letter_id: str, *, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Send the same words anew to where the recipient is today (Send på nytt).

    For a letter that was stopped, came back, may not have been sent, or lies unopened where nobody
    could be told of it again. Raises Refused when the person is dead, the case is past what the
    letter says, the recipient gets no more letters, or no address is known.
    """
    letter = lock_letter(letter_id, actor=actor)
    _must_be_open(letter)
    recipient = current_recipient(letter, on=localdate(at))
    reason = (troubles([letter], on=localdate(at)) | overtaken([letter]))[letter.pk]
    if recipient is None or reason in NOT_ANEW:
        because = STOPPED_BECAUSE[reason or StopReason.NO_LONGER_ENTITLED]
        raise Refused(
            filled("{because} Velg «Skal ikke sendes».", because=because), code="not_anew"
        )
    if not recipient.address and not recipient.protected:
        raise Refused(STOPPED_BECAUSE[StopReason.ADDRESS_MISSING], code="address_missing")
    new = renewed(letter, recipient, actor=actor, at=at)
    trail.record(
        LetterRenewed(
            case_id=letter.case_id,
            person_id=letter.person_id,
            letter=str(new.public_id),
            replaces=str(letter.public_id),
            label=_label(letter),
        ),
        actor=actor,
        at=at,
    )
    return {"letter": str(new.public_id)}


@use_case(Permission.POST_LETTERS)
def settle_letter(letter_id: str, *, note: str, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Say why a stopped, returned or uncertain letter is not sent anew (Følges ikke opp)."""
    letter = lock_letter(letter_id, actor=actor)
    _must_be_open(letter)
    if not note.strip():
        raise Refused(
            "Skriv hvorfor brevet ikke skal sendes på nytt.", code="note_missing", field="note"
        )
    letter.settled_at = at
    letter.settled_by_id = actor.staff()
    letter.settled_note = note.strip()
    letter.version += 1
    letter.save(update_fields=["settled_at", "settled_by", "settled_note", "version"])
    trail.record(
        LetterSettled(
            case_id=letter.case_id,
            person_id=letter.person_id,
            letter=str(letter.public_id),
            label=_label(letter),
        ),
        actor=actor,
        at=at,
    )
    return {"letter": str(letter.public_id)}


def _label(letter: Letter) -> str:
    return LETTERS[LetterKind(letter.kind)].label


def _all_ready(letters: Sequence[Letter], *, wanted: int, at: dt.datetime) -> None:
    here = [one for one in letters if one.state == LetterState.HELD]
    if not here:
        raise Stale(
            "Det du valgte å skrive ut, har allerede forlatt køen.", code="letter_left_queue"
        )
    if len(here) != wanted:
        raise Stale(
            "Et av brevene du valgte, har forlatt køen, men du kan skrive ut de andre.",
            code="letter_left_queue",
        )
    if any(one.hold_until > at for one in letters):
        raise Refused("Et av brevene kan fortsatt stanses. Vent litt.", code="letter_held")
    if any(one.channel != Channel.PRINT for one in letters):
        raise Refused(
            "Et av brevene sendes digitalt, og skal ikke skrives ut.", code="letter_digital"
        )
    if any(one.protected for one in letters):
        raise Refused(
            "Brev til beskyttet adresse sendes for seg, ikke sammen med andre.",
            code="letter_protected",
        )
    if Letter.objects.filter(
        pk__in=[one.pk for one in letters], person__stands_still=True
    ).exists():
        raise Refused(STANDS_STILL, code="stands_still", field="letters")


def _must_be_open(letter: Letter) -> None:
    ended = letter.state in {LetterState.STOPPED, LetterState.RETURNED, LetterState.UNCERTAIN}
    ended = ended or not_told_again(Letter.objects.filter(pk=letter.pk)).exists()
    if not ended or letter.settled_at is not None or letter.stop_reason in OVERTAKEN:
        raise Refused("Brevet venter ikke på oppfølging.", code="letter_not_open")
    if Letter.objects.filter(replaces=letter).exists():
        raise Stale("Brevet er allerede sendt på nytt.", code="already_renewed")
