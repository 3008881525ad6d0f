"""A case goes through real processes, and nothing that says who it is about is left beside it.

Web, worker, clock and broker as in production, all that is logged at the lowest level. Every text
that is written holds a word of its own; afterwards these are looked for wherever no person's
affairs belong: logs, what passes the broker, e-mail, addresses, health and error pages.
"""

import base64
import contextlib
import datetime as dt
import itertools
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Self

import pytest
import redis
from django.utils.timezone import localdate

from notifications.models import Digest, Notice
from people.rules import synthetic_number
from tests import databases, given
from tests.faults.processes import ROOT, Machinery, soon
from tests.journeys import api
from tests.journeys.api import Answer, Api
from tildeling.town.law import decide as decide_prices

pytestmark = [
    pytest.mark.proof,
    pytest.mark.usefixtures("real_db"),
    pytest.mark.asvs("V14.2.1", "V16.2.5", "V16.5.1"),
]

HOME = "helsetjenester_i_hjemmet"
NUMBER = synthetic_number(dt.date(1951, 4, 9), 17)
PERSON = {
    "number": NUMBER,
    "given_name": "Kanarina",
    "family_name": "Kvitfugldal",
    "address": "Kanarifaret 77",
    "postal": "3036 Kanariby",
    "phone": "91827364",
    "email": "kanarina.kvitfugldal@example.no",
}
# What a kartlegging may say beside what it must.
MORE = dict.fromkeys(
    [
        "capacity_note",
        "consent_note",
        "health_and_medication",
        "home_and_network",
        "risk",
        "summary",
    ],
    "Sover dårlig etter et fall i trappen.",
)


class Canaries:
    """The words that must be found nowhere; a new one for every text."""

    def __init__(self) -> None:
        self.words = [word for value in PERSON.values() for word in value.split() if len(word) > 4]
        self._numbers = itertools.count(1)

    def into(self, body: Any) -> Any:
        """The same body, a word of its own in each sentence."""
        match body:
            case dict():
                known = {"person": body["person"]} if "person" in body else {}
                return {key: self.into(value) for key, value in body.items()} | known
            case list() | tuple():
                return [self.into(value) for value in body]
            case str() if " " in body:  # somebody's words, and no code
                word = f"kanari{next(self._numbers):03}fugl"
                self.words.append(word)
                return f"{body} {word.capitalize()} sang."
            case _:
                return body


class Web:
    """The web process as in production, on a port of its own."""

    def __init__(self, env: dict[str, str], log: Path) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.site = f"http://127.0.0.1:{free.getsockname()[1]}"
        self.log = log
        with log.open("wb") as said:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "--config", "tildeling/webserver.py",
                 "--workers", "1", "--log-level", "debug", "--bind", self.site[7:]],
                cwd=ROOT, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                start_new_session=True,
            )  # fmt: skip

    def __enter__(self) -> Self:
        soon(lambda: ask(f"{self.site}/healthz")[0] == 200, "the web server")
        return self

    def __exit__(self, *error: object) -> None:
        self._process.terminate()
        self._process.wait(20)


def ask(
    url: str, body: bytes | None = None, method: str = "GET", **headers: str
) -> tuple[int, bytes, dict[str, str]]:
    """One request over the wire."""
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(url, body, sent, method=method)  # noqa: S310 - ours
    try:
        with urllib.request.urlopen(request, timeout=60) as got:  # noqa: S310 - ours
            return got.status, got.read(), dict(got.headers)
    except urllib.error.HTTPError as error:
        return error.code, error.read(), dict(error.headers)
    except OSError:
        return 0, b"", {}


class Wire(Api):
    """The API's client over the wire, which lays a canary in everything it says."""

    site = ""
    canaries = Canaries()

    def send(
        self, method: str, path: str, body: Any = None, *, version: int | None = None, key: str = ""
    ) -> Answer:
        """One request, whatever comes of it."""
        if method == "PUT" and "/assessments/" in path:
            body = MORE | body
        told = None if body is None else json.dumps(self.canaries.into(body)).encode()
        headers = dict(self.headers) | {"Content-Type": "application/json"}
        headers |= {"If-Match": f'"{version}"'} if version is not None else {}
        status, got, said = ask(f"{self.site}{api.ROOT}{path}", told, method, **headers)
        tag = said.get("ETag", "").strip('"')
        kind = said.get("Content-Type", "")
        return Answer(
            status=status,
            body=json.loads(got) if "json" in kind else got,
            version=int(tag) if tag.isdigit() else 0,
            type=kind,
        )


class Overheard:
    """Everything that is said to the broker, with what Celery's messages hold unpacked."""

    def __init__(self, url: str) -> None:
        self._client = redis.Redis.from_url(url, socket_timeout=None)
        self.said = bytearray()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with contextlib.suppress(redis.RedisError, OSError, ValueError):
            with self._client.monitor() as monitor:  # type: ignore[no-untyped-call]  # theirs
                for command in monitor.listen():
                    line = str(command["command"]).encode()
                    self.said += line + b"\n"
                    for packed in re.findall(rb'"body": ?\\*"([A-Za-z0-9+/=]{16,})', line):
                        self.said += base64.b64decode(packed + b"==") + b"\n"


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[Machinery, Web, Overheard]]:
    with Machinery(tmp_path, level="DEBUG") as machinery:
        heard = Overheard(machinery.broker.url)
        with Web(machinery.env, tmp_path / "web.log") as web:
            yield machinery, web, heard


