"""What a channel says has become of the letters it took: asked for, and believed with care."""

import datetime as dt
import uuid

from django.utils.timezone import localdate

from audit import trail
from notifications.actions.parts import about, stop
from notifications.actions.relay import send_on_paper
from notifications.adapters import ChannelDown, DigitalPost
from notifications.events import (
    LetterDelivered,
    LetterNotDelivered,
    LetterNotHeardOf,
    LetterOpened,
    LetterPrintedThere,
    LetterSent,
    LetterUncertain,
)
from notifications.letters import LetterState
from notifications.models import Dispatch, Letter
from notifications.queries import (
    assumed_days,
    due_to_ask,
    lock_with_recipient,
    not_heard_of,
    overtaken,
)
from notifications.rules.post import reached_on
from notifications.rules.sending import News, news, next_ask, within
from people.access import Actor, standing, system, use_case
from people.roles import Permission

AT_ONCE = 100  # in one question


def ask(municipality_id: int, *, at: dt.datetime) -> int:
    """Ask what became of the letters it is time to ask about; how many answers were heard.

    Each account is asked of what was handed over from it, also after the municipality has another.
    One nobody knows whether was sent has no receipt to ask by: it is looked for by our own key.

    When to ask next is written before asking, so that who dies over it is not asked for at once.
    """
    actor = system(municipality_id)
    with standing(actor, at):
        asked = due_to_ask(actor.municipality_id, at=at, most=AT_ONCE)
        for row in asked:
            row.ask_at = next_ask(row.sent_at or row.parked_at or at, at=at)
            row.save(update_fields=["ask_at"])
    by_account: dict[uuid.UUID, list[Dispatch]] = {}
    for row in asked:
        if row.account:
            by_account.setdefault(row.account, []).append(row)
    return sum(
        _asked_of(DigitalPost(account), rows, actor=actor, at=at)
        for account, rows in by_account.items()
    )


def _asked_of(post: DigitalPost, asked: list[Dispatch], *, actor: Actor, at: dt.datetime) -> int:
    by_receipt = {row.receipt: row.pk for row in asked if row.receipt}
    try:
        told = post.statuses(list(by_receipt)) if by_receipt else []
        found = {row.pk: post.find(str(row.letter.public_id)) for row in asked if not row.receipt}
    except ChannelDown:
        return 0
    for one in told:
        take_news(by_receipt[one.receipt], one.status, told_at=one.at, actor=actor, at=at)
    for dispatch_id, receipt in found.items():
        if receipt:
            found_there(dispatch_id, receipt, actor=actor, at=at)
    return len(told) + len(found)


@use_case(Permission.SYSTEM)
def found_there(dispatch_id: int, receipt: str, *, actor: Actor, at: dt.datetime) -> bool:
    """A letter nobody knew whether was sent turned out to lie there: it was, when last tried.

    Whether it is so: not where somebody has settled it or sent it anew in the meantime, since that
    is what the person now has been told, nor where another letter has that receipt.
    """
    row = Dispatch.objects.select_for_update(of=("self",)).get(
        pk=dispatch_id, municipality_id=actor.municipality_id
    )
    letter = lock_with_recipient(row.letter_id)
    taken = Dispatch.objects.filter(municipality=row.municipality_id, receipt=receipt).exists()
    still = letter.state == LetterState.UNCERTAIN and not (row.receipt or letter.settled_at)
    if taken or not still or Letter.objects.filter(replaces=letter).exists():
        return False
    row.sent_at, row.receipt, row.trouble = row.tried_at, receipt, ""
    row.parked_at, row.ask_at = None, next_ask(at, at=at)
    row.save()
    letter.posted_on = localdate(row.sent_at)
    _moved(letter, LetterState.SENT, "posted_on")
    trail.record(
        LetterSent(**about(letter), posted_on=f"{letter.posted_on:%d.%m.%Y}"), actor=actor, at=at
    )
    return True


@use_case(Permission.SYSTEM)
def doubt_delivery(dispatch_id: int, *, actor: Actor, at: dt.datetime) -> bool:
    """Make one that was taken, and not said to have come, somebody's task; whether it was.

    Its status is asked for still: nobody can complain of what they have not been told of.
    """
    row = Dispatch.objects.select_for_update(of=("self",)).get(
        pk=dispatch_id, municipality_id=actor.municipality_id
    )
    letter = lock_with_recipient(row.letter_id)
    if not not_heard_of(actor.municipality_id, at=at).filter(pk=row.pk).exists():
        return False
    letter.uncertain_at = at
    _moved(letter, LetterState.UNCERTAIN, "uncertain_at")
    trail.record(LetterNotHeardOf(**about(letter)), actor=actor, at=at)
    return True


