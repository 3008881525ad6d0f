"""The child process that sets letters: data in, PDF out, and nothing else within its reach.

Run by path, never imported. It needs typst and the font, not Django, and gets no environment. It
speaks over its standard input and output:

    question  4 bytes length, then JSON {"data": …, "timestamp": seconds, "format": "pdf"}
    answer    1 byte (1 well, 0 refused), 4 bytes length, then the file or a message

Before it takes the first question it sets one letter, so that every font is in memory, removes
its folder and gives up the right to open anything: from then on it can open neither a file nor a
socket, whatever a letter says.
"""

import contextlib
import json
import os
import resource
import shutil
import struct
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

import font_source_sans_pro  # type: ignore[import-untyped]  # carries no types
import typst

MEMORY_BYTES = 768 * 2**20  # address space; a letter of ten pages needs under 300 MB
CPU_SECONDS = 20  # for one letter; the parent gives up after ten by the clock
STANDARDS: "list[typst.PDFStandard]" = ["a-2a", "ua-1"]
FONTS = ("Regular", "It", "Semibold", "SemiboldIt", "Bold")
STANDARD_STREAMS = 3

Question = dict[str, object]


def main() -> None:
    """Answer questions until the parent closes the pipe."""
    questions, answers = sys.stdin.buffer, sys.stdout.buffer
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(ValueError, OSError):  # macOS knows the limit and refuses to set it
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    first = _read(questions)
    if first is None:
        return
    setter = _Setter(first)
    _write(answers, well=True, body=b"ready")
    while (question := _read(questions)) is not None:
        _allow_cpu()
        try:
            _write(answers, well=True, body=setter.set(json.loads(question)))
        except (typst.TypstError, MemoryError, ValueError, KeyError, TypeError) as error:
            _write(answers, well=False, body=str(error)[:2000].encode())


class _Setter:
    """One compiler with its fonts, locked in after the first letter."""

    def __init__(self, first: bytes) -> None:
        opening = json.loads(first)
        folder = tempfile.mkdtemp(prefix="brev-")
        self.template: bytes = opening["template"].encode()
        try:
            fonts = Path(font_source_sans_pro.__file__).parent / "files"
            for name in FONTS:
                shutil.copy(fonts / f"SourceSansPro-{name}.ttf", folder)
            self.compiler = typst.Compiler(
                self.template,
                root=folder,
                font_paths=typst.Fonts(include_system_fonts=False, font_paths=[folder]),
                package_path=folder,
                package_cache_path=folder,
            )
            self.set(opening)
        finally:
            shutil.rmtree(folder)
        os.chdir("/")
        resource.setrlimit(resource.RLIMIT_NOFILE, (STANDARD_STREAMS, STANDARD_STREAMS))

    def set(self, question: Question) -> bytes:
        """The letter as a file; TypstError if it cannot be set."""
        wanted = question["format"]
        made = self.compiler.compile(
            self.template,
            format="png" if wanted == "png" else "pdf",
            ppi=100,
            sys_inputs={"data": json.dumps(question["data"], ensure_ascii=False)},
            pdf_standards=STANDARDS if wanted == "pdf" else [],
            timestamp=datetime.fromtimestamp(float(str(question["timestamp"])), UTC),
        )
        if isinstance(made, list):  # one picture a page
            return b"".join(struct.pack(">I", len(page)) + page for page in made)
        if made is None:
            raise ValueError("typst gave no file")
        return struct.pack(">I", len(made)) + made if wanted == "png" else made


def _allow_cpu() -> None:
    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + CPU_SECONDS
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def _read(pipe: BinaryIO) -> bytes | None:
    header = pipe.read(4)
    if len(header) < 4:
        return None
    size: int = struct.unpack(">I", header)[0]
    body = pipe.read(size)
    return body if len(body) == size else None


def _write(pipe: BinaryIO, *, well: bool, body: bytes) -> None:
    pipe.write(struct.pack(">BI", well, len(body)) + body)
    pipe.flush()


if __name__ == "__main__":
    main()
