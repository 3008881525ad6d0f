"""The edges of the entrance: the provider, passkeys, and the way from a page to being signed in."""

from entrance.adapters.pages import (
    BY_PASSWORD,
    BY_PROVIDER,
    come_back,
    come_in,
    half,
    half_way,
    recent_login,
    safe,
    send_away,
    signed_in_within,
)
from entrance.adapters.provider import ProviderDown, configured, way_there

__all__ = [
    "BY_PASSWORD",
    "BY_PROVIDER",
    "ProviderDown",
    "come_back",
    "come_in",
    "configured",
    "half",
    "half_way",
    "recent_login",
    "safe",
    "send_away",
    "signed_in_within",
    "way_there",
]
