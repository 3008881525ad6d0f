"""«Trenger hjelp nå»: who may not decide asks, who decides gets in, and it is answered once."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from audit.models import Denial, Entry
from cases import actions as sharing
from cases.models import Case, CaseAccess
from cases.queries import may_know_where, visible
from decisions import actions
from decisions.models import UrgentDecision, UrgentRequest
from intake import actions as intake
from notifications.models import Notice
from people import actions as people
from people.access import Actor
from people.models import StaffMember
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Role
from tests import given
from tests.decisions.haste import give

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]
WHY = "Du har falt, og er alene i kveld."


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    (found,) = given.a_registered_application(
        town, person=given.a_person(town.municipality, family="Aassen")
    )
    return found


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def ask(case: Case, town: given.Town, to: str = "", why: str = WHY) -> None:
    actions.ask_for_urgent(case.pk, to=to, why=why, actor=town.caseworker, at=given.NOW)


def test_a_case_in_the_queue_gets_its_urgent_decision_when_somebody_asks(
    town: given.Town, case: Case
) -> None:
    asker, officer = signed_in(town.caseworker), signed_in(town.officer)
    at = f"/saker/{case.reference}"
    assert f"{at}/trenger-hjelp/" in asker.get(f"{at}/").content.decode()
    assert officer.get(f"{at}/hastevedtak/").status_code in {403, 404}

    # by address: refused, saying who can and where to ask
    refused = asker.get(f"{at}/hastevedtak/")
    name = str(given.account_of(town.officer).staff)
    assert refused.status_code == 403
    assert name in refused.content.decode()
    assert f"{at}/trenger-hjelp/" in refused.content.decode()

    # without a reason nothing is written
    assert asker.post(f"{at}/trenger-hjelp/", {"to": "", "why": " "}).status_code == 422
    assert not UrgentRequest.objects.exists()
    assert not CaseAccess.objects.filter(ground="hastevedtak").exists()

    to = given.public_id_of(town.officer)
    asked = asker.post(f"{at}/trenger-hjelp/", {"to": to, "why": WHY}, follow=True)
    assert name in asked.content.decode()
    assert Entry.objects.filter(case_id=case.pk, event="UrgentAsked").count() == 1
    assert Notice.objects.filter(staff_id=town.officer.staff_id, case=case).count() == 1

    # a second press is refused in words
    again = asker.post(f"{at}/trenger-hjelp/", {"to": to, "why": WHY})
    assert again.status_code == 422
    assert "har allerede bedt om hjelp nå" in again.content.decode()

    # the task is theirs today, and opens the page with the reason
    assert "Vurder hastevedtak" in officer.get("/oppgaver/").content.decode()
    page = officer.get(f"{at}/hastevedtak/")
    assert page.context["form"]["reason"].value() == WHY

    give(case, town)
    assert UrgentDecision.objects.count() == 1
    assert UrgentRequest.objects.get().closed_at is not None
    assert "Vurder hastevedtak" not in officer.get("/oppgaver/").content.decode()
    assert not CaseAccess.objects.filter(ground="hastevedtak", to_at=None).exists()
    assert officer.get(f"{at}/").status_code == 200


def test_the_first_who_can_answers_that_it_can_wait_and_all_lose_what_they_were_let_in_for(
    town: given.Town, case: Case
) -> None:
    ask(case, town)
    officer = signed_in(town.officer)
    let_in = CaseAccess.objects.filter(case=case, ground="hastevedtak", to_at=None)
    assert set(let_in.values_list("staff_id", flat=True)) >= {
        town.officer.staff_id,
        town.approver.staff_id,
    }
    assert "Vurder hastevedtak" in officer.get("/oppgaver/?vis=ufordelt").content.decode()

    at = f"/saker/{case.reference}/haster-ikke/"
    assert officer.get(at).status_code == 200
    assert officer.post(at, {"answer": ""}).status_code == 422
    assert let_in.exists()
    assert officer.post(at, {"answer": "Naboen er der."}).status_code == 302

    assert not let_in.exists()
    asker = signed_in(town.caseworker)
    told = asker.get(f"/saker/{case.reference}/trenger-hjelp/").content.decode()
    assert "Naboen er der." in told
    assert Notice.objects.filter(staff_id=town.caseworker.staff_id, kind="ANSWER").exists()
    with pytest.raises((AccessDenied, NotFound)):
        actions.answer_urgent(case.pk, answer="Nei.", actor=town.officer, at=given.NOW)


def test_who_was_asked_is_let_in_for_two_working_days_and_may_then_be_asked_again(
    town: given.Town, case: Case
) -> None:
    """Asked on a Friday: over the weekend, Monday and Tuesday, and nobody has to end it."""
    friday = given.NOW + dt.timedelta(days=2)
    by: dict[str, Any] = {"to": "", "why": WHY, "actor": town.caseworker}
    with time_machine.travel(friday):
        actions.ask_for_urgent(case.pk, **by, at=friday)
        page = signed_in(town.caseworker).get(f"/saker/{case.reference}/trenger-hjelp/")
        assert "kan åpne saken til og med 10.03.2026." in page.content.decode()

    at = f"/saker/{case.reference}/hastevedtak/"
    late = dt.datetime(2026, 3, 10, 22, 50, tzinfo=dt.UTC)  # ten to midnight on Tuesday in Oslo
    with time_machine.travel(late):
        assert signed_in(town.officer).get(at).status_code == 200
        with pytest.raises(Refused, match="har allerede bedt om hjelp nå"):
            actions.ask_for_urgent(case.pk, **by, at=late)
    over = late + dt.timedelta(minutes=20)
    with time_machine.travel(over):
        assert signed_in(town.officer).get(at).status_code in {403, 404}
        assert (
            "Vurder hastevedtak" not in signed_in(town.officer).get("/oppgaver/").content.decode()
        )
        assert CaseAccess.objects.filter(ground="hastevedtak", to_at=None).exists()  # no clock

        # it stands in the way of nothing that is given now
        sharing.give_access(case, staff_id=town.officer.staff(), ground="meeting", at=over)
        assert signed_in(town.officer).get(f"/saker/{case.reference}/").status_code == 200

        # and what nobody answered is asked again, and opens for as long once more
        actions.ask_for_urgent(case.pk, **by, at=over)
        assert signed_in(town.officer).get(at).status_code == 200
    first, again = UrgentRequest.objects.order_by("pk")
    assert (first.answer, again.closed_at) == (
        "Ingen svarte før tilgangen gikk ut. Det er spurt på nytt.",
        None,
    )
    ends = CaseAccess.objects.filter(ground="hastevedtak", to_at=None)
    assert {one.until_at for one in ends} == {dt.datetime(2026, 3, 13, 23, tzinfo=dt.UTC)}


def test_the_refusal_of_the_page_is_on_record_and_a_leader_reads_who_may(
    town: given.Town, case: Case
) -> None:
    at = f"/saker/{case.reference}"
    for actor in (town.caseworker, town.chief):
        client = signed_in(actor)
        page = client.get(f"{at}/hastevedtak/")
        assert page.status_code == 403
        assert (
            "vedtaksansvarlig eller godkjenner. En enhetsleder kan be om" in page.content.decode()
        )
        assert client.get(f"{at}/trenger-hjelp/").status_code == 200
        assert client.get(f"{at}/avvik/").status_code == 200
        denied = Denial.objects.filter(staff_id=actor.staff_id)
        assert [one.what for one in denied] == ["Hastevedtak: decide"]


def test_who_may_decide_or_asks_somebody_else_is_refused(town: given.Town, case: Case) -> None:
    CaseAccess.objects.create(case=case, unit=town.office, ground="shared", from_at=given.NOW)
    with pytest.raises(Refused) as wrong:
        ask(case, town, to=given.public_id_of(town.assessor))
    assert wrong.value.objections[0].code == "unknown_staff"
    with pytest.raises(Refused) as self_asked:
        actions.ask_for_urgent(case.pk, to="", why=WHY, actor=town.officer, at=given.NOW)
    assert self_asked.value.code == "may_decide"
    assert not UrgentRequest.objects.exists()


@pytest.mark.parametrize("protection", ["STRICT", "CONFIDENTIAL"])
def test_a_protected_case_is_opened_to_the_one_who_is_named_and_tells_them_not_where(
    town: given.Town, protection: str
) -> None:
    person = given.a_person(town.municipality, protection=protection)
    (case,) = given.a_registered_application(town, person=person)
    client = signed_in(town.caseworker)
    form = f"/saker/{case.reference}/trenger-hjelp/"
    assert "alle får oppgaven" not in client.get(form).content.decode()
    let_in = CaseAccess.objects.filter(case=case, ground="hastevedtak")

    # the first who can is no answer here
    refused = client.post(form, {"to": "", "why": WHY})
    assert refused.status_code == 422
    assert "Velg hvem du spør. Saken åpnes bare for den." in refused.content.decode()
    assert not let_in.exists()

    ask(case, town, to=given.public_id_of(town.officer))
    assert [one.staff_id for one in let_in] == [town.officer.staff_id]
    assert not may_know_where(person.pk, actor=town.officer)


def test_a_colleague_is_never_asked_to_decide_in_their_own_case(
    town: given.Town, case: Case
) -> None:
    StaffMember.objects.filter(pk=town.officer.staff()).update(resident=case.person)

    with pytest.raises(Refused) as everybody:
        ask(case, town)
    assert [one.code for one in everybody.value.objections] == ["name_one"]
    with pytest.raises(Refused) as themself:
        ask(case, town, to=given.public_id_of(town.officer))
    assert [one.code for one in themself.value.objections] == ["unknown_staff"]

    ask(case, town, to=given.public_id_of(town.approver))
    assert not visible(town.officer).filter(pk=case.pk).exists()


def test_who_asked_may_ask_another_at_any_time_and_a_colleague_when_the_one_asked_is_away(
    town: given.Town, case: Case
) -> None:
    officer, approver = town.officer, town.approver
    ask(case, town, to=given.public_id_of(officer))
    client = signed_in(town.caseworker)
    form = f"/saker/{case.reference}/trenger-hjelp/"
    assert "Spør en annen." in client.get(form).content.decode()
    by_colleague: dict[str, Any] = {"why": WHY, "actor": town.other_caseworker, "at": given.NOW}
    sharing.give_access(case, staff_id=town.other_caseworker.staff(), ground="shared", at=given.NOW)
    with pytest.raises(Refused, match="har allerede bedt om hjelp nå"):
        actions.ask_for_urgent(case.pk, to=given.public_id_of(approver), **by_colleague)

    # the one asked is away for the rest of the day
    people.register_absence(
        given.public_id_of(officer),
        from_on=given.NOW.date(),
        to_on=given.NOW.date() + dt.timedelta(days=1),
        actor=town.chief,
        at=given.NOW,
    )
    ask(case, town, to=given.public_id_of(approver))

    first, now = UrgentRequest.objects.order_by("pk")
    assert (first.answer, now.to_id, now.closed_at) == (
        "Det er spurt en annen.",
        approver.staff_id,
        None,
    )
    assert not visible(officer).filter(pk=case.pk).exists()
    assert visible(approver).filter(pk=case.pk).exists()
    with pytest.raises(Refused, match="har allerede bedt om hjelp nå"):
        ask(case, town, to=given.public_id_of(approver))
    people.register_absence(
        given.public_id_of(approver),
        from_on=given.NOW.date(),
        to_on=given.NOW.date() + dt.timedelta(days=1),
        actor=town.chief,
        at=given.NOW,
    )
    on_duty = given.staff(Role.DECISION_OFFICER, town.office, given="Per", family="Dal")
    actions.ask_for_urgent(case.pk, to=given.public_id_of(on_duty), **by_colleague)
    assert visible(on_duty).filter(pk=case.pk).exists()


def test_more_help_is_asked_for_while_the_first_is_unwritten(town: given.Town, case: Case) -> None:
    ask(case, town)
    give(case, town)
    at = f"/saker/{case.reference}/"
    assert f"{at}trenger-hjelp/" in signed_in(town.caseworker).get(at).content.decode()

    ask(case, town, to=given.public_id_of(town.approver), why="Trenger mer om natten.")

    assert UrgentRequest.objects.filter(case=case, closed_at=None).count() == 1


def test_who_decides_in_a_unit_that_does_not_is_led_to_ask_and_may(
    town: given.Town, case: Case
) -> None:
    elsewhere = given.staff(Role.DECISION_OFFICER, town.intake)
    at = f"/saker/{case.reference}/"
    client = signed_in(elsewhere)
    page = client.get(at).content.decode()
    assert f"{at}trenger-hjelp/" in page
    assert f"{at}hastevedtak/" not in page
    assert client.get(f"{at}hastevedtak/").status_code == 403

    assert client.post(f"{at}trenger-hjelp/", {"to": "", "why": WHY}).status_code == 302


def test_help_that_is_asked_for_is_not_lost_when_its_case_goes_up_in_another_or_ends(
    town: given.Town, case: Case
) -> None:
    (other,) = given.a_registered_application(
        town, person=case.person, services=("trygghetsalarm",)
    )
    ask(case, town)
    by: dict[str, Any] = {"actor": town.other_caseworker, "at": given.NOW}
    for one in (case, other):
        sharing.give_access(
            one, staff_id=town.other_caseworker.staff(), ground="shared", at=given.NOW
        )

    with pytest.raises(Refused) as lost:
        intake.merge_cases(case.pk, into=other.reference, **by)
    assert [one.code for one in lost.value.objections] == ["help_asked"]
    assert UrgentRequest.objects.get().closed_at is None
    intake.merge_cases(other.pk, into=case.reference, **by)

    intake.end_case(
        case.pk,
        reason="WITHDRAWN",
        told="Ola",
        asked_by="Ola",
        asked_on=given.NOW.date(),
        confirmed="På telefon",
        **by,
    )
    assert UrgentRequest.objects.get().answer == "Saken er avsluttet."
    assert Notice.objects.filter(staff_id=town.caseworker.staff_id, kind="ANSWER").count() == 1
    page = signed_in(town.caseworker).get(f"/saker/{case.reference}/trenger-hjelp/")
    assert "Haster ikke" not in page.content.decode()
