"""«Sak – Oversikt»: where the case stands, who acts now, what is next."""

import datetime as dt
from dataclasses import dataclass
from typing import Final

from django.utils.timezone import localdate

from assessments.models import Assessment, Recommendation, Trial
from audit.words import mark
from cases.queries import CaseHead, EventRow, PersonHead, case_head, person_head, timeline
from cases.stages import MOVES, RAIL, STAGES, Stage, Step
from deadlines.queries import DeadlineRow, deadlines_of_case
from decisions.models import Decision
from intake.models import Application
from notifications.queries import LetterRow, letters_of_case
from pathways.models import Handover
from people.access import Actor
from people.roles import Permission

EVENTS = 5
SEVERAL = 2
CANNOT_START = "Kan ikke startes ennå"


# What is done at each stage: the step, the button, and the page below the case's own.
NOW: Final[dict[Stage, tuple[str, str, str]]] = {
    Stage.RECEIVED: ("Kartlegging", mark("Start kartlegging"), "kartlegging/"),
    Stage.ASSESSMENT: ("Kartlegging", mark("Fortsett kartleggingen"), "kartlegging/"),
    Stage.TRIAL: ("Kartlegging", mark("Følg opp utprøvingen"), "utproving/"),
    Stage.RECOMMENDED: ("Innstilling", mark("Åpne forløpet"), "forlop/"),
    Stage.HANDOVER: ("Innstilling", mark("Åpne forløpet"), "forlop/"),
    Stage.DECISION: ("Vedtak", mark("Skriv vedtak"), "vedtak/"),
    Stage.APPROVAL: ("Vedtak", mark("Gå til godkjenning"), "vedtak/"),
    Stage.DECIDED: ("Tjeneste", mark("Se tjenestene"), "tjenester/"),
    Stage.DELIVERY: ("Tjeneste", mark("Se tjenestene"), "tjenester/"),
}


@dataclass(frozen=True, slots=True)
class RailStage:
    """One place on the rail: done, now, next or passed."""

    label: str
    state: str


