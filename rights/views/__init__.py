"""Doors of rights: who holds what, who gives what to whom, and accounts."""

from rights.views import accounts, given, held

__all__ = ["accounts", "given", "held"]
