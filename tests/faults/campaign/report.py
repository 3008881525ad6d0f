"""The table of docs/reliability.md, written by the run that measured it: no figure is typed."""

import datetime as dt
import os
import platform
import re
from collections.abc import Sequence
from pathlib import Path

from tests.faults.campaign.row import Row
from tests.faults.processes import ROOT

PAGE = ROOT / "docs" / "reliability.md"
BEGIN, END = "<!-- campaign: written by make faults WRITE=1 -->", "<!-- campaign ends -->"


def write(rows: Sequence[Row], *, share: str, minutes: float) -> None:
    """Put the table of this run between the page's marks."""
    page = PAGE.read_text(encoding="utf-8")
    told = "\n".join([BEGIN, *_table(rows, share=share, minutes=minutes), END])
    begin, end = page.index(BEGIN), page.index(END) + len(END)
    PAGE.write_text(page[:begin] + told + page[end:], encoding="utf-8")


def _table(rows: Sequence[Row], *, share: str, minutes: float) -> list[str]:
    today = dt.datetime.now(dt.UTC)
    head = ("scenario", "promise", "faults", "acknowledged", "lost", "doubled",
            "unknown → resolved", "alarms", "recovery s", "verdict")  # fmt: skip
    when = f"Run of {today:%Y-%m-%d %H:%M} UTC, share `{share}`, {minutes:.0f} minutes"
    lines = [f"{when}, on {_machine()}.", "", _line(*head), _line(*["---"] * len(head))]
    lines += [
        _line(
            row.scenario, row.promise, row.faults, row.acknowledged, row.lost, row.doubled,
            f"{row.unknown} → {row.resolved}", row.alarms, f"{row.recovery:.1f}", row.verdict,
        )
        for row in rows
    ]  # fmt: skip
    lines.append("")
    for row in rows:
        said = [row.more, *(f"**not tried: {row.skipped}**" for _ in [0] if row.skipped)]
        said += [f"**broken: {one}**" for one in row.broken]
        lines.append(f"- **{row.scenario}**: {'; '.join(filter(None, said))}".replace("\n", " "))
    return [re.sub(r"(/var/tmp|/tmp)/\S+", "…", line) for line in lines]


def _line(*cells: object) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def _machine() -> str:
    """What it was measured on, and how busy it was beside."""
    load = os.getloadavg()
    model = "processor not told"
    found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    if found:
        model = " ".join(found[1].split())
    memory = re.search(r"MemTotal:\s*(\d+)", Path("/proc/meminfo").read_text())
    gigabytes = int(memory[1]) / 1024**2 if memory else 0
    return (
        f"{os.cpu_count()} cores ({model}), {gigabytes:.0f} GB, {platform.system()}"
        f" {platform.release().split('-')[0]}, Python {platform.python_version()};"
        f" load {load[2]:.1f} in the last quarter of an hour, the campaign's own included"
    )
