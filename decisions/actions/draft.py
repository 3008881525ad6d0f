"""Parts that write a draft: made from the recommendation, with what is typed put in."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, cast

from django.db.models import Max
from django.utils.timezone import localdate, localtime

from assessments.models import Recommendation
from audit.words import filled
from cases.actions import give_responsibility
from cases.models import Case
from cases.queries import works_in_its_unit
from cases.stages import STAGES, Stage
from decisions.models import Decision, DecisionLine, DecisionWriter
from decisions.policy import Outcome
from decisions.queries.facts import (
    asked_for,
    bases_of,
    lines_of,
    rules_of,
    service_of,
)
from decisions.queries.facts import extent_stored as stored
from decisions.queries.known import known
from decisions.queries.people import only_giver, performing_units
from decisions.queries.replaced import given_lines, replaced_by_lines
from decisions.rules import (
    LINE_TEXTS,
    TEXTS,
    Typed,
    TypedLine,
    considerations_text,
    facts_text,
    letter_texts,
    read_extent,
    refused_choices,
    refused_period,
    unprintable,
    view_text,
)
from notifications.adapters import text as letters
from people.access import Actor
from people.models import StaffMember, Unit
from people.refusals import NotFound, Objection, Refused, Stale

DRAFT = "vedtak"  # what the page's own draft (kladd) is called


def lock_decision(case: Case, *, version: int | None = None) -> Decision:
    """The case's decision that is not issued yet, locked, with the case.

    Raises Refused when there is none; Stale if `version` is given and is not the decision's.
    """
    decision = open_decision(case)
    if decision is None:
        issued = Decision.objects.filter(case=case).order_by("-n").first()
        if issued is not None and issued.issued_at is not None:
            raise Stale(_issued(issued), code="already_issued")
        raise Refused(
            "Saken har ikke noe vedtak under arbeid. Begynn på vedtaket først.", code="no_decision"
        )
    if version is not None and version != decision.version:
        raise changed_meanwhile(decision)
    return decision


def open_decision(case: Case) -> Decision | None:
    """The locked case's decision that is not issued yet, locked; None if there is none."""
    return (
        Decision.objects.select_for_update(of=("self",)).filter(case=case, issued_at=None).first()
    )


def changed_meanwhile(decision: Decision) -> Stale:
    """The refusal that says who saved in between, and when."""
    return Stale(
        filled(
            "{written_by} lagret en endring kl. {clock} mens du skrev. Din tekst"
            " er tatt vare på. Velg hva som skal gjelde.",
            written_by=decision.written_by,
            clock=f"{localtime(decision.written_at):%H.%M}",
        )
    )


def must_be_writable(case: Case) -> None:
    """Raise Refused unless a locked case stands where decisions are written."""
    stage = Stage(case.stage)
    if stage is not Stage.DECISION:
        raise Refused(
            filled(
                "Saken er «{stage}». Vedtaket kan bare skrives når saken er «{needed}».",
                stage=STAGES[stage].label,
                needed=STAGES[Stage.DECISION].label,
            ),
            code="wrong_stage",
        )


def begin(case: Case, *, actor: Actor, at: dt.datetime) -> Decision:
    """Make the draft of a locked case: everything the case knows, nothing typed again.

    Whoever begins on a case that nobody in their unit has taken is responsible for it: what is sent
    back, and an order that is refused, must reach a person.

    Raises Refused when there is no recommendation.
    """
    last = Decision.objects.filter(case=case).aggregate(n=Max("n"))["n"] or 0
    decision = Decision.objects.create(
        case=case,
        n=last + 1,
        written_by_id=actor.staff(),
        written_at=at,
        language=case.person.language,
    )
    fill(decision, case, on=localdate(at))
    wrote(decision, actor=actor, at=at)
    if case.responsible_id is None and works_in_its_unit(case, actor):
        writer = StaffMember.objects.get(pk=actor.staff())
        give_responsibility(case, unit=case.unit, staff=writer, actor=actor, at=at)
    return decision


def fill(decision: Decision, case: Case, *, on: dt.date) -> None:
    """Put what kartlegging and innstilling say into a locked draft, in the place of what was there.

    Raises Refused when there is no recommendation.
    """
    recommendation = Recommendation.objects.select_related("assessment").filter(case=case).first()
    if recommendation is None or recommendation.submitted_at is None:
        raise Refused(
            "Saken mangler innstilling. Vedtaket skrives når innstillingen er sendt.",
            code="no_recommendation",
        )
    says = known(recommendation)
    decision.facts = facts_text(says)
    decision.considerations = considerations_text(says)
    decision.persons_view = view_text(says)
    decision.no_view_reason = recommendation.no_view_reason
    decision.goal = recommendation.goal
    decision.evaluate_on = recommendation.evaluate_on
    decision.recommendation_version = recommendation.version
    _fill_lines(decision, case, recommendation, on=on)
    decision.rules = rules_of(decision, lines_of(decision), on=on)
    decision.save()


