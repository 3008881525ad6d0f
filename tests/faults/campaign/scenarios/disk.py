"""The database's disk is full: writes are refused with 503, and taken again when there is room."""

import os
import shutil
import subprocess
import time
from pathlib import Path

from tests.faults.campaign import check
from tests.faults.campaign.estate import Estate, TooLateError, within
from tests.faults.campaign.load import Load, given_today, register
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row
from tests.faults.campaign.size import Size

NAME = "disk"
PROMISE = "Disk full: 503 with Retry-After, back ≤ 60 s after there is room, nothing lost (R12)"
MEGABYTES = 400
BACK_WITHIN = 60.0


def run(place: Place, size: Size) -> Row:
    """Data on a small file system, filled to the last byte under load, and emptied again."""
    why_not = _cannot_mount(place)
    if why_not:
        return Row(NAME, PROMISE, skipped=why_not)
    place.disk = MEGABYTES
    broken: list[str] = []
    back = 0.0
    try:
        with Estate(place, SECOND_FACTOR="off") as estate:
            cases = register(estate.port, size.cases, given_today(), key="saksbehandler")
            with Load(estate.port, cases, systems=3, caseworkers=1) as load:
                time.sleep(4)
                since = time.monotonic()
                ballast = place.postgres.data / "ballast"
                _fill(ballast)
                try:
                    within(60, lambda: load.book.errors(since)[503], "a refusal for want of room")
                    _fill(ballast)
                    time.sleep(min(20.0, size.outage / 3))
                except TooLateError as error:
                    broken.append(str(error))
                ballast.unlink()
                begun, before = time.monotonic(), len(load.book.acknowledged)
                try:
                    within(120, lambda: len(load.book.acknowledged) > before + 10, "writes again")
                except TooLateError as error:
                    broken.append(str(error))
                back = time.monotonic() - begun
                time.sleep(2)
            moment = time.time()
            within(60, lambda: estate.done_since(moment), "the clock's work")
            counted = check.writes(estate, load.book)
            broken += [*counted.broken, *check.everything_holds(estate)]
            errors = load.book.errors(since)
            trouble = len(estate.trouble)
    finally:
        place.let_go()
    if back > BACK_WITHIN:
        broken.append(f"back only after {back:.0f} s")
    if set(errors) - {503}:
        broken.append(f"answered with {dict(errors)}")
    return Row(
        NAME, PROMISE, faults=1, acknowledged=counted.acknowledged, lost=counted.lost,
        doubled=counted.doubled, unknown=counted.unknown, resolved=counted.resolved, recovery=back,
        more=f"refused: {dict(errors)}; PostgreSQL could not start {trouble} times meanwhile",
        broken=tuple(broken),
    )  # fmt: skip


def _fill(ballast: Path) -> None:
    """Take what room is left, to the last page."""
    with ballast.open("ab", buffering=0) as file:
        for piece in (2**20, 2**12):
            try:
                while True:
                    file.write(os.urandom(1) * piece)
            except OSError:
                continue


def _cannot_mount(place: Place) -> str:
    """Why no small file system can be mounted here; empty where it can."""
    if os.geteuid() != 0 or not shutil.which("mount"):
        return "mounting a small file system needs root"
    there = place.directory / "mount"
    there.mkdir(exist_ok=True)
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tildeling-faults", str(there)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        return f"nothing can be mounted here: {done.stderr.strip()}"
    subprocess.run(["umount", str(there)], check=False)
    return ""
