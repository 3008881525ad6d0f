"""What a note or a document is about: a case with its person, or a person alone."""

import datetime as dt
from dataclasses import dataclass

from cases.queries import CaseHead, PersonHead, case_head, find, must_open_person, person_head
from people.access import Actor
from people.queries import must_not_be_blocked, resident_id


@dataclass(frozen=True, slots=True)
class Subject:
    """The case (if any) and the person, as every page shows them on top."""

    person: PersonHead
    case: CaseHead | None = None

    @property
    def url(self) -> str:
        """The page of the case, or of the person."""
        return f"/saker/{self.case.reference}/" if self.case else self.person.url

    @property
    def papers_url(self) -> str:
        """The list of documents and notes."""
        return f"{self.url}dokumenter/"

    @property
    def case_id(self) -> int | None:
        """The case's id, for actions."""
        return self.case.id if self.case else None


def subject_of_case(
    reference: str, *, actor: Actor, on: dt.date, acting: bool = False, taking: bool = False
) -> Subject:
    """The case and its person. Raises NotFound or AccessDenied as `cases.queries.find`."""
    case = case_head(find(reference, actor=actor, acting=acting, taking=taking), on=on)
    return Subject(person_head(case.person_id, on=on), case)


def subject_of_person(
    public_id: str, *, actor: Actor, on: dt.date, acting: bool = False
) -> Subject:
    """The person alone, to read, or to write on (`acting`).

    Raises NotFound; AccessDenied where the person has blocked it and the actor does not
    work with it.
    """
    person_id = resident_id(public_id, actor=actor)
    must_not_be_blocked(person_id, actor=actor)
    must_open_person(person_id, public_id=public_id, actor=actor, acting=acting)
    return Subject(person_head(person_id, on=on))


def subject_of(case_id: int | None, person_id: int, *, on: dt.date) -> Subject:
    """Of a note or a document the caller may read."""
    return Subject(person_head(person_id, on=on), case_head(case_id, on=on) if case_id else None)
