"""The samples that were drawn, their cases, and what was found in them."""

import datetime as dt
import uuid
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q

from audit.words import mark
from cases.queries import CaseHead, heads, staff_names, unit_names, visible
from inspection.kinds import DRAWS, HEADS, VERDICTS, Draw, Verdict
from inspection.models import InspectedCase, Sample
from inspection.policy import SIGNS, Sign
from people.access import Actor
from people.refusals import NotFound

NO_SUCH = mark("Vi finner ikke stikkprøven. Se listen over stikkprøver.")


@dataclass(frozen=True, slots=True)
class SampleRow:
    """A sample in the list."""

    public_id: str
    draw: str
    unit: str  # empty for all
    from_on: dt.date
    to_on: dt.date  # included
    cases: int
    finished: int
    deviations: int  # cases with any
    by: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A head of a control: what is asked, and what was found."""

    head: str
    label: str
    question: str
    verdict: str  # kinds.Verdict; empty until it is finished
    said: str
    text: str


@dataclass(frozen=True, slots=True)
class InspectedRow:
    """A case of a sample. `case` is none where the reader may no longer open it."""

    n: int
    case: CaseHead | None
    case_id: int
    signs: tuple[str, ...]
    findings: tuple[FindingRow, ...]
    deviations: int
    finished_by: str
    finished_at: dt.datetime | None
    told: str  # to whom
    answer: str
    answered_at: dt.datetime | None


@dataclass(frozen=True, slots=True)
class SampleSummary:
    """A sample as a whole: what it was drawn from, its cases, and how many of what was found."""

    sample: SampleRow
    seed: str
    digest: str
    population: tuple[tuple[str, int], ...]
    rows: tuple[InspectedRow, ...]
    heads: tuple[tuple[str, int, int, int], ...]  # label, in order, deviations, not seen


def samples(*, actor: Actor, on: dt.date) -> list[SampleRow]:
    """The municipality's samples, the latest first."""
    found = (
        Sample.objects.filter(municipality_id=actor.municipality_id)
        .annotate(
            all_cases=Count("cases", distinct=True),
            finished=Count("cases", distinct=True, filter=Q(cases__finished_at__isnull=False)),
            deviations=Count(
                "cases",
                distinct=True,
                filter=Q(cases__findings__verdict=Verdict.DEVIATION.value),
            ),
        )
        .order_by("-drawn_at", "-pk")
    )
    rows = list(found[:200])
    staff = staff_names({row.drawn_by_id for row in rows})
    units = unit_names({row.unit_id for row in rows}, on=on)
    return [
        SampleRow(
            public_id=str(row.public_id),
            draw=DRAWS[Draw(row.draw)],
            unit=units.get(row.unit_id or 0, ""),
            from_on=row.from_on,
            to_on=row.to_on - dt.timedelta(days=1),
            cases=row.all_cases,
            finished=row.finished,
            deviations=row.deviations,
            by=staff.get(row.drawn_by_id, ""),
            at=row.drawn_at,
        )
        for row in rows
    ]


def sample(public_id: str, *, actor: Actor, on: dt.date) -> SampleSummary:
    """One sample with everything that was found. Raises NotFound for another municipality's."""
    row = find_sample(public_id, actor=actor)
    found = list(row.cases.select_related("told").prefetch_related("findings").order_by("n"))
    rows = _rows(found, actor=actor, on=on)
    counted = Counter((f.head, f.verdict) for one in rows for f in one.findings)
    return SampleSummary(
        sample=SampleRow(
            public_id=str(row.public_id),
            draw=DRAWS[Draw(row.draw)],
            unit=unit_names({row.unit_id}, on=on).get(row.unit_id or 0, ""),
            from_on=row.from_on,
            to_on=row.to_on - dt.timedelta(days=1),
            cases=len(rows),
            finished=sum(one.finished_at is not None for one in rows),
            deviations=sum(one.deviations > 0 for one in rows),
            by=staff_names({row.drawn_by_id}).get(row.drawn_by_id, ""),
            at=row.drawn_at,
        ),
        seed=row.seed,
        digest=row.digest,
        population=tuple((reference, tickets) for reference, tickets in row.population),
        rows=rows,
        heads=tuple(
            (
                label,
                counted[head.value, Verdict.IN_ORDER.value],
                counted[head.value, Verdict.DEVIATION.value],
                counted[head.value, Verdict.NOT_SEEN.value],
            )
            for head, (label, _question) in HEADS.items()
        ),
    )


