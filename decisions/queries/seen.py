"""The steps an approver looks at (Kontrollerte trinn), and whether they changed since."""

import datetime as dt

from assessments.models import Recommendation
from cases.models import Case
from decisions.models import Decision, StepSeen
from decisions.policy import Part
from intake.models import ApplicationCase


def part_versions(decision: Decision, case: Case) -> dict[Part, str]:
    """What each part is now, as a short text that changes when the part does."""
    link = ApplicationCase.objects.select_related("application").filter(case=case).first()
    recommendation = Recommendation.objects.select_related("assessment").filter(case=case).first()
    assessment = recommendation.assessment if recommendation else None
    written = f"{decision.n}.{decision.version}"
    return {
        Part.APPLICATION: str(link.application.version) if link else "0",
        Part.ASSESSMENT: f"{assessment.n}.{assessment.version}" if assessment else "0",
        Part.RECOMMENDATION: str(recommendation.version) if recommendation else "0",
        Part.DECISION: written,
        Part.LETTER: written,
    }


def parts_seen(decision: Decision, case: Case, *, staff_id: int) -> dict[Part, dt.datetime | None]:
    """When this person saw each part as it stands now; None if not, or not since it changed."""
    versions = part_versions(decision, case)
    seen = {
        (row.part, row.version): row.at
        for row in StepSeen.objects.filter(decision=decision, staff_id=staff_id)
    }
    return {part: seen.get((part.value, version)) for part, version in versions.items()}


def seen_before(decision: Decision, *, staff_id: int) -> int | None:
    """Which earlier version of the decision this person last saw; None if none."""
    now = f"{decision.n}.{decision.version}"
    last = (
        StepSeen.objects.filter(decision=decision, staff_id=staff_id, part=Part.DECISION)
        .exclude(version=now)
        .order_by("-at", "-pk")
        .first()
    )
    return int(last.version.rpartition(".")[2]) if last else None
