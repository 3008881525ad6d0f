"""Parts of use cases: a letter into the outbox, posted or stopped."""

import datetime as dt
from collections.abc import Collection
from hashlib import sha256
from typing import Any, TypedDict

from django.utils.timezone import localdate

from audit import trail
from cases.models import Case
from cases.queries import office
from notifications.adapters import TypesettingError, cleaned, letters, must_be_printable
from notifications.events import LetterPosted, LetterQueued, LetterStopped
from notifications.letters import (
    LETTERS,
    STOPPED_BECAUSE,
    Channel,
    LetterKind,
    LetterState,
    StopReason,
)
from notifications.models import Dispatch, Letter, LetterFile
from notifications.queries import assumed_days, channel_for, hold_of, of_key, overtaken, troubles
from notifications.rules import LetterContent, fingerprint
from notifications.rules.post import Recipient, reached_on
from people.access import Actor
from people.models import Resident, RoleGrant, Unit
from people.queries import must_not_stand_still
from people.refusals import Refused
from people.roles import ROLES, Permission

POSTING_ROLES = [role for role, row in ROLES.items() if Permission.POST_LETTERS in row.permissions]


def send_letter(
    case: Case,
    kind: LetterKind,
    content: LetterContent,
    *,
    recipient: Recipient,
    key: str,
    actor: Actor,
    at: dt.datetime,
    hold: dt.timedelta | None = None,
) -> Letter:
    """Put a letter of a locked case in the outbox, its words and its file fixed from now on.

    A letter with the same `key` is the same letter: the one already there is returned. `hold` is
    how long it may be stopped before it is printed; without it, the kind's own. Raises Refused
    when the text holds what cannot be printed.
    """
    day = localdate(at)
    return _queue(
        case.person,
        kind,
        content,
        case=case,
        unit=_posting_unit(case.unit, on=day),
        owner_id=case.responsible_id or case.queue_owner_id,
        recipient=recipient,
        key=key,
        actor=actor,
        at=at,
        hold=hold,
    )


def send_letter_without_case(
    person: Resident,
    kind: LetterKind,
    content: LetterContent,
    *,
    unit: Unit,
    recipient: Recipient,
    key: str,
    actor: Actor,
    at: dt.datetime,
) -> Letter:
    """The same for what is of no case: an enquiry (henvendelse) that never became one, what came
    of a claim. `unit` answers for it.
    """
    return _queue(
        person,
        kind,
        content,
        case=None,
        unit=_posting_unit(unit, on=localdate(at)),
        owner_id=actor.staff_id,
        recipient=recipient,
        key=key,
        actor=actor,
        at=at,
        hold=None,
    )


def renewed(letter: Letter, recipient: Recipient, *, actor: Actor, at: dt.datetime) -> Letter:
    """The same words to the recipient as they stand today, in the place of a locked letter."""
    envelope = {"name": recipient.name, "address": list(recipient.address)}
    return _store(
        letter.content | {"recipient": envelope},
        person=letter.person,
        kind=LetterKind(letter.kind),
        case=letter.case,
        unit=letter.unit,
        owner_id=letter.owner_id,
        recipient=recipient,
        key=f"{letter.key}+",
        actor=actor,
        at=at,
        hold=None,
        replaces=letter,
    )


