"""A whole town: a case at every stage with its papers, and whatever else an address can name."""

import datetime as dt
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.timezone import localdate

from assessments.models import Trial
from cases import actions as sharing
from cases.models import Case
from deadlines import actions as working
from deadlines.models import Deadline
from decisions import actions as deciding
from decisions.models import DecisionLine
from delivery import actions as delivering
from entrance import actions as entering
from entrance.models import Factor
from inspection import actions as inspecting
from inspection.kinds import Head
from inspection.models import ToldDeviation
from intake import actions as receiving
from intake.kinds import Channel, Form
from meetings import actions as meeting_up
from meetings.models import AgendaItem
from notifications import actions as posting
from notifications.adapters import link_off
from notifications.models import Letter
from oversight import actions as overseeing
from oversight.models import Signal
from pathways import actions as coordinating
from pathways.models import Question
from people import actions as registering
from people.access import deny, system
from people.models import (
    Account,
    IdentityNumber,
    Relative,
    Representative,
    Resident,
    RoleGrant,
    StaffMember,
    UnitService,
)
from people.rules import Moving, PersonGiven
from privacy import actions as claiming
from records import actions as recording
from records.kinds import DocumentKind, NoteKind, PutBefore
from records.rules import Described, Written
from referrals.models import Help
from rights import actions as reviewing
from rights.models import Ending, Line
from tests import given
from tests.decisions.haste import said
from tests.given import NOW, Town
from tests.given.ready import ready
from tildeling.town.law import decide as decide_prices
from watch import actions as watching
from watch.kinds import TRIES
from watch.models import Attempt

# Names that stand in no other word of a page or an address.
FAMILIES = (
    "Aassen", "Bergsen", "Dahlsen", "Eidesen", "Fossen", "Haugsen", "Iversen", "Krogsen", "Lundsen",
    "Moensen", "Nessen", "Ossen", "Pransen", "Rudsen", "Ulvsen", "Selsen", "Tveitsen",
    "Vangsen",
)  # fmt: skip

KEY = "kvittering"  # of every receipt


@dataclass(frozen=True, slots=True)
class Whole:
    """The town, its cases by where they stand, and the names of everything else in addresses."""

    town: Town
    cases: dict[str, Case]
    person: Resident
    things: dict[str, Any] = field(default_factory=dict)


@ready
def a_whole_town(*, at: dt.datetime = NOW) -> Whole:
    """Everything a door can be asked about, made by the use cases."""
    town = given.a_town()
    decide_prices(actor=town.administrator, at=at, from_on=given.LONG_AGO)
    before = at - dt.timedelta(days=8)
    names = iter(FAMILIES)

    def somebody() -> Resident:
        return given.a_person(town.municipality, given="Berit", family=next(names))

    person = somebody()
    cases = {
        "received": _received(town, person, at),
        "assessment": given.an_assessed_case(town, person=somebody(), completed=False, at=at),
        "quick": given.an_assessed_case(
            town, person=somebody(), services=["trygghetsalarm"], completed=False, at=at
        ),
        "trial": given.a_trial(town, person=somebody(), at=at).case,
        "recommended": _proposed(town, somebody(), at),
        "declined": _declined(town, somebody(), at),
        "handover": _asked(town, somebody(), at),
        "decision": _drafted(town, somebody(), at),
        "urgent": _urgent(town, somebody(), at),
        "approval": _to_approve(town, somebody(), at),
        "decided": given.an_issued_decision(town, person=somebody(), at=before).case,
        "refused": _refused_order(town, somebody(), before),
        "delivery": _running(town, somebody(), before, at),
        "refusal": given.a_refusal(town, person=somebody(), at=before).case,
        "ended": _withdrawn(town, somebody(), at),
        "referral": given.a_referral(town, person=somebody(), at=before),
        "helped": _helped(town, somebody(), at),
    }
    for case in cases.values():
        case.refresh_from_db()
    return Whole(town, cases, person, _things(town, person, cases, at))


