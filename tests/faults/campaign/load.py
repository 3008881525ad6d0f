"""Caseworkers and systems that write, over HTTP, and never take a missing answer for a no.

Every write says a word of its own and carries an idempotency key. Whoever gets no answer, or an
error, sends the same again with the same key until it is answered; so at the end every write is
acknowledged, and must be there once.
"""

import contextlib
import http.client
import itertools
import json
import re
import threading
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Self
from urllib.parse import urlencode

from tests import given

PATIENCE = 20.0  # seconds for an answer
GIVES_UP = 120.0  # seconds for an acknowledgement, however often it is sent
AGAIN = (409, 429, 500, 502, 503, 504)


@dataclass(frozen=True, slots=True)
class Acknowledged:
    """One write that was answered for."""

    word: str
    kind: str  # note or application
    told: str  # the id in the answer; of a page's, none
    key: str


@dataclass(slots=True)
class Book:
    """What became of everything, by all clients together."""

    acknowledged: list[Acknowledged] = field(default_factory=list)
    unknown: set[str] = field(default_factory=set)  # words, once of unknown outcome
    answers: list[tuple[float, float, int]] = field(default_factory=list)  # begun, ms, status
    refused: Counter[str] = field(default_factory=Counter)  # no connection, by kind of error
    wrong: list[str] = field(default_factory=list)

    def times(self, since: float = 0.0) -> list[float]:
        """Milliseconds of each answer begun after a moment (of `time.monotonic`)."""
        return [ms for begun, ms, _ in list(self.answers) if begun >= since]

    def errors(self, since: float = 0.0) -> Counter[int]:
        """How often each status of 500 and above was answered."""
        return Counter(s for begun, _, s in list(self.answers) if begun >= since and s >= 500)

    @property
    def unresolved(self) -> set[str]:
        return self.unknown - {one.word for one in list(self.acknowledged)}


