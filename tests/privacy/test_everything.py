"""Innsyn gives all of one person and nothing of another: by the models, and by canaries."""

import datetime as dt
import io
import json
import re
import time
import zipfile
from pathlib import Path

import pikepdf
import pytest
from django.apps import apps
from django.test import Client
from django.utils.timezone import localtime
from pytest_django import Settings

from audit.models import Entry, Read
from cases.models import Case, CaseAccess
from desk.adapters.given import parts_of
from desk.rules import KEYS, heading_of
from inspection.models import Extract
from notifications.models import LetterFile
from people.access import Actor
from people.models import IdentityNumber, Relative, Resident
from people.refusals import AccessDenied
from privacy import actions, queries
from privacy.kinds import GIVEN, LEFT_OUT, LEFT_TITLES, NOT_GIVEN, OF_THE_PERSON, TECHNICAL
from records import actions as recording
from records.kinds import DocumentKind, NoteKind
from records.rules import Described, Written
from tests import given
from tests.whole import a_whole_town

pytestmark = pytest.mark.django_db
NOW = given.NOW
PERSON = "people.Resident"
OF_OTHERS = re.compile(
    r"name|phone|address|postal|party|informant|contact|email|told|number|participants|by$|whom"
    r"|note|external|recipient|consent|other|handed"
)


MODEL = re.compile(r"\b[a-z]+\.[A-Z]\w+|\b[a-z]+_[a-z_]+\b")
CODE = re.compile(r"[A-Z]{2,}(_[A-Z]+)*|[a-z]+(_[a-z0-9]+)+")


def columns(label: str) -> dict[str, bool]:
    """The columns of a model, and whether each is a key."""
    return {f.name: f.is_relation for f in apps.get_model(label)._meta.concrete_fields}


def claimed(person: Resident, by: Actor, leader: Actor) -> str:
    key = actions.register_claim(
        str(person.public_id),
        kind="ACCESS",
        from_whom="Personen selv",
        what="Alt dere har om meg.",
        received_on=NOW.date(),
        actor=by,
        at=NOW,
    )["claim"]
    actions.answer_claim(
        key,
        outcome="GRANTED",
        handed_to="Personen selv",
        handed_how="Hentes mot legitimasjon",
        actor=leader,
        at=NOW,
    )
    return str(key)


def handed_out(key: str, leader: Actor) -> zipfile.ZipFile:
    client = Client()
    client.force_login(given.account_of(leader))
    session = client.session
    session["known"] = session["started"] = time.time()
    session.save()
    answer = client.get(f"/rettigheter/{key}/fil/")
    assert answer.status_code == 200, answer
    return zipfile.ZipFile(io.BytesIO(answer.content))


def text_of(bundle: zipfile.ZipFile) -> str:
    return "\n".join(
        bundle.read(name).decode() for name in bundle.namelist() if name.endswith((".json", ".txt"))
    )


def test_every_table_that_leads_to_a_person_is_given_or_left_out_for_a_reason() -> None:
    assert {*queries.ways(), PERSON} == {*GIVEN, *NOT_GIVEN}
    assert not GIVEN.keys() & NOT_GIVEN.keys()


def test_every_column_that_is_given_has_a_name_in_words_or_is_a_key() -> None:
    nameless = {
        f"{label}.{name}"
        for label in GIVEN
        for name, column in queries.columns_of(label).items()
        if not heading_of(column) and column not in KEYS and name not in TECHNICAL
    }

    assert nameless == set()
    assert NOT_GIVEN.keys() == LEFT_TITLES.keys()


def test_every_column_that_may_tell_of_another_is_looked_at() -> None:
    unsaid = []
    for label in GIVEN:
        for name, is_key in columns(label).items():
            said = f"{label}.{name}" in OF_THE_PERSON or name in LEFT_OUT.get(label, {})
            if OF_OTHERS.search(name) and not is_key and not said:
                unsaid.append(f"{label}.{name}")
    gone = {f"{label}.{name}" for label, left in LEFT_OUT.items() for name in left} | OF_THE_PERSON

    assert unsaid == []
    assert {
        one for one in gone if one.rsplit(".", 1)[1] not in columns(one.rsplit(".", 1)[0])
    } == set()


