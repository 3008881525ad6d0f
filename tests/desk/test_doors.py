"""The pages of the working surface, as each role meets them."""

import datetime as dt
import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.models import Denial, Read
from cases.models import Case, Draft
from cases.stages import Stage
from deadlines.models import TaskState
from intake.models import Application
from people.access import Actor
from people.models import Resident
from people.roles import Role
from tests import given
from tests.desk.day import Day, a_day

pytestmark = pytest.mark.django_db

FILLED = re.compile(r'class="ds-button"(?![^>]*data-variant)')
OFFICE = {
    Role.CASEWORKER,
    Role.ASSESSOR,
    Role.COORDINATOR,
    Role.DECISION_OFFICER,
    Role.APPROVER,
    Role.UNIT_LEADER,
}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def day() -> Day:
    """By the machine's clock, which is what the doors read."""
    return a_day(dt.datetime.now(dt.UTC))


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def shown(actor: Actor, path: str, status: int = 200) -> str:
    """What stands in the page's main part."""
    answer = signed_in(actor).get(path)
    assert answer.status_code == status, path
    return answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]


def hrefs(page: str) -> list[str]:
    return [href.replace("&amp;", "&") for href in re.findall(r'href="(/[^"]+)"', page)]


# --- who may ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/oppgaver/", OFFICE | {Role.PROVIDER, Role.AUDITOR}),
        ("/saker/", OFFICE | {Role.AUDITOR}),
        ("/frister/", OFFICE),
    ],
)
def test_a_list_opens_for_those_whose_work_it_is(
    path: str, allowed: set[Role], town: given.Town
) -> None:
    for role, actor in town.by_role().items():
        expected = 200 if role in allowed else 403
        assert signed_in(actor).get(path).status_code == expected, role
    assert Client().get(path)["Location"].startswith("/logg-inn/")


def test_a_case_opens_for_those_who_have_it_and_is_refused_by_name_to_others(
    town: given.Town,
) -> None:
    case = given.an_assessed_case(town)
    elsewhere = given.a_town("3303", "Kongsberg kommune")
    for page in ("", "tjenester/", "historikk/"):
        path = f"/saker/{case.reference}/{page}"

        for actor in (town.assessor, town.chief, town.auditor):
            assert signed_in(actor).get(path).status_code == 200
        refused = signed_in(town.officer).get(path)
        assert refused.status_code == 403
        assert "Liv Berg er ansvarlig og kan gi deg tilgang" in refused.content.decode()
        assert signed_in(town.provider).get(path).status_code == 403
        assert signed_in(elsewhere.caseworker).get(path).status_code == 404
        assert Client().get(path).status_code == 302
    assert Denial.objects.filter(staff_id=town.officer.staff_id).count() == 3


def test_the_telephone_page_opens_for_the_telephone_and_for_who_has_a_case(
    town: given.Town,
) -> None:
    case = given.an_assessed_case(town)
    path = f"/personer/{case.person.public_id}/"
    allowed = {Role.CASEWORKER, Role.COORDINATOR, Role.AUDITOR, Role.ASSESSOR}

    for role, actor in town.by_role().items():
        assert signed_in(actor).get(path).status_code == (200 if role in allowed else 403), role


def test_whoever_looks_is_on_record_with_the_person(day: Day) -> None:
    signed_in(day.town.caseworker).get(f"/saker/{day.registered.reference}/")
    signed_in(day.town.caseworker).get(f"/personer/{day.person.public_id}/")
    signed_in(day.town.caseworker).get("/oppgaver/")

    for page in ("Sak – Oversikt", "Personoversikt", "Mine oppgaver"):
        assert day.person.pk in Read.objects.get(page=page).person_ids, page


def test_no_address_and_no_title_names_anybody(day: Day) -> None:
    for path in (
        "/oppgaver/",
        "/saker/",
        "/frister/",
        f"/personer/{day.person.public_id}/",
        f"/saker/{day.registered.reference}/",
        f"/saker/{day.registered.reference}/historikk/",
    ):
        page = signed_in(day.town.caseworker).get(path).content.decode()
        title = page.split("<title>")[1].split("</title>")[0]
        assert "nordmann" not in title.casefold()
        assert not any(
            "nordmann" in href.casefold() for href in re.findall(r'href="([^"]+)"', page)
        )