def _received(town: Town, person: Resident, at: dt.datetime) -> Case:
    (case,) = given.a_registered_application(
        town, person=person, services=("helsetjenester_i_hjemmet", "matombringing"), at=at
    )
    return case


def _helped(town: Town, person: Resident, at: dt.datetime) -> Case:
    begun = at - dt.timedelta(days=12)
    return given.some_help(town, given.a_referral(town, person=person, at=begun), at=begun).case


def _proposed(town: Town, person: Resident, at: dt.datetime) -> Case:
    case = given.a_recommended_case(town, person=person, at=at)
    coordinating.propose_handover(
        case.pk, purpose="COORDINATION", message="Ring datteren.", actor=town.assessor, at=at
    )
    return case


def _declined(town: Town, person: Resident, at: dt.datetime) -> Case:
    case = _proposed(town, person, at)
    coordinating.decline_handover(
        case.pk, reason="Mangler hjemmebesøk.", actor=town.coordinator, at=at
    )
    return case


def _asked(town: Town, person: Resident, at: dt.datetime) -> Case:
    case = given.a_coordinated_case(town, person=person, at=at)
    coordinating.ask_question(
        case.pk, question="Hva mener datteren?", actor=town.coordinator, at=at
    )
    return case


def _drafted(town: Town, person: Resident, at: dt.datetime) -> Case:
    case = given.a_case_to_decide(town, person=person, at=at)
    given.a_drafted_decision(town, case, at=at)
    return case


def _urgent(town: Town, person: Resident, at: dt.datetime) -> Case:
    case = given.a_recommended_case(town, person=person, at=at)
    sharing.share_case(
        case.pk,
        staff=given.public_id_of(town.officer),
        reason="Må avgjøres i dag.",
        actor=town.assessor,
        at=at,
    )
    deciding.decide_urgently(case.pk, said=said(town, at=at), actor=town.officer, at=at)
    by = replace(town.approver, account_id=given.account_of(town.approver).pk)
    deciding.control_deviations(
        case.pk,
        deviations=["unknown"],
        found="Rett å gi hjelpen.",
        actor=given.with_key(by, KEY, route=f"POST /saker/{case.reference}/avvik/"),
        at=at,
    )
    return case


def _to_approve(town: Town, person: Resident, at: dt.datetime) -> Case:
    case = given.a_case_to_decide(town, person=person, refuse=True, at=at)
    draft = given.a_drafted_decision(town, case, at=at)
    deciding.submit_decision(case.pk, version=draft.version, actor=town.officer, at=at)
    return case


def _refused_order(town: Town, person: Resident, at: dt.datetime) -> Case:
    case = given.an_issued_decision(town, person=person, at=at).case
    delivering.refuse_order(
        order_of(case), reason="Vi har ikke folk på kveld.", actor=town.provider, at=at
    )
    return case


def _running(town: Town, person: Resident, before: dt.datetime, at: dt.datetime) -> Case:
    case = given.an_issued_decision(town, person=person, at=before).case
    line = DecisionLine.objects.get(decision__case=case)
    delivering.confirm_order(order_of(case), actor=town.provider, at=before)
    delivering.start_order(
        order_of(case),
        starts_on=line.from_on or localdate(at),
        version=1,
        actor=town.provider,
        at=at,
    )
    return case


def _withdrawn(town: Town, person: Resident, at: dt.datetime) -> Case:
    (case,) = given.a_registered_application(town, person=person, at=at)
    receiving.end_case(
        case.pk,
        reason="WITHDRAWN",
        asked_by="Personen selv",
        asked_on=localdate(at),
        confirmed="på telefon",
        told="Personen på telefon",
        actor=town.caseworker,
        at=at,
    )
    return case


def _ask_about(case: Case, town: Town, at: dt.datetime) -> str:
    asked = delivering.ask_about_order(
        order_of(case), ask="ordered", question="Hvor er nøkkelen?", actor=town.provider, at=at
    )
    return str(asked["question"])


def order_of(case: Case) -> str:
    """The public id of the one order of a case."""
    return str(DecisionLine.objects.get(decision__case=case).public_id)


