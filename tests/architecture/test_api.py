"""The API as a whole: what it says of itself, and what every one of its writes has in common."""

import datetime as dt
import os
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import time_machine
import yaml
from django.conf import settings
from django.utils.timezone import localdate
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator

from audit.models import Entry
from cases.models import Case
from deadlines.actions import settle_deadline
from deadlines.models import Deadline
from people.access import Actor
from people.rules import synthetic_number
from tests import given
from tests.given import Town
from tests.journeys.api import Answer, Api, a_recommendation, an_assessment
from tildeling.town.law import decide as decide_prices

APPROVED = Path(settings.BASE_DIR) / "tests" / "approved" / "openapi.yaml"
TODAY = localdate(given.NOW)
HOME = "helsetjenester_i_hjemmet"
ALARM = "trygghetsalarm"
PROMISED = {
    ("POST", "tokens/"),
    ("POST", "applications/"),
    ("GET", "cases/"),
    ("GET", "cases/{reference}/"),
    ("GET", "cases/{reference}/timeline/"),
    ("POST", "cases/{reference}/assessments/"),
    ("PUT", "cases/{reference}/assessments/{n}/"),
    ("POST", "cases/{reference}/assessments/{n}/complete/"),
    ("POST", "cases/{reference}/trials/"),
    ("PUT", "cases/{reference}/recommendation/"),
    ("POST", "cases/{reference}/recommendation/submit/"),
    ("POST", "cases/{reference}/short/"),
    ("POST", "cases/{reference}/handover/"),
    ("POST", "cases/{reference}/handover/accept/"),
    ("POST", "cases/{reference}/handover/decline/"),
    ("PUT", "cases/{reference}/decision/"),
    ("POST", "cases/{reference}/decision/submit/"),
    ("POST", "cases/{reference}/decision/approve/"),
    ("POST", "cases/{reference}/decision/return/"),
    ("POST", "cases/{reference}/decision/issue/"),
    ("GET", "letters/{letter_id}/pdf/"),
    ("GET", "orders/"),
    ("POST", "orders/{order}/confirm/"),
    ("POST", "orders/{order}/refuse/"),
    ("POST", "orders/{order}/start/"),
    ("POST", "orders/{order}/end/"),
    ("GET", "deadlines/"),
    ("GET", "services/"),
    ("POST", "cases/{reference}/referral-grade/"),
    ("POST", "cases/{reference}/help-without-decision/"),
    ("GET", "referrals/"),
    ("POST", "cases/{reference}/notes/"),
    ("POST", "cases/{reference}/documents/"),
    ("GET", "documents/{document_id}/"),
    ("POST", "inbox/documents/"),
}


def the_document() -> dict[str, Any]:
    document: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # theirs
    return document


DOCUMENT = the_document()
OPERATIONS = {
    operation["operationId"]: (method.upper(), path.removeprefix("/api/v1/"), operation)
    for path, operations in DOCUMENT["paths"].items()
    for method, operation in operations.items()
}
WRITES = {
    name: operation
    for name, operation in OPERATIONS.items()
    if operation[0] != "GET" and name not in {"tokens_create", "oauth_token_create"}
}


@dataclass(frozen=True, slots=True)
class Act:
    """A write that can be done now: by whom, where, with what, on which version."""

    api: Api
    path: str
    body: dict[str, Any] | None = None
    version: int | None = None


def on_case(actor: Actor, case: Case, path: str, body: dict[str, Any] | None = None) -> Act:
    """A write below a case, with the case's version; what has its own says so afterwards."""
    return Act(key_of(actor), f"cases/{case.reference}/{path}", body, case.version)


def key_of(actor: Actor) -> Api:
    return Api.of(given.account_of(actor).username)


def registered(town: Town) -> Act:
    person = {"number": synthetic_number(dt.date(1942, 3, 14), 7), "family_name": "Nordmann"}
    return Act(
        key_of(town.caseworker),
        "applications/",
        {
            "person": person | {"given_name": "Ola", "address": "Storgata 1", "postal": "3015 D"},
            "channel": "PHONE",
            "from_whom": "PERSON",
            "received_on": TODAY.isoformat(),
            "services": [HOME],
        },
    )


