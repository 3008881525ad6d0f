"""A municipality's own lengths: from their day, within the table, shown and ended; and the page."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from audit.models import Entry
from cases.models import Case
from deadlines import actions, queries
from deadlines.kinds import KINDS, Kind
from deadlines.models import Deadline, OwnTerm
from people.refusals import AccessDenied, NotFound, Refused
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

TODAY = given.NOW.date()
DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def decide(town: given.Town, **changes: Any) -> int:
    said: dict[str, Any] = {
        "kind": Kind.TARGET_DECISION,
        "length": 14,
        "decided_by": "Rådet 01.03.2026",
        "valid_from": TODAY,
        **changes,
    }
    made = actions.decide_own_term(**said, actor=town.administrator, at=given.NOW)
    return int(made["row"])


def _opened(case: Case, town: given.Town, at: dt.datetime = given.NOW) -> Deadline:
    return actions.open_deadline(
        case, Kind.TARGET_DECISION, starts_on=TODAY, actor=town.caseworker, at=at
    )


def test_an_own_length_holds_from_its_day_and_says_whose_it_is(
    case: Case, town: given.Town
) -> None:
    before = queries.rules_of(town.municipality.pk).row(Kind.TARGET_DECISION, on=TODAY)
    first = decide(town, remind_days_before=1)
    later = decide(town, length=30, valid_from=TODAY + 10 * DAY)

    deadline = _opened(case, town)

    rules = queries.rules_of(town.municipality.pk)
    assert before.term.length == 21
    assert deadline.due_on == TODAY + 14 * DAY
    assert rules.row(Kind.TARGET_DECISION, on=TODAY).remind_days_before == 1
    assert rules.row(Kind.TARGET_DECISION, on=TODAY + 10 * DAY).term.length == 30
    row = queries.deadline_of(case.pk, Kind.TARGET_DECISION, on=TODAY)
    assert row is not None
    assert f"Lengden er kommunens egen, fra {TODAY:%d.%m.%Y}." in row.explanation
    actions.end_own_term(later, valid_to=TODAY + 20 * DAY, actor=town.administrator, at=given.NOW)
    assert OwnTerm.objects.get(pk=first).valid_to == TODAY + 10 * DAY
    ended = queries.rules_of(town.municipality.pk)
    assert ended.row(Kind.TARGET_DECISION, on=TODAY + 20 * DAY).term.length == 21
    told = Entry.objects.filter(event__startswith="OwnTerm").values_list("event", flat=True)
    assert sorted(told) == ["OwnTermDecided", "OwnTermDecided", "OwnTermEnded"]


def test_a_length_from_a_day_that_has_been_counts_again_what_runs(
    case: Case, town: given.Town
) -> None:
    deadline = _opened(case, town)

    decide(town, valid_from=TODAY - 5 * DAY)
    assert actions.count_all_again(at=given.NOW + DAY) == 1

    deadline.refresh_from_db()
    assert deadline.due_on == TODAY + 14 * DAY
    elsewhere = given.a_town("3303", "Kongsberg kommune")
    assert queries.rules_of(elsewhere.municipality.pk).own == ()


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"kind": Kind.PRELIMINARY_ANSWER}, ["fixed"]),
        ({"kind": Kind.COMPLAINT_PBRL, "decided_by": " "}, ["fixed", "who_missing"]),
        ({"kind": "X"}, ["fixed"]),
        ({"length": 91, "valid_from": TODAY + DAY}, ["length"]),
        ({"kind": Kind.TRIAL_GATE, "length": 15}, ["length"]),  # two weeks is the statute's end
        ({"minimum": 3, "valid_from": TODAY + DAY}, ["not_set_in_case"]),
        ({"kind": Kind.ADVANCE_NOTICE, "minimum": 15}, ["minimum"]),
        ({"kind": Kind.ADVANCE_NOTICE, "minimum": 6}, ["minimum"]),  # the table's own is the least
        (
            {"kind": Kind.TARGET_START, "remind_days_before": 400, "escalate_days_after": -1},
            ["days", "days"],
        ),
        ({"valid_from": TODAY - DAY}, ["overlaps"]),
    ],
)
def test_what_the_statute_or_the_table_says_is_refused_and_nothing_is_written(
    changes: dict[str, Any], codes: list[str], town: given.Town
) -> None:
    decide(town)
    before = (Entry.objects.count(), list(OwnTerm.objects.values_list("pk", "valid_to")))

    with pytest.raises(Refused) as refusal:
        decide(town, **changes)

    assert [one.code for one in refusal.value.objections] == codes
    assert (Entry.objects.count(), list(OwnTerm.objects.values_list("pk", "valid_to"))) == before


def test_the_database_keeps_statutes_and_days_apart(town: given.Town) -> None:
    row = {"municipality": town.municipality, "length": 14, "decided_by": "x"}
    decide(town)

    for wrong in (
        {"kind": Kind.PRELIMINARY_ANSWER, "valid_from": TODAY},
        {"kind": Kind.TARGET_DECISION, "valid_from": TODAY + DAY},
        {"kind": Kind.TARGET_START, "valid_from": TODAY, "valid_to": TODAY},
        {"kind": Kind.ADVANCE_NOTICE, "valid_from": TODAY, "minimum": 15},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            OwnTerm.objects.create(**row, **wrong)


def test_the_least_an_officer_may_set_is_the_municipalitys(case: Case, town: given.Town) -> None:
    decide(town, kind=Kind.ADVANCE_NOTICE, length=21, minimum=14)

    def notice(days: int) -> Deadline:
        return actions.open_deadline(
            case,
            Kind.ADVANCE_NOTICE,
            starts_on=TODAY,
            set_on=TODAY + days * DAY,
            actor=town.caseworker,
            at=given.NOW,
        )

    with pytest.raises(Refused) as refusal:
        notice(13)
    assert refusal.value.code == "deadline_day"
    assert notice(14).due_on == TODAY + 14 * DAY


def test_only_who_sets_up_decides_and_another_municipalitys_row_is_unknown(
    town: given.Town,
) -> None:
    row = decide(town)
    elsewhere = given.a_town("3303", "Kongsberg kommune")

    with pytest.raises(AccessDenied):
        actions.end_own_term(row, valid_to=TODAY + DAY, actor=town.chief, at=given.NOW)
    with pytest.raises(NotFound):
        actions.end_own_term(row, valid_to=TODAY + DAY, actor=elsewhere.administrator, at=given.NOW)


def test_the_pages_list_every_kind_with_what_is_not_verified_and_take_a_length(
    town: given.Town,
) -> None:
    client = Client()
    client.force_login(given.account_of(town.administrator))
    form = {
        "kind": Kind.TARGET_DECISION.value,
        "length": "14",
        "decided_by": "Rådet 01.03.2026",
        "valid_from": f"{TODAY:%d.%m.%Y}",
    }

    sent = client.post("/oppsett/frister/egne/ny/", form)
    wrong = client.post("/oppsett/frister/egne/ny/", {**form, "length": "400"})
    page = client.get("/oppsett/frister/").content.decode()
    listed = client.get("/oppsett/frister/egne/").content.decode()

    assert (sent.status_code, wrong.status_code) == (302, 422)
    assert "Skriv en lengde fra 1 til 90." in wrong.content.decode()
    for row in KINDS:
        assert row.label in page
    assert page.count("Settes aldri på pause") == len(KINDS) - 2
    assert page.count("Gjelder ikke ennå") == 2
    assert page.count("Lokal praksis, ikke kontrollert") > 10
    assert f"Kommunens egen fra {TODAY:%d.%m.%Y}" in page
    assert "14 dager" in listed
    row_id = OwnTerm.objects.get().pk
    ended = client.post(
        f"/oppsett/frister/egne/{row_id}/avslutt/", {"last_on": f"{TODAY:%d.%m.%Y}"}
    )
    assert ended.status_code == 302
    assert OwnTerm.objects.get().valid_to == TODAY + DAY


def test_no_two_choices_of_a_deadline_are_called_the_same() -> None:
    names = [name for _key, name in queries.configurable_kinds(on=TODAY)]

    assert len(set(names)) == len(names)
    gates = [name for name in names if name.startswith("Vedtak eller avslutning?")]
    assert gates == [
        "Vedtak eller avslutning? – fra: Hjelpen startet uten vedtak (10 dager; fra 1 til 14)",
        "Vedtak eller avslutning? – fra: Utprøvingen startet uten vedtak (10 dager; fra 1 til 14)",
    ]


def test_one_day_is_said_as_one(town: given.Town) -> None:
    told = {line.key: line.told for line in queries.kind_lines(town.administrator, on=TODAY)}

    assert told["utproving_port"] == "Varsel 1 dag før, lederen varsles 1 dag etter"
    assert told["nytt_varsel_forsinkelse"] == "Varsel 3 dager før, lederen varsles 1 dag etter"
