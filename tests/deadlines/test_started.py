"""Which kinds of deadlines an act starts, and which are rows only, as the glossary says."""

import re
from pathlib import Path

from django.conf import settings

from deadlines.kinds import KINDS

ROOT = Path(settings.BASE_DIR)
# A kind that is named here is started by an act, or by the route of a letter.
ACTS = ("*/actions/*.py", "decisions/legal/*.py")


def test_the_glossary_says_which_kinds_nothing_starts() -> None:
    acts = [path.read_text() for pattern in ACTS for path in ROOT.glob(pattern)]
    named = {name for text in acts for name in re.findall(r"(?<!\w)Kind\.([A-Z_]+)", text)}
    told = (ROOT / "docs" / "glossary.md").read_text().split("that nothing starts yet")[1]
    table = told.split("\n## ")[0].split("|---|---|")[1]

    kinds = {row.kind.name for row in KINDS}
    assert set(re.findall(r"`([A-Z_]+)`", table)) == kinds - named
    assert kinds & named  # else nothing was read
