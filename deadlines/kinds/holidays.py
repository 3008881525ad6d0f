"""Norway's public holidays, as dated rows: a year's list is drawn from them."""

from dataclasses import dataclass
from typing import Final

from audit.words import mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Holiday:
    """One holiday, on a day of the month or so many days from Easter Sunday, in [since, until)."""

    name: str
    month: int = 0
    day: int = 0
    from_easter: int | None = None
    since: int = 0  # years
    until: int | None = None


# helligdagsfredloven § 2 and lov om 1 og 17 mai; 24 and 31 December are working days.
HOLIDAYS: Final = (
    Holiday(name=mark("1. nyttårsdag"), month=1, day=1),
    Holiday(name=mark("1. mai"), month=5, day=1, since=1947),
    Holiday(name=mark("17. mai"), month=5, day=17, since=1947),
    Holiday(name=mark("1. juledag"), month=12, day=25),
    Holiday(name=mark("2. juledag"), month=12, day=26),
    # Where two meet, the movable one's name is said: they come last.
    Holiday(name=mark("skjærtorsdag"), from_easter=-3),
    Holiday(name=mark("langfredag"), from_easter=-2),
    Holiday(name=mark("1. påskedag"), from_easter=0),
    Holiday(name=mark("2. påskedag"), from_easter=1),
    Holiday(name=mark("Kristi himmelfartsdag"), from_easter=39),
    Holiday(name=mark("1. pinsedag"), from_easter=49),
    Holiday(name=mark("2. pinsedag"), from_easter=50),
)
