"""A digital post of our own with the shape of KS SvarUt's, that does what the real one may do.

It takes letters and cuts the line, answers with errors, is slow, says the same again and again,
and lies about what became of a letter. It takes the same letter as often as it is sent: whoever
sends it twice is found out by counting (`times`).

    with DigitalPost() as post:
        post.behaviour = lambda: CUT
"""

import datetime as dt
import json
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes, policy
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final, Self
from urllib.parse import parse_qs, urlsplit

OK: Final = "ok"
CUT: Final = "cut"  # takes it, and the line is cut before anybody is told
ERROR: Final = "error"  # 503, and it was not taken
TAKEN_ERROR: Final = "taken error"  # 503, though it was taken
SLOW: Final = "slow"  # takes it, and answers late
REFUSED: Final = "refused"  # 422: reserved, or not found
NONSENSE: Final = "nonsense"  # takes it, and answers with something else than JSON
UNHEARD: Final = frozenset({CUT, TAKEN_ERROR, NONSENSE})


@dataclass(frozen=True)
class Taken:
    """One letter as it arrived."""

    key: str
    account: str  # it was handed over from; empty: nobody asks
    receipt: str
    number: str
    metadata: dict[str, Any]
    body: bytes
    at: float


class DigitalPost:
    """The server, in threads of its own, on this machine alone."""

    def __init__(self) -> None:
        self.behaviour: Callable[[], str] = lambda: OK
        self.receipts: Callable[[], str] = lambda: str(uuid.uuid4())
        self.slow_seconds = 1.0
        self.on_taken: Callable[[Taken], None] = lambda _taken: None
        self.taken: list[Taken] = []
        self.unheard: set[str] = set()  # keys taken without anybody being told so
        self.asked: list[str] = []  # keys that somebody looked for
        self.told: dict[str, list[dict[str, Any]]] = {}  # what is said of each receipt
        self.repeats = 1  # how often everything is said
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"outer": self}))
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def take(
        self, metadata: dict[str, Any], body: bytes, *, heard: bool = True, account: str = ""
    ) -> Taken:
        """Take one, whatever else has the same key; not `heard` where nobody is told so."""
        one = Taken(
            key=metadata.get("eksternReferanse", ""),
            account=account,
            receipt=self.receipts(),
            number=metadata["mottaker"].get("digitalId", ""),
            metadata=metadata,
            body=body,
            at=time.time(),
        )
        with self._lock:
            self.taken.append(one)
            self.unheard |= set() if heard else {one.key}
        self.on_taken(one)
        return one

    def find(self, key: str, account: str = "") -> list[str]:
        """The receipts of every letter with that key, from that account or from any."""
        with self._lock:
            self.asked.append(key)
            return [
                one.receipt
                for one in self.taken
                if one.key == key and (not (account and one.account) or account == one.account)
            ]

    def times(self) -> Counter[str]:
        """How often each key was taken: once, or somebody got a letter twice."""
        with self._lock:
            return Counter(one.key for one in self.taken)

    def say(self, receipt: str, status: object, at: dt.datetime | str | None) -> None:
        """From now on say this too of a letter, true or not."""
        moment = at.isoformat() if isinstance(at, dt.datetime) else at
        row = {"id": receipt, "status": status, "sisteStatusEndring": moment}
        with self._lock:
            self.told.setdefault(receipt, []).append(row)

    def statuses(self, receipts: list[str], account: str) -> list[dict[str, Any]]:
        """What is said of those, and of all others that anybody has said something of.

        Nothing of what was handed over from another account.
        """
        with self._lock:
            others = {one.receipt for one in self.taken if one.account not in {"", account}}
            rows = [row for one in receipts if one not in others for row in self.told.get(one, [])]
        return rows * self.repeats


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 64

    def handle_error(self, request: object, client_address: object) -> None:
        """Who asked has gone: that is what is being tried."""


class _Handler(BaseHTTPRequestHandler):
    outer: DigitalPost
    protocol_version = "HTTP/1.1"

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        key = parse_qs(urlsplit(self.path).query).get("eksternRef", [""])[0]
        self._answer(200, {"forsendelseIds": self.outer.find(key, _account(self.path))})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.path.endswith("/status-sok"):
            receipts = json.loads(body)["forsendelseIds"]
            self._answer(200, {"statuser": self.outer.statuses(receipts, _account(self.path))})
            return
        how = self.outer.behaviour()
        if how == ERROR:
            self._answer(503, {"message": "try again"})
            return
        if how == REFUSED:
            self._answer(422, {"message": "not to be found"})
            return
        metadata, file = _parts(self.headers["Content-Type"], body)
        one = self.outer.take(metadata, file, heard=how not in UNHEARD, account=_account(self.path))
        if how == SLOW:
            time.sleep(self.outer.slow_seconds)
        if how == CUT:
            self.close_connection = True
        elif how == TAKEN_ERROR:
            self._answer(503, {"message": "try again"})
        elif how == NONSENSE:
            self._answer(200, "taken!")
        else:
            self._answer(200, {"id": one.receipt})

    def _answer(self, status: int, told: object) -> None:
        body = json.dumps(told).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _account(path: str) -> str:
    """Whose account was asked: /api/v2/kontoer/{account}/forsendelser."""
    return urlsplit(path).path.split("/")[4]


def _parts(kind: str, body: bytes) -> tuple[dict[str, Any], bytes]:
    """The metadata and the file of a multipart request, as their names say."""
    whole = message_from_bytes(
        b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body, policy=policy.HTTP
    )
    metadata, file = whole.iter_parts()
    assert metadata.get_param("name", header="content-disposition") == "forsendelse"
    told, content = metadata.get_payload(decode=True), file.get_payload(decode=True)
    assert isinstance(told, bytes)
    assert isinstance(content, bytes)
    found: dict[str, Any] = json.loads(told)
    assert [one["filnavn"] for one in found["dokumenter"]] == [file.get_filename()]
    return found, content
