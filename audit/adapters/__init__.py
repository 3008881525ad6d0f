"""The trail's outside: the anchor's file, and the verifier with a connection of its own."""

from audit.adapters.anchor import AnchorError, add, last, seals
from audit.adapters.verifier import Report, VerifierError, connect, verify

__all__ = ["AnchorError", "Report", "VerifierError", "add", "connect", "last", "seals", "verify"]
