"""A machine's own sign-in (Maskinporten): a statement we sign, for a token of some minutes."""

import json
import time
import urllib.error
import urllib.request
import uuid
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import jwt
from django.conf import settings

SECONDS: Final = 5.0
MOST: Final = 100_000  # bytes of an answer
GOOD_FOR: Final = 100  # seconds our statement may be used
EARLY: Final = 30.0  # seconds before its end a token is no longer used
GRANT: Final = "urn:ietf:params:oauth:grant-type:jwt-bearer"
AT_HOME: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class TokenRefused(Exception):
    """They do not answer, or not with a token."""


_known: dict[str, tuple[str, float]] = {}


def token() -> str:
    """A token that is good now, kept until shortly before it ends. Raises TokenRefused."""
    issuer: str = settings.MASKINPORTEN_ISSUER
    kept = _known.get(issuer)
    if kept is None or kept[1] <= time.monotonic():
        kept = _fetched(issuer)
        _known[issuer] = kept
    return kept[0]


def _fetched(issuer: str) -> tuple[str, float]:
    began, address = time.monotonic(), f"{issuer.rstrip('/')}/token"
    parts = urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in AT_HOME):
        raise TokenRefused
    form = urlencode({"grant_type": GRANT, "assertion": _statement(issuer)}).encode()
    request = urllib.request.Request(address, data=form)  # noqa: S310 - its scheme is looked at above
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as answer:  # noqa: S310 - as above
            told: Any = json.loads(answer.read(MOST))
        found, seconds = told["access_token"], float(told["expires_in"])
    except urllib.error.HTTPError as error:
        error.close()
        raise TokenRefused from None
    except (OSError, HTTPException, ValueError, KeyError, TypeError):
        raise TokenRefused from None
    if not isinstance(found, str) or not found.isascii():
        raise TokenRefused
    return found, began + seconds - EARLY


def _statement(issuer: str) -> str:
    now = int(time.time())
    claims = {
        "aud": issuer,
        "iss": settings.MASKINPORTEN_CLIENT_ID,
        "scope": "ks:fiks",
        "iat": now,
        "exp": now + GOOD_FOR,
        "jti": str(uuid.uuid4()),
    }
    try:
        return jwt.encode(
            claims,
            settings.MASKINPORTEN_KEY.replace("\\n", "\n"),
            algorithm="RS256",
            headers={"kid": settings.MASKINPORTEN_KEY_ID},
        )
    except (jwt.PyJWTError, ValueError, TypeError):
        raise TokenRefused from None
