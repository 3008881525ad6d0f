"""What the municipality sets itself: its prices, and the names of those who hear complaints."""

import datetime as dt
from typing import Any

import pytest

from audit.models import Entry
from decisions import actions
from decisions.models import ComplaintBody, LocalRate
from people.refusals import Refused
from tests import given
from tests.decisions.acts import submit, the, the_line

pytestmark = pytest.mark.django_db
JANUARY = dt.date(2026, 1, 1)


def price(town: given.Town, **changed: Any) -> None:
    facts: dict[str, Any] = {
        "amount_ore": 310_00,
        "unit": "måned",
        "valid_from": JANUARY,
        "decided_by": "Kommunestyret 10.12.2025",
    }
    actions.set_local_rate(
        "trygghetsalarm",
        **{**facts, **changed},
        actor=town.administrator,
        at=given.NOW,
    )


def test_a_new_price_ends_the_old_and_is_said_in_the_letter(town: given.Town) -> None:
    price(town, amount_ore=300_00, valid_from=dt.date(2025, 1, 1))
    price(town)
    case = given.a_case_to_decide(town, services=("trygghetsalarm",))
    given.a_drafted_decision(town, case)

    submit(case, town.officer)

    assert the_line(case).fee_text == "Du betaler 310 kroner per måned."
    assert LocalRate.objects.earliest("valid_from").valid_to == JANUARY
    assert Entry.objects.filter(event="LocalRateSet").count() == 2


def test_a_price_that_cannot_be_is_refused_with_everything_wrong(town: given.Town) -> None:
    with pytest.raises(Refused) as caught:
        price(town, amount_ore=-1, unit="favn", decided_by=" ", valid_to=JANUARY)

    assert [o.field for o in caught.value.objections] == [
        "unit",
        "amount",
        "decided_by",
        "valid_to",
    ]
    assert not LocalRate.objects.exists()


def test_two_prices_for_the_same_days_are_refused(town: given.Town) -> None:
    price(town)

    with pytest.raises(Refused) as caught:
        price(town)

    assert caught.value.code == "overlaps"
    assert LocalRate.objects.count() == 1


def test_the_letter_names_the_body_the_municipality_has_named(town: given.Town) -> None:
    actions.name_complaint_body(
        "statsforvalteren_pbrl",
        name="Statsforvalteren i Østfold, Buskerud, Oslo og Akershus",
        valid_from=JANUARY,
        actor=town.administrator,
        at=given.NOW,
    )
    decision = given.an_issued_decision(town)

    letter = the(decision.case).letter
    assert letter is not None
    assert "klage til Statsforvalteren i Østfold, Buskerud" in str(letter.content)
    with pytest.raises(Refused) as caught:
        actions.name_complaint_body(
            "statsforvalteren_pbrl",
            name="En annen",
            valid_from=JANUARY,
            actor=town.administrator,
            at=given.NOW,
        )
    assert caught.value.code == "overlaps"
    assert ComplaintBody.objects.count() == 1
