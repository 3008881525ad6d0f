"""A service starts and ends by an act, never by a date; a case ends when all it granted has."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from cases.models import Case, CaseAccess
from cases.stages import Stage
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions.models import DecisionLine, LineEnd
from delivery import actions, queries
from delivery.models import Order, RunningService
from delivery.queries import View
from notifications.models import Letter, Notice
from people.access import Actor
from people.models import Resident
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import Permission, Role, may
from tests import given
from tests.decisions.acts import a_price

pytestmark = pytest.mark.django_db
PEOPLE = [role for role in Role if role not in {Role.INTEGRATION, Role.SYSTEM}]
DAY = dt.timedelta(days=1)
HELP = "helsetjenester_i_hjemmet"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def line(town: given.Town, now: dt.datetime) -> DecisionLine:
    """A confirmed order of the home service, from 11 March."""
    return confirmed(town, now)


@pytest.fixture
def later(now: dt.datetime) -> dt.datetime:
    """The day the order is for."""
    return now + 7 * DAY


def confirmed(town: given.Town, at: dt.datetime, *, person: Resident | None = None) -> DecisionLine:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town, person=person, at=at))
    actions.confirm_order(str(line.public_id), actor=town.provider, at=at)
    return line


def start(line: DecisionLine, actor: Actor, at: dt.datetime, **more: Any) -> dict[str, Any]:
    facts = {"starts_on": line.from_on, "version": 1, **more}
    return actions.start_order(str(line.public_id), **facts, actor=actor, at=at)


def end(line: DecisionLine, actor: Actor, at: dt.datetime, **more: Any) -> dict[str, Any]:
    facts = {"code": "GOAL_REACHED", "ends_on": at.date() + DAY, "version": 2, **more}
    return actions.end_order(str(line.public_id), **facts, actor=actor, at=at)


def written() -> tuple[int, ...]:
    return (
        RunningService.objects.count(),
        RunningService.objects.filter(ends_on=None).count(),
        sum(Order.objects.values_list("version", flat=True)),
        sum(Case.objects.values_list("version", flat=True)),
        Deadline.objects.filter(met_at=None, cancelled_at=None).count(),
        LineEnd.objects.count(),
        Notice.objects.count(),
        Entry.objects.count(),
    )


# Start


def test_the_first_start_puts_the_case_in_delivery_and_meets_its_clock(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    answer = start(line, town.provider, later)

    service = RunningService.objects.get()
    case = line.decision.case
    case.refresh_from_db()
    assert (service.starts_on, service.valid_to, service.ends_on) == (line.from_on, None, None)
    assert (answer["state"], answer["version"], answer["stage"]) == ("RUNNING", 2, Stage.DELIVERY)
    assert case.stage == Stage.DELIVERY
    assert Deadline.objects.get(kind=Kind.TARGET_START).met_at == later
    assert Deadline.objects.filter(kind=Kind.EVALUATION, case=case, met_at=None).count() == 1
    assert Entry.objects.filter(event="ServiceStarted").count() == 1
    rows = queries.services_now(case.person_id, on=later.date())
    assert [(row.service, row.extent, row.unit) for row in rows] == [
        ("Helsetjenester i hjemmet", "3,5 t/uke", "Hjemmetjenesten Nord")
    ]


@pytest.mark.parametrize(
    ("day", "code"),
    [(dt.date(2026, 3, 3), "before_order"), (dt.date(2026, 3, 12), "not_started_yet")],
)
def test_nothing_starts_before_its_order_or_in_the_future(
    town: given.Town, line: DecisionLine, later: dt.datetime, day: dt.date, code: str
) -> None:
    before = written()

    with pytest.raises(Refused) as refusal:
        start(line, town.provider, later, starts_on=day)

    assert (refusal.value.code, refusal.value.objections[0].field) == (code, "starts_on")
    assert written() == before


# Before the vedtak's first day


def test_help_that_began_before_its_vedtak_is_registered_with_a_reason(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    before = written()
    with pytest.raises(Refused, match=r"gjelder fra 11\.03\.2026\. Skriv hvorfor") as refusal:
        start(line, town.provider, now + DAY, starts_on=now.date() + DAY)
    assert [o.field for o in refusal.value.objections] == ["early_reason"]
    assert written() == before

    why = {"starts_on": now.date() + DAY, "early_reason": "Falt hjemme i natt. "}
    start(line, town.provider, now + DAY, **why)

    service = RunningService.objects.get()
    assert (service.starts_on, service.early_reason) == (why["starts_on"], "Falt hjemme i natt.")
    assert Entry.objects.get(event="ServiceStarted").data["before"] == "11.03.2026"
    assert Notice.objects.filter(staff_id=town.officer.staff_id, kind="NEWS").exists()
    line.decision.case.refresh_from_db()
    assert line.decision.case.stage == Stage.DELIVERY


def test_a_start_on_the_first_day_keeps_no_reason(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later, early_reason="Skrevet før dagen ble rettet.")

    assert RunningService.objects.get().early_reason == ""


def test_whoever_decided_sees_to_an_early_start_once(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    start(line, town.provider, now, starts_on=now.date(), early_reason="Falt hjemme.")
    order = str(line.public_id)

    def settle(actor: Actor, done: str = "Nytt vedtak fra 4. mars.") -> None:
        actions.settle_early_start(order, done=done, version=2, actor=actor, at=now)

    with pytest.raises(Refused) as refusal:
        settle(town.officer, " ")
    assert (refusal.value.code, refusal.value.objections[0].field) == ("done_missing", "done")
    with pytest.raises(AccessDenied):
        settle(town.assessor)
    assert RunningService.objects.get().early_settled_at is None

    settle(town.officer)

    service = RunningService.objects.get()
    assert (service.early_settled, service.early_settled_by_id) == (
        "Nytt vedtak fra 4. mars.",
        town.officer.staff_id,
    )
    assert Entry.objects.filter(event="EarlyStartSettled").count() == 1
    with pytest.raises(Stale):
        settle(town.officer)


def test_there_is_nothing_to_see_to_where_nothing_began_early(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)

    with pytest.raises(NotFound):
        actions.settle_early_start(
            str(line.public_id), done="x", version=2, actor=town.officer, at=later
        )


def test_an_order_is_confirmed_before_it_starts(town: given.Town, later: dt.datetime) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town))
    before = written()

    with pytest.raises(Refused, match="Bekreft mottaket"):
        start(line, town.provider, later, version=0)

    assert written() == before


def test_a_stale_page_starts_nothing(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    before = written()

    with pytest.raises(Stale):
        start(line, town.provider, later)

    assert written() == before


# The same service twice


def test_the_same_service_is_not_started_twice_and_the_sentence_says_what_to_do(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    change = confirmed(town, later, person=line.decision.case.person)
    after = later + 7 * DAY
    before = written()

    with pytest.raises(
        Refused, match=r"allerede Helsetjenester i hjemmet hos dere, fra 11\.03\.2026"
    ) as refusal:
        start(change, town.provider, after)

    assert (refusal.value.code, refusal.value.objections[0].field) == (
        "already_running",
        "starts_on",
    )
    assert written() == before


def test_a_change_is_shown_as_one_and_takes_over_from_what_runs(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    change = confirmed(town, later, person=line.decision.case.person)
    after = later + 7 * DAY
    counts = queries.orders(actor=town.provider, view=View.CHANGES, on=after.date())
    assert [row.public_id for row in counts.rows] == [str(change.public_id)]
    assert counts.counts[View.NEW] == 0
    assert (counts.rows[0].change_since, counts.rows[0].change_here) == (line.from_on, True)

    start(change, town.provider, after, replace=True)

    old, new = RunningService.objects.order_by("starts_on")
    assert (old.ends_on, new.starts_on, new.ends_on) == (change.from_on, change.from_on, None)
    assert Order.objects.get(line=line).end_code == "REPLACED"
    assert LineEnd.objects.get().line == line
    assert Entry.objects.filter(event="ServiceStarted").latest("at").data["replaces"] == str(
        line.public_id
    )


def test_a_service_in_another_unit_is_ended_there_first(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    person = line.decision.case.person
    other = DecisionLine.objects.get(
        decision=given.an_issued_decision(town, person=person, unit=town.nursing_home, at=later)
    )
    nurse = given.staff(Role.PROVIDER, town.nursing_home)
    actions.confirm_order(str(other.public_id), actor=nurse, at=later)
    after = later + 7 * DAY

    with pytest.raises(Refused, match="hos Hjemmetjenesten Nord"):
        start(other, nurse, after, replace=True)

    end(line, town.provider, after, ends_on=after.date())
    start(other, nurse, after)
    assert RunningService.objects.filter(ends_on=None).get().unit == town.nursing_home


def test_the_day_after_the_last_is_free(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    again = confirmed(town, later, person=line.decision.case.person)
    after = later + 7 * DAY
    end(line, town.provider, after)

    with pytest.raises(Refused, match=r"til og med 18\.03\.2026\. Velg en senere dag"):
        start(again, town.provider, after)
    start(again, town.provider, after + DAY, starts_on=after.date() + DAY)


def test_the_database_refuses_the_same_service_over_the_same_days(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    service = RunningService.objects.get()
    other = confirmed(town, later)

    with pytest.raises(IntegrityError, match="no_overlap"), transaction.atomic():
        RunningService.objects.create(
            order=Order.objects.get(line=other),
            person=service.person,
            case=service.case,
            unit=service.unit,
            service_key=service.service_key,
            starts_on=service.starts_on + DAY,
            started_by=service.started_by,
            started_at=later,
        )


def test_a_trial_runs_beside_what_is_granted_and_moves_no_case(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    trial = given.a_trial(town, person=line.decision.case.person, at=later)
    actions.confirm_order(str(trial.public_id), actor=town.team_provider, at=later)

    actions.start_order(
        str(trial.public_id),
        starts_on=later.date(),
        version=1,
        actor=town.team_provider,
        at=later,
    )

    trial.case.refresh_from_db()
    assert trial.case.stage == Stage.TRIAL
    rows = queries.services_now(line.decision.case.person_id, on=later.date())
    assert sorted(row.trial for row in rows) == [False, True]


# End


def test_an_end_closes_what_the_start_opened(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)

    end(line, town.provider, later, code="OTHER", reason="Flyttet til datteren.")

    service, order = RunningService.objects.get(), Order.objects.get()
    assert service.ends_on == later.date() + DAY
    assert (order.state, order.end_code, order.version) == ("ENDED", "OTHER", 3)
    assert order.end_reason == "Flyttet til datteren."
    assert LineEnd.objects.get().ended_on == service.ends_on
    assert not CaseAccess.objects.filter(unit=town.home_service, to_at=None).exists()
    assert queries.services_now(service.person_id, on=later.date() + DAY) == []
    row = queries.orders(actor=town.provider, view=View.ENDED, on=later.date()).rows[0]
    assert (row.end_label, row.ended_last_on) == ("Annet", later.date())
    assert Notice.objects.filter(staff_id=town.officer.staff_id).exists()


def test_the_evaluation_stands_until_everything_granted_has_ended(
    town: given.Town, now: dt.datetime, later: dt.datetime
) -> None:
    # given two services of one decision; the first has begun
    a_price(town, "trygghetsalarm", 0, "måned")
    decision = given.an_issued_decision(town, services=(HELP, "trygghetsalarm"))
    first, second = DecisionLine.objects.filter(decision=decision).order_by("position")
    for line in (first, second):
        actions.confirm_order(str(line.public_id), actor=town.provider, at=now)
    start(first, town.provider, later)
    evaluation = Deadline.objects.filter(kind=Kind.EVALUATION)

    # when it ends before the other begins, the other is still to be evaluated
    end(first, town.provider, later)
    assert evaluation.get().cancelled_at is None
    start(second, town.provider, later)
    assert evaluation.get().cancelled_at is None

    end(second, town.provider, later)
    assert evaluation.get().cancelled_at == later


def test_an_order_that_never_began_is_ended_without_a_day(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    end(line, town.provider, now, code="NOT_WISHED", ends_on=None, version=1)

    assert Order.objects.get().state == "ENDED"
    assert not RunningService.objects.exists()
    assert LineEnd.objects.get().line == line


def test_everything_wrong_with_an_end_is_said_at_once_and_nothing_ends(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    before = written()

    with pytest.raises(Refused) as refusal:
        end(line, town.provider, later, code="", ends_on=later.date() + 2 * DAY)

    assert [o.field for o in refusal.value.objections] == ["ends_on", "code"]
    assert written() == before


def test_what_has_ended_stays_ended(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    end(line, town.provider, later)
    before = written()

    with pytest.raises(Refused) as refusal:
        end(line, town.provider, later, version=3)

    assert refusal.value.code == "wrong_state"
    assert written() == before


def test_what_runs_for_somebody_who_died_is_still_ended_by_its_unit(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    given.end_by_death(line.decision.case, actor=town.officer, at=later)

    end(line, town.provider, later, code="DEATH")

    assert Order.objects.get().state == "ENDED"


# Expiry stops nothing


def test_a_service_runs_past_its_decision_and_is_shown_until_somebody_decides(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    start(line, town.provider, later)
    RunningService.objects.update(valid_to=dt.date(2026, 6, 1))
    person_id = line.decision.case.person_id
    last, first = dt.date(2026, 5, 31), dt.date(2026, 6, 1)

    assert queries.expired(actor=town.leader, on=last) == []
    assert queries.orders(actor=town.provider, view=View.ENDING, on=last).counts[View.ENDING] == 1
    assert queries.services_now(person_id, on=last)[0].without_decision_since is None

    for day in (first, first + 400 * DAY):
        (row,) = queries.services_now(person_id, on=day)
        assert row.without_decision_since == first
        for actor in (town.leader, town.officer):
            assert [row.without_decision_since for row in queries.expired(actor=actor, on=day)] == [
                first
            ]
    assert queries.expired(actor=town.team_provider, on=first) == []


# Open obligations


def test_everything_granted_is_an_obligation_until_it_runs(
    town: given.Town, now: dt.datetime, later: dt.datetime
) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town))

    def shown(actor: Actor) -> list[str]:
        return [row.status for row in queries.obligations(actor=actor, on=later.date())]

    assert shown(town.leader) == shown(town.officer) == ["Sendt"]
    actions.confirm_order(str(line.public_id), actor=town.provider, at=now)
    assert shown(town.leader) == ["Bekreftet"]
    start(line, town.provider, later)
    assert shown(town.leader) == shown(town.officer) == []
    assert shown(given.staff(Role.UNIT_LEADER, town.nursing_home)) == []


# The case ends


def complete(case: Case, actor: Actor, at: dt.datetime, **more: Any) -> dict[str, Any]:
    return actions.complete_case(case.pk, **{"told": "Ola Nordmann", **more}, actor=actor, at=at)


def test_a_case_ends_when_everything_it_granted_has_ended(
    town: given.Town, line: DecisionLine, later: dt.datetime
) -> None:
    case = line.decision.case
    start(line, town.provider, later)
    before = written()
    with pytest.raises(Refused, match="Helsetjenester i hjemmet er innvilget og ikke avsluttet"):
        complete(case, town.officer, later)
    assert written() == before
    end(line, town.provider, later)

    answer = complete(case, town.officer, later, note="Målet er nådd.")

    case.refresh_from_db()
    assert answer["stage"] == case.stage == Stage.ENDED
    assert (case.end_reason, case.end_told) == ("COMPLETED", "Ola Nordmann")
    assert Entry.objects.filter(event="CaseCompleted").count() == 1
    with pytest.raises(Refused) as refusal:
        complete(case, town.officer, later)
    assert refusal.value.code == "case_ended"


def test_a_refusal_ends_when_the_party_has_been_told(town: given.Town, now: dt.datetime) -> None:
    decision = given.a_refusal(town)
    case = decision.case
    before = written()

    with pytest.raises(Refused) as refusal:
        complete(case, town.officer, now)
    assert refusal.value.code == "not_told"
    assert written() == before

    Letter.objects.filter(decision_link__decision=decision).update(
        state="SENT",
        posted_on=now.date(),
        posted_by_id=town.officer.staff_id,
        reached_on=now.date() + 3 * DAY,
        reached_assumed=True,
        printed_at=now,
        printed_by_id=town.officer.staff_id,
        bundle="00000000-0000-4000-8000-000000000000",
    )
    with pytest.raises(Refused, match=r"regnes som mottatt 07\.03\.2026"):
        complete(case, town.officer, now)
    complete(case, town.officer, now + 3 * DAY)
    case.refresh_from_db()
    assert case.end_reason == "COMPLETED"


def test_a_case_without_a_decision_is_not_completed(town: given.Town, now: dt.datetime) -> None:
    case = given.a_case(town, responsible=town.caseworker)

    with pytest.raises(Refused) as refusal:
        complete(case, town.caseworker, now)

    assert refusal.value.code == "not_decided"


def test_somebody_is_told_that_the_case_ends(
    town: given.Town, line: DecisionLine, now: dt.datetime
) -> None:
    end(line, town.provider, now, code="NOT_WISHED", ends_on=None, version=1)

    with pytest.raises(Refused) as refusal:
        complete(line.decision.case, town.officer, now, told=" ")

    assert (refusal.value.code, refusal.value.objections[0].field) == ("told_missing", "told")
    line.decision.case.refresh_from_db()
    assert line.decision.case.stage == Stage.DECIDED


@pytest.mark.parametrize("role", [r for r in PEOPLE if not may(r, Permission.WORK_CASE)])
def test_completing_needs_its_permission(
    town: given.Town, line: DecisionLine, now: dt.datetime, role: Role
) -> None:
    before = written()

    with pytest.raises(AccessDenied):
        complete(line.decision.case, town.by_role()[role], now)

    assert written() == before
