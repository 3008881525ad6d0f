"""Letters as PDF/A-2a and PDF/UA-1: the parent's side of the child process that sets them.

One child for each worker process, started when the first letter is wanted, asked by one thread
at a time, and replaced when it breaks a limit or dies. The letter's words travel as JSON and are
content to Typst, never markup.
"""

import atexit
import json
import os
import struct
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from pathlib import Path
from threading import Lock, Timer
from typing import IO, Literal

TEMPLATES = Path(__file__).parent.parent / "templates" / "notifications"
CHILD = Path(__file__).parent / "child.py"
SECONDS = 10  # by the clock, for one letter
# No secret of ours goes down; one thread and few arenas, so that the memory limit is the letter's.
ENVIRONMENT = {"LC_ALL": "C.UTF-8", "RAYON_NUM_THREADS": "1", "MALLOC_ARENA_MAX": "2"}
PASSED_ON = ("TMPDIR", "LD_LIBRARY_PATH")  # where it may put its fonts; where Python's parts are
LARGEST_QUESTION = 2_000_000  # bytes; a letter is a few thousand

Format = Literal["pdf", "png"]


class TypesettingError(Exception):
    """The letter could not be set; the message never holds the letter's own words."""


class Typesetter:
    """A long-lived child with a template; safe to call from many threads.

    `specimen` is what the template sets first, with every font; without it, that of the letters.
    """

    def __init__(
        self,
        template: str,
        *,
        seconds: float = SECONDS,
        specimen: Mapping[str, object] | None = None,
    ) -> None:
        self.template = template
        self.specimen = specimen
        self.seconds = seconds
        self._lock = Lock()
        self._child: subprocess.Popen[bytes] | None = None

    def pdf(self, letter: Mapping[str, object], *, on: date) -> bytes:
        """The letter as a file, with `on` as its time stamp: same letter, same day, same bytes.

        Raises TypesettingError; the next letter gets a new child if this one broke its limits.
        """
        return self._ask(letter, on=on, wanted="pdf")

    def pictures(self, letter: Mapping[str, object], *, on: date) -> list[bytes]:
        """The letter's pages as PNG, to look at while the template is drawn."""
        rest, pages = self._ask(letter, on=on, wanted="png"), []
        while rest:
            size: int = struct.unpack(">I", rest[:4])[0]
            pages.append(rest[4 : 4 + size])
            rest = rest[4 + size :]
        return pages

    def child_id(self) -> int | None:
        """The running child's process id, or none."""
        return self._child.pid if self._child and self._child.poll() is None else None

    def close(self) -> None:
        """End the child; the next letter starts another."""
        with self._lock:
            self._drop()

    def forget(self) -> None:
        """After a fork the child and the lock are the parent's: let go of both, end neither."""
        child, self._child, self._lock = self._child, None, Lock()
        if child:
            _close_pipes(child)
            child.returncode = 0  # ours no more to wait for

    def _ask(self, letter: Mapping[str, object], *, on: date, wanted: Format) -> bytes:
        noon = datetime.combine(on, time(12), UTC).timestamp()
        question = {"data": letter, "timestamp": noon, "format": wanted}
        asked = json.dumps(question, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if len(asked) > LARGEST_QUESTION:
            raise TypesettingError("the letter is too large")
        with self._lock:
            child = self._running(letter, noon)
            return self._exchange(child, asked)

    def _running(self, letter: Mapping[str, object], noon: float) -> subprocess.Popen[bytes]:
        if self._child and self._child.poll() is None:
            return self._child
        self._drop()
        self._child = subprocess.Popen(  # noqa: S603 - our own file, no input of anybody's
            [sys.executable, "-I", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,  # a panic may quote the letter
            bufsize=0,  # nothing of a letter waits in a buffer that a fork would copy
            env=ENVIRONMENT | {name: os.environ[name] for name in PASSED_ON if name in os.environ},
        )
        first = {
            "template": self.template,
            "data": self.specimen or _SPECIMEN,
            "timestamp": noon,
            "format": "pdf",
        }
        self._exchange(self._child, json.dumps(first).encode())
        return self._child

    def _exchange(self, child: subprocess.Popen[bytes], asked: bytes) -> bytes:
        """One question and its answer, or the child's end when the clock runs out."""
        timer = Timer(self.seconds, child.kill)
        timer.start()
        try:
            well, body = _converse(child, asked)
        except (OSError, EOFError) as error:
            self._drop()
            raise TypesettingError("the letter broke a limit of time or memory") from error
        finally:
            timer.cancel()
        if not well:
            raise TypesettingError(_without_words(body.decode(errors="replace")))
        return body

    def _drop(self) -> None:
        child, self._child = self._child, None
        if child:
            child.kill()
            _close_pipes(child)
            child.wait()


def _converse(child: subprocess.Popen[bytes], asked: bytes) -> tuple[bool, bytes]:
    if child.stdin is None or child.stdout is None:
        raise EOFError
    left = memoryview(struct.pack(">I", len(asked)) + asked)
    while left:
        left = left[child.stdin.write(left) :]
    well, size = struct.unpack(">BI", _exactly(child.stdout, 5))
    return bool(well), _exactly(child.stdout, size)


def _exactly(pipe: IO[bytes], size: int) -> bytes:
    parts = []
    while size:
        part = pipe.read(size)
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _close_pipes(child: subprocess.Popen[bytes]) -> None:
    for pipe in (child.stdin, child.stdout):
        if pipe:
            pipe.close()


def _without_words(message: str) -> str:
    """Typst quotes the text it stumbles on; only the kind of trouble may leave this room."""
    if "could not be displayed" in message:
        return "a character that the font does not have"
    return message.split("`")[0].split('"')[0].strip()[:200] or "the letter could not be set"


# Set once by each new child before the first letter, so that every font and rule is in memory.
_SPECIMEN: Mapping[str, object] = json.loads((TEMPLATES / "specimen.json").read_text("utf-8"))

letters = Typesetter((TEMPLATES / "letter.typ").read_text("utf-8"))
os.register_at_fork(after_in_child=letters.forget)
atexit.register(letters.close)
