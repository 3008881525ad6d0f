"""The path a case (sak) travels: its stages, its steps, and where each step starts."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from audit.words import mark
from people.roles import Permission


class Track(StrEnum):
    """Which of Drammen's two tracks the case takes."""

    HOME = "HOME"  # tjenester til hjemmeboende
    OTHER = "OTHER"  # tjenester utenom hjemmetjenester


TRACKS: Final[dict[Track, str]] = {
    Track.HOME: mark("Tjenester til hjemmeboende"),
    Track.OTHER: mark("Tjenester utenom hjemmetjenester"),
}


class Stage(StrEnum):
    """Where the case stands."""

    RECEIVED = "RECEIVED"
    ASSESSMENT = "ASSESSMENT"
    TRIAL = "TRIAL"
    RECOMMENDED = "RECOMMENDED"
    HANDOVER = "HANDOVER"
    DECISION = "DECISION"
    APPROVAL = "APPROVAL"
    DECIDED = "DECIDED"
    DELIVERY = "DELIVERY"
    ENDED = "ENDED"


@dataclass(frozen=True, slots=True)
class StageRow:
    """What a stage is called, its tag's colour and its place on the rail."""

    label: str
    colour: str
    rail: int  # 1-6: Mottatt, Kartlegging, Utprøving, Innstilling, Vedtak, Tjeneste


STAGES: Final[dict[Stage, StageRow]] = {
    Stage.RECEIVED: StageRow(mark("Mottatt"), "info", 1),
    Stage.ASSESSMENT: StageRow(mark("Under kartlegging"), "accent", 2),
    Stage.TRIAL: StageRow(mark("Utprøving"), "accent", 3),
    Stage.RECOMMENDED: StageRow(mark("Innstilt"), "accent", 4),
    Stage.HANDOVER: StageRow(mark("Hos forløpskoordinator"), "accent", 4),
    Stage.DECISION: StageRow(mark("Til vedtak"), "brand1", 5),
    Stage.APPROVAL: StageRow(mark("Til godkjenning"), "brand1", 5),
    Stage.DECIDED: StageRow(mark("Vedtak fattet"), "success", 6),
    Stage.DELIVERY: StageRow(mark("Tjeneste i gang"), "success", 6),
    Stage.ENDED: StageRow(mark("Avsluttet"), "neutral", 6),
}
RAIL: Final[tuple[str, ...]] = (
    mark("Mottatt"),
    mark("Kartlegging"),
    mark("Utprøving"),
    mark("Innstilling"),
    mark("Vedtak"),
    mark("Tjeneste"),
)


class Step(StrEnum):
    """One step on the path."""

    BEGIN_ASSESSMENT = "BEGIN_ASSESSMENT"
    START_TRIAL = "START_TRIAL"
    END_TRIAL = "END_TRIAL"
    SUBMIT_RECOMMENDATION = "SUBMIT_RECOMMENDATION"
    TAKE_BACK_RECOMMENDATION = "TAKE_BACK_RECOMMENDATION"
    ACCEPT_HANDOVER = "ACCEPT_HANDOVER"
    PASS_COORDINATOR = "PASS_COORDINATOR"  # noqa: S105 - a step, no password
    RETURN_TO_ASSESSOR = "RETURN_TO_ASSESSOR"
    SEND_TO_DECISION = "SEND_TO_DECISION"
    RETURN_RECOMMENDATION = "RETURN_RECOMMENDATION"
    SUBMIT_DECISION = "SUBMIT_DECISION"
    TAKE_BACK_DECISION = "TAKE_BACK_DECISION"
    RETURN_DECISION = "RETURN_DECISION"
    DECIDE_URGENTLY = "DECIDE_URGENTLY"
    ISSUE_DECISION = "ISSUE_DECISION"
    START_DELIVERY = "START_DELIVERY"
    SPLIT = "SPLIT"
    MERGE = "MERGE"
    END_UNDECIDED = "END_UNDECIDED"
    LAPSE = "LAPSE"
    COMPLETE = "COMPLETE"