# --- the inbox --------------------------------------------------------------------------


def test_an_empty_inbox_says_what_to_do_next(town: given.Town) -> None:
    assert "Du har ingen oppgaver. Enheten har ingen ufordelte." in shown(
        town.caseworker, "/oppgaver/"
    )
    for _ in range(7):
        given.a_case(town)
    page = shown(town.caseworker, "/oppgaver/")
    assert "Du har ingen oppgaver." in page
    assert '<a class="ds-link" href="?vis=ufordelt">Enheten har 7 ufordelte.</a>' in page
    assert "Ingen oppgaver passer filtrene." in shown(
        town.caseworker, "/oppgaver/?vis=ufordelt&haster=ja"
    )
    assert "Nullstill filter" in shown(town.caseworker, "/oppgaver/?vis=ufordelt&haster=ja")
    assert "Ingen oppgaver står på vent." in shown(town.caseworker, "/oppgaver/?vis=vent")
    assert "Du har ikke fullført noe i dag ennå." in shown(
        town.caseworker, "/oppgaver/?vis=fullfort"
    )
    assert "Ingen vedtak venter på godkjenning." in shown(
        town.approver, "/oppgaver/?vis=godkjenning"
    )


def test_tabs_that_are_not_ones_work_are_not_shown(town: given.Town) -> None:
    assert "Til godkjenning (0)" in re.sub("<[^>]+>", "", shown(town.officer, "/oppgaver/"))
    assert "Til godkjenning" not in shown(town.provider, "/oppgaver/")


def test_a_row_leads_to_the_work_and_can_be_taken_held_and_taken_up_again(
    town: given.Town,
) -> None:
    case = given.a_case(town)
    client = signed_in(town.caseworker)
    row = shown(town.caseworker, "/oppgaver/?vis=ufordelt")
    assert f'href="/saker/{case.reference}/kartlegging/"' in row
    assert "Ta oppgaven" in row

    acts = re.findall(r'<form method="post" action="([^"]+)"', row)
    task = dict(re.findall(r'name="(kind|key)" value="([^"]+)"', row))
    client.post(acts[0], task)
    mine = shown(town.caseworker, "/oppgaver/")
    assert "Start kartlegging" in mine
    assert "Deg" in mine

    hold = next(href for href in hrefs(mine) if "/oppgaver/vent/" in href)
    assert client.get(hold).status_code == 200
    client.post(
        urlsplit(hold).path, task | {"until": "2099-01-01", "reason": "Personen er på reise"}
    )
    waiting = shown(town.caseworker, "/oppgaver/?vis=vent")
    assert "Personen er på reise" in waiting
    assert "På vent" in waiting

    resume = next(a for a in re.findall(r'action="([^"]+)"', waiting) if "fortsett" in a)
    client.post(resume, task)
    assert "Start kartlegging" in shown(town.caseworker, "/oppgaver/")
    assert TaskState.objects.get().holder_id == town.caseworker.staff_id


def test_a_leader_is_offered_to_give_the_task_to_somebody(town: given.Town) -> None:
    given.a_case(town)

    give = next(
        href for href in hrefs(shown(town.chief, "/oppgaver/?vis=ufordelt")) if "fordel" in href
    )

    assert "Kari Lie" in shown(town.chief, give)


@pytest.mark.parametrize(
    "query",
    ["vis=nei", "frist=abc", "side=-1", "side=9999999", "type=x&tjeneste=y&sone=0", "sone='"],
)
def test_a_parameter_that_makes_no_sense_narrows_nothing(query: str, town: given.Town) -> None:
    given.a_case(town, responsible=town.caseworker)

    assert "Start kartlegging" in shown(town.caseworker, f"/oppgaver/?{query}")


def test_chosen_filters_stand_as_chips_that_keep_the_tab(town: given.Town) -> None:
    given.a_case(town)

    page = shown(town.caseworker, "/oppgaver/?vis=ufordelt&type=start_assessment&frist=30")

    assert "Oppgave: Start kartlegging" in page
    assert "?vis=ufordelt&amp;frist=30" in page
    assert 'name="vis" value="ufordelt"' in page


