"""One button sends the recommendation and proposes the handover; one takes both back."""

import datetime as dt
from typing import Any

import pytest

from assessments import actions as assessing
from assessments.models import Recommendation, Submission
from audit.models import Entry
from cases.actions import give_access
from cases.models import Case
from cases.stages import Stage
from intake.actions import end_case
from pathways import actions
from pathways.models import Handover
from people.models import RoleGrant
from people.refusals import AccessDenied, Refused, Stale
from people.roles import Role
from tests import given
from tests.pathways.test_doors import api, page, path_of, signed_in

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)
PASSED = "trygghetsalarm"  # the simplified course: no coordinator


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    """A case whose kartlegging is completed; no recommendation yet."""
    return given.an_assessed_case(town)


def send(case: Case, town: given.Town, **changes: Any) -> dict[str, Any]:
    keys = case.services.order_by("pk").values_list("service_key", flat=True)
    facts = {"version": 0, "proposal": given.a_proposal(*keys), "actor": town.assessor}
    return actions.send_recommendation(case.pk, **{**facts, **changes}, at=given.NOW)


def written() -> tuple[int, ...]:
    return (
        Recommendation.objects.count(),
        Submission.objects.count(),
        Handover.objects.count(),
        Handover.objects.filter(state=Handover.State.PROPOSED).count(),
        Entry.objects.count(),
        sum(Case.objects.values_list("version", flat=True)),
    )


def posted(case: Case) -> dict[str, Any]:
    """The page of a whole recommendation, as its button sends it."""
    day = given.NOW.date()
    return {
        "version": 0,
        "_key": "k",
        "tjenester-TOTAL_FORMS": 1,
        "tjenester-INITIAL_FORMS": 0,
        "tjenester-0-service_key": case.services.get().service_key,
        "tjenester-0-quantity": "1",
        "tjenester-0-from_on": (day + 7 * DAY).isoformat(),
        "ladder_step": "4",
        "why_not_lower": "Prøvd",
        "professional_assessment": "Trenger hjelp til morgenstell.",
        "persons_view": "Enig",
        "goal": "Klare stellet",
        "evaluate_on": "2031-02-01",
    }


def test_the_coordinators_are_asked_when_it_is_sent_and_the_page_says_so(
    town: given.Town, case: Case
) -> None:
    address = f"/saker/{case.reference}/innstilling/send/"

    answer = signed_in(town.assessor).post(address, posted(case), follow=True)

    shown = answer.content.decode()
    handover = Handover.objects.get()
    case.refresh_from_db()
    assert answer.redirect_chain == [(path_of(case), 302)]
    assert "Innstillingen er sendt. Foreslått overført til Forløpskoordinatorene." in shown
    assert "Overføring venter på svar" in shown
    assert (handover.to_unit, handover.to_staff, handover.purpose) == (
        town.coordination,
        None,
        "COORDINATION",
    )
    assert case.stage == Stage.RECOMMENDED
    assert case.responsible_id == town.assessor.staff_id
    assert "Ta imot forløpet" in page(town.coordinator, path_of(case))


def test_the_coordinator_the_person_has_is_asked(town: given.Town) -> None:
    person = given.a_person(town.municipality)
    given.a_coordinated_case(town, person=person)
    later = given.an_assessed_case(town, person=person)

    answer = send(later, town)

    handover = Handover.objects.get(case=later)
    assert handover.to_staff_id == town.coordinator.staff_id
    assert answer["proposed_to"] == str(handover.to_staff)


def test_the_unit_is_asked_when_the_coordinator_is_one_no_more(town: given.Town) -> None:
    person = given.a_person(town.municipality)
    given.a_coordinated_case(town, person=person)
    given.staff(Role.COORDINATOR, town.coordination)
    RoleGrant.objects.filter(staff_id=town.coordinator.staff_id).update(revoked_at=given.NOW)
    later = given.an_assessed_case(town, person=person)

    assert send(later, town)["proposed_to"] == "Forløpskoordinatorene"
    assert Handover.objects.get(case=later).to_staff is None


def test_nothing_is_handed_over_where_policy_passes_the_coordinator(town: given.Town) -> None:
    case = given.an_assessed_case(town, services=[PASSED])
    address = f"/saker/{case.reference}/innstilling/send/"

    answer = signed_in(town.assessor).post(address, posted(case))

    case.refresh_from_db()
    assert answer["Location"] == f"/saker/{case.reference}/innstilling/"
    assert case.stage == Stage.DECISION
    assert not Handover.objects.exists()


def test_the_sender_chooses_when_nobody_can_receive(town: given.Town, case: Case) -> None:
    RoleGrant.objects.filter(role=Role.COORDINATOR).update(revoked_at=given.NOW)
    address = f"/saker/{case.reference}/innstilling/send/"

    answer = signed_in(town.assessor).post(address, posted(case), follow=True)

    assert answer.redirect_chain == [(path_of(case), 302)]
    assert "Innstillingen er sendt." in answer.content.decode()
    assert not Handover.objects.exists()