def _at_the_table(town: Town, case: Case, at: dt.datetime) -> dict[str, Any]:
    """Today's meeting of the intake team with one case on its agenda, and who is there."""
    meeting = meeting_up.plan_meeting(
        unit=town.intake.pk,
        starts_at=at,
        place="Møterom 3",
        leader=given.public_id_of(town.caseworker),
        actor=town.caseworker,
        at=at,
    )["meeting"]
    meeting_up.put_on_agenda(
        case.pk, meeting=meeting, summary="Hjelp om kvelden?", actor=town.caseworker, at=at
    )
    present = [given.public_id_of(one) for one in (town.caseworker, town.officer)]
    meeting_up.note_attendance(meeting, staff=present, actor=town.caseworker, at=at)
    return {"meeting": meeting, "item": AgendaItem.objects.get().public_id}


def _of_rights(town: Town, at: dt.datetime) -> dict[str, Any]:
    """A role that ends soon, and the reviews it is asked of in."""
    made = registering.create_staff(
        employee_number="9001",
        given_name="Trine",
        family_name="Selje",
        actor=town.administrator,
        at=at,
    )
    role: dict[str, Any] = {
        "unit_id": town.home_service.pk,
        "role": "PROVIDER",
        "valid_from": localdate(at) - dt.timedelta(days=150),
        "valid_to": localdate(at) + dt.timedelta(days=20),
        "actor": town.administrator,
        "at": at,
    }
    grant = given.said_yes(reviewing.give_role(int(made["id"]), **role), at=at)
    later = {"valid_from": role["valid_to"], "valid_to": role["valid_to"] + dt.timedelta(days=90)}
    waits = reviewing.give_role(int(made["id"]), **(role | later))  # asked of town.leader
    expected = reviewing.create_account(
        int(made["id"]), username="trine.selje", actor=town.administrator, at=at
    )
    clock = system(town.municipality.pk)
    reviewing.open_reviews(actor=clock, at=at)
    reviewing.tell_of_ending(grant, actor=clock, at=at)
    asked = Line.objects.get(grant_id=grant)
    ending = Ending.objects.get(grant_id=grant).public_id
    return {
        "proposal": waits["proposal"],
        "entry_code": expected["code"],
        "grant": RoleGrant.objects.get(
            staff_id=town.provider.staff(),
            valid_from__lte=localdate(at),
            valid_to__gt=localdate(at),
        ).pk,
        "review": asked.review.public_id,
        "ending": ending,
    }


def _of_the_team(town: Town, at: dt.datetime) -> dict[str, Any]:
    """A colleague who is away, and a view they have saved."""
    colleague, today = given.public_id_of(town.caseworker), localdate(at)
    view = registering.save_view(
        page="/oppgaver/", query="vis=vent", name="På vent", actor=town.caseworker, at=at
    )
    registering.register_absence(
        colleague,
        from_on=today,
        to_on=today + dt.timedelta(days=9),
        actor=town.chief,
        at=at,
    )
    return {"view": view["view"], "colleague": colleague, "receipt": _receipts(town, at)}


def _receipts(town: Town, at: dt.datetime) -> str:
    """The key of what a leader tried to give and to let wait, and is told about."""
    reference = Case.objects.order_by("pk")[0].reference
    by = replace(town.leader, account_id=given.account_of(town.leader).pk)
    to, task = town.leader.staff(), (reference, "start_assessment", "1")
    working.give_tasks(
        tasks=[task],
        staff_id=to,
        actor=given.with_key(by, KEY, route="POST /oppgaver/valgte/gi/"),
        at=at,
    )
    working.hold_tasks(
        tasks=[task],
        until=localdate(at) + dt.timedelta(days=5),
        reason="Venter på legen",
        actor=given.with_key(by, KEY, route="POST /oppgaver/valgte/vent/"),
        at=at,
    )
    working.give_work(
        [working.Portion(reference=reference, staff_id=to, case=True, tasks=())],
        actor=given.with_key(by, KEY, route="POST /fordeling/gi/"),
        at=at,
    )
    return KEY


