"""«Registrer løpende vedtak» as a page: reached from the person, filled in, kept, refused."""

import datetime as dt

import pytest
from django.test import Client

from cases.models import Case, Draft
from cases.stages import Origin
from delivery.models import RunningService
from people.models import StaffMember
from tests import given
from tests.delivery.test_takeover import somebody
from tests.given import Town

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

TYPED = {
    "count": "1",
    "source": "Gerica",
    "reference": "2025/118",
    "decided_on": "20.05.2025",
    "goal": "Bo hjemme.",
    "evaluate_on": "01.04.2026",
    "services.0.service_key": "helsetjenester_i_hjemmet",
    "services.0.quantity": "3,5",
    "services.0.per": "week",
    "services.0.unit": "hub-nord",
    "services.0.starts_on": "01.02.2023",
    "services.0.from_on": "01.06.2025",
    "services.0.to_on": "31.05.2026",
    "services.0.legal_basis": "",
    "services.0.helpers": "",
    "services.0.important": "",
}


def officer(town: Town) -> Client:
    client = Client()
    client.force_login(given.account_of(town.officer))
    return client


def test_the_decision_is_registered_and_its_case_is_shown() -> None:
    town = given.a_town()
    person = somebody(town)

    answer = officer(town).post(f"/personer/{person.public_id}/lopende-vedtak/", TYPED, follow=True)

    case = Case.objects.get(origin=Origin.TRANSFERRED)
    assert answer.redirect_chain == [(f"/saker/{case.reference}/", 302)]
    assert "Vedtaket er registrert" in answer.content.decode()
    assert RunningService.objects.get(case=case).valid_to == dt.date(2026, 6, 1)


@pytest.mark.parametrize(
    "page", ["", "vedtak/1/", "vedtak/1/kvittering/", "vedtak/1/brev/", "tjenester/", "historikk/"]
)
def test_every_page_of_the_case_says_what_it_is(page: str) -> None:
    town = given.a_town()
    client = officer(town)
    person = somebody(town)
    client.post(f"/personer/{person.public_id}/lopende-vedtak/", TYPED)
    case = Case.objects.get(origin=Origin.TRANSFERRED)

    answer = client.get(f"/saker/{case.reference}/{page}", follow=True)

    assert answer.status_code == 200
    if page:
        assert "Gerica" in answer.content.decode()
    assert "Brevet med vedtaket" not in answer.content.decode()
    assert "Kunne ikke innhentes" not in answer.content.decode()


def test_nothing_is_said_to_be_done_here_that_was_not() -> None:
    town = given.a_town()
    client = officer(town)
    person = somebody(town)
    client.post(f"/personer/{person.public_id}/lopende-vedtak/", TYPED)
    case = Case.objects.get(origin=Origin.TRANSFERRED)

    page = client.get(f"/saker/{case.reference}/").context["page"]

    assert [step.title for step in page.steps] == ["Vedtak", "Tjeneste", "Avslutt saken"]
    assert [place.state for place in page.rail] == ["passed"] * 4 + ["done", "now"]


def test_the_unit_and_the_person_show_the_service_like_any_other() -> None:
    town = given.a_town()
    client = officer(town)
    person = somebody(town)
    client.post(f"/personer/{person.public_id}/lopende-vedtak/", TYPED)

    overview = client.get(f"/personer/{person.public_id}/").content.decode()

    assert "3,5 t/uke" in overview
    assert "Løpende vedtak registrert fra Gerica" in overview
    client.force_login(given.account_of(town.provider))
    order = RunningService.objects.get().order.line
    assert order is not None
    page = client.get(f"/bestillinger/{order.public_id}/").content.decode()
    assert "Gerica" in page
    assert str(StaffMember.objects.get(pk=town.chief.staff())) in page  # who can be asked
    assert "AAS" in client.get("/bestillinger/?vis=i-gang").content.decode()


def test_one_more_service_keeps_what_is_typed() -> None:
    town = given.a_town()
    person = somebody(town)

    answer = officer(town).post(
        f"/personer/{person.public_id}/lopende-vedtak/", TYPED | {"_more": "1"}
    )

    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'name="services.1.service_key"' in page
    assert 'value="2025/118"' in page
    assert not RunningService.objects.exists()


def test_what_is_wrong_stands_at_its_field() -> None:
    town = given.a_town()
    person = somebody(town)
    wrong = TYPED | {"services.0.quantity": "mye", "services.0.starts_on": "01.01.2027"}

    answer = officer(town).post(f"/personer/{person.public_id}/lopende-vedtak/", wrong)

    assert answer.status_code == 422
    errors = answer.context["form"].errors
    assert set(errors) == {"services.0.quantity", "services.0.starts_on"}
    assert not RunningService.objects.exists()


def test_what_is_typed_is_kept_as_a_draft_until_it_is_sent() -> None:
    town = given.a_town()
    client = officer(town)
    person = somebody(town)
    url = f"/personer/{person.public_id}/lopende-vedtak/"
    about = {"_form": "lopende-vedtak", "_person": str(person.public_id), "_back": url}

    client.post("/kladd/", TYPED | {"count": "2"} | about)
    page = client.get(url).content.decode()

    assert 'value="2025/118"' in page
    assert 'name="services.1.service_key"' in page
    client.post(url, TYPED)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("who", ["caseworker", "provider", "administrator"])
def test_who_does_not_decide_registers_nothing(who: str) -> None:
    town = given.a_town()
    person = somebody(town)
    client = Client()
    client.force_login(given.account_of(getattr(town, who)))

    answer = client.post(f"/personer/{person.public_id}/lopende-vedtak/", TYPED)

    assert answer.status_code == 403
    assert not RunningService.objects.exists()


def test_the_way_there_stands_under_more_choices_for_who_decides() -> None:
    town = given.a_town()
    person = somebody(town)
    client = officer(town)
    way = f"/personer/{person.public_id}/lopende-vedtak/"

    assert way in client.get(f"/personer/{person.public_id}/").content.decode()
    assert client.get(way).status_code == 200
    client.force_login(given.account_of(town.caseworker))
    assert way not in client.get(f"/personer/{person.public_id}/").content.decode()
