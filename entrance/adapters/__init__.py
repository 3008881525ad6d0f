"""The edges of the entrance: the provider, passkeys, and the way from a page to being signed in."""

from entrance.adapters.ciphers import decipher, encipher, entry_digest
from entrance.adapters.pages import (
    BY_PASSWORD,
    BY_PROVIDER,
    asked_again,
    came_by_provider,
    come_back,
    come_in,
    half,
    half_way,
    recent_login,
    safe,
    send_away,
    signed_in_within,
    way_again,
)
from entrance.adapters.passkeys import ask_to_make, ask_to_use, passkeys_work
from entrance.adapters.pictures import picture_of
from entrance.adapters.provider import ProviderDown, configured, way_there

__all__ = [
    "BY_PASSWORD",
    "BY_PROVIDER",
    "ProviderDown",
    "ask_to_make",
    "ask_to_use",
    "asked_again",
    "came_by_provider",
    "come_back",
    "come_in",
    "configured",
    "decipher",
    "encipher",
    "entry_digest",
    "half",
    "half_way",
    "passkeys_work",
    "picture_of",
    "recent_login",
    "safe",
    "send_away",
    "signed_in_within",
    "way_again",
    "way_there",
]
