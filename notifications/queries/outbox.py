"""The outbox: letters of a case, the print queue, one letter's file, what stands too long."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.db.models import DateField, Q, QuerySet
from django.db.models.functions import Coalesce, TruncDate
from django.utils.timezone import get_default_timezone, localdate

from cases.models import Case
from cases.queries import Scope, branch, visible
from notifications.letters import (
    LETTERS,
    OPEN_ADDRESS,
    OVERTAKEN,
    PROTECTIONS,
    RECIPIENTS,
    STATES,
    STOPPED_BECAUSE,
    LetterKind,
    LetterState,
    RecipientKind,
    StopReason,
)
from notifications.models import Letter, LetterFile, Notice
from notifications.queries.recipients import Standing, standings
from notifications.rules.post import STANDS_TOO_LONG, same_place
from people.access import Actor
from people.refusals import NotFound
from people.roles import Permission

SHOWN = 200  # letters of each part of the queue on one page
OPEN = Q(
    state__in=[LetterState.STOPPED, LetterState.RETURNED], settled_at=None, replaced_by=None
) & ~Q(stop_reason__in=OVERTAKEN)
WAITING = Q(state__in=[LetterState.HELD, LetterState.SENDING])


@dataclass(frozen=True, slots=True)
class LetterRow:
    """One letter in a list. No address, and no words of the letter."""

    public_id: str
    kind: str  # label
    reference: str  # of the case; empty without one
    person_id: int
    case_id: int | None
    recipient: str
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
    trouble: str  # why it is stopped, or what would stop it now
    stop_note: str
    settled: bool
    replaced: bool
    can_be_stopped: bool
    can_be_renewed: bool
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
    def url(self) -> str:
        """Where the letter is read."""
        return f"/brev/{self.public_id}/"


@dataclass(frozen=True, slots=True)
class Bundle:
    """Letters printed together that nobody has said are posted."""

    id: str
    printed_at: dt.datetime
    printed_by: str
    letters: tuple[LetterRow, ...]


@dataclass(frozen=True, slots=True)
class PrintQueue:
    """The print queue (utskriftskø), each part oldest first."""

    ready: tuple[LetterRow, ...]
    held: tuple[LetterRow, ...]
    protected: tuple[LetterRow, ...]
    bundles: tuple[Bundle, ...]
    open: tuple[LetterRow, ...]  # stopped or came back, and nobody has settled it
    oldest: dt.datetime | None  # since when the oldest ready letter could have been printed

    def person_ids(self) -> list[int]:
        """Everybody the page shows."""
        rows = [*self.ready, *self.held, *self.protected, *self.open]
        rows += [row for bundle in self.bundles for row in bundle.letters]
        return [row.person_id for row in rows]


@dataclass(frozen=True, slots=True)
class LetterPdf:
    """A letter as it was decided."""

    public_id: str
    person_id: int
    case_id: int | None
    body: bytes
    sha256: str


class TaskKind(StrEnum):
    """What a letter can ask of somebody, as the inbox knows it."""

    FOLLOW_UP = "letter_follow_up"
    PRINT = "letter_print"


def letters_seen_by(actor: Actor, *, cases: QuerySet[Case] | None = None) -> QuerySet[Letter]:
    """Letters of cases the actor may open (`cases`, if asked already), and of units they post for.

    A filter for other queries; never handed to a page.
    """
    seen = visible(actor) if cases is None else cases
    return Letter.objects.filter(municipality_id=actor.municipality_id).filter(
        Q(case__in=seen) | Q(unit_id__in=actor.units_with(Permission.POST_LETTERS))
    )


def letters_of_case(case_id: int, *, at: dt.datetime) -> list[LetterRow]:
    """A case's letters, newest first. The caller has checked access to the case."""
    letters = Letter.objects.filter(case_id=case_id).select_related("case", "replaced_by")
    return _rows(letters.order_by("-queued_at", "-pk")[:SHOWN], at=at)


def letters_of_person(
    person_id: int, *, actor: Actor, at: dt.datetime, limit: int = SHOWN
) -> list[LetterRow]:
    """The latest letters about a person that the actor may see, newest first."""
    letters = letters_seen_by(actor).filter(person_id=person_id)
    found = letters.select_related("case", "replaced_by")
    return _rows(found.order_by("-queued_at", "-pk")[:limit], at=at)


