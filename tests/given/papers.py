"""Files as scanners and other systems make them."""

from io import BytesIO

import pikepdf


def a_pdf(*, pages: int = 1) -> bytes:
    """A small PDF of empty sheets."""
    made = pikepdf.new()
    for _ in range(pages):
        made.add_blank_page(page_size=(595, 842))
    written = BytesIO()
    made.save(written, deterministic_id=True)
    return written.getvalue()
