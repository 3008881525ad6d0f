"""What is said first: that one may not, before what is missing; and what is wrong, as it stands."""

import re

import pytest
import time_machine
from django.test import Client
from django.utils.timezone import localdate

from notifications.models import Letter
from people.access import Actor
from records import actions as recording
from records.kinds import NoteKind, PutBefore
from records.rules import Written
from tests import given

LINK = re.compile(r'href="#([^"]+)"')


def signed_in(actor: Actor) -> Client:
    client = Client()
    client.force_login(given.account_of(actor))
    return client


def in_the_pages_order(html: str) -> list[str]:
    """The links of the summary, which lead down the page."""
    summary = html[html.index("ds-error-summary") :]
    links = LINK.findall(summary[: summary.index("</ul>")])
    places = [html.index(f'id="{link}"') for link in links]
    assert places == sorted(places), links
    return links


@pytest.mark.django_db
def test_who_may_not_act_hears_that_before_what_is_missing_in_an_empty_form() -> None:
    town = given.a_town()
    case = given.an_issued_decision(town).case
    told = Written(
        kind=NoteKind.INFORMATION,
        occurred_on=localdate(given.NOW),
        text="Datteren sier at hun faller.",
        informant="Kari Vik, datter",
        put_before=PutBefore.NOT_YET,
    )
    note = recording.write_note(told, case_id=case.pk, actor=town.officer, at=given.NOW)["note"]
    letter = Letter.objects.get(case=case, kind="DECISION").public_id
    with time_machine.travel(given.NOW):
        for door in (
            f"/notater/{note}/rett/",
            f"/notater/{note}/forelagt/",
            f"/brev/{letter}/sendt/",
            f"/brev/{letter}/retur/",
        ):
            assert signed_in(town.auditor).post(door).status_code == 403, door
            assert signed_in(town.officer).post(door).status_code == 422, door


@pytest.mark.django_db
def test_what_is_wrong_is_summed_up_in_the_order_of_the_page() -> None:
    town = given.a_town()
    case = given.a_case_to_decide(town)
    given.a_drafted_decision(town, case)
    decision = f"/saker/{case.reference}/vedtak/1/"
    bad = {"lines.0.from_on": "31.02.2026", "evaluate_on": "x", "version": "1", "act": "save"}
    with time_machine.travel(given.NOW):
        officer = signed_in(town.officer)
        page = officer.get(decision).content.decode()
        hidden = dict(re.findall(r'type="hidden" name="(lines\.0\.id)" value="([^"]*)"', page))
        vedtak = officer.post(decision, bad | hidden)
        new = signed_in(town.caseworker).post(
            "/soknader/ny/", {"without_number": "True", "born_on": "x", "received_on": "x"}
        )

    assert in_the_pages_order(vedtak.content.decode()) == ["id_lines.0.from_on", "id_evaluate_on"]
    assert len(in_the_pages_order(new.content.decode())) > 3