def _at_the_entrance(town: Town, at: dt.datetime) -> dict[str, Any]:
    """A group that gives a role, a system that may come in, and somebody's second step."""
    today = localdate(at)
    mapping = entering.add_mapping(
        claim="groups",
        value="tildeling-saksbehandler",
        role="CASEWORKER",
        unit_id=town.intake.pk,
        valid_from=today,
        actor=town.administrator,
        at=at,
    )
    client = entering.make_client(
        name="Skjemaportalen",
        unit_id=town.intake.pk,
        scopes=["intake:write", "documents:write"],
        last_on=today + dt.timedelta(days=300),
        actor=town.administrator,
        at=at,
    )
    factor = Factor.objects.create(
        account=given.account_of(town.provider), kind="PASSKEY", credential="x",
        credential_id="x", made_at=at,
    )  # fmt: skip
    return {
        "mapping": mapping["mapping"],
        "client": client["client"],
        "factor": factor.public_id,
    }


def _inspected(town: Town, cases: dict[str, Case], at: dt.datetime) -> dict[str, Any]:
    """A sample whose second case is controlled and told; and what the leader is told."""
    first = min(case.received_on for case in cases.values())
    sample = inspecting.draw_sample(
        "RANDOM", from_on=first, to_on=localdate(at), size=5, actor=town.auditor, at=at
    )["sample"]
    verdicts = {head.value: "IN_ORDER" for head in Head} | {Head.GROUNDS.value: "DEVIATION"}
    inspecting.finish_case(
        sample,
        2,
        verdicts=verdicts,
        texts={Head.GROUNDS.value: "Hovedhensynene står ikke der."},
        tell=True,
        actor=town.auditor,
        at=at,
    )
    inspecting.take_out(
        "SAMPLE",
        purpose="CONTROL",
        form="csv",
        persons=[one.person_id for one in cases.values()],
        rows=5,
        sha256="0" * 64,
        actor=town.auditor,
        at=at,
    )
    return {"sample": sample, "deviation": ToldDeviation.objects.get().public_id}


def _parked(town: Town, at: dt.datetime) -> str:
    """Work of the clock that went wrong until it was put aside; the row is nobody's."""

    def fails() -> None:
        raise LookupError

    for _ in range(TRIES):
        with suppress(LookupError):
            watching.attempt(fails, "remind", 0, actor=system(town.municipality.pk), at=at)
    return str(Attempt.objects.get().public_id)


