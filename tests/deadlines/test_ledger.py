"""The ledger: each act with reason, rule and balance, and nothing else tells how it stands."""

import datetime as dt
import random
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from audit.models import Entry
from audit.words import Filled
from cases.models import Case
from deadlines import actions, kinds, queries
from deadlines.actions.parts import reopen, start, unstart
from deadlines.kinds import HOLIDAYS, Act, Holiday, Kind
from deadlines.models import Deadline, LedgerEntry, OwnTerm
from deadlines.rules import calendar, replay
from notifications.models import Notice
from people.access import system
from people.refusals import AccessDenied, NotFound, Refused
from tests import given

pytestmark = pytest.mark.django_db

RECEIVED = dt.date(2026, 3, 4)
DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def _open(case: Case, kind: Kind, town: given.Town, **more: Any) -> Deadline:
    return actions.open_deadline(
        case, kind, starts_on=RECEIVED, actor=town.caseworker, at=given.NOW, **more
    )


def _ledger(deadline: Deadline) -> list[LedgerEntry]:
    return list(LedgerEntry.objects.filter(deadline=deadline).order_by("pk"))


def _agrees(deadline: Deadline) -> None:
    """The row says what its ledger says."""
    row = Deadline.objects.get(pk=deadline.pk)
    told = replay(_ledger(row))
    assert told.provisional is row.provisional
    assert (told.starts_on, told.due_on, told.paused_on) == (
        row.starts_on,
        row.due_on,
        row.paused_on,
    )
    assert (told.met_at, told.cancelled_at) == (row.met_at, row.cancelled_at)


def test_each_act_is_kept_with_its_reason_its_rule_and_what_was_left(
    case: Case, town: given.Town
) -> None:
    # given: three weeks from 4 March are 25 March; two pauses, of five and of two days
    deadline = _open(case, Kind.TARGET_DECISION, town)
    at = given.NOW  # 4 March
    for stood in (5, 2):
        at += 3 * DAY
        actions.pause_deadline(
            case, Kind.TARGET_DECISION, reason="Sykehus", actor=town.caseworker, at=at
        )
        at += stood * DAY
        actions.resume_deadline(case, Kind.TARGET_DECISION, actor=town.caseworker, at=at)
    actions.meet_deadline(case, Kind.TARGET_DECISION, actor=town.caseworker, at=at)

    # then
    deadline.refresh_from_db()
    assert deadline.due_on == dt.date(2026, 4, 1)
    told = [(one.act, one.balance, bool(one.reason), one.rule) for one in _ledger(deadline)]
    rule = "lokalt_mal_vedtak/2012-01-01/21 DAYS"
    assert told == [
        ("OPENED", 21, False, rule),
        ("PAUSED", 18, True, rule),
        ("RESUMED", 18, False, rule),
        ("PAUSED", 15, True, rule),
        ("RESUMED", 15, False, rule),
        ("MET", 15, False, rule),
    ]
    row = queries.deadline_of(case.pk, Kind.TARGET_DECISION, on=localdate(at))
    assert row is not None
    assert "Da: 18 dager igjen." in " ".join(row.explanation)
    _agrees(deadline)


@pytest.mark.parametrize("kind", [Kind.PRELIMINARY_ANSWER, Kind.COMPLAINT_PBRL, Kind.READY_ANSWER])
def test_no_act_and_no_database_lets_these_clocks_stand(
    kind: Kind, case: Case, town: given.Town
) -> None:
    deadline = _open(case, kind, town)

    with pytest.raises(Refused) as refusal:
        actions.pause_deadline(case, kind, reason="Venter", actor=town.caseworker, at=given.NOW)

    assert refusal.value.code == "not_pausable"
    with pytest.raises(IntegrityError, match="may_stand"), transaction.atomic():
        Deadline.objects.filter(pk=deadline.pk).update(paused_on=RECEIVED)
    assert [one.act for one in _ledger(deadline)] == ["OPENED"]


def test_a_term_of_hours_runs_from_its_moment(case: Case, town: given.Town) -> None:
    admitted = dt.datetime(2026, 3, 28, 18, 30, tzinfo=dt.UTC)  # the clocks change in the night
    deadline = _open(case, Kind.ADMISSION_NOTICE, town, starts_at=admitted)

    assert deadline.due_at == admitted + dt.timedelta(hours=24)
    assert deadline.due_on == dt.date(2026, 3, 29)
    _agrees(deadline)


