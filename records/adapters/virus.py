"""The virus scanner that a municipality may set before everything that is taken in.

`VirusScanner` is the port; `Clamd` speaks to ClamAV's daemon (INSTREAM). Without a setting nothing
is looked for. With one, a scanner that does not answer lets nothing through.
"""

import socket
import struct
from typing import Final, Protocol
from urllib.parse import urlsplit

from django.conf import settings

PIECE: Final = 64 * 1024
PATIENCE: Final = 30.0  # seconds for the whole look
PORT: Final = 3310


class ScannerDownError(Exception):
    """The scanner did not answer, or could not look through the whole file."""


class VirusScanner(Protocol):
    """Looks through a file before anything else opens it."""

    def found(self, body: bytes) -> str:
        """What harm was found, by the scanner's own name; empty for none.

        Raises ScannerDownError.
        """
        ...


class Clamd:
    """ClamAV's daemon, at `tcp://host:port` or `unix:///path`."""

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        self.address = urlsplit(address)
        self.patience = patience

    def found(self, body: bytes) -> str:
        """Send the file in pieces, and read what was found."""
        try:
            with self._connected() as wire:
                wire.sendall(b"zINSTREAM\0")
                for start in range(0, len(body), PIECE):
                    piece = body[start : start + PIECE]
                    wire.sendall(struct.pack("!L", len(piece)) + piece)
                wire.sendall(struct.pack("!L", 0))
                answer = _answer(wire)
        except OSError as error:
            raise ScannerDownError(type(error).__name__) from error
        if answer == "stream: OK":
            return ""
        if answer.startswith("stream: ") and answer.endswith(" FOUND"):
            return answer.removeprefix("stream: ").removesuffix(" FOUND")
        raise ScannerDownError(answer[:100])  # too large for it, or an answer we do not know

    def _connected(self) -> socket.socket:
        if self.address.scheme == "unix":
            wire = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            wire.settimeout(self.patience)
            try:
                wire.connect(self.address.path)
            except OSError:
                wire.close()
                raise
            return wire
        host, port = self.address.hostname or "localhost", self.address.port or PORT
        return socket.create_connection((host, port), timeout=self.patience)


def virus_scanner() -> VirusScanner | None:
    """The scanner that the settings name; None where none is set."""
    return Clamd(settings.VIRUS_SCANNER) if settings.VIRUS_SCANNER else None


def _answer(wire: socket.socket) -> str:
    """All that is said until the daemon stops; never more than it would ever say."""
    said = b""
    while len(said) < PIECE and not said.endswith(b"\0"):
        more = wire.recv(4096)
        if not more:
            break
        said += more
    return said.rstrip(b"\0\n").decode("utf-8", "replace")
