"""What no honest hand types, and the forms of our own pages to type it in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import chain
from typing import Final
from urllib.parse import urlsplit

SCRIPT: Final = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>"
LONG: Final = "å" * 20_000
# Half a character cannot be written in UTF-8: its three bytes come as they are.
TEXTS: Final = {
    "zero": b"a\0b",
    "half a character": b"a\xed\xa0\x80b",
    "not UTF-8": b"\xff\xfe\x80",
    "turned": "a\u202eb\u2066c\u200b\ufeff\U0010ffff\u0301".encode(),
    "control": "a\x07\x1b[31mb\x7f\x85".encode(),
    "script": SCRIPT.encode(),
    "SQL": b"' OR 1=1; DROP TABLE cases_case; --",
    "template": b'{{7*7}} {% load x %} ${7*7} #read("/etc/passwd") %s %(x)s {0} {holder}',
    "long": LONG.encode(),
    "blank": "\u00a0\u2003\t\r\n ".encode(),
}
NUMBERS: Final = {
    "beyond 64 bits": b"9223372036854775808",
    "beyond 32 bits": b"2147483648",
    "below": b"-9223372036854775809",
    "minus one": b"-1",
    "not a number": b"NaN",
    "infinite": b"1e400",
    "of other digits": "١٢".encode(),
    "many digits": b"9" * 5_000,
}
DATES: Final = {
    "year nothing": b"01.01.0000",
    "first day": b"0001-01-01",
    "last day": b"31.12.9999",
    "no such day": b"31.02.2026",
    "with a time": b"2026-03-04T25:61:61+99:00",
    "far": b"99999-01-01",
}
NOBODYS: Final = {"nobody's": b"00000000-0000-4000-8000-000000000000", "a way": b"../../etc/passwd"}
TYPED: Final = frozenset({"text", "textarea"})
NOT_TEXT: Final = frozenset({"zero", "half a character", "not UTF-8"})  # cannot be shown again

# What somebody writes where the page has nothing: by what a name has in it, else by its sort.
BY_NAME: Final = {
    "phone": "911 11 111",
    "postal": "3045 Drammen",
    "email": "ola@eksempel.no",
    "_time": "10.00",
    "_at": "10.00",
    "until": "01.06.2026",
    "expected_on": "01.04.2026",
    "evaluate_on": "01.06.2026",
    "ended_on": "05.03.2026",
    "last_on": "31.12.2040",
    "valid_from": "01.01.2036",
    "employee_number": "7777",
    "username": "ola.n",
    "password": "en-lang-setning-om-fjell",
    "quantity": "3",
}
BY_KIND: Final = {"date": "04.03.2026", "time": "10.00", "number": "1", "hidden": "", "file": ""}
CHOSEN: Final = frozenset({"radio", "select", "checkbox"})


@dataclass(slots=True)
class Asked:
    """One field of a form: its sort, what a browser sends of it untouched, and its choices."""

    kind: str
    sent: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)

    def filled(self, name: str) -> list[bytes]:
        """What somebody sends who fills all of it, as far as the page tells."""
        if any(self.sent):
            return [one.encode() for one in self.sent]
        if self.kind in CHOSEN:
            return [choice.encode() for choice in self.choices if choice][:1]
        named = next((text for part, text in BY_NAME.items() if part in name), None)
        return [(named or BY_KIND.get(self.kind, "Ola ringte.")).encode()]

    def hostile(self) -> Iterator[tuple[str, bytes]]:
        """What a field of its sort is tried with, by name."""
        if self.kind == "date":
            return chain(DATES.items(), TEXTS.items())
        if self.kind in TYPED:
            return chain(TEXTS.items(), NUMBERS.items())
        return chain(NOBODYS.items(), NUMBERS.items(), TEXTS.items())


class Forms(HTMLParser):
    """The posting forms of a page: by where each is sent, its fields by name."""

    def __init__(self, html: str, address: str) -> None:
        super().__init__()
        self.forms: dict[str, dict[str, Asked]] = {}
        self._here = address
        self._form: dict[str, Asked] = {}
        self._open: tuple[str, Asked] | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attrs}
        if tag == "form":
            to = urlsplit(said.get("action") or self._here)._replace(fragment="").geturl()
            posts = said.get("method", "").lower() == "post"
            self._form = self.forms.setdefault(to, {}) if posts else {}
        elif tag == "option" and self._open:
            self._open[1].choices.append(said.get("value", ""))
            if "selected" in said:
                self._open[1].sent.append(said.get("value", ""))
        elif tag in {"input", "select", "textarea"} and said.get("name"):
            self._field(tag, said)

    def _field(self, tag: str, said: dict[str, str]) -> None:
        kind = said.get("type", "text") if tag == "input" else tag
        if kind in {"submit", "button"}:
            return
        asked = self._form.setdefault(said["name"], Asked(kind))
        if kind in {"radio", "checkbox"}:
            asked.choices.append(said.get("value") or "on")
            asked.sent += asked.choices[-1:] if "checked" in said else []
        elif tag == "input":
            asked.sent.append(said.get("value", ""))
        else:
            self._open = (tag, asked)

    def handle_endtag(self, tag: str) -> None:
        if self._open and tag == self._open[0]:
            self._open = None
        elif tag == "form":
            self._form = {}

    def handle_data(self, data: str) -> None:
        if self._open and self._open[0] == "textarea":
            self._open[1].sent.append(data.removeprefix("\n"))
