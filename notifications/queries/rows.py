"""Letters as lists and pages show them."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.timezone import localdate

from notifications.letters import (
    CHANNELS,
    LETTERS,
    NOT_ANEW,
    NOT_TOLD_AGAIN,
    OPEN_ADDRESS,
    OVERTAKEN,
    PROTECTIONS,
    RECIPIENTS,
    SENDING_DIGITALLY,
    STATES,
    STOPPED_BECAUSE,
    UNREACHED,
    Channel,
    LetterKind,
    LetterState,
    RecipientKind,
    StopReason,
)
from notifications.models import Dispatch, Letter
from notifications.queries.overtaken import overtaken
from notifications.queries.recipients import Standing, standings
from notifications.queries.unopened import ids_not_told

ENDED = frozenset({LetterState.STOPPED, LetterState.RETURNED, LetterState.UNCERTAIN})


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter in a list. No address, and no words of the letter."""

    public_id: str
    kind: str  # label
    reference: str  # of the case; empty without one
    person_id: int
    case_id: int | None
    recipient: str
    channel: Channel
    capacity: str  # label of the recipient's kind
    protection: str  # how the address is protected: notifications.letters.PROTECTIONS
    state: LetterState
    state_label: str
    queued_at: dt.datetime
    hold_until: dt.datetime
    held: bool  # not yet to be printed
    printed_at: dt.datetime | None
    bundle: str
    posted_on: dt.date | None
    reached_on: dt.date | None
    reached_assumed: bool
    returned_on: dt.date | None
    delivered_at: dt.datetime | None
    opened_at: dt.datetime | None
    uncertain_at: dt.datetime | None
    trouble: str  # why it is stopped, what would stop it now, or what it waits for
    stop_note: str
    sent_anew: str  # the letter in its place; empty: none
    can_be_stopped: bool
    can_be_renewed: bool
    past: str  # why it is not sent anew, though somebody has to follow it up; else empty
    settled_with: str  # of these, what says all; empty where somebody has to find out first
    must_first: str  # what is to be done before it can be sent anew; else empty
    version: int

    @property
    def protected(self) -> bool:
        """Whether it was queued to a protected address."""
        return self.protection != OPEN_ADDRESS

    @property
    def protection_label(self) -> str:
        """What the protection is called; empty without."""
        return PROTECTIONS[self.protection]

    @property
    def digital(self) -> bool:
        """Whether it goes over the net, and not from the print queue."""
        return self.channel is not Channel.PRINT

    @property
    def channel_label(self) -> str:
        """What its channel is called."""
        return CHANNELS[self.channel]

    @property
    def ready(self) -> bool:
        """Whether it waits to be printed with the others."""
        return self.can_be_stopped and not (self.held or self.protected or self.digital)

    @property
    def may_come_back(self) -> bool:
        """Whether it was sent on paper, by us or by digital post, and may come in return."""
        return self.state is LetterState.SENT and (not self.digital or self.reached_assumed)

    @property
    def url(self) -> str:
        """Where the letter is read."""
        return f"/brev/{self.public_id}/"


def rows_of(letters: QuerySet[Letter], *, at: dt.datetime) -> list[LetterRow]:
    """The letters, each with its `case` and what replaced it read along, as they stand."""
    found = list(letters)
    day = localdate(at)
    waits = dict.fromkeys(_unreached(found), UNREACHED) | dict.fromkeys(
        ids_not_told(found), NOT_TOLD_AGAIN
    )
    asked = [
        one
        for one in found
        if one.protected or one.state in ENDED | {LetterState.HELD} or one.pk in waits
    ]
    stands = standings(asked, on=day)
    past = overtaken([one for one in found if one.settled_at is None])
    return [
        _row(
            letter,
            stands.get(letter.pk),
            waits=waits.get(letter.pk, ""),
            past=past.get(letter.pk),
            at=at,
        )
        for letter in found
    ]


def _unreached(letters: Sequence[Letter]) -> set[int]:
    """Those that wait because digital post cannot be reached; asked only where any go that way."""
    digital = [one.pk for one in letters if one.channel == Channel.DIGITAL]
    if not digital:
        return set()
    down = Dispatch.objects.filter(letter__in=digital, trouble="down", next_at__isnull=False)
    return set(down.values_list("letter_id", flat=True))


def _row(
    letter: Letter,
    stands: Standing | None,
    *,
    waits: str,
    past: StopReason | None,
    at: dt.datetime,
) -> LetterRow:
    state = LetterState(letter.state)
    why = past or (stands.trouble if stands else None)
    never = why if why in NOT_ANEW else None
    stop = why if state is LetterState.HELD else None
    if letter.stop_reason:
        stop = StopReason(letter.stop_reason)
    anew = str(letter.replaced_by.public_id) if hasattr(letter, "replaced_by") else ""
    open_ = (
        (state in ENDED or waits == NOT_TOLD_AGAIN)
        and not anew
        and letter.settled_at is None
        and stop not in OVERTAKEN
    )
    homeless = stands is not None and stands.trouble is StopReason.ADDRESS_MISSING
    may_go = open_ and never is None
    return LetterRow(
        public_id=str(letter.public_id),
        kind=LETTERS[LetterKind(letter.kind)].label,
        reference=letter.case.reference if letter.case else "",
        person_id=letter.person_id,
        case_id=letter.case_id,
        recipient=letter.name,
        channel=Channel(letter.channel),
        capacity=RECIPIENTS[RecipientKind(letter.recipient_kind)],
        protection=stands.protection if stands else OPEN_ADDRESS,
        state=state,
        state_label=_label_of(letter, state),
        queued_at=letter.queued_at,
        hold_until=letter.hold_until,
        held=state is LetterState.HELD and at < letter.hold_until,
        printed_at=letter.printed_at,
        bundle=str(letter.bundle or ""),
        posted_on=letter.posted_on,
        reached_on=letter.reached_on,
        reached_assumed=letter.reached_assumed,
        returned_on=letter.returned_on,
        delivered_at=letter.delivered_at,
        opened_at=letter.opened_at,
        uncertain_at=letter.uncertain_at,
        trouble=STOPPED_BECAUSE[stop] if stop else waits,
        stop_note=letter.stop_note or letter.settled_note,
        sent_anew=anew,
        can_be_stopped=state is LetterState.HELD,
        can_be_renewed=may_go and not homeless,
        past=STOPPED_BECAUSE[never] if open_ and never else "",
        settled_with=STOPPED_BECAUSE[never]
        if open_ and never and never is not StopReason.DEAD
        else "",
        must_first=STOPPED_BECAUSE[StopReason.ADDRESS_MISSING] if may_go and homeless else "",
        version=letter.version,
    )


def _label_of(letter: Letter, state: LetterState) -> str:
    """What the state is called: what is on its way over the net is not printed."""
    if state is LetterState.SENDING and letter.channel == Channel.DIGITAL:
        return SENDING_DIGITALLY.label
    return STATES[state].label
