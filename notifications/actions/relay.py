"""The relay: takes what is due, reads the recipient anew, and hands it to its channel once.

Two transactions. The first writes that a letter is now handed over, so that a relay that dies in
between leaves a row that says so. The second holds the letter and its recipient locked while the
channel answers: whatever stops the letter is either seen, or waits until it has gone.
"""

import datetime as dt
import uuid

from django.db.models import F
from django.utils.timezone import localdate

from audit import trail
from notifications.actions.parts import about, renewed, stop
from notifications.actions.unopened import hand_over_notice
from notifications.adapters import (
    ChannelDown,
    ChannelRefused,
    DigitalPost,
    EmailNotice,
    NoAnswer,
    Parcel,
)
from notifications.events import (
    LetterNotTaken,
    LetterRenewed,
    LetterSent,
    LetterUncertain,
    LetterWaits,
)
from notifications.letters import MOST_TRIES, Channel, LetterState, StopReason
from notifications.models import Dispatch, Letter
from notifications.queries import (
    claimed_dispatch,
    current_recipient,
    free_dispatch,
    lock_with_recipient,
    number_of,
    overtaken,
    post_channel,
    troubles,
)
from notifications.rules.sending import (
    CLAIM,
    LOOK_AFTER,
    may_hand_over,
    next_ask,
    next_try,
    next_while_down,
)
from people.access import Actor, system, use_case
from people.refusals import Refused
from people.roles import Permission

ON_THE_WAY = (LetterState.HELD, LetterState.SENDING)


def carry(dispatch_id: int, *, municipality_id: int, at: dt.datetime) -> str:
    """Claim one and hand it over: what came of it, or "taken" when another relay has it.

    Safe to run twice, in many relays at once, and after any of them has died.
    """
    actor = system(municipality_id)
    mine = claim(dispatch_id, actor=actor, at=at)
    if mine is None:
        return "taken"
    return hand_over(dispatch_id, claim=mine, actor=actor, at=at)


@use_case(Permission.SYSTEM)
def claim(dispatch_id: int, *, actor: Actor, at: dt.datetime) -> str | None:
    """Take one that is due, and write down before it is done that it may be handed over now.

    What this claim is called; None when another relay has it, or somebody has stopped the letter.
    """
    row = free_dispatch(dispatch_id, at=at)
    if row is None:
        return None
    settles: dt.timedelta | None = EmailNotice.settles()
    if row.channel == Channel.DIGITAL:
        settles = DigitalPost.settles()
        waiting = Letter.objects.filter(pk=row.letter_id, state__in=ON_THE_WAY)
        if not waiting.update(state=LetterState.SENDING, version=F("version") + 1):
            row.next_at = row.claim = row.claimed_until = None
            row.save(update_fields=["next_at", "claim", "claimed_until"])
            return None
        row.account = row.account or _account(row, at=at)
    able = row.channel == Channel.EMAIL or row.account is not None
    if able and may_hand_over(row.tries, tried_at=row.tried_at, settles=settles, at=at):
        row.tries += 1
        row.tried_at = at
    row.claim, row.claimed_until = uuid.uuid4(), at + CLAIM
    row.save(update_fields=["account", "tries", "tried_at", "claim", "claimed_until"])
    return str(row.claim)


@use_case(Permission.SYSTEM)
def hand_over(dispatch_id: int, *, claim: str, actor: Actor, at: dt.datetime) -> str:
    """Hand a claimed one to its channel, and say how it went.

    "sent"; "stopped"; "paper", it cannot go digitally; "waits", for a channel that cannot be
    reached; "stands_still", its person does; "unknown", it may have been taken and is asked for
    later; "uncertain" and "refused", a person must look; "taken", the claim was another's by now.
    """
    row = claimed_dispatch(dispatch_id, claim)
    if row is None:
        return "taken"
    letter = lock_with_recipient(row.letter_id)
    row.claim = row.claimed_until = None
    if row.channel == Channel.EMAIL:
        return hand_over_notice(row, letter, actor=actor, at=at)
    if row.account is None:
        return _on_paper(row, letter, actor=actor, at=at)
    counted = row.tried_at == at  # by this very claim; otherwise it is only asked for
    return _by_digital_post(
        row, letter, DigitalPost(row.account), counted=counted, actor=actor, at=at
    )


