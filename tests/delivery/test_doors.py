"""The pages and the API of orders, as their users meet them."""

import datetime as dt
import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localdate
from rest_framework.test import APIClient

from audit.models import Entry, Read
from cases.actions import give_responsibility
from cases.models import Case, Draft
from cases.stages import Stage
from decisions.models import DecisionLine
from delivery import actions
from delivery.models import Order, OrderQuestion, Redirection, RunningService
from people import actions as people_actions
from people.access import Actor
from people.models import Relative, Unit
from people.refusals import Refused
from people.roles import Permission, Role, may
from tests import given

pytestmark = pytest.mark.django_db
PEOPLE = [role for role in Role if role not in {Role.INTEGRATION, Role.SYSTEM}]
DAY = dt.timedelta(days=1)


def long_ago() -> dt.datetime:
    """Nine days before what the doors read from the clock: the order's first day has come."""
    return given.NOW - 9 * DAY


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    """The doors read the same moment every time the tests are run."""
    with time_machine.travel(given.NOW, tick=False):
        yield


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def line(town: given.Town) -> DecisionLine:
    return ordered(town)


def ordered(town: given.Town, **more: Any) -> DecisionLine:
    return DecisionLine.objects.get(decision=given.an_issued_decision(town, at=long_ago(), **more))


def confirmed(town: given.Town, **more: Any) -> DecisionLine:
    line = ordered(town, **more)
    actions.confirm_order(str(line.public_id), actor=town.provider, at=long_ago())
    return line


def running(town: given.Town, **more: Any) -> DecisionLine:
    line = confirmed(town, **more)
    actions.start_order(
        str(line.public_id),
        starts_on=line.from_on or localdate(),
        version=1,
        actor=town.provider,
        at=given.NOW,
    )
    return line


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def page(actor: Actor, path: str, status: int = 200) -> str:
    answer = signed_in(actor).get(path)
    assert answer.status_code == status, (path, answer.status_code)
    return answer.content.decode()


def path_of(line: DecisionLine, tail: str = "") -> str:
    return f"/bestillinger/{line.public_id}/{tail}"


def api(actor: Actor, version: int | None = None) -> APIClient:
    account = given.account_of(actor)
    token = people_actions.create_token(account.username, password=given.PASSWORD, at=given.NOW)[
        "token"
    ]
    client = APIClient()
    headers = {"HTTP_AUTHORIZATION": f"Bearer {token}"}
    client.credentials(**headers)
    if version is not None:
        client.credentials(**headers, HTTP_IF_MATCH=f'"{version}"')
    return client


# The lists


def test_a_new_order_is_confirmed_in_two_clicks(town: given.Town, line: DecisionLine) -> None:
    listed = page(town.provider, "/bestillinger/")
    assert f'href="{path_of(line)}"' in listed
    shown = page(town.provider, path_of(line))
    assert shown.count("data-primary") == 1
    assert "Bekreft mottak" in shown

    answer = signed_in(town.provider).post(
        path_of(line, "bekreft/"),
        {"planned_start_on": localdate().isoformat(), "version": 0},
    )

    assert (answer.status_code, answer["Location"]) == (302, path_of(line))
    assert Order.objects.get().state == "CONFIRMED"
    assert "Registrer oppstart" in page(town.provider, path_of(line))


def test_a_list_tells_whom_it_showed(town: given.Town, line: DecisionLine) -> None:
    page(town.provider, "/bestillinger/")
    page(town.provider, path_of(line))

    person_id = line.decision.case.person_id
    assert Read.objects.get(page="Bestillinger").person_ids == [person_id]
    read = Read.objects.get(page="Bestilling")
    assert (read.person_ids, read.ground) == ([person_id], "Bestilling")


@pytest.mark.parametrize(
    "view", ["", "nye", "bekreftet", "i-gang", "endringer", "avsluttes-snart", "avsluttet", "tull"]
)
def test_every_tab_opens_also_when_it_is_empty(town: given.Town, view: str) -> None:
    assert "Ing" in page(town.provider, f"/bestillinger/?vis={view}")