def test_on_paper_the_view_the_filters_and_who_printed_are_said(town: given.Town) -> None:
    given.a_case(town)
    page = signed_in(town.caseworker).get("/oppgaver/?vis=ufordelt&type=start_assessment")
    paper = page.content.decode()

    assert "Visning: Enhetens ufordelte" in paper
    assert "Skrevet ut" in paper
    assert "av K. Lie" in paper


def test_the_menu_counts_what_waits(day: Day) -> None:
    header = signed_in(day.town.officer).get("/profil/").content.decode().split("</header>")[0]

    words = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", header))
    assert "Mine oppgaver (2)" in words
    orders = signed_in(day.town.provider).get("/profil/").content.decode()
    assert "Bestillinger (1)" in re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", orders))


# --- one case ---------------------------------------------------------------------------


def test_every_case_has_one_filled_button_at_most_and_links_that_lead_somewhere(day: Day) -> None:
    town = day.town
    for actor in (town.caseworker, town.assessor, town.officer, town.coordinator):
        client = signed_in(actor)
        answers: dict[str, int] = {}
        for case in Case.objects.order_by("pk"):
            answer = client.get(f"/saker/{case.reference}/")
            if answer.status_code != 200:
                continue
            page = answer.content.decode().split("<main", 1)[1].split("</main>", 1)[0]
            assert len(FILLED.findall(page)) <= 1, case.stage
            answers |= {
                href: client.get(href).status_code for href in hrefs(page) if href not in answers
            }
        assert {h: s for h, s in answers.items() if s not in {200, 302}} == {}, actor.acting_role


def test_an_untaken_case_is_taken_with_one_press(town: given.Town) -> None:
    case = given.a_registered_application(town)[0]
    assert "Ta saken" in shown(town.caseworker, f"/saker/{case.reference}/")

    signed_in(town.caseworker).post(f"/saker/{case.reference}/ta/")

    page = shown(town.caseworker, f"/saker/{case.reference}/")
    assert "Ta saken" not in page
    assert "Kari Lie, Mottaksteam Nord" in page


def test_a_handover_is_answered_from_the_case(day: Day) -> None:
    path = f"/saker/{day.proposed.reference}/"
    page = shown(day.town.coordinator, path)
    assert "Du er foreslått som forløpskoordinator" in page
    assert "Datteren hjelper hver kveld, men reiser i mai." in page
    assert "Du er foreslått" not in shown(day.town.assessor, path)

    accept = next(a for a in re.findall(r'action="([^"]+)"', page) if "ta-imot" in a)
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    signed_in(day.town.coordinator).post(accept, {"version": version})

    day.proposed.refresh_from_db()
    assert day.proposed.stage == Stage.HANDOVER


def test_a_case_on_hold_says_until_when_and_can_be_taken_up(day: Day) -> None:
    page = shown(day.town.assessor, f"/saker/{day.held.reference}/")

    assert "Personen er på sykehus" in page
    assert "Ta opp igjen" in page


def test_the_deadlines_say_how_they_were_computed(day: Day) -> None:
    page = shown(day.town.caseworker, f"/saker/{day.registered.reference}/")

    assert "Slik er fristene regnet ut" in page
    assert "Regel: forvaltningsloven § 11 a" in page


def test_the_history_is_filtered_by_the_address_and_says_so(day: Day) -> None:
    path = f"/saker/{day.running.reference}/historikk/"
    officer = day.town.officer

    narrowed = shown(officer, f"{path}?vis=vedtak&hvem=a{officer.staff_id}")
    nothing = shown(officer, f"{path}?fra=2050-01-01")

    assert "Vedtak 1 er fattet: Innvilget" in narrowed
    assert "Kartlegging startet" not in narrowed
    assert "Person eller enhet: Nina Moe" in narrowed
    assert "Ingen hendelser passer filtrene." in nothing
    assert "Vedtak 1 er fattet" in shown(officer, f"{path}?vis=nei&hvem=x&fra=i+morgen")


