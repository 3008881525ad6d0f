"""Whoever is disqualified neither prepares nor decides: every act in a case, tried by one."""

import datetime as dt
import inspect
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any, Final

import pytest
from django.db import IntegrityError, connection, transaction

from assessments.models import Recommendation
from cases import actions
from cases.legal import DESPITE, Despite
from cases.models import Case, Disqualification
from cases.queries import disqualified
from deadlines import actions as deadlines
from deadlines.models import Deadline
from decisions.models import DecisionLine, Deviation
from delivery import actions as delivering
from intake import actions as intake
from meetings import actions as meetings
from people.access import Actor, Grant
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Permission, Role
from records import actions as records
from records.kinds import Direction, DocumentKind, NoteKind, PutBefore
from records.rules import Described, Written
from tests import given
from tests.architecture.test_actions import USE_CASES
from tests.architecture.test_roles import touched
from tests.decisions.haste import give
from tests.given import NOW
from tests.meetings.acts import a_meeting, put

pytestmark = pytest.mark.django_db

# Acts in a case that are open to them all the same, each on a ground of cases.legal.DESPITE.
OPEN: Final[dict[str, Despite]] = {
    "deadlines.assign_case": Despite.HANDING_OVER,
    "cases.declare_disqualified": Despite.DECLARING,
    "cases.take_back_disqualification": Despite.DECLARING,  # refuses by itself (test_impartiality)
    "cases.unshare_case": Despite.HANDING_OVER,  # their own access; others' is refused below
    "deadlines.give_task": Despite.HANDING_OVER,
    "deadlines.give_tasks": Despite.HANDING_OVER,
    "deadlines.give_work": Despite.HANDING_OVER,
    "decisions.decide_urgently": Despite.URGENT,
    "meetings.add_own_note": Despite.AT_THE_TABLE,
    "meetings.clear_impartiality": Despite.AT_THE_TABLE,
    "meetings.conclude_item": Despite.AT_THE_TABLE,  # refuse by themselves (meetings/test_actions)
    "meetings.postpone_item": Despite.AT_THE_TABLE,
    "meetings.take_item_off": Despite.AT_THE_TABLE,
    "pathways.decline_handover": Despite.HANDING_OVER,
    "pathways.propose_handover": Despite.HANDING_OVER,
    "pathways.take_back_handover": Despite.HANDING_OVER,
    "records.add_document": Despite.RECEIVED,  # what went out is refused below
    "records.link_document": Despite.RECEIVED,
    "records.write_note": Despite.RECEIVED,  # of a call, or what others say; others refused below
}
# What is no act in a case that stands: nothing is prepared or decided in one.
ELSEWHERE: Final[dict[Permission, str]] = {
    Permission.SYSTEM: "the clock and the post: nobody's hand",
    Permission.INSPECT: "what was done is looked at afterwards; nothing is written in a case",
    Permission.TAKE_OUT: "what one may read is carried out, with a purpose",
    Permission.ADMINISTER: "the municipality's own tables, units and staff",
    Permission.POST_LETTERS: "what is decided is posted, word for word",
    Permission.OWN_NOTICES: "one's own notices",
    Permission.SAVE_VIEWS: "one's own views",
    Permission.USE_API: "one's own token",
    Permission.KEEP_DRAFTS: "a draft is no act",
    Permission.EDIT_PERSON: "facts about a person, whatever cases there are",
    Permission.DELIVER: "help that is decided is given: § 6 is about preparing and deciding",
}
NO_CASE: Final[dict[str, str]] = {
    "assessments.register_and_start": "opens a new case",
    "deadlines.take_next": "the next of many; what the disqualified may not have is passed over",
    "delivery.register_running": "what was decided elsewhere, before",
    "inspection.answer_deviation": "what is done about what a control found",
    "intake.follow_up_enquiry": "an enquiry, before any case",
    "intake.give_enquiry": "before any case",
    "intake.make_application": "opens a new case",
    "intake.register_application": "opens a new case",
    "intake.register_enquiry": "before any case",
    "oversight.control_access": "what the control of a look found",
    "oversight.follow_up_access": "what came of a look that was wrong",
    "oversight.follow_up_signal": "what came of looks that are unlike work",
    "oversight.judge_signal": "what a leader made of looks that are unlike work",
    "oversight.give_reason": "to read, for a few hours; whoever is related is stopped",
    "people.declare_relation": "whom one is related to, whatever cases there are",
    "people.declare_relation_of": "whom somebody is related to, whatever cases there are",
    "people.end_relation": "whom somebody is related to, whatever cases there are",
    "records.discard_double": "a document of the inbox, before any case",
    "records.keep_double": "a document of the inbox, before any case",
    "meetings.change_meeting": "a meeting, not a case in it",
    "meetings.end_meeting": "a meeting, not a case in it",
    "meetings.move_item": "the order of an agenda",
    "meetings.note_attendance": "who is there",
    "meetings.plan_meeting": "a meeting, not a case in it",
    "people.end_absence": "staff",
    "people.register_absence": "staff",
    "people.register_resident": "a person",
    "people.set_capacity": "staff",
    "privacy.answer_claim": "what the registered ask for by right, whatever cases there are",
    "privacy.register_claim": "what the registered ask for by right, whatever cases there are",
    "rights.answer_review": "who holds which role",
    "rights.answer_role": "who holds which role",
    "rights.give_code": "how somebody signs in",
    "rights.let_role_end": "who holds which role",
    "rights.renew_role": "who holds which role",
    "records.receive_document": "the inbox, before anybody knows which case",
}
# What is handed to an act whose arguments say nothing before it has found the case.
PLAIN: Final[dict[type, object]] = {
    str: "0b5e8f0e-7f0c-4c1e-9d8a-1f2b3c4d5e6f",
    int: 1,
    bool: False,
    dt.date: NOW.date(),
    dt.datetime: NOW,
}