def queries_of(client: Client, path: str, *, rows: int) -> int:
    """How many queries a list takes, which shows `rows` rows."""
    with CaptureQueriesContext(connection) as asked:
        shown = client.get(path).content.decode()
    assert shown.count('<th scope="row">') == rows, path
    return len(asked)


@pytest.mark.proof
def test_a_tab_costs_the_same_for_two_orders_and_for_twenty(town: given.Town) -> None:
    client = signed_in(town.team_provider)
    tabs = ["nye", "i-gang", "avsluttes-snart", "avsluttet"]
    client.get("/bestillinger/")

    def cost(count: int, ended: int) -> list[int]:
        """The cost of each tab while the same orders pass through them all."""
        trials = [given.a_trial(town, at=long_ago()) for _ in range(count)]
        costs = [queries_of(client, f"/bestillinger/?vis={tabs[0]}", rows=count)]
        for trial in trials:
            order, today = str(trial.public_id), given.NOW
            actions.confirm_order(order, actor=town.team_provider, at=today)
            actions.start_order(
                order, starts_on=trial.starts_on, version=1, actor=town.team_provider, at=today
            )
        costs += [queries_of(client, f"/bestillinger/?vis={tab}", rows=count) for tab in tabs[1:3]]
        for trial in trials:
            actions.end_order(
                str(trial.public_id),
                code="MOVED",
                ends_on=localdate(),
                version=2,
                actor=town.team_provider,
                at=given.NOW,
            )
        return [*costs, queries_of(client, "/bestillinger/?vis=avsluttet", rows=count + ended)]

    assert cost(2, 0) == cost(20, 2)


@pytest.mark.proof
def test_the_leaders_lists_and_changes_cost_the_same_for_few_and_for_many(
    town: given.Town,
) -> None:
    client = signed_in(town.leader)
    paths = ["/bestillinger/uten-vedtak/", "/bestillinger/apne/", "/bestillinger/?vis=endringer"]
    client.get(paths[0])

    def cost(count: int) -> list[int]:
        while RunningService.objects.count() < count:
            ordered(town, person=running(town).decision.case.person)
            RunningService.objects.update(valid_to=localdate())
        return [queries_of(client, path, rows=count) for path in paths]

    assert cost(2) == cost(6)


def test_what_runs_without_a_decision_is_red_on_the_leaders_list(town: given.Town) -> None:
    line = running(town)
    RunningService.objects.update(valid_to=localdate() - DAY)
    since = f"{localdate() - DAY:%d.%m.%Y}"

    for actor, path in (
        (town.leader, "/bestillinger/uten-vedtak/"),
        (town.provider, "/bestillinger/?vis=i-gang"),
        (town.provider, path_of(line)),
    ):
        shown = page(actor, path)
        assert f"Går uten gyldig vedtak siden {since}" in shown
        assert 'data-color="danger"' in shown


def test_what_is_granted_and_not_given_is_an_open_obligation(
    town: given.Town, line: DecisionLine
) -> None:
    shown = page(town.leader, "/bestillinger/apne/")

    assert line.decision.case.reference in shown
    page(town.provider, "/bestillinger/apne/", status=403)
    page(town.provider, "/bestillinger/uten-vedtak/", status=403)


# One order


def test_a_provider_meets_no_way_into_the_case(town: given.Town, line: DecisionLine) -> None:
    shown = page(town.provider, path_of(line))

    reference = line.decision.case.reference
    assert reference in shown
    assert f"/saker/{reference}/" not in shown
    assert "/personer/" not in shown
    page(town.provider, f"/saker/{reference}/forlop/", status=403)


