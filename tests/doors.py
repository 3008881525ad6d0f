"""One request at a door, in a transaction of its own that is taken back, and all that it did."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any, Final
from urllib.parse import urlencode
from uuid import uuid4

from django.db import connection, transaction
from django.test import Client

from audit.models import Read
from people.access import Actor, set_context
from people.adapters import digest_of
from people.models import Account, Token
from people.roles import Role
from tests import given
from tests.canaries import WORD, said_by

API: Final = "/api/v1/"
SECRET: Final = re.compile(rf"\b\d{{11}}\b|{WORD.pattern}", re.IGNORECASE)

# What a request may ask the database without saying who looks: who is signed in, and as what.
OF_THE_DOOR: Final = frozenset(
    {
        "people_session",
        "people_account",
        "people_token",
        "entrance_factor",
        "entrance_recoverycode",
        "entrance_wrongcode",
        "people_staffmember",
        "people_rolegrant",
        "people_unit",
        "below",  # the units below a leader's, while they are asked for
        "audit_denial",  # written in a transaction of its own, which has no other business
    }
)
TABLE = re.compile(r'(?:FROM|JOIN|INTO|(?<!FOR )UPDATE)\s+"?((?!unnest)[a-z_]+)"?', re.IGNORECASE)


class Watch:
    """Hears every statement, and keeps those on people's affairs outside reading and use_case."""

    def __init__(self) -> None:
        self.depth = len(connection.savepoint_ids)
        self.known = False
        self.stray: list[str] = []
        self.acted = False

    def __call__(self, execute: Callable[..., Any], sql: str, *arguments: Any) -> Any:
        if len(connection.savepoint_ids) <= self.depth:
            self.known = False
        self.acted |= sql.startswith('INSERT INTO "audit_entry"')
        if "tildeling.municipality" in sql:
            self.known = True
        elif not self.known:
            self.stray += sorted(set(TABLE.findall(sql)) - OF_THE_DOOR)
        return execute(sql, *arguments)


@contextmanager
def taken_back() -> Iterator[None]:
    """Whatever is written inside is gone afterwards, so that one town serves all doors.

    A transaction for each, not one with savepoints: every savepoint taken back makes all that
    comes after it in the same transaction slower.
    """
    block = transaction.atomic()
    # As the test runner does, so that the application's own may be durable inside it.
    block._from_testcase = True  # type: ignore[attr-defined]  # no public name for it
    with block:
        yield
        transaction.set_rollback(True)


class Page(HTMLParser):
    """The addresses on a page, and its title."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.title = ""
        self._in_title = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._in_title = tag == "title" and not self.title
        named = ("href", "action", "formaction", "src")
        self.addresses += [
            value or "" for name, value in attrs if name in named or name.startswith("hx-")
        ]

    def handle_endtag(self, tag: str) -> None:
        self._in_title = False

    def handle_data(self, data: str) -> None:
        self.title += data if self._in_title else ""


@dataclass(frozen=True, slots=True)
class Knock:
    """Somebody at the doors: who, in which browser, and with which key to the API."""

    role: Role
    actor: Actor
    browser: Client
    key: dict[str, str]


@dataclass(frozen=True, slots=True)
class Answer:
    """What one request came to, and what was on record of it before its first byte was read."""

    status: int
    acted: bool
    kind: str
    said: str
    reads: tuple[Read, ...]
    denials: int
    wrong: tuple[str, ...]

    @property
    def told(self) -> str:
        """The status, a star where something was done, and whatever it must never do."""
        return " ".join([f"{self.status}{'*' if self.acted else ''}", *self.wrong])


def knocks(by_role: dict[Role, Actor]) -> dict[Role, Knock]:
    """Each role's browser, signed in, and its key to the API."""
    found = {}
    for role, actor in by_role.items():
        account: Account = given.account_of(actor)
        browser = Client(raise_request_exception=False)
        browser.force_login(account)
        Token.objects.create(
            account=account,
            digest=digest_of(f"key-of-{actor.staff_id}"),
            created_at=given.NOW,
            expires_at=given.NOW.replace(hour=23),
        )
        key = {"Authorization": f"Bearer key-of-{actor.staff_id}"}
        found[role] = Knock(role, actor, browser, key)
    return found


def ask(
    method: str,
    address: str,
    by: Knock,
    *,
    first: Callable[[], None] | None = None,
    typed: dict[str, str] | None = None,
    families: frozenset[str] = frozenset(),
) -> Answer:
    """One request and all it came to; `first`: what is so when it comes, `typed`: what is in it.

    A post carries a key of its own, as every form and every careful program does: so it goes all
    the way to where an earlier answer would be looked for.
    """
    signed_in = by.browser.cookies["sessionid"].value  # which «Logg ut» throws away
    api = address.startswith(API)
    watch = Watch()
    once = uuid4().hex if method == "POST" else ""
    key = {"Idempotency-Key": once} if once and api else {}
    sent = (typed or {}) | ({"_key": once} if once else {})
    with taken_back():
        if first:
            set_context(by.actor, given.NOW)
            first()
            forget()
        with connection.execute_wrapper(watch):
            answer = by.browser.generic(
                method,
                address,
                b"{}" if api else urlencode(sent).encode(),
                content_type="application/json" if api else "application/x-www-form-urlencoded",
                headers=by.key | key | {"If-Match": '"1"'} if api else {},
            )
        set_context(by.actor, given.NOW)
        reads, denials = written()  # before a byte of the body is read
        said = said_by(answer)
    by.browser.cookies["sessionid"] = signed_in
    stray = (
        set() if address == "/readyz" else set(watch.stray)
    )  # which asks for everybody, of nobody
    wrong = [f"SQL outside: {', '.join(sorted(stray))}"] if stray else []
    wrong += ["fails"] if answer.status_code >= 500 else []
    wrong += [] if tells_no_name(said, answer.headers, families) else ["tells a name"]
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    return Answer(answer.status_code, watch.acted, kind, said, reads, denials, tuple(wrong))


def written() -> tuple[tuple[Read, ...], int]:
    """The looks of this very transaction, and how many denials."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM audit_denial WHERE xact = pg_current_xact_id()")
        denials: int = cursor.fetchone()[0]
    rows = Read.objects.extra(where=["xact = pg_current_xact_id()"])
    return tuple(rows), denials


def forget() -> None:
    """The transaction knows of nobody again, as when a request comes."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('tildeling.municipality', '', true),"
            " set_config('tildeling.staff', '', true)"
        )


def tells_no_name(said: str, headers: Any, families: frozenset[str]) -> bool:
    """Neither a header, an address nor the title says who it is about."""
    known = [name.casefold() for name in families]
    folded = said.casefold()
    if not SECRET.search(said) and not any(name in folded for name in known):
        return True
    told = [f"{name}: {value}" for name, value in headers.items()]
    if headers.get("Content-Type", "").startswith("text/html"):
        page = Page(said)
        told += [page.title, *(one for one in page.addresses if not one.startswith("tel:"))]
    text = "\n".join(told).casefold()
    return not SECRET.search(text) and not any(name in text for name in known)
