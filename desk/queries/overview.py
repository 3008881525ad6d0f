"""«Sak – Oversikt»: where the case stands, who acts now, what is next."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from django.utils.timezone import localdate
from django.utils.translation import gettext

from assessments.models import Assessment, Recommendation, Trial
from assessments.queries import short_page
from audit.words import filled, mark, said
from cases.models import Case
from cases.policy import Coordinator, Policy
from cases.queries import (
    CaseHead,
    PersonHead,
    acting_in,
    case_head,
    case_reads_until,
    in_hand,
    person_head,
    policy_for,
    visible,
)
from cases.stages import MOVES, UNDECIDED, Origin, Stage, Step, Track
from deadlines.kinds import Kind
from deadlines.queries import DeadlineRow, deadlines_of_case
from decisions.models import Decision, DecisionWriter
from decisions.queries import (
    AskedRow,
    DeviationRow,
    asked_now,
    deciding_unit,
    deviations_of_case,
)
from delivery.queries import AnewRow, completion_of, looked_at_by, refused_orders
from delivery.rules import completion_objections
from desk.queries.history import HistoryRow, latest_of_case
from desk.rules import NextStep, RailStage, Refusal, Where, next_steps, rail
from intake.kinds import BY_CHANNEL, CHANNELS
from intake.queries import ApplicationDetails, application_of
from meetings.queries import Waits, waits_for
from notifications.queries import LetterRow, letters_of_case, letters_to_follow_up
from pathways.queries import PathwayPage, pathway_page
from people.access import Actor
from people.roles import Permission
from referrals.queries import HelpRow, WaitRow, help_of_case, waits_of

EVENTS: Final = 5
SEVERAL: Final = 2
FROM_RECOMMENDED: Final = tuple(Stage)[tuple(Stage).index(Stage.RECOMMENDED) :]

# Which deadlines say when the step at a stage is to be done, the first that runs.
DUE: Final[dict[Stage, tuple[Kind, ...]]] = {
    Stage.TRIAL: (Kind.TRIAL_GATE, Kind.TARGET_DECISION),
    Stage.DECISION: (Kind.URGENT_WRITTEN, Kind.TARGET_DECISION),
    Stage.APPROVAL: (Kind.URGENT_WRITTEN, Kind.TARGET_DECISION),
    Stage.DECIDED: (Kind.ORDER_CONFIRMATION, Kind.TARGET_START),
    Stage.DELIVERY: (),
}

# The answer to a letter: of the only one that waits, else of one by number, sent or not yet.
ANSWER_CAME: Final[dict[Kind, tuple[str, str, str]]] = {
    Kind.MISSING_INFORMATION: (
        mark("Svar på mangelbrev mottatt …"),
        mark("Svar på mangelbrev nr. {n}, sendt {day}, mottatt …"),
        mark("Svar på mangelbrev nr. {n} mottatt …"),
    ),
    Kind.ADVANCE_NOTICE: (
        mark("Svar på forhåndsvarsel mottatt …"),
        mark("Svar på forhåndsvarsel nr. {n}, sendt {day}, mottatt …"),
        mark("Svar på forhåndsvarsel nr. {n} mottatt …"),
    ),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """A line of «Flere valg»."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class May:
    """What the one who looks may do here now; the actions hold it all again."""

    work: bool
    take: bool
    distribute: bool
    share: bool  # «Gi tilgang …»
    meet: bool  # «Til møte …»
    hand_over: bool  # «Overfør ansvar»
    receive: bool  # «Du er foreslått som ansvarlig»
    see_deadlines: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole page."""

    case: CaseHead
    person: PersonHead
    rail: tuple[RailStage, ...]
    steps: tuple[NextStep, ...]
    asked: ApplicationDetails | None
    anew: tuple[AnewRow, ...]  # the running services it looks at anew
    by_channel: str  # «på telefon»
    siblings: tuple[str, ...]  # the other cases of the same søknad that one may open
    events: tuple[HistoryRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    letters: tuple[LetterRow, ...]
    follows_up: frozenset[str]  # of these, the ones one may say came back, or send anew
    deviations: tuple[DeviationRow, ...]  # that stand open
    choices: tuple[Choice, ...]
    pathway: PathwayPage
    waits: Waits | None  # the meeting the case is on its way to
    helps: tuple[HelpRow, ...]  # that are given now without a decision
    wait: WaitRow | None  # the case waits by urgency
    help_asked: AskedRow | None  # somebody has asked for help now, and has no answer
    may: May
    reads_until: dt.datetime | None  # when the reason ends that alone opened it


def overview(case_id: int, *, actor: Actor, at: dt.datetime) -> Overview:
    """The page for a case the caller may open; the same queries whatever the case holds.

    Who may only read it is offered no act.
    """
    on = localdate(at)
    until = case_reads_until(case_id, actor=actor)
    actor = acting_in(case_id, actor=actor)
    case = case_head(case_id, on=on)
    pathway = pathway_page(case_id, actor=actor, on=on)
    deadlines = deadlines_of_case(case_id, on=on)
    person = person_head(case.person_id, on=on)
    where = _where(case, pathway, died=person.died_on is not None, actor=actor, on=on)
    asked = application_of(case_id)
    others = [ref for ref in asked.references if ref != case.reference] if asked else []
    siblings = visible(actor).filter(reference__in=others).order_by("reference")
    letters = letters_of_case(case_id, at=at)
    return Overview(
        case=case,
        person=person,
        rail=rail(where),
        steps=tuple(_said(step, case, deadlines, pathway) for step in next_steps(where)),
        asked=asked,
        anew=looked_at_by(case_id, on=on),
        by_channel=_by_channel(asked),
        siblings=tuple(siblings.values_list("reference", flat=True)),
        events=latest_of_case(case_id, reference=case.reference, most=EVENTS),
        deadlines=tuple(deadlines),
        letters=tuple(letters),
        follows_up=letters_to_follow_up(letters, actor=actor),
        deviations=deviations_of_case(case_id, open_only=True),
        choices=_choices(case, where, deadlines, actor, on),
        pathway=pathway,
        waits=waits_for(case_id, actor=actor),
        helps=tuple(row for row in help_of_case(case_id, on=on) if not row.ended),
        wait=waits_of([case_id], on=on).get(case_id),
        help_asked=None if case.ended else asked_now([case_id]).get(case_id),
        may=_may(case, pathway, actor),
        reads_until=until,
    )


def _may(case: CaseHead, pathway: PathwayPage, actor: Actor) -> May:
    here = case.unit_id in actor.unit_ids and not case.ended
    works = actor.may(Permission.WORK_CASE)
    return May(
        work=works and not case.ended,
        take=here and works and case.responsible_id is None,
        distribute=case.unit_id in actor.led_unit_ids and not case.ended,
        share=case.unit_id in actor.unit_ids and works,
        meet=here and works,
        hand_over=pathway.may.propose_responsibility,
        receive=pathway.may.accept,
        see_deadlines=actor.may(Permission.SEE_DEADLINES),
    )


def _by_channel(asked: ApplicationDetails | None) -> str:
    by_label = {CHANNELS[channel]: words for channel, words in BY_CHANNEL.items()}
    return by_label.get(asked.channel, "") if asked else ""


def _where(case: CaseHead, pathway: PathwayPage, *, died: bool, actor: Actor, on: dt.date) -> Where:
    """What the rules of the steps ask of the case."""
    done = list(
        Assessment.objects.filter(application__links__case_id=case.id).values_list(
            "completed_at", flat=True
        )
    )
    assessing = any(at is None for at in done)
    trials = Trial.objects.filter(case_id=case.id).exists()
    decision = Decision.objects.filter(case_id=case.id).order_by("-n").first()
    finish = completion_of(case.id, on=on)
    left = completion_objections(
        finish.granted, decided=finish.decided, told=finish.told, reaches_on=finish.reaches_on
    )
    policy = _policy(case, on=on)
    return Where(
        reference=case.reference,
        stage=case.stage,
        ended=case.ended,
        transferred=case.origin == Origin.TRANSFERRED,
        waits=case.hold_until is not None and case.hold_until > on,
        assessed=bool(done) and not assessing,
        assessing=assessing,
        simplified=policy.simplified,
        short=short_page(case.id, on=on) is not None,
        tried=trials,
        recommending=Recommendation.objects.filter(case_id=case.id).exists(),
        coordinated=_is_coordinated(case, policy),
        passed=case.coordinator_passed,
        proposed=pathway.pending is not None,
        dead=died,
        orally=case.decided_urgently,
        recommended=Recommendation.objects.filter(
            case_id=case.id, submitted_at__isnull=False
        ).exists(),
        handed=bool(pathway.coordinator),
        deciding=decision is not None and decision.issued_at is None,
        decision=decision.n if decision else 0,
        own_decision=decision is not None
        and DecisionWriter.objects.filter(decision=decision, staff_id=actor.staff_id).exists(),
        granted=bool(finish.granted),
        refused=_refused(case.id, on=on),
        done=not left,
        why_not_done=said(left[0].sentence, gettext) if left else "",
        holder=f"{case.holder}, {case.unit}",
        coordinator=f"{pathway.coordinator}, {pathway.coordinator_unit}",
        may=frozenset(p for p in Permission if actor.may(p)),
    )


def _refused(case_id: int, *, on: dt.date) -> tuple[Refusal, ...]:
    """The orders of the case that their units have refused, by name of who has them now."""
    return tuple(
        Refusal(
            service=order.service,
            unit=order.unit,
            reason=order.refuse_reason,
            holder=holder,
            url=f"/bestillinger/{order.public_id}/send/",
            permission=Permission.ASSESS if order.trial else Permission.DECIDE,
        )
        for order, holder in refused_orders(case_id, on=on)
    )


def _policy(case: CaseHead, *, on: dt.date) -> Policy:
    """What the municipality has decided for the services of the case."""
    municipality_id = Case.objects.values_list("municipality_id", flat=True).get(pk=case.id)
    return policy_for(municipality_id, Track(case.track), case.service_keys, on=on)


def _is_coordinated(case: CaseHead, policy: Policy) -> bool:
    """Whether the coordinator's step is taken; foretold until the recommendation is sent."""
    if case.stage in FROM_RECOMMENDED:
        return not case.coordinator_passed
    if policy.coordinator is Coordinator.WHEN_SEVERAL:
        return len(case.service_keys) >= SEVERAL
    return policy.coordinator is Coordinator.REQUIRED