@dataclass(frozen=True, slots=True)
class NextStep:
    """One line of «Neste steg»; the one that can be taken now is primary."""

    title: str
    url: str
    status: str
    responsible: str = ""
    due_on: dt.date | None = None
    waits_for: str = ""
    primary: bool = False
    button: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """The application as it came."""

    form: str
    own_words: str
    contact: str
    received_on: dt.date
    siblings: tuple[str, ...]  # the other cases of the same søknad


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of «Flere valg»."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page."""

    case: CaseHead
    person: PersonHead
    rail: tuple[RailStage, ...]
    steps: tuple[NextStep, ...]
    asked: Asked | None
    events: tuple[EventRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    letters: tuple[LetterRow, ...]
    choices: tuple[Choice, ...]
    may_take: bool
    may_distribute: bool
    may_work: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """What exists in the case, which decides what is next."""

    assessed: bool
    assessing: bool
    trying: bool
    tried: bool
    recommended: bool
    proposed: bool
    approval: str  # the approval page, when there is one


def overview(case_id: int, *, actor: Actor, at: dt.datetime) -> Overview:
    """The page for a case the caller may open; the same queries whatever the case holds."""
    on = localdate(at)
    case = case_head(case_id, on=on)
    facts = _facts(case_id, case)
    return Overview(
        case=case,
        person=person_head(case.person_id, on=on),
        rail=_rail(case, facts),
        steps=_steps(case, facts),
        asked=_asked(case_id),
        events=tuple(timeline(case_id, limit=EVENTS)),
        deadlines=tuple(deadlines_of_case(case_id, on=on)),
        letters=tuple(letters_of_case(case_id, at=at)),
        choices=_choices(case),
        may_take=not case.ended
        and case.responsible_id is None
        and actor.may(Permission.WORK_CASE)
        and case.unit_id in actor.unit_ids,
        may_distribute=not case.ended
        and actor.may(Permission.DISTRIBUTE)
        and case.unit_id in actor.unit_ids,
        may_work=not case.ended and actor.may(Permission.WORK_CASE),
    )


def _facts(case_id: int, case: CaseHead) -> Facts:
    done = list(
        Assessment.objects.filter(application__links__case_id=case_id).values_list(
            "completed_at", flat=True
        )
    )
    trials = list(Trial.objects.filter(case_id=case_id).values_list("ended_on", flat=True))
    decision = (
        Decision.objects.filter(case_id=case_id).order_by("-n").values_list("n", flat=True).first()
    )
    return Facts(
        assessed=any(at is not None for at in done),
        assessing=any(at is None for at in done),
        trying=any(on is None for on in trials),
        tried=bool(trials),
        recommended=Recommendation.objects.filter(
            case_id=case_id, submitted_at__isnull=False
        ).exists(),
        proposed=Handover.objects.filter(case_id=case_id, state="PROPOSED").exists(),
        approval=f"/saker/{case.reference}/vedtak/{decision}/godkjenning/" if decision else "",
    )


def _rail(case: CaseHead, facts: Facts) -> tuple[RailStage, ...]:
    """The six places; a trial nobody made is passed, not done."""
    here = STAGES[case.stage].rail
    rail = []
    for place, label in enumerate(RAIL, start=1):
        if case.ended:
            state = "done" if place < here or case.end_reason else "next"
        elif place == here:
            state = "now"
        else:
            state = "done" if place < here else "next"
        if place == STAGES[Stage.TRIAL].rail and state == "done" and not facts.tried:
            state = "passed"
        rail.append(RailStage(label, state))
    return tuple(rail)


def _steps(case: CaseHead, facts: Facts) -> tuple[NextStep, ...]:
    """The four steps of the path with the one to take now; none when the case has ended."""
    if case.ended:
        return ()
    base = f"/saker/{case.reference}"
    place = STAGES[case.stage].rail
    now = _now(case, facts)
    rows = [
        ("Kartlegging", f"{base}/kartlegging/", place > 3 or facts.assessed, "", {1, 2, 3}),
        ("Innstilling", f"{base}/innstilling/", place > 3, "kartlegging", {2, 4}),
        ("Vedtak", f"{base}/vedtak/", place > 5, "innstilling", {5}),
        ("Tjeneste", f"{base}/tjenester/", False, "vedtak", {6}),
    ]
    steps = []
    for title, url, done, waits, places in rows:
        primary = now[0] == title
        begun = primary or (place in places and (facts.assessing or place > 2))
        status = "Fullført" if done and not primary else "Pågår" if begun else CANNOT_START
        if primary and case.stage is Stage.RECEIVED:
            status = "Ikke startet"
        steps.append(
            NextStep(
                title=title,
                url=(now[2] if primary else url) if status != CANNOT_START else "",
                status=status,
                responsible=f"{case.holder}, {case.unit}" if primary else "",
                waits_for=f"Venter på {waits}" if status == CANNOT_START and waits else "",
                primary=primary,
                button=now[1] if primary else "",
            )
        )
    return tuple(steps)


def _now(case: CaseHead, facts: Facts) -> tuple[str, str, str]:
    """Which step is taken now: its title, the button's words and the page."""
    if case.stage is Stage.ASSESSMENT and facts.assessed:
        title, button, page = "Innstilling", "Skriv innstilling", "innstilling/"
    else:
        title, button, page = NOW[case.stage]
    url = f"/saker/{case.reference}/{page}"
    if case.stage is Stage.APPROVAL and facts.approval:
        url = facts.approval
    return title, button, url


def _choices(case: CaseHead) -> tuple[Choice, ...]:
    """What else can be done where the case stands, by the table of steps."""
    wanted = (
        (Step.SPLIT, mark("Del saken …"), "del/"),
        (Step.MERGE, mark("Slå sammen med annen sak …"), "slaa-sammen/"),
        (Step.END_UNDECIDED, mark("Trekk søknaden …"), "avslutt/"),
        (Step.COMPLETE, mark("Avslutt saken …"), "fullfor/"),
    )
    return tuple(
        Choice(label, f"/saker/{case.reference}/{page}")
        for step, label, page in wanted
        if case.stage in MOVES[step].sources
        and not (step is Step.SPLIT and len(case.service_keys) < SEVERAL)
    )


def _asked(case_id: int) -> Asked | None:
    application = Application.objects.filter(links__case_id=case_id).first()
    if application is None:
        return None
    contact = ", ".join(
        part
        for part in (
            str(application.get_from_whom_display()),
            application.contact_name,
            str(application.get_channel_display()).lower(),
        )
        if part
    )
    return Asked(
        form=str(application.get_form_display()),
        own_words=application.own_words,
        contact=contact,
        received_on=application.received_on,
        siblings=tuple(
            application.links.exclude(case_id=case_id)
            .order_by("case__reference")
            .values_list("case__reference", flat=True)
        ),
    )