@dataclass(frozen=True, slots=True)
class Move:
    """Where a step starts, where it ends (None: the case stays), and who may take it."""

    label: str
    sources: frozenset[Stage]
    target: Stage | None
    permission: Permission
    track: Track | None = None  # None: both tracks


def _from(*stages: Stage) -> frozenset[Stage]:
    return frozenset(stages)


_S, _P = Stage, Permission
UNDECIDED: Final = _from(
    _S.RECEIVED, _S.ASSESSMENT, _S.TRIAL, _S.RECOMMENDED, _S.HANDOVER, _S.DECISION, _S.APPROVAL
)
OPEN: Final = frozenset(Stage) - {Stage.ENDED}

MOVES: Final[dict[Step, Move]] = {
    Step.BEGIN_ASSESSMENT: Move(
        mark("Start kartlegging"), _from(_S.RECEIVED), _S.ASSESSMENT, _P.ASSESS
    ),
    Step.START_TRIAL: Move(mark("Start utprøving"), _from(_S.ASSESSMENT), _S.TRIAL, _P.ASSESS),
    Step.END_TRIAL: Move(mark("Avslutt utprøving"), _from(_S.TRIAL), _S.ASSESSMENT, _P.ASSESS),
    Step.SUBMIT_RECOMMENDATION: Move(
        mark("Send innstilling"), _from(_S.ASSESSMENT), _S.RECOMMENDED, _P.ASSESS
    ),
    Step.TAKE_BACK_RECOMMENDATION: Move(
        mark("Ta tilbake innstillingen"), _from(_S.RECOMMENDED), _S.ASSESSMENT, _P.ASSESS
    ),
    Step.ACCEPT_HANDOVER: Move(
        mark("Ta imot forløpet"), _from(_S.RECOMMENDED), _S.HANDOVER, _P.COORDINATE
    ),
    # Taken by the rule, never by a person: the page shows the coordinator's step as passed.
    Step.PASS_COORDINATOR: Move(
        mark("Forløpskoordinator passert"), _from(_S.RECOMMENDED), _S.DECISION, _P.ASSESS
    ),
    Step.RETURN_TO_ASSESSOR: Move(
        mark("Send tilbake til kartlegger"), _from(_S.HANDOVER), _S.ASSESSMENT, _P.COORDINATE
    ),
    Step.SEND_TO_DECISION: Move(
        mark("Send til vedtak"), _from(_S.HANDOVER), _S.DECISION, _P.COORDINATE
    ),
    Step.RETURN_RECOMMENDATION: Move(
        mark("Send tilbake innstillingen"), _from(_S.DECISION), _S.ASSESSMENT, _P.DECIDE
    ),
    Step.SUBMIT_DECISION: Move(
        mark("Send til godkjenning"), _from(_S.DECISION), _S.APPROVAL, _P.DECIDE
    ),
    Step.TAKE_BACK_DECISION: Move(
        mark("Ta tilbake vedtaket"), _from(_S.APPROVAL), _S.DECISION, _P.DECIDE
    ),
    Step.RETURN_DECISION: Move(
        mark("Send tilbake til saksbehandler"), _from(_S.APPROVAL), _S.DECISION, _P.APPROVE
    ),
    # Help that cannot wait (hastevedtak): from wherever the case stands, to be written after.
    Step.DECIDE_URGENTLY: Move(mark("Gi hjelp nå"), UNDECIDED, _S.DECISION, _P.DECIDE),
    Step.ISSUE_DECISION: Move(
        mark("Fatt vedtak og send brev"), _from(_S.DECISION, _S.APPROVAL), _S.DECIDED, _P.DECIDE
    ),
    Step.START_DELIVERY: Move(
        mark("Registrer oppstart"), _from(_S.DECIDED), _S.DELIVERY, _P.DELIVER
    ),
    Step.SPLIT: Move(
        mark("Del saken"), _from(_S.RECEIVED, _S.ASSESSMENT, _S.TRIAL), None, _P.WORK_CASE
    ),
    Step.MERGE: Move(mark("Slå sammen"), _from(_S.RECEIVED, _S.ASSESSMENT), _S.ENDED, _P.WORK_CASE),
    Step.END_UNDECIDED: Move(mark("Avslutt uten vedtak"), UNDECIDED, _S.ENDED, _P.WORK_CASE),
    Step.LAPSE: Move(mark("Bortfalt"), OPEN, _S.ENDED, _P.WORK_CASE),
    # A refusal is complete when it is issued and told; a grant when its services have ended.
    Step.COMPLETE: Move(
        mark("Avslutt saken"), _from(_S.DECIDED, _S.DELIVERY), _S.ENDED, _P.WORK_CASE
    ),
}


