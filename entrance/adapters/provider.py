"""Whoever vouches for staff (OpenID Connect): what we ask them, and whether to believe the answer.

Authorization code with PKCE. The signature, the issuer, the audience, the time and the nonce of
what they say are all checked, although it comes straight from them. Nothing of it is kept.
"""

import base64
import json
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Any, Final
from urllib.parse import quote, urlencode, urlsplit

import jwt
from django.conf import settings
from django.urls import reverse

from entrance.rules import challenge_of

SECONDS: Final = 5.0  # how long they have to answer
MOST: Final = 500_000  # bytes of an answer
KEPT: Final = 600.0  # seconds their addresses and keys are believed
NOT_SOONER: Final = 5.0  # seconds between two looks for a key nobody knows
LEEWAY: Final = 30  # seconds our clocks may differ
# Signatures that only they can make. Not HS256: its key is ours too; and never none.
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
LOGOUT: Final = "http://schemas.openid.net/event/backchannel-logout"
LOGOUT_AGE: Final = 300  # seconds a logout token is good for
AT_HOME: Final = frozenset({"127.0.0.1", "localhost", "::1"})


class ProviderDown(Exception):
    """They do not answer, or not so that it can be understood. Somebody has to try again later."""


class Mistrusted(Exception):
    """What is said to come from them is not believed; `code` says why, without anybody's name."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Vouched:
    """What they say of somebody who has signed in."""

    issuer: str
    subject: str
    session: str  # what they call the session; empty if they do not say
    claims: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class SignedOut:
    """Whom they say has signed out: a subject, a session, or one of the subject's sessions."""

    issuer: str
    subject: str
    session: str
    token: str  # what the telling is called
    told_at: int


def configured() -> bool:
    """Whether anybody vouches for staff here."""
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def way_there(state: str, *, nonce: str, verifier: str, again: bool) -> str:
    """Where a browser is sent to sign in. `again`: also if they are signed in there already.

    Raises ProviderDown.
    """
    asked = {
        "response_type": "code",
        "client_id": settings.OIDC_CLIENT_ID,
        "redirect_uri": _answer_address(),
        "scope": settings.OIDC_SCOPES,
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge_of(verifier),
        "code_challenge_method": "S256",
    }
    if settings.OIDC_ACR:
        asked["acr_values"] = settings.OIDC_ACR
    if again:
        asked |= {"prompt": "login", "max_age": "0"}
    address = str(_metadata()["authorization_endpoint"])
    return f"{address}{'&' if '?' in address else '?'}{urlencode(asked)}"


def vouched_for(
    code: str, *, nonce: str, verifier: str, issuer: str, since: datetime | None
) -> Vouched:
    """Whom the code stands for. `issuer` is what came with it, or empty.

    `since`: they must have signed in after that moment. Raises ProviderDown and Mistrusted.
    """
    if issuer and issuer.rstrip("/") != settings.OIDC_ISSUER:
        raise Mistrusted("other issuer's answer")
    claims = _checked(_token_for(code, verifier), required=["sub", "iat", "exp", "nonce"])
    if not claims["sub"]:
        raise Mistrusted("claim missing")
    if claims["nonce"] != nonce:
        raise Mistrusted("nonce")
    if claims.get("azp", settings.OIDC_CLIENT_ID) != settings.OIDC_CLIENT_ID or (
        isinstance(claims["aud"], list) and len(claims["aud"]) > 1 and "azp" not in claims
    ):
        raise Mistrusted("authorized party")
    if settings.OIDC_ACR and claims.get("acr") != settings.OIDC_ACR:
        raise Mistrusted("too weak")
    if since is not None and _number(claims, "auth_time") < since.timestamp() - LEEWAY:
        raise Mistrusted("not signed in again")
    return Vouched(settings.OIDC_ISSUER, str(claims["sub"]), str(claims.get("sid", "")), claims)


def signed_out(token: str, *, at: datetime) -> SignedOut:
    """Whom a logout token says has signed out (OpenID Connect Back-Channel Logout 1.0, 2.6).

    Raises ProviderDown and Mistrusted.
    """
    claims = _checked(token, required=["iat", "jti", "events"], types=("logout+jwt", "jwt"))
    events = claims["events"]
    if not isinstance(events, dict) or not isinstance(events.get(LOGOUT), dict):
        raise Mistrusted("not a logout")
    if "nonce" in claims:
        raise Mistrusted("nonce in a logout")
    if not claims.get("sub") and not claims.get("sid"):
        raise Mistrusted("nobody signed out")
    if _number(claims, "iat") < at.timestamp() - LOGOUT_AGE:
        raise Mistrusted("old logout")
    return SignedOut(
        settings.OIDC_ISSUER,
        str(claims.get("sub") or ""),
        str(claims.get("sid") or ""),
        str(claims["jti"]),
        int(_number(claims, "iat")),
    )


def forget() -> None:
    """Ask anew for their addresses and keys."""
    _known.clear()


_known: dict[str, tuple[float, dict[str, Any]]] = {}


def _answer_address() -> str:
    """Where they send the browser back; told by our own settings, never by the request."""
    return f"{settings.BASE_URL.rstrip('/')}{reverse('provider-answer')}"