# --- any acts in any order ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class History:
    """What may be tried on one deadline; some of it is refused, or changes nothing."""

    deadline: Deadline
    case: Case
    town: given.Town
    chance: random.Random

    def any_act(self, at: dt.datetime) -> None:
        """One of them, whichever."""
        acts = [getattr(History, name) for name in sorted(vars(History)) if name.startswith("try_")]
        with suppress(Refused, NotFound):
            self.chance.choice(acts)(self, at)

    def try_pause(self, at: dt.datetime) -> None:
        kind = Kind(self.deadline.kind)
        actions.pause_deadline(self.case, kind, reason="x", actor=self.town.caseworker, at=at)

    def try_resume(self, at: dt.datetime) -> None:
        kind = Kind(self.deadline.kind)
        actions.resume_deadline(self.case, kind, actor=self.town.caseworker, at=at)

    def try_meet(self, at: dt.datetime) -> None:
        kind = Kind(self.deadline.kind)
        actions.meet_deadline(self.case, kind, actor=self.town.caseworker, at=at)

    def try_recompute(self, at: dt.datetime) -> None:
        actions.recompute_deadline(
            self.case,
            Kind(self.deadline.kind),
            starts_on=localdate(at) - self.chance.randint(0, 30) * DAY,
            reason="Feil dag",
            actor=self.town.caseworker,
            at=at,
        )

    def try_again(self, at: dt.datetime) -> None:
        clock = system(self.town.municipality.pk)
        actions.count_deadline_again(self.deadline.pk, actor=clock, at=at)

    def try_cancel(self, at: dt.datetime) -> None:
        if self.chance.random() < 0.1:
            kind, who = Kind(self.deadline.kind), self.town.caseworker
            actions.cancel_deadline(self.case, kind, reason="Trukket", actor=who, at=at)

    def try_extend(self, at: dt.datetime) -> None:
        actions.extend_deadline(
            str(self.deadline.public_id),
            until=localdate(at) + self.chance.randint(1, 60) * DAY,
            reason="Reise",
            actor=self.town.caseworker,
            at=at,
        )

    def try_start(self, at: dt.datetime) -> None:
        row = Deadline.objects.get(pk=self.deadline.pk)
        if row.provisional and not row.met_at and not row.cancelled_at:
            start(row, starts_on=localdate(at), actor=self.town.caseworker, at=at)

    def try_stop(self, at: dt.datetime) -> None:
        row = Deadline.objects.get(pk=self.deadline.pk)
        if not (row.provisional or row.met_at or row.cancelled_at or row.paused_on):
            unstart(row, reason="Kom i retur", actor=self.town.caseworker, at=at)

    def try_reopen(self, at: dt.datetime) -> None:
        row = Deadline.objects.get(pk=self.deadline.pk)
        if row.met_at:
            reopen(row, reason="Kom ikke fram", actor=self.town.caseworker, at=at)


def _any_order(case: Case, town: given.Town, *, seed: int, length: int) -> int:
    chance = random.Random(seed)  # noqa: S311 - the same acts each time, nothing secret
    kind = chance.choice(
        (Kind.TARGET_DECISION, Kind.TARGET_DECISION, Kind.COMPLAINT_PBRL, Kind.EVALUATION)
    )
    own = chance.random() < 0.3
    if own and kind is not Kind.COMPLAINT_PBRL:  # decided after it was opened, from before
        OwnTerm.objects.create(
            municipality=town.municipality,
            kind=kind,
            length=chance.randint(7, 90),
            decided_by="x",
            valid_from=RECEIVED - DAY,
        )
    deadline = (
        actions.expect_deadline(case, kind, actor=town.caseworker, at=given.NOW)
        if kind is Kind.COMPLAINT_PBRL
        else _open(case, kind, town)
    )
    if own:
        OwnTerm.objects.filter(kind=kind).update(length=chance.randint(7, 90))
    history = History(deadline, case, town, chance)
    at = given.NOW
    for _ in range(length):
        at += chance.randint(0, 20) * DAY
        history.any_act(at)
        _agrees(deadline)
    written = len(_ledger(deadline))
    OwnTerm.objects.all().delete()
    return written