def test_the_next_of_kin_stands_with_whether_they_may_be_told(
    town: given.Town, line: DecisionLine
) -> None:
    Relative.objects.create(
        resident=line.decision.case.person,
        name="Kari Nordmann",
        relation="datter",
        phone="911 22 222",
        next_of_kin=True,
        may_be_told="NO",
        valid_from=given.LONG_AGO,
    )

    shown = page(town.provider, path_of(line))

    assert "Kari Nordmann, datter" in shown
    assert "Kan få opplysninger: nei" in shown


def test_a_protected_address_is_for_the_unit_that_has_confirmed_and_is_on_record(
    town: given.Town,
) -> None:
    person = given.a_person(town.municipality, protection="CONFIDENTIAL")
    line = ordered(town, person=person)
    for path in ("/bestillinger/", path_of(line), path_of(line, "ark/")):
        assert "Storgata" not in page(town.provider, path)
    page(town.provider, path_of(line, "adresse/"), status=404)

    actions.confirm_order(str(line.public_id), actor=town.provider, at=long_ago())

    for path in ("/bestillinger/", path_of(line), path_of(line, "ark/")):
        assert "Storgata" not in page(town.provider, path)
    assert "Storgata 1, 3015 Drammen" in page(town.provider, path_of(line, "adresse/"))
    read = Read.objects.get(page="Bestilling – fortrolig adresse")
    assert (read.person_ids, read.ground) == ([person.pk], "Fortrolig adresse")
    page(town.team_provider, path_of(line, "adresse/"), status=404)
    page(town.chief, path_of(line, "adresse/"), status=404)


def test_a_refusal_stands_at_its_field_and_the_text_is_kept(
    town: given.Town, line: DecisionLine
) -> None:
    answer = signed_in(town.provider).post(
        path_of(line, "avvis/"), {"reason": "Vi har ikke folk. " * 400, "version": 0}
    )

    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "Teksten er for lang" in shown
    assert "Vi har ikke folk." in shown
    assert not Order.objects.exists()


def test_a_refused_order_goes_back_by_name_and_is_sent_elsewhere(
    town: given.Town, line: DecisionLine
) -> None:
    answer = signed_in(town.provider).post(
        path_of(line, "avvis/"), {"reason": "Ingen kapasitet.", "version": 0}, follow=True
    )
    assert "Nina Moe har fått svaret" in answer.content.decode()

    shown = page(town.officer, path_of(line, "send/"))
    assert "Ingen kapasitet." in shown
    own = Unit.objects.get(pk=line.unit_performing_id or 0).key
    assert f'value="{own}"' not in shown
    with pytest.raises(Refused) as refusal:
        actions.redirect_order(
            str(line.public_id),
            to_unit=own,
            told="Ringt.",
            version=1,
            actor=town.officer,
            at=given.NOW,
        )
    assert refusal.value.code == "same_unit"
    assert not Redirection.objects.exists()
    answer = signed_in(town.officer).post(
        path_of(line, "send/"),
        {"to_unit": "solbakken", "told": "Ringt i dag.", "version": 1},
    )

    assert answer.status_code == 302
    assert "Sendt" in page(given.staff(Role.PROVIDER, town.nursing_home), path_of(line))
    page(town.provider, path_of(line), status=404)


PERSONAL = ("NORDMANN", "Nordmann", "911 11 111", "Storgata", "morgenstell", "3,5 t/uke")


def test_the_pages_of_a_refused_order_tell_nothing_of_the_person_and_are_on_record(
    town: given.Town, line: DecisionLine
) -> None:
    actions.refuse_order(
        str(line.public_id), reason="Fullt.", version=0, actor=town.provider, at=long_ago()
    )

    for path in (path_of(line), path_of(line, "avvis/"), "/bestillinger/?vis=avsluttet"):
        shown = page(town.provider, path)
        assert "Helsetjenester i hjemmet" in shown
        assert not [word for word in PERSONAL if word in shown], path
    assert "Fullt." in page(town.provider, path_of(line))
    page(town.provider, path_of(line, "ark/"), status=404)
    page(town.provider, path_of(line, "adresse/"), status=404)
    one = api(town.provider).get(f"/api/v1/orders/{line.public_id}/").json()
    assert [one[name] for name in ("person", "phone", "address", "goal")] == ["", "", "", ""]
    assert Read.objects.filter(page="Bestilling", person_ids=[line.decision.case.person_id])
    assert "911 11 111" in page(town.officer, path_of(line, "send/"))