def mark_posted(
    letter: Letter,
    *,
    posted_on: dt.date,
    actor: Actor,
    at: dt.datetime,
    handled_as: str = "",
) -> Letter:
    """Say that a locked, printed letter was posted; it has reached the party some days later.

    The recipient is read anew first. If something stops the letter today, it is stopped instead
    of posted: the caller looks at `state`. `reached_on` of the returned letter is assumed
    («antatt»). A letter to a protected address is never printed with others: it goes from the
    queue, and `handled_as` says how. Raises Refused.
    """
    day = localdate(at)
    if posted_on == day:
        must_not_stand_still(letter.person)
    _may_be_posted(letter, posted_on=posted_on, day=day, at=at, handled_as=handled_as)
    if posted_on == day and (reason := _in_the_way(letter, on=day)):
        return stop(letter, reason, actor=actor, at=at)
    days = assumed_days(letter.municipality_id, on=posted_on)
    letter.state = LetterState.SENT
    letter.posted_on = posted_on
    letter.posted_by_id = actor.staff()
    letter.handled_as = handled_as.strip()
    letter.reached_on = reached_on(posted_on, days)
    letter.reached_assumed = True
    letter.version += 1
    letter.save(
        update_fields=[
            "state",
            "posted_on",
            "posted_by",
            "handled_as",
            "reached_on",
            "reached_assumed",
            "version",
        ]
    )
    trail.record(
        LetterPosted(
            **about(letter),
            posted_on=f"{posted_on:%d.%m.%Y}",
            reached_on=f"{letter.reached_on:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return letter


def _in_the_way(letter: Letter, *, on: dt.date) -> StopReason | None:
    """Why a locked letter is not to be sent today. What it asks for may have come while it waited
    in the queue; a printed one is in its envelope, and goes.
    """
    past = overtaken([letter]).get(letter.pk) if letter.state == LetterState.HELD else None
    return past or troubles([letter], on=on)[letter.pk]


def stop(
    letter: Letter, reason: StopReason, *, actor: Actor, at: dt.datetime, note: str = ""
) -> Letter:
    """Stop a locked letter that is not posted, or not delivered, with the reason all can see."""
    letter.state = LetterState.STOPPED
    letter.stopped_at = at
    letter.stopped_by_id = actor.staff_id  # none: the relay, of what goes digitally
    letter.stop_reason = reason
    letter.stop_note = note.strip()
    letter.version += 1
    letter.save(
        update_fields=["state", "stopped_at", "stopped_by", "stop_reason", "stop_note", "version"]
    )
    trail.record(
        LetterStopped(**about(letter), because=STOPPED_BECAUSE[reason]), actor=actor, at=at
    )
    return letter


def stop_waiting(
    case: Case,
    kinds: Collection[LetterKind],
    reason: StopReason,
    *,
    key: str = "",
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Stop a case's letters of `kinds` that wait: something later says what holds now.

    With `key` only that letter, to whomever it is. A printed one is in its envelope, and goes.
    """
    those = of_key(key) if key else Letter.objects
    waiting = those.filter(case=case, kind__in=kinds, state=LetterState.HELD)
    for letter in waiting.select_for_update(of=("self",)).order_by("hold_until", "pk"):
        stop(letter, reason, actor=actor, at=at)


class About(TypedDict):
    """What every event of a letter says."""

    case_id: int | None
    person_id: int
    letter: str
    label: str


def about(letter: Letter) -> About:
    """Which letter it is, for an event."""
    return {
        "case_id": letter.case_id,
        "person_id": letter.person_id,
        "letter": str(letter.public_id),
        "label": LETTERS[LetterKind(letter.kind)].label,
    }


def _queue(
    person: Resident,
    kind: LetterKind,
    content: LetterContent,
    *,
    case: Case | None,
    unit: Unit,
    owner_id: int | None,
    recipient: Recipient,
    key: str,
    actor: Actor,
    at: dt.datetime,
    hold: dt.timedelta | None,
) -> Letter:
    before = Letter.objects.filter(municipality_id=person.municipality_id, key=key).first()
    if before is not None:
        return before
    if person.died_on is not None:
        raise Refused(STOPPED_BECAUSE[StopReason.DEAD], code="dead")
    if recipient.kind not in LETTERS[kind].recipients:
        raise Refused("Denne mottakeren får ikke slike brev.", code="wrong_recipient")
    content = content.addressed_to(recipient.addressee())
    must_be_printable(content)
    letter = _store(
        cleaned(content.as_json()),
        person=person,
        kind=kind,
        case=case,
        unit=unit,
        owner_id=owner_id,
        recipient=recipient,
        key=key,
        actor=actor,
        at=at,
        hold=hold,
        replaces=None,
    )
    trail.record(LetterQueued(**about(letter), sha256=letter.sha256), actor=actor, at=at)
    return letter


def _store(
    content: dict[str, Any],
    *,
    person: Resident,
    kind: LetterKind,
    case: Case | None,
    unit: Unit,
    owner_id: int | None,
    recipient: Recipient,
    key: str,
    actor: Actor,
    at: dt.datetime,
    hold: dt.timedelta | None,
    replaces: Letter | None,
) -> Letter:
    try:
        body = letters.pdf(content, on=dt.date.fromisoformat(content["on"]))
    except TypesettingError as error:
        raise Refused(
            "Brevet kunne ikke lages. Se over teksten, og prøv igjen.", code="letter_not_set"
        ) from error
    digest = sha256(body).hexdigest()
    hold_until = at + (hold_of(kind) if hold is None else hold)
    channel = _channel(recipient, person, replaces, on=localdate(at))
    letter = Letter.objects.create(
        municipality_id=person.municipality_id,
        kind=kind,
        case=case,
        person=person,
        recipient_kind=recipient.kind,
        representative_id=recipient.representative_id,
        relative_id=recipient.relative_id,
        name=recipient.name,
        address="\n".join(recipient.address),
        protected=recipient.protected,
        language=content["lang"],
        title=content["title"],
        content=content,
        words=fingerprint(content),
        sha256=digest,
        key=key,
        unit=unit,
        owner_id=_owner(owner_id, actor),
        queued_at=at,
        hold_until=hold_until,
        channel=channel,
        replaces=replaces,
    )
    LetterFile.objects.create(letter=letter, sha256=digest, body=body)
    if channel is Channel.DIGITAL:
        Dispatch.objects.create(
            municipality_id=person.municipality_id,
            letter=letter,
            channel=channel,
            next_at=hold_until,
        )
    return letter


def _owner(staff_id: int | None, actor: Actor) -> int:
    """Who answers for the letter: as said, or whoever makes it. Raises AccessDenied for nobody."""
    return actor.staff() if staff_id is None else staff_id


def _channel(
    recipient: Recipient, person: Resident, replaces: Letter | None, *, on: dt.date
) -> Channel:
    """What did not go digitally is not tried so again: it goes on paper."""
    if replaces is not None and replaces.channel == Channel.DIGITAL:
        return Channel.PRINT
    return channel_for(recipient, municipality_id=person.municipality_id, on=on)


def _posting_unit(unit: Unit, *, on: dt.date) -> Unit:
    """The unit that prints the letter: the case's own if somebody there may, else the office."""
    may_post = RoleGrant.objects.filter(
        unit=unit,
        role__in=POSTING_ROLES,
        valid_from__lte=on,
        valid_to__gt=on,
        revoked_at=None,
        staff__left_on=None,
    )
    if may_post.exists():
        return unit
    try:
        return office(unit.municipality_id, on=on)
    except LookupError:
        return unit


def _may_be_posted(
    letter: Letter, *, posted_on: dt.date, day: dt.date, at: dt.datetime, handled_as: str
) -> None:
    printed = letter.state == LetterState.SENDING and letter.channel == Channel.PRINT
    by_hand = letter.protected and letter.state == LetterState.HELD and letter.hold_until <= at
    if not printed and not by_hand:
        raise Refused("Brevet er ikke skrevet ut. Skriv det ut først.", code="letter_not_printed")
    if posted_on > day:
        raise Refused("Datoen kan ikke være etter i dag.", code="date_ahead", field="posted_on")
    if posted_on < localdate(letter.queued_at):
        raise Refused(
            "Datoen kan ikke være før brevet ble laget.", code="date_too_early", field="posted_on"
        )
    if letter.protected and not handled_as.strip():
        raise Refused(
            "Skriv hvordan brevet ble sendt. Adressen er beskyttet.",
            code="handled_as_missing",
            field="handled_as",
        )
