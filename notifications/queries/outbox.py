"""The outbox: letters of a case, the print queue, one letter to look at or to lock."""

import datetime as dt
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from cases.models import Case
from cases.queries import entrusted, open_people, visible
from notifications.letters import OVERTAKEN, LetterKind, LetterState
from notifications.models import Letter
from notifications.queries.rows import ENDED, LetterRow, rows_of
from notifications.queries.unopened import not_told_again
from people.access import Actor, acts_in
from people.queries import guarded, kept_from, named_only
from people.refusals import NotFound
from people.roles import Permission

SHOWN = 200  # letters of each part of the queue on one page
OPEN = Q(
    state__in=ENDED,
    settled_at=None,
    replaced_by=None,
) & ~Q(stop_reason__in=OVERTAKEN)
WAITING = Q(state__in=[LetterState.HELD, LetterState.SENDING])
AT_LARGE = Q(person__protection="NONE", person__blocked=False)
ANSWER = Q(kind=LetterKind.CLAIM_ANSWER)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Letters printed together that nobody has said are posted."""

    id: str
    printed_at: dt.datetime
    printed_by: str
    letters: tuple[LetterRow, ...]


@dataclass(frozen=True, slots=True)
class PrintQueue:
    """The print queue (utskriftskø) and what else is on its way, each part oldest first."""

    ready: tuple[LetterRow, ...]
    digital: tuple[LetterRow, ...]  # go by themselves
    held: tuple[LetterRow, ...]
    protected: tuple[LetterRow, ...]
    bundles: tuple[Bundle, ...]
    open: tuple[LetterRow, ...]  # stopped or came back, and nobody has settled it
    oldest: dt.datetime | None  # since when the oldest could have gone, of every part
    more: int  # that the page has no room for

    def person_ids(self) -> list[int]:
        """Everybody the page shows."""
        rows = [*self.ready, *self.digital, *self.held, *self.protected, *self.open]
        rows += [row for bundle in self.bundles for row in bundle.letters]
        return [row.person_id for row in rows]


def letters_seen_by(actor: Actor, *, cases: QuerySet[Case] | None = None) -> QuerySet[Letter]:
    """Letters of cases the actor may open (`cases`, if asked already), and of units they post for;
    none to whom they are related to: a colleague posts it. To who is protected or has blocked
    their record, whoever has the case does; who has no case, whoever posts for the unit.

    What a claim of the registered came to is read by who may answer it, whoever else has the
    person's case.

    A filter for other queries; never handed to a page.
    """
    seen = visible(actor) if cases is None else cases
    theirs = _of_units(actor) & (AT_LARGE | Q(case=None))
    found = ~ANSWER & (Q(case__in=seen) | theirs)
    if actor.may(Permission.ANSWER_CLAIMS):
        found |= ANSWER & Q(person__in=open_people(actor, acting=True))
    return Letter.objects.filter(municipality_id=actor.municipality_id).filter(found)


def letters_to_post(actor: Actor, *, cases: QuerySet[Case] | None = None) -> QuerySet[Letter]:
    """Letters the actor may print, post, stop and follow up: those of cases entrusted to them
    (`cases`, if asked already), not of what they only read; else as `letters_seen_by`.

    What a claim came to is posted by the same guards, by who does not read it.

    A filter for other queries; never handed to a page.
    """
    ours = Letter.objects.filter(municipality_id=actor.municipality_id)
    if not actor.may(Permission.POST_LETTERS):
        return ours.none()
    have = entrusted(actor) if cases is None else cases
    units = _of_units(actor)
    no_case = ~Exists(Case.objects.filter(person=OuterRef("person")))
    by_hand = Q(person_id__in=guarded(actor)) & Exists(have.filter(person=OuterRef("person")))
    return ours.filter(
        ~ANSWER & (Q(case__in=have) | units & (AT_LARGE | Q(case=None)))
        | ANSWER & (units & (AT_LARGE | no_case) | by_hand)
    )


def _of_units(actor: Actor) -> Q:
    """Of units the actor posts for, to nobody they are kept from."""
    return (
        Q(unit_id__in=actor.units_with(Permission.POST_LETTERS))
        & ~Q(person_id__in=kept_from(actor))
        & ~Q(person_id__in=named_only(actor))
    )


def letters_of_case(case_id: int, *, at: dt.datetime) -> list[LetterRow]:
    """A case's letters, newest first. The caller has checked access to the case."""
    letters = Letter.objects.filter(case_id=case_id).select_related("case", "replaced_by")
    return rows_of(letters.order_by("-queued_at", "-pk")[:SHOWN], at=at)


