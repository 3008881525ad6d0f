"""What a person has blocked (sperring) is open to who works with it, and on no page to others."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db.models import Model
from django.test import Client

from assessments import actions as assessing
from audit.models import Entry
from cases.models import Case, CaseAccess
from deadlines.actions import assign_case
from delivery.models import Order
from intake import actions as intake
from intake.kinds import Channel, Form, FromWhom
from intake.models import Application
from intake.rules import Told
from oversight import actions as overseeing
from oversight.models import ReasonedAccess
from people.access import Actor
from people.models import PersonAccess, Relative, Resident, StaffMember
from people.refusals import Refused
from people.roles import Role
from people.rules import PersonGiven
from people.signed_in import colleague
from privacy import actions
from privacy.models import Claim, Merge
from records.models import Document, Note
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
NOW = given.NOW
WHY = "Funnet bevisstløs i oppgangen."
ADDRESS = "Storgata 91"


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def person(town: given.Town) -> Resident:
    """Somebody with home nursing that runs."""
    person = given.a_person(town.municipality)
    given.a_running_service(town, person=person)
    Resident.objects.filter(pk=person.pk).update(address=ADDRESS)
    return person


def client_of(who: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(who))
    return client


def page(who: Actor, url: str) -> tuple[int, str]:
    answer = client_of(who).get(url)
    return answer.status_code, answer.content.decode().partition("<main")[2]


def claim(person: Resident, town: given.Town) -> str:
    made = actions.register_claim(
        str(person.public_id),
        kind="BLOCK",
        from_whom="Personen selv",
        what="Ingen andre skal se.",
        received_on=NOW.date(),
        actor=town.caseworker,
        at=NOW,
    )
    return str(made["claim"])


def reason(person: Resident, who: Actor, category: str) -> bool:
    told = overseeing.give_reason(
        person=str(person.public_id), category=category, reason=WHY, actor=who, at=NOW
    )
    return bool(told["opened"])


def test_the_page_says_what_closes_and_it_is_granted_by_who_says_the_person_knows(
    town: given.Town, person: Resident
) -> None:
    url = f"/rettigheter/{claim(person, town)}/"
    client = client_of(town.chief)
    asked = client.post(url, {"outcome": "GRANTED", "reason": "Etter samtale."})
    shown = asked.content.decode()
    assert asked.status_code == 200
    for told in (
        "Dette stenges",
        "Dette stenges ikke",
        "ser bestillingen så lenge",
        "ikke gjelde bare",
        "Etter samtale.",
    ):
        assert told in shown

    answer = client.post(url, {"outcome": "GRANTED", "sure": "1"})

    assert answer.status_code == 422
    assert "Bekreft at personen vet" in answer.content.decode()
    assert "Dette stenges ikke" in answer.content.decode()
    assert not Resident.objects.get(pk=person.pk).blocked
    assert Claim.objects.get().outcome == ""
    assert not Entry.objects.filter(event="ClaimAnswered").exists()
    sent = {"outcome": "GRANTED", "sure": "1", "understood": "on"}
    assert client.post(url, sent).status_code == 302
    assert Resident.objects.get(pk=person.pk).blocked


def test_who_works_with_it_sees_it_and_no_other_on_any_page(
    town: given.Town, person: Resident
) -> None:
    case = Case.objects.get(person=person)
    order = Order.objects.get(case=case)
    sheet, papers = f"/personer/{person.public_id}/", f"/personer/{person.public_id}/dokumenter/"
    before = page(town.officer, sheet)
    assert case.reference in before[1]
    key = claim(person, town)
    actions.answer_claim(key, outcome="GRANTED", understood=True, actor=town.chief, at=NOW)

    # the one who has the case, and the leader who gives it on
    for who in (town.officer, town.chief):
        status, shown = page(who, sheet)
        assert (status, case.reference in shown) == (200, True)
        assert "fordi du arbeider med saken" in shown
        assert [page(who, url)[0] for url in (papers, f"/saker/{case.reference}/")] == [200, 200]
    # control works with nothing, and is told no such thing
    auditor = given.staff(Role.AUDITOR, town.office)
    shown = page(auditor, sheet)[1]
    assert "fordi du kontrollerer sakene" in shown
    assert "arbeider med saken" not in shown
    # who only answers the telephone knows who it is, and the way in an emergency
    stranger = given.staff(Role.CASEWORKER, town.intake)
    status, shown = page(stranger, sheet)
    assert status == 200
    assert not [one for one in (ADDRESS, case.reference, "Helsetjenester") if one in shown]
    assert f'href="{sheet}begrunn-innsyn/"' in shown
    assert page(stranger, papers)[0] == 403
    assert page(stranger, f"/saker/{case.reference}/")[0] == 404
    # and who has nothing to do with them is told that, and the same way
    other = given.staff(Role.ASSESSOR, town.office_team)
    status, shown = page(other, sheet)
    assert status == 403
    assert f'href="{sheet}begrunn-innsyn/"' in shown
    assert page(other, f"/saker/{case.reference}/")[0] == 404
    # the unit that gives the help sees its order while it runs (after: order_page without person)
    running = f"/bestillinger/{order.line.public_id if order.line else ''}/"
    assert ADDRESS in page(town.provider, running)[1]


def test_only_danger_opens_it_to_another_and_only_for_hours(
    town: given.Town, person: Resident
) -> None:
    case, sheet = Case.objects.get(person=person), f"/personer/{person.public_id}/"
    stranger = given.staff(Role.CASEWORKER, town.intake)
    who = given.staff(Role.ASSESSOR, town.office_team)
    assert reason(person, who, "CALL")
    key = claim(person, town)
    actions.answer_claim(key, outcome="GRANTED", understood=True, actor=town.chief, at=NOW)
    assert page(who, sheet)[0] == 403  # what a reason had opened is closed

    for one in (who, stranger):
        asked = ReasonedAccess.objects.count()
        with pytest.raises(Refused) as refused:
            reason(person, one, "CALL")
        assert refused.value.code == "emergency_only"
        assert ReasonedAccess.objects.count() == asked
        assert not PersonAccess.objects.filter(staff_id=one.staff(), to_at__gt=NOW).exists()

        assert reason(person, one, "EMERGENCY")
        status, shown = page(one, sheet)
        assert status == 200
        assert "Helsetjenester i hjemmet" in shown
        assert "kan lese til kl." in shown
        assert page(one, f"/saker/{case.reference}/")[0] == 404
        told = overseeing.give_reason(
            case.reference, category="EMERGENCY", reason=WHY, actor=one, at=NOW
        )
        assert not told["opened"]  # the case is opened by nobody so
    row = ReasonedAccess.objects.latest("pk")
    assert row.to_at == NOW + dt.timedelta(hours=4)
    assert row.leader_id == town.chief.staff()


KEPT: tuple[type[Model], ...] = (
    Case, CaseAccess, PersonAccess, Claim, Merge, Note, Document, Application, Relative,
)  # fmt: skip


def rows() -> list[int]:
    return [model._default_manager.count() for model in KEPT]


def told(follow_up: str = "", follow_up_by: str = "") -> Told:
    return Told(
        form=Form.ENQUIRY,
        channel=Channel.PHONE,
        from_whom=FromWhom.PERSON,
        received_on=NOW.date(),
        own_words="Jeg er redd for naboen.",
        follow_up=follow_up,
        follow_up_by=follow_up_by,
    )


def shut(person: Resident, town: given.Town) -> Actor:
    """Who answers the telephone, and has no work with somebody who has blocked it."""
    key = claim(person, town)
    actions.answer_claim(key, outcome="GRANTED", understood=True, actor=town.chief, at=NOW)
    return given.staff(Role.CASEWORKER, town.intake)


def test_no_door_of_the_person_shows_or_does_more_than_their_page_to_who_has_no_work(
    town: given.Town, person: Resident
) -> None:
    kin = Relative.objects.create(
        resident=person,
        name="Kåre Nabovik",
        relation="sønn",
        phone="90011223",
        valid_from=dt.date(2020, 1, 1),
    )
    whom = PersonGiven(public_id=str(person.public_id))
    said = intake.register_enquiry(told=told(), given=whom, actor=town.caseworker, at=NOW)
    other = given.a_person(town.municipality, given="Kari", family="Dobbel")
    line = Order.objects.get(case__person=person).line
    who = shut(person, town)
    client = client_of(who)
    home, talk = f"/personer/{person.public_id}/", f"/henvendelser/{said['application']}/"
    asked = f"/rettigheter/{Claim.objects.get().public_id}/"
    doors: dict[str, dict[str, object]] = {
        f"{home}revurdering/": {"services": [str(line and line.public_id)], "reason": "EVALUATION"},
        f"{home}sla-sammen/": {"other": str(other.public_id), "reason": "Samme.", "number": ""},
        f"/personer/{other.public_id}/sla-sammen/": {"other": str(person.public_id)},
        f"{home}rettigheter/": {},
        asked: {"outcome": "GRANTED"},
        f"{home}notater/nytt/": {"text": "Ringte.", "occurred_on": f"{NOW:%d.%m.%Y}"},
        f"{home}dokumenter/nytt/": {},
        talk: {"note": "Ringte tilbake."},
        f"{talk}soknad/": {"services": ["hjemmesykepleie"], "own_words": "Ja."},
    }

    def tried(urls: list[str], reads: tuple[str, ...] = ()) -> None:
        for url in urls:
            answers = [client.post(url, doors[url])] if doors[url] else []
            if url not in reads and str(other.public_id) not in url:
                answers.append(client.get(url))
            for answer in answers:
                shown = answer.content.decode()
                assert answer.status_code in {403, 404}, url
                assert not [one for one in (ADDRESS, kin.name, kin.phone, "naboen") if one in shown]

    before = rows()
    tried(list(doors))
    assert rows() == before
    assert page(town.chief, asked)[0] == 200  # who answers it still does

    # a reason opens the page to read for some hours: no act is offered there, and none is done
    assert reason(person, who, "EMERGENCY")
    before = rows()
    status, shown = page(who, home)
    assert (status, "Du kan ikke endre noe" in shown) == (200, True)
    for act in ("revurdering/", "notater/nytt/", "Registrer krav", "rediger/", "rettigheter/"):
        assert act not in shown
    tried([url for url in doors if not url.startswith(talk)])
    assert rows() == before


def test_what_they_ask_for_is_written_down_and_opens_nothing_of_what_was(
    town: given.Town, person: Resident
) -> None:
    Relative.objects.create(
        resident=person, name="Kåre Nabovik", phone="90011223", valid_from=dt.date(2020, 1, 1)
    )
    who = shut(person, town)
    client, home = client_of(who), f"/personer/{person.public_id}/"
    whom = PersonGiven(public_id=str(person.public_id))
    # an enquiry, but not to be followed up by who may then open it, and no new kin
    status, shown = page(who, f"{home}henvendelse/")
    assert status == 200
    assert not [one for one in (ADDRESS, "Nabovik", "90011223") if one in shown]
    before = rows()
    mine = str(StaffMember.objects.get(pk=who.staff()).public_id)
    with pytest.raises(Refused) as refused:
        intake.register_enquiry(
            told=told(follow_up="Ring", follow_up_by=mine), given=whom, actor=who, at=NOW
        )
    assert refused.value.code == "blocked_person"
    assert rows() == before
    intake.register_enquiry(told=told(), given=whom, actor=who, at=NOW)
    before = rows()
    home_help = replace(told(), form=Form.APPLICATION, services=("helsetjenester_i_hjemmet",))
    with pytest.raises(Refused) as refused:
        assessing.register_and_start(told=home_help, given=whom, actor=who, at=NOW)
    assert refused.value.code == "blocked_person"
    assert rows() == before
    # a søknad on the other track
    made = intake.register_application(
        told=replace(told(), form=Form.APPLICATION, services=("avlastning_i_institusjon",)),
        given=whom,
        actor=who,
        at=NOW,
    )
    status, shown = page(who, f"/soknader/{made['application']}/kvittering/")
    assert not [one for one in (ADDRESS, "Nabovik", "90011223") if one in shown]
    assert not CaseAccess.objects.filter(staff_id=who.staff()).exists()
    assert not PersonAccess.objects.filter(staff_id=who.staff()).exists()
    assert "Helsetjenester" not in page(who, home)[1]
    assert ADDRESS not in page(who, f"/soknader/ny/?person={person.public_id}")[1]
    # and a claim by right, from the person's page to the person's page
    assert f'href="{home}rettigheter/nytt/"' in page(who, home)[1]
    sent = {
        "kind": "ACCESS",
        "from_whom": "Personen selv",
        "what": "Alt.",
        "received_on": f"{NOW:%d.%m.%Y}",
    }
    answer = client.post(f"{home}rettigheter/nytt/", sent)
    assert (answer.status_code, answer["Location"]) == (302, home)


def registered_by(who: Actor, person: Resident, town: given.Town) -> Case:
    """A søknad typed at the door by who answers the telephone; the case it became."""
    client = client_of(who)
    sent = {
        "person": str(person.public_id),
        "from_whom": "PERSON",
        "channel": "PHONE",
        "received_on": f"{NOW:%d.%m.%Y}",
        "received_time": "09:00",
        "services": ["helsetjenester_i_hjemmet"],
        "own_words": "Trenger hjelp til dusj.",
    }
    answer = client.post("/soknader/ny/", sent)
    assert answer.status_code == 302, answer.content.decode()
    case = Case.objects.latest("pk")
    assert (case.person_id, case.unit_id) == (person.pk, town.intake.pk)
    shown = client.get(answer["Location"]).content.decode()
    assert case.reference in shown
    return case


def test_what_one_registered_in_ones_own_unit_opens_nothing_of_it_until_one_is_given_it(
    town: given.Town, person: Resident
) -> None:
    had = Case.objects.get(person=person)
    who, home = shut(person, town), f"/personer/{person.public_id}/"
    case = registered_by(who, person, town)
    client, sheet = client_of(who), f"/saker/{case.reference}/"

    def opens(one: Actor) -> list[int]:
        return [page(one, url)[0] for url in (sheet, f"{home}dokumenter/")]

    # the unit works with it, and whoever registered it sees the name alone, as before
    assert opens(town.caseworker) == [200, 200]
    assert opens(who) == [404, 403]
    status, shown = page(who, home)
    assert status == 200
    for told in (ADDRESS, case.reference, had.reference, "Helsetjenester"):
        assert told not in shown
    assert case.reference not in page(who, "/oppgaver/")[1]
    # taking it gives it to nobody to whom it is shut
    version = Case.objects.get(pk=case.pk).version
    assert client.post(f"{sheet}ta/", {"version": str(version)}).status_code == 404
    assert Case.objects.get(pk=case.pk).responsible_id is None
    # nor does a colleague's taking it, or splitting it
    assign_case(case.pk, staff_id=town.caseworker.staff(), actor=town.chief, at=NOW)
    assert opens(who) == [404, 403]
    # what opens it is that who leads the unit gives it to them
    assign_case(case.pk, staff_id=who.staff(), actor=town.chief, at=NOW)
    assert opens(who) == [200, 200]


def test_the_receipt_says_why_there_is_nothing_to_open(town: given.Town, person: Resident) -> None:
    who = shut(person, town)
    case = registered_by(who, person, town)
    receipt = f"/soknader/{Application.objects.latest('pk').public_id}/kvittering/"

    shown = page(who, receipt)[1]

    assert "Å registrere søknaden åpner dem ikke" in shown
    assert f'href="/saker/{case.reference}/' not in shown
    assert "Ingen kan få bekreftelsen" not in shown
    assert "Å registrere søknaden åpner dem ikke" not in page(town.chief, receipt)[1]


def test_a_leader_who_registers_leaves_the_queue_to_the_leader_above(
    town: given.Town, person: Resident
) -> None:
    shut(person, town)
    leads = given.staff(Role.UNIT_LEADER, town.intake)
    answers = StaffMember.objects.get(pk=leads.staff())
    given.a_role(answers, Role.CASEWORKER, town.intake)
    who = colleague(answers, at=NOW)
    case = registered_by(who, person, town)

    assert case.queue_owner_id == town.chief.staff()
    assert page(who, f"/saker/{case.reference}/")[0] == 404
    assert page(town.chief, f"/saker/{case.reference}/")[0] == 200


def test_when_the_person_opens_it_again_the_units_access_is_everybodys_there(
    town: given.Town, person: Resident
) -> None:
    who = shut(person, town)
    case = registered_by(who, person, town)
    assert page(who, f"/saker/{case.reference}/")[0] == 404
    asked = actions.register_claim(
        str(person.public_id),
        kind="UNBLOCK",
        from_whom="Personen selv",
        what="Alle kan se.",
        received_on=NOW.date(),
        actor=town.caseworker,
        at=NOW,
    )
    actions.answer_claim(
        str(asked["claim"]), outcome="GRANTED", understood=True, actor=town.chief, at=NOW
    )

    assert page(who, f"/saker/{case.reference}/")[0] == 200