def everything(town: given.Town, *, staff: Actor) -> Actor:
    """One who may do all that anybody may in the office, as the same member of staff."""
    roles = [role for role in Role if role not in {Role.SYSTEM, Role.INTEGRATION, Role.AUDITOR}]
    units = (town.office, town.home_service)
    grants = tuple(Grant(role, unit.pk) for role in roles for unit in units)
    both = frozenset(unit.pk for unit in units)
    return replace(staff, grants=grants, unit_ids=both, led_unit_ids=both)


def plain(act: Callable[..., Any]) -> dict[str, object]:
    """An argument of the right sort for each that must be given, after the case."""
    told = {}
    for name, parameter in list(inspect.signature(act).parameters.items())[1:]:
        if parameter.default is parameter.empty and name not in {"actor", "at"}:
            told[name] = PLAIN.get(parameter.annotation, ())
    return told


def test_every_act_in_a_case_is_closed_to_them_or_says_why_not() -> None:
    closed = {name for name, act in USE_CASES if first(act) == "case_id"} - set(OPEN)
    named = closed | set(OPEN) | set(NO_CASE) | set(BY_ANOTHER_KEY)
    unknown = {n for n, act in USE_CASES if n not in named and act.permission not in ELSEWHERE}

    assert not unknown, "Say in this file why they are open, or try them below."
    assert named <= {name for name, _ in USE_CASES}
    assert not (set(OPEN) & set(NO_CASE)) | (set(OPEN) & set(BY_ANOTHER_KEY))
    assert set(OPEN.values()) == set(Despite) == set(DESPITE)


def first(act: Callable[..., Any]) -> str:
    return next(iter(inspect.signature(act).parameters))


@dataclass(frozen=True)
class Situation:
    """A case with running help, papers and a question; and one who is disqualified in it."""

    town: given.Town
    case: Case
    who: Actor
    line: str
    question: str
    note: str
    document: str
    deadline: str
    meeting: str
    other: str


def papers(case: Case, town: given.Town) -> tuple[str, str]:
    told = Written(kind=NoteKind.INFORMATION, occurred_on=NOW.date(), text="Naboen ringte.")
    told = replace(told, informant="Naboen", put_before=PutBefore.NOT_YET)
    letter = replace(DESCRIBED, direction=Direction.IN)
    note = records.write_note(told, case_id=case.pk, actor=town.officer, at=NOW)["note"]
    kept = records.add_document(letter, given.a_pdf(), case_id=case.pk, actor=town.officer, at=NOW)
    return note, kept["document"]