def print_queue(actor: Actor, *, at: dt.datetime) -> PrintQueue:
    """What waits to be printed, posted or followed up, in as many queries for 2 as for 200."""
    seen = letters_seen_by(actor).select_related("case", "replaced_by")
    waiting = _rows(seen.filter(WAITING).order_by("hold_until", "pk")[:SHOWN], at=at)
    still_open = _rows(seen.filter(OPEN).order_by("queued_at", "pk")[:SHOWN], at=at)
    ready = [r for r in waiting if r.state is LetterState.HELD and not r.held and not r.protected]
    return PrintQueue(
        ready=tuple(ready),
        held=tuple(r for r in waiting if r.held),
        protected=tuple(
            r for r in waiting if r.protected and r.state is LetterState.HELD and not r.held
        ),
        bundles=_bundles([r for r in waiting if r.state is LetterState.SENDING]),
        open=tuple(still_open),
        oldest=min((r.hold_until for r in ready), default=None),
    )


def letter_row(public_id: str, *, actor: Actor, at: dt.datetime) -> LetterRow:
    """One letter. Raises NotFound if there is none that the actor may see."""
    letters = letters_seen_by(actor).select_related("case", "replaced_by")
    rows = _rows(letters.filter(public_id=_uuid(public_id)), at=at)
    if not rows:
        raise NotFound
    return rows[0]


def letter_pdf(public_id: str, *, actor: Actor) -> LetterPdf:
    """The letter's file.

    Raises NotFound if the actor may see none, if its hash is wrong, and when it shows an address
    that has become protected since.
    """
    found = _with_files(actor).filter(public_id=_uuid(public_id)).first()
    if found is None:
        raise NotFound
    return _pdf(found)


def bundle_pdfs(bundle_id: str, *, actor: Actor) -> list[LetterPdf]:
    """The files of letters printed together, in the order of the queue. Raises as `letter_pdf`."""
    letters = _with_files(actor).filter(bundle=_uuid(bundle_id))
    found = [_pdf(letter) for letter in letters.order_by("hold_until", "pk")]
    if not found:
        raise NotFound
    return found


def lock_letter(public_id: str, *, actor: Actor) -> Letter:
    """The letter, locked until the transaction ends. Raises NotFound."""
    found = lock_letters([public_id], actor=actor)
    if not found:
        raise NotFound
    return found[0]


def lock_letters(public_ids: Collection[str], *, actor: Actor) -> list[Letter]:
    """Those of the letters the actor may see, locked, in the order of the queue."""
    ids = [_uuid(public_id) for public_id in public_ids]
    letters = letters_seen_by(actor).filter(public_id__in=ids)
    return list(letters.select_for_update(of=("self",)).order_by("hold_until", "pk"))


def lock_bundle(bundle_id: str, *, actor: Actor) -> list[Letter]:
    """A bundle's printed, not yet posted letters, locked. Raises NotFound if there are none."""
    letters = letters_seen_by(actor).filter(bundle=_uuid(bundle_id), state=LetterState.SENDING)
    letters = letters.select_related("case")
    found = list(letters.select_for_update(of=("self",)).order_by("hold_until", "pk"))
    if not found:
        raise NotFound
    return found


def original_of(letter: Letter) -> Letter:
    """The first letter of a chain of replacements: the one the act that wrote it knows."""
    while letter.replaces is not None:
        letter = letter.replaces
    return letter


def oldest_overdue(*, at: dt.datetime) -> dt.datetime | None:
    """Since when the oldest e-mail has been due and not sent; None when nothing is late."""
    return (
        Notice.objects.filter(email_next_at__lte=at, emailed_at=None)
        .order_by("email_next_at")
        .values_list("email_next_at", flat=True)
        .first()
    )


def tasks_for(scope: Scope) -> list[QuerySet[Any, dict[str, Any]]]:
    """Letters that stopped or came back; and for who posts them, those not printed in time."""
    seen = letters_seen_by(scope.actor, cases=scope.visible())
    posts = scope.actor.units_with(Permission.POST_LETTERS)
    late = midnight(scope.on) - STANDS_TOO_LONG
    return [
        branch(
            seen.filter(OPEN),
            kind=TaskKind.FOLLOW_UP,
            key="public_id",
            case="case_id",
            person="person_id",
            unit="unit_id",
            holder=Coalesce("case__responsible_id", "owner_id"),  # who answers for the case today
            due=Coalesce("returned_on", _day_of("stopped_at"), output_field=DateField()),
        ),
        branch(
            seen.filter(WAITING, hold_until__lte=late, unit_id__in=posts),
            kind=TaskKind.PRINT,
            key="public_id",
            case="case_id",
            person="person_id",
            unit="unit_id",
            holder=None,
            due=_day_of("hold_until"),
        ),
    ]


