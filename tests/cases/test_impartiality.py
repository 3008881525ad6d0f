"""Who may not deal with a case: it is said, kept, taken back by another, and stops the decision."""

import pytest
from django.db import IntegrityError, transaction

from audit.models import Entry
from cases import actions
from cases.models import Disqualification
from cases.queries import disqualified
from decisions import actions as deciding
from decisions.models import Decision
from people.refusals import Refused
from tests import given
from tests.given import NOW
from tildeling.town.law import decide as decide_prices

pytestmark = pytest.mark.django_db


@pytest.fixture
def town() -> given.Town:
    town = given.a_town()
    decide_prices(actor=town.administrator, at=NOW, from_on=given.LONG_AGO)
    return town


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [objection.code for objection in refused.value.objections]


def test_who_is_disqualified_neither_decides_nor_approves_until_another_takes_it_back(
    town: given.Town,
) -> None:
    # given a decision about to be made, whose decider turns out to be the person's niece
    case = given.a_case_to_decide(town)
    draft = given.a_drafted_decision(town, case)
    officer = given.public_id_of(town.officer)
    with pytest.raises(Refused) as unexplained:
        actions.declare_disqualified(
            case.pk, staff=officer, ground="SPECIAL", actor=town.officer, at=NOW
        )
    assert codes(unexplained) == ["note_missing"]
    assert not Disqualification.objects.exists()
    actions.declare_disqualified(
        case.pk, staff=officer, ground="FAMILY", actor=town.officer, at=NOW
    )
    assert [row.name for row in disqualified([case.pk])] == ["Nina Moe"]

    # when she decides all the same, she is told how it gets to somebody who can
    with pytest.raises(Refused) as stopped:
        deciding.submit_and_issue(case.pk, version=draft.version, actor=town.officer, at=NOW)
    assert codes(stopped) == ["disqualified"]
    assert "«Overfør ansvar»" in str(stopped.value)
    draft.refresh_from_db()
    assert draft.submitted_at is None

    # and the database holds it, whoever asks
    with pytest.raises(IntegrityError, match="disqualified"), transaction.atomic():
        Decision.objects.filter(pk=draft.pk).update(
            submitted_at=NOW,
            decided_by_id=town.officer.staff(),
            deciding_unit_id=town.office.pk,
            rules="r",
            facts="f",
            considerations="c",
            persons_view="p",
        )
    with pytest.raises(IntegrityError, match="kept"), transaction.atomic():
        Disqualification.objects.update(ground="PARTY")

    # then she cannot take it back herself; another can, with a reason, and the way is open
    with pytest.raises(Refused) as own:
        actions.take_back_disqualification(
            case.pk, staff=officer, reason="", actor=town.officer, at=NOW
        )
    assert codes(own) == ["own_impartiality", "reason_missing"]
    actions.take_back_disqualification(
        case.pk, staff=officer, reason="Navnesøster.", actor=town.approver, at=NOW
    )
    deciding.submit_and_issue(case.pk, version=draft.version, actor=town.officer, at=NOW)
    events = Entry.objects.filter(case_id=case.pk, event__startswith="Disqualification")
    assert sorted(e.event for e in events) == [
        "DisqualificationDeclared",
        "DisqualificationTakenBack",
    ]


def test_an_approval_is_refused_too(town: given.Town) -> None:
    case = given.a_case_to_decide(town, refuse=True)
    draft = given.a_drafted_decision(town, case)
    deciding.submit_decision(case.pk, version=draft.version, actor=town.officer, at=NOW)
    draft.refresh_from_db()
    actions.declare_disqualified(
        case.pk,
        staff=given.public_id_of(town.approver),
        ground="FAMILY",
        actor=town.approver,
        at=NOW,
    )

    with pytest.raises(Refused) as refused:
        deciding.approve_and_issue(case.pk, version=draft.version, actor=town.approver, at=NOW)

    assert codes(refused) == ["disqualified"]
    draft.refresh_from_db()
    assert draft.approved_at is None
