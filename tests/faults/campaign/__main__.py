"""Chooses scenarios, runs them one after the other, prints a line of each, and writes the table."""

import argparse
import os
import sys
import time
from dataclasses import replace
from pathlib import Path

from tests.faults.campaign import report
from tests.faults.campaign.place import Place
from tests.faults.campaign.row import Row
from tests.faults.campaign.size import SIZES, Size

# `kills` takes the time that the others have left.
ORDER = ("letters", "broker", "clocks", "rolling", "dead", "steps", "migration", "disk", "kills")
# CI's share: `letters` and `dead` are tried by the proofs, in tests/faults, just before.
CI_ORDER = ("broker", "clocks", "rolling", "migration", "disk", "kills")
BROKEN, UNTRIED = 1, 3  # 2 is argparse's own
LAST = 60.0  # seconds that are needed after the last write


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--share", choices=list(SIZES), default="full")
    parser.add_argument("--only", nargs="*", default=[], metavar="NAME")
    parser.add_argument("--soak", type=float, metavar="MINUTES", help="that alone, for so long")
    parser.add_argument(
        "--may-skip",
        action="store_true",
        help="what this machine cannot try (disk needs root) is no failure",
    )
    parser.add_argument("--write", action="store_true", help="the table into docs/reliability.md")
    parser.add_argument("--prepared", type=Path, help="begin with the town that lies there")
    parser.add_argument("--keep", type=Path, help="leave the town there, for --prepared")
    given = parser.parse_args()
    with Place(given.prepared) as place:
        os.environ.update(place.ours())
        if given.keep:
            set_up()
            place.prepare()
            place.keep(given.keep)
            return 0
        begun, size = time.monotonic(), SIZES[given.share]
        names = given.only or list(CI_ORDER if given.share == "ci" else ORDER)
        if given.soak:
            size, names = replace(size, soak_minutes=given.soak), ["soak"]
        rows = campaign(place, size, names)
    if given.write:
        report.write(rows, share=given.share, minutes=(time.monotonic() - begun) / 60)
    return verdict(rows, may_skip=given.may_skip)


def verdict(rows: list[Row], *, may_skip: bool) -> int:
    """The exit code: BROKEN, else UNTRIED where something was not tried, else 0.

    What nobody tried holds no promise, so whoever is content without it has to say so.
    """
    if any(row.broken for row in rows):
        return BROKEN
    return UNTRIED if not may_skip and any(row.skipped for row in rows) else 0


def set_up() -> None:
    """Django, and the wall the campaign looks over; the environment has to stand first."""
    import django

    django.setup()
    from tests import wall

    wall.build()


def campaign(place: Place, size: Size, names: list[str]) -> list[Row]:
    """The rows of these scenarios; each is printed when it is there."""
    set_up()
    from tests.faults.campaign import scenarios

    begun = time.monotonic()
    place.prepare()
    print(f"prepared in {time.monotonic() - begun:.1f} s", flush=True)
    rows = []
    for name in names:
        left = size.minutes * 60 - (time.monotonic() - begun) - LAST
        last = replace(size, kills_seconds=max(size.kills_seconds, min(left, size.kills_most)))
        row = scenarios.run(name, place, last)
        print(row.line(), flush=True)
        rows.append(row)
    broken = [row.scenario for row in rows if row.broken]
    untried = [row.scenario for row in rows if row.skipped]
    print(
        f"{len(rows)} scenarios in {(time.monotonic() - begun) / 60:.1f} min:"
        f" broken {broken or 'none'}, not tried {untried or 'none'}",
        flush=True,
    )
    return rows


if __name__ == "__main__":
    sys.exit(main())
