"""The pages of a meeting, from «Til møte» on a case to the receipt, without scripts."""

import re

import pytest
import time_machine
from django.test import Client

from audit.models import Read
from meetings.models import AgendaItem, Meeting
from people.roles import Role
from records.models import Note
from tests import given
from tests.given import NOW
from tests.meetings.acts import (
    LATER,
    MEETS,
    a_meeting,
    conclude,
    gather,
    item_of,
    nobody_is,
    put,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200, address
    return re.sub(r"\s+", " ", answer.content.decode())


def test_a_case_is_taken_to_a_meeting_and_comes_back_with_a_note(
    town: given.Town, client: Client
) -> None:
    # given a meeting planned by page, and a case put on its agenda
    client.force_login(given.account_of(town.caseworker))
    with time_machine.travel(NOW):
        plan = {
            "unit": town.intake.pk,
            "meets_on": "05.03.2026",
            "meets_at": "11.00",
            "place": "Møterom 3",
            "leader": given.public_id_of(town.caseworker),
        }
        wrong = client.post("/moter/nytt/", plan | {"meets_on": "01.03.2026"})
        assert wrong.status_code == 422
        assert "tilbake i tid" in wrong.content.decode()
        client.post("/moter/nytt/", plan)
        meeting = Meeting.objects.get()
        assert meeting.starts_at == MEETS
        person = given.a_person(town.municipality, given="Berit", family="Hansen")
        case = given.a_case(town, person=person, responsible=town.caseworker)
        form = page(client, f"/saker/{case.reference}/mote/")
        assert "Helsetjenester i hjemmet – mottatt" in form
        line = {"meeting": str(meeting.public_id), "summary": "Hjelp om kvelden?"}
        client.post(f"/saker/{case.reference}/mote/", line)
        assert "Til møte 05.03." in page(client, f"/saker/{case.reference}/")
        assert "Til møte 05.03." in page(client, f"/saker/{case.reference}/dokumenter/")
        client.post(f"/saker/{case.reference}/mote/ta-av/", {"angre": "ja"})
        assert AgendaItem.objects.get().text == "Angret."
        client.post(f"/saker/{case.reference}/mote/", line)

    # when the day comes: who is there, who is disqualified, and the conclusion
    with time_machine.travel(MEETS):
        here, item = f"/moter/{meeting.public_id}/", item_of(case)
        client.force_login(given.account_of(town.caseworker))
        present = [given.public_id_of(one) for one in (town.caseworker, town.officer)]
        client.post(f"{here}til-stede/", {"staff": present})
        about = f"/moter/saker/{item.public_id}/"
        refused = client.post(about, {"text": "Prøv hverdagsrehabilitering."})
        assert refused.status_code == 422
        assert "Avklar habiliteten" in refused.content.decode()
        assert "Prøv hverdagsrehabilitering." in refused.content.decode()
        unsaid = client.post(f"{about}habilitet/", {})
        assert "Velg om noen er inhabile." in unsaid.content.decode()
        special = {"nobody": "noen", f"ground_{present[1]}": "SPECIAL"}
        assert client.post(f"{about}habilitet/", special).status_code == 422
        out = {"nobody": "noen", f"ground_{present[1]}": "FAMILY"}
        assert client.post(f"{about}habilitet/", out).status_code == 302
        shown = page(client, about)
        assert "Nina Moe er inhabil (Er i familie med en part) og har forlatt møtet." in shown
        assert re.search(r"Moe <span[^>]*>Inhabil, ute av rommet", shown)
        assert "Konklusjonen er et råd; vedtaket fattes av Helse- og velferdsforvaltningen" in shown
        client.post(about, {"text": "Prøv hverdagsrehabilitering."})

        # then it is a note in the case, and the meeting is ended with a receipt
        assert Note.objects.get().case_id == case.pk
        wall = page(client, f"{here}vegg/")
        assert "B. H." in wall
        assert "Hansen" not in wall
        assert 'class="app-header"' not in wall
        printed = page(client, f"{here}utskrift/")
        assert "født 1942" in printed
        assert "Skrevet ut 05.03.2026 kl. 11.0" in printed
        assert "Hansen" not in printed
        version = Meeting.objects.get().version
        client.post(f"{here}avslutt/", {"version": version})
        assert f"Notat i sak {case.reference}" in page(client, here)
        assert "Til møte" not in page(client, f"/saker/{case.reference}/").replace("Til møte …", "")


def test_who_may_not_open_the_case_sees_that_there_is_one_and_no_more(
    town: given.Town, client: Client
) -> None:
    with time_machine.travel(NOW):
        person = given.a_person(town.municipality, given="Berit", family="Hansen")
        case = given.a_case(town, person=person, responsible=town.caseworker)
        other = given.a_case(town, responsible=town.caseworker)
        meeting = a_meeting(town)
        put(case, meeting, by=town.caseworker, line="Hjelp om kvelden?")
        put(other, meeting, by=town.caseworker)
        # in the same office as the one who leads it, who alone is told more beforehand
        colleague = given.staff(Role.DECISION_OFFICER, town.office, given="Per", family="Dal")
        client.force_login(given.account_of(colleague))
        here = f"/moter/{meeting.public_id}/"

        for address in (here, f"{here}vegg/", f"{here}utskrift/"):
            shown = page(client, address)
            assert "Sak uten innsyn" in shown
            assert case.reference not in shown
            assert "Hjelp om kvelden?" not in shown
            assert "B. H." not in shown
        item = item_of(case)
        assert client.get(f"/moter/saker/{item.public_id}/").status_code == 403

        # what stands in what order is no secret; two who move at once see each other's order
        address = f"/moter/saker/{item.public_id}/flytt/"
        version = Meeting.objects.get().version
        client.post(address, {"way": "down", "version": version})
        late = client.post(address, {"way": "up", "version": version}, follow=True)
        assert "Sakslisten er endret i mellomtiden" in late.content.decode()
        assert AgendaItem.objects.get(pk=item.pk).position == 2


def test_what_the_second_writes_of_an_item_is_kept_and_may_be_a_note_of_their_own(
    town: given.Town, client: Client
) -> None:
    # given two at the table who both write the conclusion, and one who would put it off
    with time_machine.travel(NOW):
        case = given.a_case(town, responsible=town.caseworker)
        meeting = a_meeting(town, unit=town.intake)
        later = a_meeting(town, unit=town.intake, starts=LATER)
        put(case, meeting, by=town.caseworker)
    with time_machine.travel(MEETS):
        gather(meeting, town.caseworker, town.officer, by=town.caseworker)
        nobody_is(case, by=town.caseworker)
        about = f"/moter/saker/{item_of(case).public_id}/"
        client.force_login(given.account_of(town.officer))
        draft = {"_form": "konklusjon", "_case": case.reference, "text": "Prøv dagsenter først."}
        client.post("/kladd/", draft, headers={"HX-Request": "true"})

        # when one is first
        conclude(case, by=town.caseworker)
        late = client.post(about, {"text": "Prøv dagsenter først."})
        put_off = client.post(
            f"{about}utsett/", {"to": str(later.public_id), "text": "Vi vet for lite ennå."}
        )

        # then the other sees both texts, and one's own becomes a signed note
        for answer, mine in ((late, "Prøv dagsenter"), (put_off, "Vi vet for lite")):
            assert answer.status_code == 409
            told = answer.content.decode()
            assert "Kari Lie lagret en endring kl. 11.00 mens du skrev" in told
            assert "Prøv hverdagsrehabilitering først." in told
            assert mine in told
            assert "Legg det til som eget notat" in told
        assert "Du hadde også skrevet noe" in page(client, about)
        assert "Prøv dagsenter først." in page(client, f"{about}notat/")
        empty = client.post(f"{about}notat/", {"text": " "})
        assert empty.status_code == 422
        assert Note.objects.count() == 1
        client.post(f"{about}notat/", {"text": "Prøv dagsenter først."})
        own = Note.objects.latest("pk")
        assert (own.case_id, own.text) == (case.pk, "Prøv dagsenter først.")
        assert own.signed_by_id == town.officer.staff_id
        assert "Du hadde også skrevet noe" not in page(client, about)


def test_the_leader_is_told_of_each_item_whom_and_what_before_the_day_but_opens_no_case(
    town: given.Town, client: Client
) -> None:
    # given two cases of another unit on the agenda: of one it is secret that there is any
    with time_machine.travel(NOW):
        berit = given.a_person(town.municipality, given="Berit", family="Hansen")
        hidden = given.a_person(
            town.municipality, given="Ola", family="Skjult", protection="CONFIDENTIAL"
        )
        case = given.a_case(town, person=berit, responsible=town.caseworker)
        secret = given.a_case(town, person=hidden, responsible=town.caseworker)
        meeting = a_meeting(town)
        put(case, meeting, by=town.caseworker, line="Hjelp om kvelden?")
        put(secret, meeting, by=town.caseworker, line="Trenger plass nå?")

        # when who leads the meeting looks at it
        client.force_login(given.account_of(town.officer))
        here = f"/moter/{meeting.public_id}/"
        for address in (here, f"{here}vegg/", f"{here}utskrift/"):
            shown = page(client, address)

            # then it is said whom and what it is about, and the look is on record
            assert "B. H." in shown
            assert "Hjelp om kvelden?" in shown
            assert "Sak uten innsyn" in shown
            assert "O. S." not in shown
            assert "Trenger plass nå?" not in shown
            assert "Hansen" not in shown
            assert case.reference not in shown
            assert Read.objects.latest("pk").person_ids == [berit.pk]
        assert client.get(f"/moter/saker/{item_of(case).public_id}/").status_code == 403
        assert client.get(f"/saker/{case.reference}/").status_code == 403


def test_a_line_typed_while_another_put_the_case_there_is_shown_and_kept(
    town: given.Town, client: Client
) -> None:
    client.force_login(given.account_of(town.caseworker))
    case = given.a_case(town, responsible=town.caseworker)
    mine = "Ønsker flere timer om kvelden."
    with time_machine.travel(NOW):
        meeting = a_meeting(town, unit=town.intake)
        put(case, meeting, by=town.caseworker)
        address = f"/saker/{case.reference}/mote/"
        typed = {"meeting": str(meeting.public_id), "summary": mine}

        answer = client.post(address, typed)

        assert answer.status_code == 422
        shown = re.sub(r"\s+", " ", answer.content.decode())
        assert "Saken står allerede til møte" in shown
        assert f'value="{mine}"' in shown
        assert AgendaItem.objects.count() == 1

        # and what they kept is there when they come back
        client.post("/kladd/", typed | {"_form": "til-mote", "_case": case.reference})
        assert f'Linjen du skrev:</p><p class="app-quote">{mine}' in page(client, address)