def test_the_ledger_alone_tells_where_a_deadline_stands_after_any_acts(town: given.Town) -> None:
    for seed in range(3):
        _any_order(given.a_case(town, responsible=town.caseworker), town, seed=seed, length=12)


@pytest.mark.proof
def test_the_ledger_alone_tells_it_after_very_many_acts(
    town: given.Town, figure: Callable[[str], None]
) -> None:
    entries = 0
    for seed in range(100, 130):
        case = given.a_case(town, responsible=town.caseworker)
        entries += _any_order(case, town, seed=seed, length=25)

    figure(f"deadlines: 30 histories of 25 acts tried, {entries} entries; each replays to its row")


# --- the law, a holiday or a fact is another ---------------------------------------------


def test_a_new_holiday_counts_running_deadlines_again_and_shows_both_days(
    case: Case, town: given.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a complaint that ends on a Wednesday, and one of us own that no holiday moves
    complaint = _open(case, Kind.COMPLAINT_PBRL, town)  # 1 April
    own = _open(case, Kind.PRELIMINARY_ANSWER, town)
    at = given.NOW + DAY
    assert actions.count_all_again(at=at) == 0

    # when that Wednesday becomes a holiday
    table = (*HOLIDAYS, Holiday(name="ny helligdag", month=4, day=1))
    monkeypatch.setattr(calendar, "HOLIDAYS", table)
    calendar.holidays.cache_clear()
    calendar._named.cache_clear()
    try:
        changed = (actions.count_all_again(at=at), actions.count_all_again(at=at + DAY))
    finally:
        monkeypatch.undo()
        calendar.holidays.cache_clear()
        calendar._named.cache_clear()

    # then it moves over Easter, once, and the page has both days
    complaint.refresh_from_db()
    own.refresh_from_db()
    assert changed == (1, 0)
    assert complaint.due_on == dt.date(2026, 4, 7)
    assert [one.act for one in _ledger(own)] == ["OPENED"]
    entry = _ledger(complaint)[-1]
    assert (entry.act, entry.reason) == ("RECOMPUTED", "Helligdagene er endret")
    row = queries.deadline_of(case.pk, Kind.COMPLAINT_PBRL, on=RECEIVED)
    assert row is not None
    assert "Helligdagene er endret. Før: 01.04.2026. Nå: 07.04.2026." in row.explanation[-1]
    assert isinstance(row.explanation[-1], Filled)
    assert Entry.objects.filter(event="DeadlineCountedAgain").count() == 1
    assert Notice.objects.get().staff_id == town.caseworker.staff_id
    _agrees(complaint)


def test_a_changed_rule_counts_again_with_its_pauses_but_leaves_what_somebody_set(
    case: Case, town: given.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = _open(case, Kind.TARGET_DECISION, town)
    actions.pause_deadline(
        case, Kind.TARGET_DECISION, reason="Sykehus", actor=town.caseworker, at=given.NOW
    )
    actions.resume_deadline(
        case, Kind.TARGET_DECISION, actor=town.caseworker, at=given.NOW + 5 * DAY
    )
    set_on = RECEIVED + 30 * DAY
    chosen = _open(case, Kind.EVALUATION, town, set_on=set_on)

    # when both rules are found to have been wrong
    corrected = tuple(
        replace(row, term=replace(row.term, length=14))
        if row.kind in {Kind.TARGET_DECISION, Kind.EVALUATION}
        else row
        for row in kinds.KINDS
    )
    monkeypatch.setattr(kinds, "KINDS", corrected)
    assert actions.count_all_again(at=given.NOW + 6 * DAY) == 1

    target.refresh_from_db()
    chosen.refresh_from_db()
    assert target.due_on == RECEIVED + 19 * DAY  # fourteen, and the five it stood
    assert _ledger(target)[-1].reason == "Regelen er endret"
    assert _ledger(target)[-1].rule == "lokalt_mal_vedtak/2012-01-01/14 DAYS"
    assert chosen.due_on == set_on
    _agrees(target)


def test_only_the_system_counts_again(case: Case, town: given.Town) -> None:
    deadline = _open(case, Kind.TARGET_DECISION, town)

    with pytest.raises(AccessDenied):
        actions.count_deadline_again(deadline.pk, actor=town.chief, at=given.NOW)

    assert [one.act for one in _ledger(deadline)] == [Act.OPENED]
