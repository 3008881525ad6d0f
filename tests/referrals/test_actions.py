"""Grading, help without a decision, the question of day 10, and the end: in one town each."""

import datetime as dt
from typing import Any

import pytest
from django.db import DatabaseError, transaction

from assessments.actions import start_trial
from audit.models import Entry
from cases.actions import hold_case
from cases.models import Case, CaseAccess
from cases.queries import Scope
from cases.stages import Stage
from deadlines.models import Deadline
from notifications.models import Letter
from people.access import Actor
from people.models import Resident, Unit, UnitService
from people.refusals import NotFound, Refused, Stale
from referrals import actions, forms, queries
from referrals.models import Grading, Help, Review, UrgencyRow
from tests import given

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
TODAY = given.NOW.date()
NURSING: dict[str, Any] = {"service_key": "helsetjenester_i_hjemmet", "basis": "hol_3_2_nr_6_a"}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def written() -> tuple[Any, ...]:
    return (
        Grading.objects.count(),
        list(Help.objects.order_by("pk").values_list("version", "ended_on")),
        Review.objects.count(),
        Entry.objects.count(),
        Letter.objects.count(),
        Deadline.objects.count(),
        Deadline.objects.filter(met_at=None, cancelled_at=None).count(),
        list(Case.objects.order_by("pk").values_list("version", "stage", "hold_until")),
    )


def task_kinds(actor: Actor, on: dt.date) -> set[str]:
    scope = Scope(actor, on)
    return {row["task_kind"] for found in queries.tasks_for(scope) for row in found}