class Line:
    """One connection, kept as long as it holds."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._http: http.client.HTTPConnection | None = None
        self.sent = False  # whether anything of the latest request had left us

    def ask(
        self, method: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes, Any]:
        """One request. Raises OSError or HTTPException where no whole answer came."""
        self.sent = False
        try:
            if self._http is None:
                self._http = http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)
                self._http.connect()
            self.sent = True
            self._http.request(method, path, body or None, headers)
            answer = self._http.getresponse()
            return answer.status, answer.read(), answer.headers
        except BaseException:
            self.close()
            raise

    def send_and_cut(self, path: str, body: bytes, headers: dict[str, str]) -> None:
        """As when the network goes after the request has left: the answer is not heard."""
        self.ask("POST", path, body, headers)
        self.close()

    def close(self) -> None:
        if self._http is not None:
            self._http.close()
            self._http = None


class Client(threading.Thread):
    """Writes one thing after the other; what it sends is made by `System` and `Caseworker`."""

    def __init__(self, load: "Load", number: int) -> None:
        super().__init__(name=f"client-{number}", daemon=True)
        self.load, self.number, self.book = load, number, load.book
        self.line = Line(load.port)
        self._writes = 0

    def run(self) -> None:
        for n in itertools.count(1):
            if self.load.ended.is_set():
                break
            try:
                self.write(n)
            except Exception as error:
                self.book.wrong.append(f"{type(error).__name__}: {error}"[:300])
                self.load.ended.wait(0.5)
            if self.load.pause:
                self.load.ended.wait(self.load.pause)
        self.line.close()

    def write(self, n: int) -> None:
        raise NotImplementedError

    def until_answered(
        self, word: str, path: str, body: bytes, headers: dict[str, str]
    ) -> tuple[int, bytes, Any] | None:
        """The answer that is one; None when nobody gave it in time, which is told.

        Now and then the line is cut before the first answer is heard.
        """
        end = time.monotonic() + GIVES_UP
        self._writes += 1
        if self.load.cut and self._writes % self.load.cut == 0:
            self.book.unknown.add(word)
            with contextlib.suppress(OSError, http.client.HTTPException):
                self.line.send_and_cut(path, body, headers)
        while time.monotonic() < end:
            begun = time.monotonic()
            try:
                status, said, more = self.line.ask("POST", path, body, headers)
            except (OSError, http.client.HTTPException) as error:
                self.book.refused[type(error).__name__] += 1
                if self.line.sent:
                    self.book.unknown.add(word)
                time.sleep(0.1)
                continue
            self.book.answers.append((begun, (time.monotonic() - begun) * 1000, status))
            if status not in AGAIN:
                return status, said, more
            if status >= 500:
                self.book.unknown.add(word)
            if status == 503 and not more.get("Retry-After"):
                self.book.wrong.append(f"{word}: 503 without Retry-After")
            time.sleep(0.1)
        self.book.wrong.append(f"{word}: not answered within {GIVES_UP:.0f} s")
        return None


class System(Client):
    """A system with a key to the API: notes, and now and then a new søknad."""

    def __init__(self, load: "Load", number: int, token: str) -> None:
        super().__init__(load, number)
        self._headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}

    def write(self, n: int) -> None:
        word = f"{self.load.name}-{self.number}-{n}"
        kind, path, body = "note", "", {}
        if self.load.applications and n % self.load.applications == 0:
            kind, path, body = "application", "applications/", self.load.application(word)
        else:
            case = self.load.cases[(self.number * 7 + n) % len(self.load.cases)]
            path = f"cases/{case}/notes/"
            body = {"kind": "OTHER", "occurred_on": self.load.today, "text": word}
        key = str(uuid.uuid4())
        sent = json.dumps(body).encode()
        headers = self._headers | {"Idempotency-Key": key}
        answer = self.until_answered(word, f"/api/v1/{path}", sent, headers)
        if answer is None:
            return
        status, said, _ = answer
        if status != 201:
            self.book.wrong.append(f"{word}: {status} {said[:200]!r}")
            return
        told = json.loads(said)
        self.book.acknowledged.append(Acknowledged(word, kind, told.get("note", ""), key))


class Caseworker(Client):
    """Somebody at a browser: signed in, opens the form, writes, and presses the button."""

    def __init__(self, load: "Load", number: int, user: str) -> None:
        super().__init__(load, number)
        self._user = user
        self._cookies: dict[str, str] = {}

    def write(self, n: int) -> None:
        if "sessionid" not in self._cookies:
            self._sign_in()
        word = f"{self.load.name}-{self.number}-{n}"
        case = self.load.cases[(self.number * 7 + n) % len(self.load.cases)]
        path = f"/saker/{case}/notater/nytt/"
        fields = self._form(path)
        if fields is None:
            return
        fields |= {"kind": "OTHER", "occurred_on": self.load.today, "text": word}
        fields |= {"occurred_on": ".".join(self.load.today.split("-")[::-1])}
        answer = self.until_answered(word, path, urlencode(fields).encode(), self._headers(True))
        if answer is None:
            return
        status, said, more = answer
        if status != 302 or "logg-inn" in more.get("Location", ""):
            self.book.wrong.append(f"{word}: page {status} {said[-300:]!r}")
            return
        self.book.acknowledged.append(Acknowledged(word, "note", "", fields["_key"]))

    def _sign_in(self) -> None:
        fields = self._form("/logg-inn/")
        if fields is None:
            return
        fields |= {"username": self._user, "password": given.PASSWORD}
        status, _, more = self.line.ask(
            "POST", "/logg-inn/", urlencode(fields).encode(), self._headers(True)
        )
        self._keep(more)
        if status != 302:
            time.sleep(0.5)

    def _form(self, path: str) -> dict[str, str] | None:
        """The hidden fields of the page; None when it did not come, which loses nothing."""
        begun = time.monotonic()
        try:
            status, said, more = self.line.ask("GET", path, b"", self._headers(False))
        except (OSError, http.client.HTTPException) as error:
            self.book.refused[type(error).__name__] += 1
            time.sleep(0.1)
            return None
        self.book.answers.append((begun, (time.monotonic() - begun) * 1000, status))
        if status != 200:
            if status == 302:
                self._cookies.pop("sessionid", None)
            time.sleep(0.1)
            return None
        self._keep(more)
        hidden = re.findall(
            r'<input type="hidden" name="(csrfmiddlewaretoken|_key)" value="([^"]*)"', said.decode()
        )
        return {name: unescape(value) for name, value in hidden}

    def _headers(self, post: bool) -> dict[str, str]:  # noqa: FBT001 - of two kinds
        told = {"Cookie": "; ".join(f"{name}={value}" for name, value in self._cookies.items())}
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if post else {}
        return told | kind | {"Connection": "keep-alive"}

    def _keep(self, more: Any) -> None:
        for told in more.get_all("Set-Cookie") or []:
            name, _, value = told.partition(";")[0].partition("=")
            self._cookies[name] = value


class Load:
    """Some clients at once: `with Load(...) as load`; at the end what is begun is seen through."""

    def __init__(
        self,
        port: int,
        cases: list[str],
        *,
        systems: int = 5,
        caseworkers: int = 1,
        name: str = "w",
        pause: float = 0.0,
        applications: int = 0,
        cut: int = 0,
    ) -> None:
        self.port, self.cases, self.name, self.pause = port, cases, name, pause
        self.applications = applications  # every so many writes of a system
        self.cut = cut  # every so many writes of a client, the line is cut before the answer
        self.today = given_today()
        self.book = Book()
        self.ended = threading.Event()
        self._serial = itertools.count(1)
        tokens = [token(port, "saksbehandler") for _ in range(systems)]
        self._clients: list[Client] = [System(self, n, one) for n, one in enumerate(tokens)]
        self._clients += [
            Caseworker(self, systems + n, "saksbehandler") for n in range(caseworkers)
        ]
        self.begun = time.monotonic()

    def __enter__(self) -> Self:
        self.begun = time.monotonic()
        for one in self._clients:
            one.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.ended.set()
        for one in self._clients:
            one.join(GIVES_UP + 30)
        self.seconds = time.monotonic() - self.begun

    def application(self, word: str) -> dict[str, Any]:
        """A søknad of somebody who is new here."""
        return an_application(word, next(self._serial), self.today)


def given_today() -> str:
    """Oslo's day."""
    from django.utils.timezone import localdate

    return localdate().isoformat()


