"""Draws docs/stages.md from the table of stages and steps."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from cases.stages import ENDS, MOVES, STAGES, TRACKS, Move, Stage
from people.roles import ROLES, may

PATH = Path(settings.BASE_DIR) / "docs" / "stages.md"


def in_order(leg: Move) -> list[Stage]:
    """The stages a step starts from, in the order of the path."""
    return [stage for stage in STAGES if stage in leg.sources]


def drawing() -> str:
    """The whole document as Markdown."""
    lines = [
        "# Stages and steps",
        "",
        "Drawn from `cases/stages.py` by `manage.py draw_stages`; do not edit.",
        "",
        "```mermaid",
        "stateDiagram-v2",
        "    [*] --> RECEIVED",
    ]
    lines += [
        f"    {source} --> {leg.target}: {step}"
        for step, leg in MOVES.items()
        if leg.target is not None and len(leg.sources) < 3
        for source in in_order(leg)
    ]
    lines += ["    ENDED --> [*]", "```", "", "## Stages", "", "| stage | label |", "|---|---|"]
    lines += [f"| `{stage}` | {row.label} |" for stage, row in STAGES.items()]
    lines += [
        "",
        "## Steps",
        "",
        "| step | label | from | to | track | permission | roles |",
        "|---|---|---|---|---|---|---|",
    ]
    for step, leg in MOVES.items():
        sources = ", ".join(in_order(leg))
        roles = ", ".join(row.label for role, row in ROLES.items() if may(role, leg.permission))
        lines.append(
            f"| `{step}` | {leg.label} | {sources} | {leg.target or 'stays'} "
            f"| {TRACKS[leg.track] if leg.track else 'both'} | `{leg.permission}` | {roles} |"
        )
    lines += ["", "## Ends", "", "| reason | label | step | letter |", "|---|---|---|---|"]
    lines += [
        f"| `{reason}` | {row.label} | `{row.step}` | {'yes' if row.letter else 'no'} |"
        for reason, row in ENDS.items()
    ]
    return "\n".join(lines) + "\n"


class Command(BaseCommand):
    """`manage.py draw_stages`"""

    help = "Draw docs/stages.md from cases/stages.py"

    def handle(self, *args: Any, **options: Any) -> None:
        """Write the document."""
        PATH.write_text(drawing(), encoding="utf-8")
