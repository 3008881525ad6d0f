"""«Før og etter»: what an act made of a case's rows, in words, for whoever reads its history."""

import datetime as dt
import html
import re
import uuid

import pytest
import time_machine
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from audit.kinds import FOLLOWED
from audit.models import Entry, Read
from cases.actions import hold_case
from cases.models import Case
from cases.service_types import SERVICE_TYPES
from deadlines.kinds import KINDS, Kind
from deadlines.models import Deadline
from desk.rules import label_of
from tests import given

HOUR = dt.timedelta(hours=1)
# Which row, which version, by what code: the act's own sentence says it in words.
TECHNICAL = {
    "act", "answers_case", "application_id", "applied", "approved_version", "assessment_id", "at",
    "basis", "became_id", "bundle", "by_directory", "by_trial", "capacity", "carer",
    "carried_from_id", "case_id", "category", "channel", "close_reason", "closed_how",
    "closed_text", "code", "complaint_route", "content", "coordinator_passed", "corrects_id",
    "deadline_id", "decision_id", "deputy_for_id", "digest", "direction", "document_id",
    "claim_id", "double_of_id", "draw", "employee_number", "end_code",
    "end_reason", "end_told", "external_id", "fee_ore", "fee_per", "file_name",
    "field", "form", "from_whom", "gate", "grade", "ground", "handed_how", "handed_to",
    "handled_as", "head", "help_id", "helped_from", "id", "important", "imported_from_id",
    "imported_ref", "inspected_id", "item_id", "key", "kind", "label", "ladder_step",
    "legal_basis", "letter_id", "line_id", "may_be_told", "media_type", "meeting_id",
    "merged_into_id", "met_letter", "municipality_id", "n",
    "new", "next_of_kin", "note_id", "number",
    "old", "on", "order", "order_id", "origin", "other_id", "pages", "parent", "part", "party",
    "pathway_id", "pattern",
    "per", "person_id", "person_knows", "persons", "population", "position",
    "postponed_to_id", "protected", "public_id", "purpose", "reached_assumed", "received_sha256",
    "receiving", "recipient_kind", "recommendation_id", "recommendation_version", "reference",
    "refuse", "relation", "relative_id", "replaces_id", "representative_id", "resident_id",
    "return_code", "role", "rows", "rules", "sample_id", "seed", "service_id", "sex", "sha256",
    "signs", "since", "size", "sort_name", "source", "source_id", "split_from_id", "start_by",
    "state", "stop_reason", "taken_off", "told_scope", "trial_id", "unit", "urgent_id", "verdict",
    "version", "wanted_from", "what", "words", "year",
    # a letter's way to who carries it (notifications.Dispatch), and how a deadline was counted
    "account", "ask_at", "balance", "claim", "claimed_until", "next_at", "parked_at", "receipt",
    "rule", "sent_at", "status", "tried_at", "tries", "trouble",
}  # fmt: skip


def test_every_column_that_is_followed_has_a_label_or_says_something_to_the_database_only() -> None:
    columns = {
        field.column
        for model in apps.get_models()
        if model._meta.db_table in FOLLOWED
        for field in model._meta.concrete_fields
    }

    assert {column for column in columns if column and not label_of(column)} <= TECHNICAL
    assert not {column for column in TECHNICAL if label_of(column)}


