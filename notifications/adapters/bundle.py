"""Many letters as one file for the printer."""

from collections.abc import Sequence
from io import BytesIO

import pikepdf


def merged(files: Sequence[bytes]) -> bytes:
    """The letters one after the other, each beginning on a new sheet also on both sides.

    For the printer only: the letters themselves stay as they were decided.
    """
    together = pikepdf.new()
    for file in files:
        with pikepdf.open(BytesIO(file)) as letter:
            together.pages.extend(letter.pages)
            if len(letter.pages) % 2:
                box = letter.pages[0].mediabox
                together.add_blank_page(page_size=(float(box[2]), float(box[3])))
    written = BytesIO()
    together.save(written, deterministic_id=True)
    return written.getvalue()
