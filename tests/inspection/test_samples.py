"""A sample is drawn so that others can do it again, controlled, and answered for by a leader."""

import datetime as dt
import hashlib
from collections import Counter

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test import Client
from hypothesis import given as hypothesis_given
from hypothesis import strategies as st

from audit.models import Denial, Entry, Read
from cases.models import Case, Draft
from desk.queries import looks, task_list
from desk.rules import TaskNarrow
from desk.words import Why
from inspection import actions, queries
from inspection.kinds import Head
from inspection.models import Finding, InspectedCase, Sample, ToldDeviation
from inspection.rules import digest_of, drawn
from people.access import Actor
from people.models import PersonAccess, Resident
from people.refusals import AccessDenied, NotFound, Refused
from tests import given

TODAY = given.NOW.date()
RIGHT = {head.value: "IN_ORDER" for head in Head}
WRONG = RIGHT | {Head.GROUNDS.value: "DEVIATION"}
FOUND = {Head.GROUNDS.value: "Hovedhensynene mangler."}


def as_anybody_would(population: list[tuple[str, int]], seed: str, size: int) -> list[str]:
    """The draw again, from what the page says and nothing of ours."""
    lowest: dict[str, str] = {}
    for reference, tickets in population:
        for ticket in range(1, tickets + 1):
            number = hashlib.sha256(f"{seed}:{reference}:{ticket}".encode()).hexdigest()
            lowest[reference] = min(lowest.get(reference, "g"), number)
    return sorted(lowest, key=lambda reference: lowest[reference])[:size]


POPULATION = st.lists(
    st.tuples(st.from_regex(r"2026-\d{5}", fullmatch=True), st.integers(0, 9)),
    unique_by=lambda one: one[0],
    max_size=30,
)


@hypothesis_given(population=POPULATION, seed=st.text("0123456789abcdef"), size=st.integers(1, 9))
def test_anybody_can_do_the_draw_again_whatever_order_the_list_is_in(
    population: list[tuple[str, int]], seed: str, size: int
) -> None:
    found = drawn(population, seed=seed, size=size)

    assert found == as_anybody_would(population, seed, size)
    assert found == drawn(population[::-1], seed=seed, size=size)
    assert digest_of(population) == digest_of(population[::-1])
    assert len(found) == min(size, sum(tickets > 0 for _reference, tickets in population))


def test_each_case_is_drawn_as_often_as_its_tickets_say() -> None:
    population = [("2026-00001", 1), ("2026-00002", 1), ("2026-00003", 4), ("2026-00004", 0)]

    times = Counter(drawn(population, seed=str(n), size=1)[0] for n in range(6000))

    assert times["2026-00004"] == 0
    assert abs(times["2026-00001"] - 1000) < 100  # more than three standard deviations
    assert abs(times["2026-00003"] - 4000) < 120


@pytest.fixture
def town(db: None) -> given.Town:
    return given.a_town()


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def draw(town: given.Town, how: str = "RANDOM", *, size: int = 5, unit: str = "") -> Sample:
    made = actions.draw_sample(
        how,
        unit=unit,
        from_on=TODAY - dt.timedelta(days=30),
        to_on=TODAY,
        size=size,
        actor=town.auditor,
        at=given.NOW,
    )
    return Sample.objects.get(public_id=made["sample"])


def test_a_sample_is_recorded_before_it_is_seen_and_holds_only_what_the_auditor_may_open(
    town: given.Town,
) -> None:
    # given seven cases, one of a person only the named see, one urgent, one of another time
    cases = [given.a_case(town, person=given.a_person(town.municipality)) for _ in range(6)]
    hidden = given.a_case(town, person=given.a_person(town.municipality))
    Resident.objects.filter(pk=hidden.person_id).update(protection="STRICT")
    Case.objects.filter(pk=cases[0].pk).update(urgent=True)
    before = TODAY - dt.timedelta(days=31)
    Case.objects.filter(pk=cases[1].pk).update(received_on=before)

    sample = draw(town, size=3)

    references = [row.case.reference for row in sample.cases.order_by("n")]
    among = sorted(case.reference for case in cases if case != cases[1])
    assert [reference for reference, _tickets in sample.population] == among
    assert references == as_anybody_would(sample.population, sample.seed, 3)
    event = Entry.objects.get(event="SampleDrawn").data
    assert (event["digest"], event["seed"]) == (sample.digest, sample.seed)
    assert event["references"] == references
    # by risk, only those with a sign of it, as many tickets as it weighs
    risky = draw(town, "RISK")
    assert [tuple(one) for one in risky.population if one[1]] == [(cases[0].reference, 2)]
    assert [(row.case_id, row.signs) for row in risky.cases.all()] == [(cases[0].pk, ["URGENT"])]
    with pytest.raises(Refused):
        draw(town, size=101)
    # what was drawn is never changed
    for statement in (
        "UPDATE inspection_sample SET seed = 'mitt'",
        "DELETE FROM inspection_inspectedcase",
    ):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