def test_a_handover_that_waits_stays_and_the_recommendation_is_sent(
    town: given.Town, case: Case
) -> None:
    actions.propose_handover(
        case.pk,
        purpose="RESPONSIBILITY",
        to_unit=town.intake.key,
        actor=town.assessor,
        at=given.NOW,
    )

    answer = send(case, town)

    assert (answer["submitted"], answer["proposed_to"]) == (True, "")
    assert Handover.objects.get().purpose == "RESPONSIBILITY"


def test_what_is_refused_sends_nothing_and_asks_nobody(town: given.Town, case: Case) -> None:
    before = written()

    with pytest.raises(Refused, match="Ta tjenesten med"):
        send(case, town, proposal=given.a_proposal("matombringing"))
    with pytest.raises(AccessDenied):
        send(case, town, actor=town.provider)

    assert written() == before
    case.refresh_from_db()
    assert case.stage == Stage.ASSESSMENT


def test_a_stale_recommendation_asks_nobody(town: given.Town, case: Case) -> None:
    assessing.save_recommendation(
        case.pk, version=0, proposal=given.a_proposal(), actor=town.assessor, at=given.NOW
    )
    before = written()

    with pytest.raises(Stale):
        send(case, town, version=7)

    assert written() == before


def test_the_api_keeps_the_steps_apart(town: given.Town, case: Case) -> None:
    assessing.save_recommendation(
        case.pk,
        version=0,
        proposal=given.a_proposal("helsetjenester_i_hjemmet"),
        actor=town.assessor,
        at=given.NOW,
    )

    assessing.submit_recommendation(case.pk, version=1, actor=town.assessor, at=given.NOW)

    assert not Handover.objects.exists()


def test_taking_it_back_takes_the_handover_back_too(town: given.Town, case: Case) -> None:
    version = send(case, town)["version"]
    client = signed_in(town.assessor)
    address = f"/saker/{case.reference}/innstilling/ta-tilbake/"

    with pytest.raises(Stale):
        actions.take_back_recommendation(case.pk, version=9, actor=town.assessor, at=given.NOW)
    assert Handover.objects.get().state == Handover.State.PROPOSED

    assert client.post(address, {"version": version, "_key": "k"}).status_code == 302

    case.refresh_from_db()
    assert case.stage == Stage.ASSESSMENT
    assert Handover.objects.get().state == Handover.State.TAKEN_BACK
    page(town.coordinator, path_of(case), status=403)
    # and what is sent again is proposed again
    stored = given.the_recommendation(case)
    assert send(case, town, version=stored.version)["proposed_to"] == "Forløpskoordinatorene"


@pytest.mark.usefixtures("wednesday")
def test_taking_it_back_over_the_api_takes_the_handover_back_too(
    town: given.Town, case: Case
) -> None:
    version = send(case, town)["version"]

    answer = api(town.assessor, version).post(
        f"/api/v1/cases/{case.reference}/recommendation/take-back/"
    )

    assert (answer.status_code, answer.json()["stage"]) == (200, Stage.ASSESSMENT)
    assert Handover.objects.get().state == Handover.State.TAKEN_BACK


@pytest.mark.parametrize("tail", ["send/", "lagre/"])
def test_the_address_of_the_form_leads_to_the_form(tail: str, town: given.Town, case: Case) -> None:
    answer = signed_in(town.assessor).get(f"/saker/{case.reference}/innstilling/{tail}")

    assert answer["Location"] == f"/saker/{case.reference}/innstilling/"


def test_a_case_that_ends_while_a_handover_waits_is_no_longer_the_receivers_to_look_at(
    town: given.Town, case: Case
) -> None:
    # given a recommendation that is proposed to the coordinators
    send(case, town)
    page(town.coordinator, path_of(case))

    # when the person withdraws
    end_case(
        case.pk,
        reason="WITHDRAWN",
        told="Personen",
        asked_by="Personen",
        asked_on=given.NOW.date(),
        confirmed="På telefon",
        actor=town.assessor,
        at=given.NOW,
    )

    # then the coordinators neither look nor accept
    page(town.coordinator, path_of(case), status=403)
    with pytest.raises(AccessDenied):
        actions.accept_handover(case.pk, actor=town.coordinator, at=given.NOW)

    # nor does one of them whom the case was shown by hand
    give_access(case, staff_id=town.coordinator.staff_id, ground="shared", at=given.NOW)
    with pytest.raises(Refused, match="avsluttet"):
        actions.accept_handover(case.pk, actor=town.coordinator, at=given.NOW)