def _account(row: Dispatch, *, at: dt.datetime) -> uuid.UUID | None:
    """Whose account a letter handed over for the first time goes from today; None: from none."""
    decided = post_channel(row.municipality_id, on=localdate(at))
    return decided.account if decided else None


def _by_digital_post(
    row: Dispatch,
    letter: Letter,
    post: DigitalPost,
    *,
    counted: bool,
    actor: Actor,
    at: dt.datetime,
) -> str:
    """What was handed over before is looked for; what must not go is stopped; the rest goes."""
    if row.tries > counted:  # an earlier try may have been taken
        try:
            receipt = post.find(str(letter.public_id))
        except ChannelDown:
            return _unknown(row, letter, at=at, actor=actor, trouble="down")
        if receipt:
            return _sent(row, letter, receipt, actor=actor, at=at)
        if not counted:
            return _not_there(row, letter, settles=post.settles(), actor=actor, at=at)
    if reason := _stops(letter, at=at):
        return _stopped(row, letter, reason, actor=actor, at=at)
    if letter.person.stands_still:
        return _waits(row, letter, trouble="stands_still", actor=actor, at=at)
    same = row.account == _account(row, at=at)  # else nothing more is to go from that one
    parcel = _parcel(letter, on=localdate(at)) if same else None
    if parcel is None:
        return _on_paper(row, letter, actor=actor, at=at)
    return _handed_over(row, letter, post, parcel, actor=actor, at=at)


def _handed_over(
    row: Dispatch,
    letter: Letter,
    post: DigitalPost,
    parcel: Parcel,
    *,
    actor: Actor,
    at: dt.datetime,
) -> str:
    try:
        receipt = post.send(parcel)
    except ChannelDown:
        return _waits(row, letter, trouble="down", actor=actor, at=at)
    except ChannelRefused as refused:
        row.trouble = refused.code
        return _on_paper(row, letter, actor=actor, at=at)
    except NoAnswer:
        return _unknown(row, letter, at=at, actor=actor, trouble="no_answer")
    return _sent(row, letter, receipt, actor=actor, at=at)


def _parcel(letter: Letter, *, on: dt.date) -> Parcel | None:
    """What is handed over, read anew; None where no number of the recipient's is known."""
    recipient = current_recipient(letter, on=on)
    number = number_of(recipient) if recipient else ""
    if recipient is None or not number:
        return None
    return Parcel(
        key=str(letter.public_id),
        number=number,
        name=recipient.name,
        address=recipient.address,
        email="",
        title=f"Brev fra {letter.municipality.name}",
        body=bytes(letter.file.body),
    )


def _sent(row: Dispatch, letter: Letter, receipt: str, *, actor: Actor, at: dt.datetime) -> str:
    """It has been taken, now or by the try before this one."""
    if Dispatch.objects.filter(municipality=row.municipality_id, receipt=receipt).exists():
        return _unknown(row, letter, at=at, actor=actor, trouble="same_receipt")
    row.sent_at, row.receipt, row.next_at, row.trouble = row.tried_at, receipt, None, ""
    row.ask_at = next_ask(at, at=at)
    row.save()
    letter.state = LetterState.SENT
    letter.posted_on = localdate(row.tried_at)
    letter.version += 1
    letter.save(update_fields=["state", "posted_on", "version"])
    trail.record(
        LetterSent(**about(letter), posted_on=f"{letter.posted_on:%d.%m.%Y}"), actor=actor, at=at
    )
    return "sent"


def _stopped(
    row: Dispatch, letter: Letter, reason: StopReason, *, actor: Actor, at: dt.datetime
) -> str:
    row.next_at = None
    row.save()
    stop(letter, reason, actor=actor, at=at)
    return "stopped"


