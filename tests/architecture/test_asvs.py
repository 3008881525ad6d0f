"""Which requirements of OWASP ASVS 5.0 our tests show: the table of docs/security.md is theirs."""

import ast
import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings

from tests.architecture.asvs import CHAPTERS, OF_CHAPTERS, REQUIREMENTS

ROOT = Path(settings.BASE_DIR)
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- asvs: made by tests/architecture/test_asvs.py -->", "<!-- asvs ends -->"


def marks(node: ast.expr) -> list[str]:
    """The ids in `pytest.mark.asvs("V1.2.1", …)`, wherever it stands in an expression."""
    return [
        f"V{argument.value.removeprefix('V')}"
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute)
        and call.func.attr == "asvs"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    ]


def marked() -> Iterator[tuple[str, str]]:
    """Every requirement, with a file that shows it."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            told = list(node.decorator_list) if isinstance(node, ast.FunctionDef) else []
            if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "pytestmark":
                told.append(node.value)
            for expression in told:
                for name in marks(expression):
                    yield name, str(path.relative_to(ROOT / "tests"))


def shown() -> dict[str, list[str]]:
    """The requirements in their order, and the files that show each."""
    found: dict[str, set[str]] = defaultdict(set)
    for name, file in marked():
        found[name].add(file)
    order = sorted(found, key=lambda name: [int(part) for part in name[1:].split(".")])
    return {name: sorted(found[name]) for name in order}


def table() -> str:
    """What stands in docs/security.md: chapters with their counts, then every requirement."""
    found = shown()
    by_chapter = {
        chapter: [n for n in found if n.startswith(f"{chapter}.")] for chapter in CHAPTERS
    }
    whole = sum(count for _, count in CHAPTERS.values())
    lines = [
        f"{len(found)} of the {whole} requirements are shown by a test that carries their number.",
        "",
        "| chapter | shown | of | |",
        "|---|---:|---:|---|",
        *(
            f"| {chapter} {name} | {len(by_chapter[chapter])} | {count} |"
            f" {OF_CHAPTERS.get(chapter, '')} |"
            for chapter, (name, count) in CHAPTERS.items()
        ),
        "",
        "| | level | asks for | shown in `tests/` |",
        "|---|---|---|---|",
        *(
            f"| {name} | L{REQUIREMENTS[name][0]} | {REQUIREMENTS[name][1]} | {', '.join(files)} |"
            for name, files in found.items()
        ),
    ]
    return "\n".join(lines)


def test_the_table_of_the_security_page_is_what_tests_show(figure: Callable[[str], None]) -> None:
    found = shown()
    assert found.keys() == REQUIREMENTS.keys()  # a number nobody looked up, or no test shows

    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    _old, _, after = rest.partition(END)
    made = f"{before}{BEGIN}\n{table()}\n{END}{after}"
    if os.environ.get("APPROVE"):
        PAGE.write_text(made, encoding="utf-8")
    assert made == PAGE.read_text(encoding="utf-8"), "APPROVE=1 writes it anew"
    figure(f"Requirements of OWASP ASVS 5.0 with a test of their own: {len(found)}")
