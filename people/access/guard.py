"""The guard: what they may do, and the transaction every act and read stands in.

Short enough to be read by whoever doubts it.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar, cast
from zlib import crc32

from django.db import connection, transaction
from django.db.models.expressions import RawSQL

from audit import reads, trail
from people.access.actor import Actor, system
from people.access.ground import opened_by
from people.access.helps import denial
from people.access.pace import keep_pace, midnight, note_stop
from people.models import IdempotentResult, Municipality, PersonAccess
from people.models.access import INSPECTED, REASONED
from people.refusals import (
    AccessDenied,
    InFlight,
    KeyReused,
    NotFound,
    Refused,
    Repeated,
    TooMany,
)
from people.roles import Permission

# Since when a request counts as the same: 72 hours before now, as the transaction was told it.
STILL_ANSWERED: Final = RawSQL(
    "nullif(current_setting('tildeling.at', true), '')::timestamptz - interval '72 hours'", []
)
P = ParamSpec("P")
R = TypeVar("R")


def require(actor: Actor, permission: Permission) -> None:
    """Raise AccessDenied, naming who can help, unless a role held now has `permission`."""
    if not actor.may(permission):
        raise AccessDenied(denial(actor, permission), what=permission)


def deny(actor: Actor, what: str, *, at: dt.datetime) -> None:
    """Put on record that the actor was refused `what` at a door, before any act or look."""
    with transaction.atomic(durable=True):
        set_context(actor, at)
        trail.deny(what, actor=actor, at=at)


def use_case(permission: Permission) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function a use case: one permission, one transaction, all or nothing.

    The function takes `actor` and `at` by keyword and returns what JSON can carry. It is never
    called inside another use case. A repeated request (`actor.once`) gets the stored answer.

    Raises AccessDenied; InFlight and KeyReused for a key; whatever the act raises. Then nothing
    was written, except the denial of access.
    """

    def guard(act: Callable[P, R]) -> Callable[P, R]:
        @wraps(act)
        def guarded(*args: P.args, **kwargs: P.kwargs) -> R:
            actor, at = cast("Actor", kwargs["actor"]), cast("dt.datetime", kwargs["at"])
            try:
                with transaction.atomic(durable=True):
                    set_context(actor, at, act.__name__)
                    require(actor, permission)
                    kwargs["actor"] = actor.carrying_out(permission)
                    return _once(actor, at, lambda: act(*args, **kwargs))
            except (AccessDenied, NotFound, Refused) as denied:
                _record(denied, act.__name__, actor, at)
                raise

        guarded.permission = permission  # type: ignore[attr-defined]  # read by the role matrix test
        return guarded

    return guard


class Look:
    """Collects whom a page showed, so that the read entry tells it."""

    def __init__(self) -> None:
        self.person_ids: set[int] = set()
        self.case_id: int | None = None
        self.ground = ""
        self.paper = ""
        self.attempt = ""
        self.unsorted = False
        self.by_number = False

    def asked(self, text: str) -> None:
        """Note what was typed to find somebody: a whole identity number is counted, hit or not."""
        self.by_number |= re.fullmatch(r"\d{11}", re.sub(r"[\s-]", "", text)) is not None

    def saw(
        self,
        *,
        persons: Sequence[int] = (),
        case: int | None = None,
        ground: str = "",
        paper: str = "",
        unsorted: bool = False,
    ) -> None:
        """Note that the response shows `persons`, of `case`, and on what ground.

        `paper`: which one it shows, where a page shows one of several (a letter, a note, a file).
        `unsorted`: it shows somebody, but nobody has said yet whom; `paper` then names it.
        """
        self.unsorted |= unsorted
        self.person_ids.update(persons)
        self.case_id = case if case is not None else self.case_id
        self.ground = ground or self.ground
        self.paper = paper or self.paper

    def refused(self, what: str) -> None:
        """Note that somebody was asked for who may not be told of: told as if they were not here,
        and on record as an attempt.
        """
        self.attempt = what