class EndReason(StrEnum):
    """Why a case ended (model: A sak ends with a reason and who was told)."""

    COMPLETED = "COMPLETED"
    ANSWERED = "ANSWERED"
    NOT_WISHED = "NOT_WISHED"
    REFERRED_ON = "REFERRED_ON"
    WITHOUT_DECISION = "WITHOUT_DECISION"
    WITHDRAWN = "WITHDRAWN"
    LAPSED_DEATH = "LAPSED_DEATH"
    LAPSED_MOVED = "LAPSED_MOVED"
    DISMISSED = "DISMISSED"
    MERGED = "MERGED"


@dataclass(frozen=True, slots=True)
class EndRow:
    """What a reason is called and by which step the case ends with it."""

    label: str
    step: Step
    letter: bool  # whether the party is told in writing as a rule


ENDS: Final[dict[EndReason, EndRow]] = {
    EndReason.COMPLETED: EndRow(mark("Fullført"), Step.COMPLETE, letter=False),
    EndReason.ANSWERED: EndRow(mark("Besvart med veiledning"), Step.END_UNDECIDED, letter=True),
    EndReason.NOT_WISHED: EndRow(mark("Ønsker ikke å søke"), Step.END_UNDECIDED, letter=True),
    EndReason.REFERRED_ON: EndRow(mark("Vist videre"), Step.END_UNDECIDED, letter=True),
    EndReason.WITHOUT_DECISION: EndRow(mark("Gitt uten vedtak"), Step.END_UNDECIDED, letter=True),
    EndReason.WITHDRAWN: EndRow(mark("Trukket"), Step.END_UNDECIDED, letter=True),
    EndReason.LAPSED_DEATH: EndRow(mark("Bortfalt ved dødsfall"), Step.LAPSE, letter=False),
    EndReason.LAPSED_MOVED: EndRow(mark("Bortfalt ved flytting"), Step.LAPSE, letter=True),
    EndReason.DISMISSED: EndRow(mark("Avvist"), Step.COMPLETE, letter=False),
    EndReason.MERGED: EndRow(mark("Slått sammen med annen sak"), Step.MERGE, letter=False),
}


class Origin(StrEnum):
    """What a case began with."""

    APPLICATION = "APPLICATION"
    REASSESSMENT = "REASSESSMENT"
    CHANGE_MESSAGE = "CHANGE_MESSAGE"
    COMPLAINT = "COMPLAINT"
    OWN_MOTION = "OWN_MOTION"
    TRANSFERRED = "TRANSFERRED"


ORIGINS: Final[dict[Origin, str]] = {
    Origin.APPLICATION: mark("Søknad"),
    Origin.REASSESSMENT: mark("Revurdering"),
    Origin.CHANGE_MESSAGE: mark("Endringsmelding"),
    Origin.COMPLAINT: mark("Klage"),
    Origin.OWN_MOTION: mark("Eget initiativ"),
    Origin.TRANSFERRED: mark("Overført fra tidligere system"),
}