def letters_of_key(key: str, *, actor: Actor, at: dt.datetime) -> list[LetterRow]:
    """The letters an act queued with `key`, and what replaced them, that the actor may see."""
    letters = letters_seen_by(actor).filter(Q(key=key) | Q(key__regex=rf"^{key}[:+]"))
    return rows_of(letters.select_related("case", "replaced_by").order_by("queued_at", "pk"), at=at)


def letters_of_person(
    person_id: int, *, actor: Actor, at: dt.datetime, limit: int = SHOWN
) -> list[LetterRow]:
    """The latest letters about a person that the actor may see, newest first."""
    letters = letters_seen_by(actor).filter(person_id=person_id)
    found = letters.select_related("case", "replaced_by")
    return rows_of(found.order_by("-queued_at", "-pk")[:limit], at=at)


def print_queue(actor: Actor, *, at: dt.datetime) -> PrintQueue:
    """What waits to be printed, posted or followed up, in as many queries for 2 as for 200."""
    seen = letters_to_post(actor).select_related("case", "replaced_by")
    waiting = rows_of(_first_of_each_part(seen.filter(WAITING), at=at), at=at)
    still_open = rows_of(seen.filter(OPEN).order_by("queued_at", "pk")[:SHOWN], at=at)
    untold = rows_of(not_told_again(seen).order_by("queued_at", "pk")[:SHOWN], at=at)
    on_paper = [r for r in waiting if not r.digital]
    ready = [r for r in on_paper if r.ready]
    return PrintQueue(
        ready=tuple(ready),
        digital=tuple(r for r in waiting if r.digital and not r.held),
        held=tuple(r for r in waiting if r.held),
        protected=tuple(
            r for r in waiting if r.protected and r.state is LetterState.HELD and not r.held
        ),
        bundles=_bundles([r for r in on_paper if r.state is LetterState.SENDING]),
        open=(*still_open, *untold),
        oldest=min((r.hold_until for r in waiting if not r.held), default=None),
        more=_not_shown(seen.filter(WAITING), waiting) + _not_shown(seen.filter(OPEN), still_open),
    )


def _first_of_each_part(letters: QuerySet[Letter], *, at: dt.datetime) -> QuerySet[Letter]:
    """The oldest of each part of the page: what goes by itself must not hide what is printed."""
    parts: list[Any] = [F("channel"), F("state"), F("protected"), Q(hold_until__gt=at)]
    number = Window(RowNumber(), partition_by=parts, order_by=["hold_until", "pk"])
    return letters.annotate(n=number).filter(n__lte=SHOWN).order_by("hold_until", "pk")


def _not_shown(letters: QuerySet[Letter], shown: Sequence[LetterRow]) -> int:
    """How many more there are; none without asking where all fit."""
    return letters.count() - len(shown) if len(shown) >= SHOWN else 0


def letter_row(public_id: str, *, actor: Actor, at: dt.datetime) -> LetterRow:
    """One letter. Raises NotFound if there is none that the actor may see or post."""
    key = as_id(public_id)
    for letters in (letters_seen_by(actor), letters_to_post(actor)):
        rows = rows_of(letters.filter(public_id=key).select_related("case", "replaced_by"), at=at)
        if rows:
            return rows[0]
    raise NotFound(what="letter")


def may_post_letter(public_id: str, *, actor: Actor) -> bool:
    """Whether the actor may do something with the letter, and not only look where it is."""
    return letters_to_post(actor).filter(public_id=as_id(public_id)).exists()


def lock_letter(public_id: str, *, actor: Actor) -> Letter:
    """The letter, locked until the transaction ends. Raises NotFound."""
    found = lock_letters([public_id], actor=actor)
    if not found:
        raise NotFound(what="letter")
    return found[0]


def lock_letters(public_ids: Collection[str], *, actor: Actor) -> list[Letter]:
    """Those of the letters the actor may post, locked, in the order of the queue."""
    ids = [as_id(public_id) for public_id in public_ids]
    letters = letters_to_post(actor).filter(public_id__in=ids)
    locked = letters.select_for_update(of=("self",)).select_related("case")
    found = list(locked.order_by("hold_until", "pk"))
    if found:
        acts_in(actor, found[0].unit_id)
    return found


def lock_bundle(bundle_id: str, *, actor: Actor) -> list[Letter]:
    """A bundle's printed, not yet posted letters, locked. Raises NotFound if there are none."""
    printed = letters_to_post(actor).filter(bundle=as_id(bundle_id))
    letters = printed.filter(state=LetterState.SENDING).select_related("case")
    found = list(letters.select_for_update(of=("self",)).order_by("hold_until", "pk"))
    if not found:
        raise NotFound(what="letter")
    acts_in(actor, found[0].unit_id)
    return found


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


def as_id(text: str) -> uuid.UUID:
    """A public id as it is typed. Raises NotFound for what is none."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound from None