def a_journey(town: given.Town) -> str:
    """From the telephone to a service that has started; the case's reference."""
    today = localdate()
    by = {name: Wire.of(name) for name in ("saksbehandler", "kartlegger", "koordinator", "vedtak")}
    told = {"person": PERSON | {"language": "nb"}}
    long_ago = today - dt.timedelta(days=27)  # so that somebody is reminded of its deadline
    (case,) = by["saksbehandler"].register(HOME, number=NUMBER, received_on=long_ago, **told)
    soon(Notice.objects.exists, "the reminder")
    by["saksbehandler"].hand_over(case, to_unit=town.assessment.key)
    by["kartlegger"].accept(case)
    by["kartlegger"].assess(case, on=today)
    by["kartlegger"].recommend(case, HOME, on=today)
    by["kartlegger"].step(case, "handover", {})
    by["koordinator"].accept(case)
    by["koordinator"].step(case, "send-to-decision")
    (order,) = by["vedtak"].decide(case, unit=town.home_service.key)
    Wire.of("utforer").give(order, on=today)
    return case


def what_goes_wrong(site: str, case: str) -> list[bytes]:
    """Refusals and errors of every kind, with canaries in what is sent; the pages they give."""
    stranger, caseworker = Wire.of("utforer2"), Wire.of("saksbehandler")
    pages = [
        ask(f"{site}{path}", Authorization=stranger.headers["Authorization"])[1]
        for path in (f"/api/v1/cases/{case}/", "/api/v1/finnes-ikke/", "/finnes-ikke/", "/saker/")
    ]
    wrong = {"person": PERSON, "own_words": "Dette er ikke en søknad.", "channel": "ROOK"}
    pages.append(str(caseworker.send("POST", "applications/", wrong).body).encode())
    ask(f"{site}/logg-inn/", b"username=Kvitfugldal&password=Kanarina", "POST")
    caseworker.send("POST", "tokens/", {"username": "Kvitfugldal", "password": "Kanarina"})
    # the database refuses what the application sends, in the middle of an act: an error of ours
    with databases.owner(databases.MINE) as owner:
        owner.execute("ALTER TABLE audit_entry RENAME COLUMN event TO was_event")
    try:
        told: dict[str, Any] = {
            "person": PERSON | {"number": synthetic_number(dt.date(1951, 4, 10), 3)}
        }
        told |= {"channel": "PHONE", "from_whom": "PERSON", "services": [HOME]}
        told |= {"received_on": localdate().isoformat(), "own_words": "Jeg vil bo hjemme."}
        failed = caseworker.send("POST", "applications/", told)
    finally:
        with databases.owner(databases.MINE) as owner:
            owner.execute("ALTER TABLE audit_entry RENAME COLUMN was_event TO event")
    assert failed.status == 500, failed
    return [*pages, str(failed.body).encode()]


def test_nothing_that_says_who_it_is_about_lies_beside_the_case(
    running: tuple[Machinery, Web, Overheard], figure: Callable[[str], None]
) -> None:
    machinery, web, heard = running
    Wire.site, Wire.canaries = web.site, Canaries()
    town = given.a_town()
    given.an_hour_for_e_mail(town)
    decide_prices(actor=town.administrator, at=dt.datetime.now(dt.UTC), from_on=given.LONG_AGO)

    # when a case goes all the way, and everything goes wrong beside it
    case = a_journey(town)
    pages = what_goes_wrong(web.site, case)
    soon(lambda: Digest.objects.filter(sent_at__isnull=False).exists(), "e-mail")
    time.sleep(2)  # the clock goes round once more
    health = [ask(f"{web.site}{path}")[1] for path in ("/healthz", "/readyz", "/logg-inn/")]

    # then no canary is anywhere but in the case
    broker = redis.Redis.from_url(machinery.broker.url)
    kept = b"".join(key + (broker.dump(key) or b"") for key in broker.scan_iter())
    log = os.environ.get("TEST_POSTGRES_LOG")
    places = {
        "web log": web.log.read_bytes(),
        "worker log": machinery.worker.log.read_bytes(),
        "clock log": machinery.clock.log.read_bytes(),
        "PostgreSQL's log": Path(log).read_bytes() if log else b"none: a server of one's own",
        "broker, what passed": bytes(heard.said),
        "broker, what lies there": kept,
        "e-mail": b"".join(mail.as_bytes() for mail in machinery.mailbox.mails.all()),
        "error answers": b"\n".join(pages),
        "health and sign-in": b"\n".join(health),
    }
    canaries = Wire.canaries.words
    assert len(canaries) > 20
    assert b"deadlines.tasks.sweep" in places["broker, what passed"]
    assert places["e-mail"]
    assert b'"path":"/api/v1/applications/"' in places["web log"]
    assert b"Internal Server Error" in places["web log"]
    for name, found in places.items():
        assert found, name
        low = found.lower()
        assert [word for word in canaries if word.lower().encode() in low] == [], name
    many = sum(len(found) for found in places.values())
    figure(
        f"Canaries looked for beside a case: {len(canaries)}, in {len(places)} places"
        f" ({many:_} bytes): none found"
    )
