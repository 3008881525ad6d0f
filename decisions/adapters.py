"""The letter of a draft set on paper: to look at before anything is sent."""

from io import BytesIO

import pikepdf

from notifications.adapters import TypesettingError, letters
from notifications.rules import LetterContent


def preview(content: LetterContent) -> bytes:
    """The letter as it would be sent. Raises TypesettingError."""
    return letters.pdf(content.as_json(), on=content.on)


def sides(content: LetterContent) -> int | None:
    """How many sides of paper the letter takes; None if it cannot be set as it stands."""
    try:
        with pikepdf.open(BytesIO(preview(content))) as file:
            return len(file.pages)
    except TypesettingError:
        return None
