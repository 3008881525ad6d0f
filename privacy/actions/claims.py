"""Use cases of what the registered ask for: register a claim, and answer it."""

import datetime as dt
from typing import Any, Final

from django.utils.timezone import localdate

from audit import trail
from cases.actions import discard_drafts, end_what_reasons_opened, let_units_in
from notifications.adapters import clean
from notifications.adapters import objections as unprintable
from people.access import Actor, use_case
from people.models import Resident
from people.refusals import Objection, Refused, Stale
from people.roles import Permission
from people.rules import birth_objections, text_objections
from privacy.actions.letters import tell_answer
from privacy.events import ClaimAnswered, ClaimRegistered
from privacy.kinds import CLAIMS, JOURNAL, OUTCOMES, ClaimKind, Outcome
from privacy.models import Claim, Correction
from privacy.policy import answers_on
from privacy.queries import claimant_id, find_claim
from privacy.rules import answer_objections, claim_objections, months_after, typed_day
from records.kinds import NoteKind
from records.models import Note

CLAIMING: Final = "krav"  # the draft of a claim that is being written down


def answering(claim_id: str) -> str:
    """The draft of the answer to a claim: of that one, and of no other of the same person's."""
    return f"krav-svar-{claim_id}"


@use_case(Permission.FIND_PERSON)
def register_claim(
    person: str,
    *,
    kind: str,
    from_whom: str,
    what: str,
    received_on: dt.date,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Write down what the registered asked for, also by telephone; its deadline runs from then.

    Raises NotFound, AccessDenied; Refused with every objection.
    """
    person_id = claimant_id(person, actor=actor)
    today = localdate(at)
    if found := claim_objections(kind, what, from_whom, received_on, on=today):
        raise Refused.all(found)
    claim = Claim.objects.create(
        municipality_id=actor.municipality_id,
        person_id=person_id,
        unit_id=actor.acting_unit_id,
        kind=kind,
        from_whom=from_whom.strip(),
        what=what.strip(),
        received_on=received_on,
        due_on=months_after(received_on, answers_on(today).months),
        registered_by_id=actor.staff(),
        registered_at=at,
    )
    discard_drafts(None, CLAIMING, owner_id=actor.staff(), person_id=person_id)
    trail.record(
        ClaimRegistered(
            claim=str(claim.public_id),
            label=CLAIMS[ClaimKind(kind)],
            due_on=f"{claim.due_on:%d.%m.%Y}",
            person_id=person_id,
        ),
        actor=actor,
        at=at,
    )
    return {"claim": str(claim.public_id)}


@use_case(Permission.ANSWER_CLAIMS)
def answer_claim(
    claim_id: str,
    *,
    outcome: str,
    reason: str = "",
    handed_to: str = "",
    handed_how: str = "",
    field: str = "",
    value: str = "",
    understood: bool = False,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str | int]:
    """Grant or refuse a claim (Svar på kravet), do what was asked for, and tell it by letter.

    A correction keeps what stood there, as corrected; of the journal it is a note beside it, also
    where it is refused. Blocking erases nothing: it closes, also what reasons had opened, and who
    grants it says that the person knows what it does (`understood`). Raises NotFound, AccessDenied,
    Stale; Refused with every objection.
    """
    claim = find_claim(claim_id, actor=actor, locked=True)
    if claim.outcome:
        raise Stale("Kravet er allerede besvart.", code="answered")
    given = {
        "outcome": outcome,
        "reason": reason,
        "handed_to": handed_to,
        "handed_how": handed_how,
        "field": field,
        "value": value,
        "understood": understood,
    }
    found = answer_objections(claim.kind, given)
    found += [
        Objection(sentence, "not_fit_for_letter", name)
        for name, text in (("reason", reason), ("handed_to", handed_to), ("handed_how", handed_how))
        for sentence in unprintable(text)
    ]
    if found:
        raise Refused.all(found)
    person = Resident.objects.select_for_update(no_key=True).get(pk=claim.person_id)
    claim.outcome, claim.reason = outcome, clean(reason).strip()
    claim.answered_by_id, claim.answered_at = actor.staff(), at
    granted = outcome == Outcome.GRANTED
    if claim.kind == ClaimKind.ACCESS and granted:
        claim.handed_to = clean(handed_to).strip()
        claim.handed_how = clean(handed_how).strip()
    if claim.kind == ClaimKind.CORRECTION:
        if granted and field != JOURNAL:
            _correct(claim, person, field, value, actor=actor, at=at)
        else:
            claim.note = _note(claim, actor=actor, at=at)
    if claim.kind in {ClaimKind.BLOCK, ClaimKind.UNBLOCK} and granted:
        _block(person, blocked=claim.kind == ClaimKind.BLOCK, at=at)
    claim.save()
    discard_drafts(None, answering(claim_id), owner_id=actor.staff(), person_id=claim.person_id)
    letters = tell_answer(claim, field=field if granted else "", actor=actor, at=at)
    trail.record(
        ClaimAnswered(
            claim=claim_id,
            label=CLAIMS[ClaimKind(claim.kind)],
            purpose_label=OUTCOMES[Outcome(outcome)],
            field=field if granted else "",
            person_id=claim.person_id,
        ),
        actor=actor,
        at=at,
    )
    return {"claim": claim_id, "letters": letters}


def _correct(
    claim: Claim, person: Resident, field: str, value: str, *, actor: Actor, at: dt.datetime
) -> None:
    """Set the register right; what stood there is kept as corrected."""
    new = " ".join(value.split())
    typed: Any = new
    if field == "born_on":
        typed = typed_day(new)
        if typed is None:
            raise Refused(
                "Skriv en dato som finnes, for eksempel 21.11.2026", code="no_day", field="value"
            )
        found = birth_objections(typed, on=localdate(at))
    else:
        found = text_objections({field: new})
    if field == "family_name" and not new:
        raise Refused("Skriv etternavnet.", code="name_missing", field="value")
    if found:
        raise Refused(found[0].sentence, code=found[0].code, field="value")
    before = getattr(person, field)
    old = f"{before:%d.%m.%Y}" if isinstance(before, dt.date) else str(before or "")
    shown = f"{typed:%d.%m.%Y}" if isinstance(typed, dt.date) else new
    if old == shown:
        raise Refused("Det står slik allerede. Skriv det riktige.", code="same", field="value")
    setattr(person, field, typed)
    person.version += 1
    person.save(update_fields=[field, "version"])
    Correction.objects.create(
        municipality_id=claim.municipality_id,
        claim=claim,
        person=person,
        field=field,
        old=old,
        new=shown,
        corrected_by_id=actor.staff(),
        corrected_at=at,
    )


def _note(claim: Claim, *, actor: Actor, at: dt.datetime) -> Note:
    """Beside the journal stands what was asked for, and what came of it (pjl § 25, hpl § 42)."""
    granted = claim.outcome == Outcome.GRANTED
    head = "Krav om retting, innvilget" if granted else "Krav om retting, avslått"
    return Note.objects.create(
        municipality_id=claim.municipality_id,
        person_id=claim.person_id,
        kind=NoteKind.OTHER,
        occurred_on=claim.received_on,
        text=f"{head}.\n\nDet ble bedt om: {claim.what}\n\nSvar: {claim.reason}",
        signed_by_id=actor.staff(),
        unit_id=actor.acting_unit_id,
        written_at=at,
    )


def _block(person: Resident, *, blocked: bool, at: dt.datetime) -> None:
    if blocked:
        end_what_reasons_opened(person.pk, at=at)
    if person.blocked == blocked:
        sentence = (
            "Opplysningene er allerede sperret." if blocked else "Opplysningene er ikke sperret."
        )
        raise Refused(sentence, code="already")
    person.blocked = blocked
    person.version += 1
    person.save(update_fields=["blocked", "version"])
    if not blocked:
        let_units_in(person.pk)
