"""The pages of kartlegging, utprøving and innstilling: what is typed is kept, shown and refused."""

import datetime as dt
import re
from typing import Any

import pytest
from django.test import Client

from assessments.iplos import VARIABLES
from assessments.models import Assessment
from audit.models import Entry, Read
from cases.models import Case, Draft
from people.access import Actor
from people.roles import Role
from tests import given

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    """A case with an open kartlegging, n = 1, version 1."""
    return given.an_assessed_case(town, completed=False)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def text_of(answer: Any) -> str:
    text: str = answer.content.decode()
    return text


def page_of(case: Case, tail: str) -> str:
    return f"/saker/{case.reference}/{tail}"


# Kartlegging


def test_the_button_begins_the_assessment_and_leads_to_the_first_step(town: given.Town) -> None:
    case = given.a_case(town, unit=town.assessment, responsible=town.assessor)
    given.an_application(case)
    client = signed_in(town.assessor)

    begin = client.get(page_of(case, "kartlegging/"))
    answer = client.post(page_of(case, "kartlegging/start/"), {"_key": "k"}, follow=True)

    assert "Start kartlegging" in text_of(begin)
    assert answer.redirect_chain[-1][0] == page_of(case, "kartlegging/1/deltakere/")
    assert Assessment.objects.count() == 1


def test_each_step_shows_its_form_without_names_in_the_title(town: given.Town, case: Case) -> None:
    client = signed_in(town.assessor)
    for slug in ("deltakere", "viktig", "funksjon", "hjem", "helse", "risiko", "oppsummering"):
        answer = client.get(page_of(case, f"kartlegging/1/{slug}/"))
        title = text_of(answer).split("<title>")[1].split("</title>")[0]

        assert answer.status_code == 200
        assert "Nordmann" not in title
        assert case.reference in title
    assert client.get(page_of(case, "kartlegging/1/tull/")).status_code == 404
    assert client.get(page_of(case, "kartlegging/9/viktig/")).status_code == 404