@pytest.mark.usefixtures("wednesday")
def test_the_file_has_all_of_one_and_nothing_of_those_around_them() -> None:
    town = given.a_town()
    case = given.an_issued_decision(town).case
    person = case.person
    other = given.a_person(town.municipality, given="Kanari", family="Fuglesang")
    Resident.objects.filter(pk=other.pk).update(phone="91234567", address="Kanarigata 9")
    number = IdentityNumber.objects.get(resident=other).number
    Relative.objects.create(
        resident=person, other=other, name="Kanari", relation="datter", phone="412 34 567",
        address="Fuglevegen 77", valid_from=NOW.date(),
    )  # fmt: skip
    recording.write_note(
        Written(
            kind=NoteKind.TELEPHONE,
            occurred_on=NOW.date(),
            text=f"Datteren ({number}) ringte fra 41234567, bor i Kanarigata 9. EGENKANARI.",
        ),
        person=str(person.public_id),
        actor=town.caseworker,
        at=NOW,
    )
    key = claimed(person, town.caseworker, town.chief)

    officer = Client()
    officer.force_login(given.account_of(town.officer))
    officer.get(f"/saker/{case.reference}/")

    bundle = handed_out(key, town.chief)

    told = text_of(bundle)
    own = IdentityNumber.objects.get(resident=person).number
    for canary in (person.family_name, own, case.reference, "EGENKANARI", "datter", "Alt dere har"):
        assert canary in told, canary
    for canary in (number, "91234567", "412 34 567", "41234567", "Fuglevegen", "Kanarigata"):
        assert canary not in told, canary
    # what is read by people stands first, in words alone; what is for machines is called so
    for name in ("alt-som-er-registrert.pdf", "hvem-har-sett.pdf"):
        with pikepdf.open(io.BytesIO(bundle.read(name))) as pdf:
            assert len(pdf.pages) >= 1
    readme = bundle.read("LES-MEG.txt").decode()
    assert not MODEL.search(readme), MODEL.search(readme)
    assert "Kladder: " in readme
    looks = json.loads(bundle.read("for-maskiner/innsynslogg.json"))
    assert {"når", "hvem", "enhet", "hvorfor", "hva de så"} == looks[0].keys()
    assert "Tilgang gjennom rollen" not in {look["hvorfor"] for look in looks}
    letters = LetterFile.objects.filter(letter__person=person, letter__recipient_kind="PERSON")
    assert {bytes(one.body) for one in letters} == {
        bundle.read(name) for name in bundle.namelist() if name.startswith("brev/")
    }
    contents = json.loads(bundle.read("innhold.json"))
    assert {row["fil"] for row in contents} == {*bundle.namelist()} - {"innhold.json"}
    # it was on record before it was given, with why
    taken = Extract.objects.get(what="PERSON")
    assert (taken.purpose, taken.person_id) == ("INSIGHT", person.pk)
    assert Read.objects.get(page="Innsyn – hele personen").ground == "innsyn"
    answered = Entry.objects.get(event="ClaimAnswered")
    assert (answered.person_id, answered.staff_id) == (person.pk, town.chief.staff())


def test_the_file_says_language_and_last_days_in_words() -> None:
    town = given.a_town()
    case = given.an_issued_decision(town).case
    midnight = localtime(NOW).replace(hour=0) + dt.timedelta(days=15)
    CaseAccess.objects.filter(case=case, unit__isnull=False).update(until_at=midnight)

    found = queries.everything(case.person_id, on=NOW.date())
    facts = {
        fact
        for label in GIVEN
        for part in parts_of(label, found.tables[GIVEN[label]])
        for fact in part.facts
    }

    assert ("Språk", "Bokmål") in facts
    assert ("Til", "til og med 18.03.2026") in facts
    assert not {(head, text) for head, text in facts if text == "nb" or text.endswith(" 00.00")}


def test_the_file_is_given_by_a_leader_who_has_just_shown_who_they_are() -> None:
    town = given.a_town()
    person = given.an_issued_decision(town).case.person
    key = claimed(person, town.caseworker, town.chief)
    with pytest.raises(AccessDenied):
        actions.answer_claim(key, outcome="REFUSED", reason="Nei", actor=town.caseworker, at=NOW)

    client = Client()
    client.force_login(given.account_of(town.chief))
    session = client.session
    session["known"] = session["started"] = time.time() - 3600
    session.save()
    answer = client.get(f"/rettigheter/{key}/fil/")

    assert (answer.status_code, answer.url.split("?")[0]) == (302, "/logg-inn/igjen/")  # type: ignore[attr-defined]  # a redirect's
    assert not Read.objects.filter(page="Innsyn – hele personen").exists()


@pytest.mark.usefixtures("wednesday")
def test_a_file_that_would_not_be_whole_is_not_handed_out(settings: Settings) -> None:
    # given somebody with a document that the store has lost
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)
    said = Described(
        kind=DocumentKind.GP_LETTER,
        dated_on=NOW.date(),
        title="Brev om fall",
        party="Fastlegen",
        file_name="brev.pdf",
    )
    recording.add_document(said, given.a_pdf(), case_id=case.pk, actor=town.caseworker, at=NOW)
    key = claimed(case.person, town.caseworker, town.chief)
    for kept in Path(settings.DOCUMENT_ROOT).rglob("*"):
        if kept.is_file():
            kept.unlink()

    # when it is asked for, then it says which is gone, and what to do
    client = Client()
    client.force_login(given.account_of(town.chief))
    session = client.session
    session["known"] = session["started"] = time.time()
    session.save()
    answer = client.get(f"/rettigheter/{key}/fil/")
    assert answer.status_code == 422
    assert "er borte fra dokumentlageret" in answer.content.decode()


@pytest.mark.proof
@pytest.mark.usefixtures("wednesday")
def test_of_a_whole_town_each_gets_their_own_and_nobody_elses() -> None:
    a_whole_town(at=NOW - dt.timedelta(days=1))
    people = list(Resident.objects.filter(pk__in=Case.objects.values("person")))
    families = {person.pk: person.family_name for person in people}
    numbers = {row.resident_id: row.number for row in IdentityNumber.objects.all()}
    slowest, codes = 0.0, set[str]()

    for person in people:
        began = time.perf_counter()
        found = queries.everything(person.pk, on=NOW.date())
        told = json.dumps(found.__getstate__(), default=str, ensure_ascii=False)
        slowest = max(slowest, time.perf_counter() - began)
        for label in GIVEN:
            for part in parts_of(label, found.tables[GIVEN[label]]):
                values = [part.text, *(value for _, value in part.facts)]
                codes |= {f"{label}: {value}" for value in values if CODE.fullmatch(value)}
        assert numbers[person.pk] in told and families[person.pk] in told  # noqa: PT018 - one person
        for other in people:
            if other.pk != person.pk:
                assert numbers[other.pk] not in told
                assert families[other.pk] == families[person.pk] or not re.search(
                    rf"\b{families[other.pk]}\b", told
                ), (families[other.pk], person.family_name)
    assert codes == set()  # each has a word
    assert slowest <= 60
    print(f"innsyn: {len(people)} people, slowest {slowest:.2f} s")  # noqa: T201 - the figure
