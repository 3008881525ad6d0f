"""The draw: anybody with the list, the seed and SHA-256 can do it again and get the same cases."""

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence

from inspection.policy import Sign


def tickets_of(signs: Collection[Sign], weights: Mapping[Sign, int]) -> int:
    """How many tickets a case has in a draw by risk: none where there is no sign of it."""
    return sum(weights[sign] for sign in signs)


def number_of(seed: str, reference: str, tickets: int) -> str:
    """The lowest of the case's numbers: SHA-256 of «seed:reference:n», n from 1, in hexadecimal."""
    numbers = (f"{seed}:{reference}:{n}".encode() for n in range(1, tickets + 1))
    return min(hashlib.sha256(number).hexdigest() for number in numbers)


def drawn(population: Iterable[tuple[str, int]], *, seed: str, size: int) -> list[str]:
    """The `size` references with the lowest numbers; a case without tickets is never drawn."""
    numbered = sorted(
        (number_of(seed, reference, tickets), reference)
        for reference, tickets in population
        if tickets > 0
    )
    return [reference for _number, reference in numbered[:size]]


def digest_of(population: Sequence[tuple[str, int]]) -> str:
    """SHA-256 of the list drawn from: a line for each case, «reference tickets», by reference."""
    lines = "".join(f"{reference} {tickets}\n" for reference, tickets in sorted(population))
    return hashlib.sha256(lines.encode()).hexdigest()
