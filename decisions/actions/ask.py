"""«Trenger hjelp nå»: who may not decide asks those who may for a hastevedtak, and is answered."""

import datetime as dt
from collections.abc import Sequence

from django.utils.timezone import localdate, make_aware

from audit import trail
from audit.words import filled
from cases.actions import discard_drafts, end_haste_access, give_access
from cases.models import Case
from cases.models.support import HASTE
from cases.queries import lock, opened_to_no_more
from cases.stages import MOVES, Stage, Step
from decisions.events import UrgentAnswered, UrgentAsked
from decisions.models import UrgentRequest
from decisions.policy import ANOTHER, DECIDED_SINCE, ENDED_SINCE, UNANSWERED
from decisions.queries.asked import open_request, still_to_ask, who_decides_now
from decisions.queries.people import deciding_unit
from decisions.rules import haste_last_day
from notifications.actions import notify
from notifications.adapters import text as letters
from notifications.kinds import NoticeKind
from people.access import Actor, use_case
from people.models import StaffMember
from people.refusals import Objection, Refused
from people.roles import Permission

ASK_DRAFT = "trenger-hjelp"
ANSWER_DRAFT = "haster-ikke"


@use_case(Permission.WORK_CASE)
def ask_for_urgent(
    case_id: int, *, to: str, why: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Ask one who decides (public id), or the first who can (empty `to`), to give help now.

    They may open the case until it is answered or decided, at most the days of the local rule
    (decisions.policy), have a task that day, and are told. What nobody answered in those days may
    be asked again, and whoever asked may ask another at once: the first then opens it no more.
    Whose cases open no wider by themselves (`opened_to_no_more`): one is named.

    Raises Refused: nobody is there, they are asked already, or the actor decides.
    """
    case = lock(case_id, actor=actor)
    on = localdate(at)
    why = letters.clean(why).strip()
    if deciding_unit(actor, on=on) is not None:
        raise Refused("Du kan gi hjelpen selv. Velg «Gi hjelp nå».", code="may_decide")
    there = who_decides_now(case, on=on)
    asked = [one for one in there if not to or str(one.public_id) == to]
    before = open_request(case.pk)
    _must_be_new(case, before, asked, still_to_ask(before, there, actor=actor, on=on))
    if found := _objections(case, there, asked, to=to, why=why):
        raise Refused.all(found)
    if before is not None:
        over = on > haste_last_day(before.asked_on)
        close_request(case, answer=UNANSWERED if over else ANOTHER, actor=actor, at=at)
    until_at = make_aware(dt.datetime.combine(haste_last_day(on) + dt.timedelta(days=1), dt.time()))
    request = UrgentRequest.objects.create(
        case=case,
        asked_by_id=actor.staff(),
        asked_at=at,
        asked_on=on,
        to=asked[0] if to else None,
        why=why,
    )
    for staff in asked:
        give_access(case, staff_id=staff.pk, ground=HASTE, until_at=until_at, at=at)
        notify(
            staff,
            NoticeKind.TASK,
            case=case,
            key=f"haste:{request.pk}",
            sentence=filled(
                "Det trengs hjelp nå i sak {reference}. Vurder hastevedtak i dag.",
                reference=case.reference,
            ),
            at=at,
        )
    discard_drafts(case, ASK_DRAFT, owner_id=actor.staff())
    trail.record(
        UrgentAsked(
            case_id=case.pk,
            person_id=case.person_id,
            to=", ".join(str(staff) for staff in asked),
            to_staff_ids=[staff.pk for staff in asked],
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference}


@use_case(Permission.DECIDE)
def answer_urgent(case_id: int, *, answer: str, actor: Actor, at: dt.datetime) -> dict[str, str]:
    """Say that the help asked for can wait (Ikke haster, fordi …), and tell who asked.

    Raises Refused without a reason, and where nothing waits for an answer.
    """
    case = lock(case_id, actor=actor)
    answer = letters.clean(answer).strip()
    request = open_request(case.pk)
    if request is None:
        raise Refused("Spørsmålet er allerede besvart.", code="not_asked")
    if not answer:
        raise Refused("Skriv hvorfor det ikke haster.", code="answer_missing", field="answer")
    close_request(case, answer=answer, actor=actor, at=at)
    discard_drafts(case, ANSWER_DRAFT, owner_id=actor.staff())
    notify(
        StaffMember.objects.get(pk=request.asked_by_id),
        NoticeKind.ANSWER,
        case=case,
        key=f"haste:{request.pk}:answered",
        sentence=filled(
            "Ikke hastevedtak i sak {reference}. Les hvorfor på «Trenger hjelp nå».",
            reference=case.reference,
        ),
        at=at,
    )
    trail.record(UrgentAnswered(case_id=case.pk, person_id=case.person_id), actor=actor, at=at)
    return {"reference": case.reference}


def close_request(case: Case, *, answer: str, actor: Actor, at: dt.datetime) -> None:
    """What was asked for in the locked case is answered, or given; who was let in for it is not."""
    UrgentRequest.objects.filter(case=case, closed_at=None).update(
        closed_at=at, closed_by_id=actor.staff(), answer=answer
    )
    end_haste_access(case, at=at)


def close_unanswered(case: Case, *, actor: Actor, at: dt.datetime) -> None:
    """Part: what is asked for in a locked case that is decided or has ended waits no more.

    Whoever asked is told that nobody answered.
    """
    request = open_request(case.pk)
    if request is None:
        return
    why = ENDED_SINCE if case.stage == Stage.ENDED else DECIDED_SINCE
    close_request(case, answer=why, actor=actor, at=at)
    if request.asked_by_id == actor.staff():
        return
    notify(
        request.asked_by,
        NoticeKind.ANSWER,
        case=case,
        key=f"haste:{request.pk}:answered",
        sentence=filled(
            "Ingen svarte på spørsmålet om hjelp nå i sak {reference}. {why}",
            reference=case.reference,
            why=why,
        ),
        at=at,
    )


def _must_be_new(
    case: Case,
    before: UrgentRequest | None,
    asked: Sequence[StaffMember],
    new: Sequence[StaffMember],
) -> None:
    """Raise Refused where asking makes no sense: it is decided, or none of `asked` is `new`."""
    if case.stage not in MOVES[Step.DECIDE_URGENTLY].sources:
        raise Refused("Det er allerede gitt et vedtak i saken.", code="decided")
    if before is not None and asked and not set(asked) & set(new):
        raise Refused(
            filled(
                "{who} har allerede bedt om hjelp nå i denne saken. Ring hvis det ikke kan vente.",
                who=before.asked_by,
            ),
            code="already_asked",
        )


def _objections(
    case: Case,
    there: Sequence[StaffMember],
    asked: Sequence[StaffMember],
    *,
    to: str,
    why: str,
) -> list[Objection]:
    found = []
    if not there:
        found.append(Objection("Ingen som kan gi hastevedtak, er til stede. Ring lederen.", "none"))
    elif not asked:
        found.append(
            Objection("Velg en som kan gi hastevedtak og er til stede.", "unknown_staff", "to")
        )
    elif not to and opened_to_no_more([case.person]):
        found.append(Objection("Velg hvem du spør. Saken åpnes bare for den.", "name_one", "to"))
    if not why:
        found.append(Objection("Skriv hvorfor det ikke kan vente.", "why_missing", "why"))
    return found