def test_done_today_tells_nothing_of_somebody_the_unit_has_left(
    town: given.Town, line: DecisionLine
) -> None:
    actions.confirm_order(str(line.public_id), actor=town.provider, at=given.NOW)
    assert "NORDMANN" in page(town.provider, "/oppgaver/?vis=fullfort")

    actions.refuse_order(
        str(line.public_id), reason="Fullt.", version=1, actor=town.provider, at=given.NOW
    )

    assert "NORDMANN" not in page(town.provider, "/oppgaver/?vis=fullfort")


def test_what_is_typed_of_a_refusal_survives_until_it_is_sent(
    town: given.Town, line: DecisionLine
) -> None:
    form = page(town.provider, path_of(line, "avvis/"))
    name = re.search(r'name="_form" value="([^"]+)"', form)
    assert name is not None
    kept = signed_in(town.provider).post(
        "/kladd/", {"_form": name[1], "_case": "", "reason": "Vi har ikke", "version": 0}
    )
    assert kept.status_code == 302
    assert Draft.objects.get().case_id == line.decision.case_id

    again = page(town.provider, path_of(line, "avvis/"))
    assert "Vi har ikke</textarea>" in again
    assert "er hentet fram" in again
    colleague = given.staff(Role.PROVIDER, town.home_service)
    assert "Vi har ikke" not in page(colleague, path_of(line, "avvis/"))

    signed_in(town.provider).post(
        path_of(line, "avvis/"), {"reason": "Vi har ikke folk.", "version": 0}
    )
    assert not Draft.objects.exists()


def test_a_start_before_the_vedtak_asks_for_the_reason_and_gets_through(town: given.Town) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town))
    actions.confirm_order(str(line.public_id), actor=town.provider, at=given.NOW)
    path, today = path_of(line, "oppstart/"), localdate()
    assert "Hvorfor startet hjelpen før" in page(town.provider, path)

    stopped = signed_in(town.provider).post(path, {"starts_on": today, "version": 1})
    assert stopped.status_code == 422
    said = stopped.content.decode()
    assert "Bestillingen gjelder fra 11.03.2026. Grunnen går til Nina Moe" in said
    assert "Skriv hvorfor hjelpen startet før bestillingen gjelder." in said
    assert not RunningService.objects.exists()
    signed_in(town.provider).post(
        path, {"starts_on": today, "early_reason": "Falt hjemme.", "version": 1}
    )

    assert "Startet 04.03.2026, før bestillingen gjelder" in page(town.provider, path_of(line))
    assert "Startet før 11.03.2026" in page(town.provider, "/bestillinger/?vis=i-gang")
    shown = page(town.officer, path_of(line, "tidlig/"))
    assert "Falt hjemme." in shown
    signed_in(town.officer).post(path_of(line, "tidlig/"), {"done": "Nytt vedtak fra i dag."})
    assert RunningService.objects.get().early_settled == "Nytt vedtak fra i dag."
    assert "Registrer oppfølgingen" not in page(town.officer, path_of(line, "tidlig/"))


def test_the_reason_for_an_early_start_is_kept_as_it_is_typed(town: given.Town) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town))
    actions.confirm_order(str(line.public_id), actor=town.provider, at=given.NOW)
    path = path_of(line, "oppstart/")
    name = re.search(r'name="_form" value="([^"]+)"', page(town.provider, path))
    assert name is not None

    signed_in(town.provider).post(
        "/kladd/", {"_form": name[1], "_case": "", "early_reason": "Falt i natt", "version": 1}
    )

    assert Draft.objects.get().case_id == line.decision.case_id
    again = page(town.provider, path)
    assert "Falt i natt</textarea>" in again
    assert "er hentet fram" in again
    why = {"starts_on": localdate(), "early_reason": "Falt i natt.", "version": 1}
    signed_in(town.provider).post(path, why)
    assert RunningService.objects.get().early_reason == "Falt i natt."
    assert not Draft.objects.exists()