@pytest.fixture
def situation() -> Situation:
    town = given.a_town()
    given.a_running_service(town)
    line = DecisionLine.objects.select_related("decision__case").get()
    order, case = str(line.public_id), line.decision.case
    asked = delivering.ask_about_order(
        order, ask="ordered", question="Hvor er nøkkelen?", actor=town.provider, at=NOW
    )
    note, document = papers(case, town)
    table = a_meeting(town)
    put(case, table, by=town.officer)
    runs = Deadline.objects.filter(case=case, met_at=None, cancelled_at=None, provisional=False)
    out = everything(town, staff=town.officer)
    actions.declare_disqualified(
        case.pk, staff=given.public_id_of(out), ground="FAMILY", actor=out, at=NOW
    )
    return Situation(
        town=town,
        case=case,
        who=out,
        line=order,
        question=asked["question"],
        note=note,
        document=document,
        deadline=str(runs[0].public_id),
        meeting=str(table.public_id),
        other=given.a_case(town, unit=town.office, responsible=out).reference,
    )


def _receipt(s: Situation) -> None:
    """Several at once tell what was refused in a receipt."""
    (one,) = deadlines.hold_tasks(
        tasks=[(s.case.reference, "X", "x")],
        until=NOW.date() + dt.timedelta(days=2),
        reason="x",
        actor=s.who,
        at=NOW,
    )
    assert one["why"]
    raise Refused(one["why"], code="disqualified")


DESCRIBED = Described(
    kind=DocumentKind.GP_LETTER,
    dated_on=NOW.date(),
    title="Om medisiner",
    direction=Direction.OUT,
    party="Fastlegen",
)
# Acts in a case that find something else first; and the closed half of two that are open.
BY_ANOTHER_KEY: Final[dict[str, Callable[[Situation], object]]] = {
    "deadlines.extend_deadline": lambda s: deadlines.extend_deadline(
        s.deadline, until=NOW.date(), reason="x", actor=s.who, at=NOW
    ),
    "deadlines.hold_tasks": _receipt,
    "deadlines.receive_answer": lambda s: deadlines.receive_answer(
        s.deadline, arrived_on=NOW.date(), actor=s.who, at=NOW
    ),
    "deadlines.settle_deadline": lambda s: deadlines.settle_deadline(
        s.deadline, note="x", actor=s.who, at=NOW
    ),
    "delivery.answer_about_order": lambda s: delivering.answer_about_order(
        s.question, answer="x", actor=s.who, at=NOW
    ),
    "delivery.begin_reassessment": lambda s: delivering.begin_reassessment(
        str(s.case.person.public_id),
        services=[s.line],
        reason="EXPIRY",
        words="x",
        actor=s.who,
        at=NOW,
    ),
    "delivery.redirect_order": lambda s: delivering.redirect_order(
        s.line, to_unit="x", told="x", version=2, actor=s.who, at=NOW
    ),
    "delivery.settle_early_start": lambda s: delivering.settle_early_start(
        s.line, done="x", version=2, actor=s.who, at=NOW
    ),
    "intake.merge_cases": lambda s: intake.merge_cases(
        s.case.pk,
        into=s.other,
        actor=s.who,
        at=NOW,
    ),
    "meetings.put_on_agenda": lambda s: meetings.put_on_agenda(
        s.case.pk, meeting=s.meeting, summary="x", actor=s.who, at=NOW
    ),
    "records.correct_note": lambda s: records.correct_note(s.note, text="x", actor=s.who, at=NOW),
    "records.describe_document": lambda s: records.describe_document(
        s.document, described=DESCRIBED, version=1, actor=s.who, at=NOW
    ),
    "records.put_before_person": lambda s: records.put_before_person(
        s.note, put_before=PutBefore.NOT_NEEDED, note="x", actor=s.who, at=NOW
    ),
    "records.undo_link": lambda s: records.undo_link(s.document, version=1, actor=s.who, at=NOW),
}
HALF_OPEN: Final[dict[str, Callable[[Situation], object]]] = {
    "a visit": lambda s: records.write_note(
        Written(kind=NoteKind.HOME_VISIT, occurred_on=NOW.date(), text="x"),
        case_id=s.case.pk,
        actor=s.who,
        at=NOW,
    ),
    "what goes out": lambda s: records.add_document(
        DESCRIBED, given.a_pdf(), case_id=s.case.pk, actor=s.who, at=NOW
    ),
    "to themselves": lambda s: deadlines.assign_case(
        s.case.pk, staff_id=s.who.staff(), actor=s.who, at=NOW
    ),
}


