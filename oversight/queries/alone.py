"""What somebody wrote of a person and nobody else has had anything to do with: a henvendelse they
took and settled themself, a note on the person. Written only so as to look, it is one of those.

What is written in a case is none of it: that the case was theirs, or their unit's, is the work.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, Final, NamedTuple

from audit import reads

# What whoever answers may write of anybody who calls.
ALONE: Final = frozenset(
    {
        "EnquiryRegistered", "EnquiryFollowedUp", "NoteWritten", "NoteCorrected", "ResidentEdited",
        "RelativeAdded", "RelativeEdited", "RelativeEnded",
    }
)  # fmt: skip
GIVEN: Final = "EnquiryGiven"
BEGUN: Final = "EnquiryRegistered"


class Alone(NamedTuple):
    """Who wrote of whom on the day with nobody else, and with somebody; and what access of theirs
    (of whom, since when) is no more than that they promised themself to follow it up.
    """

    wrote: frozenset[tuple[int, int]]
    shared: frozenset[tuple[int, int]]
    gave_themself: frozenset[tuple[int, int, dt.datetime]]


def written_alone(
    municipality_id: int,
    *,
    since: dt.datetime,
    until: dt.datetime,
    access: Mapping[int, Iterable[Any]],
) -> Alone:
    """What was written alone in [since, until); `access`, by person: staff, unit, since, …

    An enquiry is somebody else's too where another has written of it, or was given it to follow up,
    on whatever day that was.
    """
    events = [*ALONE, GIVEN]
    today = reads.written(municipality_id, events, since=since, until=until)
    given = {(pk, row[0], row[2]) for pk, rows in access.items() for row in rows if row[0]}
    persons = {row.person_id for row in today if row.enquiry} | {pk for pk, _who, _at in given}
    ever = reads.written(municipality_id, events, persons=persons, until=until)
    hands: dict[str, set[int]] = defaultdict(set)
    let_in = defaultdict(set)
    for person_id, staff_id, at in given:
        let_in[person_id, at].add(staff_id)
    for row in ever:
        if row.enquiry:
            hands[row.enquiry] |= {row.staff_id} | let_in[row.person_id, row.at]

    def is_alone(row: reads.Written) -> bool:
        return len(hands[row.enquiry]) < 2 if row.enquiry else True

    return Alone(
        wrote=frozenset((row.staff_id, row.person_id) for row in today if is_alone(row)),
        shared=frozenset((row.staff_id, row.person_id) for row in today if not is_alone(row)),
        gave_themself=frozenset(
            (row.staff_id, row.person_id, row.at)
            for row in ever
            if row.event == BEGUN and is_alone(row)
        ),
    )