def inspected(public_id: str, n: int, *, actor: Actor, on: dt.date) -> InspectedRow:
    """One case of a sample. Raises NotFound where the actor may not open the case."""
    return _rows([find_inspected(public_id, n, actor=actor)], actor=actor, on=on)[0]


def find_sample(public_id: str, *, actor: Actor) -> Sample:
    """The municipality's sample. Raises NotFound."""
    found = Sample.objects.filter(
        municipality_id=actor.municipality_id, public_id=_uuid(public_id)
    ).first()
    if found is None:
        raise NotFound(NO_SUCH)
    return found


def find_inspected(public_id: str, n: int, *, actor: Actor, locked: bool = False) -> InspectedCase:
    """A case of a sample that the actor may open. Raises NotFound."""
    rows = InspectedCase.objects.filter(
        sample__municipality_id=actor.municipality_id,
        sample__public_id=_uuid(public_id),
        n=n,
        case__in=visible(actor).values("pk"),
    )
    if locked:
        rows = rows.select_for_update(of=("self",))
    found = rows.select_related("case", "case__unit").first()
    if found is None:
        raise NotFound(NO_SUCH, what="sample")
    return found


def case_of_draft(form: str, *, actor: Actor, on: dt.date) -> int:
    """The case a draft of a control is of. Raises NotFound for who may not control it."""
    _prefix, public_id, n = [*form.split(":"), "", ""][:3]
    place = int(n) if n.isdecimal() and len(n) < 6 else 0
    return find_inspected(public_id, place, actor=actor).case_id


def _rows(found: list[InspectedCase], *, actor: Actor, on: dt.date) -> tuple[InspectedRow, ...]:
    may = visible(actor).filter(pk__in=[one.case_id for one in found])
    shown = heads(list(may.values_list("pk", flat=True)), on=on)
    told = {one.pk: getattr(one, "told", None) for one in found}
    staff = staff_names(
        {one.finished_by_id for one in found} | {row.leader_id for row in told.values() if row}
    )
    rows = []
    for one in found:
        findings = _findings(one) if one.case_id in shown else ()
        answered = told[one.pk]
        rows.append(
            InspectedRow(
                n=one.n,
                case=shown.get(one.case_id),
                case_id=one.case_id,
                signs=tuple(SIGNS[Sign(sign)] for sign in one.signs if sign in set(Sign)),
                findings=findings,
                deviations=sum(row.verdict == Verdict.DEVIATION for row in findings),
                finished_by=staff.get(one.finished_by_id or 0, ""),
                finished_at=one.finished_at,
                told=staff.get(answered.leader_id, "") if answered else "",
                answer=answered.answer if answered and one.case_id in shown else "",
                answered_at=answered.answered_at if answered else None,
            )
        )
    return tuple(rows)


def _findings(one: InspectedCase) -> tuple[FindingRow, ...]:
    """The five heads in their order; none until the control is finished."""
    by_head = {row.head: row for row in one.findings.all()}
    return tuple(
        FindingRow(
            head=head.value,
            label=label,
            question=question,
            verdict=by_head[head.value].verdict,
            said=VERDICTS[Verdict(by_head[head.value].verdict)],
            text=by_head[head.value].text,
        )
        for head, (label, question) in HEADS.items()
        if head.value in by_head
    )


def _uuid(text: str) -> uuid.UUID:
    try:
        return uuid.UUID(str(text))
    except ValueError:
        raise NotFound(NO_SUCH) from None