@contextmanager
def reading(actor: Actor, permission: Permission, *, page: str, at: dt.datetime) -> Iterator[Look]:
    """One short transaction that asks; whom it showed is on record before the response is built.

    Nothing lazy may leave the block. Raises AccessDenied (recorded) without `permission`.
    """
    look = Look()
    try:
        with transaction.atomic(durable=True):
            set_context(actor, at)
            _hide(actor)
            require(actor, permission)
            yield look
            if look.person_ids or look.unsorted or look.by_number:
                held = opened_by(
                    actor, permission, person_ids=look.person_ids, case_id=look.case_id
                )
                reads.record(
                    page=f"{page} – {look.paper}" if look.paper else page,
                    ground=_ground(look, actor, at) or _by_role(actor, permission),
                    person_ids=sorted(look.person_ids),
                    case_id=look.case_id,
                    actor=actor.acting_by(permission, held),
                    at=at,
                )
                keep_pace(actor, at)
            if look.attempt:
                trail.deny(f"{page}: {look.attempt}", actor=actor, at=at)
    except TooMany as stopped:
        with standing(actor, at):
            trail.deny(f"{page}: too many ({stopped.limit})", actor=actor, at=at)
            note_stop(stopped, actor=actor, at=at)
        raise
    except (AccessDenied, NotFound) as denied:
        _record(denied, page, actor, at)
        raise


def _ground(look: Look, actor: Actor, at: dt.datetime) -> str:
    """What the door says; of one person, that one's own reason or a sample opened them, if so."""
    if look.by_number:
        return reads.NUMBER
    if look.ground or len(look.person_ids) != 1 or actor.staff_id is None:
        return look.ground
    own = PersonAccess.objects.filter(
        staff_id=actor.staff_id,
        ground__in=[REASONED, INSPECTED],
        to_at__gt=at,
        person_id__in=look.person_ids,
    )
    return own.values_list("ground", flat=True).first() or ""


def _by_role(actor: Actor, permission: Permission) -> Permission:
    """What a role opens is its ground; whatever control opens, it opens to control."""
    return Permission.AUDIT if actor.may(Permission.AUDIT) else permission


def _record(
    denied: AccessDenied | NotFound | Refused, where: str, actor: Actor, at: dt.datetime
) -> None:
    """Write the denial, apart from what it stopped; none where nothing of anybody was asked for."""
    if denied.what:
        with transaction.atomic(durable=True):
            set_context(actor, at)
            trail.deny(f"{where}: {denied.what}", actor=actor, at=at)


def answered(actor: Actor) -> bool:
    """Whether this very request, to the word, was carried out in the last 72 hours."""
    once = actor.once
    return (
        once is not None
        and IdempotentResult.objects.filter(
            account_id=actor.account_id or 0,
            route=once.route,
            key=once.key,
            body_hash=once.body_hash,
            at__gt=STILL_ANSWERED,
        ).exists()
    )


def gets_its_answer(actor: Actor) -> bool:
    """Whether what is closed to the actor was closed by this very request, sent before.

    Then a system gets the answer that is stored. Raises Repeated for a page, which is not shown
    again: it would show what is closed.
    """
    before = answered(actor)
    if before and actor.once is not None and not actor.once.for_system:
        raise Repeated
    return before


@contextmanager
def standing(actor: Actor, at: dt.datetime) -> Iterator[None]:
    """One durable transaction in the actor's municipality: the database shows it no other.

    For what is no use case and no reading: the clock's own chores, and a denial.
    """
    with transaction.atomic(durable=True):
        set_context(actor, at)
        yield


def everywhere() -> list[Actor]:
    """The system, in one municipality after the other: whatever the clock asks, it asks in each.

    A question to all of them at once is answered with nothing (docs/adr/0016).
    """
    return [system(pk) for pk in Municipality.objects.order_by("pk").values_list("pk", flat=True)]


