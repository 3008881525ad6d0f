"""The pages of utprøving and innstilling: one act, both texts, each objection at its field."""

import datetime as dt
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from assessments import actions
from assessments.models import Recommendation, Trial
from audit.models import Entry
from cases.models import Draft
from cases.stages import Stage
from pathways.actions import take_back_recommendation
from people.models import Relative
from people.roles import Role
from tests import given
from tests.assessments.test_doors import page_of, signed_in, text_of

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def posted(**fields: Any) -> dict[str, Any]:
    """The page of a whole recommendation of one service."""
    day = given.NOW.date()
    return {
        "version": 0,
        "tjenester-TOTAL_FORMS": 3,
        "tjenester-INITIAL_FORMS": 0,
        "tjenester-0-service_key": "helsetjenester_i_hjemmet",
        "tjenester-0-quantity": "3,5",
        "tjenester-0-per": "week",
        "tjenester-0-from_on": (day + 7 * DAY).isoformat(),
        "tjenester-0-last_on": (day + 90 * DAY).isoformat(),
        "tjenester-0-helpers": "1",
        "ladder_step": "4",
        "why_not_lower": "Prøvd",
        "professional_assessment": "Trenger hjelp til morgenstell.",
        "persons_view": "Enig",
        "goal": "Klare stellet",
        "evaluate_on": "2031-02-01",
        **fields,
    }


# Utprøving


def test_a_trial_is_started_and_ended_on_its_pages(town: given.Town) -> None:
    case = given.an_assessed_case(town)
    client = signed_in(town.assessor)
    day = case.received_on
    fields = {
        "version": case.version,
        "measure": "Besøk om morgenen",
        "service_key": "helsetjenester_i_hjemmet",
        "team": "fagteam",
        "goal": "Klare stellet",
        "starts_on": day.isoformat(),
        "planned_end_on": (day + 13 * DAY).isoformat(),
    }

    assert "Fagteam Nord" in text_of(client.get(page_of(case, "utproving/ny/")))
    too_long = client.post(
        page_of(case, "utproving/ny/"), {**fields, "planned_end_on": (day + 14 * DAY).isoformat()}
    )
    started = client.post(page_of(case, "utproving/ny/"), fields)
    trial = Trial.objects.get()
    ended = client.post(
        page_of(case, f"utproving/{trial.public_id}/avslutt/"),
        {"version": 1, "result": "Klarer det", "ended_on": day.isoformat()},
    )

    assert too_long.status_code == 422
    assert "må det fattes vedtak" in text_of(too_long)
    assert 'id="id_planned_end_on_error"' in text_of(too_long)
    assert "Besøk om morgenen" in text_of(too_long)
    assert started.status_code == ended.status_code == 302
    trial.refresh_from_db()
    assert (trial.planned_end_on, trial.ended_on) == (day + 14 * DAY, day + DAY)
    assert "Klarer det" in text_of(client.get(page_of(case, "utproving/")))