@pytest.mark.django_db
def test_whoever_reads_the_history_sees_what_an_act_changed_and_how_the_case_stood(
    client: Client, wednesday: dt.datetime
) -> None:
    # given a case that was put on hold, and then changed by hand
    town = given.a_town()
    (case, *_) = given.a_registered_application(town, at=wednesday - 2 * HOUR)
    hold_case(
        case.pk,
        until=dt.date(2026, 3, 27),
        reason="Venter på lege",
        version=case.version,
        actor=town.caseworker,
        at=wednesday - HOUR,
    )
    held = Entry.objects.get(event="CaseHeld", case_id=case.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('tildeling.use_case', '', true)")
        cursor.execute("SELECT set_config('tildeling.at', '', true)")
    Case.objects.filter(pk=case.pk).update(urgent=True)
    page = f"/saker/{case.reference}/historikk/endringer/"
    client.force_login(given.account_of(town.caseworker))

    # when its history is read
    listed = client.get(f"/saker/{case.reference}/historikk/").content.decode()
    shown = client.get(page, {"hendelse": str(held.id), "dag": "2026-03-03"}).content.decode()

    # then each act leads to what it changed: the field in words, before and after
    assert f"{page}?hendelse={held.id}" in listed
    text = " ".join(shown.split())
    assert (
        '<th scope="row">Grunn til at det venter</th>'
        '<td class="app-pre" data-label="Før">Ikke satt</td>'
        '<td class="app-pre" data-label="Etter">Venter på lege</td>'
    ) in text
    assert ">27.03.2026</td>" in text
    # the day before it was not there, and what was done by hand stands apart
    assert "Saken var ikke opprettet da." in text
    assert text.index("Endret utenom programmet") < text.index('<th scope="row">Haster</th>')
    # and the look is on record
    assert Read.objects.filter(page="Sak – Før og etter", case_id=case.pk).count() == 1

    stood = " ".join(client.get(page, {"dag": "2026-03-04"}).content.decode().split())
    assert '<th scope="row">Steg</th><td class="app-pre">Mottatt</td>' in stood
    assert "Tjenester til hjemmeboende" not in stood.split("<main", 1)[1]
    deadline = Deadline.objects.filter(case=case, met_at=None).order_by("due_on").first()
    assert deadline
    assert deadline.due_on
    label = next(row.label for row in KINDS if row.kind == deadline.kind)
    assert f"{label}, {deadline.due_on:%d.%m.%Y}" in stood
    (service,) = case.services.all()
    named = next(one.name_nb for one in SERVICE_TYPES if one.key == service.service_key)
    assert f"<dt>Hva gjelder det</dt><dd>{named}</dd>" in stood

    # a day to come is refused at its field, and what stood is of the history, not of the rows
    ahead = client.get(page, {"dag": "2026-03-05"}).content.decode()
    assert "Velg en dag som har vært." in ahead
    assert "Slik saken sto ved slutten" not in ahead


@pytest.mark.django_db
def test_what_an_act_put_in_stands_there_with_its_fields_and_its_name(
    client: Client, wednesday: dt.datetime
) -> None:
    town = given.a_town()
    (case, *_) = given.a_registered_application(town, at=wednesday - HOUR)
    came = Entry.objects.get(event="CaseOpened", case_id=case.pk)
    client.force_login(given.account_of(town.caseworker))

    answer = client.get(f"/saker/{case.reference}/historikk/endringer/", {"hendelse": str(came.id)})
    shown = " ".join(answer.content.decode().split())

    listed = client.get(f"/saker/{case.reference}/historikk/").content.decode()
    heading = re.search(r'id="hendelse">([^<]+)<', shown)
    assert heading
    assert heading[1] in listed
    label = next(row.label for row in KINDS if row.kind == Kind.PRELIMINARY_ANSWER)
    due = Deadline.objects.get(case=case, kind=Kind.PRELIMINARY_ANSWER).due_on
    assert due
    assert f"Lagt til: Frist: {label}" in shown
    assert f'<dt>Frist</dt><dd class="app-pre">{due:%d.%m.%Y}</dd>' in shown


@pytest.mark.django_db
def test_a_day_costs_the_same_for_few_rows_and_for_many(
    client: Client, wednesday: dt.datetime
) -> None:
    town = given.a_town()
    (case, *_) = given.a_registered_application(town, at=wednesday - HOUR)
    client.force_login(given.account_of(town.caseworker))
    page = f"/saker/{case.reference}/historikk/endringer/?dag=2026-03-04"
    client.get(page)
    with CaptureQueriesContext(connection) as few:
        client.get(page)
    first = Deadline.objects.filter(case=case).first()
    assert first
    for n in range(20):
        first.pk, first.public_id, first.key = None, uuid.uuid4(), f"more-{n}"
        first.save(force_insert=True)

    with CaptureQueriesContext(connection) as many:
        shown = client.get(page).content.decode()

    assert shown.count(f"{first.due_on:%d.%m.%Y}") > 20
    assert len(many) == len(few)


@pytest.mark.django_db
def test_no_code_or_bare_number_stands_where_a_word_is_told(client: Client) -> None:
    # given a case with a decision, all the way from its application
    town = given.a_town()
    case = given.an_issued_decision(town).case
    client.force_login(given.account_of(town.officer))
    page = f"/saker/{case.reference}/historikk/endringer/"

    # when each of its acts is opened
    acts = Entry.objects.filter(case_id=case.pk).values_list("id", flat=True)
    with time_machine.travel(given.NOW, tick=False):
        pages = [client.get(page, {"hendelse": str(one)}).content.decode() for one in acts]
    values = {
        html.unescape(value).strip()
        for shown in pages
        for value in re.findall(r'class="app-pre"[^>]*>([^<]*)<', shown)
    }

    # then how much, in what language and until when are told in words
    assert "3,5 timer/uke" in values
    assert "Bokmål" in values
    assert any(value.startswith("til og med ") for value in values)
    assert not [one for one in values if one.endswith(" 00.00")]
    assert not values & {"nb", "210", "True", "False"}


@pytest.mark.django_db
def test_another_cases_act_is_not_told_here_and_a_stranger_is_told_nothing(
    client: Client, wednesday: dt.datetime
) -> None:
    town = given.a_town()
    case, other = (given.a_case(town, responsible=town.caseworker) for _ in range(2))
    elsewhere = Entry.objects.filter(case_id=other.pk).first()
    assert elsewhere
    page = f"/saker/{case.reference}/historikk/endringer/"

    client.force_login(given.account_of(town.caseworker))
    assert client.get(page, {"hendelse": str(elsewhere.id)}).status_code == 404
    answer = client.get(page, {"hendelse": "x", "dag": "i går"})
    assert answer.status_code == 404
    assert "Hendelsen finnes ikke i denne saken." in answer.content.decode()
    client.force_login(given.account_of(town.provider))
    assert client.get(page).status_code in {403, 404}