def _waits(row: Dispatch, letter: Letter, *, trouble: str, actor: Actor, at: dt.datetime) -> str:
    """Nothing left us: the try is not counted, and the letter waits where it was."""
    row.tries -= 1
    if not row.tries:  # it has left from nobody's account
        row.tried_at = row.account = None
    row.next_at = next_while_down(letter.hold_until, at=at)
    row.trouble = trouble
    row.save()
    if not row.tries:
        letter.state = LetterState.HELD
        letter.version += 1
        letter.save(update_fields=["state", "version"])
    trail.record(LetterWaits(**about(letter)), actor=actor, at=at)
    return "waits" if trouble == "down" else trouble


def _unknown(row: Dispatch, letter: Letter, *, trouble: str, actor: Actor, at: dt.datetime) -> str:
    """It may have been taken: ask for it soon; when nobody can be asked any longer, a person."""
    settled_at = (row.tried_at or at) + max(DigitalPost.settles(), LOOK_AFTER)
    row.trouble = trouble
    last = row.tries >= MOST_TRIES and at >= settled_at
    if last or trouble == "same_receipt":
        row.next_at, row.parked_at = None, at
        row.ask_at = None if trouble == "same_receipt" else next_ask(at, at=at)
        row.save()
        letter.state, letter.uncertain_at = LetterState.UNCERTAIN, at
        letter.version += 1
        letter.save(update_fields=["state", "uncertain_at", "version"])
        trail.record(LetterUncertain(**about(letter)), actor=actor, at=at)
        return "uncertain"
    row.next_at = at + LOOK_AFTER
    row.save()
    trail.record(LetterNotTaken(**about(letter), tries=row.tries), actor=actor, at=at)
    return "unknown"


def _not_there(
    row: Dispatch, letter: Letter, *, settles: dt.timedelta, actor: Actor, at: dt.datetime
) -> str:
    """They do not have it: it goes once more when it cannot be on its way in, or is given up."""
    tried_at = row.tried_at or at
    if row.tries >= MOST_TRIES and at >= tried_at + settles:
        row.next_at, row.parked_at = None, at
        row.save()
        reason = overtaken([letter]).get(letter.pk, StopReason.NOT_TAKEN)
        stop(letter, reason, actor=actor, at=at)
        return "refused"
    if row.tries >= MOST_TRIES:
        row.next_at = tried_at + settles
    else:
        row.next_at = next_try(row.tries, settles=settles, tried_at=tried_at)
    row.save()
    trail.record(LetterNotTaken(**about(letter), tries=row.tries), actor=actor, at=at)
    return "unknown"


def _stops(letter: Letter, *, at: dt.datetime) -> StopReason | None:
    """Why it is not to go, over the net or on paper: what it asks for has come, the case is past
    what it says, or its recipient does not stand as it was queued for.
    """
    return overtaken([letter]).get(letter.pk) or troubles([letter], on=localdate(at))[letter.pk]


def _on_paper(row: Dispatch, letter: Letter, *, actor: Actor, at: dt.datetime) -> str:
    """It cannot go digitally: the same words go on paper, if the recipient may have them."""
    row.next_at = None
    row.save()
    if reason := _stops(letter, at=at):
        stop(letter, reason, actor=actor, at=at)
        return "stopped"
    stop(letter, StopReason.NOT_DIGITAL, actor=actor, at=at)
    send_on_paper(letter, actor=actor, at=at)
    return "paper"


def send_on_paper(letter: Letter, *, actor: Actor, at: dt.datetime) -> None:
    """Put the same words in the print queue, in the place of a locked letter that did not go.

    A part. Where they may not be sent, or cannot be set, the letter stays somebody's task.
    """
    recipient = current_recipient(letter, on=localdate(at))
    if recipient is None or letter.person.died_on or not (recipient.address or recipient.protected):
        return
    try:
        new = renewed(letter, recipient, actor=actor, at=at)
    except Refused:
        return
    trail.record(
        LetterRenewed(**about(new), replaces=str(letter.public_id)),
        actor=actor,
        at=at,
    )
