"""A case that is given on is kept some days by who gave it, and then opened to them by nothing."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from audit.models import Entry
from cases.actions import (
    close_case,
    give_access,
    give_responsibility,
    share_case,
    take_case,
)
from cases.models import Case, CaseAccess
from cases.models.support import EARLIER
from cases.policy import access_policy_on
from cases.queries import entrusted, openness, visible
from cases.stages import EndReason
from deadlines.actions import assign_case, take_task
from deadlines.models import TaskState
from pathways import actions
from pathways.models import Question
from people import actions as people_actions
from people.access import Actor, reading
from people.models import Resident
from people.refusals import Refused
from people.roles import Permission, Role
from tests import given

pytestmark = pytest.mark.django_db
NOW = given.NOW
DAY = dt.timedelta(days=1)
POLICY = access_policy_on(NOW.date())
LAST = NOW + POLICY.after_handover_days * DAY
ENDED = NOW + POLICY.after_end_days * DAY


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def get(who: Actor, address: str, *, at: dt.datetime, **typed: str) -> Any:
    """The answer at a door on a day; with something typed, posted."""
    with time_machine.travel(at):
        client = Client()
        client.force_login(given.account_of(who))
        return client.post(address, typed) if typed else client.get(address)


def api(who: Actor, path: str, *, at: dt.datetime) -> Any:
    with time_machine.travel(at):
        name = given.account_of(who).username
        token = people_actions.create_token(name, password=given.PASSWORD, at=at)["token"]
        return Client().get(f"/api/v1/{path}", headers={"Authorization": f"Bearer {token}"})


def text(answer: Any) -> str:
    return str(answer.content.decode())


def reads(who: Actor, case: Case, at: dt.datetime) -> bool:
    with reading(who, Permission.OPEN_CASE, page="Sak", at=at):
        return visible(who).filter(pk=case.pk).exists()


def acts(who: Actor, case: Case, at: dt.datetime) -> bool:
    with reading(who, Permission.OPEN_CASE, page="Sak", at=at):
        return entrusted(who).filter(pk=case.pk).exists()


def give_on(case: Case, town: given.Town, *, at: dt.datetime = NOW) -> None:
    """From the intake team to the office's, whose caseworker accepts."""
    actions.propose_handover(
        case.pk,
        purpose="RESPONSIBILITY",
        to_unit=town.office_team.key,
        to_staff=given.public_id_of(town.other_caseworker),
        actor=town.caseworker,
        at=at,
    )
    actions.accept_handover(case.pk, actor=town.other_caseworker, at=at)
    case.refresh_from_db()


def ground_on_page(who: Actor, case: Case, at: dt.datetime) -> dict[str, str]:
    """Each unit's and person's ground, as «Hvem kan se dette?» tells it; the last where several."""
    with reading(who, Permission.OPEN_CASE, page="Tilgang", at=at):
        found = openness(case.pk, actor=who, on=at.date())
        return {row.who: str(row.ground) for row in found.rows}