def test_a_trial_that_nears_two_weeks_asks_for_a_decision(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.an_assessed_case(town)
    actions.start_trial(
        case.pk,
        team="fagteam",
        measure="Besøk",
        service_key="helsetjenester_i_hjemmet",
        goal="Klare stellet",
        starts_on=case.received_on,
        planned_end_on=case.received_on + 14 * DAY,
        actor=town.assessor,
        at=now,
    )
    client = signed_in(town.assessor)

    beside = text_of(client.get(page_of(case, "innstilling/")))
    assert re.search(r"Utprøving: Besøk, \d+ dager", beside)
    for tail in ("utproving/", "innstilling/"):
        assert "Forventes det å vare over to uker" in text_of(client.get(page_of(case, tail)))


def test_the_task_of_day_ten_opens_the_question_and_is_answered_there(town: given.Town) -> None:
    # given a trial that began nine days ago: day 10 is tomorrow
    today = localdate()
    began = dt.datetime.combine(today - 9 * DAY, dt.time(9), tzinfo=dt.UTC)
    trial = given.a_trial(town, at=began)
    client, base = signed_in(town.assessor), page_of(trial.case, "utproving/")
    address = f"{base}{trial.public_id}/svar/"
    inbox = f"/oppgaver/?vis=ufordelt&sok={trial.case.reference}"

    # then the task opens the question, instead of asking twice, and so does the trial's page
    tasks = client.get("/oppgaver/").content.decode() + client.get(inbox).content.decode()
    assert address in tasks
    assert f"{trial.public_id}/avslutt/" not in tasks
    page = text_of(client.get(address))
    assert "Fortsetter, og varer ikke over to uker til sammen" in page
    assert f"kan den vare til og med {trial.starts_on + 13 * DAY:%d.%m.%Y}" in page

    # when it ends, the page where it is ended opens, and nothing is written
    ends = client.post(address, {"answer": "ENDS", "version": 1})
    assert ends["Location"] == f"{base}{trial.public_id}/avslutt/"
    # a mistake and a conflict keep what was typed, also after the session
    typed = {"answer": "CONTINUES", "why": "Øver på trappen", "version": 1}
    of = {"_form": "utproving/svar", "_case": trial.case.reference}
    client.post("/kladd/", {**of, **typed}, headers={"HX-Request": "true"})
    late = {"planned_end_on": trial.starts_on + 14 * DAY}
    again = client.get(address)
    wrong = client.post(address, {**typed, **late})
    bare = client.post(address, {**typed, "why": ""})
    stale = client.post(address, {**typed, "version": 7, "planned_end_on": today})
    assert [wrong.status_code, bare.status_code, stale.status_code] == [422, 422, 409]
    assert "må det fattes vedtak" in text_of(wrong)
    assert "Velg planlagt siste dag" in text_of(bare)
    assert all("Øver på trappen" in text_of(one) for one in (again, wrong, stale))
    assert not Entry.objects.filter(event="TrialContinued").exists()

    # and both answers lead on; the draft and the task are gone, the trial goes on
    last = {"planned_end_on": trial.starts_on + 13 * DAY, "_key": "a"}
    assert client.post(address, {**typed, **last})["Location"] == base
    assert not Draft.objects.exists()
    tasks = client.get("/oppgaver/").content.decode() + client.get(inbox).content.decode()
    assert address not in tasks
    assert f"{trial.public_id}/avslutt/" in tasks
    needs = {"answer": "DECISION_NEEDED", "why": "Må ha fast hjelp", "version": 2, "_key": "b"}
    assert client.post(address, needs)["Location"] == page_of(trial.case, "innstilling/")
    trial.refresh_from_db()
    assert (trial.ended_on, trial.planned_end_on) == (None, trial.starts_on + 14 * DAY)

    # after two weeks, going on is no answer any more
    Trial.objects.update(starts_on=today - 14 * DAY)
    page = text_of(client.get(address))
    assert "Fortsetter" not in page
    assert client.post(address, {**typed, "version": 3}).status_code == 422


def test_what_is_typed_of_a_trial_outlives_the_session_a_conflict_and_a_mistake(
    town: given.Town,
) -> None:
    case = given.an_assessed_case(town)
    address = page_of(case, "utproving/ny/")
    day = case.received_on
    typed = {
        "measure": "Besøk om morgenen",
        "service_key": "helsetjenester_i_hjemmet",
        "team": "fagteam",
        "goal": "Klare stellet",
        "starts_on": day.isoformat(),
        "planned_end_on": (day + 9 * DAY).isoformat(),
    }
    of = {"_form": "utproving", "_case": case.reference, "version": "0"}
    signed_in(town.assessor).post("/kladd/", {**of, **typed}, headers={"HX-Request": "true"})

    client = signed_in(town.assessor)
    again = text_of(client.get(address))
    stale = client.post(address, {**typed, "version": case.version - 1})
    wrong = client.post(address, {**typed, "version": case.version, "goal": ""})

    assert [stale.status_code, wrong.status_code] == [409, 422]
    for page in (again, text_of(stale), text_of(wrong)):
        assert "Besøk om morgenen" in page
        assert f'value="{(day + 9 * DAY).isoformat()}"' in page
    for page in (again, text_of(stale)):
        assert f'name="version" value="{case.version}"' in page
    assert client.post(address, {**typed, "version": case.version}).status_code == 302
    assert not Draft.objects.exists()


def test_what_a_trial_showed_outlives_the_session_a_conflict_and_a_mistake(
    town: given.Town,
) -> None:
    trial = given.a_trial(town)
    address = page_of(trial.case, f"utproving/{trial.public_id}/avslutt/")
    typed = {"result": "Klarte morgenstellet", "ended_on": trial.starts_on.isoformat()}
    of = {"_form": "utproving/avslutt", "_case": trial.case.reference, "version": "0"}
    signed_in(town.assessor).post("/kladd/", {**of, **typed}, headers={"HX-Request": "true"})

    client = signed_in(town.assessor)
    again = text_of(client.get(address))
    stale = client.post(address, {**typed, "version": 0})
    ahead = {"ended_on": "2031-01-01"}
    wrong = client.post(address, {**typed, "version": 1, **ahead})

    assert [stale.status_code, wrong.status_code] == [409, 422]
    assert 'id="id_ended_on_error"' in text_of(wrong)
    for page in (again, text_of(stale), text_of(wrong)):
        assert "Klarte morgenstellet" in page
    for page in (again, text_of(stale)):
        assert 'name="version" value="1"' in page
    assert client.post(address, {**typed, "version": 1}).status_code == 302
    assert not Draft.objects.exists()


# Innstilling


def test_what_is_typed_of_a_recommendation_outlives_the_session_and_a_mistake(
    town: given.Town,
) -> None:
    case = given.an_assessed_case(town)
    address = page_of(case, "innstilling/")
    of = {"_form": "innstilling", "_case": case.reference}
    signed_in(town.assessor).post(
        "/kladd/", {**of, **posted(goal="Et halvskrevet mål")}, headers={"HX-Request": "true"}
    )

    client = signed_in(town.assessor)
    again = text_of(client.get(address))
    wrong = client.post(f"{address}send/", posted(goal="Et halvskrevet mål", persons_view=""))

    assert wrong.status_code == 422
    for page in (again, text_of(wrong)):
        assert "Et halvskrevet mål" in page
        assert 'value="3,5"' in page
    assert "er hentet fram" in again
    assert client.post(f"{address}send/", posted(_key="k")).status_code == 302
    assert not Draft.objects.exists()


def test_the_services_asked_for_stand_ready_and_what_is_missing_is_listed(
    town: given.Town,
) -> None:
    case = given.an_assessed_case(town)

    page = text_of(signed_in(town.assessor).get(page_of(case, "innstilling/")))

    assert '<option value="helsetjenester_i_hjemmet" selected' in page
    assert "Klare morgenstellet selv." in page
    assert 'href="#id_tjenester-0-quantity"' in page
    assert 'href="#id_persons_view"' in page


def test_the_button_keeps_and_sends_in_one_act(town: given.Town) -> None:
    case = given.an_assessed_case(town)
    client = signed_in(town.assessor)

    answer = client.post(page_of(case, "innstilling/send/"), posted(_key="k"))

    case.refresh_from_db()
    sent = Recommendation.objects.get()
    line = sent.services.get()
    assert case.stage == Stage.RECOMMENDED
    assert (line.quantity, line.to_on) == (210, given.NOW.date() + 91 * DAY)
    assert answer.status_code == 302
    assert "3,5 timer/uke" in text_of(client.get(page_of(case, "innstilling/")))
    assert Entry.objects.filter(event="RecommendationSubmitted").count() == 1


def test_the_basis_names_those_who_stand_by_and_the_receipt_who_is_responsible(
    town: given.Town,
) -> None:
    person = given.a_person(town.municipality)
    Relative.objects.create(
        resident=person,
        name="Kari Nordmann",
        relation="datter",
        may_be_told="YES",
        valid_from=given.LONG_AGO,
    )
    case = given.a_recommended_case(town, person=person)

    page = text_of(signed_in(town.assessor).get(page_of(case, "innstilling/")))

    assert "Kari Nordmann" in page.split('id="grunnlag"')[1]
    assert "Liv Berg er ansvarlig for saken." in page
    assert "Funksjon nå" in page
    assert "og forrige gang" not in page  # it is the first


def test_sending_twice_is_one_act(town: given.Town) -> None:
    case = given.an_assessed_case(town)
    client = signed_in(town.assessor)

    for _ in range(2):
        assert client.post(page_of(case, "innstilling/send/"), posted(_key="k")).status_code == 302

    assert Entry.objects.filter(event="RecommendationSubmitted").count() == 1


def test_it_is_kept_for_later_and_comes_back(town: given.Town) -> None:
    case = given.an_assessed_case(town)
    client = signed_in(town.assessor)

    answer = client.post(
        page_of(case, "innstilling/lagre/"), posted(persons_view="", evaluate_on=""), follow=True
    )

    case.refresh_from_db()
    page = text_of(answer)
    assert case.stage == Stage.ASSESSMENT
    assert 'value="3,5"' in page
    assert "Klare stellet" in page


def test_each_objection_stands_at_its_field_and_nothing_typed_is_lost(town: given.Town) -> None:
    case = given.an_assessed_case(town)
    before = Entry.objects.count()

    answer = signed_in(town.assessor).post(
        page_of(case, "innstilling/send/"),
        posted(
            **{
                "tjenester-0-service_key": "",
                "tjenester-0-quantity": "",
                "tjenester-0-from_on": "",
                "tjenester-0-last_on": "",
                "tjenester-1-service_key": "trygghetsalarm",
                "tjenester-1-quantity": "mye",
                "persons_view": "Mitt lange notat",
            }
        ),
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert 'id="id_tjenester-1-quantity_error"' in page
    assert 'value="mye"' in page
    assert "Mitt lange notat" in page
    assert Entry.objects.count() == before
    assert not Recommendation.objects.exists()


def test_of_two_who_write_the_second_sees_both_texts(town: given.Town) -> None:
    case = given.an_assessed_case(town)
    colleague = given.staff(Role.ASSESSOR, town.assessment)
    address = page_of(case, "innstilling/lagre/")
    signed_in(town.assessor).post(address, posted(goal="Det ene målet"))

    answer = signed_in(colleague).post(address, posted(goal="Det andre målet"))

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Liv Berg lagret en endring" in page
    assert "Det ene målet" in page
    assert "Det andre målet" in page
    assert Recommendation.objects.get().goal == "Det ene målet"


def test_a_returned_recommendation_says_so_on_top_and_marks_what_changed(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_recommended_case(town)
    version = given.the_recommendation(case).version
    take_back_recommendation(case.pk, version=version, actor=town.assessor, at=now)
    Recommendation.objects.update(
        returned_at=now,
        returned_by_id=town.officer.staff_id,
        return_code="VIEW",
        return_reason="Spør om kvelden også.",
        goal="Et nytt mål",
    )

    page = text_of(signed_in(town.assessor).get(page_of(case, "innstilling/")))

    why = "Personens syn mangler eller er uklart. «Spør om kvelden også.»"
    assert f"Sendt tilbake 04.03.2026 av Nina Moe: {why}" in page
    assert page.count("Endret siden sist") == 1


def test_a_sent_recommendation_is_taken_back_by_its_button(town: given.Town) -> None:
    case = given.a_recommended_case(town)
    client = signed_in(town.assessor)
    version = given.the_recommendation(case).version

    answer = client.post(
        page_of(case, "innstilling/ta-tilbake/"), {"version": version, "_key": "k"}
    )

    case.refresh_from_db()
    assert answer.status_code == 302
    assert case.stage == Stage.ASSESSMENT


def test_a_page_with_many_lines_costs_as_little_as_one_with_few(town: given.Town) -> None:
    few = given.an_assessed_case(town)
    services = ("helsetjenester_i_hjemmet", "matombringing", "trygghetsalarm", "fysioterapi")
    many = given.an_assessed_case(town, services=services)
    client = signed_in(town.assessor)
    client.post(page_of(few, "innstilling/lagre/"), posted())
    client.post(page_of(many, "innstilling/lagre/"), posted())

    with CaptureQueriesContext(connection) as one:
        client.get(page_of(few, "innstilling/"))
    with CaptureQueriesContext(connection) as four:
        client.get(page_of(many, "innstilling/"))

    assert len(one) == len(four)
