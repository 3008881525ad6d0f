"""Keys as text with a check sum (BIP 173), as the format `age` writes them."""

from typing import Final

LETTERS: Final = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
SUM_OF: Final = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)


def encode(prefix: str, data: bytes) -> str:
    """`data` as text."""
    fives = _regroup(list(data), 8, 5)
    check = _sum([*_spread(prefix), *fives, *[0] * 6]) ^ 1
    fives += [(check >> 5 * (5 - place)) & 31 for place in range(6)]
    return f"{prefix}1{''.join(LETTERS[five] for five in fives)}"


def decode(text: str) -> tuple[str, bytes]:
    """The prefix and the data; two empty ones for what was mistyped."""
    prefix, _, rest = text.rpartition("1")
    fives = [LETTERS.find(letter) for letter in rest]
    if not prefix or len(fives) < 6 or -1 in fives or _sum([*_spread(prefix), *fives]) != 1:
        return "", b""
    eights = _regroup(fives[:-6], 5, 8)
    whole = len(fives[:-6]) * 5 // 8
    return prefix, bytes(eights[:whole])


def _regroup(values: list[int], size: int, to: int) -> list[int]:
    bits = "".join(f"{value:0{size}b}" for value in values)
    bits += "0" * (-len(bits) % to)
    return [int(bits[at : at + to], 2) for at in range(0, len(bits), to)]


def _spread(prefix: str) -> list[int]:
    return [*(ord(one) >> 5 for one in prefix), 0, *(ord(one) & 31 for one in prefix)]


def _sum(values: list[int]) -> int:
    found = 1
    for value in values:
        top = found >> 25
        found = (found & 0x1FFFFFF) << 5 ^ value
        for bit, of in enumerate(SUM_OF):
            found ^= of if top >> bit & 1 else 0
    return found