def test_the_services_of_a_case_say_what_is_owed(day: Day) -> None:
    refused = shown(day.town.officer, f"/saker/{day.refused.reference}/tjenester/")
    running = shown(day.town.officer, f"/saker/{day.running.reference}/tjenester/")
    none = shown(day.town.assessor, f"/saker/{day.assessed.reference}/tjenester/")

    assert "er avvist av Hjemmetjenesten Nord" in refused
    assert "Send til en annen enhet" in refused
    assert "Alt som er innvilget, er satt i gang eller avsluttet." in running
    assert "I gang" in running
    assert "Ingen tjenester ennå." in none


# --- one person -------------------------------------------------------------------------


def test_an_enquiry_is_written_down_on_the_telephone_page(day: Day) -> None:
    path = f"/personer/{day.person.public_id}/"
    page = shown(day.town.caseworker, path)
    assert "Kari Nordmann (datter). Kan få opplysninger: ja" in page
    assert len(FILLED.findall(page)) == 1
    client = signed_in(day.town.caseworker)
    client.post(
        "/kladd/",
        {"_form": "henvendelse", "_person": str(day.person.public_id), "own_words": "Om middag"},
    )
    assert "Om middag" in shown(day.town.caseworker, path)

    answer = client.post(
        f"{path}henvendelse/",
        {"_form": "henvendelse", "caller": "PERSON", "own_words": "Hva koster middag?"},
    )

    assert answer["Location"] == path
    assert Application.objects.get(form="ENQUIRY").own_words == "Hva koster middag?"
    assert not Draft.objects.exists()
    assert "Henvendelse" in shown(day.town.caseworker, path)


def test_the_way_to_a_new_application_knows_the_person(day: Day) -> None:
    page = shown(day.town.caseworker, f"/personer/{day.person.public_id}/")

    assert f'href="/soknader/ny/?person={day.person.public_id}"' in page


def test_who_does_not_register_gets_no_form(day: Day) -> None:
    page = shown(day.town.officer, f"/personer/{day.person.public_id}/")

    assert "Lagre henvendelse" not in page
    assert "Endre opplysninger" not in page
    assert "Kan få opplysninger: nei" in page


def test_a_blocked_person_shows_identity_and_the_way_in_an_emergency(day: Day) -> None:
    Resident.objects.filter(pk=day.person.pk).update(blocked=True)
    answer = signed_in(day.town.caseworker).get(f"/personer/{day.person.public_id}/")
    page = answer.content.decode()

    assert "Opplysninger er sperret av personen." in page
    assert "Ved fare for liv eller helse: be om tilgang." in page
    for hidden in ("Kari Nordmann", "Storgata", "Helsetjenester i hjemmet", "Lagre henvendelse"):
        assert hidden not in page


def test_a_protected_address_is_nowhere_on_the_page(day: Day) -> None:
    Resident.objects.filter(pk=day.person.pk).update(protection="STRICT")
    page = signed_in(day.town.caseworker).get(f"/personer/{day.person.public_id}/")

    assert "Strengt fortrolig adresse" in page.content.decode()
    assert "Storgata" not in page.content.decode()


def test_a_death_is_seen_at_once_and_stops_nothing(day: Day) -> None:
    Resident.objects.filter(pk=day.person.pk).update(died_on=dt.date(2026, 3, 1))
    page = signed_in(day.town.caseworker).get(f"/personer/{day.person.public_id}/")
    words = page.content.decode()

    assert "Død 01.03.2026" in words
    assert "En tjeneste står fortsatt som i gang. Den avsluttes ikke av seg selv." in words


# --- what it costs ----------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    ["/oppgaver/", "/oppgaver/?vis=ufordelt", "/oppgaver/?vis=fullfort", "/saker/", "/frister/"],
)
def test_a_list_costs_the_same_for_two_and_for_twenty(path: str, town: given.Town) -> None:
    client, now = signed_in(town.caseworker), dt.datetime.now(dt.UTC)

    def more(number: int) -> None:
        for n in range(number):
            case = given.a_registered_application(town, at=now - dt.timedelta(minutes=n))[0]
            client.post(f"/saker/{case.reference}/ta/")
            given.a_registered_application(town, at=now)

    def cost() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    more(2)
    few = cost()
    more(18)

    assert cost() == few
