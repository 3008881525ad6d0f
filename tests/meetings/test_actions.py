"""A meeting from its plan to its end: who reads, who leaves, and what lands in the cases."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from cases.models import CaseAccess, Disqualification
from cases.queries import entrusted, visible
from decisions import actions as deciding
from intake import actions as receiving
from meetings import actions
from meetings.models import AgendaCase, AgendaItem, Meeting
from meetings.queries import find_meeting, meeting_page, waits_for
from meetings.rules import Declared
from people.access import Actor, reading
from people.models import Resident, StaffMember
from people.refusals import AccessDenied, NotFound, Refused, Stale
from people.roles import Permission
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
from tildeling.town.law import decide as decide_prices

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [objection.code for objection in refused.value.objections]


def page(
    meeting: Meeting, actor: Actor, *, at: dt.datetime = MEETS, wall: bool = False
) -> list[str]:
    """The initials on the agenda as the actor sees it; a dash for «Sak uten innsyn»."""
    found = meeting_page(
        find_meeting(str(meeting.public_id), actor=actor), actor=actor, at=at, wall=wall
    )
    return [item.initials if item.seen else "-" for item in found.items]


def test_a_conclusion_is_written_once_and_lands_as_a_signed_note_in_each_case(
    town: given.Town,
) -> None:
    # given a person with two cases of the intake team, put on forvaltningen's agenda as one item
    person = given.a_person(town.municipality, given="Berit", family="Hansen")
    one = given.a_case(town, person=person, responsible=town.caseworker)
    two = given.a_case(
        town, person=person, responsible=town.caseworker, services=("trygghetsalarm",)
    )
    meeting = a_meeting(town)
    with pytest.raises(Refused) as named:
        put(one, meeting, by=town.caseworker, line="Berits ønske om alarm")
    assert codes(named) == ["names_somebody"]
    for case in (one, two):
        put(case, meeting, by=town.caseworker)
    assert AgendaItem.objects.count() == 1
    waits = waits_for(one.pk, actor=town.caseworker)
    assert waits is not None
    assert (waits.on, waits.regrets) == (MEETS.date(), True)
    with pytest.raises(Refused) as twice:
        put(one, meeting, by=town.caseworker)
    assert codes(twice) == ["on_an_agenda"]

    # when nobody concludes who is not there, and nobody is and is not disqualified at once
    item = str(item_of(one).public_id)
    with pytest.raises(AccessDenied):
        conclude(one, by=town.caseworker)
    gather(meeting, town.caseworker, town.officer, town.approver, by=town.officer)
    niece = given.public_id_of(town.approver)
    with pytest.raises(Refused) as both:
        actions.clear_impartiality(
            item, nobody=True, declared=[Declared(niece, "FAMILY")], actor=town.officer, at=MEETS
        )
    assert codes(both) == ["contradiction"]
    assert not Disqualification.objects.exists()
    actions.clear_impartiality(
        item, nobody=False, declared=[Declared(niece, "FAMILY")], actor=town.officer, at=MEETS
    )

    # then she may neither conclude nor read, and the database holds it
    with pytest.raises(AccessDenied):
        conclude(one, by=town.approver)
    with pytest.raises(IntegrityError, match="disqualified"), transaction.atomic():
        AgendaItem.objects.update(
            outcome="CONCLUDED", text="x", settled_by=town.approver.staff(), settled_at=MEETS
        )
    conclude(one, by=town.officer)
    with pytest.raises(Stale):
        conclude(one, by=town.officer)
    notes = Note.objects.order_by("case_id")
    assert [note.case_id for note in notes] == [one.pk, two.pk]
    assert {note.signed_by_id for note in notes} == {town.officer.staff()}
    assert notes[0].text.splitlines() == [
        "Tildelingsmøte 05.03.2026: Prøv hverdagsrehabilitering først.",
        "",
        "Til stede: Kari Lie, Nina Moe.",
        "Inhabile, deltok ikke i saken: Eva Lind.",
        "Konklusjonen er et råd. Vedtaket fattes av den som har myndighet til det.",
    ]
    one.refresh_from_db()
    assert (one.stage, one.version) == ("RECEIVED", 1)  # a conclusion moves no case
    assert Entry.objects.filter(event="ItemConcluded").count() == 2
    assert not Entry.objects.filter(event="NoteWritten").exists()

    # and the meeting is ended, after which nobody reads by it
    version = Meeting.objects.get().version
    actions.end_meeting(str(meeting.public_id), version=version, actor=town.officer, at=MEETS)
    assert not CaseAccess.objects.filter(ground="meeting", to_at=None).exists()
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        Meeting.objects.update(place="Et annet")
    with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
        AgendaCase.objects.all().delete()


def test_those_at_the_table_read_that_day_only_and_nothing_that_is_protected(
    town: given.Town,
) -> None:
    # given cases of the intake team: one plain, one secret, one blocked, one of a colleague
    plain = given.a_person(town.municipality, given="Ada", family="Aas")
    secret = given.a_person(town.municipality, given="Bo", family="Bakke", protection="STRICT")
    blocked = given.a_person(town.municipality, given="Cara", family="Carlsen")
    own = given.a_person(town.municipality, given="Dag", family="Dahl")
    meeting = a_meeting(town)
    cases = []
    for person in (plain, secret, blocked, own):
        case = given.a_case(town, person=person, responsible=town.caseworker)
        put(case, meeting, by=town.caseworker)
        cases.append(case)
    Resident.objects.filter(pk=blocked.pk).update(blocked=True)
    StaffMember.objects.filter(pk=town.other_caseworker.staff()).update(resident=own)
    assert page(meeting, town.officer, at=NOW) == ["-", "-", "-", "-"]
    assert page(meeting, town.caseworker, at=NOW) == ["A. A.", "B. B.", "C. C.", "D. D."]

    # when the day comes and they sit down
    with pytest.raises(Refused) as early:
        gather(meeting, town.officer, by=town.officer, at=NOW)
    assert codes(early) == ["before_the_meeting"]
    gather(meeting, town.officer, town.caseworker, by=town.officer)

    # then they read the plain one, act in none, and on the wall the protected ones stay hidden
    assert page(meeting, town.officer) == ["A. A.", "-", "-", "-"]
    assert visible(town.officer).filter(pk=cases[0].pk).exists()
    assert not entrusted(town.officer).filter(pk=cases[0].pk).exists()
    assert page(meeting, town.caseworker, wall=True) == ["A. A.", "-", "-", "-"]
    with pytest.raises(NotFound):
        conclude(cases[1], by=town.officer)

    # and whoever is crossed out, or sleeps on it, reads no more
    gather(meeting, town.caseworker, by=town.officer)
    assert page(meeting, town.officer) == ["-", "-", "-", "-"]
    gather(meeting, town.officer, town.caseworker, by=town.caseworker)
    assert actions.end_past_access(at=MEETS) == 0
    tomorrow = MEETS + dt.timedelta(days=1)
    with reading(town.officer, Permission.WORK_CASE, page="test", at=tomorrow):
        assert not visible(town.officer).filter(pk=cases[0].pk).exists()  # whatever the clock did
    assert actions.end_past_access(at=tomorrow) == 2  # whose case it is, sat there too
    assert page(meeting, town.officer) == ["-", "-", "-", "-"]


def test_a_case_that_has_ended_since_is_opened_to_nobody_at_the_table(town: given.Town) -> None:
    case = given.a_case(town, responsible=town.caseworker)
    meeting = a_meeting(town)
    put(case, meeting, by=town.caseworker)
    receiving.end_case(
        case.pk,
        reason="WITHDRAWN",
        told="Ola",
        asked_by="Ola",
        asked_on=NOW.date(),
        confirmed="På telefon",
        actor=town.caseworker,
        at=NOW,
    )

    gather(meeting, town.officer, town.caseworker, by=town.officer)

    assert not CaseAccess.objects.filter(case=case, ground="meeting").exists()
    assert page(meeting, town.officer) == ["-"]


def test_a_case_on_an_agenda_does_not_go_up_in_another(town: given.Town) -> None:
    person = given.a_person(town.municipality)
    case, other = (given.a_registered_application(town, person=person)[0] for _ in range(2))
    put(case, a_meeting(town), by=town.caseworker)

    with pytest.raises(Refused) as refused:
        receiving.merge_cases(case.pk, into=other.reference, actor=town.caseworker, at=NOW)
    assert codes(refused) == ["on_agenda"]
    receiving.merge_cases(other.pk, into=case.reference, actor=town.caseworker, at=NOW)
    assert item_of(case).cases.get().waits


def test_a_meeting_that_ends_shuts_no_case_that_another_table_has_that_day(
    town: given.Town,
) -> None:
    # given a case postponed from one meeting to the next the same day; two sit at both
    first, second = a_meeting(town), a_meeting(town, starts=MEETS + dt.timedelta(hours=2))
    case = given.a_case(town, responsible=town.caseworker)
    put(case, first, by=town.caseworker)
    gather(first, town.officer, town.approver, town.caseworker, by=town.officer)
    gather(second, town.officer, town.caseworker, by=town.officer)
    actions.postpone_item(
        str(item_of(case).public_id),
        to=str(second.public_id),
        text="Etter lunsj.",
        actor=town.officer,
        at=MEETS,
    )
    gather(first, town.officer, town.approver, town.caseworker, by=town.officer)

    for table, seen in ((first, True), (second, False)):
        version = Meeting.objects.get(pk=table.pk).version
        if table == second:
            nobody_is(case, by=town.officer)
            conclude(case, by=town.officer)
            version = Meeting.objects.get(pk=table.pk).version
        actions.end_meeting(str(table.public_id), version=version, actor=town.officer, at=MEETS)
        assert visible(town.officer).filter(pk=case.pk).exists() == seen
        assert not visible(town.approver).filter(pk=case.pk).exists()


def test_the_agenda_is_put_in_order_postponed_and_emptied_before_the_meeting_is_ended(
    town: given.Town,
) -> None:
    # given three items, and somebody who saw the agenda before it changed
    meeting, later = a_meeting(town), a_meeting(town, starts=LATER)
    cases = [
        given.a_case(
            town,
            person=given.a_person(town.municipality, given=name, family=name),
            responsible=town.caseworker,
        )
        for name in ("Ada", "Bo", "Cara")
    ]
    for case in cases:
        put(case, meeting, by=town.caseworker)
    seen = Meeting.objects.get(pk=meeting.pk).version
    last = str(item_of(cases[2]).public_id)
    actions.move_item(last, up=True, version=seen, actor=town.officer, at=NOW)
    with pytest.raises(Stale):
        actions.move_item(last, up=True, version=seen, actor=town.approver, at=NOW)
    assert page(meeting, town.caseworker) == ["A. A.", "C. C.", "B. B."]
    with pytest.raises(AccessDenied):
        actions.move_item(last, up=True, version=seen + 1, actor=town.assessor, at=NOW)

    # when one is regretted, one postponed and one left; an empty one is cancelled before its day
    empty = str(a_meeting(town).public_id)
    actions.end_meeting(empty, version=1, actor=town.officer, at=NOW)
    actions.take_off_agenda(cases[0].pk, actor=town.caseworker, at=NOW)
    gather(meeting, town.officer, town.caseworker, by=town.officer)
    with pytest.raises(Refused) as unexplained:
        actions.postpone_item(
            str(item_of(cases[1]).public_id),
            to=str(meeting.public_id),
            text="",
            actor=town.officer,
            at=MEETS,
        )
    assert codes(unexplained) == ["not_later", "text_missing"]
    actions.postpone_item(
        str(item_of(cases[1]).public_id),
        to=str(later.public_id),
        text="Venter på epikrise.",
        actor=town.officer,
        at=MEETS,
    )
    assert page(later, town.caseworker) == ["B. B."]
    version = Meeting.objects.get(pk=meeting.pk).version
    with pytest.raises(Refused) as left:
        actions.end_meeting(str(meeting.public_id), version=version, actor=town.officer, at=MEETS)
    assert codes(left) == ["items_left"]

    # then somebody who came after it was said who is disqualified has it said again
    nobody_is(cases[2], by=town.officer)
    late = MEETS + dt.timedelta(minutes=10)
    gather(meeting, town.officer, town.caseworker, town.approver, by=town.officer, at=late)
    with pytest.raises(Refused) as newcomer:
        conclude(cases[2], by=town.officer, at=late)
    assert codes(newcomer) == ["impartiality_missing"]
    assert not Note.objects.exists()
    nobody_is(cases[2], by=town.officer, at=late)
    conclude(cases[2], by=town.officer, at=late)
    version = Meeting.objects.get(pk=meeting.pk).version
    actions.end_meeting(str(meeting.public_id), version=version, actor=town.officer, at=late)
    assert Entry.objects.filter(event="MeetingEnded").order_by("-at")[0].data == {
        "meeting": str(meeting.public_id),
        "concluded": 1,
        "postponed": 1,
        "taken_off": 1,
    }


def test_who_was_disqualified_at_the_meeting_is_refused_at_the_decision(town: given.Town) -> None:
    decide_prices(actor=town.administrator, at=NOW, from_on=given.LONG_AGO)
    case = given.a_case_to_decide(town)
    draft = given.a_drafted_decision(town, case)
    meeting = a_meeting(town)
    case.refresh_from_db()
    put(case, meeting, by=town.officer if case.unit_id == town.office.pk else town.coordinator)
    gather(meeting, town.officer, town.approver, by=town.officer)
    actions.clear_impartiality(
        str(item_of(case).public_id),
        nobody=False,
        declared=[Declared(given.public_id_of(town.officer), "SUPERIOR")],
        actor=town.officer,
        at=MEETS,
    )

    with pytest.raises(Refused) as refused:
        deciding.submit_and_issue(case.pk, version=draft.version, actor=town.officer, at=MEETS)

    assert codes(refused) == ["disqualified"]