@pytest.mark.parametrize("tail", ["tidlig/", "send/"])
def test_a_page_for_whoever_ordered_opens_for_none_who_may_not_send_it(
    town: given.Town, tail: str
) -> None:
    line = DecisionLine.objects.get(decision=given.an_issued_decision(town))
    actions.confirm_order(str(line.public_id), actor=town.provider, at=given.NOW)
    why = {"starts_on": localdate(), "early_reason": "Falt hjemme.", "version": 1}
    signed_in(town.provider).post(path_of(line, "oppstart/"), why)
    staff = given.account_of(town.assessor).staff
    case = line.decision.case
    give_responsibility(
        case, unit=town.assessment, staff=staff, actor=town.officer, at=given.NOW + DAY
    )
    assert not town.assessor.may(Permission.DECIDE)

    client = signed_in(town.assessor)
    assert client.get(f"/saker/{case.reference}/").status_code == 200
    assert client.get(path_of(line, tail)).status_code == 403


def test_a_unit_asks_by_name_and_the_answer_stands_on_the_order(
    town: given.Town, line: DecisionLine
) -> None:
    shown = page(town.provider, path_of(line, "spor/"))
    assert "Nina Moe, har bestilt" in shown

    sent = signed_in(town.provider).post(
        path_of(line, "spor/"), {"ask": "ordered", "question": "Hvor er nøkkelen?"}, follow=True
    )
    assert "Hvor er nøkkelen?" in sent.content.decode()
    assert "Ikke besvart ennå" in sent.content.decode()
    asked = OrderQuestion.objects.get()
    answer_at = f"/bestillinger/sporsmal/{asked.public_id}/"
    assert "Svar på spørsmål om bestilling" in page(town.officer, "/oppgaver/")
    assert "Hvor er nøkkelen?" in page(town.officer, answer_at)
    page(town.provider, answer_at, status=403)
    empty = signed_in(town.officer).post(answer_at, {"answer": " "})
    assert (empty.status_code, OrderQuestion.objects.get().answered_at) == (422, None)

    signed_in(town.officer).post(answer_at, {"answer": "Hos naboen i nummer tre."})

    assert "Hos naboen i nummer tre." in page(town.provider, path_of(line))
    sheet = page(town.provider, path_of(line, "ark/"))
    assert "Hvor er nøkkelen?" in sheet
    assert "Hos naboen i nummer tre." in sheet
    assert "Send svaret" not in page(town.officer, answer_at)


def test_the_choice_of_unit_is_grouped_by_who_gives_the_service(
    town: given.Town, line: DecisionLine
) -> None:
    shown = page(town.officer, path_of(line, "send/"))

    usual, others = shown.split('label="Andre enheter"')
    assert 'label="Enheter som utfører tjenesten"' in usual
    assert "Fagteam Nord" in usual
    assert "Solbakken" in others
    assert "Brevet med vedtaket sier at Hjemmetjenesten Nord utfører tjenesten." in shown


def test_somebody_who_was_second_learns_who_was_first(town: given.Town, line: DecisionLine) -> None:
    actions.confirm_order(str(line.public_id), actor=town.provider, at=long_ago())
    colleague = given.staff(Role.PROVIDER, town.home_service)

    answer = signed_in(colleague).post(
        path_of(line, "bekreft/"),
        {"planned_start_on": localdate().isoformat(), "version": 0},
    )

    assert answer.status_code == 409
    assert "allerede «Bekreftet»" in answer.content.decode()