def test_who_gave_a_case_on_has_it_some_days_and_then_no_door_shows_it(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    family = case.person.family_name
    give_on(case, town)

    # so long as policy says they finish what they began, and it is told until when
    assert get(town.caseworker, f"/saker/{case.reference}/", at=LAST).status_code == 200
    told = text(get(town.other_caseworker, f"/saker/{case.reference}/tilgang/", at=LAST))
    assert "Hadde saken før" in told
    assert "Mottaksteam Nord" in told
    colleague = given.staff(Role.CASEWORKER, town.intake)
    why = text(get(colleague, f"/saker/{case.reference}/tilgang/", at=LAST))
    assert "Enheten din hadde saken før. Tilgangen slutter av seg selv." in why

    # after that the answer names who can give access, and nothing else shows that it is there
    over = LAST + DAY
    for page in ("", "utskrift/", "dokumenter/", "historikk/", "kartlegging/"):
        answer = get(town.caseworker, f"/saker/{case.reference}/{page}", at=over)
        assert answer.status_code == 403
        assert f"{case.responsible} er ansvarlig og kan gi deg tilgang" in text(answer)
    assert api(town.caseworker, f"cases/{case.reference}/", at=over).status_code == 403
    assert api(town.caseworker, "cases/", at=over).json()["count"] == 0
    for address, typed in [("/saker/", {}), ("/oppgaver/", {}), ("/sok/", {"q": case.reference})]:
        assert family not in text(get(town.caseworker, address, at=over, **typed))
    assert api(town.other_caseworker, "cases/", at=over).json()["count"] == 1

    # given back, or let in by hand, they have it again without an end
    share_case(
        case.pk, staff=given.public_id_of(town.caseworker), reason="Kjenner familien.",
        actor=town.other_caseworker, at=over,
    )  # fmt: skip
    assert acts(town.caseworker, case, over + 99 * DAY)


def let_in(who: Actor, case: Case, *, by: Actor, at: dt.datetime) -> None:
    share_case(
        case.pk, staff=given.public_id_of(who), reason="Kjenner familien.", actor=by, at=at
    )  # fmt: skip


def test_whom_the_former_unit_let_in_goes_with_it(town: given.Town) -> None:
    # given a colleague of another unit, let in by hand by those who had the case
    case = given.a_case(town, responsible=town.caseworker)
    let_in(town.assessor, case, by=town.caseworker, at=NOW)
    take_task(case.pk, kind="x", key="x", actor=town.assessor, at=NOW)
    page = f"/saker/{case.reference}/tilgang/"
    assert "14 dager etter at saken er gitt videre" in text(get(town.caseworker, page, at=NOW))

    give_on(case, town)

    # then they finish what they began, but hold no task in it, and then it is closed to them
    assert not TaskState.objects.exclude(holder=None).exists()
    assert acts(town.assessor, case, LAST)
    over = LAST + DAY
    assert not reads(town.assessor, case, over)
    assert get(town.assessor, f"/saker/{case.reference}/", at=over).status_code == 403
    assert "Har fått tilgang" not in text(get(town.other_caseworker, page, at=over))

    # who has it now lets them in anew, if they need it
    let_in(town.assessor, case, by=town.other_caseworker, at=over)
    assert acts(town.assessor, case, over + 99 * DAY)


def test_whom_a_unit_let_in_stays_as_long_as_the_unit_has_the_case(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    let_in(town.assessor, case, by=town.caseworker, at=NOW)

    colleague = given.staff(Role.CASEWORKER, town.intake)
    assign_case(case.pk, staff_id=colleague.staff(), actor=town.chief, at=NOW)

    assert acts(town.assessor, case, LAST + 99 * DAY)


def test_what_they_had_taken_goes_back_at_once_and_it_is_told(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.other_caseworker)
    kept = {"kind": "begin_assessment", "key": case.reference}
    give_access(case, unit=town.intake, ground="decides", at=NOW)
    case.refresh_from_db()
    colleague = given.staff(Role.CASEWORKER, town.office_team)
    own = given.a_case(town, responsible=town.caseworker)
    take_task(own.pk, kind="x", key="x", actor=given.staff(Role.CASEWORKER, town.intake), at=NOW)
    take_task(case.pk, **kept, actor=town.caseworker, at=NOW)

    give_on(own, town)

    # of another case, and of who has it on another ground, nothing
    assert TaskState.objects.get(case=own).holder is None
    assert TaskState.objects.get(case=case).holder_id == town.caseworker.staff_id
    given_on = Entry.objects.get(event="ResponsibilityGiven", case_id=own.pk)
    assert given_on.data["tasks_back"] == 1
    assert not TaskState.objects.filter(holder_id=colleague.staff_id).exists()


def test_who_gave_a_case_on_does_not_get_it_back_by_taking_it(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    give_on(case, town)
    give_responsibility(case, unit=case.unit, staff=None, actor=town.other_caseworker, at=NOW + DAY)
    share_case(
        case.pk, staff=given.public_id_of(town.assessor), reason="Kjenner familien.",
        actor=town.other_caseworker, at=NOW + DAY,
    )  # fmt: skip
    colleague = given.staff(Role.CASEWORKER, town.intake)
    day_10 = NOW + 10 * DAY
    entries = Entry.objects.count()

    # who once had it and who was let in by hand read and write; the unit that has it takes it
    case.refresh_from_db()
    for who in (town.caseworker, colleague, town.assessor):
        assert acts(who, case, day_10)
        with pytest.raises(Refused) as refused:
            take_case(case.pk, actor=who, at=day_10)
        assert refused.value.code == "not_in_unit"
        assert f"{case.queue_owner} fordeler den." in str(refused.value)
        assert "Ta saken" not in text(get(who, f"/saker/{case.reference}/", at=day_10))
    assert Entry.objects.count() == entries
    assert not acts(colleague, case, LAST + DAY)
    assert "Ta saken" in text(get(town.other_caseworker, f"/saker/{case.reference}/", at=day_10))
    take_case(case.pk, actor=town.other_caseworker, at=day_10)


def test_who_answers_for_an_open_case_reads_the_earlier_ones_and_writes_in_none(
    town: given.Town,
) -> None:
    person = given.a_person(town.municipality)
    before = given.a_case(
        town, person=person, unit=town.assessment, responsible=town.assessor, at=NOW - 300 * DAY
    )
    close_case(
        before, EndReason.WITHDRAWN, told="Personen", note="", actor=town.assessor,
        at=NOW - 200 * DAY,
    )  # fmt: skip
    assert not reads(town.caseworker, before, NOW)

    # with a case for the same person comes what was before it; nobody else gets more
    case = given.a_case(town, person=person, responsible=town.caseworker)
    colleague = given.staff(Role.CASEWORKER, town.intake)
    assert reads(colleague, before, NOW)
    assert not acts(colleague, before, NOW)
    assert not reads(town.other_caseworker, before, NOW)
    assert not reads(town.assessor, case, NOW)
    page = get(colleague, f"/saker/{before.reference}/tilgang/", at=NOW)
    assert "har en åpen sak for personen, og kan lese" in text(page)
    assert "Enheten har en åpen sak for personen, og leser sakene før den" in text(page)
    assert "Så lenge enheten har den åpne saken" in text(page)
    shut = get(colleague, f"/saker/{before.reference}/notater/nytt/", at=NOW)
    assert shut.status_code == 403
    assert "Du kan lese saken, men ikke skrive i den." in text(shut)

    # what stops, stops here too
    for told in ({"protection": "STRICT"}, {"protection": "CONFIDENTIAL"}, {"blocked": True}):
        Resident.objects.filter(pk=person.pk).update(**told)
        assert not reads(colleague, before, NOW)
        Resident.objects.filter(pk=person.pk).update(protection="NONE", blocked=False)

    # it goes with the responsibility, and ends with the case
    give_on(case, town)
    assert not reads(colleague, before, NOW)
    assert reads(town.other_caseworker, before, NOW)
    close_case(
        case, EndReason.WITHDRAWN, told="Personen", note="", actor=town.other_caseworker, at=NOW
    )
    assert not reads(town.other_caseworker, before, NOW)
    assert not CaseAccess.objects.filter(ground=EARLIER, to_at=None).exists()


def test_a_question_opens_the_case_to_who_is_asked_until_they_have_answered(
    town: given.Town,
) -> None:
    # given a recommendation that has gone on to who decides
    case = given.a_coordinated_case(town)
    actions.send_to_decision(case.pk, actor=town.coordinator, at=NOW)
    over = LAST + DAY
    assert not reads(town.assessor, case, over)

    # when the coordinator asks about it
    actions.ask_question(case.pk, question="Hvor ofte?", actor=town.coordinator, at=over)
    asked = str(Question.objects.get().public_id)
    colleague = given.staff(Role.ASSESSOR, town.assessment)
    assert acts(colleague, case, over)
    told = ground_on_page(town.officer, case, over)
    assert told["Kartleggingsavdelingen"] == "Fikk spørsmål om innstillingen"

    # then the answer closes it, and who answered is not sent to a page they cannot open
    with time_machine.travel(over + 40 * DAY):
        client = Client()
        client.force_login(given.account_of(town.assessor))
        address = f"/saker/{case.reference}/forlop/sporsmal/{asked}/"
        answered = client.post(address, {"answer": "Hver dag."}, follow=True)
    assert answered.status_code == 200
    assert "Svaret er sendt." in text(answered)
    assert Question.objects.get().answer == "Hver dag."
    assert not reads(colleague, case, over + 40 * DAY)
    assert not reads(town.assessor, case, over + 40 * DAY)


def test_when_a_case_ends_its_own_unit_alone_keeps_it(town: given.Town) -> None:
    case = given.a_case(town, unit=town.office_team, responsible=town.other_caseworker)
    give_access(case, unit=town.office, ground="decides", at=NOW)
    give_access(case, unit=town.coordination, ground="coordinator", at=NOW)
    give_access(case, unit=town.home_service, ground="order", at=NOW)

    close_case(
        case, EndReason.WITHDRAWN, told="Personen", note="", actor=town.other_caseworker, at=NOW
    )

    assert reads(town.officer, case, ENDED)
    assert reads(town.coordinator, case, ENDED)
    assert not reads(town.officer, case, ENDED + DAY)
    assert not reads(town.coordinator, case, ENDED + DAY)
    assert reads(given.staff(Role.CASEWORKER, town.office_team), case, ENDED + 999 * DAY)
    # an order ends with the order
    assert CaseAccess.objects.get(case=case, ground="order").until_at is None
