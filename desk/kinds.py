"""What each kind of task is called in the inbox, its page, and which acts complete it."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from audit.words import mark
from deadlines.kinds import ASKED, OVERDUE, OVERDUE_LABEL, Kind, TaskRule, task_kind
from deadlines.kinds import KINDS as DEADLINES
from decisions.kinds import TASKS as DECISIONS
from decisions.kinds import TaskKind as Decide
from delivery.kinds import TASKS as DELIVERY
from delivery.kinds import TaskKind as Deliver
from inspection.kinds import TASK as ANSWER_INSPECTION
from inspection.kinds import TASK_LABEL as INSPECTION_LABEL
from oversight.kinds import (
    FOLLOW_LABEL,
    FOLLOW_SIGNAL_LABEL,
    FOLLOW_SIGNAL_TASK,
    FOLLOW_TASK,
    SIGNAL_LABEL,
    SIGNAL_TASK,
)
from oversight.kinds import TASK as CONTROL
from oversight.kinds import TASK_LABEL as CONTROL_LABEL
from pathways.kinds import TASKS as PATHWAYS
from pathways.kinds import TaskKind as Pathway
from people.roles import Permission
from privacy.kinds import TASKS as PRIVACY
from referrals.kinds import TASKS as REFERRALS
from referrals.kinds import TaskKind as Refer
from rights.kinds import ANSWER, GIVE_CODE, OWN_NUMBER, RENEW, REVIEW
from rights.kinds import TASK_LABELS as RIGHTS


@dataclass(frozen=True, slots=True)
class TaskKind:
    """A task's words, its page ({reference}, {key} filled in), and the events that complete it.

    `waits` says whether the task waits when its case does: what the law or a unit must answer to
    does not. `of_unit` says that the key is an order's, shown without opening the case. `of_case`
    says that it is the next step of the case, and goes with it to whoever answers for the case;
    `needs`, what one must be able to, to do it.
    """

    label: str
    url: str
    done_by: tuple[str, ...]
    waits: bool = True
    of_unit: bool = False
    of_case: bool = False
    needs: Permission | None = None


CASE: Final = "/saker/{reference}/"
UNKNOWN: Final = TaskKind(mark("Oppgave i saken"), CASE, (), waits=False)

# Kinds that are named in the queries of their own app. A test holds them to it.
_NAMED: Final[dict[str, TaskKind]] = {
    CONTROL: TaskKind(CONTROL_LABEL, "/innsyn/{key}/", ("AccessControlled",), waits=False),
    SIGNAL_TASK: TaskKind(SIGNAL_LABEL, "/innsyn/uvanlig/{key}/", ("SignalJudged",), waits=False),
    FOLLOW_TASK: TaskKind(FOLLOW_LABEL, "/innsyn/{key}/", ("AccessFollowedUp",), waits=False),
    FOLLOW_SIGNAL_TASK: TaskKind(
        FOLLOW_SIGNAL_LABEL, "/innsyn/uvanlig/{key}/", ("SignalFollowedUp",), waits=False
    ),
    ANSWER_INSPECTION: TaskKind(
        INSPECTION_LABEL, "/internkontroll/avvik/{key}/", ("DeviationAnswered",), waits=False
    ),
    REVIEW: TaskKind(
        RIGHTS[REVIEW],
        "/tilganger/gjennomgang/{key}/",
        ("RightsReviewed", "ReviewLapsed"),
        waits=False,
    ),
    RENEW: TaskKind(
        RIGHTS[RENEW],
        "/tilganger/forny/{key}/",
        ("RoleRenewed", "RoleLetEnd", "RoleEnded"),
        waits=False,
    ),
    ANSWER: TaskKind(
        RIGHTS[ANSWER],
        "/tilganger/rolle/{key}/",
        ("RoleGiven", "RoleConfirmed", "RoleTurnedDown"),
        waits=False,
    ),
    OWN_NUMBER: TaskKind(
        RIGHTS[OWN_NUMBER], "/profil/tilknytning/", ("RelationDeclared",), waits=False
    ),
    GIVE_CODE: TaskKind(RIGHTS[GIVE_CODE], "/tilganger/kode/{key}/", ("CodeGiven",), waits=False),
    "enquiry_follow_up": TaskKind(
        mark("Følg opp henvendelse"),
        "/henvendelser/{key}/",
        ("EnquiryFollowedUp", "EnquiryMadeApplication"),
        waits=False,
    ),
    "start_assessment": TaskKind(
        mark("Start kartlegging"), f"{CASE}kartlegging/", ("AssessmentStarted",), of_case=True
    ),
    "complete_assessment": TaskKind(
        mark("Fullfør kartleggingen"),
        f"{CASE}kartlegging/",
        ("AssessmentCompleted",),
        of_case=True,
    ),
    "write_recommendation": TaskKind(
        mark("Skriv innstilling"),
        f"{CASE}innstilling/",
        ("RecommendationSubmitted",),
        of_case=True,
    ),
    "end_trial": TaskKind(
        mark("Avslutt utprøving"),
        f"{CASE}utproving/{{key}}/avslutt/",
        ("TrialEnded",),
        waits=False,
        of_case=True,
    ),
    "answer_trial": TaskKind(
        mark("Vedtak eller avslutning?"),
        f"{CASE}utproving/{{key}}/svar/",
        ("TrialContinued", "TrialNeedsDecision", "TrialEnded"),
        waits=False,
        of_case=True,
    ),
    "letter_follow_up": TaskKind(
        mark("Følg opp brev"),
        "/brev/{key}/oppfolging/",
        ("LetterRenewed", "LetterSettled"),
        waits=False,
        of_case=True,
    ),
    "lapse_after_death": TaskKind(
        mark("Avslutt saken etter dødsfall"),
        f"{CASE}avslutt/",
        ("CaseEnded",),
        waits=False,
        of_case=True,
    ),
    "lapse_after_move": TaskKind(
        mark("Avslutt saken ved flytting"),
        f"{CASE}avslutt/",
        ("CaseEnded",),
        waits=False,
        of_case=True,
    ),
    "put_before_person": TaskKind(
        mark("Legg opplysninger fram for personen"),
        "/notater/{key}/forelagt/",
        ("InformationPutBefore", "InformationKept"),
        of_case=True,
    ),
    "letter_print": TaskKind(
        mark("Skriv ut og send brev"),
        "/brev/{key}/oppfolging/",
        ("LettersPrinted", "LettersPosted"),
        waits=False,
        needs=Permission.POST_LETTERS,
    ),
}
_PATHWAY_DONE: Final[dict[Pathway, tuple[str, ...]]] = {
    Pathway.RECEIVE_PATHWAY: ("HandoverAccepted", "HandoverDeclined"),
    Pathway.RECEIVE_RESPONSIBILITY: ("HandoverAccepted", "HandoverDeclined"),
    Pathway.HANDOVER_DECLINED: ("DeclineSettled", "HandoverProposed"),
    Pathway.HAND_OVER: ("HandoverProposed",),
    Pathway.ANSWER_QUESTION: ("QuestionAnswered",),
    Pathway.COORDINATE: ("SentToDecision", "ReturnedByCoordinator"),
}
_DECISION_DONE: Final[dict[Decide, tuple[str, ...]]] = {
    Decide.WRITE: ("DecisionSubmitted", "DecisionSubmittedAlone", "RecommendationReturned"),
    Decide.MEND: ("DecisionSubmitted", "DecisionSubmittedAlone"),
    Decide.ISSUE: ("DecisionIssued", "DecisionIssuedAlone"),
    Decide.APPROVE: ("DecisionApproved", "DecisionReturned", "DecisionIssued"),
    Decide.WRITE_URGENT: ("DecisionSubmitted", "DecisionSubmittedAlone"),
    Decide.CONTROL: ("DeviationControlled",),
    Decide.CONSIDER_URGENT: ("HelpGivenUrgently", "UrgentAnswered"),
}
_DELIVERY_DONE: Final[dict[Deliver, tuple[str, ...]]] = {
    Deliver.ANSWER_ORDER: ("OrderConfirmed", "OrderRefused"),
    Deliver.START_ORDER: ("ServiceStarted",),
    Deliver.ORDER_REFUSED: ("OrderRedirected",),
    Deliver.WITHOUT_DECISION: ("ServiceEnded",),
    Deliver.END_TRIAL_SERVICE: ("ServiceEnded",),
    Deliver.COMPLETE_CASE: ("CaseCompleted", "CaseEnded"),
    Deliver.EARLY_START: ("EarlyStartSettled",),
    Deliver.EARLY_TRIAL: ("EarlyStartSettled",),
    Deliver.ORDER_QUESTION: ("OrderQuestionAnswered",),
    Deliver.END_AFTER_DEATH: ("ServiceEnded",),
    Deliver.END_AFTER_MOVE: ("ServiceEnded",),
    Deliver.ASK_CONSENT: ("DepartureRegistered",),
    Deliver.HAND_OVER_PAPERS: ("PapersHandedOver",),
}
_REFERRAL_DONE: Final[dict[Refer, tuple[str, ...]]] = {
    Refer.RECEIVE_HELP: ("HelpReceived", "HelpEnded"),
    Refer.ANSWER_DAY_TEN: ("HelpContinued", "HelpNeedsDecision", "HelpEnded"),
    Refer.END_HELP: ("HelpEnded",),
}
_SECOND_EYES: Final = frozenset({Decide.APPROVE, Decide.CONTROL})
_ANSWERED_BY_UNIT: Final = frozenset(
    {
        Deliver.ANSWER_ORDER,
        Deliver.START_ORDER,
        Deliver.END_TRIAL_SERVICE,
        Deliver.END_AFTER_DEATH,
        Deliver.END_AFTER_MOVE,
    }
)


def _deadlines() -> Iterator[tuple[str, TaskKind]]:
    """A deadline's task is done on its own page, or by the act that meets it; the leader's too."""
    yield (
        OVERDUE,
        TaskKind(
            OVERDUE_LABEL,
            "/frister/{key}/",
            ("DeadlineSettled", "PreliminaryReplySent", "AnswerReceived"),
            waits=False,
        ),
    )
    for row in DEADLINES:
        if row.task is not None:
            by_letter = row.kind is Kind.PRELIMINARY_ANSWER
            done_by: tuple[str, ...]
            done_by = ("PreliminaryReplySent",) if by_letter else ("DeadlineSettled",)
            done_by += ("AnswerReceived",) if row.kind in ASKED else ()
            yield (
                task_kind(row.kind),
                TaskKind(row.task, "/frister/{key}/", done_by, waits=False, of_case=True),
            )


TASKS: Final[dict[str, TaskKind]] = {
    **_NAMED,
    **{
        kind.value: TaskKind(
            PATHWAYS[kind].label,
            PATHWAYS[kind].url,
            _PATHWAY_DONE[kind],
            of_case=kind is Pathway.HAND_OVER,
        )
        for kind in Pathway
    },
    **{
        kind.value: TaskKind(
            DECISIONS[kind].label,
            CASE + DECISIONS[kind].page,
            _DECISION_DONE[kind],
            waits=kind not in {Decide.WRITE_URGENT, Decide.CONTROL, Decide.CONSIDER_URGENT},
            of_case=kind not in {*_SECOND_EYES, Decide.CONSIDER_URGENT},
            needs=Permission.APPROVE if kind in _SECOND_EYES else Permission.DECIDE,
        )
        for kind in Decide
    },
    **{
        kind.value: TaskKind(
            DELIVERY[kind].label,
            DELIVERY[kind].url,
            _DELIVERY_DONE[kind],
            waits=kind is Deliver.COMPLETE_CASE,
            of_unit=kind in _ANSWERED_BY_UNIT,
            of_case=kind in {Deliver.COMPLETE_CASE, Deliver.WITHOUT_DECISION},
        )
        for kind in Deliver
    },
    **{
        kind.value: TaskKind(
            REFERRALS[kind].label, REFERRALS[kind].url, _REFERRAL_DONE[kind], waits=False
        )
        for kind in Refer
    },
    **{
        kind.value: TaskKind(label, url, done_by, waits=False)
        for kind, (label, url, done_by) in PRIVACY.items()
    },
    **dict(_deadlines()),
}
APPROVAL_KINDS: Final = (Decide.APPROVE.value,)
# Somebody waits for help now: it is urgent whatever the søknad said, and in everybody's own list
# who can do it, until one of them takes it.
HELP_NOW: Final = (Decide.CONSIDER_URGENT.value,)
RULES: Final = {kind: TaskRule(row.of_case, row.needs) for kind, row in TASKS.items()}
NEVER_WAITS: Final = tuple(kind for kind, row in TASKS.items() if not row.waits)
COMPLETES: Final = frozenset(event for row in TASKS.values() for event in row.done_by)

# What «Historikk» can be narrowed to: the events of these apps.
AREAS: Final[dict[str, tuple[str, tuple[str, ...]]]] = {
    "sak": (mark("Søknad og sak"), ("intake", "cases", "oversight")),
    "kartlegging": (mark("Kartlegging og innstilling"), ("assessments",)),
    "forlop": (mark("Forløp"), ("pathways",)),
    "vedtak": (mark("Vedtak"), ("decisions",)),
    "brev": (mark("Brev"), ("notifications",)),
    "notater": (mark("Notater og dokumenter"), ("records",)),
    "moter": (mark("Møter"), ("meetings",)),
    "tjenester": (mark("Bestillinger og tjenester"), ("delivery",)),
    "uten-vedtak": (mark("Henvisninger og hjelp uten vedtak"), ("referrals",)),
    "frister": (mark("Frister og oppgaver"), ("deadlines",)),
    "kontroll": (mark("Internkontroll og uttrekk"), ("inspection",)),
    "person": (mark("Personopplysninger"), ("people", "entrance", "rights", "privacy")),
    "drift": (mark("Drift"), ("watch", "backup")),
}


def task_of(kind: str) -> TaskKind:
    """The row of a kind; for one nobody has described, the case it is about."""
    return TASKS.get(kind, UNKNOWN)
