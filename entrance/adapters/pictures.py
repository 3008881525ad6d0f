"""The picture an authenticator app reads its key from."""

import segno


def picture_of(words: str) -> str:
    """`words` as a QR code, as an address of an image that needs no request (data:)."""
    # Black on white whatever the page's colours: cameras want it so.
    return str(
        segno.make(words, error="m").svg_data_uri(scale=5, border=4, dark="#000", light="#fff")
    )