def an_application(
    word: str, serial: int, received_on: str, *, first: int = 1940
) -> dict[str, Any]:
    """What the API is told of a call; each serial is another person."""
    import datetime as dt

    from people.rules import synthetic_number

    born_on = dt.date(first, 1, 1) + dt.timedelta(days=serial)
    return {
        "person": {
            "number": synthetic_number(born_on, 17 + serial % 3),
            "given_name": "Ola",
            "family_name": "Nordmann",
            "address": "Storgata 1",
            "postal": "3015 Drammen",
        },
        "channel": "PHONE",
        "from_whom": "PERSON",
        "received_on": received_on,
        "services": ["helsetjenester_i_hjemmet"],
        "own_words": word,
    }


def token(port: int, user: str) -> str:
    """A key to the API, as any system gets it; asked for again where it was slowed."""
    body = json.dumps({"username": user, "password": given.PASSWORD}).encode()
    for _ in range(50):
        line = Line(port)
        with contextlib.suppress(OSError, http.client.HTTPException):
            status, said, _ = line.ask(
                "POST", "/api/v1/tokens/", body, {"Content-Type": "application/json"}
            )
            if status in {200, 201}:
                return str(json.loads(said)["token"])
        line.close()
        time.sleep(0.3)
    message = "no key to the API"
    raise AssertionError(message)


def register(port: int, count: int, received_on: str, *, key: str, first: int = 1940) -> list[str]:
    """As many cases, through the API; their references."""
    line, found = Line(port), []
    headers = {
        "Authorization": f"Bearer {token(port, key)}",
        "Content-Type": "application/json",
    }
    for n in range(count):
        body = json.dumps(an_application(f"first-{first}-{n}", n, received_on, first=first))
        status, said, _ = line.ask(
            "POST", "/api/v1/applications/", body.encode(),
            headers | {"Idempotency-Key": str(uuid.uuid4())},
        )  # fmt: skip
        assert status == 201, (status, said[:500])
        found += [case["reference"] for case in json.loads(said)["cases"]]
    line.close()
    return found