def midnight(day: dt.date) -> dt.datetime:
    """The moment the day begins, by Oslo's clock."""
    return dt.datetime.combine(day, dt.time(), get_default_timezone())


def _day_of(column: str) -> TruncDate:
    return TruncDate(column, tzinfo=get_default_timezone())


def _rows(letters: QuerySet[Letter], *, at: dt.datetime) -> list[LetterRow]:
    found = list(letters)
    day = localdate(at)
    asked = [one for one in found if one.protected or one.state == LetterState.HELD]
    stands = standings(asked, on=day)
    return [_row(letter, stands.get(letter.pk), at=at) for letter in found]


def _row(letter: Letter, stands: Standing | None, *, at: dt.datetime) -> LetterRow:
    state = LetterState(letter.state)
    stop = stands.trouble if stands and state is LetterState.HELD else None
    if letter.stop_reason:
        stop = StopReason(letter.stop_reason)
    replaced = hasattr(letter, "replaced_by")
    ended = state in {LetterState.STOPPED, LetterState.RETURNED}
    return LetterRow(
        public_id=str(letter.public_id),
        kind=LETTERS[LetterKind(letter.kind)].label,
        reference=letter.case.reference if letter.case else "",
        person_id=letter.person_id,
        case_id=letter.case_id,
        recipient=letter.name,
        capacity=RECIPIENTS[RecipientKind(letter.recipient_kind)],
        protection=stands.protection if stands else OPEN_ADDRESS,
        state=state,
        state_label=STATES[state].label,
        queued_at=letter.queued_at,
        hold_until=letter.hold_until,
        held=state is LetterState.HELD and at < letter.hold_until,
        printed_at=letter.printed_at,
        bundle=str(letter.bundle or ""),
        posted_on=letter.posted_on,
        reached_on=letter.reached_on,
        reached_assumed=letter.reached_assumed,
        trouble=STOPPED_BECAUSE[stop] if stop else "",
        stop_note=letter.stop_note or letter.settled_note,
        settled=letter.settled_at is not None,
        replaced=replaced,
        can_be_stopped=state is LetterState.HELD,
        can_be_renewed=ended
        and not replaced
        and letter.settled_at is None
        and stop not in OVERTAKEN,
        version=letter.version,
    )


def _bundles(rows: Sequence[LetterRow]) -> tuple[Bundle, ...]:
    by_id: dict[str, list[LetterRow]] = {}
    for row in rows:
        by_id.setdefault(row.bundle, []).append(row)
    printers = {
        letter.bundle: str(letter.printed_by or "")
        for letter in Letter.objects.filter(bundle__in=list(by_id)).select_related("printed_by")
    }
    return tuple(
        Bundle(
            id=bundle,
            printed_at=min(row.printed_at for row in letters if row.printed_at),
            printed_by=printers.get(uuid.UUID(bundle), ""),
            letters=tuple(letters),
        )
        for bundle, letters in by_id.items()
    )


def _with_files(actor: Actor) -> QuerySet[Letter]:
    return letters_seen_by(actor).select_related("file", "person", "relative__other")


def _tells_what_is_hidden(letter: Letter) -> bool:
    """Whether the file shows where somebody lives whose address is protected today."""
    if not letter.address:
        return False
    if letter.representative_id:  # their own address, unless they live with the person
        home = (letter.person.address, letter.person.postal)
        return letter.person.protection != "NONE" and same_place(letter.address.split("\n"), home)
    other = letter.relative.other if letter.relative else None
    at_home = [letter.person, *([other] if other else [])]
    return any(person.protection != "NONE" for person in at_home)


def _pdf(letter: Letter) -> LetterPdf:
    if _tells_what_is_hidden(letter):
        raise NotFound(
            "Brevet viser en adresse som er blitt beskyttet, og kan ikke åpnes. Er det skrevet ut"
            " og ikke sendt, legg det tilbake i køen."
        )
    file: LetterFile = letter.file
    body = bytes(file.body)
    if not sha256(body).hexdigest() == file.sha256 == letter.sha256:
        raise NotFound("Brevet er skadet i lageret. Meld fra til drift.")
    return LetterPdf(
        public_id=str(letter.public_id),
        person_id=letter.person_id,
        case_id=letter.case_id,
        body=body,
        sha256=letter.sha256,
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound from None
