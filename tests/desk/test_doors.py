"""The pages of the working surface, as each role meets them."""

import datetime as dt
import re
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate

from assessments import actions as assessment_actions
from audit.models import Denial, Read
from cases import actions as case_actions
from cases.models import Case, CaseAccess, Draft
from cases.stages import Stage
from delivery import actions as delivery_actions
from intake.models import Application
from pathways import actions as pathway_actions
from people.access import Actor
from people.models import Resident
from people.roles import Role
from records import actions as record_actions
from records.kinds import DocumentKind, NoteKind
from records.rules import Described, Written
from tests import given
from tests.depth import in_turn
from tests.desk.day import Day, Family, a_day, a_family, line_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]

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
def family() -> Family:
    """By the clock the doors read, which is set to a Wednesday."""
    return a_family(dt.datetime.now(dt.UTC))


@pytest.fixture
def day() -> Day:
    """The same."""
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


def test_whoever_looks_is_on_record_with_the_person(family: Family) -> None:
    signed_in(family.town.caseworker).get(f"/saker/{family.registered.reference}/")
    signed_in(family.town.caseworker).get(f"/personer/{family.person.public_id}/")
    signed_in(family.town.caseworker).get("/oppgaver/")

    for page in ("Sak – Oversikt", "Personoversikt", "Mine oppgaver"):
        assert family.person.pk in Read.objects.get(page=page).person_ids, page


def test_no_address_and_no_title_names_anybody(family: Family) -> None:
    for path in (
        "/oppgaver/",
        "/saker/",
        "/frister/",
        f"/personer/{family.person.public_id}/",
        f"/saker/{family.registered.reference}/",
        f"/saker/{family.registered.reference}/historikk/",
    ):
        page = signed_in(family.town.caseworker).get(path).content.decode()
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
    case.refresh_from_db()
    assert case.responsible_id == town.caseworker.staff_id


def test_a_leader_is_offered_to_give_the_task_to_somebody(town: given.Town) -> None:
    given.a_case(town)

    give = next(
        href
        for href in hrefs(shown(town.chief, "/oppgaver/?vis=ufordelt"))
        if "/oppgaver/fordel/" in href
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


def test_the_menu_counts_what_waits(town: given.Town) -> None:
    given.an_issued_decision(town, at=dt.datetime.now(dt.UTC))
    for _ in range(2):
        given.a_case(town, responsible=town.caseworker)

    assert "Mine oppgaver (2)" in header(town.caseworker)
    assert "Bestillinger (1)" in header(town.provider)
    assert "Mine oppgaver (" not in header(town.assessor)


def header(actor: Actor) -> str:
    """The words on top of a page."""
    page = signed_in(actor).get("/profil/").content.decode().split("</header>")[0]
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page))


# --- one case ---------------------------------------------------------------------------


@pytest.mark.proof
def test_every_case_has_one_filled_button_at_most_and_links_that_lead_somewhere(day: Day) -> None:
    town = day.town
    for actor in in_turn((town.caseworker, town.assessor, town.officer, town.coordinator)):
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


def test_a_handover_is_answered_from_the_case(town: given.Town) -> None:
    case = given.a_recommended_case(town)
    pathway_actions.propose_handover(
        case.pk,
        purpose="COORDINATION",
        message="Datteren hjelper hver kveld, men reiser i mai.",
        actor=town.assessor,
        at=given.NOW,
    )
    page = shown(town.coordinator, f"/saker/{case.reference}/")
    assert "Du er foreslått som forløpskoordinator" in page
    assert "Datteren hjelper hver kveld, men reiser i mai." in page
    assert "Du er foreslått" not in shown(town.assessor, f"/saker/{case.reference}/")

    accept = next(a for a in re.findall(r'action="([^"]+)"', page) if "ta-imot" in a)
    version = re.findall(r'name="version" value="(\d+)"', page)[0]
    signed_in(town.coordinator).post(accept, {"version": version})

    case.refresh_from_db()
    assert case.stage == Stage.HANDOVER