def test_a_referral_is_graded_by_the_key_in_force_and_what_was_set_before_stays(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_referral(town, grade=None)
    version = case.version

    first = actions.grade_referral(
        case.pk, grade=3, reason="Stabil.", version=version, actor=town.caseworker, at=now
    )
    assert first["start_by"] == (TODAY + 30 * DAY).isoformat()
    with pytest.raises(Stale):
        actions.grade_referral(
            case.pk, grade=1, reason="Falt.", version=version, actor=town.caseworker, at=now
        )
    # the municipality decides a key of its own, from tomorrow
    actions.decide_urgency(
        1,
        label="Straks",
        description="Akutt",
        longest_days=2,
        decided_by="Kommunestyret 01.03.2026",
        valid_from=TODAY + DAY,
        actor=town.administrator,
        at=now,
    )
    later = now + DAY
    before = written()
    for grade, reason, code in ((5, "Falt.", "unknown_grade"), (1, " ", "reason_missing")):
        with pytest.raises(Refused) as refused:
            actions.grade_referral(
                case.pk, grade=grade, reason=reason, actor=town.caseworker, at=later
            )
        assert refused.value.code == code
    assert written() == before
    again = actions.grade_referral(
        case.pk, grade=1, reason="Falt i natt.", actor=town.caseworker, at=later
    )

    assert again["start_by"] == (TODAY + 2 * DAY).isoformat()
    page = queries.grade_page(case.pk, on=later.date())
    assert [(row.grade, row.label, row.reason) for row in page.history] == [
        (1, "Straks", "Falt i natt."),
        (3, "Kan vente noe", "Stabil."),
    ]
    assert page.key[0].decided_by == "Kommunestyret 01.03.2026"
    assert "må vedtas" in page.key[1].decided_by
    assert Entry.objects.filter(event="ReferralGraded", case_id=case.pk).count() == 2
    row = UrgencyRow.objects.get()
    assert row.valid_to is None
    row.pk, row.valid_from = None, later.date() + DAY
    with pytest.raises(DatabaseError, match="one_at_a_time"), transaction.atomic():
        row.save(force_insert=True)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Grading.objects.update(grade=4)


def test_what_follows_no_key_is_not_graded(town: given.Town, now: dt.datetime) -> None:
    case = given.a_referral(town, services=("helsetjenester_i_hjemmet",), grade=None)
    before = written()
    with pytest.raises(Refused) as refused:
        actions.grade_referral(case.pk, grade=1, reason="Haster", actor=town.caseworker, at=now)
    assert refused.value.code == "no_urgency"
    assert written() == before


def test_help_is_given_answered_on_day_ten_and_ends_with_its_case(
    town: given.Town, now: dt.datetime
) -> None:
    # given: ergotherapy for six weeks, by a named person
    case = given.a_referral(town)
    help_ = given.some_help(town, case, performer=given.public_id_of(town.assessor))

    case.refresh_from_db()
    assert (help_.ground, help_.decided_by_id) == ("NOT_REQUIRED", town.caseworker.staff_id)
    assert case.hold_until == TODAY + 42 * DAY
    assert Deadline.objects.get(case=case, kind="PRELIMINARY_ANSWER").met_at == now
    assert Deadline.objects.get(case=case, kind="TARGET_DECISION").paused_on == TODAY
    gate = Deadline.objects.get(case=case, kind="HELP_GATE")
    assert (gate.due_on, gate.key) == (TODAY + 10 * DAY, f"help:{help_.public_id}")
    assert CaseAccess.objects.filter(case=case, staff_id=town.assessor.staff_id, to_at=None)
    assert queries.waits_of([case.pk], on=TODAY) == {}
    assert [row.service for row in queries.help_now(case.person_id, on=TODAY)] == ["Ergoterapi"]

    # day 10
    assert task_kinds(town.caseworker, TODAY + 8 * DAY) == set()
    assert task_kinds(town.caseworker, TODAY + 9 * DAY) == {"ANSWER_DAY_TEN"}
    (task,) = queries.tasks_for(Scope(town.assessor, TODAY + 9 * DAY))[0]
    assert (task["task_holder"], task["task_due"]) == (town.assessor.staff_id, TODAY + 10 * DAY)
    tenth = now + 10 * DAY
    before = written()
    with pytest.raises(Refused) as refused:
        actions.continue_help(
            case.pk,
            help_id=str(help_.public_id),
            why=" ",
            planned_end_on=TODAY,
            version=1,
            actor=town.caseworker,
            at=tenth,
        )
    assert [o.code for o in refused.value.objections] == ["why_missing", "ends_in_the_past"]
    with pytest.raises(Stale):
        actions.require_decision(
            case.pk,
            help_id=str(help_.public_id),
            why="Lenger",
            version=7,
            actor=town.caseworker,
            at=tenth,
        )
    assert written() == before
    actions.continue_help(
        case.pk,
        help_id=str(help_.public_id),
        why="Krever ikke vedtak etter hol § 3-2 nr. 5.",
        planned_end_on=TODAY + 50 * DAY,
        version=1,
        actor=town.caseworker,
        at=tenth,
    )
    case.refresh_from_db()
    assert case.hold_until == TODAY + 50 * DAY
    assert task_kinds(town.caseworker, TODAY + 11 * DAY) == set()
    assert task_kinds(town.caseworker, TODAY + 48 * DAY) == {"END_HELP"}
    (row,) = queries.help_of_case(case.pk, on=TODAY + 11 * DAY)
    assert [(r.answer, r.why) for r in row.reviews] == [
        ("Fortsetter, og krever ikke vedtak", "Krever ikke vedtak etter hol § 3-2 nr. 5.")
    ]
    assert not row.asks

    # the end
    last = now + 45 * DAY
    before = written()
    for changes, codes in (
        ({"told": ""}, ["told_missing"]),
        ({"result": " ", "ended_on": last.date() + 2 * DAY}, ["result_missing", "bad_end"]),
    ):
        with pytest.raises(Refused) as refused:
            end(help_, town.caseworker, last, **changes)
        assert [o.code for o in refused.value.objections] == codes
    assert written() == before
    end(help_, town.caseworker, last)

    ended = Case.objects.get(pk=case.pk)
    assert (ended.stage, ended.end_reason, ended.end_told, ended.hold_until) == (
        Stage.ENDED,
        "WITHOUT_DECISION",
        "Ola på telefon",
        None,
    )
    letter = Letter.objects.get(case=case, kind="ENDED")
    assert "Ergoterapi ble avsluttet" in str(letter.content)
    assert "klage" in str(letter.content)
    assert not CaseAccess.objects.filter(
        case=case, staff_id=town.assessor.staff_id, to_at=None
    ).exists()
    sentences = {
        entry.event for entry in Entry.objects.filter(case_id=case.pk, event__startswith="Help")
    }
    assert sentences == {"HelpGiven", "HelpContinued", "HelpEnded"}
    with pytest.raises(Stale):
        end(help_, town.caseworker, last)
    with pytest.raises(DatabaseError, match="stands as it was decided"), transaction.atomic():
        Help.objects.update(why="Noe annet")


def end(help_: Help, actor: Actor, at: dt.datetime, **changes: Any) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "result": "Klarer dusjen selv.",
        "ended_on": at.date(),
        "close": True,
        "told": "Ola på telefon",
        "version": Help.objects.values_list("version", flat=True).get(pk=help_.pk),
    }
    return actions.end_help(
        help_.case_id, help_id=str(help_.public_id), **{**facts, **changes}, actor=actor, at=at
    )


