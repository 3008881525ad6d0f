"""From the telephone to a started service, and the ways it can go otherwise, over the API."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import time_machine
from django.utils.timezone import localdate

from deadlines.models import Deadline
from notifications.models import Letter
from people.rules import synthetic_number
from tests import given
from tests.journeys.api import Api
from tildeling.town.law import decide as decide_prices

pytestmark = pytest.mark.django_db

TODAY = localdate(given.NOW)
BORN = dt.date(1942, 3, 14)
HOME = "helsetjenester_i_hjemmet"
ALARM = "trygghetsalarm"
BPA = "bpa"
SUPPORT = "stottekontakt"


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody's key, by what they do."""

    caseworker: Api
    other_caseworker: Api  # in forvaltningen's own team
    assessor: Api
    coordinator: Api
    officer: Api
    approver: Api
    provider: Api
    leader: Api


@pytest.fixture
def town() -> Iterator[given.Town]:
    with time_machine.travel(given.NOW):
        made = given.a_town()
        decide_prices(actor=made.administrator, at=given.NOW, from_on=given.LONG_AGO)
        yield made


@pytest.fixture
def staff(town: given.Town) -> Staff:
    return Staff(
        caseworker=Api.of("saksbehandler"),
        other_caseworker=Api.of("saksbehandler2"),
        assessor=Api.of("kartlegger"),
        coordinator=Api.of("koordinator"),
        officer=Api.of("vedtak"),
        approver=Api.of("godkjenner"),
        provider=Api.of("utforer"),
        leader=Api.of("enhetsleder"),
    )


def register(api: Api, *services: str) -> list[str]:
    number = synthetic_number(BORN, 7)
    return api.register(*services, number=number, received_on=TODAY)


def recommended_at_home(staff: Staff, town: given.Town, *, refuse: bool = False) -> str:
    """A home track case from the telephone to its recommendation."""
    (case,) = register(staff.caseworker, HOME)
    staff.caseworker.hand_over(case, to_unit=town.assessment.key)
    staff.assessor.accept(case)
    staff.assessor.assess(case, on=TODAY)
    staff.assessor.recommend(case, HOME, on=TODAY, refuse=refuse)
    return case


def to_decide_at_home(staff: Staff, town: given.Town, *, refuse: bool = False) -> str:
    """The same, sent on by the coordinator."""
    case = recommended_at_home(staff, town, refuse=refuse)
    staff.assessor.step(case, "handover", {})
    staff.coordinator.accept(case)
    staff.coordinator.step(case, "send-to-decision")
    return case


