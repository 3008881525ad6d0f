"""Somebody who vouches for staff in tests, on this machine, and may be told to lie in any way."""

import base64
import datetime as dt
import json
import secrets
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

from entrance.adapters.provider import LOGOUT
from entrance.rules import challenge_of

CLIENT = "tildeling"
SECRET = "til provene / og bare dem"
Claims = dict[str, Any]
Sign = Callable[["Somebody", Claims], str]


@dataclass
class Asked:
    """What a browser was sent with."""

    state: str
    nonce: str
    challenge: str
    query: dict[str, str]

    @classmethod
    def by(cls, location: str) -> "Asked":
        query = {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}
        return cls(query["state"], query["nonce"], query["code_challenge"], query)


@dataclass
class Somebody:
    """A provider: its keys, the codes it has given, and how it fails."""

    issuer: str = ""
    keys: dict[str, rsa.RSAPrivateKey] = field(default_factory=dict)
    codes: dict[str, tuple[str, str]] = field(default_factory=dict)  # code: challenge, token
    down: str = ""  # a path that answers 500
    says: dict[str, Any] = field(default_factory=dict)  # instead of its metadata

    def key(self, kid: str = "en") -> rsa.RSAPrivateKey:
        if kid not in self.keys:
            self.keys[kid] = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        return self.keys[kid]

    def signed(self, claims: Claims, *, kid: str = "en", **head: Any) -> str:
        return jwt.encode(claims, self.key(kid), "RS256", headers={"kid": kid, **head})

    def code(self, asked: Asked, *, sign: Sign | None = None, **claims: Any) -> str:
        """A code for somebody who has signed in; None in `claims` leaves one out."""
        now = int(dt.datetime.now(dt.UTC).timestamp())
        whole = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "sub-1",
            "iat": now,
            "exp": now + 300,
            "auth_time": now,
            "nonce": asked.nonce,
            **claims,
        }
        told = {name: value for name, value in whole.items() if value is not None}
        code = secrets.token_urlsafe(8)
        token = sign(self, told) if sign else self.signed(told)
        self.codes[code] = (asked.challenge, token)
        return code

    def logout(self, *, sign: Sign | None = None, **claims: Any) -> str:
        """A logout token."""
        now = int(dt.datetime.now(dt.UTC).timestamp())
        whole = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": "sub-1",
            "iat": now,
            "exp": now + 120,
            "jti": secrets.token_hex(8),
            "events": {LOGOUT: {}},
            **claims,
        }
        told = {name: value for name, value in whole.items() if value is not None}
        return sign(self, told) if sign else self.signed(told, typ="logout+jwt")

    def metadata(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/jwks",
            **self.says,
        }

    def jwks(self) -> dict[str, Any]:
        rows = [
            {**RSAAlgorithm.to_jwk(key.public_key(), as_dict=True), "kid": kid, "use": "sig"}
            for kid, key in self.keys.items()
            if not kid.startswith("foreign")
        ]
        return {"keys": rows}

    def token(self, headers: Any, body: str) -> tuple[int, dict[str, Any]]:
        form = {name: values[0] for name, values in parse_qs(body).items()}
        who = base64.b64decode(headers["Authorization"].removeprefix("Basic ")).decode()
        name, _, secret = who.partition(":")
        if (unquote(name), unquote(secret)) != (CLIENT, SECRET):
            return 401, {"error": "invalid_client"}
        challenge, token = self.codes.pop(form["code"], ("", ""))
        if not challenge or challenge_of(form["code_verifier"]) != challenge:
            return 400, {"error": "invalid_grant"}
        return 200, {"id_token": token, "access_token": "x", "token_type": "Bearer"}


@contextmanager
def somebody() -> Iterator[Somebody]:
    """A provider that answers on this machine."""
    it = Somebody()
    it.key()

    class Handler(BaseHTTPRequestHandler):
        def answer(self, status: int, body: dict[str, Any]) -> None:
            raw = json.dumps(body).encode()
            self.send_response(500 if it.down and it.down in self.path else status)
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

        def do_GET(self) -> None:
            self.answer(200, it.jwks() if self.path == "/jwks" else it.metadata())

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self.answer(*it.token(self.headers, body))

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base's name
            """Tests say what went wrong themselves."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    it.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield it
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