def both_at_once(town: Town) -> Act:
    case = given.an_assessed_case(town, services=[ALARM], completed=False)
    body = an_assessment(on=TODAY) | {"summary": "Har falt to ganger i høst."}
    body |= {"recommendation": a_recommendation(ALARM, on=TODAY)}
    api = key_of(town.assessor)
    version = api.get(f"cases/{case.reference}/assessments/1/").version
    return Act(api, f"cases/{case.reference}/short/", body, version)


def assessing(town: Town, what: str = "") -> Act:
    case = given.an_assessed_case(town, completed=what == "edit/")
    api = key_of(town.assessor)
    path = f"cases/{case.reference}/assessments/1/"
    version = api.get(path).version
    match what:
        case "":
            return Act(api, path, {"summary": "Klarer seg bra om natten."}, version)
        case "complete/":
            filled = api.put(path, an_assessment(on=TODAY), version=version)
            return Act(api, f"{path}{what}", None, filled.version)
        case _:
            return Act(api, f"{path}{what}", None)


def a_trial(team: str) -> dict[str, Any]:
    return {
        "team": team,
        "measure": "Hverdagsrehabilitering",
        "service_key": "hverdagsrehabilitering",
        "goal": "Klare morgenstellet",
        "starts_on": TODAY.isoformat(),
        "planned_end_on": (TODAY + dt.timedelta(days=10)).isoformat(),
    }


def trying(town: Town, *, end: bool) -> Act:
    case = given.an_assessed_case(town)
    api = key_of(town.assessor)
    start = Act(api, f"cases/{case.reference}/trials/", a_trial(town.team.key))
    if not end:
        return start
    made = api.post(start.path, start.body)
    tomorrow = TODAY + dt.timedelta(days=1)
    body = {"result": "Det gikk bra.", "ended_on": tomorrow.isoformat()}
    return Act(api, f"{start.path}{made.body['trial']}/end/", body, made.version)


def recommending(town: Town, what: str) -> Act:
    case = (given.a_recommended_case if what == "take-back/" else given.an_assessed_case)(town)
    api = key_of(town.assessor)
    path = f"cases/{case.reference}/recommendation/"
    body = a_recommendation(HOME, on=TODAY)
    if what == "take-back/":
        return Act(api, f"{path}{what}", None, api.get(path).version)
    kept = api.put(path, body)
    return Act(api, f"{path}{what}", None if what else body, kept.version)


def handing_over(town: Town, what: str) -> Act:
    case = given.a_recommended_case(town)
    sender, receiver = key_of(town.assessor), key_of(town.coordinator)
    path = f"cases/{case.reference}/handover/"
    if not what:
        return Act(sender, path, {}, case.version)
    version = sender.post(path, {}, version=case.version).version
    why = {"reason": "Mangler hjemmebesøk."}
    match what:
        case "accept/":
            return Act(receiver, path + what, None, version)
        case "decline/":
            return Act(receiver, path + what, why, version)
        case "take-back/":
            return Act(sender, path + what, None, version)
        case _:
            version = receiver.post(f"{path}decline/", why, version=version).version
            return Act(sender, path + what, None, version)


def coordinating(town: Town, what: str, body: dict[str, Any] | None = None) -> Act:
    return on_case(town.coordinator, given.a_coordinated_case(town), what, body)


def answering(town: Town) -> Act:
    ask = coordinating(town, "questions/", {"question": "Hva mener datteren?"})
    made = ask.api.post(ask.path, ask.body, version=ask.version)
    answer = f"{ask.path}{made.body['question']}/answer/"
    return Act(key_of(town.assessor), answer, {"answer": "Hun er enig."})


def closing(town: Town) -> Act:
    start = ordering(town, "start/")
    start.api.post(start.path, start.body, version=start.version)
    settle_deadline(
        str(Deadline.objects.get(kind="EVALUATION").public_id),
        note="Målet er nådd.",
        actor=town.officer,
        at=given.NOW,
    )
    case = Case.objects.get(stage="DELIVERY")
    return on_case(town.coordinator, case, "pathway/close/", {"reason": "Alt er på plass."})