def test_the_home_track_from_the_telephone_to_a_started_service(
    staff: Staff, town: given.Town, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    case = to_decide_at_home(staff, town)
    assert staff.officer.stage(case) == "DECISION"

    (order,) = staff.officer.decide(case, unit=town.home_service.key)
    assert staff.officer.stage(case) == "DECIDED"
    assert [o["id"] for o in staff.provider.get("orders/").body["results"]] == [order]
    staff.provider.give(order, on=TODAY)

    assert staff.officer.stage(case) == "DELIVERY"
    running = staff.provider.get("orders/?view=running").body["results"]
    assert [(o["id"], o["status"]) for o in running] == [(order, "I gang")]
    assert "Nordmann" not in caplog.text


def test_the_other_track_goes_without_a_coordinator_where_there_is_one_service(
    staff: Staff, town: given.Town
) -> None:
    (case,) = register(staff.other_caseworker, SUPPORT)
    staff.other_caseworker.assess(case, on=TODAY)
    staff.other_caseworker.recommend(case, SUPPORT, on=TODAY)
    assert staff.officer.stage(case) == "DECISION"

    (order,) = staff.officer.decide(case, unit=town.home_service.key)
    staff.provider.give(order, on=TODAY)

    assert staff.officer.stage(case) == "DELIVERY"
    assert "Forløpskoordinator passert" in " ".join(staff.officer.sentences(case))


def test_what_is_heavy_is_approved_by_another(staff: Staff, town: given.Town) -> None:
    # given BPA, decided by the officer
    (case,) = register(staff.other_caseworker, BPA)
    staff.other_caseworker.assess(case, on=TODAY)
    staff.other_caseworker.recommend(case, BPA, on=TODAY)
    version = staff.officer.write_decision(case, unit=town.home_service.key)
    path = f"cases/{case}/decision/"
    submitted = staff.officer.post(f"{path}submit/", version=version)
    assert submitted.body["approval_required"]

    # then neither issues it nor approves it the one who decided
    early = staff.officer.send("POST", f"{path}issue/", version=submitted.version)
    own = staff.officer.send("POST", f"{path}approve/", {}, version=submitted.version)
    assert (early.status, own.status) == (422, 403)

    # when somebody else has looked at all of it
    seen = ["soknad", "kartlegging", "innstilling", "vedtak", "brev"]
    approved = staff.approver.post(f"{path}approve/", {"seen": seen}, version=submitted.version)
    issued = staff.approver.post(f"{path}issue/", version=approved.version)

    # then the service can begin
    staff.provider.give(issued.body["orders"][0], on=TODAY)
    assert staff.officer.stage(case) == "DELIVERY"


def test_one_call_becomes_two_cases_and_the_quick_one_does_not_wait(
    staff: Staff, town: given.Town
) -> None:
    # given one søknad for an alarm and for BPA
    quick, slow = register(staff.caseworker, ALARM, BPA)
    tracks = [staff.caseworker.case(case)["track"] for case in (quick,)]
    assert tracks == ["HOME"]
    staff.other_caseworker.assess(slow, on=TODAY)

    # when the alarm takes its simplified course, with the kartlegging they share
    staff.caseworker.assess(quick, on=TODAY)
    staff.caseworker.recommend(quick, ALARM, on=TODAY)
    (order,) = staff.officer.decide(quick, unit=town.home_service.key)
    staff.provider.give(order, on=TODAY)

    # then it is there while the other is still assessed
    assert staff.officer.stage(quick) == "DELIVERY"
    assert staff.other_caseworker.stage(slow) == "ASSESSMENT"


def test_a_refusal_has_its_letter_and_its_time_to_complain(staff: Staff, town: given.Town) -> None:
    case = to_decide_at_home(staff, town, refuse=True)
    version = staff.officer.write_decision(case, unit=town.home_service.key)
    path = f"cases/{case}/decision/"
    submitted = staff.officer.post(f"{path}submit/", version=version)
    seen = ["soknad", "kartlegging", "innstilling", "vedtak", "brev"]
    approved = staff.approver.post(f"{path}approve/", {"seen": seen}, version=submitted.version)
    issued = staff.approver.post(f"{path}issue/", version=approved.version)

    assert issued.body["orders"] == []
    letter = Letter.objects.get(kind="DECISION")
    pdf = staff.officer.get(f"letters/{letter.public_id}/pdf/")
    assert pdf.body.startswith(b"%PDF")
    complaint = Deadline.objects.get(kind="COMPLAINT_PBRL")
    assert complaint.provisional


def test_what_is_sent_back_comes_again_and_is_decided(staff: Staff, town: given.Town) -> None:
    case = recommended_at_home(staff, town)
    staff.assessor.step(case, "handover", {})
    staff.coordinator.accept(case)

    why = {"code": "VIEW", "reason": "Skriv hva Ola selv mener."}
    staff.coordinator.step(case, "return-to-assessor", why)
    path = f"cases/{case}/recommendation/"
    back = staff.assessor.get(path)
    assert (staff.assessor.stage(case), back.body["return_reason"]) == ("ASSESSMENT", why["reason"])
    staff.assessor.post(f"{path}submit/", version=back.version)
    staff.assessor.step(case, "handover", {})
    staff.coordinator.accept(case)
    staff.coordinator.step(case, "send-to-decision")

    staff.officer.decide(case, unit=town.home_service.key)
    assert staff.officer.stage(case) == "DECIDED"


def test_a_declined_handover_leaves_the_case_where_it_was(staff: Staff, town: given.Town) -> None:
    case = recommended_at_home(staff, town)
    before = staff.assessor.case(case)["responsible"]
    staff.assessor.step(case, "handover", {})
    assert staff.assessor.case(case)["responsible"] == before

    staff.coordinator.step(case, "handover/decline", {"reason": "Mangler hjemmebesøk."})

    after = staff.assessor.case(case)
    assert (after["stage"], after["responsible"]) == ("RECOMMENDED", before)
    assert staff.coordinator.send("GET", f"cases/{case}/").status in {403, 404}
    staff.assessor.step(case, "handover", {})
    staff.coordinator.accept(case)


def test_a_refused_order_goes_back_by_name_and_on_to_another_unit(
    staff: Staff, town: given.Town
) -> None:
    case = to_decide_at_home(staff, town)
    (order,) = staff.officer.decide(case, unit=town.home_service.key)

    staff.provider.post(f"orders/{order}/refuse/", {"reason": "Vi har ikke folk på kveld."})
    assert staff.officer.stage(case) == "DECIDED"
    refused = staff.officer.get(f"orders/{order}/")
    assert (refused.body["status"], refused.body["ordered_by"]) == ("Avvist", "Nina Moe")
    staff.officer.post(
        f"orders/{order}/redirect/",
        {"to_unit": town.team.key, "told": "Ringt i dag."},
        version=refused.version,
    )
    Api.of("utforer2").give(order, on=TODAY)

    assert staff.officer.stage(case) == "DELIVERY"


def test_a_withdrawn_application_ends_with_who_asked_and_who_was_told(
    staff: Staff, town: given.Town
) -> None:
    (case,) = register(staff.caseworker, HOME)

    staff.caseworker.step(
        case,
        "end",
        {
            "reason": "WITHDRAWN",
            "asked_by": "Ola Nordmann",
            "asked_on": TODAY.isoformat(),
            "confirmed": "på telefon",
            "told": "Ola Nordmann på telefon",
        },
    )

    assert staff.caseworker.stage(case) == "ENDED"
    assert "Trukket" in " ".join(staff.caseworker.sentences(case))
    assert staff.caseworker.get("deadlines/").body["results"] == []
