"""What was written wrongly at the first contact is corrected, and what stood is kept."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client

from audit.models import Entry
from cases.models import Case, CaseAccess
from cases.stages import Stage
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
    between = given.a_case(town, person=person, unit=town.assessment, at=now - dt.timedelta(days=2))
    earlier = CaseAccess.objects.filter(ground="earlier", to_at=None).order_by("pk")
    assert {row.case_id for row in earlier} == {between.pk}
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
    # and which of the person's cases is the earlier one, that another unit may read, is told anew
    assert {(row.case_id, row.unit_id) for row in earlier.all()} == {
        (one.pk, town.assessment.pk) for one in cases
    }
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


def test_another_first_day_is_for_who_answers_for_every_case_it_moves(now: dt.datetime) -> None:
    # given a søknad of two cases, one of which the caseworker has handed to another unit
    town = given.a_town()
    case, other = given.a_registered_application(town, services=("trygghetsalarm", "bpa"), at=now)
    stands = Application.objects.get()
    told = Correction(
        own_words=stands.own_words,
        from_whom=stands.from_whom,
        contact_name="",
        contact_phone="",
        channel=stands.channel,
        received_on=dt.date(2026, 2, 27),
        reason="Brevet lå i feil kurv.",
    )
    by: dict[str, Any] = {"version": stands.version, "actor": town.caseworker, "at": now}
    CaseAccess.objects.filter(case=other, to_at=None).update(to_at=now)

    # then the day is not theirs to move, and no foreign case is named
    with pytest.raises(Refused) as refusal:
        actions.correct_application(case.pk, told=told, **by)
    assert [(o.code, o.field) for o in refusal.value.objections] == [
        ("not_every_case", "received_on")
    ]
    assert other.reference not in str(refusal.value)
    assert not Entry.objects.filter(event="ApplicationCorrected").exists()

    # and what is decided stands as it is, with its clocks
    Case.objects.filter(pk=other.pk).update(stage=Stage.DECIDED)
    actions.correct_application(case.pk, told=told, **by)
    case.refresh_from_db()
    assert case.received_on == told.received_on
    before = (other.received_on, other.version)
    other.refresh_from_db()
    assert (other.received_on, other.version) == before
    due = Deadline.objects.get(case=other, kind=Kind.PRELIMINARY_ANSWER)
    assert due.starts_on == other.received_on

    # nor is the søknad corrected from a decided case
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECIDED)
    words = replace(told, own_words="Noe annet.")
    with pytest.raises(Refused) as refusal:
        actions.correct_application(case.pk, told=words, **by | {"version": 2})
    assert refusal.value.code == "decided"
    assert Application.objects.get().own_words == stands.own_words
