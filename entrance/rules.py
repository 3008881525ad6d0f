"""Pure rules of coming in: what a code is worth, and what claims say."""

import base64
import hashlib
import hmac
import struct
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

STEP: Final = 30  # seconds a code of the app is shown
DIGITS: Final = 6
DRIFT: Final = 1  # steps a telephone's clock may be off, either way
CODES: Final = 10  # recovery codes in a set
ALPHABET: Final = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # neither I, O, 0 nor 1
BLOCKS: Final = 4


def challenge_of(verifier: str) -> str:
    """What is shown of a PKCE verifier before it is (S256, RFC 7636)."""
    return _url_safe(hashlib.sha256(verifier.encode()).digest())


def values_of(claims: Mapping[str, Any], name: str) -> frozenset[str]:
    """What a claim says, as words; `realm_access.roles` is `roles` inside `realm_access`.

    The whole name goes first: some providers have dots and slashes in their names of claims.
    """
    found: Any = claims.get(name)
    if found is None and "." in name:
        found = claims
        for part in name.split("."):
            found = found.get(part) if isinstance(found, Mapping) else None
    if isinstance(found, str | int) and not isinstance(found, bool):
        found = [found]
    if not isinstance(found, list):
        return frozenset()
    return frozenset(
        str(word) for word in found if isinstance(word, str | int) and not isinstance(word, bool)
    )


def code_at(secret: bytes, step: int) -> str:
    """The app's code in a step of half a minute (RFC 6238, SHA-1, six digits)."""
    mac = hmac.digest(secret, struct.pack(">Q", step), "sha1")
    start = mac[-1] & 15
    number = int.from_bytes(mac[start : start + 4], "big") & 0x7FFFFFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: bytes, code: str, *, at: datetime, after: int) -> int | None:
    """The step in which `code` is shown at about `at`; none if it is not, or not after `after`."""
    now = int(at.timestamp()) // STEP
    for step in range(now - DRIFT, now + DRIFT + 1):
        if step > after and hmac.compare_digest(code_at(secret, step), code):
            return step
    return None


def recovery_code(random: bytes) -> str:
    """Sixteen bytes as four blocks of four signs that are hard to misread (80 bits)."""
    signs = "".join(ALPHABET[byte % len(ALPHABET)] for byte in random)
    return "-".join(signs[n : n + BLOCKS] for n in range(0, len(signs), BLOCKS))


def as_typed(code: str) -> str:
    """A code as it counts: without blanks and dashes, in capitals."""
    return "".join(sign for sign in code.upper() if sign.isalnum())


def app_address(secret: bytes, *, username: str, issuer: str) -> str:
    """What an authenticator app reads: `otpauth://…`; names without signs of their own meaning."""
    key = base64.b32encode(secret).decode().rstrip("=")
    plain = "".join(sign for sign in issuer if sign.isalnum())
    return (
        f"otpauth://totp/{plain}:{username}?secret={key}&issuer={plain}"
        f"&algorithm=SHA1&digits={DIGITS}&period={STEP}"
    )


def in_blocks(secret: bytes) -> str:
    """The app's key for whoever types it: blocks of four."""
    key = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(key[n : n + BLOCKS] for n in range(0, len(key), BLOCKS))


def from_blocks(typed: str) -> bytes:
    """The key as somebody typed it: the other way of `in_blocks`."""
    key = as_typed(typed)
    return base64.b32decode(key + "=" * (-len(key) % 8))


def _url_safe(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