def refused(act: Callable[[], object]) -> tuple[str, set[str]]:
    """The code with which an act is refused, and the tables it wrote in all the same."""
    with connection.cursor() as cursor:
        before = touched(cursor)
        try:
            act()
        except Refused as refusal:
            code = refusal.objections[0].code
        except (AccessDenied, NotFound) as other:
            code = type(other).__name__
        else:
            code = "let in"
        after = touched(cursor)
    return code, {table for table in after if after[table] != before.get(table, 0)}


def test_they_are_refused_in_every_act_that_is_closed_and_nothing_is_written(
    situation: Situation,
) -> None:
    tried: dict[str, Callable[[], object]] = {
        name: partial(act, situation.case.pk, **plain(act), actor=situation.who, at=NOW)
        for name, act in USE_CASES
        if first(act) == "case_id" and name not in OPEN
    }
    for name, given_more in (BY_ANOTHER_KEY | HALF_OPEN).items():
        tried[name] = partial(given_more, situation)

    got = {name: refused(act) for name, act in tried.items()}

    own = ("receiver_disqualified", set[str]())
    assert {n: a for n, a in got.items() if a != ("disqualified", set())} == {"to themselves": own}
    assert len(got) > 60


def test_what_is_open_to_them_is_to_tell_of_a_call_and_to_give_the_case_away(
    situation: Situation,
) -> None:
    town, case, who = situation.town, situation.case, situation.who
    call = Written(kind=NoteKind.TELEPHONE, occurred_on=NOW.date(), text="Datteren ringte.")
    assert records.write_note(call, case_id=case.pk, actor=who, at=NOW)["note"]
    with pytest.raises(Refused) as stopped:
        actions.hold_case(case.pk, until=NOW.date(), reason="x", actor=who, at=NOW)
    assert "«Overfør ansvar»" in str(stopped.value)

    deadlines.assign_case(case.pk, staff_id=town.approver.staff(), actor=who, at=NOW)

    case.refresh_from_db()
    assert case.responsible_id == town.approver.staff_id
    with pytest.raises(Refused) as stopped:
        actions.hold_case(case.pk, until=NOW.date(), reason="x", actor=who, at=NOW)
    assert f"{case.responsible} har saken" in str(stopped.value)


def test_they_are_out_of_what_the_case_goes_on_as() -> None:
    town = given.a_town()
    (case,) = given.a_registered_application(
        town, services=("helsetjenester_i_hjemmet", "trygghetsalarm")
    )
    out = given.public_id_of(town.officer)
    actions.declare_disqualified(case.pk, staff=out, ground="FAMILY", actor=town.caseworker, at=NOW)

    made = intake.split_case(case.pk, services=["trygghetsalarm"], actor=town.caseworker, at=NOW)

    new = Case.objects.get(reference=made["new_reference"])
    assert [row.public_id for row in disqualified([new.pk])] == [out]
    intake.merge_cases(new.pk, into=case.reference, actor=town.caseworker, at=NOW)
    assert [row.public_id for row in disqualified([case.pk])] == [out]


def test_the_database_lets_them_neither_recommend_nor_control() -> None:
    town = given.a_town()
    (case,) = given.a_registered_application(town, services=("helsetjenester_i_hjemmet",))
    actions.give_access(case, unit=town.office, ground="x", at=NOW)
    give(case, town)
    recommended = given.a_recommended_case(town)
    deviation = Deviation.objects.filter(case=case)[0]
    for where, one in ((recommended, town.assessor), (case, town.approver)):
        Disqualification.objects.create(
            case=where,
            staff_id=one.staff(),
            ground="FAMILY",
            declared_by_id=one.staff(),
            declared_at=NOW,
        )
    sent = Recommendation.objects.filter(case=recommended)

    with pytest.raises(IntegrityError, match="disqualified controls"), transaction.atomic():
        Deviation.objects.filter(pk=deviation.pk).update(
            closed_at=NOW, closed_how="CONTROL", closed_by_id=town.approver.staff(), closed_text="x"
        )
    sent.update(submitted_at=None)
    with pytest.raises(IntegrityError, match="does not recommend"), transaction.atomic():
        sent.update(submitted_at=NOW, recommended_by_id=town.assessor.staff())
