"""A letter that lies unopened: its recipient is told once more, by e-mail, and never twice."""

import datetime as dt

from django.utils.timezone import localdate
from django.utils.translation import gettext, override

from audit import trail
from audit.words import mark
from notifications.actions.parts import about
from notifications.adapters import ChannelDown, ChannelRefused, EmailNotice, NoAnswer, Parcel
from notifications.events import NotifiedAgain, NotNotifiedAgain
from notifications.letters import OPEN_ADDRESS, Channel, LetterState, RecipientKind
from notifications.models import Dispatch, Letter
from notifications.queries import lock_with_recipient, troubles
from notifications.rules.sending import next_while_down
from people.access import Actor

UNOPENED = (LetterState.SENT, LetterState.DELIVERED)
SUBJECT = mark("Du har et brev du ikke har åpnet")
TEXT = mark(
    "Kommunen har sendt deg et brev som ligger uåpnet i den digitale postkassen din.\n\n"
    "Logg inn slik du pleier for å lese det. Denne e-posten har ingen lenke, og du skal ikke"
    " svare på den.\n"
)


def tell_of_unopened(letter: Letter, *, at: dt.datetime) -> None:
    """Let a relay tell the recipient of a locked letter once more. A part; twice is once."""
    Dispatch.objects.get_or_create(
        letter=letter,
        channel=Channel.EMAIL,
        defaults={"municipality_id": letter.municipality_id, "next_at": at},
    )


def hand_over_notice(row: Dispatch, letter: Letter, *, actor: Actor, at: dt.datetime) -> str:
    """Tell them, if the letter still lies there and they may be told. A part of the relay.

    A mail server cannot be asked what it has taken: what may have been is not sent again.
    """
    if row.tried_at != at:  # a relay died over it
        return _parked(row, letter, "uncertain", actor=actor, at=at)
    if letter.state not in UNOPENED:
        return _parked(row, letter, "not_needed", actor=actor, at=at)
    to = letter.person.email
    who = letter.recipient_kind == RecipientKind.PERSON
    hidden = letter.person.protection != OPEN_ADDRESS
    if not who or not to or hidden or troubles([letter], on=localdate(at))[letter.pk]:
        return _parked(row, letter, "not_by_email", actor=actor, at=at)
    with override(letter.language):
        parcel = Parcel(
            key=f"unopened-{letter.public_id}",
            number="",
            name="",
            address=(),
            email=to,
            title=gettext(SUBJECT),
            body=gettext(TEXT).encode(),
        )
    try:
        EmailNotice().send(parcel)
    except ChannelDown:
        row.tries, row.tried_at, row.trouble = 0, None, "down"
        row.next_at = next_while_down(row.next_at or at, at=at)
        row.save()
        return "waits"
    except ChannelRefused as refused:
        return _parked(row, letter, refused.code, actor=actor, at=at)
    except NoAnswer:
        return _parked(row, letter, "uncertain", actor=actor, at=at)
    row.sent_at, row.next_at, row.trouble = row.tried_at, None, ""
    row.save()
    trail.record(NotifiedAgain(**about(letter)), actor=actor, at=at)
    return "sent"


def leave_untold(row: Dispatch, *, actor: Actor, at: dt.datetime) -> None:
    """Tell nobody of a locked one that waits: a restored copy may have told them before. A part."""
    letter = lock_with_recipient(row.letter_id)
    row.claim = row.claimed_until = None
    _parked(row, letter, "restored", actor=actor, at=at)


def _parked(row: Dispatch, letter: Letter, trouble: str, *, actor: Actor, at: dt.datetime) -> str:
    """Nobody was told, or nobody knows: the deadline to tell them stands, as somebody's task."""
    row.next_at, row.parked_at, row.trouble = None, at, trouble
    row.save()
    trail.record(NotNotifiedAgain(**about(letter)), actor=actor, at=at)
    return trouble
