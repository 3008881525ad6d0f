"""What is said of a document is put right with the old kept; whose paper is missing is told."""

import datetime as dt

import pytest
import time_machine
from django.utils.timezone import localdate

from audit.models import Entry
from people import actions as registering
from people.refusals import NotFound, Refused, Stale
from records import actions, queries
from records.kinds import DocumentKind
from records.models import Document
from tests import given
from tests.records.test_documents import a_document, a_letter, signed_in

pytestmark = pytest.mark.django_db

DAY = localdate(given.NOW)


def test_what_is_said_of_a_document_is_put_right_and_the_old_stays_in_the_history() -> None:
    town = given.a_town()
    case = given.a_case(town, responsible=town.caseworker)
    document = a_document(case, town)
    id_ = str(document.public_id)
    kari = signed_in(town.caseworker)
    page = f"/dokumenter/{id_}/rett/"
    right = {
        "kind": "EPIKRISE",
        "title": "Epikrise etter brudd",
        "direction": "IN",
        "party": "Drammen sykehus",
        "dated_on": "2026-03-01",
        "version": "1",
    }
    with time_machine.travel(given.NOW, tick=False):
        opened = kari.get(page).content.decode()
        assert 'value="Brev om fall"' in opened
        assert f'href="{page}"' in kari.get(f"/saker/{case.reference}/dokumenter/").content.decode()

        # Nothing different, nothing whole: refused in the form, and nothing is written.
        before = Entry.objects.count()
        same = {"kind": "GP_LETTER", "title": "Brev om fall", "party": "Fastlege Hansen"}
        for typed, words in (
            (right | same | {"dated_on": "2026-03-04"}, "Ingenting er endret."),
            (right | {"dated_on": "2026-03-05"}, "Datoen kan ikke være fram i tid."),
        ):
            answer = kari.post(page, typed)
            assert answer.status_code == 422
            assert words in answer.content.decode()
        assert Entry.objects.count() == before

        answer = kari.post(page, right)
        assert answer.status_code == 302
        history = kari.get(f"/saker/{case.reference}/historikk/").content.decode()

    row = queries.document_row(id_, actor=town.caseworker)
    assert (row.label, row.title, row.party) == (
        "Epikrise",
        "Epikrise etter brudd",
        "Drammen sykehus",
    )
    assert (row.dated_on, row.version) == (dt.date(2026, 3, 1), 2)
    kept = Document.objects.get()
    assert (kept.sha256, str(kept.journal), kept.added_at) == (
        document.sha256,
        "1/2026",
        document.added_at,
    )
    told = "Brev fra fastlegen: Brev om fall (fra Fastlege Hansen, 04.03.2026)"
    event = Entry.objects.get(event="DocumentDescribed")
    assert event.data["before"] == told
    assert told in history

    # Somebody was faster; a stranger finds nothing; what lies in the inbox is linked instead.
    again = a_letter("Noe annet")
    with pytest.raises(Stale):
        actions.describe_document(id_, again, version=1, actor=town.caseworker, at=given.NOW)
    with pytest.raises(NotFound):
        actions.describe_document(id_, again, version=2, actor=town.officer, at=given.NOW)
    actions.undo_link(id_, version=2, actor=town.caseworker, at=given.NOW)
    with pytest.raises(Refused, match="Koble dokumentet først"):
        actions.describe_document(id_, again, version=3, actor=town.caseworker, at=given.NOW)
    assert Entry.objects.filter(event="DocumentDescribed").count() == 1


def test_who_speaks_for_a_person_without_a_paper_is_told_where_they_are_met() -> None:
    town = given.a_town()
    decision = given.a_drafted_decision(
        town, given.a_case_to_decide(town, person=given.a_person(town.municipality))
    )
    person = decision.case.person
    public_id = str(person.public_id)
    for kind, name in (("GUARDIAN", "Ola Vik"), ("AGENT", "Kari Vik")):
        registering.add_representative(
            public_id,
            kind=kind,
            name=name,
            personal_matters=True,
            economy=False,
            valid_from=DAY,
            actor=town.caseworker,
            at=given.NOW,
        )

    def missing() -> list[tuple[str, str]]:
        return [(one.name, one.paper) for one in queries.unproven(person.pk, on=DAY)]

    assert missing() == [("Ola Vik", "vergefullmakt"), ("Kari Vik", "fullmakt")]
    letter = f"/saker/{decision.case.reference}/vedtak/1/brev/"
    with time_machine.travel(given.NOW, tick=False):
        telephone = signed_in(town.caseworker).get(f"/personer/{public_id}/").content.decode()
        assert "Mangler: vergefullmakt" in telephone
        assert f'href="/personer/{public_id}/dokumenter/nytt/"' in telephone
        assert "Mangler: fullmakt" in signed_in(town.officer).get(letter).content.decode()

    # The paper comes to the person; an agent's paper is not a guardian's.
    actions.add_document(
        a_letter("Vergefullmakt", kind=DocumentKind.GUARDIANSHIP),
        given.a_pdf(),
        person=public_id,
        actor=town.caseworker,
        at=given.NOW,
    )
    assert missing() == [("Kari Vik", "fullmakt")]
    assert queries.unproven(person.pk, on=DAY - dt.timedelta(days=1)) == []  # not yet in force
