"""After each scenario: what was acknowledged against rows and trail, and all that must hold."""

import subprocess
import sys
from collections import Counter
from dataclasses import dataclass

from tests.faults.campaign.estate import Estate
from tests.faults.campaign.load import Acknowledged, Book
from tests.faults.processes import ROOT

NOTES = "SELECT text, public_id::text FROM records_note WHERE text LIKE %s"
APPLICATIONS = "SELECT own_words, public_id::text FROM intake_application WHERE own_words LIKE %s"
TRAIL = "SELECT data->>%s, count(*) FROM audit_entry WHERE event = %s GROUP BY 1"


@dataclass(frozen=True, slots=True)
class Counted:
    """The acknowledged set against what is there."""

    acknowledged: int
    lost: int
    doubled: int
    unknown: int
    resolved: int
    broken: tuple[str, ...]


def writes(estate: Estate, book: Book, name: str = "w") -> Counted:
    """Every acknowledged write once in its table and once in the trail, and nothing else there."""
    lost = doubled = 0
    broken = [f"load: {one}" for one in book.wrong[:5]]
    for kind, sql, event, key in [
        ("note", NOTES, "NoteWritten", "note"),
        ("application", APPLICATIONS, "ApplicationRegistered", "application"),
    ]:
        told = [one for one in book.acknowledged if one.kind == kind]
        rows = estate.place.ask(sql, f"{name}-%")
        entries = {str(k): int(n) for k, n in estate.place.ask(TRAIL, key, event)}
        missing, twice, more = _compare(told, rows, entries)
        lost, doubled = lost + missing, doubled + twice
        broken += more
    unresolved = book.unresolved
    if unresolved:
        broken.append(f"{len(unresolved)} of unknown outcome were never answered")
    return Counted(
        len(book.acknowledged), lost, doubled, len(book.unknown),
        len(book.unknown) - len(unresolved),
        tuple(broken + [f"{lost} lost"] * bool(lost) + [f"{doubled} doubled"] * bool(doubled)),
    )  # fmt: skip


def _compare(
    told: list[Acknowledged], rows: list[tuple[str, str]], entries: dict[str, int]
) -> tuple[int, int, list[str]]:
    """How many are lost, how many twice, and what else is wrong."""
    times = Counter(word for word, _ in rows)
    ids = dict(rows)
    words = {one.word for one in told}
    lost = [one.word for one in told if one.word not in times]
    twice = sum(n - 1 for n in times.values())
    broken = [f"lost: {', '.join(lost[:5])}"] if lost else []
    if ghosts := set(times) - words:
        broken.append(f"{len(ghosts)} are there and were never acknowledged: {min(ghosts)}")
    if other := [one.word for one in told if one.told and ids.get(one.word, one.told) != one.told]:
        broken.append(f"{len(other)} were answered for with another row: {other[0]}")
    unproven = [word for word, public_id in rows if entries.get(public_id, 0) != 1]
    if unproven:
        broken.append(f"{len(unproven)} are not once in the trail: {unproven[0]}")
    return len(lost), twice, broken


def everything_holds(estate: Estate, *, invariants: bool = True) -> list[str]:
    """What is broken of the invariants and the trail, after the last row is sealed."""
    found = []
    if not estate.programs:  # nobody has sealed meanwhile
        manage(estate, "seal_trail")
    for command in ([["check_invariants"]] if invariants else []) + [["verify_trail"]]:
        status, said = manage(estate, *command)
        if status:
            found.append(f"{command[0]}: {said[-600:]}")
    return found


def manage(estate: Estate, *arguments: str, seconds: float = 120, **env: str) -> tuple[int, str]:
    """How one command of manage.py ended, and what it said."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=estate.env | {"LOG_LEVEL": "ERROR"} | env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=seconds,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout
