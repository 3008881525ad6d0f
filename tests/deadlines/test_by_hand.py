"""Deadlines given more time, or followed up, by hand: with a reason, where the rule lets one."""

import datetime as dt

import pytest

from audit.models import Denial, Entry
from cases.models import Case
from deadlines import actions, queries
from deadlines.kinds import Kind
from deadlines.models import Deadline, LedgerEntry
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Permission, Role, may
from tests import given

pytestmark = pytest.mark.django_db

RECEIVED = dt.date(2026, 3, 4)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def _open(
    case: Case,
    kind: Kind,
    town: given.Town,
    *,
    starts_on: dt.date = RECEIVED,
    key: str = "case",
    set_on: dt.date | None = None,
    at: dt.datetime = given.NOW,
) -> Deadline:
    return actions.open_deadline(
        case, kind, key=key, starts_on=starts_on, set_on=set_on, actor=town.caseworker, at=at
    )


def _acts(deadline: Deadline) -> list[str]:
    return [entry.act for entry in LedgerEntry.objects.filter(deadline=deadline).order_by("pk")]


def test_a_deadline_is_extended_with_a_reason_everybody_sees(case: Case, town: given.Town) -> None:
    deadline = _open(case, Kind.EVALUATION, town)

    actions.extend_deadline(
        str(deadline.public_id),
        until=dt.date(2026, 7, 1),
        reason="Personen er på reise.",
        actor=town.caseworker,
        at=given.NOW,
    )

    deadline.refresh_from_db()
    assert deadline.due_on == dt.date(2026, 7, 1)
    assert _acts(deadline) == ["OPENED", "EXTENDED"]
    event = Entry.objects.get(event="DeadlineExtended")
    assert event.data["before"] == "02.06.2026"
    assert "Utsatt fra 02.06.2026 til 01.07.2026: Personen er på reise." in (
        queries.deadlines_of_case(case.pk, on=RECEIVED)[0].explanation
    )


@pytest.mark.parametrize(
    ("kind", "until", "reason", "code"),
    [
        (Kind.PRELIMINARY_ANSWER, dt.date(2026, 5, 1), "Venter", "not_extendable"),
        (Kind.TRIAL_GATE, dt.date(2026, 5, 1), "Venter", "not_extendable"),
        (Kind.EVALUATION, dt.date(2026, 6, 2), "Venter", "not_later"),
        (Kind.EVALUATION, dt.date(2026, 3, 5), "Venter", "not_later"),
        (Kind.EVALUATION, dt.date(2026, 7, 1), "   ", "reason_missing"),
    ],
)
def test_an_extension_against_the_rule_is_refused_and_changes_nothing(
    kind: Kind, until: dt.date, reason: str, code: str, case: Case, town: given.Town
) -> None:
    deadline = _open(case, kind, town)
    before = deadline.due_on

    with pytest.raises(Refused) as refusal:
        actions.extend_deadline(
            str(deadline.public_id), until=until, reason=reason, actor=town.caseworker, at=given.NOW
        )

    deadline.refresh_from_db()
    assert refusal.value.code == code
    assert deadline.due_on == before
    assert _acts(deadline) == ["OPENED"]
    assert not Entry.objects.filter(event="DeadlineExtended").exists()


def test_a_complaints_time_is_extended_only_before_it_has_ended(
    case: Case, town: given.Town
) -> None:
    deadline = _open(case, Kind.COMPLAINT_PBRL, town, starts_on=dt.date(2026, 1, 5))

    with pytest.raises(Refused) as refusal:
        actions.extend_deadline(
            str(deadline.public_id),
            until=dt.date(2026, 4, 1),
            reason="Ba om mer tid",
            actor=town.caseworker,
            at=given.NOW,
        )

    assert refusal.value.code == "too_late"


def test_what_no_other_act_meets_is_settled_by_hand(case: Case, town: given.Town) -> None:
    deadline = _open(case, Kind.EVALUATION, town)

    actions.settle_deadline(
        str(deadline.public_id), note="Evaluert hjemme", actor=town.caseworker, at=given.NOW
    )

    deadline.refresh_from_db()
    assert deadline.met_at == given.NOW
    assert Entry.objects.get(event="DeadlineSettled").data["note"] == "Evaluert hjemme"
    with pytest.raises(NotFound):
        actions.settle_deadline(
            str(deadline.public_id), note="Igjen", actor=town.caseworker, at=given.NOW
        )


@pytest.mark.parametrize(
    ("kind", "note", "code"),
    [
        (Kind.PRELIMINARY_ANSWER, "Sendt", "not_by_hand"),
        (Kind.TRIAL_GATE, "Avsluttet", "not_by_hand"),
        (Kind.EVALUATION, " ", "note_missing"),
    ],
)
def test_what_the_work_itself_meets_is_not_settled_by_hand(
    kind: Kind, note: str, code: str, case: Case, town: given.Town
) -> None:
    deadline = _open(case, kind, town)

    with pytest.raises(Refused) as refusal:
        actions.settle_deadline(
            str(deadline.public_id), note=note, actor=town.caseworker, at=given.NOW
        )

    assert refusal.value.code == code
    assert _acts(deadline) == ["OPENED"]


def test_only_who_may_open_the_case_may_touch_its_deadlines(case: Case, town: given.Town) -> None:
    deadline = _open(case, Kind.EVALUATION, town)
    elsewhere = given.a_town("3303", "Kongsberg kommune")

    with pytest.raises(AccessDenied):
        actions.settle_deadline(
            str(deadline.public_id), note="Gjort", actor=town.assessor, at=given.NOW
        )
    with pytest.raises(NotFound):
        actions.settle_deadline(
            str(deadline.public_id), note="Gjort", actor=elsewhere.caseworker, at=given.NOW
        )

    deadline.refresh_from_db()
    assert deadline.met_at is None
    assert _acts(deadline) == ["OPENED"]


STRANGERS = [
    role
    for role in Role
    if not may(role, Permission.WORK_CASE) and role not in {Role.SYSTEM, Role.INTEGRATION}
]


@pytest.mark.parametrize("role", STRANGERS)
def test_a_role_without_work_on_cases_is_refused_and_it_is_noted(
    role: Role, case: Case, town: given.Town
) -> None:
    deadline = _open(case, Kind.EVALUATION, town)
    actor = town.by_role()[role]

    with pytest.raises(AccessDenied):
        actions.extend_deadline(
            str(deadline.public_id),
            until=dt.date(2026, 8, 1),
            reason="Vil",
            actor=actor,
            at=given.NOW,
        )

    assert Denial.objects.filter(staff_id=actor.staff_id).exists()
    assert _acts(deadline) == ["OPENED"]