def _things(
    town: Town, person: Resident, cases: dict[str, Case], at: dt.datetime
) -> dict[str, Any]:
    """Names in addresses, by what they name."""
    public_id = str(person.public_id)
    registering.add_relative(
        public_id, name="Kari Hansen", relation="datter", actor=town.caseworker, at=at
    )
    registering.add_representative(
        public_id,
        kind="GUARDIAN",
        name="Ola Vik",
        personal_matters=True,
        economy=True,
        valid_from=localdate(at),
        actor=town.caseworker,
        at=at,
    )
    delivering.register_departure(
        public_id,
        moving=Moving(
            moves_on=localdate(at) + dt.timedelta(days=20),
            receiving="Asker kommune",
            consent="YES",
            consent_on=localdate(at),
            consent_by="Personen selv",
        ),
        actor=town.caseworker,
        at=at,
    )
    enquiry = receiving.register_enquiry(
        told=given.told(
            form=Form.ENQUIRY,
            channel=Channel.PHONE,
            received_on=localdate(at),
            services=(),
            follow_up="Ring tilbake",
            follow_up_by=given.public_id_of(town.caseworker),
        ),
        given=PersonGiven(public_id=public_id),
        actor=town.caseworker,
        at=at,
    )
    printed = Letter.objects.get(case=cases["delivery"], kind="DECISION")
    bundle = posting.print_letters([str(printed.public_id)], actor=town.officer, at=at)["bundle"]
    note = recording.write_note(
        Written(
            kind=NoteKind.INFORMATION,
            occurred_on=localdate(at),
            text="Datteren sier at hun faller om natten.",
            informant="Datteren",
            put_before=PutBefore.NOT_YET,
        ),
        case_id=cases["delivery"].pk,
        actor=town.officer,
        at=at,
    )
    document = recording.add_document(
        Described(
            kind=DocumentKind.GP_LETTER,
            dated_on=localdate(at),
            title="Brev om fall",
            party="Fastlegen",
        ),
        given.a_pdf(),
        case_id=cases["delivery"].pk,
        actor=town.officer,
        at=at,
    )
    scan = recording.receive_document(
        given.a_pdf(pages=2), name="skann.pdf", actor=town.caseworker, at=at
    )
    staff = StaffMember.objects.get(pk=town.provider.staff())
    return {
        **_at_the_table(town, cases["received"], at),
        **_of_the_team(town, at),
        **_at_the_entrance(town, at),
        **_of_rights(town, at),
        "parked work": _parked(town, at),
        **_by_right(town, person, at),
        "scan": scan["document"],
        "document": document["document"],
        "note": note["note"],
        **_inspected(town, cases, at),
        "question": Question.objects.get().public_id,
        "order question": _ask_about(cases["decided"], town, at),
        "trial": Trial.objects.get().public_id,
        "order": order_of(cases["decided"]),
        "refused order": order_of(cases["refused"]),
        "running order": order_of(cases["delivery"]),
        "deadline": Deadline.objects.get(case=cases["delivery"], kind="EVALUATION").public_id,
        "bundle": bundle,
        "letter": Letter.objects.get(case=cases["refusal"], kind="DECISION").public_id,
        "enquiry": enquiry["application"],
        "application": cases["received"].application_link.application.public_id,
        "person": person.public_id,
        "person decided for": cases["decision"].person.public_id,
        "relative": Relative.objects.get().public_id,
        "representative": Representative.objects.get().public_id,
        "staff": staff.public_id,
        "account": Account.objects.get(staff=staff).pk,
        "unit": town.team.pk,
        "unit service": UnitService.objects.get().pk,
        "policy": given.a_coming_policy(town).pk,
        "own term": given.an_own_term(town).pk,
        "post channel": given.a_post_channel(town).pk,
        "post setting": given.a_post_setting(town).pk,
        "urgency": given.a_coming_urgency(town).pk,
        "help": Help.objects.get().public_id,
        "reasoned": overseeing.give_reason(
            cases["received"].reference,
            category="EMERGENCY",
            reason="Ringte fra legevakten.",
            actor=town.leader,
            at=at,
        )["access"],
        "signal": _unusual(town, at),
        "e-mail link": link_off(town.municipality.pk, town.officer.staff()).split("/")[-2],
    }


def _unusual(town: Town, at: dt.datetime) -> str:
    """The public id of what a leader is told of somebody who tried shut doors."""
    for _ in range(5):
        deny(town.assessor, "Sak: case 7", at=at)
    overseeing.look_for_signals(at=at + dt.timedelta(minutes=1))
    return str(Signal.objects.get(pattern="REFUSED").public_id)


def _by_right(town: Town, person: Resident, at: dt.datetime) -> dict[str, Any]:
    """A claim nobody has answered, and two registrations that may be one."""
    claim = claiming.register_claim(
        str(person.public_id),
        kind="CORRECTION",
        from_whom="Personen selv",
        what="Fastlegen er byttet.",
        received_on=localdate(at),
        actor=town.caseworker,
        at=at,
    )
    two = [given.a_person(town.municipality, given="Tor", family="Wiksen") for _ in range(2)]
    merge = claiming.propose_merge(
        str(two[0].public_id),
        other=str(two[1].public_id),
        number=IdentityNumber.objects.get(resident=two[0]).number,
        reason="Samme person, registrert to ganger.",
        actor=town.caseworker,
        at=at,
    )
    return {"claim": claim["claim"], "merge": merge["merge"]}
