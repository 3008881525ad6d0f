"""The pages of one deadline and of a task, as their users meet them."""

import datetime as dt

import pytest
from django.test import Client
from django.utils.timezone import localdate

from audit.models import Entry, Read
from cases.models import Case
from deadlines import actions
from deadlines.kinds import Kind, task_kind
from deadlines.models import Deadline, TaskState
from people.access import Actor
from people.roles import Role
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
TODAY = localdate(given.NOW)

TASK = {"kind": "deadline_evaluation", "key": "abc"}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def an_evaluation(case: Case, town: given.Town) -> Deadline:
    return actions.open_deadline(
        case,
        Kind.EVALUATION,
        starts_on=TODAY,
        actor=town.caseworker,
        at=given.NOW,
    )


def test_the_page_says_how_the_day_was_computed_and_who_looked_is_kept(
    case: Case, town: given.Town
) -> None:
    deadline = an_evaluation(case, town)

    answer = signed_in(town.caseworker).get(f"/frister/{deadline.public_id}/")

    shown = answer.content.decode()
    assert answer.status_code == 200
    assert "Slik er fristen regnet ut" in shown
    assert "Fristen er 90 dager" in shown
    assert "Merk som fulgt opp" in shown
    assert "NORDMANN" not in shown.split("</title>")[0]
    assert Read.objects.get(page="Frist").person_ids == [case.person_id]


def test_a_deadline_is_extended_from_its_page(case: Case, town: given.Town) -> None:
    deadline, client = an_evaluation(case, town), signed_in(town.caseworker)
    later = TODAY + dt.timedelta(days=200)
    path = f"/frister/{deadline.public_id}/utsett/"

    assert client.get(path).status_code == 200
    answer = client.post(path, {"until": later.isoformat(), "reason": "Reise"})

    deadline.refresh_from_db()
    assert answer.status_code == 302
    assert deadline.due_on == later
    assert "Utsatt fra" in client.get(f"/frister/{deadline.public_id}/").content.decode()


def test_what_is_wrong_is_said_at_the_field_and_the_text_is_kept(
    case: Case, town: given.Town
) -> None:
    deadline, client = an_evaluation(case, town), signed_in(town.caseworker)
    path = f"/frister/{deadline.public_id}/utsett/"

    early = client.post(path, {"until": TODAY.isoformat(), "reason": "Personen er på reise"})
    empty = client.post(path, {"until": "", "reason": ""})

    assert early.status_code == empty.status_code == 422
    assert "Velg en dag etter den fristen som gjelder." in early.content.decode()
    assert "Personen er på reise" in early.content.decode()
    assert "Velg den nye fristen" in empty.content.decode()
    assert "Skriv hvorfor fristen utsettes" in empty.content.decode()
    assert Deadline.objects.get().due_on == deadline.due_on


def test_a_deadline_is_settled_from_its_page(case: Case, town: given.Town) -> None:
    deadline, client = an_evaluation(case, town), signed_in(town.caseworker)
    path = f"/frister/{deadline.public_id}/fulgt-opp/"

    assert client.get(path).status_code == 200
    answer = client.post(path, {"note": "Evaluert i møte"})

    deadline.refresh_from_db()
    assert answer["Location"] == f"/saker/{case.reference}/"
    assert deadline.met_at is not None


def test_a_stranger_to_the_case_gets_no_deadline(case: Case, town: given.Town) -> None:
    deadline = an_evaluation(case, town)
    elsewhere = given.a_town("3303", "Kongsberg kommune")

    assert signed_in(town.assessor).get(f"/frister/{deadline.public_id}/").status_code == 403
    assert signed_in(elsewhere.caseworker).get(f"/frister/{deadline.public_id}/").status_code == 404
    assert signed_in(town.provider).get(f"/frister/{deadline.public_id}/").status_code == 403
    assert Client().get(f"/frister/{deadline.public_id}/").status_code == 302


def test_who_comes_second_is_told_in_the_list_who_was_first(case: Case, town: given.Town) -> None:
    second, base = given.staff(Role.CASEWORKER, town.intake), f"/saker/{case.reference}"
    signed_in(town.caseworker).post(f"{base}/oppgaver/ta/", TASK)
    client, before = signed_in(second), Entry.objects.count()

    lost = client.post(f"{base}/oppgaver/ta/", TASK | {"fra": "vis=ufordelt"})
    assert lost["Location"] == "/oppgaver/?vis=ufordelt"
    assert "Kari Lie tok oppgaven først." in client.get(lost["Location"]).content.decode()

    # so in the queue of referrals; and nowhere else than in the house
    for back, to in (
        ("/henvisninger/?grad=2", "/henvisninger/?grad=2"),
        ("//annet.no/", f"{base}/"),
        ("", f"{base}/"),
    ):
        lost = client.post(f"{base}/ta/", {"_back": back})
        assert lost["Location"] == to
    assert "Kari Lie har allerede tatt saken." in client.get(f"{base}/").content.decode()
    assert not Entry.objects.filter(event__in=["TaskTaken", "CaseTaken"])[1:].exists()
    assert Entry.objects.count() == before


