"""Whom a document of the inbox may be about: people by a search, each with their cases."""

import datetime as dt
import re
from dataclasses import dataclass

from cases.queries import CaseHead, heads, open_people, person_head, visible
from people.access import Actor
from people.queries import MOST_HITS, find_people


@dataclass(frozen=True, slots=True)
class Target:
    """A person, or one of their cases."""

    value: str  # «sak:2026-00123» or «person:<public id>»
    person_id: int
    name: str
    born_on: dt.date | None
    case: CaseHead | None = None


def targets(text: str, *, actor: Actor, on: dt.date) -> list[Target]:
    """The persons that `text` finds (name, number, day of birth or a case's), with their cases.

    Of the cases those the actor may open, open ones first. Nobody who has blocked their affairs.
    """
    typed = " ".join(text.split())
    reference = re.fullmatch(r"(\d{4})-(\d{1,5})", typed)
    if reference is not None:
        return _by_reference(f"{reference[1]}-{int(reference[2]):05d}", actor, on)
    within = open_people(actor).filter(blocked=False)
    hits = find_people(typed, within=within, on=on)[:MOST_HITS]
    ids = visible(actor).filter(person_id__in=[hit.id for hit in hits]).values_list("pk", flat=True)
    cases = sorted(heads(list(ids), on=on).values(), key=_open_and_latest)
    found = []
    for hit in hits:
        theirs = [case for case in cases if case.person_id == hit.id]
        found += [
            Target(f"sak:{case.reference}", hit.id, hit.list_name, hit.born_on, case)
            for case in theirs
        ]
        found.append(Target(f"person:{hit.public_id}", hit.id, hit.list_name, hit.born_on))
    return found


def _by_reference(reference: str, actor: Actor, on: dt.date) -> list[Target]:
    ids = visible(actor).filter(reference=reference).values_list("pk", flat=True)
    return [
        Target(f"sak:{case.reference}", case.person_id, person.list_name, person.born_on, case)
        for case in heads(list(ids), on=on).values()
        for person in [person_head(case.person_id, on=on)]
    ]


def _open_and_latest(case: CaseHead) -> tuple[bool, int, int]:
    return case.ended, -case.received_on.toordinal(), -case.id
