"""How a case ends without a decision, and the reply that says why it takes time."""

import datetime as dt

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from cases.actions import close_case, discard_drafts
from cases.models import Case
from cases.queries import lock
from cases.stages import ENDS, STAGES, UNDECIDED, EndReason, Stage
from deadlines.actions import open_deadline
from deadlines.kinds import Kind
from intake.actions.asking import stop_asking
from intake.actions.letters import replies_made, reply, stop_answers, tell_ended
from intake.actions.receive import must_live
from intake.events import CaseEnded, PreliminaryReplySent
from intake.kinds import ENDS_BY_HAND, Form
from intake.models import ApplicationCase
from intake.rules import withdrawal_note, withdrawal_objections
from notifications.adapters import clean
from notifications.adapters import objections as unprintable
from notifications.letters import StopReason
from people.access import Actor, use_case
from people.models import Departure
from people.refusals import Objection, Refused
from people.roles import Permission

ENDING = "avslutt"  # the drafts of the two pages that end a case, and of the reply
WITHDRAWING = "trekk"
REPLYING = "forelopig-svar"
LONGEST = {"told": 300, "note": 1000, "asked_by": 200, "confirmed": 200, "referred_to": 200}


@use_case(Permission.WORK_CASE)
def end_case(
    case_id: int,
    *,
    reason: str,
    told: str = "",
    note: str = "",
    explanation: str = "",
    asked_by: str = "",
    asked_on: dt.date | None = None,
    confirmed: str = "",
    referred_to: str = "",
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """End a case without a decision, or by death or moving; say who was told.

    A withdrawal (trukket) also says who asked, when and how it was confirmed. `explanation` goes
    into the letter, `note` does not. Where the reason's row says so, the party is told in writing.

    Raises Refused with every objection; Stale.
    """
    case = lock(case_id, actor=actor, version=version)
    texts = {
        "told": told,
        "note": note,
        "asked_by": asked_by,
        "confirmed": confirmed,
        "referred_to": referred_to,
    }
    found = _end_objections(case, reason, texts, asked_on=asked_on, on=localdate(at))
    found += [
        Objection(sentence, "unprintable", name)
        for name, text in (("explanation", explanation), ("referred_to", referred_to))
        for sentence in unprintable(text)
    ]
    if found:
        raise Refused.all(found)
    why = EndReason(reason)
    kept = note
    if why is EndReason.WITHDRAWN and asked_on is not None:
        kept = withdrawal_note(asked_by=asked_by, asked_on=asked_on, confirmed=confirmed, note=note)
    if why is EndReason.REFERRED_ON:
        kept = f"Vist videre til {referred_to.strip()}. {note}".strip()
    close_case(case, why, told=told, note=kept[:1000], actor=actor, at=at)
    stop_answers(case, StopReason.CASE_ENDED, actor=actor, at=at)
    stop_asking(case, StopReason.CASE_ENDED, actor=actor, at=at)
    if ENDS[why].letter:
        tell_ended(
            case,
            why,
            on=asked_on or localdate(at),
            explanation=clean(explanation),
            referred_to=clean(referred_to),
            actor=actor,
            at=at,
        )
    for form in (ENDING, WITHDRAWING):
        discard_drafts(case, form, owner_id=actor.staff())
    trail.record(
        CaseEnded(case_id=case.pk, person_id=case.person_id, reason=why, label=ENDS[why].label),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "reason": why}


@use_case(Permission.WORK_CASE)
def send_preliminary_reply(
    case_id: int,
    *,
    why: str,
    expected_on: dt.date | None = None,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Tell the party why it takes time and when an answer is expected (foreløpig svar, fvl § 11 a).

    The month's deadline, and a day that was promised before, are met when the letter is posted
    (deadlines follow it by its key), not now. With a day, a new notice is due on it.

    Raises Refused with every objection; Stale.
    """
    case = lock(case_id, actor=actor, version=version)
    found = [Objection(sentence, "unprintable", "why") for sentence in unprintable(why)]
    if not why.strip():
        found.append(Objection("Skriv hvorfor det tar tid.", "why_missing", "why"))
    if expected_on is not None and expected_on <= localdate(at):
        found.append(
            Objection("Datoen for svaret må være etter i dag.", "date_not_ahead", "expected_on")
        )
    if Stage(case.stage) not in UNDECIDED:
        label = STAGES[Stage(case.stage)].label
        found.insert(
            0,
            Objection(
                filled("Saken er «{label}». Foreløpig svar trengs ikke.", label=label),
                "wrong_stage",
            ),
        )
    if found:
        raise Refused.all(found)
    must_live(case.person)
    link = ApplicationCase.objects.select_related("application").filter(case=case).first()
    form = Form(link.application.form) if link else Form.APPLICATION
    key = f"reply:{case.reference}:{replies_made(case) + 1:02}"
    reply(
        case,
        form=form,
        why=clean(why),
        expected_on=expected_on,
        key=key,
        actor=actor,
        at=at,
    )
    if expected_on is not None:
        open_deadline(
            case,
            Kind.DELAY_NOTICE,
            starts_on=expected_on,
            key=key,
            actor=actor,
            at=at,
        )
    case.version += 1
    case.save(update_fields=["version"])
    discard_drafts(case, REPLYING, owner_id=actor.staff())
    trail.record(
        PreliminaryReplySent(
            case_id=case.pk,
            person_id=case.person_id,
            expected_on=f"{expected_on:%d.%m.%Y}" if expected_on else "",
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference}


def _end_objections(
    case: Case,
    reason: str,
    texts: dict[str, str],
    *,
    asked_on: dt.date | None,
    on: dt.date,
) -> list[Objection]:
    if reason not in ENDS_BY_HAND:
        return [Objection("Velg hvorfor saken avsluttes.", "reason_missing", "reason")]
    why, found = EndReason(reason), []
    if why is EndReason.WITHDRAWN:
        found += withdrawal_objections(
            asked_by=texts["asked_by"],
            asked_on=asked_on,
            confirmed=texts["confirmed"],
            received_on=case.received_on,
            on=on,
        )
    if why is EndReason.LAPSED_DEATH and case.person.died_on is None:
        found.append(Objection("Registrer dødsfallet på personen først.", "not_dead", "reason"))
    if why is EndReason.LAPSED_MOVED:
        found += _not_moved(case, on=on)
    if why is EndReason.LAPSED_MOVED and Stage(case.stage) in {Stage.DECIDED, Stage.DELIVERY}:
        found.append(
            Objection(
                "Saken har tjenester som er innvilget. Avslutt tjenestene, og fullfør så saken.",
                "services_granted",
                "reason",
            )
        )
    if why is EndReason.REFERRED_ON and not texts["referred_to"].strip():
        found.append(
            Objection("Skriv hvem saken er vist videre til.", "referred_missing", "referred_to")
        )
    if why is not EndReason.LAPSED_DEATH and not texts["told"].strip():
        found.append(
            Objection("Skriv hvem som er orientert om at saken avsluttes.", "told_missing", "told")
        )
    return found + [
        Objection(
            filled("Teksten kan ha {longest} tegn. Kort den ned.", longest=longest),
            "too_long",
            name,
        )
        for name, longest in LONGEST.items()
        if len(texts[name]) > longest
    ]


def _not_moved(case: Case, *, on: dt.date) -> list[Objection]:
    """Why a case may not lapse by a move: none is registered, or its day has not come."""
    moves = Departure.objects.filter(resident_id=case.person_id, over_at=None)
    moves_on = moves.values_list("moves_on", flat=True).first()
    if moves_on is None:
        sentence = mark(
            "Registrer flyttingen først: åpne personen, velg «Endre opplysninger» og «Flytting»."
        )
        return [Objection(sentence, "not_moved", "reason")]
    if moves_on > on:
        sentence = filled(
            "Personen bor her til {day}. Avslutt saken når personen har flyttet.",
            day=f"{moves_on:%d.%m.%Y}",
        )
        return [Objection(sentence, "moves_later", "reason")]
    return []
