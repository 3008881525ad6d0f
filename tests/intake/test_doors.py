"""The pages of intake: nothing typed is lost, objections stand at their fields, once is once."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.test import Client

from audit.models import Read
from cases.models import Case, Draft
from cases.stages import Stage
from intake import actions, queries
from intake.kinds import Form, FromWhom
from intake.models import Application
from people import actions as registering
from people.access import Actor
from people.models import IdentityNumber, Resident
from people.roles import Role
from people.rules import PersonGiven
from tests import given

pytestmark = pytest.mark.django_db

NEW = "/soknader/ny/"


@pytest.fixture(autouse=True)
def _clock() -> Iterator[None]:
    with time_machine.travel(given.NOW, tick=False):
        yield


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def person(town: given.Town) -> Resident:
    return given.a_person(town.municipality)


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def number_of(person: Resident) -> str:
    return IdentityNumber.objects.get(resident=person, current=True).number


def typed(person: Resident | None = None, **changes: Any) -> dict[str, Any]:
    """What the browser posts of «Ny søknad», filled in; `changes` are typed otherwise."""
    plain = {
        "number": number_of(person) if person else "",
        "from_whom": "PERSON",
        "services": ["trygghetsalarm"],
        "services_tekst": "",
        "own_words": "Jeg vil klare meg selv.",
        "received_on": "2026-03-04",
        "received_time": "09:42",
        "channel": "PHONE",
        "_person": "",
    }
    return plain | changes


def test_a_new_form_is_of_this_moment_on_the_channel_used_last(town: given.Town) -> None:
    client = signed_in(town.caseworker)

    page = client.get(NEW).content.decode()
    assert re.search(r"Mottatt i dag kl. 10.00 <strong [^>]*>på telefon</strong> · ", page)
    assert page.count("data-primary") == 1

    client.post(NEW, typed(given.a_person(town.municipality), channel="PAPER"))
    assert "i brev</strong> · " in client.get(NEW).content.decode()


def test_a_soknad_is_registered_and_the_receipt_says_who_has_it(
    town: given.Town, person: Resident
) -> None:
    client = signed_in(town.caseworker)

    answer = client.post(NEW, typed(person, services=["trygghetsalarm", "bpa"]), follow=True)

    assert answer.redirect_chain[0][1] == 302
    page = answer.content.decode()
    assert "Søknad registrert – 2 saker" in page
    assert "Foreløpig svar senest" in page
    assert "04.04.2026" in page
    assert "Bekreftelse sendes til Ola Nordmann" in page
    assert all(case.reference in page for case in Case.objects.all())
    assert Read.objects.filter(page="Kvittering").exists()


def test_the_receipt_promises_no_letter_where_the_address_is_missing(
    town: given.Town, person: Resident
) -> None:
    Resident.objects.filter(pk=person.pk).update(address="", postal="")

    answer = signed_in(town.caseworker).post(NEW, typed(person), follow=True)

    page = answer.content.decode()
    assert "Adresse mangler. Bekreftelsen til Ola Nordmann blir ikke sendt." in page
    assert "Bekreftelse sendes til" not in page


def test_the_receipt_calls_a_strictly_protected_address_by_its_name(
    town: given.Town, person: Resident
) -> None:
    Resident.objects.filter(pk=person.pk).update(protection="STRICT")

    page = signed_in(town.caseworker).post(NEW, typed(person), follow=True).content.decode()

    assert "(strengt fortrolig adresse, sendes for seg)" in page
    assert "Storgata" not in page


def test_everything_wrong_stands_at_its_field_and_nothing_typed_is_lost(town: given.Town) -> None:
    client = signed_in(town.caseworker)

    answer = client.post(
        NEW,
        typed(
            number="123",
            services=[],
            services_tekst="hel",
            received_on="2026-03-05",
            own_words="Dette har jeg skrevet.",
        ),
    )

    assert answer.status_code == 422
    form = answer.context["form"]
    assert form.errors["number"] == ["Fødselsnummer må ha 11 siffer"]
    assert form.errors["services"] == ["Du skrev «hel», men valgte ingen tjeneste."]
    assert "received_on" in form.errors
    page = answer.content.decode()
    assert "Dette har jeg skrevet." in page
    assert 'name="services_tekst" value="hel"' in page
    assert '<details class="ds-details" open' in page
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"received_on": "2026-02-30"}, "received_on"),
        ({"received_on": ""}, "received_on"),
        ({"services": ["finnes_ikke"]}, "services"),
        ({"services": ["kommunal_ohd"]}, "services"),
        ({"channel": "FAX"}, "channel"),
        ({"from_whom": "NABO"}, "from_whom"),
        ({"received_time": "25:99"}, "received_time"),
        ({"own_words": "x" * 100_000}, "own_words"),
        ({"own_words": "Hei \u0007"}, "own_words"),
        ({"own_words": "Hei 🙂"}, "own_words"),
    ],
)
def test_what_cannot_be_is_told_at_the_field(
    changes: dict[str, Any], field: str, town: given.Town, person: Resident
) -> None:
    answer = signed_in(town.caseworker).post(NEW, typed(person, **changes))

    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == [field]
    assert not Application.objects.exists()


def test_dates_are_read_as_people_write_them(town: given.Town, person: Resident) -> None:
    for text in ("01.03.2026", "01.03.26", "010326", "2026-03-01"):
        signed_in(town.caseworker).post(NEW, typed(person, received_on=text))

    assert set(Case.objects.values_list("received_on", flat=True)) == {dt.date(2026, 3, 1)}
    assert Case.objects.count() == 4


def test_a_service_typed_in_full_is_chosen(town: given.Town, person: Resident) -> None:
    signed_in(town.caseworker).post(
        NEW, typed(person, services=[], services_tekst="trygghetsalarm")
    )

    assert Case.objects.get().services.get().service_key == "trygghetsalarm"


def test_a_double_press_registers_once(town: given.Town, person: Resident) -> None:
    client = signed_in(town.caseworker)
    form = typed(person, _key="0123456789abcdef")

    first, second = client.post(NEW, form), client.post(NEW, form)

    assert first["Location"] == second["Location"]
    assert Application.objects.count() == 1
    changed = client.post(NEW, form | {"own_words": "Noe annet."})
    assert changed.status_code == 422
    assert "sendt før" in changed.content.decode()
    assert Application.objects.count() == 1


def test_the_look_up_shows_the_person_and_what_is_open_and_never_blocks(
    town: given.Town, person: Resident
) -> None:
    client = signed_in(town.caseworker)
    [case] = given.a_registered_application(town, person=person)

    answer = client.post(f"{NEW}oppslag/", {"number": number_of(person)})

    page = answer.content.decode()
    assert "NORDMANN, Ola" in page
    assert "Personen har en åpen sak" in page
    assert f"{case.reference} Helsetjenester i hjemmet, registrert 04.03.2026 av Kari Lie" in page
    assert Read.objects.filter(person_ids=[person.pk]).exists()
    assert client.post(NEW, typed(person)).status_code == 302
    assert Case.objects.filter(person=person).count() == 2


def test_a_case_with_a_service_that_goes_is_told_apart_from_those_that_wait(
    town: given.Town, person: Resident
) -> None:
    [waits] = given.a_registered_application(town, person=person)
    [goes] = given.a_registered_application(town, person=person)
    Case.objects.filter(pk=goes.pk).update(stage=Stage.DELIVERY)

    answer = signed_in(town.caseworker).post(f"{NEW}oppslag/", {"number": number_of(person)})

    page = answer.content.decode()
    first, second = page.split("Saker med tjeneste i gang")
    assert "Personen har en åpen sak" in first
    assert waits.reference in first
    assert goes.reference in second


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("01814010071", "Kontrollsifrene stemmer ikke"),
        ("01814010070", "Nummeret er ikke registrert her fra før. Skriv navnet."),
    ],
)
def test_a_number_that_leads_to_nobody_says_what_to_do(
    number: str, said: str, town: given.Town
) -> None:
    answer = signed_in(town.caseworker).post(f"{NEW}oppslag/", {"number": number})

    assert answer.status_code == 200
    assert said in answer.content.decode()


def test_without_scripts_buttons_do_the_same_and_keep_what_is_typed(
    town: given.Town, person: Resident
) -> None:
    client = signed_in(town.caseworker)

    looked_up = client.post(NEW, typed(person, _show="number")).content.decode()
    assert "NORDMANN, Ola" in looked_up
    assert "Jeg vil klare meg selv." in looked_up

    without = client.post(NEW, typed(_show="without")).content.decode()
    assert "Hvem er personen?" in without
    assert "Jeg vil klare meg selv." in without

    chosen = client.post(NEW, typed(_show=f"person:{person.public_id}")).content.decode()
    assert "Velg en annen person" in chosen
    assert not Application.objects.exists()


def test_somebody_without_a_number_is_registered_on_the_same_page(town: given.Town) -> None:
    client = signed_in(town.caseworker)

    answer = client.post(
        NEW,
        typed(without_number="1", given_name="Amina", family_name="Yusuf", born_on="14.03.1942"),
    )

    assert answer.status_code == 302
    person = Resident.objects.get()
    assert (person.family_name, person.born_on) == ("Yusuf", dt.date(1942, 3, 14))


def test_a_namesake_of_the_same_day_is_offered(town: given.Town, person: Resident) -> None:
    client = signed_in(town.caseworker)
    form = {"family_name": "nordmann", "born_on": "1942-03-14"}

    assert f"person:{person.public_id}" in client.post(f"{NEW}navn/", form).content.decode()
    form["born_on"] = "1942-03-15"
    assert "person:" not in client.post(f"{NEW}navn/", form).content.decode()


def test_a_draft_comes_back_and_goes_when_it_is_sent_or_thrown_away(
    town: given.Town, person: Resident
) -> None:
    client = signed_in(town.caseworker)
    draft = typed(person, _form="soknad", _case="", _back=NEW, _key="k")

    # when it is kept twice under the same form
    client.post("/kladd/", draft)
    client.post("/kladd/", draft | {"own_words": "Mer å si.", "services_tekst": "mat"})

    # then it comes back after signing in again, with everything
    page = signed_in(town.caseworker).get(NEW).content.decode()
    assert "Utkastet ditt fra kl. 10.00 er hentet fram." in page
    assert "Mer å si." in page
    assert "NORDMANN, Ola" in page
    assert '<option value="trygghetsalarm" selected>' in page
    assert 'name="services_tekst" value="mat"' in page

    # and is gone when it is sent
    client.post(NEW, typed(person))
    assert not Draft.objects.exists()

    # or thrown away
    client.post("/kladd/", draft)
    client.post("/kladd/forkast/", {"_form": "soknad", "_person": "", "_back": NEW})
    assert not Draft.objects.exists()


def test_the_form_may_begin_with_a_known_person(town: given.Town, person: Resident) -> None:
    client = signed_in(town.caseworker)

    page = client.get(f"{NEW}?person={person.public_id}").content.decode()
    assert "NORDMANN, Ola" in page

    answer = client.post(NEW, typed(person=None, number="") | {"person": person.public_id})
    assert answer.status_code == 302
    assert Case.objects.get().person == person


# Search


def test_one_hit_opens_and_no_address_holds_a_name(town: given.Town, person: Resident) -> None:
    client = signed_in(town.caseworker)

    for text in ("nordm", number_of(person)):
        answer = client.post("/sok/", {"q": text})
        assert (answer.status_code, answer["Location"]) == (303, f"/personer/{person.public_id}/")
    [case] = given.a_registered_application(town, person=person)
    answer = client.post("/sok/", {"q": "2026-1"})
    assert answer["Location"] == f"/saker/{case.reference}/"


def test_several_hits_are_listed_without_numbers_and_protected_addresses(town: given.Town) -> None:
    hidden = given.a_person(town.municipality, given="Kari", protection="CONFIDENTIAL")
    shown = given.a_person(town.municipality)
    nobody = given.a_person(town.municipality, given="Trond", protection="STRICT")

    page = signed_in(town.caseworker).post("/sok/", {"q": "nordmann"}).content.decode()

    assert "NORDMANN, Kari" in page
    assert "Fortrolig adresse" in page
    assert nobody.given_name not in page
    assert number_of(hidden) not in page.replace(" ", "")
    assert number_of(shown) not in page.replace(" ", "")
    assert set(Read.objects.get(page="Søk").person_ids) == {hidden.pk, shown.pk}


def test_nobody_is_found_by_whoever_may_not_open_them(town: given.Town, person: Resident) -> None:
    page = signed_in(town.assessor).post("/sok/", {"q": "nordmann"}).content.decode()
    assert "Ingen treff" in page

    given.a_case(town, person=person, unit=town.assessment)
    answer = signed_in(town.assessor).post("/sok/", {"q": "nordmann"})
    assert answer.status_code == 303


def test_a_list_of_hits_costs_the_same_for_two_and_for_twenty(
    town: given.Town, django_assert_max_num_queries: Any
) -> None:
    client = signed_in(town.caseworker)
    for n in range(2):
        given.a_case(town, person=given.a_person(town.municipality, given=f"Ola{n}"))
    with django_assert_max_num_queries(60) as few:
        client.post("/sok/", {"q": "nordmann"})
    for n in range(18):
        given.a_case(town, person=given.a_person(town.municipality, given=f"Per{n}"))
    with django_assert_max_num_queries(len(few)):
        client.post("/sok/", {"q": "nordmann"})


# Enquiries


def test_an_enquiry_is_kept_followed_up_and_made_a_soknad(
    town: given.Town, person: Resident
) -> None:
    client = signed_in(town.caseworker)
    url = f"/personer/{person.public_id}/henvendelse/"
    helper = str(given.account_of(town.caseworker).staff.public_id)

    # when nothing is said, nothing is kept
    empty = client.post(url, {"caller": "PERSON", "own_words": ""})
    assert empty.status_code == 422
    assert not Application.objects.exists()

    # when a promise is made, it has a page
    kept = client.post(
        url,
        {
            "caller": "PERSON",
            "own_words": "Lurer på prisen.",
            "follow_up": "Ring tilbake",
            "follow_up_by": helper,
        },
    )
    assert kept["Location"] == f"/personer/{person.public_id}/"
    enquiry = Application.objects.get()
    page = client.get(f"/henvendelser/{enquiry.public_id}/").content.decode()
    assert "Lurer på prisen." in page
    assert "Ring tilbake · Kari Lie" in page

    # and may become a søknad, once a service is chosen
    half = client.post(
        f"/henvendelser/{enquiry.public_id}/soknad/",
        {"services_tekst": "mat", "own_words": "Lurer på prisen."},
    )
    assert half.context["form"].errors["services"] == ["Du skrev «mat», men valgte ingen tjeneste."]
    assert 'name="services_tekst" value="mat"' in half.content.decode()
    made = client.post(
        f"/henvendelser/{enquiry.public_id}/soknad/",
        {"services": ["matombringing"], "own_words": "Lurer på prisen."},
    )
    assert made.status_code == 302
    assert Case.objects.count() == 1
    [latest, first] = queries.contacts(person.pk)
    assert (latest.form, first.may_become) == ("Søknad", False)


def test_a_promise_is_marked_as_kept(town: given.Town, person: Resident) -> None:
    helper = str(given.account_of(town.assessor).staff.public_id)
    made = actions.register_enquiry(
        told=given.told(
            form=Form.ENQUIRY, services=(), follow_up="Ring tilbake", follow_up_by=helper
        ),
        given=PersonGiven(public_id=str(person.public_id)),
        actor=town.caseworker,
        at=given.NOW,
    )
    client, url = signed_in(town.assessor), f"/henvendelser/{made['application']}/"

    assert client.post(url, {"note": ""}).status_code == 422
    assert client.post(url, {"note": "Ringte."}).status_code == 302
    assert Application.objects.get().followed_up_note == "Ringte."


def test_who_is_away_is_said_where_a_promise_is_made_and_given_and_whom_to_ring_where_it_is_kept(
    town: given.Town, person: Resident
) -> None:
    leader = given.staff(
        Role.UNIT_LEADER, town.intake, username="leder-mottak", given="Gro", family="Holm"
    )
    liv = given.staff(Role.ASSESSOR, town.intake, username="liv", given="Liv", family="Aas")
    registering.register_absence(
        given.public_id_of(liv),
        from_on=given.NOW.date(),
        to_on=given.NOW.date() + dt.timedelta(days=1),
        actor=leader,
        at=given.NOW,
    )
    made = actions.register_enquiry(
        told=given.told(
            form=Form.ENQUIRY,
            services=(),
            follow_up="Ring tilbake",
            follow_up_by=given.public_id_of(town.caseworker),
            from_whom=FromWhom.RELATIVE,
            contact_name="Kari Nordmann",
            contact_phone="922 33 444",
        ),
        given=PersonGiven(public_id=str(person.public_id)),
        actor=town.caseworker,
        at=given.NOW,
    )
    url, away = f"/henvendelser/{made['application']}/", "Liv Aas (borte til og med 04.03.)"

    # where it is promised
    kari = signed_in(town.caseworker)
    telephone = kari.get(f"/personer/{person.public_id}/").content.decode()
    assert away in telephone
    assert f'href="/soknader/ny/?person={person.public_id}" data-hotkey="alt+n"' in telephone

    # where it is kept
    kept = kari.get(url).content.decode()
    assert "922 33 444" in kept
    assert "Lederen i enheten din kan gi henvendelsen til en annen" in kept

    # where it is given to another
    client = signed_in(leader)
    page = client.get(f"{url}gi/").content.decode()
    assert away in page
    assert "Ring tilbake. Mottatt 04.03.2026." in page
    answer = client.post(f"{url}gi/", {"staff": liv.staff()})
    assert answer.status_code == 422
    assert "Liv Aas er borte til og med 04.03.2026" in answer.content.decode()
    assert client.post(f"{url}gi/", {"staff": liv.staff(), "also_away": "on"}).status_code == 302


# How a case changes and ends


@pytest.fixture
def case(town: given.Town) -> Case:
    services = ("trygghetsalarm", "matombringing")
    return given.a_registered_application(town, services=services)[0]


def test_withdrawing_says_what_happens_and_asks_who_when_and_how(
    town: given.Town, case: Case
) -> None:
    client, url = signed_in(town.caseworker), f"/saker/{case.reference}/trekk/"

    page = client.get(url).content.decode()
    assert "Brev om det går til Ola Nordmann." in page
    refused = client.post(url, {"version": case.version})
    assert set(refused.context["form"].errors) == {"asked_by", "asked_on", "confirmed", "told"}

    done = client.post(
        url,
        {
            "version": case.version,
            "asked_by": "Ola Nordmann",
            "asked_on": "2026-03-04",
            "confirmed": "på telefon",
            "told": "Personen",
        },
    )
    assert done.status_code == 302
    case.refresh_from_db()
    assert (case.stage, case.end_reason) == (Stage.ENDED, "WITHDRAWN")


@pytest.mark.parametrize(
    ("page", "written", "rest"),
    [
        (
            "trekk",
            {"explanation": "Datteren flytter inn."},
            {"asked_by": "Ola", "asked_on": "2026-03-04", "confirmed": "brev", "told": "Ola"},
        ),
        ("avslutt", {"note": "Ringte to ganger."}, {"reason": "ANSWERED", "told": "Ola"}),
        ("forelopig-svar", {"why": "Vi venter på legen."}, {}),
    ],
)
def test_what_is_written_about_an_end_is_kept_until_it_is_sent(
    town: given.Town, case: Case, page: str, written: dict[str, str], rest: dict[str, str]
) -> None:
    client, url = signed_in(town.caseworker), f"/saker/{case.reference}/{page}/"
    assert f'name="_form" value="{page}"' in client.get(url).content.decode()
    client.post("/kladd/", written | {"_form": page, "_case": case.reference})

    [words] = written.values()
    again = signed_in(town.caseworker).get(url).content.decode()
    assert words in again
    assert "Utkastet ditt fra kl. 10.00 er hentet fram." in again

    done = client.post(url, written | rest | {"version": case.version})
    assert done.status_code == 302
    assert not Draft.objects.exists()


def test_two_who_save_get_the_page_with_their_own_words(town: given.Town, case: Case) -> None:
    answer = signed_in(town.caseworker).post(
        f"/saker/{case.reference}/forelopig-svar/",
        {"version": case.version - 1, "why": "Vi venter på legen."},
    )

    assert answer.status_code == 409
    assert "Vi venter på legen." in answer.content.decode()


def test_after_a_conflict_pressing_again_sends_what_stands_on_the_page(town: given.Town) -> None:
    # given a case of three services that a colleague has changed since it was opened
    services = ("helsetjenester_i_hjemmet", "matombringing", "trygghetsalarm")
    [case] = given.a_registered_application(town, services=services)
    client, url = signed_in(town.caseworker), f"/saker/{case.reference}/del/"
    two = list(services[1:])

    # when two of them are to be split off, and the conflict is told
    answer = client.post(url, {"version": case.version - 1, "services": two})

    # then both are still chosen, and the page's own version is the one to send
    form = answer.context["form"]
    assert (answer.status_code, form["services"].value()) == (409, two)
    again = {"version": form["version"].value(), "services": form["services"].value()}
    assert client.post(url, again).status_code == 302


def test_a_reply_that_waits_to_be_printed_is_told_before_another_is_written(
    town: given.Town, case: Case
) -> None:
    client, path = signed_in(town.caseworker), f"/saker/{case.reference}/forelopig-svar/"
    said = "Et foreløpig svar fra 04.03.2026 ligger i utskriftskøen og er ikke sendt."
    assert said not in client.get(path).content.decode()

    client.post(path, {"version": case.version, "why": "Kø."})

    assert said in client.get(path).content.decode()


def test_the_other_pages_act(town: given.Town, case: Case) -> None:
    client, base = signed_in(town.caseworker), f"/saker/{case.reference}/"

    replied = client.post(f"{base}forelopig-svar/", {"version": case.version, "why": "Kø."})
    assert replied.status_code == 302
    case.refresh_from_db()
    client.post(f"{base}del/", {"version": case.version, "services": ["matombringing"]})
    new = Case.objects.exclude(pk=case.pk).get()
    case.refresh_from_db()
    merged = client.post(f"{base}sla-sammen/", {"version": case.version, "into": new.reference})
    assert merged["Location"] == f"/saker/{new.reference}/"
    new.refresh_from_db()
    ended = client.post(
        f"/saker/{new.reference}/avslutt/",
        {"version": new.version, "reason": "ANSWERED", "told": "Personen"},
    )
    assert ended.status_code == 302
    assert set(Case.objects.values_list("stage", flat=True)) == {Stage.ENDED}


@pytest.mark.parametrize("page", ["forelopig-svar", "trekk", "avslutt"])
def test_before_a_letter_is_sent_the_page_says_that_the_address_is_missing(
    page: str, town: given.Town
) -> None:
    case = given.a_registered_application(town)[0]
    Resident.objects.filter(pk=case.person_id).update(address="", postal="")

    shown = signed_in(town.caseworker).get(f"/saker/{case.reference}/{page}/").content.decode()

    assert "Adresse mangler. Brevet til Ola Nordmann blir ikke sendt." in shown
    assert "Registrer adressen</a>" in shown
    assert "rev om det går til" not in shown
    assert "Brevet går til" not in shown