def test_a_service_is_started_and_ended_on_its_pages(town: given.Town) -> None:
    line = confirmed(town)
    client = signed_in(town.provider)
    tomorrow = localdate() + DAY
    wrong = client.post(path_of(line, "oppstart/"), {"starts_on": tomorrow, "version": 1})
    assert wrong.status_code == 422
    assert "Velg en dag til og med i dag" in wrong.content.decode()

    client.post(path_of(line, "oppstart/"), {"starts_on": localdate(), "version": 1})
    assert RunningService.objects.get().starts_on == localdate()
    shown = page(town.provider, path_of(line, "avslutt/"))
    assert "Utprøvingen er avsluttet" not in shown
    client.post(
        path_of(line, "avslutt/"),
        {"last_on": localdate(), "code": "GOAL_REACHED", "version": 2},
    )

    service = RunningService.objects.get()
    assert service.ends_on == tomorrow
    assert "Målet er nådd" in page(town.provider, path_of(line))


def test_a_change_is_shown_against_what_runs_and_takes_over(town: given.Town) -> None:
    before = running(town)
    DecisionLine.objects.filter(pk=before.pk)
    change = ordered(town, person=before.decision.case.person)
    assert "Endring venter" in page(town.provider, "/bestillinger/?vis=endringer")
    actions.confirm_order(str(change.public_id), actor=town.provider, at=long_ago())
    shown = page(town.provider, path_of(change, "oppstart/"))
    assert "Den nye tar over for den som går, samme dag" in shown

    signed_in(town.provider).post(
        path_of(change, "oppstart/"),
        {"starts_on": localdate(), "version": 1, "replace": "on"},
    )

    assert RunningService.objects.filter(ends_on=None).get().order.line == change


def test_a_case_says_what_is_missing_before_it_can_end(
    town: given.Town, line: DecisionLine
) -> None:
    case = line.decision.case
    path = f"/saker/{case.reference}/fullfor/"
    assert "er innvilget og ikke avsluttet" in page(town.officer, path)
    actions.confirm_order(str(line.public_id), actor=town.provider, at=long_ago())
    actions.end_order(
        str(line.public_id), code="NOT_WISHED", version=1, actor=town.provider, at=long_ago()
    )
    assert "kan ikke avsluttes ennå" not in page(town.officer, path)
    case.refresh_from_db()

    answer = signed_in(town.officer).post(path, {"told": "Ola Nordmann", "version": case.version})

    assert answer.status_code == 302
    case.refresh_from_db()
    assert case.stage == Stage.ENDED


def test_the_pages_of_orders_are_for_those_who_deliver(
    town: given.Town, line: DecisionLine
) -> None:
    tails = ("", "avvis/", "oppstart/", "avslutt/", "spor/", "ark/", "adresse/")
    for role in (r for r in PEOPLE if not may(r, Permission.DELIVER)):
        for tail in tails:
            page(town.by_role()[role], path_of(line, tail), status=403)


# The API


def test_the_api_confirms_starts_and_ends(town: given.Town, line: DecisionLine) -> None:
    base = f"/api/v1/orders/{line.public_id}"
    listed = api(town.provider).get("/api/v1/orders/").json()
    assert (listed["count"], listed["results"][0]["id"]) == (1, str(line.public_id))
    one = api(town.provider).get(f"{base}/")
    assert (one["ETag"], one.json()["version"]) == ('"0"', 0)
    assert one.json()["address"] == "Storgata 1, 3015 Drammen"

    done = api(town.provider).post(f"{base}/confirm/", {}, format="json")
    assert (done.status_code, done.json()["state"]) == (200, "CONFIRMED")
    assert done["ETag"] == '"1"'
    started = api(town.provider, 1).post(
        f"{base}/start/", {"starts_on": str(line.from_on)}, format="json"
    )
    assert (started.json()["state"], started.json()["stage"]) == ("RUNNING", "DELIVERY")
    ended = api(town.provider, 2).post(
        f"{base}/end/", {"ends_on": str(localdate() + DAY), "code": "MOVED"}, format="json"
    )
    assert ended.json()["state"] == "ENDED"
    assert api(town.provider).get("/api/v1/orders/?view=ended").json()["count"] == 1


