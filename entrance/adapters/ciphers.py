"""What must be read again and yet not lie open in the database: enciphered by SECRET_KEY."""

import base64
import hashlib
from typing import Final

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import salted_hmac

from entrance.rules import as_typed

PURPOSE: Final = b"tildeling second factor\n"


def encipher(secret: bytes) -> str:
    """What is stored."""
    return _cipher().encrypt(secret).decode()


def decipher(stored: str) -> bytes | None:
    """What was enciphered; none if SECRET_KEY is another and not among the earlier ones."""
    try:
        return _cipher().decrypt(stored.encode())
    except InvalidToken:
        return None


def entry_digest(code: str) -> str:
    """What is kept of a code given once; keyed, so that a copy alone lets nobody look for it."""
    return salted_hmac("entry-code", as_typed(code), algorithm="sha256").hexdigest()


def _cipher() -> MultiFernet:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = [hashlib.sha256(PURPOSE + str(key).encode()).digest() for key in keys]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
