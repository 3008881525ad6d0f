"""Digital post by the public shape of KS SvarUt (Fiks, REST v2), over HTTPS.

Written from the published description, and tried against a server of our own that has its shape:
the letter's own id is the external reference (eksternReferanse), which they can be asked for.
They do not refuse a second parcel with the same reference, so it is looked for before it is handed
over again. Whatever they answer is somebody else's: it is read with limits, and only what we know
of it is believed. What cannot reach a digital mailbox they print and post themselves.
"""

import datetime as dt
import http.client
import json
import secrets
import ssl
import time
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlsplit

from django.conf import settings

from notifications.adapters.channel import ChannelDown, ChannelRefused, NoAnswer, Parcel, Told
from notifications.adapters.maskinporten import TokenRefused, token

CONNECT_SECONDS: Final = 5.0
MOST: Final = 1_000_000  # bytes of an answer
AT_HOME: Final = frozenset({"127.0.0.1", "localhost", "::1"})
OURS_TO_MEND: Final = frozenset({401, 403, 404, 405, 408, 421, 425, 429})  # not the letter's fault
STATUSES: Final = frozenset(
    {
        "MOTTATT", "AKSEPTERT", "AVVIST", "VARSLET", "LEST", "SENDT_PRINT", "PRINTET",
        "MANUELT_HANDTERT", "SENDT_DIGITALT", "SENDT_SDP", "LEVERT_SDP", "KLAR_FOR_MOTTAK",
        "IKKE_LEVERT", "SLETTET",
    }
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: bytes


class DigitalPost:
    """One municipality's account (konto) with them."""

    def __init__(self, account: uuid.UUID) -> None:
        self._path = f"/api/v2/kontoer/{account}/forsendelser"

    @staticmethod
    def settles() -> dt.timedelta:
        """They let a sender take sixteen minutes over one, and say nothing of it until then."""
        return dt.timedelta(seconds=settings.DIGITAL_POST_SETTLES_SECONDS)

    def send(self, parcel: Parcel) -> str:
        """Hand the letter over. Raises ChannelDown, NoAnswer, ChannelRefused."""
        boundary = secrets.token_hex(16)
        answer = self._asked(
            "POST",
            f"{self._path}/",
            _multipart(_metadata(parcel), parcel.body, boundary),
            f"multipart/form-data; boundary={boundary}",
        )
        if 200 <= answer.status < 300:
            receipt = _id(_object(answer.body).get("id"))
            if not receipt:
                raise NoAnswer
            return receipt
        if answer.status in OURS_TO_MEND:
            raise ChannelDown
        if 400 <= answer.status < 500:
            raise ChannelRefused(f"http_{answer.status}")
        raise NoAnswer

    def find(self, key: str) -> str:
        """The one with our reference. Raises ChannelDown, also where they speak unintelligibly."""
        answer = self._read("GET", f"{self._path}?eksternRef={quote(key, safe='')}")
        ids = answer.get("forsendelseIds")
        if not isinstance(ids, list):
            raise ChannelDown
        found = [_id(one) for one in ids]
        if not all(found):
            raise ChannelDown
        return found[0] if found else ""

    def statuses(self, receipts: Sequence[str]) -> list[Told]:
        """What they say of those, and of nothing else, in the order they say it."""
        asked = json.dumps({"forsendelseIds": list(receipts)}).encode()
        answer = self._read("POST", f"{self._path}/status-sok", asked)
        rows = answer.get("statuser")
        if not isinstance(rows, list):
            raise ChannelDown
        told = [_told(row) for row in rows[: 10 * len(receipts)]]
        return [one for one in told if one and one.receipt in receipts]

    def _read(self, method: str, path: str, body: bytes = b"") -> dict[str, Any]:
        try:
            answer = self._asked(method, path, body, "application/json")
        except NoAnswer:
            raise ChannelDown from None
        if answer.status != http.client.OK:
            raise ChannelDown
        try:
            return _object(answer.body)
        except NoAnswer:
            raise ChannelDown from None

    def _asked(self, method: str, path: str, body: bytes, kind: str) -> _Answer:
        """One question. ChannelDown while nothing has left us, NoAnswer from then on."""
        try:
            headers = {**_who_we_are(), "Content-Type": kind, "Accept": "application/json"}
            line = _line()
            line.connect()
        except (OSError, http.client.HTTPException, TokenRefused):
            raise ChannelDown from None
        until = time.monotonic() + settings.DIGITAL_POST_SECONDS
        try:
            line.sock.settimeout(settings.DIGITAL_POST_SECONDS)
            line.request(method, path, body=body, headers=headers)
            answer = line.getresponse()
            return _Answer(answer.status, _all_of(answer, until))
        except (OSError, http.client.HTTPException, ValueError):
            raise NoAnswer from None
        finally:
            line.close()


def _line() -> http.client.HTTPConnection:
    """HTTPS to where the settings say; in a test also plainly, to this very machine."""
    parts = urlsplit(settings.DIGITAL_POST_URL)
    host, port = parts.hostname or "", parts.port
    if parts.scheme == "https":
        return http.client.HTTPSConnection(
            host, port, timeout=CONNECT_SECONDS, context=ssl.create_default_context()
        )
    if parts.scheme == "http" and host in AT_HOME:
        return http.client.HTTPConnection(host, port, timeout=CONNECT_SECONDS)
    raise http.client.InvalidURL


def _all_of(answer: http.client.HTTPResponse, until: float) -> bytes:
    """The whole answer, if it is not too long and comes in time: a drop a second is no answer."""
    found = b""
    while part := answer.read1(65_536):
        found += part
        if len(found) > MOST or time.monotonic() > until:
            raise NoAnswer
    return found


def _who_we_are() -> dict[str, str]:
    headers = {
        "IntegrasjonId": settings.DIGITAL_POST_INTEGRATION,
        "IntegrasjonPassord": settings.DIGITAL_POST_PASSWORD,
    }
    if settings.MASKINPORTEN_ISSUER:
        headers["Authorization"] = f"Bearer {token()}"
    return headers


def _metadata(parcel: Parcel) -> Mapping[str, Any]:
    street, postal = parcel.address
    code, _, place = postal.partition(" ")
    return {
        "tittel": parcel.title,
        "mottaker": {
            "navn": parcel.name,
            "digitalId": parcel.number,
            "adresselinje1": street,
            "postnummer": code,
            "poststed": place,
        },
        "avgivendeSystem": "tildeling",
        "eksternReferanse": parcel.key,
        "utskriftskonfigurasjon": {"utskriftMedFarger": False, "tosidig": True},
        "dokumenter": [
            {
                "filnavn": "brev.pdf",
                "mimeType": "application/pdf",
                "inneholderPersonsensitivInformasjon": True,
            }
        ],
    }


def _multipart(metadata: Mapping[str, Any], body: bytes, boundary: str) -> bytes:
    """The metadata first, under its own name, and then the file."""
    line = b"--" + boundary.encode()
    told = json.dumps(metadata, ensure_ascii=False).encode()
    return b"\r\n".join(
        [
            line,
            b'Content-Disposition: form-data; name="forsendelse"',
            b"Content-Type: application/json;charset=UTF-8",
            b"",
            told,
            line,
            b'Content-Disposition: form-data; name="dokument"; filename="brev.pdf"',
            b"Content-Type: application/octet-stream",
            b"",
            body,
            line + b"--",
            b"",
        ]
    )


def _object(body: bytes) -> dict[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        raise NoAnswer from None
    if not isinstance(found, dict):
        raise NoAnswer
    return found


def _id(found: object) -> str:
    """An id as they write it, in one way; empty for what is none."""
    try:
        return str(uuid.UUID(found)) if isinstance(found, str) else ""
    except ValueError:
        return ""


def _told(row: object) -> Told | None:
    """One status; none if it is of nothing, or says what nobody knows."""
    if not isinstance(row, dict):
        return None
    receipt, status = _id(row.get("id")), row.get("status")
    if not receipt or not isinstance(status, str) or status not in STATUSES:
        return None
    return Told(receipt, status, _moment(row.get("sisteStatusEndring")))


def _moment(found: object) -> dt.datetime | None:
    try:
        moment = dt.datetime.fromisoformat(found) if isinstance(found, str) else None
        return moment.astimezone(dt.UTC) if moment is not None and moment.tzinfo else None
    except (ValueError, OverflowError):
        return None
