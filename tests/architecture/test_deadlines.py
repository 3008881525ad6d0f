"""Every kind of deadline is opened by some stage, or it is said which stage will."""

import re
from pathlib import Path
from typing import Final

import pytest
from django.conf import settings

from deadlines.kinds import KINDS, Kind

ROOT = Path(settings.BASE_DIR)

# Kinds whose act is not in the house yet. When it comes, its row here goes.
WAITING: Final[dict[Kind, str]] = {
    Kind.UNREAD_LETTER: "no stage: its own clock opens it, when a letter is delivered",
    Kind.MANDATE_EXPIRY: "no stage: its own clock opens it, while a mandate has an end",
    Kind.REASSESSMENT_LIMITED: "re-assessment as a case of its own",
    Kind.REASSESSMENT_OPEN: "re-assessment as a case of its own",
    Kind.RECEIPT: "applications that come in by themselves",
    Kind.COMPLAINT_FORCE: "force under chapter 4 A",
    Kind.FORCE_EXPIRY: "force under chapter 4 A",
    Kind.FORCE_DISABILITY_EXPIRY: "force under chapter 9",
    Kind.COMPLAINT_CORRECTION: "complaints",
    Kind.COMPLAINT_FORWARD: "complaints",
    Kind.COMPLAINT_LIMIT: "complaints",
    Kind.COST_CLAIM: "complaints",
    Kind.SERIOUS_EVENT_NOTICE: "serious events",
    Kind.SERIOUS_EVENT_MEETING: "serious events",
    Kind.ADMISSION_NOTICE: "messages with the hospital",
    Kind.READY_NOTICE: "messages with the hospital",
    Kind.READY_ANSWER: "messages with the hospital",
    Kind.PAYMENT_DUTY: "messages with the hospital",
    Kind.DISCHARGE_PAPERS: "messages with the hospital",
    Kind.LONG_STAY_PAYMENT: "payment for stays",
    Kind.PAYMENT_NOTICE: "payment for stays",
    Kind.CHILD_COORDINATOR: "coordinators of children",
    Kind.WAITING_LIST: "places and the waiting list",
    Kind.PLACE_OFFER: "places and the waiting list",
    Kind.THERAPY_FIRST: "referrals to therapists",
    Kind.THERAPY_SECOND: "referrals to therapists",
    Kind.THERAPY_THIRD: "referrals to therapists",
    Kind.REHABILITATION: "courses of rehabilitation",
}


def named() -> set[str]:
    """The kinds that any app but `deadlines` itself names."""
    apps = [app for app in settings.HOUSE if app != "deadlines"]
    sources = (
        path.read_text(encoding="utf-8") for app in apps for path in (ROOT / app).rglob("*.py")
    )
    return {name for source in sources for name in re.findall(r"\bKind\.([A-Z_]+)", source)}


# Where days are typed as a number: by who sets up the municipality, never in a case.
SET_UP: Final = {
    "deadlines/forms.py": {"length", "minimum", "remind_days_before", "escalate_days_after"},
    "notifications/forms.py": {"assumed_days", "digest_hour", "unheard_days"},
    "referrals/forms.py": {"longest_days"},
}


def numbers_typed() -> dict[str, set[str]]:
    """The fields of pages that take a whole number and are called after a length of time."""
    found: dict[str, set[str]] = {}
    for app in settings.HOUSE:
        for path in (*(ROOT / app).glob("forms.py"), *(ROOT / app).glob("forms/*.py")):
            named = re.findall(
                r"""["']?(\w+)["']?\s*[=:] *forms\.(?:Integer|Duration|Decimal)Field""",
                path.read_text(encoding="utf-8"),
            )
            lengths = {name for name in named if TIME.search(name)}
            if lengths:
                found[str(path.relative_to(ROOT))] = lengths
    return found


TIME: Final = re.compile(r"day|week|month|hour|length|minimum|term|frist|limit")


def test_no_number_of_days_is_typed_into_a_case() -> None:
    assert numbers_typed() == SET_UP


def test_a_day_is_set_only_for_the_kinds_that_let_one() -> None:
    chosen = {row.kind.name for row in KINDS if row.set_in_case}
    asked = re.compile(r"Kind\.([A-Z_]+)((?:(?!Kind\.)[^#])*?)\bset_on=")
    sources = [
        path.read_text(encoding="utf-8")
        for app in settings.HOUSE
        if app != "deadlines"
        for path in (ROOT / app).rglob("*.py")
    ]
    named = {kind for source in sources for kind, _between in asked.findall(source)}

    assert named
    assert named <= chosen


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_deadline_is_opened_somewhere_or_waits_for_a_named_stage(kind: Kind) -> None:
    assert kind.name in named() or kind in WAITING
