"""«Start revurdering» and «Meld endring» as pages and as the API: reached, filled in, refused."""

import datetime as dt
from typing import Any

import pytest
from django.test import Client

from cases.models import Case, Draft
from cases.stages import Origin
from deadlines.kinds import Kind
from deadlines.models import Deadline
from decisions.models import DecisionLine
from delivery import actions
from delivery.models import Reassessed
from people.access import Actor
from tests import given
from tests.journeys.api import Api

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
BEFORE = given.NOW - dt.timedelta(days=60)
BEGAN = given.NOW - dt.timedelta(days=50)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def line(town: given.Town) -> DecisionLine:
    found = given.an_issued_decision(town, at=BEFORE).lines.get()
    actions.confirm_order(str(found.public_id), actor=town.provider, at=BEFORE)
    actions.start_order(
        str(found.public_id), starts_on=BEGAN.date(), version=1, actor=town.provider, at=BEGAN
    )
    return found


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def page_of(line: DecisionLine) -> str:
    return f"/personer/{line.decision.case.person.public_id}/revurdering/"


def typed(line: DecisionLine, **more: Any) -> dict[str, Any]:
    return {"services": [str(line.public_id)], "reason": "EVALUATION", **more}


def test_the_persons_page_leads_to_it_and_the_one_service_is_chosen(
    town: given.Town, line: DecisionLine
) -> None:
    client = signed_in(town.caseworker)
    person = line.decision.case.person

    home = client.get(f"/personer/{person.public_id}/").content.decode()
    page = client.get(page_of(line)).content.decode()

    assert f"{page_of(line)}?tjeneste={line.public_id}" in home
    assert "checked" in page
    assert "3,5 t/uke" in page


def test_it_becomes_a_case_whose_kartlegging_can_go_on(
    town: given.Town, line: DecisionLine
) -> None:
    client = signed_in(town.caseworker)

    answer = client.post(page_of(line), typed(line), follow=True)

    case = Case.objects.get(origin=Origin.REASSESSMENT)
    assert answer.redirect_chain == [(f"/saker/{case.reference}/kort/", 302)]
    assert "Revurderingen er startet" in answer.content.decode()
    page = client.get(f"/saker/{case.reference}/").content.decode()
    assert "Vurderes på nytt" in page
    assert f'href="/saker/{line.decision.case.reference}/"' in page
    again = client.get(page_of(line)).content.decode()
    assert f'href="/saker/{case.reference}/"' in again
    home = client.get(f"/personer/{case.person.public_id}/").content.decode()
    assert f"vurderes på nytt i sak {case.reference}" in home


def test_what_is_missing_is_said_at_its_field_and_nothing_is_opened(
    town: given.Town, line: DecisionLine
) -> None:
    before = Case.objects.count()

    answer = signed_in(town.caseworker).post(page_of(line), typed(line, reason="CHANGE"))

    assert answer.status_code == 422
    assert "Skriv hva som er endret eller ønskes." in answer.content.decode()
    assert Case.objects.count() == before


def test_what_was_typed_is_kept_as_a_draft(town: given.Town, line: DecisionLine) -> None:
    client = signed_in(town.caseworker)
    person = line.decision.case.person
    Draft.objects.create(
        owner_id=town.caseworker.staff(),
        person=person,
        form="revurdering",
        fields={"words": "Trenger hjelp om kvelden."},
        saved_at=given.NOW,
    )

    assert "Trenger hjelp om kvelden." in client.get(page_of(line)).content.decode()
    client.post(page_of(line), typed(line))
    assert not Draft.objects.exists()


def test_a_deadline_is_one_press_away_from_it(town: given.Town, line: DecisionLine) -> None:
    case = line.decision.case
    deadline = Deadline.objects.get(case=case, kind=Kind.EVALUATION, met_at=None)

    page = signed_in(town.officer).get(f"/frister/{deadline.public_id}/").content.decode()

    assert f'{page_of(line)}?grunn=EVALUATION"' in page


def test_the_task_about_a_service_leads_to_it_with_the_service_chosen(
    town: given.Town, line: DecisionLine
) -> None:
    answer = signed_in(town.officer).get(f"/tjenester/{line.public_id}/revurdering/")

    assert answer["Location"] == f"{page_of(line)}?tjeneste={line.public_id}&grunn=EXPIRY"


def test_a_unit_tells_of_a_change_and_cannot_open_the_case(
    town: given.Town, line: DecisionLine
) -> None:
    client = signed_in(town.provider)
    path = f"/bestillinger/{line.public_id}/"

    assert "Meld endring" in client.get(path).content.decode()
    answer = client.post(f"{path}endring/", {"words": "Trenger fem timer."}, follow=True)

    page = answer.content.decode()
    case = Case.objects.get(origin=Origin.CHANGE_MESSAGE)
    assert "Endring venter" in page
    assert "Meld endring" not in page.split("<main")[1]
    assert client.get(f"/saker/{case.reference}/").status_code in {403, 404}


def test_the_api_begins_and_reports(town: given.Town, line: DecisionLine) -> None:
    person = line.decision.case.person
    office = Api.of(given.account_of(town.caseworker).username)
    unit = Api.of(given.account_of(town.provider).username)

    begun = office.send(
        "post",
        f"people/{person.public_id}/reassessments/",
        {"services": [str(line.public_id)], "reason": "EVALUATION"},
    )
    reported = unit.send("post", f"orders/{line.public_id}/change/", {"words": "Fem timer."})

    assert (begun.status, begun.body["begun"]) == (201, True)
    assert (reported.status, reported.code) == (422, "already_reassessed")
    assert begun.body["reference"] in str(reported.body)
    assert Reassessed.objects.count() == 1