def deciding(town: Town, what: str = "") -> Act:
    case = given.a_case_to_decide(town)
    draft = given.a_drafted_decision(town, case)
    path = f"cases/{case.reference}/decision/"
    api = key_of(town.officer)
    if what == "issue/":
        done = api.post(f"{path}submit/", version=draft.version)
        return Act(api, path + what, None, done.version)
    return Act(api, path + what, None if what else {"goal": "Bo hjemme."}, draft.version)


def approving(town: Town, what: str) -> Act:
    case = given.a_case_to_decide(town, refuse=True)
    draft = given.a_drafted_decision(town, case)
    path = f"cases/{case.reference}/decision/"
    done = key_of(town.officer).post(f"{path}submit/", version=draft.version)
    seen = {"seen": ["soknad", "kartlegging", "innstilling", "vedtak", "brev"]}
    back = {"code": "GROUNDS", "reason": "Si hvorfor et lavere trinn holder."}
    match what:
        case "take-back/":
            return Act(key_of(town.officer), path + what, None, done.version)
        case "return/":
            return Act(key_of(town.approver), path + what, back, done.version)
        case _:
            return Act(key_of(town.approver), path + what, seen, done.version)


def ordering(town: Town, what: str) -> Act:
    decision = given.an_issued_decision(town, at=given.NOW - dt.timedelta(days=8))
    line = decision.lines.get()
    path = f"orders/{line.public_id}/"
    api = key_of(town.provider)
    why = {"reason": "Vi har ikke folk på kveld."}
    match what:
        case "confirm/":
            return Act(api, path + what, {})
        case "refuse/":
            return Act(api, path + what, why)
        case "redirect/":
            api.post(f"{path}refuse/", why)
            body = {"to_unit": town.team.key, "told": "Ringt i dag."}
            return Act(key_of(town.officer), path + what, body, 1)
        case "questions/":
            asked = {"ask": "ordered", "question": "Hvor er nøkkelen?"}
            return Act(api, path + what, asked)
        case "start/":
            confirmed = api.post(f"{path}confirm/", {})
            day = (line.from_on or TODAY).isoformat()
            return Act(api, path + what, {"starts_on": day}, confirmed.version)
        case _:
            confirmed = api.post(f"{path}confirm/", {})
            body = {"code": "NOT_WISHED"}
            return Act(api, path + what, body, confirmed.version)


def renewing(town: Town, *, by_unit: bool = False) -> Act:
    line = given.an_issued_decision(town, at=given.NOW - dt.timedelta(days=8)).lines.get()
    order, api = f"orders/{line.public_id}/", key_of(town.provider)
    confirmed = api.post(f"{order}confirm/", {})
    starts = {"starts_on": (line.from_on or TODAY).isoformat()}
    api.post(f"{order}start/", starts, version=confirmed.version)
    if by_unit:
        return Act(api, f"{order}change/", {"words": "Trenger fem timer."})
    person = line.decision.case.person.public_id
    body = {"services": [str(line.public_id)], "reason": "EVALUATION"}
    return Act(key_of(town.caseworker), f"people/{person}/reassessments/", body)


def completing(town: Town) -> Act:
    end = ordering(town, "end/")
    end.api.post(end.path, end.body, version=end.version)
    case = Case.objects.get(stage="DECIDED")
    return on_case(town.officer, case, "complete/", {"told": "Ola på telefon"})


def ending(town: Town) -> Act:
    (case,) = given.a_registered_application(town)
    body = {"reason": "NOT_WISHED", "told": "Ola på telefon"}
    return on_case(town.caseworker, case, "end/", body)


def noting(town: Town, *, told: bool = False) -> Act:
    (case,) = given.a_registered_application(town)
    path, api = f"cases/{case.reference}/notes/", key_of(town.caseworker)
    body = {"kind": "INFORMATION", "occurred_on": TODAY.isoformat(), "text": "Han faller."}
    body |= {"informant": "Kari, datter", "put_before": "NOT_YET"}
    if not told:
        return Act(api, path, body)
    made = api.post(path, body).body["note"]
    answer = {"put_before": "YES", "put_before_on": TODAY.isoformat()}
    return Act(api, f"{path}{made}/put-before/", answer)


