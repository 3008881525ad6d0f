"""The letters that ask the party: for what is missing, and what they mean before a decision."""

import datetime as dt
from typing import Final

from django.utils.timezone import localdate

from audit import trail
from audit.words import filled, mark
from cases.actions import discard_drafts
from cases.models import Case
from cases.queries import lock, with_merged
from cases.stages import STAGES, UNDECIDED, Stage
from deadlines.actions import drop_asked, expect_deadline
from deadlines.kinds import Kind
from intake.actions.letters import ask, askings_made
from intake.actions.receive import must_live
from intake.events import PartyAsked
from intake.queries import days_to_answer
from notifications.actions import stop_waiting
from notifications.adapters import clean
from notifications.adapters import objections as unprintable
from notifications.letters import ASKING, LETTERS, STOPPED_BECAUSE, LetterKind, StopReason
from notifications.queries import recipients
from people.access import Actor, use_case
from people.refusals import Objection, Refused
from people.roles import Permission

# The draft of each page, and what is said where its two texts stand empty.
DRAFTS: Final = {
    Kind.MISSING_INFORMATION: "mangelbrev",
    Kind.ADVANCE_NOTICE: "forhandsvarsel",
}
EMPTY: Final = {
    Kind.MISSING_INFORMATION: (
        mark("Skriv hva som mangler."),
        mark("Skriv hvorfor vi trenger det."),
    ),
    Kind.ADVANCE_NOTICE: (mark("Skriv hva kommunen vurderer."), mark("Skriv hva det bygger på.")),
}


@use_case(Permission.WORK_CASE)
def ask_party(
    case_id: int,
    *,
    kind: Kind,
    what: str,
    why: str,
    answer_by: dt.date | None = None,
    version: int | None = None,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Ask the party by letter: for what is missing (mangelbrev, fvl §§ 11, 17), or what they mean
    of what is considered (forhåndsvarsel, fvl § 16).

    The day the party may answer by stands in the letter. The time runs from the day the letter is
    sent (deadlines follow it by its key), and the day is never nearer than the kind's shortest
    nor further than its longest.

    Raises Refused with every objection; Stale.
    """
    case = lock(case_id, actor=actor, version=version)
    found = _objections(case, kind, what=what, why=why, answer_by=answer_by, at=at)
    if found or answer_by is None:
        raise Refused.all(found)
    must_live(case.person)
    key = f"asking:{case.reference}:{askings_made(case) + 1:02}"
    ask(
        case,
        LetterKind(kind),
        what=clean(what),
        why=clean(why),
        answer_by=answer_by,
        key=key,
        actor=actor,
        at=at,
    )
    expect_deadline(case, kind, key=key, set_on=answer_by, actor=actor, at=at)
    case.version += 1
    case.save(update_fields=["version"])
    discard_drafts(case, DRAFTS[kind], owner_id=actor.staff())
    trail.record(
        PartyAsked(
            case_id=case.pk,
            person_id=case.person_id,
            label=LETTERS[LetterKind(kind)].label,
            answer_by=f"{answer_by:%d.%m.%Y}",
        ),
        actor=actor,
        at=at,
    )
    return {"reference": case.reference, "answer_by": answer_by.isoformat()}


def stop_asking(case: Case, reason: StopReason, *, actor: Actor, at: dt.datetime) -> None:
    """Ask the party of a locked case for nothing more: it is decided, or has ended."""
    for one in with_merged(case):
        stop_waiting(one, ASKING, reason, actor=actor, at=at)
    drop_asked(case, reason=STOPPED_BECAUSE[reason], actor=actor, at=at)


def _objections(
    case: Case, kind: Kind, *, what: str, why: str, answer_by: dt.date | None, at: dt.datetime
) -> list[Objection]:
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
