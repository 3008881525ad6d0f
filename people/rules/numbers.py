"""Identity numbers, ages and how a name is written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from audit.words import mark

# From this day new numbers pass the first control with a remainder of 0 to 3 (and say
# nothing of sex). Older numbers stay valid. Source: Skatteetaten's PID 2032.
NEW_CONTROL_FROM: Final = date(2032, 1, 1)

_FIRST_WEIGHTS: Final = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
_SECOND_WEIGHTS: Final = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)

# Which individual numbers belong to which birth years, both ends included.
_SERIES: Final = (
    (0, 499, 1900, 1999),
    (500, 749, 1854, 1899),
    (500, 999, 2000, 2039),
    (900, 999, 1940, 1999),
)
_SYNTHETIC_MONTHS: Final = (80, 65)  # Skatteetaten's Tenor; NHN's SyntPop
_TENOR: Final = 80


class NumberKind(StrEnum):
    """What sort of identity number it is."""

    FNR = "fnr"  # fødselsnummer
    DNR = "dnr"  # D-number: day + 40, for those who are not registered residents


@dataclass(frozen=True, slots=True)
class IdentityNumber:
    """An identity number that passed every check; eleven digits, nothing else."""

    kind: NumberKind
    digits: str


def parse_identity_number(text: str, *, synthetic: bool, on: date) -> IdentityNumber:
    """The identity number a person typed; spaces and one dash may stand in it.

    `synthetic` is how the system runs: demo and test take only synthetic numbers (month
    + 80 or + 65), production only real ones. `on` decides which control rule is in force.
    Raises ValueError with a Norwegian sentence. Sex is never read from a number.
    """
    digits = re.sub(r"\s", "", text).replace("-", "", 1)
    if not re.fullmatch(r"[0-9]{11}", digits):
        raise ValueError(mark("Fødselsnummer må ha 11 siffer"))
    if digits[0] in "89":
        raise ValueError(mark("Dette er et hjelpenummer. Velg «Mangler nummer?» i stedet."))
    kind = NumberKind.DNR if digits[0] in "4567" else NumberKind.FNR
    month = _month(digits, synthetic=synthetic)
    if not _is_a_date(_day(digits), month, int(digits[4:6])):
        raise ValueError(mark("Nummeret begynner ikke med en gyldig dato. Sjekk sifrene."))
    if not _passes_control(digits, on):
        raise ValueError(mark("Kontrollsifrene stemmer ikke. Sjekk sifrene."))
    return IdentityNumber(kind, digits)


def proposed_birth_date(number: IdentityNumber, *, on: date) -> date | None:
    """The birth date the number suggests, to be confirmed and stored on its own.

    None where the series gives no year, or a day after `on`.
    """
    digits = number.digits
    day, month = _day(digits), int(digits[2:4])
    for offset in _SYNTHETIC_MONTHS:
        if 1 <= month - offset <= 12:
            month -= offset
            break
    for year in _years(int(digits[4:6]), int(digits[6:9])):
        born_on = _date(year, month, day)
        if born_on is not None and born_on <= on:
            return born_on
    return None


def spaced(digits: str) -> str:
    """Eleven digits as they are read aloud: «140342 12345»."""
    return f"{digits[:6]} {digits[6:]}"


def synthetic_number(born_on: date, serial: int, *, kind: NumberKind = NumberKind.FNR) -> str:
    """The synthetic number (month + 80) no. `serial`, from 0, for a birth date.

    For demo and tests only: no living person can have it. Raises ValueError when the
    series of that day has no such serial or no series covers the year.
    """
    numbers = _synthetic_numbers(born_on, kind)
    for found, digits in enumerate(numbers):
        if found == serial:
            return digits
    raise ValueError(f"no synthetic number {serial} for {born_on}")


def employee_number(text: str) -> str:
    """The employer's number as it is kept: without spaces, dashes and zeros before, in capitals.

    Empty if it cannot be one. Eleven digits cannot: that would be an identity number.
    """
    plain = re.sub(r"[\s-]", "", text).upper().lstrip("0")
    return plain if re.fullmatch(r"[0-9A-Z]{1,10}", plain) else ""


def age_on(born_on: date, day: date) -> int:
    """Whole years on that day. One born on 29 February turns on 1 March in other years."""
    had_birthday = (day.month, day.day) >= (born_on.month, born_on.day)
    return day.year - born_on.year - (not had_birthday)


def list_name(family: str, given: str) -> str:
    """A name as lists have it: «NORDMANN, Ola»."""
    return ", ".join(part for part in (family.upper(), given) if part)


def _day(digits: str) -> int:
    day = int(digits[:2])
    return day - 40 if day > 40 else day


def _month(digits: str, *, synthetic: bool) -> int:
    """The month as in a calendar. Raises ValueError if the number is of the wrong sort."""
    month = int(digits[2:4])
    if 1 <= month <= 12:
        if synthetic:
            raise ValueError(
                mark("Her kan du bare bruke syntetiske numre, med 80 lagt til måneden.")
            )
        return month
    for offset in _SYNTHETIC_MONTHS:
        if 1 <= month - offset <= 12:
            if not synthetic:
                raise ValueError(
                    mark("Dette er et syntetisk testnummer. Skriv personens eget nummer.")
                )
            return month - offset
    if 41 <= month <= 52:
        raise ValueError(mark("Dette er et hjelpenummer. Velg «Mangler nummer?» i stedet."))
    return month


def _passes_control(digits: str, on: date) -> bool:
    figures = [int(digit) for digit in digits]
    first = sum(w * f for w, f in zip(_FIRST_WEIGHTS, figures[:10], strict=True)) % 11
    second = sum(w * f for w, f in zip(_SECOND_WEIGHTS, figures, strict=True)) % 11
    return first <= (3 if on >= NEW_CONTROL_FROM else 0) and second == 0


def _years(two_digits: int, individual: int) -> Iterator[int]:
    """The birth years an individual number may mean, oldest last."""
    for century in (2000, 1900, 1800):
        year = century + two_digits
        for low, high, first, last in _SERIES:
            if low <= individual <= high and first <= year <= last:
                yield year
                break


def _is_a_date(day: int, month: int, two_digits: int) -> bool:
    return any(_date(century + two_digits, month, day) for century in (1800, 1900, 2000))


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _synthetic_numbers(born_on: date, kind: NumberKind) -> Iterator[str]:
    day = born_on.day + (40 if kind is NumberKind.DNR else 0)
    start = f"{day:02}{born_on.month + _TENOR:02}{born_on.year % 100:02}"
    for low, high, first_year, last_year in _SERIES:
        if not first_year <= born_on.year <= last_year:
            continue
        for individual in range(low, high + 1):
            figures = f"{start}{individual:03}"
            for weights in (_FIRST_WEIGHTS, _SECOND_WEIGHTS):
                total = sum(w * int(f) for w, f in zip(weights, figures, strict=False))
                figures += str(-total % 11)  # 10 makes twelve digits, and is dropped
            if len(figures) == 11:
                yield figures