def filing(town: Town) -> Act:
    (case,) = given.a_registered_application(town)
    body = {"kind": "GP_LETTER", "party": "Fastlegen", "title": "Brev om fall"}
    body |= {"dated_on": TODAY.isoformat()}
    path = f"cases/{case.reference}/documents/"
    return Act(key_of(town.caseworker), path, body | {"file": given.a_pdf()})


def helping(town: Town, what: str = "") -> Act:
    case = given.a_referral(town)
    api, path = key_of(town.caseworker), f"cases/{case.reference}/help-without-decision/"
    body = given.help_to_give(TODAY, planned_end_on=(TODAY + dt.timedelta(days=42)).isoformat())
    body["starts_on"] = TODAY.isoformat()
    if not what:
        return Act(api, path, body)
    made = api.post(path, body)
    bodies: dict[str, dict[str, Any]] = {
        "answer/": {"answer": "DECISION_NEEDED", "why": "Må ha fast hjelp."},
        "end/": {"result": "Går i trapp.", "ended_on": TODAY.isoformat(), "close": False},
    }
    return Act(api, f"{path}{made.body['help']}/{what}", bodies[what], made.version)


def urgently(town: Town) -> Act:
    case = given.a_case_to_decide(town)
    line = {"service_key": "matombringing", "quantity": "7"}
    body = {
        "lines": [line | {"unit_performing": town.home_service.key}],
        "from_on": TODAY.isoformat(),
        "reason": "Ektefellen er lagt inn.",
        "not_told_reason": "Sover.",
    }
    return on_case(town.officer, case, "urgent-decision/", body)


BACK = {"code": "VIEW", "reason": "Skriv hva Ola selv mener."}
ACTS: dict[str, Callable[[Town], Act]] = {
    "applications_create": registered,
    "assessment_start": lambda town: Act(
        key_of(town.caseworker),
        f"cases/{given.a_registered_application(town)[0].reference}/assessments/",
    ),
    "assessment_save": assessing,
    "assessment_complete": lambda town: assessing(town, "complete/"),
    "assessment_edit": lambda town: assessing(town, "edit/"),
    "trial_start": lambda town: trying(town, end=False),
    "trial_end": lambda town: trying(town, end=True),
    "recommendation_save": lambda town: recommending(town, ""),
    "recommendation_submit": lambda town: recommending(town, "submit/"),
    "assess_and_send": both_at_once,
    "recommendation_take_back": lambda town: recommending(town, "take-back/"),
    "handover_propose": lambda town: handing_over(town, ""),
    "handover_accept": lambda town: handing_over(town, "accept/"),
    "handover_decline": lambda town: handing_over(town, "decline/"),
    "handover_take_back": lambda town: handing_over(town, "take-back/"),
    "handover_keep": lambda town: handing_over(town, "keep/"),
    "question_ask": lambda town: coordinating(town, "questions/", {"question": "Hvorfor?"}),
    "question_answer": answering,
    "send_to_decision": lambda town: coordinating(town, "send-to-decision/"),
    "return_to_assessor": lambda town: coordinating(town, "return-to-assessor/", BACK),
    "pathway_close": closing,
    "decision_save": deciding,
    "decision_urgent": urgently,
    "decision_submit": lambda town: deciding(town, "submit/"),
    "decision_issue": lambda town: deciding(town, "issue/"),
    "decision_approve": lambda town: approving(town, "approve/"),
    "decision_return": lambda town: approving(town, "return/"),
    "decision_take_back": lambda town: approving(town, "take-back/"),
    "orders_ask": lambda town: ordering(town, "questions/"),
    "orders_confirm": lambda town: ordering(town, "confirm/"),
    "orders_refuse": lambda town: ordering(town, "refuse/"),
    "orders_redirect": lambda town: ordering(town, "redirect/"),
    "orders_start": lambda town: ordering(town, "start/"),
    "orders_end": lambda town: ordering(town, "end/"),
    "orders_report_change": lambda town: renewing(town, by_unit=True),
    "reassessments_begin": renewing,
    "cases_complete": completing,
    "cases_end": ending,
    "documents_add": filing,
    "inbox_documents_add": lambda town: Act(
        key_of(town.caseworker), "inbox/documents/", {"file": given.a_pdf()}
    ),
    "referral_grade": lambda town: on_case(
        town.caseworker, given.a_referral(town), "referral-grade/", {"grade": 1, "reason": "Falt."}
    ),
    "help_give": helping,
    "help_answer": lambda town: helping(town, "answer/"),
    "help_end": lambda town: helping(town, "end/"),
    "notes_write": noting,
    "notes_put_before": lambda town: noting(town, told=True),
    "tokens_revoke": lambda town: Act(key_of(town.caseworker), "tokens/revoke/"),
}


