"""Notes: signed, dated, corrected beside, never changed; what others told is put before one."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from audit.models import Denial, Entry
from cases.actions import save_draft
from cases.models import Case, Draft
from cases.stages import Stage
from desk.queries import task_list
from desk.rules import TaskNarrow
from people.refusals import AccessDenied, NotFound, Refused
from people.roles import Permission, Role, may
from records import actions, queries
from records.kinds import NoteKind, PutBefore
from records.models import Note
from records.rules import Written
from tests import given

pytestmark = pytest.mark.django_db

TODAY = dt.date(2026, 3, 4)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_case(town, responsible=town.caseworker)


def a_call(text: str = "Ola ringte og spurte når vi kommer.") -> Written:
    return Written(kind=NoteKind.TELEPHONE, occurred_on=TODAY, text=text)


def information(put_before: PutBefore | None = PutBefore.NOT_YET) -> Written:
    return Written(
        kind=NoteKind.INFORMATION,
        occurred_on=TODAY,
        text="Datteren sier at han faller om natten.",
        informant="Kari Nordmann, datter",
        put_before=put_before,
    )


def a_note(case: Case, town: given.Town, written: Written | None = None) -> Note:
    made = actions.write_note(
        written or a_call(), case_id=case.pk, actor=town.caseworker, at=given.NOW
    )
    return Note.objects.get(public_id=made["note"])


def test_a_note_is_signed_and_the_draft_is_gone(case: Case, town: given.Town) -> None:
    save_draft(
        "notat",
        fields={"text": "Ola"},
        reference=case.reference,
        actor=town.caseworker,
        at=given.NOW,
    )

    a_note(case, town, a_call("  Ola ringte.\r\nHan hørtes glad ut.  "))

    (row,) = queries.notes_of(case.pk)
    assert row.text == "Ola ringte.\nHan hørtes glad ut."
    assert (row.signed_by, row.unit, row.written_at) == ("Kari Lie", "Mottaksteam Nord", given.NOW)
    assert row.label == "Telefonsamtale"
    assert not Draft.objects.exists()
    event = Entry.objects.get(event="NoteWritten")
    assert (event.case_id, event.person_id) == (case.pk, case.person_id)
    assert "Ola" not in str(event.data)


@pytest.mark.parametrize("stage", ["RECEIVED", "ASSESSMENT", "DECISION", "DELIVERY", "ENDED"])
def test_a_note_may_be_written_whatever_the_stage(stage: str, town: given.Town) -> None:
    case = given.a_case(town, responsible=town.caseworker, stage=Stage(stage))

    assert a_note(case, town).case_id == case.pk


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        (a_call("  "), {"text": "text_missing"}),
        (a_call("x" * 20_001), {"text": "too_long"}),
        (a_call("Han sa \0 nei"), {"text": "unwritable"}),
        (
            Written(kind=NoteKind.MEETING, occurred_on=TODAY + dt.timedelta(days=1), text="Møte"),
            {"occurred_on": "in_the_future"},
        ),
        (
            Written(kind=NoteKind.MEETING, occurred_on=dt.date(1026, 3, 4), text="Møte"),
            {"occurred_on": "too_old"},
        ),
        (
            Written(kind=NoteKind.INFORMATION, occurred_on=TODAY, text="Han faller."),
            {"informant": "informant_missing", "put_before": "put_before_missing"},
        ),
        (
            Written(
                kind=NoteKind.INFORMATION,
                occurred_on=TODAY,
                text="Han faller.",
                informant="Kari",
                put_before=PutBefore.NOT_NEEDED,
            ),
            {"put_before_note": "put_before_note_missing"},
        ),
        (
            Written(
                kind=NoteKind.TELEPHONE,
                occurred_on=TODAY,
                text="Ola ringte.",
                put_before=PutBefore.YES,
                put_before_on=TODAY,
            ),
            {"kind": "not_information"},
        ),
    ],
)
def test_a_note_that_is_not_whole_is_refused_at_its_fields(
    written: Written, wrong: dict[str, str], case: Case, town: given.Town
) -> None:
    before = Entry.objects.count()

    with pytest.raises(Refused) as refused:
        a_note(case, town, written)

    assert {o.field: o.code for o in refused.value.objections} == wrong
    assert not Note.objects.exists()
    assert Entry.objects.count() == before


def test_a_correction_stands_beside_and_the_note_stays(case: Case, town: given.Town) -> None:
    note = a_note(case, town, information())

    actions.correct_note(
        str(note.public_id), text="Det var sønnen som sa det.", actor=town.caseworker, at=given.NOW
    )
    first = Note.objects.get(corrects=note)
    actions.correct_note(
        str(first.public_id), text="Og det var i går.", actor=town.caseworker, at=given.NOW
    )

    (row,) = queries.notes_of(case.pk)
    assert row.text == "Datteren sier at han faller om natten."
    assert [c.text for c in row.corrections] == ["Det var sønnen som sa det.", "Og det var i går."]
    assert Entry.objects.filter(event="NoteCorrected").count() == 2


def test_a_correction_that_corrects_nothing_is_refused(case: Case, town: given.Town) -> None:
    note = a_note(case, town)

    for text in ("", note.text):
        with pytest.raises(Refused):
            actions.correct_note(
                str(note.public_id), text=text, actor=town.caseworker, at=given.NOW
            )

    assert Note.objects.count() == 1


def test_what_others_told_is_put_before_the_person_once(case: Case, town: given.Town) -> None:
    note = a_note(case, town, information())
    assert queries.notes_of(case.pk)[0].waits

    actions.put_before_person(
        str(note.public_id),
        put_before=PutBefore.YES,
        told_on=TODAY,
        note="Ola sier at det bare skjedde én gang.",
        actor=town.caseworker,
        at=given.NOW,
    )

    (row,) = queries.notes_of(case.pk)
    assert (row.waits, row.put_before_on, row.put_before_by) == (False, TODAY, "Kari Lie")
    assert Entry.objects.get(event="InformationPutBefore").data["told_on"] == "04.03.2026"
    with pytest.raises(Refused):
        actions.put_before_person(
            str(note.public_id),
            put_before=PutBefore.NOT_NEEDED,
            note="Nei",
            actor=town.caseworker,
            at=given.NOW,
        )


@pytest.mark.parametrize(
    ("put_before", "told_on", "note", "code"),
    [
        (PutBefore.NOT_YET, None, "", "put_before_missing"),
        (PutBefore.YES, None, "", "day_missing"),
        (PutBefore.YES, TODAY + dt.timedelta(days=1), "", "in_the_future"),
        (PutBefore.YES, TODAY - dt.timedelta(days=1), "", "before_it_was_told"),
        (PutBefore.NOT_NEEDED, None, " ", "put_before_note_missing"),
    ],
)
def test_half_an_answer_is_refused(
    put_before: PutBefore,
    told_on: dt.date | None,
    note: str,
    code: str,
    case: Case,
    town: given.Town,
) -> None:
    written = a_note(case, town, information())

    with pytest.raises(Refused) as refused:
        actions.put_before_person(
            str(written.public_id),
            put_before=put_before,
            told_on=told_on,
            note=note,
            actor=town.caseworker,
            at=given.NOW,
        )

    assert refused.value.code == code
    written.refresh_from_db()
    assert written.put_before == "NOT_YET"


def test_a_note_on_a_person_needs_no_case(town: given.Town) -> None:
    person = given.a_person(town.municipality)

    actions.write_note(a_call(), person=str(person.public_id), actor=town.caseworker, at=given.NOW)

    assert [n.reference for n in queries.notes_of_person(person.pk, actor=town.caseworker)] == [""]


def test_who_may_not_open_the_case_neither_reads_nor_writes(case: Case, town: given.Town) -> None:
    note = a_note(case, town)
    elsewhere = given.a_town("3303", "Kongsberg kommune").caseworker

    for stranger in (town.officer, elsewhere):
        with pytest.raises((AccessDenied, NotFound)):
            actions.write_note(a_call(), case_id=case.pk, actor=stranger, at=given.NOW)
        with pytest.raises(NotFound):
            actions.correct_note(str(note.public_id), text="Nei", actor=stranger, at=given.NOW)
        assert queries.notes_of_person(case.person_id, actor=stranger) == []
    assert Note.objects.count() == 1


@pytest.mark.parametrize("role", [r for r in Role if r not in {Role.INTEGRATION, Role.SYSTEM}])
def test_only_who_works_on_cases_writes(role: Role, case: Case, town: given.Town) -> None:
    if may(role, Permission.WORK_CASE):
        return
    with pytest.raises(AccessDenied):
        actions.write_note(a_call(), case_id=case.pk, actor=town.by_role()[role], at=given.NOW)

    assert not Note.objects.exists()
    assert Denial.objects.exists()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE records_note SET text = 'noe annet'",
        """UPDATE records_note SET put_before = 'YES', put_before_on = '2026-03-04',
        put_before_by_id = signed_by_id, put_before_at = written_at, text = 'noe annet'""",
        "UPDATE records_note SET put_before_note = 'noe annet'",
        "DELETE FROM records_note",
    ],
)
def test_the_database_refuses_to_change_a_note(sql: str, case: Case, town: given.Town) -> None:
    a_note(case, town, information())

    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)

    assert queries.notes_of(case.pk)[0].waits


def test_what_the_person_has_not_heard_is_a_task_until_it_is_answered(
    case: Case, town: given.Town
) -> None:
    note = a_note(case, town, information())

    def tasks() -> list[str]:
        shown = task_list(actor=town.caseworker, narrow=TaskNarrow(), on=TODAY)
        found = [row for row in shown.rows if row.url.startswith("/notater/")]
        assert all(row.due_on for row in found)  # no task is without a day
        return [row.url for row in found]

    assert tasks() == [f"/notater/{note.public_id}/forelagt/"]
    actions.put_before_person(
        str(note.public_id),
        put_before=PutBefore.NOT_NEEDED,
        note="Uten betydning for vedtaket.",
        actor=town.caseworker,
        at=given.NOW,
    )
    assert tasks() == []


def test_the_list_costs_the_same_for_two_papers_and_for_twenty(
    case: Case, town: given.Town, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    def papers(number: int) -> None:
        for _ in range(number):
            note = a_note(case, town, information())
            actions.correct_note(
                str(note.public_id), text="Nei.", actor=town.caseworker, at=given.NOW
            )

    papers(2)
    with CaptureQueriesContext(connection) as few:
        queries.papers_of_case(case.pk, at=given.NOW)
    papers(18)
    with django_assert_num_queries(len(few)):
        assert len(queries.papers_of_case(case.pk, at=given.NOW)) == 20