def _metadata() -> dict[str, Any]:
    """Their addresses. They must say the name we know them by."""
    found = _remembered(f"{settings.OIDC_ISSUER}/.well-known/openid-configuration", KEPT)
    if str(found.get("issuer", "")).rstrip("/") != settings.OIDC_ISSUER:
        raise ProviderDown
    for name in ("authorization_endpoint", "token_endpoint", "jwks_uri"):
        if not _may_be_asked(str(found.get(name, ""))):
            raise ProviderDown
    return found


def _may_be_asked(address: str) -> bool:
    """Over HTTPS; in a test or a demo also on this very machine."""
    parts = urlsplit(address)
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in AT_HOME)


def _checked(token: str, *, required: list[str], types: tuple[str, ...] = ()) -> dict[str, Any]:
    """The claims of a token that they signed, for us, and that has not run out."""
    try:
        head = jwt.get_unverified_header(token)
        kind = str(head.get("typ", "JWT")).lower()
        if head.get("alg") not in ALGORITHMS or (types and kind not in types):
            raise Mistrusted("algorithm" if not types or kind in types else "kind of token")
        claims: dict[str, Any] = jwt.decode(
            token,
            _key(str(head.get("kid", "")), str(head["alg"])),
            algorithms=[str(head["alg"])],
            audience=settings.OIDC_CLIENT_ID,
            issuer=[settings.OIDC_ISSUER, f"{settings.OIDC_ISSUER}/"],
            leeway=LEEWAY,
            options={"require": ["iss", "aud", *required]},
        )
    except jwt.InvalidTokenError as error:
        raise Mistrusted(REASONS.get(type(error), "token")) from None
    return claims


REASONS: Final[dict[type[Exception], str]] = {
    jwt.ExpiredSignatureError: "expired",
    jwt.ImmatureSignatureError: "not yet",
    jwt.InvalidAudienceError: "audience",
    jwt.InvalidIssuerError: "issuer",
    jwt.InvalidSignatureError: "signature",
    jwt.MissingRequiredClaimError: "claim missing",
}


def _key(kid: str, algorithm: str) -> jwt.PyJWK:
    """Their key of that name, looked for anew if it is not known; keys in a token count nothing."""
    address = str(_metadata()["jwks_uri"])
    for age in (KEPT, NOT_SOONER):
        rows = _remembered(address, age).get("keys", [])
        fit = [row for row in rows if isinstance(row, dict) and row.get("use", "sig") == "sig"]
        named = [row for row in fit if row.get("kid") == kid] if kid else fit
        if len(named) == 1:
            try:
                return jwt.PyJWK(named[0], algorithm)
            except jwt.PyJWTError:
                raise Mistrusted("key") from None
    raise Mistrusted("unknown key")


def _remembered(address: str, age: float) -> dict[str, Any]:
    """What stands at an address, at most `age` seconds old."""
    now = time.monotonic()
    kept = _known.get(address)
    if kept is None or now - kept[0] > age:
        kept = (now, _asked(urllib.request.Request(address)))  # noqa: S310 - _asked looks at it
        _known[address] = kept
    return kept[1]


def _token_for(code: str, verifier: str) -> str:
    """The ID token that they give for a code. It is theirs to say whether it was used before."""
    name, secret = (
        quote(settings.OIDC_CLIENT_ID, safe=""),
        quote(settings.OIDC_CLIENT_SECRET, safe=""),
    )
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": _answer_address(),
        "code_verifier": verifier,
    }
    request = urllib.request.Request(  # noqa: S310 - _asked looks at it
        str(_metadata()["token_endpoint"]),
        data=urlencode(form).encode(),
        headers={
            "Authorization": "Basic " + base64.b64encode(f"{name}:{secret}".encode()).decode(),
            "Accept": "application/json",
        },
    )
    token = _asked(request).get("id_token")
    if not isinstance(token, str):
        raise Mistrusted("no token")
    return token


class _NotElsewhere(urllib.request.HTTPRedirectHandler):
    """They answer at the address they told, or not at all."""

    def redirect_request(self, *_args: Any, **_kwargs: Any) -> None:
        """Nowhere else."""
        return


_opener: Final = urllib.request.build_opener(_NotElsewhere)


def _asked(request: urllib.request.Request) -> dict[str, Any]:
    """Their answer. Raises Mistrusted where they refuse (4xx), ProviderDown for anything else."""
    if not _may_be_asked(request.full_url):
        raise ProviderDown
    try:
        with _opener.open(request, timeout=SECONDS) as answer:
            told = json.loads(answer.read(MOST))
    except urllib.error.HTTPError as error:
        error.close()
        if request.data is not None and 400 <= error.code < 500:
            raise Mistrusted("refused by them") from None
        raise ProviderDown from None
    except (OSError, HTTPException, ValueError):
        raise ProviderDown from None
    if not isinstance(told, dict):
        raise ProviderDown
    return told


def _number(claims: Mapping[str, Any], name: str) -> float:
    value = claims.get(name)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Mistrusted("claim missing")
    return float(value)
