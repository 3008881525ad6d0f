"""The page of one case's pathway: who coordinates, what is in the air, and what comes next."""

import datetime as dt
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.http import require_GET

from audit.words import mark
from cases.queries import (
    CaseHead,
    DraftRow,
    PersonHead,
    case_head,
    draft,
    find,
    person_head,
)
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
    kept: DraftRow | None = None  # what the one who looks had typed in the page's form

    @property
    def context(self) -> dict[str, Any]:
        """As the templates name it."""
        return {"case": self.case, "person": self.person, "pathway": self.pathway}


def show(
    reference: str,
    *,
    actor: Actor,
    at: dt.datetime,
    page: str,
    form: str = "",
    needs: Permission = Permission.OPEN_CASE,
) -> Shown:
    """Read the case's pathway for an actor who may open the case, and the draft of `form`.

    `needs` is what the page's act asks for, if it is one. Raises as `find`, and AccessDenied.
    """
    day = localdate(at)
    with reading(actor, needs, page=page, at=at) as look:
        case_id = find(reference, actor=actor, acting=needs is not Permission.OPEN_CASE)
        case = case_head(case_id, on=day)
        shown = Shown(
            case=case,
            person=person_head(case.person_id, on=day),
            pathway=queries.pathway_page(case_id, actor=actor, on=day),
            kept=draft(owner_id=actor.staff(), form=form, case_id=case_id) if form else None,
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
        {**shown.context, "stages": rail(shown), "primary": primary(shown.pathway)},
    )


COORDINATOR: Final = mark("Forløpskoordinator")
TRIAL: Final = mark("Utprøving")
# The rail with the coordinator's step in its place, between the recommendation and the decision.
PLACES: Final = (*RAIL[:4], COORDINATOR, *RAIL[4:])


def rail(shown: Shown) -> list[dict[str, str]]:
    """Where the case stands: done, now, next; what policy passed or nobody did is passed."""
    case = shown.case
    here = case.rail + (case.rail > PLACES.index(COORDINATOR) or case.stage is Stage.HANDOVER)
    skipped = {
        COORDINATOR: not shown.pathway.pathway,
        TRIAL: not shown.pathway.tried,
    }
    rows = []
    for n, label in enumerate(PLACES, start=1):
        state = "now" if n == here else "done" if n < here else "next"
        if state != "now" and (label == COORDINATOR and shown.pathway.passed):
            state = "passed"
        if state == "done" and skipped.get(label, False):
            state = "passed"
        rows.append({"label": label, "state": state})
    return rows


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
