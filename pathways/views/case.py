"""The page of one case's pathway: who coordinates, what is in the air, and what comes next."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from cases.queries import CaseHead, PersonHead, case_head, find, person_head
from cases.stages import RAIL, Stage
from pathways import queries
from people.access import Actor, reading
from people.roles import Permission
from people.signed_in import actor_of


@dataclass(frozen=True, slots=True)
class Shown:
    """What every page of one case's pathway has."""

    case: CaseHead
    person: PersonHead
    pathway: queries.PathwayPage

    @property
    def context(self) -> dict[str, Any]:
        """As the templates name it."""
        return {"case": self.case, "person": self.person, "pathway": self.pathway}


def show(reference: str, *, actor: Actor, at: dt.datetime, page: str) -> Shown:
    """Read the case's pathway for an actor who may open the case. Raises as `find`."""
    day = localdate(at)
    with reading(actor, Permission.OPEN_CASE, page=page, at=at) as look:
        case_id = find(reference, actor=actor)
        case = case_head(case_id, on=day)
        shown = Shown(
            case=case,
            person=person_head(case.person_id, on=day),
            pathway=queries.pathway_page(case_id, actor=actor, on=day),
        )
        look.saw(persons=[case.person_id], case=case_id)
    return shown


@require_GET
def overview(request: HttpRequest, reference: str) -> HttpResponse:
    """«Forløp» of a case."""
    at = timezone.now()
    shown = show(reference, actor=actor_of(request, at=at), at=at, page="Forløp")
    return render(
        request,
        "pathways/case.html",
        {**shown.context, "stages": rail(shown.case), "primary": primary(shown.pathway)},
    )


def rail(case: CaseHead) -> list[dict[str, str]]:
    """The case's stages with the coordinator's step in its place, passed where it is passed."""
    here = case.rail + (case.rail > RAIL.index("Innstilling") + 1)
    if case.stage is Stage.HANDOVER:
        here = RAIL.index("Innstilling") + 2
    labels = [*RAIL[:4], "Forløpskoordinator", *RAIL[4:]]
    return [
        {"label": label, "state": _state(n, here, label, passed=case.coordinator_passed)}
        for n, label in enumerate(labels, start=1)
    ]


def _state(n: int, here: int, label: str, *, passed: bool) -> str:
    if label == "Forløpskoordinator" and passed:
        return "passed"
    if n == here:
        return "now"
    return "done" if n < here else "next"


def primary(page: queries.PathwayPage) -> str:
    """The one step that is the page's filled button: what moves the case on."""
    if page.may.accept:
        return "accept"
    if page.declined and page.may.keep:
        return "decline"
    if any(q.asked_of_me and q.answered_at is None for q in page.questions):
        return "answer"
    if page.may.coordinate:
        return "send"
    return "propose" if page.may.propose_coordination and page.usual[0] else ""