def test_a_case_on_hold_says_until_when_and_can_be_taken_up(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    case_actions.hold_case(
        case.pk,
        until=dt.date(2099, 1, 1),
        reason="Personen er på sykehus",
        actor=town.caseworker,
        at=given.NOW,
    )

    page = shown(town.caseworker, f"/saker/{case.reference}/")

    assert "På vent til 01.01.2099: Personen er på sykehus" in page
    assert "Ta opp igjen" in page


def test_the_deadlines_say_how_they_were_computed(family: Family) -> None:
    page = shown(family.town.caseworker, f"/saker/{family.registered.reference}/")

    assert "Slik er fristene regnet ut" in page
    assert "Regel: forvaltningsloven § 11 a" in page


def test_the_history_is_filtered_by_the_address_and_says_so(family: Family) -> None:
    path = f"/saker/{family.running.reference}/historikk/"
    officer = family.town.officer

    narrowed = shown(officer, f"{path}?vis=vedtak&hvem=a{officer.staff_id}")
    nothing = shown(officer, f"{path}?fra=2050-01-01")

    assert "Vedtak 1 er fattet: Innvilget" in narrowed
    assert "Kartlegging startet" not in narrowed
    assert "Person/enhet: Nina Moe" in narrowed
    assert re.search(r"\d+ av \d+ hendelser", narrowed)
    assert "Ingen hendelser passer filtrene." in nothing
    assert "Vedtak 1 er fattet" in shown(officer, f"{path}?vis=nei&hvem=x&fra=i+morgen")


def test_the_services_of_a_case_say_what_is_owed(town: given.Town) -> None:
    none = given.an_assessed_case(town)
    decision = given.an_issued_decision(town)
    order, path = line_of(decision), f"/saker/{decision.case.reference}/tjenester/"

    assert "Ingen tjenester ennå." in shown(town.assessor, f"/saker/{none.reference}/tjenester/")
    sent = shown(town.officer, path)
    assert "ble sendt til Hjemmetjenesten Nord 04.03.2026 og er ikke bekreftet" in sent
    assert "Sendt" in sent
    delivery_actions.refuse_order(order, reason="Fullt.", actor=town.leader, at=given.NOW)
    refused = shown(town.officer, path)
    assert "er avvist av Hjemmetjenesten Nord: «Fullt.»" in refused
    assert f'href="/bestillinger/{order}/send/"' in refused


# --- one person -------------------------------------------------------------------------


def test_an_enquiry_is_written_down_on_the_telephone_page(family: Family) -> None:
    path = f"/personer/{family.person.public_id}/"
    page = shown(family.town.caseworker, path)
    assert "Pårørende: Kari Nordmann (datter)" in page
    assert "Kan få opplysninger: ja" in page
    assert len(FILLED.findall(page)) == 1
    client = signed_in(family.town.caseworker)
    client.post(
        "/kladd/",
        {"_form": "henvendelse", "_person": str(family.person.public_id), "own_words": "Om middag"},
    )
    assert "Om middag" in shown(family.town.caseworker, path)

    answer = client.post(
        f"{path}henvendelse/",
        {"_form": "henvendelse", "caller": "PERSON", "own_words": "Hva koster middag?"},
    )

    assert answer["Location"] == path
    assert Application.objects.get(form="ENQUIRY").own_words == "Hva koster middag?"
    assert not Draft.objects.exists()
    assert "Henvendelse" in shown(family.town.caseworker, path)


def test_the_way_to_a_new_application_knows_the_person(family: Family) -> None:
    page = shown(family.town.caseworker, f"/personer/{family.person.public_id}/")

    assert f'href="/soknader/ny/?person={family.person.public_id}"' in page


def test_who_does_not_register_gets_no_form(family: Family) -> None:
    page = shown(family.town.officer, f"/personer/{family.person.public_id}/")

    assert "Lagre henvendelse" not in page
    assert "Endre opplysninger" not in page
    assert "Kan få opplysninger: nei" in page


def test_a_blocked_person_shows_identity_and_the_way_in_an_emergency(family: Family) -> None:
    Resident.objects.filter(pk=family.person.pk).update(blocked=True)
    stranger = given.staff(family.town.caseworker.grants[0].role, family.town.intake)
    CaseAccess.objects.filter(unit=family.town.intake).delete()
    answer = signed_in(stranger).get(f"/personer/{family.person.public_id}/")
    page = answer.content.decode()

    assert "Opplysninger er sperret av personen." in page
    assert "Ved fare for liv eller helse kan du begrunne innsyn." in page
    for hidden in ("Kari Nordmann", "Storgata", "Helsetjenester i hjemmet", "Lagre henvendelse"):
        assert hidden not in page


def test_a_protected_address_is_nowhere_on_the_page(family: Family) -> None:
    Resident.objects.filter(pk=family.person.pk).update(protection="STRICT")
    page = signed_in(family.town.caseworker).get(f"/personer/{family.person.public_id}/")

    assert "Strengt fortrolig adresse" in page.content.decode()
    assert "Storgata" not in page.content.decode()


def test_a_death_is_seen_at_once_and_stops_nothing(family: Family) -> None:
    Resident.objects.filter(pk=family.person.pk).update(died_on=dt.date(2026, 3, 1))
    page = signed_in(family.town.caseworker).get(f"/personer/{family.person.public_id}/")
    words = page.content.decode()

    assert "Død 01.03.2026" in words
    assert "En tjeneste står fortsatt som i gang. Den avsluttes ikke av seg selv." in words


# --- what it costs ----------------------------------------------------------------------


def test_every_list_costs_the_same_for_two_and_for_twenty(town: given.Town) -> None:
    client, now = signed_in(town.caseworker), dt.datetime.now(dt.UTC)
    paths = [
        "/oppgaver/",
        "/oppgaver/?vis=ufordelt",
        "/oppgaver/?vis=fullfort",
        "/saker/",
        "/frister/",
    ]

    def more(number: int) -> None:
        for _ in range(number):
            case = given.a_case(town, responsible=town.caseworker, at=now)
            given.an_application(case, at=now)
            assessment_actions.start_assessment(case.pk, actor=town.caseworker, at=now)
            given.a_case(town, at=now)

    def cost(path: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    more(2)
    few = {path: cost(path) for path in paths}
    more(18)

    assert {path: cost(path) for path in paths} == few


def test_the_whole_case_is_on_one_page_for_paper_and_opening_it_is_noted(town: given.Town) -> None:
    decision = given.an_issued_decision(town, at=dt.datetime.now(dt.UTC) - dt.timedelta(days=8))
    case = decision.case

    page = signed_in(town.officer).get(f"/saker/{case.reference}/utskrift/").content.decode()

    for part in ("Søknad", "Kartlegging 1", "Innstilling", "Vedtak 1", "Brev", "Historikk"):
        assert f">{part}</" in page, part
    assert "Klare morgenstellet selv." in page
    assert "Trenger hjelp til morgenstell og legemidler." in page
    assert page.index("Kartlegging 1</h2>") < page.index("Vedtak 1</h2>") < page.index("er fattet")
    assert "3 – Middels behov" in page
    assert f"Sak {case.reference}</p>" in page  # in the line that is printed at the foot
    assert Read.objects.filter(page="Sak – Utskrift", case_id=case.pk).exists()


def test_on_paper_stand_the_notes_the_documents_and_what_the_unit_asked(
    town: given.Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    # given a decided case with a corrected note, a document, and a question that is answered
    decision = given.an_issued_decision(town, at=dt.datetime.now(dt.UTC) - dt.timedelta(days=8))
    case, now = decision.case, dt.datetime.now(dt.UTC)
    by: dict[str, Any] = {"actor": town.officer, "at": now}
    call = Written(
        kind=NoteKind.TELEPHONE, occurred_on=localdate(now), text="Ola ringte om nøkkelen."
    )
    note = record_actions.write_note(call, case_id=case.pk, **by)["note"]
    record_actions.correct_note(note, text="Det var Kari som ringte.", **by)
    record_actions.add_document(
        Described(
            kind=DocumentKind.GP_LETTER,
            party="Fastlegen",
            dated_on=localdate(now),
            title="Epikrise fra mars",
            file_name="brev.pdf",
        ),
        given.a_pdf(),
        case_id=case.pk,
        **by,
    )
    asked = delivery_actions.ask_about_order(
        str(decision.lines.get().public_id),
        ask="ordered",
        question="Hvor er nøkkelboksen?",
        actor=town.provider,
        at=now,
    )
    delivery_actions.answer_about_order(asked["question"], answer="Ved bakdøren.", **by)

    path = f"/saker/{case.reference}/utskrift/"
    page = signed_in(town.officer).get(path).content.decode()

    for words in (
        "Ola ringte om nøkkelen.",
        "Det var Kari som ringte.",
        "Epikrise fra mars",
        "Hvor er nøkkelboksen?",
        "Ved bakdøren.",
    ):
        assert words in page, words
    assert "hendelser." not in page

    # and where the history is longer than the page, the page says so
    monkeypatch.setattr(import_module("desk.queries.history"), "LONGEST", 3)
    page = signed_in(town.officer).get(path).content.decode()
    assert re.search(r"Her står de siste 3 av \d+ hendelser\.", page)


def test_every_event_near_is_one_press_away_and_on_paper_it_is_a_person_sheet(
    family: Family,
) -> None:
    path = f"/personer/{family.person.public_id}/"

    some = shown(family.town.caseworker, path)
    every = shown(family.town.caseworker, f"{path}?hendelser=alle")

    assert 'href="?hendelser=alle#hendelser"' in some
    assert every.count("<time datetime=") > some.count("<time datetime=")
    assert '<span class="app-print-line app-sheet">Personark</span>' in some
