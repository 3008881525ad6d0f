"""A case ends with a reason and who was told; what takes time is told in time."""

import datetime as dt
from typing import Any

import pytest

from audit.models import Entry
from cases.models import Case
from cases.stages import ENDS, EndReason, Stage
from deadlines.kinds import Kind
from deadlines.models import Deadline
from intake import actions
from intake.kinds import ENDS_BY_HAND
from notifications.models import Letter
from people.models import Departure, Resident
from people.refusals import AccessDenied, Refused, Stale
from tests import given

pytestmark = pytest.mark.django_db

WITHDRAWAL: dict[str, Any] = {
    "reason": "WITHDRAWN",
    "told": "Ola Nordmann på telefon",
    "asked_by": "Ola Nordmann",
    "asked_on": dt.date(2026, 3, 4),
    "confirmed": "på telefon",
}


@pytest.fixture
def town() -> given.Town:
    return given.a_town()


@pytest.fixture
def case(town: given.Town) -> Case:
    return given.a_registered_application(town)[0]


def a_move(case: Case, town: given.Town, *, on: dt.date) -> Departure:
    """It is registered that the person of a case no longer stays here from a day."""
    return Departure.objects.create(
        resident_id=case.person_id,
        moves_on=on,
        receiving="Asker kommune",
        consent="NOT_ASKED",
        registered_by_id=town.caseworker.staff(),
        registered_at=given.NOW,
    )


def test_a_withdrawn_soknad_keeps_who_asked_when_and_how(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    actions.end_case(case.pk, **WITHDRAWAL, version=case.version, actor=town.caseworker, at=now)

    case.refresh_from_db()
    assert (case.stage, case.end_reason) == (Stage.ENDED, "WITHDRAWN")
    assert case.end_told == "Ola Nordmann på telefon"
    assert case.end_note == "Ola Nordmann ba om det 04.03.2026. Bekreftet: på telefon."
    letter = Letter.objects.get(kind="ENDED")
    assert "trekker søknaden" in str(letter.content)
    assert Entry.objects.get(event="CaseEnded").data["reason"] == "WITHDRAWN"


@pytest.mark.parametrize("reason", ENDS_BY_HAND)
def test_every_end_is_told_in_writing_where_its_row_says_so(
    reason: EndReason, town: given.Town, case: Case, now: dt.datetime
) -> None:
    if reason is EndReason.LAPSED_DEATH:
        Resident.objects.filter(pk=case.person_id).update(died_on=dt.date(2026, 3, 1))
    if reason is EndReason.LAPSED_MOVED:
        a_move(case, town, on=dt.date(2026, 3, 4))

    actions.end_case(
        case.pk,
        **WITHDRAWAL | {"reason": reason, "referred_to": "Fastlegen"},
        explanation="Vi snakket sammen om hva du trenger.",
        actor=town.caseworker,
        at=now,
    )

    assert Letter.objects.filter(kind="ENDED").exists() == ENDS[reason].letter
    assert Case.objects.get(pk=case.pk).end_reason == reason


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"reason": "COMPLETED"}, {"reason"}),
        ({"reason": ""}, {"reason"}),
        ({"told": " "}, {"told"}),
        (
            {"asked_by": "", "asked_on": None, "confirmed": ""},
            {"asked_by", "asked_on", "confirmed"},
        ),
        ({"asked_on": dt.date(2026, 3, 5)}, {"asked_on"}),
        ({"asked_on": dt.date(2026, 3, 1)}, {"asked_on"}),
        ({"reason": "REFERRED_ON"}, {"referred_to"}),
        ({"reason": "LAPSED_DEATH"}, {"reason"}),
        ({"reason": "LAPSED_MOVED"}, {"reason"}),
        ({"explanation": "Takk 🙂"}, {"explanation"}),
        ({"note": "x" * 1001}, {"note"}),
    ],
)
def test_an_end_that_lacks_something_is_refused_whole(
    changes: dict[str, Any], fields: set[str], town: given.Town, case: Case, now: dt.datetime
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.end_case(case.pk, **WITHDRAWAL | changes, actor=town.caseworker, at=now)

    assert {o.field for o in refusal.value.objections} == fields
    case.refresh_from_db()
    assert case.stage == Stage.RECEIVED
    assert not Entry.objects.filter(event="CaseEnded").exists()
    assert not Letter.objects.filter(kind="ENDED").exists()


def test_a_case_lapses_by_a_move_from_its_day_and_says_where_it_is_registered(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    ending: dict[str, Any] = {"reason": "LAPSED_MOVED", "told": "Personen", "at": now}
    with pytest.raises(Refused, match="«Endre opplysninger» og «Flytting»"):
        actions.end_case(case.pk, **ending, actor=town.caseworker)

    a_move(case, town, on=dt.date(2026, 3, 5))
    with pytest.raises(Refused, match=r"til 05\.03\.2026"):
        actions.end_case(case.pk, **ending, actor=town.caseworker)

    assert Case.objects.get(pk=case.pk).stage == Stage.RECEIVED


def test_a_decided_case_is_not_withdrawn(town: given.Town, case: Case, now: dt.datetime) -> None:
    Case.objects.filter(pk=case.pk).update(stage=Stage.DECIDED)

    with pytest.raises(Refused) as refusal:
        actions.end_case(case.pk, **WITHDRAWAL, actor=town.caseworker, at=now)

    assert refusal.value.code == "wrong_stage"
    assert not Letter.objects.filter(kind="ENDED").exists()


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"why": ""}, "why"),
        ({"why": "Fordi \u0007"}, "why"),
        ({"expected_on": dt.date(2026, 3, 4)}, "expected_on"),
    ],
)
def test_a_reply_that_says_too_little_is_refused(
    changes: dict[str, Any], field: str, town: given.Town, case: Case, now: dt.datetime
) -> None:
    with pytest.raises(Refused) as refusal:
        actions.send_preliminary_reply(
            case.pk, **{"why": "Kø."} | changes, actor=town.caseworker, at=now
        )

    assert [o.field for o in refusal.value.objections] == [field]
    assert Deadline.objects.get(case=case, kind=Kind.PRELIMINARY_ANSWER).met_at is None
    assert not Letter.objects.filter(kind="PRELIMINARY_REPLY").exists()


def test_two_who_save_at_once_and_strangers_change_nothing(
    town: given.Town, case: Case, now: dt.datetime
) -> None:
    with pytest.raises(Stale):
        actions.end_case(case.pk, **WITHDRAWAL, version=99, actor=town.caseworker, at=now)
    with pytest.raises(Stale):
        actions.send_preliminary_reply(
            case.pk, why="Kø.", version=99, actor=town.caseworker, at=now
        )
    for actor in (town.officer, town.provider, town.auditor, town.administrator):
        with pytest.raises(AccessDenied):
            actions.end_case(case.pk, **WITHDRAWAL, actor=actor, at=now)
    case.refresh_from_db()
    assert case.stage == Stage.RECEIVED