def _fill_lines(
    decision: Decision, case: Case, recommendation: Recommendation, *, on: dt.date
) -> None:
    """One line for each service recommended, then one for each asked for and not answered.

    What was given orally stands first, as it was said.
    """
    before = {line.service_key: line for line in lines_of(decision)}
    told = [line for line in lines_of(decision) if line.urgent_id is not None]
    DecisionLine.objects.filter(decision=decision, urgent=None).delete()
    keys = {line.service_key for line in told}
    rows = list(recommendation.services.exclude(service_key__in=keys).order_by("position"))
    lines = [
        DecisionLine(
            service_key=row.service_key,
            outcome=Outcome.REFUSED if row.refuse else Outcome.GRANTED,
            quantity=row.quantity,
            unit=row.unit,
            per=row.per,
            helpers=row.helpers,
            night=row.night,
            from_on=row.from_on,
            to_on=row.to_on,
        )
        for row in rows
    ]
    answered = {row.service_key for row in rows} | keys
    now = given_lines(case.person_id, [*answered, *asked_for(case, on=on)], on=on, besides=case)
    lines += [
        DecisionLine(service_key=key) for key in asked_for(case, on=on) if key not in answered
    ]
    units = performing_units(case.municipality_id, on=on)
    for n, line in enumerate(told):
        line.position = n
        line.save(update_fields=["position"])
    for position, line in enumerate(lines, start=len(told)):
        line.decision = decision
        line.position = position
        bases = bases_of(line.service_key, on=on)
        line.legal_basis = bases[0].basis if bases else ""
        if old := before.get(line.service_key):
            line.unit_performing_id = old.unit_performing_id
            line.important = old.important
        elif given := now.get(line.service_key):
            line.unit_performing_id = given.unit_performing_id
            line.important = given.important
        elif only := only_giver(units, line.service_key):
            line.unit_performing_id = only.id
    DecisionLine.objects.bulk_create(lines)
    link_replaced(decision, case, on=on)


def link_replaced(decision: Decision, case: Case, *, on: dt.date) -> None:
    """Write on each line of a locked draft which line of an earlier decision it takes over from."""
    lines = lines_of(decision)
    replaced = replaced_by_lines(case, lines, on=on)
    for line in lines:
        before = replaced.get(line.pk)
        if line.replaces_id != (before.pk if before else None):
            line.replaces = before
            line.save(update_fields=["replaces"])


def put_in(decision: Decision, case: Case, typed: Typed, *, on: dt.date) -> list[str]:
    """Write what was typed into a locked draft; which fields changed. Raises Refused at each field.

    What is left out stays. `lines` takes the place of all lines.
    """
    typed = cleaned(typed)
    whole = cast("Mapping[str, Any]", typed)
    found = refused_choices(whole)
    found += unprintable(letter_texts(typed), letters.objections)
    lines, changed, wrong = _lines(decision, typed, on=on) if "lines" in typed else ([], [], [])
    if found := [*found, *wrong]:
        raise Refused.all(found)
    for field in (*TEXTS, "evaluate_on", "language"):
        if field in whole and getattr(decision, field) != whole[field]:
            setattr(decision, field, whole[field])
            changed.append(field)
    if "lines" in typed:
        changed += _keep_lines(decision, lines)
        link_replaced(decision, case, on=on)
    decision.rules = rules_of(decision, lines_of(decision), on=on)
    return list(dict.fromkeys(changed))


def cleaned(typed: Typed) -> Typed:
    """What was typed, with texts as a letter holds them."""
    whole = cast("dict[str, Any]", dict(typed))
    for field in TEXTS:
        if field in whole:
            whole[field] = letters.clean(whole[field])
    if "lines" in whole:
        whole["lines"] = [
            {k: letters.clean(v) if k in LINE_TEXTS else v for k, v in line.items()}
            for line in whole["lines"]
        ]
    return cast("Typed", whole)


def _lines(
    decision: Decision, typed: Typed, *, on: dt.date
) -> tuple[list[DecisionLine], list[str], list[Objection]]:
    """The lines that were typed, over those that stand; which changed, and what is wrong."""
    before = {str(line.public_id): line for line in lines_of(decision)}
    units = {
        unit.key: unit
        for unit in Unit.objects.filter(municipality_id=decision.case.municipality_id)
    }
    lines, changed, found = [], [], []
    for n, row in enumerate(typed["lines"]):
        at = f"lines.{n}"
        old = before.get(str(row.get("id", "")))
        if "id" in row and old is None:
            found.append(Objection("Linjen finnes ikke lenger.", "unknown_line", f"{at}.id"))
        line = old or _new_line(decision, row, on=on)
        said = _said(line)
        as_told = _given(line) if line.urgent_id is not None else None
        found += [*_read(line, row, units, at=at, on=on), *refused_choices(row, at)]
        if as_told is not None and _given(line) != as_told:
            found.append(_told(at))
        if old is None or _said(line) != said:
            changed.append(at)
        line.position = n
        lines.append(line)
    kept = {line.pk for line in lines}
    found += [
        _told(f"lines.{n}")
        for n, line in enumerate(before.values())
        if line.urgent_id is not None and line.pk not in kept
    ]
    return lines, changed, found