# Whom the database hides from who asks, by kind of row (tildeling/migrations/0002_named.py).
_KINDS: Final = ("names", "near", "people", "cases")
NOBODY: Final = ","
_SHOW_ALL: Final = ", ".join(
    f"set_config('tildeling.hidden_{kind}', '{NOBODY}', true)" for kind in _KINDS
)
_KEPT: Final = ", ".join(f"current_setting('tildeling.hidden_{kind}', true)" for kind in _KINDS)
_SAY: Final = ", ".join(f"set_config('tildeling.hidden_{kind}', %s, true)" for kind in _KINDS)
_ASK: Final = (
    "SELECT "  # noqa: S608 - our constants
    + ", ".join(f"set_config('tildeling.hidden_{kind}', {kind}, true)" for kind in _KINDS)
    + " FROM hidden_from(%s, %s, %s::bigint[], %s::bigint[], %s)"
)


def set_context(actor: Actor, at: dt.datetime, act: str = "chore") -> None:
    """Tell the database whose data this transaction may touch, since when it is today, and now.

    Who acts, and in which use case, is what the history of each row takes from here; a chore is
    the clock's, or part of signing in.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tildeling.municipality', %s, true),"
            " set_config('tildeling.staff', %s, true),"
            " set_config('tildeling.midnight', %s, true),"
            " set_config('tildeling.at', %s, true),"
            " set_config('tildeling.use_case', %s, true),"
            f" {_SHOW_ALL}",
            [
                str(actor.municipality_id or ""),
                str(actor.staff_id or ""),
                midnight(at).isoformat(),
                at.isoformat(),
                act,
            ],
        )


def _hide(actor: Actor) -> None:
    """Tell the database whom this read may not show: kode 6, unless who asks is named.

    What is asked again is judged by the rules alone: the act itself may have ended the access.
    """
    if actor.staff_id is None or answered(actor):
        return
    led = actor.led_unit_ids
    delivers = led | actor.units_with(Permission.DELIVER)
    control = actor.may(Permission.AUDIT)
    with connection.cursor() as cursor:
        cursor.execute(
            _ASK,
            [actor.municipality_id, actor.staff_id, sorted(led), sorted(delivers), control],
        )


@contextmanager
def also_hidden() -> Iterator[None]:
    """Ask also of whom the database hides, where the rules need to know of them: to count, to put
    on record, to find that an address is protected.

    What is found is shown to nobody but as those rules say. tests/architecture/test_named.py has
    every place, with its reason.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_KEPT}")
        hidden = cursor.fetchone()
        if set(hidden) != {NOBODY}:
            cursor.execute(f"SELECT {_SHOW_ALL}")
    if set(hidden) == {NOBODY}:
        yield
        return
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT {_SAY}", hidden)


def stay_in(municipality_id: int) -> None:
    """Let a command of one municipality look about in it between its acts (the demo town)."""
    everybody = _SHOW_ALL.replace("true", "false")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT set_config('tildeling.municipality', %s, false), {everybody}",
            [str(municipality_id)],
        )


def _once(actor: Actor, at: dt.datetime, act: Callable[[], R]) -> R:
    """Act, or answer as last time when the same account sent the same request with the same key."""
    once = actor.once
    if once is None:
        return act()
    slot = {"account_id": actor.account_id, "route": once.route, "key": once.key}
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)",
            [
                crc32(f"{actor.account_id} {once.route}".encode()) - 2**31,
                crc32(once.key.encode()) - 2**31,
            ],
        )
        if not cursor.fetchone()[0]:
            raise InFlight
    before = IdempotentResult.objects.filter(**slot).first()
    if before is not None:
        if before.body_hash != once.body_hash:
            raise KeyReused
        return cast("R", before.result)
    result = act()
    IdempotentResult.objects.create(
        **slot, body_hash=once.body_hash, result=cast("Any", result), at=at
    )
    return result
