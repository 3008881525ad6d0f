"""What was written wrongly at the first contact is corrected, and what stood is kept."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from deadlines.kinds import Kind
from deadlines.models import Deadline
from intake import actions
from intake.models import Application
from intake.rules import Correction
from people.refusals import Refused, Stale
from tests import given

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("wednesday")]


def test_a_soknad_is_corrected_with_a_reason_and_the_clocks_count_from_the_earlier_day(
    now: dt.datetime,
) -> None:
    # given a søknad that became two cases on the fourth of March
    town = given.a_town()
    person = given.a_person(town.municipality)
    cases = given.a_registered_application(
        town, person=person, services=("trygghetsalarm", "bpa"), at=now
    )
    case = cases[0]
    before = Application.objects.get()
    right = Correction(
        own_words="Jeg falt på badet.",
        from_whom=before.from_whom,
        contact_name="",
        contact_phone="",
        channel="PAPER",
        received_on=dt.date(2026, 2, 27),
        reason="Brevet lå i feil kurv.",
    )
    by: dict[str, Any] = {"version": before.version, "actor": town.caseworker, "at": now}
    entries = Entry.objects.count()

    # when it says no reason, a later day or nothing new, or somebody was first, nothing is written
    for wrong, field in (
        (replace(right, reason=" "), "reason"),
        (replace(right, received_on=dt.date(2026, 3, 5)), "received_on"),
        (replace(right, from_whom="NOBODY"), "from_whom"),
    ):
        with pytest.raises(Refused) as refusal:
            actions.correct_application(case.pk, told=wrong, **by)
        assert [o.field for o in refusal.value.objections] == [field]
    with pytest.raises(Stale):
        actions.correct_application(case.pk, told=right, **by | {"version": 9})
    assert Entry.objects.count() == entries

    # when it is right, both cases and their clocks count from the day it came
    answer = actions.correct_application(case.pk, told=right, **by)
    assert answer["changed"] == ["channel", "own_words", "received_on"]
    for one in cases:
        one.refresh_from_db()
        assert one.received_on == right.received_on
        due = Deadline.objects.get(case=one, kind=Kind.PRELIMINARY_ANSWER)
        assert due.starts_on == right.received_on
    entry = Entry.objects.get(event="ApplicationCorrected")
    assert entry.data["before"]["own_words"] == before.own_words
    assert entry.data["before"]["received_on"] == "2026-03-04"

    # and the page shows what stands, keeps what is typed, and goes back to the case
    client = Client()
    client.force_login(given.account_of(town.caseworker))
    url = f"/saker/{case.reference}/soknad/"
    assert "Jeg falt på badet." in client.get(url).content.decode()
    typed = {
        "own_words": "Jeg falt på badet i går.",
        "from_whom": right.from_whom,
        "channel": "PAPER",
        "received_on": "2026-02-27",
        "version": "2",
    }
    refused = client.post(url, typed)
    assert refused.status_code == 422
    assert "Jeg falt på badet i går." in refused.content.decode()
    done = client.post(url, typed | {"reason": "Hørte feil."})
    assert done["Location"] == f"/saker/{case.reference}/"
    assert url in client.get(f"/saker/{case.reference}/").content.decode()
