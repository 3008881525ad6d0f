"""Draw a sample, say what each case was found to be, and answer for what was wrong."""

import datetime as dt
import secrets
from collections.abc import Mapping
from typing import Any, Final

from django.utils.timezone import localdate

from audit import trail
from cases.actions import discard_drafts
from cases.models import Case
from cases.queries import queue_owner_of
from deadlines.rules import working_days_after
from inspection.events import CaseInspected, DeviationAnswered, SampleDrawn
from inspection.kinds import DRAFT, HEADS, Draw, Head, Verdict
from inspection.models import Finding, InspectedCase, Sample, ToldDeviation
from inspection.policy import policy_on
from inspection.queries import find_inspected, find_told, population_of, unit_named
from inspection.rules import digest_of, drawn
from people.access import Actor, use_case
from people.models import PersonAccess, StaffMember
from people.models.access import INSPECTED
from people.queries import related_staff
from people.refusals import Objection, Refused
from people.roles import Permission

LONGEST: Final = 4000


@use_case(Permission.INSPECT)
def draw_sample(
    draw: str,
    *,
    unit: str = "",
    from_on: dt.date,
    to_on: dt.date,
    size: int,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, str]:
    """Draw cases received from `from_on` to `to_on` (both included), of a unit (public id) or all.

    Among those the actor may open. The seed comes from the machine, and is on record with the list
    before anybody has seen which cases it gave. Raises Refused with every objection.
    """
    policy = policy_on(localdate(at))
    found = []
    if draw not in set(Draw):
        found.append(Objection("Velg hvordan sakene skal trekkes.", "draw_missing", "draw"))
    if to_on < from_on:
        found.append(Objection("Siste dag er før første dag.", "period", "to_on"))
    if not 1 <= size <= policy.most:
        found.append(Objection("Skriv et tall fra 1 til 100.", "size", "size"))
    of_unit = unit_named(unit, actor=actor, on=localdate(at)) if unit else None
    if unit and of_unit is None:
        found.append(Objection("Velg en enhet som finnes.", "unit_unknown", "unit"))
    if found:
        raise Refused.all(found)
    until = to_on + dt.timedelta(days=1)
    population = population_of(
        Draw(draw), unit=of_unit, from_on=from_on, to_on=until, actor=actor, on=localdate(at)
    )
    seed = secrets.token_hex(32)
    tickets = [(one.reference, one.tickets) for one in population]
    references = drawn(tickets, seed=seed, size=size)
    if not references:
        raise Refused("Ingen saker passer. Velg en lengre periode.", code="nobody", field="from_on")
    sample = Sample.objects.create(
        municipality_id=actor.municipality_id,
        draw=draw,
        unit=of_unit,
        from_on=from_on,
        to_on=until,
        size=size,
        seed=seed,
        population=sorted(tickets),
        digest=digest_of(tickets),
        drawn_by_id=actor.staff(),
        drawn_at=at,
    )
    by_reference = {one.reference: one for one in population}
    chosen = [by_reference[reference] for reference in references]
    InspectedCase.objects.bulk_create(
        InspectedCase(sample=sample, n=n, case_id=one.case_id, signs=sorted(one.signs))
        for n, one in enumerate(chosen, start=1)
    )
    PersonAccess.objects.bulk_create(
        PersonAccess(
            person_id=person_id,
            staff_id=actor.staff(),
            ground=INSPECTED,
            from_at=at,
            to_at=at + dt.timedelta(days=policy.reading),
        )
        for person_id in sorted({one.person_id for one in chosen})
    )
    event = SampleDrawn(
        sample=str(sample.public_id),
        draw=draw,
        drawn=len(chosen),
        population=len(tickets),
        digest=sample.digest,
        seed=seed,
        references=references,
    )
    trail.record(event, actor=actor, at=at)
    return {"sample": str(sample.public_id)}