def test_short_help_may_not_go_on_past_two_weeks_but_is_never_stopped(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_referral(town, services=("helsetjenester_i_hjemmet",), grade=None)
    help_ = given.some_help(
        town, case, **NURSING, planned_end_on=TODAY + 12 * DAY, meanwhile="WAITS"
    )
    assert help_.ground == "SHORT"
    tenth = now + 10 * DAY
    (row,) = queries.help_of_case(case.pk, on=tenth.date())
    assert (row.asks, row.may_go_on) == (True, False)

    before = written()
    with pytest.raises(Refused) as refused:
        actions.continue_help(
            case.pk,
            help_id=str(help_.public_id),
            why="Såret gror sent.",
            planned_end_on=TODAY + 15 * DAY,
            version=1,
            actor=town.caseworker,
            at=tenth,
        )
    assert refused.value.code == "decision_needed"
    assert "kartlegging" in str(refused.value)
    assert written() == before
    actions.require_decision(
        case.pk,
        help_id=str(help_.public_id),
        why="Såret gror sent.",
        version=1,
        actor=town.caseworker,
        at=tenth,
    )

    case.refresh_from_db()
    assert (case.stage, case.hold_until) == (Stage.RECEIVED, None)
    assert Deadline.objects.get(case=case, kind="TARGET_DECISION").paused_on is None
    assert Deadline.objects.get(case=case, kind="PRELIMINARY_ANSWER").met_at is None
    assert Deadline.objects.get(case=case, kind="HELP_GATE").met_at == tenth
    (row,) = queries.help_now(case.person_id, on=tenth.date() + 20 * DAY)
    assert (row.decision_needed, row.ended) == (True, False)

    # held by hand for another reason, it stays held when the help ends; the same again counts
    # together: three days more are too many
    hold_case(
        case.pk,
        until=TODAY + 20 * DAY,
        reason="Venter på legen.",
        actor=town.caseworker,
        at=tenth,
    )
    end(help_, town.caseworker, tenth, ended_on=tenth.date() + DAY, close=False)
    held = Case.objects.get(pk=case.pk)
    assert (held.stage, held.hold_until) == (Stage.RECEIVED, TODAY + 20 * DAY)
    before = written()
    with pytest.raises(Refused) as refused:
        given.some_help(
            town,
            case,
            at=tenth + 2 * DAY,
            **NURSING,
            planned_end_on=tenth.date() + 6 * DAY,
        )
    assert refused.value.code == "decision_needed"
    assert "15 dager" in str(refused.value)
    assert written() == before


def test_help_that_outlives_its_case_or_its_person_is_somebodys_task(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_referral(town)
    help_ = given.some_help(town, case)
    other = given.a_referral(town, person=case.person, grade=None)
    assert task_kinds(town.caseworker, TODAY) == set()
    given.end_by_death(case, actor=town.caseworker)
    Resident.objects.filter(pk=case.person_id).update(died_on=TODAY)

    assert task_kinds(town.caseworker, TODAY) == {"END_HELP"}
    before = written()
    with pytest.raises(Refused) as refused:
        given.some_help(town, other, service_key="fysioterapi")
    assert refused.value.code == "dead"
    assert written() == before
    end(help_, town.caseworker, now, close=False)
    assert task_kinds(town.caseworker, TODAY) == set()


def test_what_stands_in_the_way_of_help_is_said_at_its_field_and_writes_nothing(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_referral(town)
    given.a_running_service(town, person=case.person)
    given.some_help(
        town,
        case,
        service_key="fysioterapi",
        meanwhile="GOES_ON",
        unit="mottak",
        performer=given.public_id_of(town.caseworker),
    )
    case.refresh_from_db()
    assert case.hold_until is None  # it goes on beside

    before = written()
    for changes, code, field in (
        ({"service_key": "massasje"}, "unknown_service", "what"),
        ({"basis": "hol_3_8"}, "unknown_service", "what"),
        ({"service_key": "fysioterapi"}, "already_given", "what"),
        ({**NURSING, "planned_end_on": TODAY + 5 * DAY}, "already_granted", "what"),
        ({"unit": "kartlegging"}, "unit_unknown", "unit"),
        ({"unit": "finnes-ikke"}, "unit_unknown", "unit"),
        ({"performer": given.public_id_of(town.provider)}, "performer_unknown", "performer"),
        ({"unit": "mottak"}, "nobody_receives", "performer"),
        ({"meanwhile": ""}, "meanwhile_missing", "meanwhile"),
        ({"told": "x" * 301}, "too_long", "told"),
        ({"told_of_rights": False}, "rights_not_told", "told_of_rights"),
        ({"consent": "NO"}, "consent_missing", "consent"),
        (
            {
                "service_key": "praktisk_bistand_daglige_gjoremal",
                "basis": "hol_3_2_nr_6_b",
                "planned_end_on": TODAY + 15 * DAY,
            },
            "decision_needed",
            "planned_end_on",
        ),
        (
            {"service_key": "langtidsopphold_institusjon", "basis": "hol_3_2_a"},
            "decision_needed",
            "what",
        ),
    ):
        with pytest.raises(Refused) as refused:
            given.some_help(town, case, **changes)
        first = refused.value.objections[0]
        assert (first.code, first.field) == (code, field)
    with pytest.raises(NotFound):
        actions.end_help(
            case.pk,
            help_id="00000000-0000-4000-8000-000000000000",
            result="",
            ended_on=TODAY,
            close=False,
            version=1,
            actor=town.caseworker,
            at=now,
        )
    assert written() == before


def test_a_trial_counts_with_help_and_a_decided_case_gets_none(
    town: given.Town, now: dt.datetime
) -> None:
    trial = given.a_trial(town)
    with pytest.raises(Refused) as refused:
        given.some_help(
            town,
            trial.case,
            actor=town.assessor,
            **NURSING,
            starts_on=TODAY + 10 * DAY,
            planned_end_on=TODAY + 16 * DAY,
        )
    assert refused.value.code == "decision_needed"
    # and the other way around: twelve days of help, then a trial of five
    assessed = given.an_assessed_case(town)
    given.some_help(
        town,
        assessed,
        actor=town.assessor,
        **NURSING,
        planned_end_on=TODAY + 12 * DAY,
        meanwhile="GOES_ON",
    )
    with pytest.raises(Refused) as refused:
        start_trial(
            assessed.pk,
            team="fagteam",
            measure="Hjemmebesøk morgen",
            service_key=NURSING["service_key"],
            goal="Se om morgenstell er nok.",
            starts_on=TODAY + 12 * DAY,
            planned_end_on=TODAY + 17 * DAY,
            actor=town.assessor,
            at=now,
        )
    assert refused.value.code == "decision_needed"
    decided = given.an_issued_decision(town)
    with pytest.raises(Refused) as refused:
        given.some_help(town, decided.case, actor=town.officer)
    assert refused.value.code == "wrong_stage"
    assert Help.objects.count() == 1


def test_the_same_form_sent_twice_gives_help_once(town: given.Town, now: dt.datetime) -> None:
    case = given.a_referral(town)
    once = given.with_key(town.caseworker, "k", body="b")
    first = actions.give_help(case.pk, **given.help_to_give(TODAY), actor=once, at=now)
    again = actions.give_help(case.pk, **given.help_to_give(TODAY), actor=once, at=now)
    assert (again, Help.objects.count()) == (first, 1)


def test_help_is_given_by_a_unit_that_gives_the_service(town: given.Town, now: dt.datetime) -> None:
    case = given.a_referral(town)
    UnitService.objects.create(
        unit=town.home_service, service_key="ergoterapi", valid_from=given.LONG_AGO
    )
    on = now.date()

    page = queries.give_page(case.pk, actor=town.caseworker, on=on)
    assert page.proposed_unit == town.home_service.key
    shown = str(forms.Give(page=page, initial={"what": page.proposed})["unit"])
    assert shown.index('label="Gir tjenesten"') < shown.index("Hjemmetjenesten Nord")
    assert shown.index('label="Andre enheter"') < shown.index("Fagteam Nord")

    before = Entry.objects.count()
    with pytest.raises(Refused) as refusal:
        given.some_help(town, case, unit="fagteam")
    assert [(o.code, o.field) for o in refusal.value.objections] == [("unit_gives_not", "unit")]
    assert "Fagteam Nord gir ikke ergoterapi." in str(refusal.value)
    assert not Help.objects.exists()
    assert Entry.objects.count() == before

    given.some_help(town, case, unit=town.home_service.key)
    assert Help.objects.get().unit == town.home_service


def test_the_units_own_team_may_be_said_to_give_it_and_is_proposed_while_nothing_is_said(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_referral(town)
    own = Unit.objects.get(pk=case.unit_id)
    assert not own.performs

    def proposed() -> str:
        return queries.give_page(case.pk, actor=town.caseworker, on=now.date()).proposed_unit

    assert proposed() == own.key
    UnitService.objects.create(
        unit=town.home_service, service_key="ergoterapi", valid_from=given.LONG_AGO
    )
    UnitService.objects.create(unit=town.team, service_key="ergoterapi", valid_from=given.LONG_AGO)
    assert proposed() == ""  # two give it, and it is not among them
    UnitService.objects.create(unit=own, service_key="ergoterapi", valid_from=given.LONG_AGO)
    assert proposed() == own.key
    given.some_help(town, case, unit=own.key, performer=given.public_id_of(town.caseworker))
