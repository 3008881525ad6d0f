"""Rules of handover and of the pathway: why not, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from assessments.kinds import RETURN_REASONS
from audit.words import filled, mark
from cases.stages import STAGES, Stage
from pathways.policy import EXPECTED_DAYS, LONGEST_TEXT
from people.refusals import Objection


class Purpose(StrEnum):
    """What a handover hands over."""

    COORDINATION = "COORDINATION"
    RESPONSIBILITY = "RESPONSIBILITY"


PURPOSES: Final[dict[Purpose, str]] = {
    Purpose.COORDINATION: mark("Til forløpskoordinator"),
    Purpose.RESPONSIBILITY: mark("Overfør ansvar"),
}


@dataclass(frozen=True, slots=True)
class Proposal:
    """A handover somebody wants to propose, and how the case stands."""

    purpose: Purpose
    stage: Stage
    pending_with: str = ""  # the unit an earlier proposal waits for
    on_pathway: bool = False  # the case is on an open pathway
    sender_holds: bool = False  # the sender is responsible, or works in the unit that is
    sender_coordinates: bool = False  # the sender is, or sits with, the pathway's coordinator
    to_holder: bool = False  # the receiver has already what is handed over
    message: str = ""


def objections(proposal: Proposal) -> list[Objection]:
    """Why the handover may not be proposed; empty if it may."""
    if proposal.stage is Stage.ENDED:
        return [Objection("Saken er avsluttet og kan ikke overføres.", "case_ended")]
    found = []
    if proposal.pending_with:
        found.append(
            Objection(
                filled(
                    "En overføring venter på svar fra {pending_with}. Trekk den tilbake først.",
                    pending_with=proposal.pending_with,
                ),
                "handover_pending",
            )
        )
    found += (
        _coordination(proposal)
        if proposal.purpose is Purpose.COORDINATION
        else _responsibility(proposal)
    )
    if len(proposal.message) > LONGEST_TEXT:
        found.append(too_long("message"))
    return found


def _coordination(proposal: Proposal) -> list[Objection]:
    """A new case comes from the recommendation; on a pathway the coordinator is changed."""
    if proposal.stage is Stage.RECOMMENDED:
        if proposal.sender_holds:
            return []
        return [Objection("Bare den som er ansvarlig, kan overføre saken.", "not_responsible")]
    if not proposal.on_pathway:
        return [
            Objection(
                filled(
                    "Saken er «{stage}». Den overføres til forløpskoordinator når"
                    " innstillingen er sendt.",
                    stage=STAGES[proposal.stage].label,
                ),
                "wrong_stage",
            )
        ]
    if not proposal.sender_coordinates:
        return [
            Objection("Bare forløpskoordinatoren kan gi forløpet videre.", "not_the_coordinator")
        ]
    if proposal.to_holder:
        return [Objection("Velg en annen enn den som har forløpet nå.", "same_holder", "to")]
    return []


def _responsibility(proposal: Proposal) -> list[Objection]:
    found = []
    if not proposal.sender_holds:
        found.append(
            Objection("Bare den som er ansvarlig, kan overføre ansvaret.", "not_responsible")
        )
    if proposal.to_holder:
        found.append(Objection("Velg en annen enn den som har ansvaret nå.", "same_holder", "to"))
    return found


def text_objections(
    text: str, *, missing: str, field: str, code: str = "reason_missing"
) -> list[Objection]:
    """Why `text` cannot stand: empty (then `missing` says what to write), or too long."""
    if not text.strip():
        return [Objection(missing, code, field)]
    return [too_long(field)] if len(text) > LONGEST_TEXT else []


def return_objections(code: str, reason: str) -> list[Objection]:
    """Why a recommendation may not be sent back with this reason."""
    found = []
    if code not in RETURN_REASONS:
        found.append(
            Objection("Velg hvorfor innstillingen sendes tilbake.", "code_missing", "code")
        )
    found += text_objections(
        reason, missing="Skriv hva som må rettes i innstillingen.", field="reason"
    )
    return found


def too_long(field: str) -> Objection:
    """The objection to a text longer than a page can hold."""
    return Objection(
        filled("Teksten er for lang. Skriv høyst {longest} tegn.", longest=LONGEST_TEXT),
        "text_too_long",
        field,
    )


@dataclass(frozen=True, slots=True)
class OnPathway:
    """A case on a pathway that somebody wants to close."""

    reference: str
    stage: Stage
    evaluation_due_on: date | None  # an evaluation that is not made


def closing_objections(cases: Sequence[OnPathway], reason: str) -> list[Objection]:
    """Why the pathway may not be closed: it lasts through decision, start and evaluation."""
    found = text_objections(reason, missing="Skriv hvorfor forløpet avsluttes.", field="reason")
    found += [
        Objection(
            filled(
                "Sak {reference} er «{stage}». Forløpet varer til tjenesten er i gang"
                " eller saken er avsluttet.",
                reference=case.reference,
                stage=STAGES[case.stage].label,
            ),
            "case_unfinished",
        )
        for case in cases
        if case.stage not in {Stage.DELIVERY, Stage.ENDED}
    ]
    found += [
        Objection(
            filled(
                "Tjenesten i sak {reference} skal evalueres {evaluation_due_on}."
                " Forløpet varer til målene er evaluert.",
                reference=case.reference,
                evaluation_due_on=f"{case.evaluation_due_on:%d.%m.%Y}",
            ),
            "not_evaluated",
        )
        for case in cases
        if case.evaluation_due_on is not None and case.stage is Stage.DELIVERY
    ]
    return found


def next_step(stage: Stage, *, waits_for: str = "", questions: int = 0) -> str:
    """What moves the case on from `stage`, in the words of the card.

    `waits_for` is the unit a proposed handover waits for; `questions` are unanswered ones.
    """
    if waits_for:
        return f"Svar fra {waits_for}"
    if questions and stage is Stage.HANDOVER:
        return "Svar på spørsmål"
    return NEXT_STEPS.get(stage, "")


NEXT_STEPS: Final[dict[Stage, str]] = {
    Stage.RECEIVED: mark("Start kartlegging"),
    Stage.ASSESSMENT: mark("Ny innstilling"),
    Stage.TRIAL: mark("Utprøving avsluttes"),
    Stage.RECOMMENDED: mark("Overfør til forløpskoordinator"),
    Stage.HANDOVER: mark("Send til vedtak"),
    Stage.DECISION: mark("Fatt vedtak"),
    Stage.APPROVAL: mark("Godkjenning"),
    Stage.DECIDED: mark("Oppstart"),
    Stage.DELIVERY: mark("Evaluering"),
}


def tone(stage: Stage, days: int) -> str:
    """The colour of a card: a warning when the phase has lasted longer than expected."""
    expected = EXPECTED_DAYS.get(stage)
    return "warning" if expected is not None and days > expected else ""