def test_nothing_is_chosen_beforehand_and_the_last_rounds_score_is_shown(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    given.an_assessed_case(town, person=person, at=now - 300 * DAY)
    later = given.an_assessed_case(town, person=person, completed=False, at=now)

    page = text_of(signed_in(town.assessor).get(page_of(later, "kartlegging/1/funksjon/")))

    assert "checked" not in page
    assert page.count("Forrige: 3 – Middels behov (08.05.2025)") == len(VARIABLES)
    assert page.count("data-previous") == len(VARIABLES)


def test_a_large_change_asks_for_a_note_without_scripts_too(
    town: given.Town, now: dt.datetime
) -> None:
    person = given.a_person(town.municipality)
    given.an_assessed_case(town, person=person, at=now - 300 * DAY)
    later = given.an_assessed_case(town, person=person, completed=False, at=now)
    client = signed_in(town.assessor)
    address = page_of(later, "kartlegging/1/funksjon/")
    client.post(address, {"version": 1, "spise": "5", "syn": "4", "horsel": "1"})
    client.post(address, {"version": 2, "spise": "5", "syn": "4", "spise_note": "Etter fallet"})
    silent = text_of(client.get(address))
    client.post(address, {"version": 3, "spise": "1"})

    asking = text_of(client.get(address))

    assert "data-ask>" not in silent
    assert asking.count("data-ask>") == 1


def test_a_step_is_kept_and_leads_to_the_next(town: given.Town, case: Case) -> None:
    client = signed_in(town.assessor)

    answer = client.post(
        page_of(case, "kartlegging/1/funksjon/"),
        {"version": 1, "spise": "4", "spise_note": "Skjærer opp maten", "syn": "9"},
    )
    later = client.post(
        page_of(case, "kartlegging/1/viktig/"),
        {"version": 2, "what_matters": "Hagen", "til": "senere"},
    )

    found = Assessment.objects.get()
    assert answer.headers["Location"] == page_of(case, "kartlegging/1/hjem/")
    assert later.headers["Location"] == f"/saker/{case.reference}/"
    assert set(found.scores.values_list("variable", "value", "note")) == {
        ("spise", 4, "Skjærer opp maten"),
        ("syn", 9, ""),
    }
    assert found.what_matters == "Hagen"


@pytest.mark.parametrize(
    ("slug", "fields", "sentence"),
    [
        ("funksjon", {"spise": "7", "spise_note": "Mitt notat"}, "Velg 1, 2, 3, 4 eller 5"),
        ("risiko", {"risk": "Mitt notat " + "x" * 100_000}, "Kort den ned til 20000"),
        ("viktig", {"what_matters": "Mitt notat 🌻"}, "kan ikke stå i et brev"),
        ("deltakere", {"visit_on": "31.02.2026", "participants": "Mitt notat"}, "dato"),
        ("viktig", {"what_matters": "Mitt notat", "no_answer_reason": "Sov"}, "Personen har svart"),
    ],
)
def test_bad_input_is_answered_at_its_field_and_the_typed_text_stays(
    slug: str, fields: dict[str, str], sentence: str, town: given.Town, case: Case
) -> None:
    before = Entry.objects.count()

    answer = signed_in(town.assessor).post(
        page_of(case, f"kartlegging/1/{slug}/"), {"version": 1, **fields}
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert sentence in page
    assert "Mitt notat" in page
    assert 'data-field="validation"' in page
    assert Entry.objects.count() == before
    assert Assessment.objects.get().version == 1


def test_of_two_who_save_the_second_sees_both_texts(town: given.Town, case: Case) -> None:
    colleague = given.staff(Role.ASSESSOR, town.assessment)
    first, second = signed_in(town.assessor), signed_in(colleague)
    address = page_of(case, "kartlegging/1/risiko/")
    first.post(address, {"version": 1, "risk": "Fall på badet"})

    answer = second.post(address, {"version": 1, "risk": "Brann på kjøkkenet"})

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Liv Berg lagret en endring" in page
    assert "Fall på badet" in page
    assert "Brann på kjøkkenet" in page
    assert Assessment.objects.get().risk == "Fall på badet"

    # and sends it again, on the version that is now
    again = second.post(address, {"version": 2, "risk": "Fall og brann"})
    assert again.status_code == 302
    assert Assessment.objects.get().risk == "Fall og brann"


def test_going_back_to_a_step_already_typed_is_no_conflict_with_oneself(
    town: given.Town, case: Case
) -> None:
    client = signed_in(town.assessor)
    typed = {"_form": "kartlegging/1/deltakere", "_case": case.reference, "version": 1}
    client.post("/kladd/", {**typed, "participants": "Ola"}, headers={"HX-Request": "true"})
    opened = {"version": 1, "opening": "a"}
    client.post(page_of(case, "kartlegging/1/viktig/"), {**opened, "what_matters": "Hagen"})

    page = text_of(client.get(page_of(case, "kartlegging/1/deltakere/")))
    version = page.split('name="version" value="')[1].split('"')[0]
    fields = {"version": version, "participants": "Ola og datteren"}
    answer = client.post(page_of(case, "kartlegging/1/deltakere/"), fields)
    # the browser's Back shows the form as it was first opened
    again = client.post(
        page_of(case, "kartlegging/1/viktig/"), {**opened, "what_matters": "Katten"}
    )

    assert [answer.status_code, again.status_code] == [302, 302]
    found = Assessment.objects.get()
    assert (found.participants, found.what_matters) == ("Ola og datteren", "Katten")


def test_the_older_of_two_tabs_is_shown_both_texts_and_may_then_choose(
    town: given.Town, case: Case
) -> None:
    client = signed_in(town.assessor)
    address = page_of(case, "kartlegging/1/risiko/")
    older, newer = (hidden_in(text_of(client.get(address))) for _ in range(2))
    client.post(address, {**newer, "risk": "Fall på badet"})

    answer = client.post(address, {**older, "risk": "Brann på kjøkkenet"})

    page = text_of(answer)
    assert answer.status_code == 409
    assert "Du lagret en endring" in page
    assert "Fall på badet" in page
    assert "Brann på kjøkkenet" in page
    assert Assessment.objects.get().risk == "Fall på badet"

    # and sends it again, from the page that showed both
    again = client.post(address, {**hidden_in(page), "risk": "Fall og brann"})
    assert again.status_code == 302
    assert Assessment.objects.get().risk == "Fall og brann"


def hidden_in(page: str) -> dict[str, str]:
    """What the form of a step carries with it, as the page has it."""
    found = dict(re.findall(r'<input type="hidden" name="(\w+)" value="(\w+)"', page))
    return {name: found[name] for name in ("version", "opening")}


def test_the_last_look_completes_what_one_went_back_and_wrote(town: given.Town) -> None:
    case = given.an_assessed_case(town, completed=False)
    client = signed_in(town.assessor)
    rows = {
        "deltakere": {"participants": "Ola", "consent": "YES", "capacity": "YES"},
        "viktig": {"what_matters": "Hagen"},
        "funksjon": {variable.code: "3" for variable in VARIABLES},
    }
    for slug, fields in rows.items():
        client.post(page_of(case, f"kartlegging/1/{slug}/"), {"version": 1, **fields})

    answer = client.post(page_of(case, "kartlegging/1/fullfor/"), {"version": 2, "_key": "k"})

    assert answer.status_code == 302
    assert Assessment.objects.get().completed_at is not None


def test_what_others_wrote_meanwhile_is_seen_before_it_is_locked(
    town: given.Town, case: Case
) -> None:
    colleague = given.staff(Role.ASSESSOR, town.assessment)
    signed_in(colleague).post(
        page_of(case, "kartlegging/1/risiko/"), {"version": 1, "risk": "Fall"}
    )

    answer = signed_in(town.assessor).post(
        page_of(case, "kartlegging/1/fullfor/"), {"version": 1, "_key": "k"}
    )

    assert answer.status_code == 409
    assert "lagret en endring" in text_of(answer)
    assert "Fall" in text_of(answer)
    assert Assessment.objects.get().completed_at is None


def test_the_same_step_sent_twice_is_one_act(town: given.Town, case: Case) -> None:
    client = signed_in(town.assessor)
    fields = {"version": 1, "risk": "Fall"}

    answers = [client.post(page_of(case, "kartlegging/1/risiko/"), fields) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert Entry.objects.filter(event="AssessmentSaved").count() == 1


def test_a_draft_comes_back_and_is_gone_when_the_step_is_kept(town: given.Town, case: Case) -> None:
    client = signed_in(town.assessor)
    typed = {"_form": "kartlegging/1/risiko", "_case": case.reference, "version": 1}
    client.post("/kladd/", {**typed, "risk": "Halvferdig"}, headers={"HX-Request": "true"})

    page = text_of(client.get(page_of(case, "kartlegging/1/risiko/")))
    client.post(page_of(case, "kartlegging/1/risiko/"), {"version": 1, "risk": "Ferdig"})

    assert "Halvferdig" in page
    assert "er hentet fram" in page
    assert not Draft.objects.exists()


def test_what_is_typed_of_a_trial_is_kept_as_the_page_sends_it(
    town: given.Town, case: Case
) -> None:
    client = signed_in(town.assessor)
    page = text_of(client.get(page_of(case, "utproving/ny/")))
    person = page.split('name="_person" value="')[1].split('"')[0]
    typed = {"_form": "utproving", "_case": case.reference, "_person": person}

    answer = client.post("/kladd/", {**typed, "measure": "Gangtrening"})

    assert answer.status_code == 302
    assert "Gangtrening" in text_of(client.get(page_of(case, "utproving/ny/")))


def test_what_is_missing_leads_to_where_it_is_filled_in(town: given.Town, case: Case) -> None:
    answer = signed_in(town.assessor).post(
        page_of(case, "kartlegging/1/fullfor/"), {"version": 1, "_key": "k"}
    )

    page = text_of(answer)
    assert answer.status_code == 422
    assert f"{page_of(case, 'kartlegging/1/deltakere/')}#id_participants" in page
    assert "17 områder er ikke vurdert." in page
    assert Assessment.objects.get().completed_at is None


def test_a_draft_that_is_not_in_the_version_is_named_before_it_is_locked(
    town: given.Town, case: Case
) -> None:
    client = signed_in(town.assessor)
    typed = {"_form": "kartlegging/1/risiko", "_case": case.reference, "version": 1}
    client.post("/kladd/", {**typed, "risk": "Har falt tre ganger."})

    answer = client.post(page_of(case, "kartlegging/1/fullfor/"), {"version": 1, "_key": "k"})

    assert answer.status_code == 422
    assert "Risiko har et utkast som ikke er med ennå." in text_of(answer)
    assert page_of(case, "kartlegging/1/risiko/") in text_of(answer)
    assert Assessment.objects.get().completed_at is None
    assert Draft.objects.get().fields["risk"] == "Har falt tre ganger."


def test_a_draft_that_says_what_is_stored_is_no_matter(town: given.Town, case: Case) -> None:
    client = signed_in(town.assessor)
    typed = {"_form": "kartlegging/1/risiko", "_case": case.reference, "version": 1}
    stored = Assessment.objects.get().risk
    client.post("/kladd/", {**typed, "risk": stored})

    page = text_of(client.get(page_of(case, "kartlegging/1/fullfor/")))

    assert "utkast" not in page.split("<main")[1].split("Utkast lagret")[0].lower()


def test_a_completed_version_is_read_and_changed_as_the_next(town: given.Town) -> None:
    case = given.an_assessed_case(town)
    client = signed_in(town.assessor)

    home = client.get(page_of(case, "kartlegging/"), follow=True)
    locked = client.get(page_of(case, "kartlegging/1/viktig/"))
    edit = client.post(page_of(case, "kartlegging/1/endre/"), {"_key": "k"})

    assert home.redirect_chain[-1][0] == page_of(case, "kartlegging/1/")
    assert "Fullført og låst" in text_of(home)
    assert locked.headers["Location"] == page_of(case, "kartlegging/1/")
    assert edit.headers["Location"] == page_of(case, "kartlegging/2/deltakere/")


def test_the_page_for_the_person_holds_no_notes(town: given.Town, case: Case) -> None:
    client = signed_in(town.assessor)
    client.post(
        page_of(case, "kartlegging/1/funksjon/"),
        {"version": 1, "spise": "4", "spise_note": "Virker uvillig"},
    )

    page = text_of(client.get(page_of(case, "kartlegging/1/vis/")))

    assert "Store behov" in page
    assert "Virker uvillig" not in page


@pytest.mark.parametrize("tail", ["kartlegging/skjema/", "kartlegging/1/skjema/"])
def test_the_form_can_be_printed_empty_and_filled(tail: str, town: given.Town, case: Case) -> None:
    page = text_of(signed_in(town.assessor).get(page_of(case, tail)))

    assert page.count("☐") >= 6 * len(VARIABLES)


def test_whoever_only_reads_the_case_reads_the_assessment(town: given.Town) -> None:
    case = given.a_recommended_case(town, services=("trygghetsalarm",))
    client = signed_in(town.officer)

    home = client.get(page_of(case, "kartlegging/"), follow=True)
    step = client.get(page_of(case, "kartlegging/1/viktig/"))
    innstilling = client.get(page_of(case, "innstilling/"))

    assert "Klare morgenstellet selv." in text_of(home)
    assert step.status_code == 403
    assert "Ola er enig i forslaget." in text_of(innstilling)
    assert "Send innstilling" not in text_of(innstilling)
    assert Read.objects.filter(staff_id=town.officer.staff_id, case_id=case.pk).exists()


@pytest.mark.parametrize(
    "tail",
    ["kartlegging/", "kartlegging/1/", "kartlegging/1/viktig/", "utproving/", "innstilling/"],
)
def test_another_municipality_and_a_stranger_get_nowhere(
    tail: str, town: given.Town, case: Case
) -> None:
    elsewhere = given.a_town("3303", "Kongsberg kommune")

    assert signed_in(elsewhere.assessor).get(page_of(case, tail)).status_code == 404
    assert Client().get(page_of(case, tail)).status_code == 302
