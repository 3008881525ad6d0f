"""Where an auditor begins: a case by its number, or the cases of the people who answer a search."""

import datetime as dt
from dataclasses import dataclass, replace
from typing import Final

from cases.queries import CaseHead, heads, open_people, visible, who_tags
from intake.queries import search
from notifications.letters import PROTECTIONS
from people.access import Actor
from people.queries import PersonHit, within_reach

STRICT: Final = PROTECTIONS["STRICT"]


@dataclass(frozen=True, slots=True)
class Inspected:
    """A person found, with every case, the latest first."""

    person: PersonHit
    cases: tuple[CaseHead, ...]
    closed: bool  # strictly protected: what control may not open is not told, nor whether it is


@dataclass(frozen=True, slots=True)
class Inspection:
    """One case by its reference, or people with their cases."""

    reference: str
    people: tuple[Inspected, ...]
    more: bool  # people than are shown


def inspect(text: str, *, actor: Actor, on: dt.date) -> Inspection:
    """What `text` finds (see `intake.queries.search`), open cases and ended; among the visible."""
    # Also of whom only the named see it is found who has looked; their cases are not.
    found = search(text, actor=actor, on=on, within=within_reach(actor))
    ids = [hit.person.id for hit in found.hits]
    theirs = visible(actor).filter(person_id__in=ids).values_list("pk", flat=True)
    opened = set(open_people(actor).filter(pk__in=ids).values_list("pk", flat=True))
    cases = sorted(heads(list(theirs), on=on).values(), key=_latest, reverse=True)
    return Inspection(
        reference=found.reference,
        people=tuple(
            Inspected(
                replace(hit.person, tags=who_tags(hit.person.tags)),
                tuple(case for case in cases if case.person_id == hit.person.id),
                closed=STRICT in hit.person.tags and hit.person.id not in opened,
            )
            for hit in found.hits
        ),
        more=found.more,
    )


def _latest(case: CaseHead) -> tuple[dt.date, int]:
    return case.received_on, case.id
