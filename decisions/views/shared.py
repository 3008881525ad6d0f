"""What the pages of a case's decision share: reading it, and how many sides the letter has."""

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from django.http import HttpRequest
from django.utils import timezone
from django.utils.timezone import localdate

from cases.queries import CaseHead, PersonHead, case_head, find, person_head
from decisions.adapters import sides
from decisions.queries import Envelope
from decisions.rules import lix
from notifications.rules import as_text
from people.access import Actor, reading
from people.roles import Permission
from people.signed_in import actor_of

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Shown(Generic[T]):
    """A case, its person, and what the page is about."""

    case: CaseHead
    person: PersonHead
    page: T

    @property
    def context(self) -> dict[str, Any]:
        """As the templates name it."""
        return {"case": self.case, "person": self.person, "page": self.page}


@dataclass(frozen=True, slots=True)
class Visit:
    """One request for a page of a case: who asks, when, for which case."""

    actor: Actor
    at: dt.datetime
    reference: str

    @property
    def today(self) -> dt.date:
        """Oslo's day."""
        return localdate(self.at)

    def show(
        self,
        page: str,
        ask: Callable[[int], T],
        *,
        permission: Permission = Permission.OPEN_CASE,
    ) -> Shown[T]:
        """Read the case and whatever `ask` asks of it, on record; what asks for more than to open
        it, is the page of an act. Raises as `find`.
        """
        with reading(self.actor, permission, page=page, at=self.at) as look:
            acting = permission is not Permission.OPEN_CASE
            case_id = find(self.reference, actor=self.actor, acting=acting)
            case = case_head(case_id, on=self.today)
            shown = Shown(case, person_head(case.person_id, on=self.today), ask(case_id))
            look.saw(persons=[case.person_id], case=case_id)
        return shown

    def case_id(self, page: str, *, permission: Permission = Permission.OPEN_CASE) -> int:
        """The case's id, for an act; the look is on record. Raises as `find`."""
        with reading(self.actor, permission, page=page, at=self.at) as look:
            case_id = find(self.reference, actor=self.actor, acting=True)
            look.saw(case=case_id)
        return case_id


def visit(request: HttpRequest, reference: str) -> Visit:
    """Who asks for a page of the case, and when."""
    at = timezone.now()
    return Visit(actor_of(request, at=at), at, reference)


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """How a letter will look and read: sides of paper, and how hard it is (LIX)."""

    sides: int | None
    lix: int


def letter_facts(envelopes: Sequence[Envelope]) -> LetterFacts | None:
    """Sides and LIX of the first letter; None where there is none."""
    if not envelopes:
        return None
    content = envelopes[0].content
    return LetterFacts(sides(content), lix(as_text(content)))