def test_the_api_refuses_sends_elsewhere_and_completes(
    town: given.Town, line: DecisionLine
) -> None:
    base = f"/api/v1/orders/{line.public_id}"
    api(town.provider).post(f"{base}/refuse/", {"reason": "Fullt."}, format="json")
    body = {"to_unit": "solbakken", "told": "Ringt i dag."}
    sent = api(town.officer, 1).post(f"{base}/redirect/", body, format="json")
    assert (sent.json()["state"], sent.json()["version"]) == ("SENT", 0)
    nurse = given.staff(Role.PROVIDER, town.nursing_home)
    api(nurse, 0).post(f"{base}/confirm/", {}, format="json")
    api(nurse, 1).post(f"{base}/end/", {"code": "NOT_WISHED"}, format="json")
    case = Case.objects.get(pk=line.decision.case_id)

    done = api(town.officer, case.version).post(
        f"/api/v1/cases/{case.reference}/complete/", {"told": "Ola"}, format="json"
    )

    assert done.json()["stage"] == "ENDED"


@pytest.mark.parametrize(
    ("act", "body", "version", "status", "code"),
    [
        ("start", {"starts_on": "2026-01-01"}, None, 428, "if_match_missing"),
        ("end", {"code": "MOVED"}, None, 428, "if_match_missing"),
        ("confirm", {}, 7, 409, "reordered"),
        ("confirm", {"planned_start_on": "31.02.2026"}, None, 400, "invalid"),
        ("confirm", {"planned_start_on": "2020-01-01"}, None, 422, "before_period"),
        ("confirm", {"unknown": 1}, None, 400, "invalid"),
        ("refuse", {}, None, 400, "invalid"),
        ("refuse", {"reason": "a" * 100_000}, None, 400, "invalid"),
        ("start", {"starts_on": "2026-01-01"}, 0, 422, "wrong_state"),
        ("end", {"code": "REPLACED"}, 0, 400, "invalid"),
        ("redirect", {"to_unit": "solbakken"}, None, 403, "access_denied"),
    ],
)
def test_the_api_says_what_is_wrong_and_changes_nothing(
    town: given.Town,
    line: DecisionLine,
    act: str,
    body: dict[str, Any],
    version: int | None,
    status: int,
    code: str,
) -> None:
    client = api(town.provider, version)
    before = Entry.objects.count()

    answer = client.post(f"/api/v1/orders/{line.public_id}/{act}/", body, format="json")

    assert (answer.status_code, answer.json()["code"]) == (status, code), answer.json()
    assert not Order.objects.exists()
    assert Entry.objects.count() == before


def test_the_api_asks_for_the_version_of_an_answered_order(
    town: given.Town, line: DecisionLine
) -> None:
    actions.confirm_order(str(line.public_id), actor=town.provider, at=long_ago())

    answer = api(town.provider).post(
        f"/api/v1/orders/{line.public_id}/refuse/", {"reason": "Nei."}, format="json"
    )
    stale = api(town.provider, 5).post(
        f"/api/v1/orders/{line.public_id}/refuse/", {"reason": "Nei."}, format="json"
    )

    assert (answer.status_code, answer.json()["code"]) == (428, "if_match_missing")
    assert (stale.status_code, stale.json()["code"]) == (412, "stale")


def test_another_units_order_answers_like_nothing(town: given.Town, line: DecisionLine) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    client = api(town.team_provider)

    for order in (line.public_id, unknown):
        assert client.get(f"/api/v1/orders/{order}/").status_code == 404
        assert client.post(f"/api/v1/orders/{order}/confirm/", {}, format="json").status_code == 404


def test_the_api_lists_by_view_and_refuses_another(town: given.Town) -> None:
    assert api(town.provider).get("/api/v1/orders/?view=tull").status_code == 400
    assert api(town.provider).get("/api/v1/orders/?hva=x").status_code == 400
    assert api(town.officer).get("/api/v1/orders/").status_code == 403
