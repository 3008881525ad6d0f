"""Pages without a browser: read the form as it stands, change what somebody types, send it."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from django.db import connection
from django.test import Client

from people.access import Actor
from tests import given

# What looking and signing in leave behind.
# The seal is of the trail, and not the application's to read.
NOT_AN_ACT = (
    "audit_read",
    "audit_denial",
    "audit_block",
    "audit_link",
    "audit_anchored",
    "audit_check",
    "people_session",
    "people_token",
    "people_account",
)


class _Reader(HTMLParser):
    """The fields of every form on a page, as a browser would send them untouched."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._select = self._area = ""
        self._text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, value = said.get("name") or "", said.get("value") or ""
        match tag:
            case "form":
                self.forms.append({})
            case "input" if name and self.forms and _is_sent(said):
                default = "on" if said.get("type") in {"checkbox", "radio"} else ""
                self._keep(name, value or default)
            case "textarea" if name and self.forms:
                self._area, self._text = name, ""
            case "select":
                self._select = name
            case "option" if self._select and "selected" in said:
                self._keep(self._select, value)

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area:
            self._keep(self._area, self._text.removeprefix("\n"))
            self._area = ""
        if tag == "select":
            self._select = ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def _keep(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1].setdefault(name, []).append(value)


def _is_sent(said: dict[str, str | None]) -> bool:
    if said.get("type") in {"submit", "button", "search"}:
        return False
    return said.get("type") not in {"checkbox", "radio"} or "checked" in said


@dataclass(frozen=True, slots=True)
class Shown:
    """A page that came back."""

    status: int
    html: str
    location: str = ""

    def at(self, name: str) -> str:
        """What is said to be wrong at a field: the text its input points at as its error."""
        found = _Errors(self.html, name)
        return " ".join(found.said.split())


class _Errors(HTMLParser):
    """The text of the element with the error of one field."""

    def __init__(self, html: str, name: str) -> None:
        super().__init__()
        self._wanted = f"id_{name}_error"
        self._depth = 0
        self.said = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._depth or dict(attrs).get("id") == self._wanted:
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        self._depth -= bool(self._depth)

    def handle_data(self, data: str) -> None:
        self.said += data if self._depth else ""


@dataclass(slots=True)
class Browser:
    """Somebody signed in, without a browser."""

    client: Client = field(default_factory=Client)

    @classmethod
    def of(cls, actor: Actor) -> "Browser":
        opened = cls()
        opened.client.force_login(given.account_of(actor))
        return opened

    def open(self, path: str) -> Shown:
        got = self.client.get(path)
        return Shown(got.status_code, got.content.decode(), got.headers.get("Location", ""))

    def form(self, path: str) -> dict[str, list[str]]:
        """The page's longest form, as it stands."""
        shown = self.open(path)
        assert shown.status == 200, (shown.status, shown.location)
        return max(_Reader(shown.html).forms, key=len)

    def post(self, path: str, fields: dict[str, Any]) -> Shown:
        got = self.client.post(path, fields)
        return Shown(got.status_code, got.content.decode(), got.headers.get("Location", ""))

    def type(self, path: str, *, to: str = "", **typed: Any) -> Shown:
        """Open the page, type over some fields, and send all of it."""
        return self.post(to or path, self.form(path) | typed)


def everything() -> dict[str, str]:
    """A fingerprint of every table with something to lose, to say that nothing changed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND NOT relispartition"
            " AND relnamespace = 'public'::regnamespace"
            " UNION SELECT 'audit_entry'"
        )
        names = sorted(name for (name,) in cursor.fetchall() if not name.startswith(NOT_AN_ACT))
        asked = " UNION ALL ".join(
            f"SELECT '{name}', md5(string_agg(t::text, '' ORDER BY t::text)) FROM {name} t"  # noqa: S608 - the catalogue's own names
            + (" WHERE event <> 'TokenIssued'" if name == "audit_entry" else "")
            for name in names
        )
        cursor.execute(asked)
        return {name: print_ or "" for name, print_ in cursor.fetchall()}