@use_case(Permission.SYSTEM)
def take_news(
    dispatch_id: int, status: str, *, told_at: dt.datetime | None, actor: Actor, at: dt.datetime
) -> str:
    """Believe a status, if it can be: what it was taken for. The same one twice changes nothing."""
    row = Dispatch.objects.select_for_update(of=("self",)).get(
        pk=dispatch_id, municipality_id=actor.municipality_id
    )
    letter = lock_with_recipient(row.letter_id)
    settled = letter.settled_at or Letter.objects.filter(replaces=letter).exists()
    awaited = letter.reached_on is None and not settled
    found = news(status, state=LetterState(letter.state), awaited=awaited)
    if row.status != status:
        row.status = status
        row.save(update_fields=["status"])
    moment = within(told_at, sent_at=row.sent_at or at, at=at)
    match found:
        case News.DELIVERED:
            _delivered(letter, moment, actor=actor, at=at)
        case News.OPENED:
            _opened(row, letter, moment, actor=actor, at=at)
        case News.ON_PAPER:
            _printed_there(letter, moment, actor=actor, at=at)
        case News.REFUSED:
            _not_delivered(row, letter, actor=actor, at=at)
        case News.UNCERTAIN:
            letter.uncertain_at = at
            _moved(letter, LetterState.UNCERTAIN, "uncertain_at")
            trail.record(LetterUncertain(**about(letter)), actor=actor, at=at)
        case News.NOTHING:
            pass
    return found.name


def _delivered(letter: Letter, moment: dt.datetime, *, actor: Actor, at: dt.datetime) -> None:
    """Notice has reached the party when the letter lies there and they have been told of it."""
    _reached(letter, moment)
    _moved(letter, LetterState.DELIVERED, "delivered_at", "reached_on", "reached_assumed")
    trail.record(
        LetterDelivered(**about(letter), reached_on=f"{letter.reached_on:%d.%m.%Y}"),
        actor=actor,
        at=at,
    )


def _opened(
    row: Dispatch, letter: Letter, moment: dt.datetime, *, actor: Actor, at: dt.datetime
) -> None:
    if letter.delivered_at is None:
        _reached(letter, moment)
    letter.opened_at = max(moment, letter.delivered_at or moment)
    _moved(letter, LetterState.OPENED, "opened_at", "delivered_at", "reached_on", "reached_assumed")
    row.ask_at = None
    row.save(update_fields=["ask_at"])
    opened_on = f"{localdate(letter.opened_at):%d.%m.%Y}"
    trail.record(LetterOpened(**about(letter), opened_on=opened_on), actor=actor, at=at)


def _reached(letter: Letter, moment: dt.datetime) -> None:
    letter.delivered_at = moment
    letter.reached_on, letter.reached_assumed = localdate(moment), False


def _printed_there(letter: Letter, moment: dt.datetime, *, actor: Actor, at: dt.datetime) -> None:
    """They post it: it has reached the party some days later, as with our own paper."""
    if letter.reached_on is not None:
        return
    posted = localdate(moment)
    letter.reached_on = reached_on(posted, assumed_days(letter.municipality_id, on=posted))
    letter.reached_assumed = True
    _moved(letter, LetterState.SENT, "reached_on", "reached_assumed")
    trail.record(
        LetterPrintedThere(**about(letter), reached_on=f"{letter.reached_on:%d.%m.%Y}"),
        actor=actor,
        at=at,
    )


def _not_delivered(row: Dispatch, letter: Letter, *, actor: Actor, at: dt.datetime) -> None:
    """It goes on paper; not what asks for what has come, or is past asking for: it is stopped."""
    letter.returned_on = localdate(at)
    letter.reached_on, letter.reached_assumed = None, False
    _moved(letter, LetterState.RETURNED, "returned_on", "reached_on", "reached_assumed")
    row.ask_at = None
    row.save(update_fields=["ask_at"])
    trail.record(LetterNotDelivered(**about(letter)), actor=actor, at=at)
    if reason := overtaken([letter]).get(letter.pk):
        stop(letter, reason, actor=actor, at=at)
        return
    send_on_paper(letter, actor=actor, at=at)


def _moved(letter: Letter, state: LetterState, *fields: str) -> None:
    letter.state = state
    letter.version += 1
    letter.save(update_fields=["state", "version", *fields])
