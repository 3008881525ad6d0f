"""A file from outside in, a harmless one out: asks a child process that can do no harm."""

import json
import os
import struct
import subprocess
import sys
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from records.kinds import FILE_REFUSALS, REMOVED, SUFFIXES

CHILD: Final = Path(__file__).parent / "child.py"
SECONDS: Final = 40  # by the clock, for one file; the child's own limit is of processor time
ENVIRONMENT: Final = {"LC_ALL": "C.UTF-8", "MALLOC_ARENA_MAX": "2"}
PASSED_ON: Final = ("LD_LIBRARY_PATH",)  # where Python's parts are
LIMITS: Final = {
    "pixels": 60_000_000,  # of one picture: A4 in 600 dots an inch is 35 million
    "pages": 1_000,
    "inflated": 400_000_000,  # bytes of all that is packed in a PDF
}


class UnacceptableError(Exception):
    """The file is not taken; `code` is a key of kinds.FILE_REFUSALS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Clean:
    """A file made anew from what it shows, with what was left out of it."""

    body: bytes
    media_type: str
    pages: int
    removed: tuple[str, ...]  # keys of kinds.REMOVED
    received_sha256: str


def made_harmless(body: bytes) -> Clean:
    """The file, written anew: pictures without hidden information, PDF without anything active.

    The kind is found by what the file holds; its name counts for nothing. Raises UnacceptableError.
    """
    if not body:
        raise UnacceptableError("empty")
    told, made = _asked(body)
    code = told.get("refused")
    if code is not None:
        raise UnacceptableError(code if code in FILE_REFUSALS else "damaged")
    if told["media_type"] not in SUFFIXES or not made:
        raise UnacceptableError("damaged")
    return Clean(
        body=made,
        media_type=told["media_type"],
        pages=int(told["pages"]),
        removed=tuple(key for key in told["removed"] if key in REMOVED),
        received_sha256=sha256(body).hexdigest(),
    )


def _asked(body: bytes) -> tuple[dict[str, Any], bytes]:
    """One child for one file; one that breaks its limits has met a file made to break it."""
    limits = json.dumps(LIMITS).encode()
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no input of anybody's
            [sys.executable, "-I", str(CHILD)],
            input=struct.pack(">I", len(limits)) + limits + body,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # what a library complains of may quote the file
            timeout=SECONDS,
            check=True,
            env=ENVIRONMENT | {name: os.environ[name] for name in PASSED_ON if name in os.environ},
        )
        size: int = struct.unpack(">I", done.stdout[:4])[0]
        told: dict[str, Any] = json.loads(done.stdout[4 : 4 + size])
    except (subprocess.SubprocessError, struct.error, ValueError):
        raise UnacceptableError("too_large_inside") from None
    return told, done.stdout[4 + size :]