def _given(line: DecisionLine) -> tuple[Any, ...]:
    """What a unit was told to give."""
    said = _said(line)
    return (*said[:5], line.unit_performing_id)


def _told(at: str) -> Objection:
    return Objection(
        "Hjelpen er gitt og fortalt muntlig, og skrives som den ble gitt. Skal den endres, start"
        " en revurdering når brevet er sendt.",
        "given_orally",
        f"{at}.quantity",
    )


def _new_line(decision: Decision, row: TypedLine, *, on: dt.date) -> DecisionLine:
    """A line for a service that may be applied for; without a key if it may not."""
    key = row.get("service_key", "")
    service = service_of(key, on=on)
    if service is None or not service.choosable:
        return DecisionLine(decision=decision)
    bases = bases_of(key, on=on)
    return DecisionLine(
        decision=decision, service_key=key, legal_basis=bases[0].basis if bases else ""
    )


def _said(line: DecisionLine) -> tuple[Any, ...]:
    return (
        line.service_key,
        line.outcome,
        stored(line),
        line.from_on,
        line.to_on,
        line.legal_basis,
        line.unit_performing_id,
        *(getattr(line, field) for field in LINE_TEXTS),
    )


def _read(
    line: DecisionLine, row: TypedLine, units: Mapping[str, Unit], *, at: str, on: dt.date
) -> list[Objection]:
    """Put one typed row into its line; what is wrong with it."""
    service = service_of(line.service_key, on=on)
    if service is None:
        return [Objection("Velg en tjeneste fra listen.", "unknown_service", f"{at}.service_key")]
    extent, found = read_extent(row, service, stored(line) if line.unit else None, at)
    line.quantity, line.unit, line.per = extent.quantity, extent.unit, extent.per
    line.helpers, line.night = extent.helpers, extent.night
    whole = cast("Mapping[str, Any]", row)
    for field in ("outcome", "from_on", "to_on", "legal_basis", *LINE_TEXTS):
        if field in whole:
            setattr(line, field, whole[field])
    found += refused_period(line.from_on, line.to_on, at)
    if "unit_performing" in row:
        line.unit_performing = units.get(row["unit_performing"])
        if row["unit_performing"] and line.unit_performing is None:
            found.append(
                Objection("Velg enheten fra listen.", "unknown_unit", f"{at}.unit_performing")
            )
    return found


def _keep_lines(decision: Decision, lines: Sequence[DecisionLine]) -> list[str]:
    gone = DecisionLine.objects.filter(decision=decision).exclude(
        pk__in=[line.pk for line in lines]
    )
    removed = [f"line {line.service_key} removed" for line in gone]
    gone.delete()
    for line in lines:
        line.save()
    return removed


def wrote(decision: Decision, *, actor: Actor, at: dt.datetime) -> None:
    """Note on a locked draft who wrote: they never approve it. What was submitted is so no more."""
    decision.written_by = StaffMember.objects.get(pk=actor.staff())
    decision.written_at = at
    unsubmit(decision)
    decision.save()
    DecisionWriter.objects.get_or_create(
        decision=decision, staff_id=actor.staff(), defaults={"first_at": at}
    )


def unsubmit(decision: Decision) -> None:
    """Make a locked decision a draft again: nobody has decided it, nobody has approved it."""
    decision.submitted_at = None
    decision.decided_by = decision.deciding_unit = None
    decision.two_persons_required = decision.two_units_required = False
    decision.approval_required = False
    decision.approved_by = decision.approved_at = decision.approved_version = None


def _issued(decision: Decision) -> str:
    when = f"{localtime(decision.issued_at):%H.%M}"
    if decision.approved_by is not None:
        return filled(
            "Vedtaket er allerede godkjent av {approved_by} kl. {clock}.",
            approved_by=decision.approved_by,
            clock=when,
        )
    return filled(
        "Vedtaket er allerede fattet av {decided_by} kl. {clock}.",
        decided_by=decision.decided_by,
        clock=when,
    )


def no_draft() -> NotFound:
    """The answer to somebody who asks for a decision that is not there."""
    return NotFound("Saken har ikke noe vedtak.")