@time_machine.travel(given.NOW + dt.timedelta(minutes=9), tick=False)
def test_a_case_is_controlled_by_five_heads_told_to_its_leader_and_answered(
    town: given.Town,
) -> None:
    case = given.a_case(town, unit=town.intake, responsible=town.caseworker)
    sample = draw(town)
    name, auditor = str(sample.public_id), client_of(town.auditor)
    page = f"/internkontroll/{name}/1/"

    # the auditor reads the case as internal control, and only that person's log says so
    auditor.get(f"/saker/{case.reference}/")
    auditor.get(page)
    assert {r.ground for r in Read.objects.filter(case_id=case.pk)} == {"inspection"}
    log = looks(str(case.person.public_id), actor=town.auditor, on=TODAY)
    assert {row.ground for row in log.rows} == {"Internkontroll"}
    assert [why for why, _n in log.whys] == [Why.CONTROL]

    # what is typed is kept, and refused as a whole until it is whole
    draft = {"_form": f"internkontroll:{name}:1", "text_fakta": "Datteren er hørt."}
    assert auditor.post("/kladd/", draft).status_code in {302, 303}
    assert "Datteren er hørt." in auditor.get(page).content.decode()
    refused = auditor.post(page, {"verdict_fakta": "IN_ORDER", "verdict_form": "DEVIATION"})
    assert refused.status_code == 422
    assert "Skriv hva avviket er." in refused.content.decode()
    assert not Finding.objects.exists()

    # when it is finished with a deviation
    later = given.NOW + dt.timedelta(minutes=9)
    stood = Case.objects.values().get(pk=case.pk)
    sent = {f"verdict_{head}": verdict for head, verdict in WRONG.items()}
    done = auditor.post(page, {**sent, "text_begrunnelse": FOUND["begrunnelse"], "tell": "on"})
    assert done["Location"] == f"/internkontroll/{name}/"
    assert Case.objects.values().get(pk=case.pk) == stood
    assert not Draft.objects.exists()
    assert not PersonAccess.objects.filter(ground="inspection", to_at__gt=later).exists()
    with pytest.raises(Refused):
        actions.finish_case(name, 1, verdicts=RIGHT, texts={}, actor=town.auditor, at=given.NOW)
    summary = queries.sample(name, actor=town.auditor, on=TODAY)
    assert (summary.sample.finished, summary.sample.deviations) == (1, 1)
    assert ("Begrunnelse", 0, 1, 0) in summary.heads

    # then whoever leads the unit has it as a task, and answers once; others know of nothing
    told = str(ToldDeviation.objects.get().public_id)
    tasks = task_list(actor=town.chief, narrow=TaskNarrow(view="mine"), on=TODAY).rows
    assert [row.url for row in tasks if row.kind == "answer_inspection"] == [
        f"/internkontroll/avvik/{told}/"
    ]
    assert client_of(town.leader).get(f"/internkontroll/avvik/{told}/").status_code == 404
    chief = client_of(town.chief)
    assert FOUND["begrunnelse"] in chief.get(f"/internkontroll/avvik/{told}/").content.decode()
    assert chief.post(f"/internkontroll/avvik/{told}/", {"answer": " "}).status_code == 422
    assert chief.post(f"/internkontroll/avvik/{told}/", {"answer": "Nytt brev."}).status_code == 302
    assert ToldDeviation.objects.get().answer == "Nytt brev."
    with pytest.raises(Refused):
        actions.answer_deviation(told, answer="Igjen", actor=town.chief, at=given.NOW)


def test_what_an_auditor_may_no_longer_open_is_not_controlled_and_nobody_else_draws(
    town: given.Town,
) -> None:
    case = given.a_case(town)
    name = str(draw(town).public_id)
    Resident.objects.filter(pk=case.person_id).update(protection="STRICT")

    with pytest.raises(NotFound):
        actions.finish_case(name, 1, verdicts=RIGHT, texts={}, actor=town.auditor, at=given.NOW)
    page = client_of(town.auditor).get(f"/internkontroll/{name}/").content.decode()
    assert case.reference not in page.split("<details", 1)[0]
    assert "Vises ikke" in page
    assert InspectedCase.objects.get().finished_at is None
    with pytest.raises(AccessDenied):
        actions.draw_sample(
            "RANDOM", from_on=TODAY, to_on=TODAY, size=1, actor=town.officer, at=given.NOW
        )
    assert Denial.objects.filter(what="draw_sample: inspect").exists()