def _receiver(pathway: PathwayPage) -> str:
    waits = pathway.pending
    return (waits.to_staff or waits.to_unit) if waits else ""


def _said(
    step: NextStep, case: CaseHead, deadlines: Sequence[DeadlineRow], pathway: PathwayPage
) -> NextStep:
    """A step in words, with the day of the one to take now; a handover to answer comes first."""
    kinds = DUE.get(case.stage, (Kind.TARGET_DECISION,))
    due = {row.kind: row.due_on for row in reversed(deadlines)}
    day = next((due[kind] for kind in kinds if due.get(kind)), None)
    waits = said(step.waits_for, gettext)
    return replace(
        step,
        waits_for=waits.replace("{who}", _receiver(pathway)),
        due_on=day if step.responsible and step.button else None,
        primary=step.primary and not pathway.may.accept,
    )


def _choices(
    case: CaseHead, where: Where, deadlines: Sequence[DeadlineRow], actor: Actor, on: dt.date
) -> tuple[Choice, ...]:
    """What else can be done where the case stands, by the table of steps and the role."""
    base = f"/saker/{case.reference}/"
    found = []
    decides = deciding_unit(actor, on=on) is not None
    waits_for_answer = any(row.kind is Kind.PRELIMINARY_ANSWER for row in deadlines)
    if waits_for_answer and case.stage in UNDECIDED:
        found.append(Choice(mark("Send foreløpig svar …"), f"{base}forelopig-svar/"))
    if actor.may(Permission.WORK_CASE) and case.stage in UNDECIDED:
        found += [
            Choice(mark("Be om opplysninger …"), f"{base}mangelbrev/"),
            Choice(mark("Send forhåndsvarsel …"), f"{base}forhandsvarsel/"),
        ]
        found += _answers(deadlines)
    wanted = (
        (Step.DECIDE_URGENTLY, mark("Gi hjelp nå (hastevedtak) …"), "hastevedtak/"),
        (Step.START_TRIAL, mark("Start utprøving …"), "utproving/ny/"),
        (Step.RETURN_RECOMMENDATION, mark("Send tilbake innstillingen …"), "vedtak/send-tilbake/"),
        (Step.SPLIT, mark("Del saken …"), "del/"),
        (Step.MERGE, mark("Slå sammen med annen sak …"), "sla-sammen/"),
        (Step.END_UNDECIDED, mark("Gi hjelp uten vedtak …"), "uten-vedtak/ny/"),
        (Step.END_UNDECIDED, mark("Trekk søknaden …"), "trekk/"),
        (Step.END_UNDECIDED, mark("Avslutt uten vedtak …"), "avslutt/"),
    )
    found += [
        Choice(label, base + page)
        for step, label, page in wanted
        if case.stage in MOVES[step].sources
        and actor.may(MOVES[step].permission)
        and not (step is Step.END_UNDECIDED and case.decided_urgently)
        and (
            step is not Step.RETURN_RECOMMENDATION
            or (where.recommended and not case.decided_urgently)
        )
        and (step is not Step.SPLIT or len(case.service_keys) >= SEVERAL)
        and (step is not Step.MERGE or _others(case, actor))
        and (step is not Step.DECIDE_URGENTLY or decides)
    ]
    if not decides and actor.may(Permission.WORK_CASE) and case.stage in UNDECIDED:
        found.append(Choice(mark("Trenger hjelp nå …"), f"{base}trenger-hjelp/"))
    if case.stage in MOVES[Step.COMPLETE].sources:
        found.append(Choice(mark("Avslutt som bortfalt …"), f"{base}avslutt/"))
        if not where.done:
            found.append(Choice(mark("Avslutt saken …"), f"{base}fullfor/"))
    return tuple(found)


def _answers(deadlines: Sequence[DeadlineRow]) -> list[Choice]:
    """«Svar mottatt» of each letter that asks; told apart where several of a kind wait.

    They are numbered as they were made, which is the order of their keys.
    """
    found = []
    for kind, (only, sent, made) in ANSWER_CAME.items():
        waits = sorted((row for row in deadlines if row.kind is kind), key=lambda row: row.key)
        for n, row in enumerate(waits, start=1):
            label = only
            if len(waits) >= SEVERAL:
                day = row.starts_on
                label = filled(sent, n=n, day=f"{day:%d.%m.%Y}") if day else filled(made, n=n)
            found.append(Choice(label, f"/frister/{row.public_id}/svar/"))
    return found


def _others(case: CaseHead, actor: Actor) -> bool:
    """Whether the person has another open case this one could go up in."""
    return (
        in_hand(actor).filter(person_id=case.person_id, ended_at=None).exclude(pk=case.id).exists()
    )