@pytest.fixture
def town() -> Iterator[Town]:
    with time_machine.travel(given.NOW):
        made = given.a_town()
        decide_prices(actor=made.administrator, at=given.NOW, from_on=given.LONG_AGO)
        yield made


def send(name: str, act: Act, **otherwise: Any) -> Answer:
    """The write as it is, or with something else in place of what is right."""
    what = {"body": act.body, "version": act.version, "api": act.api} | otherwise
    api: Api = what.pop("api")
    return api.send(WRITES[name][0], act.path, **what)


def is_a_problem(answer: Answer, status: int, code: str = "") -> None:
    """An RFC 9457 document with a code and a sentence."""
    assert (answer.status, answer.type) == (status, "application/problem+json"), answer
    assert answer.body["status"] == status
    assert answer.body["type"].startswith("urn:tildeling:problem:")
    assert answer.body["detail"].strip()
    assert answer.body["code"] == (code or answer.body["code"])


def test_the_document_is_as_approved_and_draws_no_warning() -> None:
    GENERATOR_STATS.reset()
    text = yaml.safe_dump(the_document(), allow_unicode=True, sort_keys=True, width=100)

    assert not GENERATOR_STATS
    if os.environ.get("APPROVE"):
        APPROVED.write_text(text, encoding="utf-8")
    assert text == APPROVED.read_text(encoding="utf-8")


def test_every_address_that_was_promised_is_there() -> None:
    assert {(method, path) for method, path, _ in OPERATIONS.values()} >= PROMISED


def test_every_write_is_tried_here() -> None:
    assert set(ACTS) == set(WRITES)


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(WRITES))
@pytest.mark.asvs("V15.3.3")
def test_a_write_is_exact_and_done_once(name: str, town: Town) -> None:
    """One town for all of it: what is refused changes nothing, so the act at the end still goes."""
    act = ACTS[name](town)
    before = Entry.objects.count()

    # a stranger, and somebody with a key that is none
    is_a_problem(send(name, act, api=Api()), 401, "not_authenticated")
    is_a_problem(send(name, act, api=Api("feil")), 401)

    # a field nobody knows
    if act.body is not None:
        unknown = send(name, act, body=act.body | {"decided_by": "meg"})
        is_a_problem(unknown, 400, "invalid")
        assert unknown.wrong == {"decided_by": "unknown_field"}

    # somebody else has been there; the document says which writes ask
    headers = {p["name"]: p for p in WRITES[name][2]["parameters"] if p["in"] == "header"}
    assert "Idempotency-Key" in headers
    assert (act.version is not None) >= headers.get("If-Match", {}).get("required", False)
    if act.version is not None:
        is_a_problem(send(name, act, version=None), 428, "if_match_missing")
        is_a_problem(send(name, act, version=act.version + 7), 412, "stale")

    assert Entry.objects.count() == before

    # the same request twice is one act, and another one is not let in by the same key
    key = str(uuid.uuid4())
    first = send(name, act, key=key)
    assert 200 <= first.status < 300, first
    done = Entry.objects.count()
    again = send(name, act, key=key)
    if name != "tokens_revoke":  # whose key is of no more use
        assert (again.status, again.body) == (first.status, first.body)
        reused = send(name, act, body=(act.body or {}) | {"note": "noe annet"}, key=key)
        assert reused.status in {400, 422}
    assert Entry.objects.count() == done > before
