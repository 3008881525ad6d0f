"""Finds the texts for translation in Django templates, for Babel (see babel.cfg)."""

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any, Final

from django.utils.translation.template import templatize

LITERAL: Final = r"""u?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
CALL: Final = re.compile(rf"\b(ngettext|gettext|_)\({LITERAL}(?:, *{LITERAL})?")

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
