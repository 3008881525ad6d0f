"""Files in the format `age` (age-encryption.org/v1), to one X25519 key, as streams.

A published format, so that a backup is opened by the tool of that name too, the day nothing of
ours runs. The primitives are `cryptography`'s. Chunks are numbered and the last is marked: a file
that is cut, put together anew or changed in one bit is refused.
"""

import base64
import hmac
import os
from itertools import pairwise
from typing import BinaryIO, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from backup.adapters import bech32

PUBLIC: Final = "age"
SECRET: Final = "age-secret-key-"  # noqa: S105 - what such a key begins with
VERSION: Final = b"age-encryption.org/v1"
WRAP: Final = b"age-encryption.org/v1/X25519"
CHUNK: Final = 64 * 1024
TAG: Final = 16
LONGEST_HEADER: Final = 4096


class KeyUnknownError(ValueError):
    """The text is no key of this kind."""


class WrongKeyError(Exception):
    """The file is for another key."""


class BrokenFileError(Exception):
    """The file is cut short, or is not what was written."""


def new_keys() -> tuple[str, str]:
    """A pair: the public key, for the server, and the secret one, for a safe."""
    secret = X25519PrivateKey.generate()
    return (
        bech32.encode(PUBLIC, secret.public_key().public_bytes_raw()),
        bech32.encode(SECRET, secret.private_bytes_raw()).upper(),
    )


class Writer:
    """Writes what it is given to `out`, enciphered to `public`; it is a whole file after `close`.

    Raises KeyUnknownError.
    """

    def __init__(self, out: BinaryIO, public: str) -> None:
        self._out = out
        file_key, nonce = os.urandom(16), os.urandom(16)
        head = _head(file_key, _public(public))
        out.write(head + b" " + _b64(_seal(file_key, head)) + b"\n" + nonce)
        self._cipher = ChaCha20Poly1305(_key(file_key, nonce, b"payload"))
        self._number, self._rest = 0, b""

    def write(self, data: bytes) -> int:
        """Take `data`; what fills no chunk yet is kept back."""
        whole = self._rest + data
        at = 0
        while len(whole) - at > CHUNK:  # the last is marked, so one is always kept back
            self._put(whole[at : at + CHUNK], last=False)
            at += CHUNK
        self._rest = whole[at:]
        return len(data)

    def close(self) -> None:
        """Write the last chunk, marked as such."""
        self._put(self._rest, last=True)
        self._rest = b""

    def _put(self, chunk: bytes, *, last: bool) -> None:
        self._out.write(self._cipher.encrypt(_nonce(self._number, last=last), chunk, None))
        self._number += 1


class Reader:
    """Reads what `Writer` wrote. Raises KeyUnknownError, WrongKeyError, BrokenFileError."""

    def __init__(self, file: BinaryIO, secret: str) -> None:
        self._file = file
        file_key = _file_key(*_parts(file), _secret(secret))
        nonce = file.read(16)
        self._cipher = ChaCha20Poly1305(_key(file_key, nonce, b"payload"))
        self._number, self._rest, self._ended = 0, b"", False
        self._next = file.read(CHUNK + TAG)

    def read(self, size: int) -> bytes:
        """At most `size` bytes; none at the end, which is then known to be the end."""
        while not self._rest and not self._ended:
            self._rest = self._chunk()
        found, self._rest = self._rest[:size], self._rest[size:]
        return found

    def _chunk(self) -> bytes:
        sealed, self._next = self._next, self._file.read(CHUNK + TAG)
        self._ended = not self._next
        try:
            nonce = _nonce(self._number, last=self._ended)
            chunk = self._cipher.decrypt(nonce, sealed, None)
        except InvalidTag:
            raise BrokenFileError from None
        if self._ended and not chunk and self._number:
            raise BrokenFileError
        self._number += 1
        return chunk


def _head(file_key: bytes, public: bytes) -> bytes:
    """Whom it is for, up to where its seal begins."""
    once = X25519PrivateKey.generate()
    share = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    wrapped = ChaCha20Poly1305(_key(shared, share + public, WRAP)).encrypt(
        bytes(12), file_key, None
    )
    return b"\n".join([VERSION, b"-> X25519 " + _b64(share), _b64(wrapped), b"---"])


def _parts(file: BinaryIO) -> tuple[list[bytes], bytes]:
    """The header's lines, and the seal on them. Raises BrokenFileError."""
    lines: list[bytes] = []
    left = LONGEST_HEADER
    while left > 0:
        line = file.readline(left)
        left -= len(line)
        if line.startswith(b"--- ") and line.endswith(b"\n"):
            return lines, line[4:-1]
        if not line.endswith(b"\n") or (not lines and line[:-1] != VERSION):
            break
        lines.append(line[:-1])
    raise BrokenFileError


def _file_key(lines: list[bytes], seal: bytes, secret: X25519PrivateKey) -> bytes:
    """The key of this file, if it is for `secret`."""
    public = secret.public_key().public_bytes_raw()
    for line, body in pairwise(lines):
        if not line.startswith(b"-> X25519 "):
            continue
        share = _unb64(line.removeprefix(b"-> X25519 "), 32)
        try:
            shared = secret.exchange(X25519PublicKey.from_public_bytes(share))
            cipher = ChaCha20Poly1305(_key(shared, share + public, WRAP))
            file_key = cipher.decrypt(bytes(12), _unb64(body, 32), None)
        except (InvalidTag, ValueError):
            continue
        head = b"\n".join([*lines, b"---"])
        if not hmac.compare_digest(_seal(file_key, head), _unb64(seal, 32)):
            raise BrokenFileError
        return file_key
    raise WrongKeyError


def _key(secret: bytes, salt: bytes, what_for: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt, what_for).derive(secret)


def _seal(file_key: bytes, head: bytes) -> bytes:
    return hmac.digest(_key(file_key, b"", b"header"), head, "sha256")


def _nonce(number: int, *, last: bool) -> bytes:
    return number.to_bytes(11, "big") + bytes([last])


def _public(text: str) -> bytes:
    prefix, key = bech32.decode(text.strip())
    if prefix != PUBLIC or len(key) != 32:
        raise KeyUnknownError
    return key


def _secret(text: str) -> X25519PrivateKey:
    prefix, key = bech32.decode(text.strip().lower())
    if prefix != SECRET or len(key) != 32:
        raise KeyUnknownError
    return X25519PrivateKey.from_private_bytes(key)


def _b64(data: bytes) -> bytes:
    return base64.b64encode(data).rstrip(b"=")


def _unb64(text: bytes, size: int) -> bytes:
    try:
        found = base64.b64decode(text + b"=" * (-len(text) % 4), validate=True)
    except ValueError:
        raise BrokenFileError from None
    if len(found) != size:
        raise BrokenFileError
    return found


def check_public(text: str) -> None:
    """Raise KeyUnknownError where `text` is no public key."""
    _public(text)
