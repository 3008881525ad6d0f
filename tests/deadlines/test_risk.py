"""The order of «Gi meg neste»: total, the same each time, and never later with less time left."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deadlines.rules import Clock, Waiting, risk, why

ON = dt.date(2026, 3, 4)
DAYS = st.integers(-400, 400)


def on(days: int) -> dt.date:
    return ON + dt.timedelta(days=days)


def clock(left: int, *, length: int = 30, law: bool = True, weight: int = 1) -> Clock:
    return Clock("Frist", on(left), length, law, weight)


def task(*clocks: Clock, case: int = 1, key: str = "k", **more: bool) -> Waiting:
    return Waiting(
        case,
        "kind",
        key,
        help_now=more.get("help_now", False),
        urgent=more.get("urgent", False),
        clocks=clocks,
    )


CLOCKS = st.builds(
    clock, DAYS, length=st.integers(1, 400), law=st.booleans(), weight=st.integers(1, 3)
)
TASKS = st.builds(
    lambda clocks, case, key, now, urgent: task(
        *clocks, case=case, key=key, help_now=now, urgent=urgent
    ),
    st.lists(CLOCKS, max_size=4),
    st.integers(1, 5),
    st.text("abc", min_size=1, max_size=2),
    st.booleans(),
    st.booleans(),
)


def test_the_line_is_as_one_would_say_it() -> None:
    line = [
        task(clock(9), help_now=True),  # somebody needs help now
        task(clock(-2)),  # of the law, and passed
        task(clock(-1)),
        task(clock(0)),  # of the law, today and tomorrow
        task(clock(1, length=1)),
        task(clock(-20, law=False)),  # the house's own target, and passed
        task(clock(0, law=False)),
        task(clock(2, length=30)),
        task(clock(20, length=30, weight=3)),  # help falls away
        task(clock(5, length=10)),
        task(clock(20, length=30)),
        task(),  # nothing says when
    ]
    assert sorted(line, key=lambda one: risk(one, on=ON)) == line


@settings(max_examples=300, deadline=None)
@given(st.lists(TASKS, max_size=8), st.randoms())
def test_it_is_total_and_whoever_asks_gets_the_same(tasks: list[Waiting], chance: object) -> None:
    unlike = {(one.case_id, one.kind, one.key): one for one in tasks}
    keys = [risk(one, on=ON) for one in unlike.values()]
    assert len(set(keys)) == len(unlike)

    line = sorted(unlike.values(), key=lambda one: risk(one, on=ON))
    shuffled = list(unlike.values())
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert sorted(shuffled, key=lambda one: risk(one, on=ON)) == line


@settings(max_examples=300, deadline=None)
@given(TASKS, CLOCKS, st.integers(0, 400))
def test_less_time_left_never_puts_a_task_later(rest: Waiting, one: Clock, less: int) -> None:
    sooner = Clock(one.what, one.due_on - dt.timedelta(days=less), one.days, one.of_law, one.weight)
    now, before = (
        Waiting(1, "kind", "k", rest.help_now, rest.urgent, (*rest.clocks, this))
        for this in (one, sooner)
    )
    assert risk(before, on=ON) <= risk(now, on=ON)
    # and as the days go by it moves forward
    assert risk(now, on=on(less))[:3] <= risk(now, on=ON)[:3]


@pytest.mark.parametrize(
    ("waiting", "said"),
    [
        (task(clock(-1)), "Du fikk denne fordi fristen gikk ut 03.03.2026: Frist."),
        (task(clock(0)), "Du fikk denne fordi fristen er i dag: Frist."),
        (task(clock(1), clock(90)), "Du fikk denne fordi fristen er i morgen: Frist."),
        (
            task(clock(6)),
            "Du fikk denne fordi den har minst tid igjen: Frist innen 10.03.2026.",
        ),
        (task(help_now=True), "Du fikk denne fordi noen trenger hjelp nå."),
        (task(), "Du fikk denne fordi den er eldst av dem uten frist."),
    ],
)
def test_each_has_its_sentence(waiting: Waiting, said: str) -> None:
    assert why(waiting, on=ON) == said