@use_case(Permission.INSPECT)
def finish_case(
    sample: str,
    n: int,
    *,
    verdicts: Mapping[str, str],
    texts: Mapping[str, str],
    tell: bool = False,
    actor: Actor,
    at: dt.datetime,
) -> dict[str, Any]:
    """Say what each head was found to be (Fullfør kontrollen), and perhaps tell the leader.

    Nothing is written in the case. Raises NotFound; Refused with every objection.
    """
    row = find_inspected(sample, n, actor=actor, locked=True)
    found = []
    if row.finished_at is not None:
        found.append(Objection("Saken er allerede kontrollert.", "finished"))
    for head in Head:
        text = texts.get(head, "").strip()
        if verdicts.get(head, "") not in set(Verdict):
            found.append(
                Objection(
                    "Velg om det er i orden, et avvik eller ikke sett på.",
                    "verdict_missing",
                    f"verdict_{head}",
                )
            )
        elif verdicts[head] == Verdict.DEVIATION and not text:
            found.append(Objection("Skriv hva avviket er.", "text_missing", f"text_{head}"))
        if len(text) > LONGEST:
            found.append(Objection("Kort ned teksten til 4000 tegn.", "too_long", f"text_{head}"))
    if found:
        raise Refused.all(found)
    row.finished_by_id, row.finished_at = actor.staff(), at
    row.save(update_fields=["finished_by", "finished_at"])
    Finding.objects.bulk_create(
        Finding(inspected=row, head=head, verdict=verdicts[head], text=texts.get(head, "").strip())
        for head in HEADS
    )
    deviations = sum(verdict == Verdict.DEVIATION for verdict in verdicts.values())
    told = bool(tell and deviations)
    if told:
        _tell(row, at)
    PersonAccess.objects.filter(
        person_id=row.case.person_id, ground=INSPECTED, from_at__lte=at, to_at__gt=at
    ).update(to_at=at)
    discard_drafts(row.case, f"{DRAFT}{sample}:{n}", owner_id=actor.staff())
    event = CaseInspected(
        sample=sample,
        deviations=deviations,
        told=told,
        case_id=row.case_id,
        person_id=row.case.person_id,
    )
    trail.record(event, actor=actor, at=at)
    return {"sample": sample, "told": told}


@use_case(Permission.DISTRIBUTE)
def answer_deviation(
    deviation: str, *, answer: str, actor: Actor, at: dt.datetime
) -> dict[str, str]:
    """Say what is done about what the control found (Svar på avvik).

    Raises NotFound for another leader's; Refused with every objection.
    """
    row = find_told(deviation, actor=actor, locked=True)
    found = []
    if row.answered_at is not None:
        found.append(Objection("Avviket er allerede besvart.", "answered"))
    if not answer.strip():
        found.append(Objection("Skriv hva som er gjort.", "answer_missing", "answer"))
    if len(answer) > LONGEST:
        found.append(Objection("Kort ned teksten til 4000 tegn.", "too_long", "answer"))
    if found:
        raise Refused.all(found)
    row.answer, row.answered_by_id, row.answered_at = answer.strip(), actor.staff(), at
    row.save(update_fields=["answer", "answered_by", "answered_at"])
    case: Case = row.inspected.case
    event = DeviationAnswered(
        sample=str(row.inspected.sample.public_id), case_id=case.pk, person_id=case.person_id
    )
    trail.record(event, actor=actor, at=at)
    return {"deviation": deviation}


def _tell(row: InspectedCase, at: dt.datetime) -> None:
    """Make it a task of whoever leads the unit that has the case."""
    today = localdate(at)
    unit = row.case.unit
    try:
        leader = StaffMember.objects.get(
            pk=queue_owner_of(unit, on=today, besides=related_staff(row.case.person_id))
        )
    except LookupError:
        raise Refused(
            "Ingen leder enheten som har saken. Si fra på annen måte.", code="no_leader"
        ) from None
    ToldDeviation.objects.create(
        inspected=row,
        unit=unit,
        leader=leader,
        told_at=at,
        due_on=working_days_after(today, policy_on(today).answer),
    )
