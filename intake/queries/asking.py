"""The letter that asks the party, as it will be; and what stands in the way of sending it."""

import datetime as dt
from collections.abc import Callable
from typing import Final

from django.utils.timezone import localdate

from audit.words import filled, mark
from cases.models import Case, CaseService
from cases.queries import must_be_impartial, staff_names
from cases.service_types import service_type
from cases.stages import STAGES, UNDECIDED, Stage
from deadlines.kinds import Kind
from intake.queries.applications import days_to_answer
from notifications.adapters import clean, must_be_printable
from notifications.adapters import objections as unprintable
from notifications.letters import LetterKind
from notifications.queries import head_for, recipients, service_in
from notifications.rules import Asking, Head, LetterContent, Signature, SignerRole, build_asking
from people.access import Actor
from people.refusals import Objection, Refused

# What is said where the two texts of a page stand empty.
EMPTY: Final = {
    Kind.MISSING_INFORMATION: (
        mark("Skriv hva som mangler."),
        mark("Skriv hvorfor vi trenger det."),
    ),
    Kind.ADVANCE_NOTICE: (mark("Skriv hva kommunen vurderer."), mark("Skriv hva det bygger på.")),
}


def letter_that_asks(
    case_id: int,
    *,
    kind: Kind,
    what: str,
    why: str,
    answer_by: dt.date | None,
    actor: Actor,
    at: dt.datetime,
) -> LetterContent:
    """The letter as its main recipient would get it, were it sent now; nothing is kept of it.

    The caller has checked access to the case. Raises Refused as sending it does; whether the case
    has changed since the page was read, is asked first when it is sent.
    """
    case = Case.objects.select_related("person").get(pk=case_id)
    must_be_impartial(case, actor=actor)
    found = objections_to_asking(case, kind, what=what, why=why, answer_by=answer_by, at=at)
    if found or answer_by is None:
        raise Refused.all(found)
    day = localdate(at)
    write = asking(case, kind, what=what, why=why, answer_by=answer_by, on=day)
    main = recipients(case.person_id, on=day)[0]
    letter = write(
        head_for(
            main,
            unit_id=case.unit_id,
            reference=case.reference,
            on=day,
            signatures=signed_by(actor),
        )
    )
    must_be_printable(letter)
    return letter


def asking(
    case: Case, kind: Kind, *, what: str, why: str, answer_by: dt.date, on: dt.date
) -> Callable[[Head], LetterContent]:
    """What a case asks, for the head of each who gets it."""

    def written(head: Head) -> LetterContent:
        return build_asking(
            Asking(
                head=head,
                kind=LetterKind(kind),
                services=services_of(case, language=head.language, on=on),
                what=clean(what),
                why=clean(why),
                answer_by=answer_by,
            )
        )

    return written


def objections_to_asking(
    case: Case, kind: Kind, *, what: str, why: str, answer_by: dt.date | None, at: dt.datetime
) -> list[Objection]:
    """Everything that stands in the way of asking, each at its field."""
    found = []
    if Stage(case.stage) not in UNDECIDED:
        label = STAGES[Stage(case.stage)].label
        found.append(
            Objection(
                filled("Saken er «{label}». Send brevet fra en sak uten vedtak.", label=label),
                "wrong_stage",
            )
        )
    if not recipients(case.person_id, on=localdate(at)):
        found.append(
            Objection(
                "Ingen kan få brevet. Registrer hvem som tar imot brev for personen.",
                "nobody_to_ask",
            )
        )
    for name, text, empty in zip(("what", "why"), (what, why), EMPTY[kind], strict=True):
        if not text.strip():
            found.append(Objection(empty, f"{name}_missing", name))
        found += [Objection(sentence, "unprintable", name) for sentence in unprintable(text)]
    return found + _out_of_reach(case, kind, answer_by, at=at)


def services_of(case: Case, *, language: str, on: dt.date) -> tuple[str, ...]:
    """What is asked for in a case, in the letter's language."""
    keys = CaseService.objects.filter(case=case, removed_at=None).order_by("pk")
    return tuple(service_in(service_type(row.service_key, on=on), language) for row in keys)


def signed_by(actor: Actor) -> tuple[Signature, ...]:
    """Whoever writes the letter, as officer; nobody for the system."""
    staff_id = actor.staff_id
    name = staff_names([staff_id]).get(staff_id, "") if staff_id is not None else ""
    return (Signature(name, SignerRole.OFFICER),) if name else ()


def _out_of_reach(
    case: Case, kind: Kind, answer_by: dt.date | None, *, at: dt.datetime
) -> list[Objection]:
    if answer_by is None:
        return [Objection("Velg dagen personen må svare innen.", "day_missing", "answer_by")]
    days = days_to_answer(case.pk, kind, at=at)
    first, last = f"{days.earliest:%d.%m.%Y}", f"{days.latest:%d.%m.%Y}"
    if answer_by < days.earliest:
        early = filled("Det er for kort tid til å svare. Velg {day} eller senere.", day=first)
        return [Objection(early, "too_early", "answer_by")]
    if answer_by > days.latest:
        late = filled("Dagen er for langt fram. Velg {day} eller tidligere.", day=last)
        return [Objection(late, "too_late", "answer_by")]
    return []
