"""What the registered ask for has its deadline and answer; what was wrong stays, as corrected."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client
from rest_framework.test import APIClient

from audit.models import Entry
from cases.models import Case, CaseAccess, Draft
from cases.models.support import SHARED
from cases.service_types import Confidence
from decisions.actions import post_letters, post_protected_letter
from desk.adapters import whole_case
from desk.queries import task_list
from desk.rules import TaskNarrow
from notifications.actions import print_letters
from notifications.models import Letter
from people.access import Actor, reading
from people.models import Resident
from people.refusals import AccessDenied, Refused, Stale
from people.roles import Permission
from privacy import actions, queries
from privacy.kinds import ClaimKind
from privacy.legal import law_of
from privacy.models import Claim, Correction
from records.models import Note
from records.queries import subject_of_case
from tests import given

pytestmark = pytest.mark.django_db
NOW = given.NOW


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def person(town: given.Town) -> Resident:
    return given.a_case(town).person


def claim(person: Resident, kind: str, by: Actor) -> str:
    made = actions.register_claim(
        str(person.public_id),
        kind=kind,
        from_whom="Personen selv",
        what="Etternavnet er feil skrevet.",
        received_on=NOW.date(),
        actor=by,
        at=NOW,
    )
    return str(made["claim"])


def answer(key: str, by: Actor, outcome: str = "GRANTED", **told: Any) -> None:
    actions.answer_claim(key, outcome=outcome, **told, actor=by, at=NOW + dt.timedelta(days=2))


def waiting(who: Actor) -> list[dt.date | None]:
    rows = task_list(actor=who, narrow=TaskNarrow(view="ufordelt"), on=NOW.date()).rows
    return [row.due_on for row in rows if row.kind == "answer_claim"]


def test_a_claim_is_a_task_of_the_leader_with_a_month_to_answer(
    town: given.Town, person: Resident
) -> None:
    key = claim(person, "CORRECTION", town.caseworker)

    assert Claim.objects.get().due_on == dt.date(2026, 4, 4)
    assert waiting(town.chief) == [dt.date(2026, 4, 4)]
    assert waiting(town.caseworker) == []
    with pytest.raises(AccessDenied):
        answer(key, town.caseworker)
    with pytest.raises(AccessDenied):
        answer(key, town.leader)  # who leads another unit
    assert Claim.objects.get().outcome == ""
    assert not Letter.objects.filter(kind="CLAIM_ANSWER").exists()
    assert not Entry.objects.filter(event="ClaimAnswered").exists()

    answer(key, town.chief, field="family_name", value="Riktigsen")
    assert waiting(town.chief) == []
    with pytest.raises(Stale):
        answer(key, town.chief, "REFUSED", reason="Nei.")
    assert (Claim.objects.get().outcome, Claim.objects.get().reason) == ("GRANTED", "")
    assert Letter.objects.filter(kind="CLAIM_ANSWER").count() == 1
    assert Entry.objects.filter(event="ClaimAnswered").count() == 1


def test_what_stood_wrong_is_kept_as_corrected(town: given.Town, person: Resident) -> None:
    key, old = claim(person, "CORRECTION", town.caseworker), person.family_name

    answer(key, town.chief, field="family_name", value=" Riktigsen ")

    person.refresh_from_db()
    assert person.family_name == "Riktigsen"
    with reading(town.chief, Permission.FIND_PERSON, page="Rettigheter", at=NOW) as look:
        page = queries.privacy_page(str(person.public_id), actor=town.chief, on=NOW.date())
        look.saw(persons=[page.person.id])
    assert [(one.old, one.new) for one in page.corrections] == [(old, "Riktigsen")]
    event = Entry.objects.get(event="ClaimAnswered")
    assert "Riktigsen" not in str(event.data)
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.update(old="")


@pytest.mark.parametrize(
    ("told", "code", "field"),
    [
        ({"field": ""}, "field_missing", "field"),
        ({"field": "family_name", "value": ""}, "name_missing", "value"),
        ({"field": "born_on", "value": "31.02.1950"}, "no_day", "value"),
        ({"field": "phone", "value": "ring meg"}, "no_number", "value"),
        ({"field": "journal"}, "reason_missing", "reason"),
        ({"outcome": "REFUSED"}, "reason_missing", "reason"),
    ],
)
def test_an_answer_that_is_not_whole_changes_nothing(
    town: given.Town, person: Resident, told: dict[str, str], code: str, field: str
) -> None:
    key = claim(person, "CORRECTION", town.caseworker)

    with pytest.raises(Refused) as refused:
        answer(key, town.chief, **told)

    assert [(one.code, one.field) for one in refused.value.objections] == [(code, field)]
    assert Claim.objects.get().outcome == ""
    assert not Correction.objects.exists()
    assert not Entry.objects.filter(event="ClaimAnswered").exists()


def test_a_refused_correction_stands_beside_the_journal_with_what_was_asked(
    town: given.Town, person: Resident
) -> None:
    key = claim(person, "CORRECTION", town.caseworker)

    answer(key, town.chief, "REFUSED", reason="Notatet gjengir det som ble sagt.")

    note = Note.objects.get(pk=Claim.objects.get().note_id or 0)
    assert "Krav om retting, avslått" in note.text
    assert "Etternavnet er feil skrevet." in note.text
    assert "Notatet gjengir det som ble sagt." in note.text


def test_blocking_closes_and_erases_nothing(town: given.Town, person: Resident) -> None:
    before = Note.objects.count()

    answer(claim(person, "BLOCK", town.caseworker), town.chief, understood=True)

    person.refresh_from_db()
    assert person.blocked
    assert Note.objects.count() == before
    again = claim(person, "BLOCK", town.caseworker)
    with pytest.raises(Refused, match="allerede sperret"):
        answer(again, town.chief, understood=True)
    assert Claim.objects.get(public_id=again).outcome == ""
    assert Letter.objects.filter(kind="CLAIM_ANSWER").count() == 1
    assert Entry.objects.filter(event="ClaimAnswered").count() == 1
    answer(claim(person, "UNBLOCK", town.caseworker), town.chief)
    person.refresh_from_db()
    assert not person.blocked


def test_what_is_being_written_of_one_claim_is_not_in_the_answer_to_another(
    town: given.Town, person: Resident
) -> None:
    first, second = claim(person, "CORRECTION", town.chief), claim(person, "BLOCK", town.chief)
    for key, words in ((first, "Ordene til den ene."), (second, "Ordene til den andre.")):
        Draft.objects.create(
            owner_id=town.chief.staff(),
            person=person,
            form=actions.answering(key),
            fields={"reason": words},
            saved_at=NOW,
        )
    client = Client()
    client.force_login(given.account_of(town.chief))
    with time_machine.travel(NOW):
        page = client.get(f"/rettigheter/{first}/").content.decode()

    assert "Ordene til den ene." in page
    assert "Ordene til den andre." not in page
    answer(first, town.chief, "REFUSED", reason="Navnet står slik i Folkeregisteret.")
    assert [draft.form for draft in Draft.objects.all()] == [actions.answering(second)]


@pytest.mark.parametrize("protection", ["NONE", "STRICT"])
def test_who_asked_is_told_by_letter_and_of_a_no_where_to_complain(
    town: given.Town, person: Resident, protection: str
) -> None:
    key = claim(person, "CORRECTION", town.caseworker)
    Resident.objects.filter(pk=person.pk).update(protection=protection, address="Hemmelig vei 3")
    if protection == "STRICT":  # only who is named sees it
        CaseAccess.objects.create(
            case=Case.objects.get(person=person),
            staff_id=town.chief.staff_id,
            ground="RESPONSIBLE",
            from_at=NOW,
        )

    answer(key, town.chief, "REFUSED", reason="Navnet står slik i Folkeregisteret.")

    letter = Letter.objects.get(kind="CLAIM_ANSWER")
    assert (letter.case, letter.recipient_kind, letter.state) == (None, "PERSON", "HELD")
    said = str(letter.content)
    assert "Navnet står slik i Folkeregisteret." in said
    assert "Datatilsynet" in said
    assert "personvernforordningen artikkel 12 nr. 4" in said
    assert ("Hemmelig" in letter.address) == (protection == "NONE")
    assert letter.protected == (protection != "NONE")
    assert ("Hemmelig" in said) == (protection == "NONE")
    with reading(town.chief, Permission.FIND_PERSON, page="Rettigheter", at=NOW) as look:
        row = queries.claim_row(key, actor=town.chief, at=NOW)
        look.saw(persons=[row.person_id])
    assert [one.url for one in row.letters] == [f"/brev/{letter.public_id}/"]


def read(who: Actor, path: str, *, at: dt.datetime) -> tuple[int, str]:
    client = Client()
    client.force_login(given.account_of(who))
    with time_machine.travel(at):
        answer = client.get(path)
    return answer.status_code, answer.content.decode(errors="replace")


def test_the_answer_is_read_by_who_answers_claims_and_by_nobody_for_having_the_case(
    town: given.Town,
) -> None:
    # given a caseworker who has the case in her own name, and posts letters for her unit
    person = given.a_person(town.municipality)
    case = given.a_case(town, person=person, responsible=town.caseworker)
    key = claim(person, "ACCESS", town.caseworker)
    answer(key, town.chief, "REFUSED", reason="Begge har bedt om at det ikke gis ut.")
    letter = Letter.objects.get(kind="CLAIM_ANSWER")
    later = NOW + dt.timedelta(days=3)

    # then she sees neither that there is a letter, nor the letter, nor what it says
    whose, about = f"/personer/{person.public_id}/", f"/saker/{case.reference}/"
    for path in (
        about,
        f"{about}dokumenter/",
        f"{about}historikk/",
        f"{about}utskrift/",
        whose,
        f"{whose}dokumenter/",
        f"/rettigheter/{key}/",
        "/brev/",
    ):
        status, page = read(town.caseworker, path, at=later)
        assert status == 200, path
        assert str(letter.public_id) not in page, path
        assert "Svar på krav" not in page, path
        assert "Begge har bedt" not in page, path
    assert read(town.caseworker, f"/brev/{letter.public_id}/", at=later)[0] == 404
    api = APIClient()
    api.force_authenticate(given.account_of(town.caseworker))
    with time_machine.travel(later):
        assert api.get(f"/api/v1/letters/{letter.public_id}/pdf/").status_code == 404
    with reading(town.caseworker, Permission.OPEN_CASE, page="Saken som PDF", at=later) as look:
        about_it = subject_of_case(case.reference, actor=town.caseworker, on=later.date())
        whole = whole_case(about_it, by="", actor=town.caseworker, at=later)
        look.saw(persons=[person.pk], case=case.pk)
    assert [one.entry.title for one in whole.sheets] == ["Historikk"]
    assert "krav" not in str(whole.sheets[0].entry)

    # and who answers claims reads it
    assert str(letter.public_id) in read(town.chief, f"/rettigheter/{key}/", at=later)[1]
    status, file = read(town.chief, f"/brev/{letter.public_id}/", at=later)
    assert (status, file[:4]) == (200, "%PDF")


@pytest.mark.parametrize("protection", ["NONE", "STRICT"])
def test_the_answer_is_posted_by_who_posts_for_the_unit_that_answered(
    town: given.Town, protection: str
) -> None:
    # given one with a protected address, whom only the named see
    person = given.a_person(town.municipality, protection=protection)
    case = given.a_case(town, person=person)
    for who in (town.chief, town.officer) if protection == "STRICT" else ():
        CaseAccess.objects.create(case=case, staff_id=who.staff_id, ground=SHARED, from_at=NOW)
    key = claim(person, "ACCESS", town.chief)
    answer(key, town.chief, "REFUSED", reason="Begge har bedt om at det ikke gis ut.")
    letter = Letter.objects.get(kind="CLAIM_ANSWER")
    later = NOW + dt.timedelta(days=3)
    page = f"/brev/{letter.public_id}/"

    # then it is in the queue of the office, and what is printed with others is read in no other way
    assert f"{page}oppfolging/" in read(town.officer, "/brev/", at=later)[1]
    status, shown = read(town.officer, f"{page}oppfolging/", at=later)
    assert status == 200
    assert (f'href="{page}"' in shown) == (protection == "STRICT")
    assert read(town.officer, page, at=later)[0] == (200 if protection == "STRICT" else 404)
    if protection == "STRICT":
        post_protected_letter(
            str(letter.public_id),
            posted_on=later.date(),
            handled_as="Gitt til hovedpersonen",
            actor=town.officer,
            at=later,
        )
    else:
        done = print_letters([str(letter.public_id)], actor=town.officer, at=later)
        assert read(town.officer, f"/brev/bunke/{done['bundle']}/", at=later)[1][:4] == "%PDF"
        post_letters(done["bundle"], posted_on=later.date(), actor=town.officer, at=later)
    letter.refresh_from_db()
    assert letter.state == "SENT"

    # and sent, it is open to them no more
    assert read(town.officer, page, at=later)[0] == 404
    assert read(town.officer, "/brev/", at=later)[1].count(str(letter.public_id)) == 0


def test_what_no_letter_can_show_is_said_at_its_field_and_nothing_is_answered(
    town: given.Town, person: Resident
) -> None:
    key = claim(person, "ACCESS", town.caseworker)

    with pytest.raises(Refused) as refused:
        answer(key, town.chief, handed_to="Personen", handed_how="Hentes 𓀀 her")

    assert [one.field for one in refused.value.objections] == ["handed_how"]
    assert Claim.objects.get().outcome == ""
    assert not Letter.objects.filter(kind="CLAIM_ANSWER").exists()


def test_every_claim_has_its_law_and_nothing_less_than_read_is_said_in_a_letter() -> None:
    for kind in ClaimKind:
        law = law_of(kind, on=NOW.date())
        assert law.laws
        assert law.confidence in {Confidence.VERIFIED, Confidence.SECONDARY}
