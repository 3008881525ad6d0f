"""The letters of intake: confirmation, preliminary reply, what is asked, and an ended case."""

import datetime as dt
from collections.abc import Callable, Sequence

from django.utils.timezone import localdate

from cases.models import Case
from cases.queries import staff_names, unit_names
from cases.stages import UNDECIDED
from cases.stages import EndReason as CaseEndReason
from deadlines.kinds import Kind
from deadlines.models import Deadline
from intake.kinds import Form
from intake.models import Application
from intake.queries import services_of, signed_by
from notifications.actions import send_letter, stop_waiting
from notifications.letters import ASKING, LetterKind, StopReason
from notifications.queries import head_for, recipients
from notifications.rules import (
    AskedFor,
    Ended,
    EndReason,
    Handler,
    Head,
    LetterContent,
    PreliminaryReply,
    Receipt,
    Signature,
    Subject,
    build_ended,
    build_preliminary_reply,
    build_receipt,
)
from people.access import Actor

SUBJECTS = {
    Form.APPLICATION: Subject.APPLICATION,
    Form.MESSAGE: Subject.MESSAGE,
    Form.ENQUIRY: Subject.ENQUIRY,
    Form.OWN_MOTION: Subject.MESSAGE,
}
ENDS = {
    CaseEndReason.WITHDRAWN: EndReason.WITHDRAWN,
    CaseEndReason.ANSWERED: EndReason.ANSWERED,
    CaseEndReason.NOT_WISHED: EndReason.NOT_APPLYING,
    CaseEndReason.REFERRED_ON: EndReason.REFERRED,
    CaseEndReason.WITHOUT_DECISION: EndReason.WITHOUT_DECISION,
    CaseEndReason.LAPSED_MOVED: EndReason.LAPSED,
}


def confirm(
    application: Application, *, cases: Sequence[Case], actor: Actor, at: dt.datetime
) -> None:
    """Queue the confirmation (bekreftelse) of an application: one letter for all its cases."""
    first = cases[0]
    reply_by = Deadline.objects.get(case=first, kind=Kind.PRELIMINARY_ANSWER).due_on
    units = unit_names([case.unit_id for case in cases], on=localdate(at))
    handlers = tuple(
        Handler(case.reference, units[case.unit_id], _name(case.responsible_id)) for case in cases
    )

    def receipt(head: Head) -> LetterContent:
        return build_receipt(
            Receipt(
                head=head,
                subject=SUBJECTS[Form(application.form)],
                received_on=application.received_on,
                asked_for=tuple(
                    AskedFor(name, case.reference)
                    for case in cases
                    for name in services_of(case, language=head.language, on=localdate(at))
                ),
                reply_by=reply_by or application.received_on,
                handlers=handlers,
            )
        )

    send_to_all(
        first,
        LetterKind.RECEIPT,
        receipt,
        key=f"receipt:{application.public_id}",
        actor=actor,
        at=at,
    )


def reply(
    case: Case,
    *,
    form: Form,
    why: str,
    expected_on: dt.date | None,
    key: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Queue the preliminary reply (foreløpig svar) of a locked case."""
    signatures = signed_by(actor)

    def preliminary(head: Head) -> LetterContent:
        return build_preliminary_reply(
            PreliminaryReply(
                head=head,
                subject=SUBJECTS[form],
                received_on=case.received_on,
                services=services_of(case, language=head.language, on=localdate(at)),
                why=why,
                expected_on=expected_on,
            )
        )

    send_to_all(
        case,
        LetterKind.PRELIMINARY_REPLY,
        preliminary,
        key=key,
        signatures=signatures,
        actor=actor,
        at=at,
    )


def replies_made(case: Case) -> int:
    """How many preliminary replies have been written in a case, each counted once."""
    return case.letters.filter(kind="PRELIMINARY_REPLY", key__regex=r"^reply:[^:]+:[0-9]+$").count()


def askings_made(case: Case) -> int:
    """How many letters that ask have been written in a case, each counted once."""
    return case.letters.filter(kind__in=ASKING, key__regex=r"^asking:[^:]+:[0-9]+$").count()


def tell_ended(
    case: Case,
    reason: CaseEndReason,
    *,
    on: dt.date,
    explanation: str,
    referred_to: str,
    actor: Actor,
    at: dt.datetime,
) -> None:
    """Queue the letter that says a locked case has ended, and why."""
    signatures = signed_by(actor)

    def ended(head: Head) -> LetterContent:
        return build_ended(
            Ended(
                head=head,
                reason=ENDS[reason],
                on=on,
                services=services_of(case, language=head.language, on=localdate(at)),
                explanation=explanation,
                referred_to=referred_to,
            )
        )

    send_to_all(
        case,
        LetterKind.ENDED,
        ended,
        key=f"ended:{case.reference}",
        signatures=signatures,
        actor=actor,
        at=at,
    )


def stop_answers(case: Case, reason: StopReason, *, actor: Actor, at: dt.datetime) -> None:
    """Stop what waits to tell the party that a locked case takes time, when it takes no more.

    The confirmation is one for all the cases of the søknad: it goes while another still waits.
    """
    stop_waiting(case, [LetterKind.PRELIMINARY_REPLY], reason, actor=actor, at=at)
    cases = Case.objects.filter(application_link__application__links__case=case)
    if cases.filter(ended_at=None, stage__in=UNDECIDED).exclude(pk=case.pk).exists():
        return
    for one in cases:
        stop_waiting(one, [LetterKind.RECEIPT], reason, actor=actor, at=at)


def send_to_all(
    case: Case,
    kind: LetterKind,
    build: Callable[[Head], LetterContent],
    *,
    key: str,
    actor: Actor,
    at: dt.datetime,
    signatures: Sequence[Signature] = (),
) -> None:
    """Queue one letter for each who gets the person's letters; `key` is the main recipient's."""
    day = localdate(at)
    for number, recipient in enumerate(recipients(case.person_id, on=day), start=1):
        head = head_for(
            recipient,
            unit_id=case.unit_id,
            reference=case.reference,
            on=day,
            signatures=signatures,
        )
        send_letter(
            case,
            kind,
            build(head),
            recipient=recipient,
            key=key if number == 1 else f"{key}:{number}",
            actor=actor,
            at=at,
        )


def _name(staff_id: int | None) -> str:
    return staff_names([staff_id]).get(staff_id, "") if staff_id is not None else ""
