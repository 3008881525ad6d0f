"""What stands around every page: menu, counts, the user, the look, and when the session ends."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import get_language, gettext

from cases.adapters import writing_words
from cases.queries import entrusted_called, writing_now
from delivery.queries import unanswered
from desk.queries import task_counts
from meetings.queries import item_waited_for
from notifications.queries import unread
from people.access import Actor, reading
from people.adapters.sessions import STARTED
from people.models import Account
from people.queries import any_performs
from people.refusals import AccessDenied, NotFound
from people.roles import ROLES, Permission
from people.signed_in import actor_for
from records.queries import inbox_count
from tildeling.keys import SHORTCUTS, Shortcut
from tildeling.menu import HISTORY, SHOWN, TASKS, Entry, menu_of
from watch.queries import Copy, copy, trouble

SEARCH: Final = "/sok/"
NEW: Final = "/soknader/ny/"
ABOUT: Final = re.compile(r"/personer/([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/")
NOTICES: Final = "/varsler/"
COPY: Final = "/oppsett/gjenopprettet/"


@dataclass(frozen=True, slots=True)
class Item:
    """A menu item as the page shows it."""

    label: str
    url: str
    keys: str
    count: int
    current: bool


class Frame:
    """Asks for nothing before a template asks it: an answer without a frame costs nothing."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.now = timezone.now()  # noqa: TID251 - the frame is part of the door
        self.today = timezone.localdate(self.now)
        self.demo: bool = settings.DEMO
        self.language = get_language() or settings.LANGUAGE_CODE

    @cached_property
    def _account(self) -> Account | None:
        user = getattr(self._request, "user", None)
        return user if isinstance(user, Account) else None

    @cached_property
    def _actor(self) -> Actor | None:
        try:
            return actor_for(self._account, at=self.now) if self._account else None
        except AccessDenied:
            return None

    @property
    def scheme(self) -> str:
        """`light`, `dark` or `auto`, as chosen in the profile."""
        return self._account.scheme if self._account else "auto"

    @property
    def hotkeys(self) -> bool:
        """Whether shortcuts are on («Bruk hurtigtaster»)."""
        return self._account.shortcuts if self._account else True

    @property
    def single_keys(self) -> bool:
        """Whether keys of one character act («Bruk enkelttastene»)."""
        return self._account.single_keys if self._account else True

    @property
    def list_keys(self) -> bool:
        """Whether J and K go through a list."""
        return self._account.list_keys if self._account else False

    @property
    def shortcuts(self) -> list[Shortcut]:
        """The keys that do something for this user; none when they are switched off."""
        works = self.keys_that_work
        return [row for row in SHORTCUTS if works.get(row.works, True)] if self.hotkeys else []

    @cached_property
    def keys_that_work(self) -> dict[str, bool]:
        """What the words of `Shortcut.works` come to for this user."""
        return {
            "new": bool(self.new_url),
            "search": bool(self.search_url) and self.single_keys,
            "cases": self._may(Permission.OPEN_CASE),
            "tasks": TASKS in self._entries,
            "persons": self._may(Permission.FIND_PERSON) or self._may(Permission.OPEN_CASE),
            "write": self.may_write,
            "score": self._may(Permission.ASSESS),
            "lists": self.list_keys,
            "single": self.single_keys,
        }

    @cached_property
    def user_name(self) -> str:
        """«K. Lie»; empty for a stranger."""
        if self._account is None:
            return ""
        staff = self._account.staff
        return f"{staff.given_name[:1]}. {staff.family_name}"

    @cached_property
    def user_lines(self) -> list[str]:
        """The roles held today, in words."""
        roles = dict.fromkeys(grant.role for grant in self._actor.grants) if self._actor else {}
        return [gettext(ROLES[role].label) for role in roles]

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        if self._actor is None or not self._actor.grants:
            return {}
        permission = min(ROLES[self._actor.grants[0].role].permissions)
        with reading(self._actor, permission, page="Rammen", at=self.now):
            counts = {"notices": unread(self._actor)}
            shown = {entry.count for entry in self._entries}
            if shown & {"tasks", "approvals"}:
                tabs = task_counts(actor=self._actor, on=self.today)
                counts |= {"tasks": tabs["mine"], "approvals": tabs["godkjenning"]}
            if "inbox" in shown:
                counts["inbox"] = inbox_count(self._actor)
            if "orders" in shown:
                counts["orders"] = unanswered(self._actor)
            return counts

    @cached_property
    def _entries(self) -> list[Entry]:
        roles = [grant.role for grant in self._actor.grants] if self._actor else []
        entries = menu_of(roles, performs=self._performs)
        return [entry for entry in entries if exists(entry.url)]

    @cached_property
    def _performs(self) -> bool:
        """Whether a leader's units take orders; it is asked for leaders only."""
        if self._actor is None or not self._may(Permission.LEAD_DELIVERY):
            return True
        with reading(self._actor, Permission.LEAD_DELIVERY, page="Rammen", at=self.now):
            return any_performs(self._actor.unit_ids)

    @cached_property
    def _items(self) -> list[Item]:
        return [self._item(entry) for entry in self._entries]

    def _item(self, entry: Entry) -> Item:
        return Item(
            label=gettext(entry.label),
            url=entry.url,
            keys=entry.keys,
            count=self._counts.get(entry.count, 0),
            current=entry is self._current,
        )

    @cached_property
    def _current(self) -> Entry | None:
        """Where one stands: of an entry and one that it is part of, the narrower."""
        here, asked = self._request.path, self._request.META.get("QUERY_STRING", "")
        return max(
            (
                entry
                for entry in self._entries
                for path, _, query in [entry.url.partition("?")]
                if here.startswith(path) and query in asked
            ),
            key=lambda entry: len(entry.url),
            default=None,
        )

    @property
    def menu(self) -> list[Item]:
        """What stands in the header."""
        return self._items[: self._often]

    @property
    def more(self) -> list[Item]:
        """What stands under «Mer»."""
        return self._items[self._often :]

    @property
    def _often(self) -> int:
        return min(SHOWN, sum(not entry.seldom for entry in self._entries))

    @property
    def start(self) -> str:
        """The user's start page: the first in the menu."""
        return self._items[0].url if self._items else "/profil/"

    @property
    def search_url(self) -> str:
        """Where the search is posted: for those who look for people, and for the auditor."""
        if self._may(Permission.FIND_PERSON):
            return SEARCH
        return HISTORY.url if self._may(Permission.AUDIT) else ""

    @property
    def new_url(self) -> str:
        """«Ny søknad», for those who register; about the person whose page this is."""
        if not (self._may(Permission.REGISTER_APPLICATION) and exists(NEW)):
            return ""
        about = ABOUT.match(self._request.path)
        return f"{NEW}?person={about[1]}" if about else NEW

    @property
    def may_write(self) -> bool:
        """Whether the user works on cases, and does not only look at them."""
        return self._may(Permission.WORK_CASE)

    @property
    def notices_url(self) -> str:
        """«Varsler», when there is such a page."""
        return NOTICES if self._actor and exists(NOTICES) else ""

    @property
    def notices(self) -> int:
        """How many notices are unread."""
        return self._counts.get("notices", 0)

    @property
    def session_seconds(self) -> int:
        """How long one stays signed in without doing anything; 0 for a stranger."""
        return min(settings.SESSION_COOKIE_AGE, self.day_seconds) if self._account else 0

    @property
    def day_seconds(self) -> int:
        """How long one stays signed in whatever one does; 0 for a stranger."""
        return left_of_the_day(self._request, self.now) if self._account else 0

    @property
    def session_ends(self) -> dt.datetime:
        """When the session ends if nothing more is done."""
        return self.now + dt.timedelta(seconds=self.session_seconds)

    @cached_property
    def trouble(self) -> list[str]:
        """What stands still or is wrong in the machinery, for those who answer for it."""
        if self._actor is None or not self._may(Permission.SEE_OPERATION):
            return []
        with reading(self._actor, Permission.SEE_OPERATION, page="Rammen", at=self.now):
            return [gettext(name) for name in trouble(self._actor, at=self.now)]

    @cached_property
    def copy(self) -> Copy | None:
        """That this is a restored copy which sends nothing: said to everybody."""
        try:
            return copy(self._actor.municipality_id if self._actor else None)
        except DatabaseError:
            return None

    @property
    def copy_url(self) -> str:
        """Where it is taken into use, for those who may."""
        return COPY if self._may(Permission.ADMINISTER) else ""

    def writing_now(self, form: str, *, case: str, person: str) -> str:
        """«Kari Lie redigerer denne nå»: who else writes in this form; mostly empty."""
        if self._actor is None or not self._may(Permission.KEEP_DRAFTS):
            return ""
        try:
            with reading(self._actor, Permission.KEEP_DRAFTS, page="Rammen", at=self.now):
                names = writing_now(
                    form, reference=case, person=person, actor=self._actor, at=self.now
                )
        except (NotFound, AccessDenied):
            return ""
        return writing_words(names)

    def writes_in(self, reference: str) -> bool:
        """Whether the user works in this case, and does not only read it."""
        if self._actor is None or not self.may_write:
            return False
        with reading(self._actor, Permission.OPEN_CASE, page="Rammen", at=self.now):
            return entrusted_called(reference, actor=self._actor) is not None

    def waits_for(self, reference: str) -> tuple[str, dt.date] | None:
        """The item of a meeting the case is on its way to, and the day; mostly none."""
        if self._actor is None or not self._may(Permission.OPEN_CASE):
            return None
        with reading(self._actor, Permission.OPEN_CASE, page="Rammen", at=self.now):
            return item_waited_for(reference, actor=self._actor)

    def _may(self, permission: Permission) -> bool:
        return self._actor is not None and self._actor.may(permission)


def left_of_the_day(request: HttpRequest, at: dt.datetime) -> int:
    """How many seconds are left of the longest time somebody stays signed in."""
    session = getattr(request, "session", {})
    started = session.get(STARTED, at.timestamp())
    return max(0, int(started + settings.SESSION_AT_MOST - at.timestamp()))


def frame(request: HttpRequest) -> dict[str, Frame]:
    """The context processor: `frame` in every template."""
    return {"frame": Frame(request)}


def account_of(request: HttpRequest) -> Account:
    """The account behind a page that asks for signing in."""
    account = request.user
    if not isinstance(account, Account):
        raise AccessDenied("Du må logge inn.", what="stranger")
    return account


def exists(url: str) -> bool:
    """Whether any page answers at `url`."""
    try:
        resolve(url.partition("?")[0])
    except Resolver404:
        return False
    return True
