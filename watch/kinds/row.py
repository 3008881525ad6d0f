"""What one invariant says: rows that should not be, in words and in SQL."""

from dataclasses import dataclass
from typing import Final

from people.roles import Permission

# What one must be able to, to be shown the way to a page where it is mended.
SHOWN_WITH: Final[dict[str, Permission]] = {
    "/bestillinger/": Permission.DELIVER,
    "/brev/": Permission.POST_LETTERS,
    "/fordeling/": Permission.DISTRIBUTE,
    "/frister/": Permission.SEE_DEADLINES,
    "/oppsett/brukere/": Permission.ADMINISTER,
    "/saker/": Permission.OPEN_CASE,
    "/uten-gyldig-vedtak/": Permission.LEAD_DELIVERY,
}
# Of these, what one only reads by: nobody is to be asked for what so many can look at.
TO_READ: Final = frozenset({Permission.OPEN_CASE, Permission.SEE_DEADLINES})


@dataclass(frozen=True, slots=True)
class Invariant:
    """One thing that always holds.

    `sql` gives the id of every row that breaks it in the municipality `%(here)s`; 0 rows is the
    only good answer. It may ask for the moment `%(at)s` and the day `%(on)s`. `sentence` is what is
    wrong, `remedy` what to do, `url` where (for those who may open it; none: by hand).
    """

    key: str
    sentence: str
    remedy: str
    sql: str
    url: str = ""
