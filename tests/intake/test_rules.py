"""What is a søknad, when it came, and by when a henvendelse is answered: pure rules."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from intake.kinds import SPEAKS_FOR_PERSON, Channel, Form, FromWhom
from intake.rules import (
    Told,
    follow_up_day,
    form_of,
    latest_answer,
    objections,
    tracks_in_order,
    withdrawal_note,
)

TODAY = dt.date(2026, 3, 4)
DAYS = st.dates(dt.date(2020, 1, 1), dt.date(2099, 11, 30))


def told(**changes: Any) -> Told:
    plain: dict[str, Any] = {
        "channel": Channel.PHONE,
        "from_whom": FromWhom.PERSON,
        "received_on": TODAY,
        "services": ("trygghetsalarm",),
        "own_words": "Hjelp.",
    }
    return Told(**plain | changes)


@pytest.mark.parametrize("who", list(FromWhom))
@pytest.mark.parametrize("knows", [None, True, False])
def test_what_it_is_follows_from_whose_it_is(who: FromWhom, *, knows: bool | None) -> None:
    theirs = who in SPEAKS_FOR_PERSON or knows is True

    assert form_of(told(from_whom=who, person_knows=knows)) is (
        Form.APPLICATION if theirs else Form.MESSAGE
    )
    assert form_of(told(from_whom=who, form=Form.ENQUIRY)) is Form.ENQUIRY


@for_all(
    who=st.sampled_from(FromWhom),
    form=st.sampled_from([None, *Form]),
    knows=st.sampled_from([None, True, False]),
)
def test_a_soknad_that_is_accepted_is_always_the_persons_own(
    who: FromWhom, form: Form | None, *, knows: bool | None
) -> None:
    contact = told(from_whom=who, form=form, person_knows=knows)

    if not objections(contact, on=TODAY, as_cases=True):
        assert form_of(contact) is not Form.ENQUIRY
        if form_of(contact) is Form.APPLICATION:
            assert who in SPEAKS_FOR_PERSON or knows


@for_all(received_on=DAYS)
def test_an_answer_is_due_on_the_same_day_of_the_next_month_or_its_last(
    received_on: dt.date,
) -> None:
    latest = latest_answer(received_on)

    assert 28 <= (latest - received_on).days <= 31
    same = latest.day == received_on.day
    last = (latest + dt.timedelta(days=1)).day == 1
    assert same or last
    assert (latest.month - received_on.month) % 12 == 1


@pytest.mark.parametrize(
    ("received_on", "latest"),
    [
        (dt.date(2026, 1, 31), dt.date(2026, 2, 28)),
        (dt.date(2028, 1, 31), dt.date(2028, 2, 29)),
        (dt.date(2026, 12, 15), dt.date(2027, 1, 15)),
        (dt.date(2026, 3, 31), dt.date(2026, 4, 30)),
    ],
)
def test_known_answers(received_on: dt.date, latest: dt.date) -> None:
    assert latest_answer(received_on) == latest


@for_all(received_on=DAYS, late=st.integers(0, 60))
def test_a_promise_without_a_day_is_never_of_the_past(received_on: dt.date, late: int) -> None:
    on = received_on + dt.timedelta(days=late)

    day = follow_up_day(told(received_on=received_on), on=on)

    assert day >= on
    assert day <= max(on, latest_answer(received_on))


@for_all(asked=st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from(["HOME", "OTHER"]))))
def test_services_are_grouped_by_track_once_each_in_the_order_asked(
    asked: list[tuple[str, str]],
) -> None:
    grouped = tracks_in_order(asked)

    pairs = list(dict.fromkeys(asked))
    assert list(grouped) == list(dict.fromkeys(track for _, track in asked))
    for track, services in grouped.items():
        assert services == [service for service, of in pairs if of == track]


def test_a_withdrawal_says_who_when_and_how() -> None:
    note = withdrawal_note(
        asked_by=" Kari Lie ", asked_on=TODAY, confirmed="i brev", note="Flytter."
    )

    assert note == "Kari Lie ba om det 04.03.2026. Bekreftet: i brev. Flytter."
