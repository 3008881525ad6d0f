"""Finds the texts for translation in Python and in Django templates, for Babel (see babel.cfg)."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any, Final

from django.utils.translation.template import templatize

LITERAL: Final = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL: Final = re.compile(rf"\b(ngettext|gettext|_)\({LITERAL}(?:, *{LITERAL})?")
SOURCES: Final = ("django.utils.translation", "audit.words")
KINDS: Final = {
    "mark": "gettext",
    "filled": "gettext",
    "gettext_lazy": "gettext",
    "ngettext_lazy": "ngettext",
}
# Marked by where they stand: names of services, laws, and the sentence of a refusal.
TABLE_FIELDS: Final = ("name_nb", "legal_basis")
REFUSALS: Final = ("Refused", "Objection", "Stale", "NotFound", "AccessDenied")

Found = tuple[int, str, str | tuple[str, ...], list[str]]


def from_template(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """Each marked text of one template: line, function, text or texts, comments."""
    source = templatize(file.read().decode())
    for call in CALL.finditer(source):
        function, first, second = call.groups()
        texts = tuple(ast.literal_eval(text) for text in (first, second) if text)
        line = source.count("\n", 0, call.start()) + 1
        yield line, function, texts if len(texts) > 1 else texts[0], []


def from_python(
    file: IO[bytes], keywords: Mapping[str, Any], tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Found]:
    """Each marked text of one module, under whatever name it imports the marking function."""
    nodes = list(ast.walk(ast.parse(file.read())))
    functions = {
        name.asname or name.name: KINDS.get(name.name, name.name)
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module in SOURCES
        for name in node.names
    }
    for node in nodes:
        if (
            isinstance(node, ast.keyword)
            and node.arg in TABLE_FIELDS
            and (text := _text(node.value))
        ):
            yield node.value.lineno, "gettext", text, []
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name)):
            continue
        function = "gettext" if node.func.id in REFUSALS else functions.get(node.func.id)
        texts = [text for text in map(_text, node.args) if text]
        if function == "ngettext" and len(texts) > 1:
            yield node.lineno, function, (texts[0], texts[1]), []
        elif function == "gettext" and node.args and _text(node.args[0]):
            yield node.lineno, function, texts[0], []


def _text(node: ast.expr) -> str:
    """The text written there; empty where it is not written but found."""
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""
