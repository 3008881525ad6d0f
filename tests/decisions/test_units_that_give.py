"""Who gives a service: proposed, shown first, and refused where the municipality lets others."""

import datetime as dt

import pytest

from cases.models import Case, CaseAccess
from decisions import actions, forms, queries
from decisions.models import DecisionLine, UrgentDecision
from people import actions as people_actions
from people.models import Unit
from tests import given
from tests.decisions.acts import refused, save_line, submit, the_line, written
from tests.decisions.haste import HOME, give, said

pytestmark = pytest.mark.django_db
DAY = dt.timedelta(days=1)


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


def only(town: given.Town, unit: Unit, service: str = HOME) -> None:
    people_actions.add_unit_service(
        unit.pk,
        service_key=service,
        valid_from=given.LONG_AGO,
        actor=town.administrator,
        at=given.NOW,
    )


def received(town: given.Town) -> Case:
    (case,) = given.a_registered_application(town)
    CaseAccess.objects.create(case=case, unit=town.office, ground="shared", from_at=given.NOW)
    return case


def test_the_only_unit_that_gives_it_is_in_the_draft_and_no_other_is_decided_on(
    town: given.Town, now: dt.datetime
) -> None:
    case = given.a_case_to_decide(town)
    only(town, town.team)

    actions.draft_decision(case.pk, actor=town.officer, at=now)
    assert the_line(case).unit_performing == town.team

    save_line(case, town.officer, unit_performing=town.home_service.key)
    before = written()
    refusal = refused(submit, case, town.officer)
    assert "unit_gives_not" in {one.code for one in refusal.objections}
    assert "Hjemmetjenesten Nord gir ikke helsetjenester i hjemmet." in str(refusal)
    assert written() == before

    # once it is said of both, either may
    only(town, town.home_service)
    submit(case, town.officer)


def test_help_that_cannot_wait_goes_to_a_unit_that_gives_it(
    town: given.Town, now: dt.datetime
) -> None:
    case = received(town)
    only(town, town.team)

    page = queries.urgent_page(case.pk, actor=town.officer, on=now.date())
    assert page.choices[0].unit_performing == town.team.key
    form = forms.Urgent(None, page=page, initial={})
    shown = str(form["lines.0.unit_performing"])
    assert shown.index('label="Gir tjenesten"') < shown.index("Fagteam Nord")
    assert shown.index('label="Andre enheter"') < shown.index("Hjemmetjenesten Nord")

    before = written()
    refusal = refused(actions.decide_urgently, case.pk, said=said(town), actor=town.officer, at=now)
    assert [(one.code, one.field) for one in refusal.objections] == [
        ("unit_gives_not", "lines.0.unit_performing")
    ]
    assert written() == before
    assert not UrgentDecision.objects.exists()


def test_the_unit_that_gives_it_now_may_give_more(town: given.Town, now: dt.datetime) -> None:
    case = received(town)
    give(case, town)
    only(town, town.team)

    more = said(town)["lines"][0] | {"quantity": "9"}
    give(case, town, lines=[more])

    assert set(DecisionLine.objects.values_list("unit_performing__key", flat=True)) == {"hub-nord"}


def test_a_service_picked_on_the_page_shows_its_units_first_when_it_comes_back(
    town: given.Town,
) -> None:
    case = received(town)
    only(town, town.nursing_home, "matombringing")
    page = queries.urgent_page(case.pk, actor=town.officer, on=given.NOW.date())

    plain = forms.Urgent(None, page=page, initial={})
    again = forms.Urgent({"other.service_key": "matombringing"}, page=page, initial={})

    assert "optgroup" not in str(plain["other.unit_performing"])
    assert 'label="Gir tjenesten"' in str(again["other.unit_performing"])
