"""Passkeys (WebAuthn): what a browser is asked, and whether its answer holds (python-fido2)."""

import ipaddress
import json
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    UserVerificationRequirement,
)


class NotThePasskey(Exception):
    """The answer does not hold."""


def passkeys_work() -> bool:
    """Whether a browser would keep a passkey for us: for a name, and not for a bare address."""
    host = urlsplit(settings.BASE_URL).hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return bool(host)
    return False


def ask_to_make(account_id: int, username: str, known: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """What a browser is asked, as JSON, to make a passkey; and what its answer is held against."""
    # The handle says nothing of who it is: the account's number alone.
    options, begun = _server().register_begin(
        PublicKeyCredentialUserEntity(
            id=str(account_id).encode(), name=username, display_name=username
        ),
        credentials=[_credential(row) for row in known],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(options.public_key)), dict(begun)


def ask_to_use(known: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """What a browser is asked, as JSON, to show one of the passkeys; and as `ask_to_make`."""
    options, begun = _server().authenticate_begin(
        [_credential(row) for row in known],
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    return json.dumps(dict(options.public_key)), dict(begun)


def passkey_made(answer: str, begun: Mapping[str, Any]) -> tuple[bytes, str]:
    """The id and the public half of a new passkey. Raises NotThePasskey."""
    try:
        told = RegistrationResponse.from_dict(json.loads(answer))
        made = _server().register_complete(dict(begun), told).credential_data
    except Exception as error:  # the library raises many kinds for what a stranger may send
        raise NotThePasskey from error
    if made is None:
        raise NotThePasskey
    return made.credential_id, websafe_encode(made)


def passkey_used(answer: str, begun: Mapping[str, Any], known: Sequence[str]) -> tuple[bytes, int]:
    """The id of the passkey that was shown, and its counter. Raises NotThePasskey."""
    try:
        told = AuthenticationResponse.from_dict(json.loads(answer))
        used = _server().authenticate_complete(
            dict(begun), [_credential(row) for row in known], told
        )
        return used.credential_id, told.response.authenticator_data.counter
    except Exception as error:  # as above
        raise NotThePasskey from error


def _server() -> Fido2Server:
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name="Tildeling"))


def _credential(stored: str) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(stored))