def test_a_task_is_taken_held_and_taken_up_again(case: Case, town: given.Town) -> None:
    client, tasks = signed_in(town.caseworker), f"/saker/{case.reference}/oppgaver"
    ahead = TODAY + dt.timedelta(days=3)

    client.post(f"{tasks}/ta/", TASK)
    case.refresh_from_db()
    assert case.responsible_id == town.caseworker.staff_id

    assert client.get(f"{tasks}/vent/", TASK).status_code == 200
    refused = client.post(f"{tasks}/vent/", TASK | {"until": TODAY.isoformat(), "reason": "x"})
    assert refused.status_code == 422
    assert "Velg en dato etter i dag." in refused.content.decode()

    client.post(f"{tasks}/vent/", TASK | {"until": ahead.isoformat(), "reason": "Ferie"})
    assert TaskState.objects.get().hold_until == ahead

    client.post(f"{tasks}/fortsett/", TASK)
    assert TaskState.objects.get().hold_until is None


def test_what_is_late_already_is_not_put_aside_for_long(case: Case, town: given.Town) -> None:
    # given a task whose own day, which no law sets, has passed
    goal = actions.open_deadline(
        case, Kind.TARGET_DECISION, starts_on=TODAY, actor=town.caseworker, at=given.NOW
    )
    passed = TODAY - dt.timedelta(days=20)
    Deadline.objects.filter(pk=goal.pk).update(due_on=passed)
    task = {"kind": task_kind(Kind.TARGET_DECISION), "key": str(goal.public_id)}
    client, page = signed_in(town.caseworker), f"/saker/{case.reference}/oppgaver/vent/"
    week = TODAY + dt.timedelta(days=7)

    # then the page says so before anything is typed
    asked = client.get(page, task).content.decode()
    assert f"Fristen for oppgaven gikk ut {passed:%d.%m.%Y}." in asked
    assert f"Den kan vente til senest {week:%d.%m.%Y}." in asked
    # and a long wait is refused, with the last day there is
    day_more = (week + dt.timedelta(days=1)).isoformat()
    refused = client.post(page, task | {"until": day_more, "reason": "Ferie"})
    assert refused.status_code == 422
    assert f"Velg en dato senest {week:%d.%m.%Y}." in refused.content.decode()
    assert not TaskState.objects.exists()
    client.post(page, task | {"until": week.isoformat(), "reason": "Ferie"})
    assert TaskState.objects.get().hold_until == week


def test_a_task_whose_day_is_to_come_waits_as_before(case: Case, town: given.Town) -> None:
    goal = actions.open_deadline(
        case, Kind.TARGET_DECISION, starts_on=TODAY, actor=town.caseworker, at=given.NOW
    )
    task = {"kind": task_kind(Kind.TARGET_DECISION), "key": str(goal.public_id)}
    client, page = signed_in(town.caseworker), f"/saker/{case.reference}/oppgaver/vent/"
    later = TODAY + dt.timedelta(days=60)

    assert "gikk ut" not in client.get(page, task).content.decode().split("<main")[1]
    client.post(page, task | {"until": later.isoformat(), "reason": "Ferie"})

    assert TaskState.objects.get().hold_until == later


def test_a_leader_gives_a_task_to_a_colleague(case: Case, town: given.Town) -> None:
    client, path = signed_in(town.chief), f"/saker/{case.reference}/oppgaver/fordel/"

    assert "Kari Lie" in client.get(path, TASK).content.decode()
    client.post(path, TASK | {"staff": town.caseworker.staff_id})

    case.refresh_from_db()
    assert case.responsible_id == town.caseworker.staff_id


def test_a_post_without_its_task_changes_nothing(case: Case, town: given.Town) -> None:
    client = signed_in(town.caseworker)

    for act in ("ta", "fortsett"):
        assert client.post(f"/saker/{case.reference}/oppgaver/{act}/", {}).status_code == 302

    assert not TaskState.objects.exists()
