"""What a case that began from what runs asks of «Fra» and of the grounds of a change."""

import datetime as dt

import pytest

from assessments.rules import Given, Line, too_early
from assessments.rules.renewal import changed_untold
from cases.rules import Extent
from cases.service_types import Per, Unit

CAME = dt.date(2026, 11, 22)
GIVEN = Given(
    order="one",
    service_key="helsetjenester_i_hjemmet",
    decided_on=dt.date(2025, 11, 21),
    extent=Extent(210, Unit.HOURS, Per.WEEK, 1, False),  # noqa: FBT003  # as it is stored
    from_on=dt.date(2025, 11, 21),
    to_on=None,
)
OVER = Given(
    order="two",
    service_key="helsetjenester_i_hjemmet",
    decided_on=GIVEN.decided_on,
    extent=GIVEN.extent,
    from_on=GIVEN.from_on,
    to_on=dt.date(2026, 11, 10),
)


@pytest.mark.parametrize(
    ("from_on", "given", "refused"),
    [
        (dt.date(2020, 1, 1), GIVEN, True),
        (dt.date(2020, 1, 1), None, True),
        (CAME - dt.timedelta(days=1), None, True),
        (CAME, GIVEN, False),
        (dt.date(2026, 11, 10), OVER, False),  # help went on after the decision ran out
        (dt.date(2026, 11, 9), OVER, True),
        (None, None, False),
    ],
)
def test_nothing_is_given_from_before_it_was_asked_for(
    *, from_on: dt.date | None, given: Given | None, refused: bool
) -> None:
    assert bool(too_early("hjelp", from_on, received_on=CAME, given=given)) is refused


def test_a_change_needs_grounds_of_its_own_and_a_renewal_does_not() -> None:
    same = Line(service_key=GIVEN.service_key, quantity=210, unit=Unit.HOURS, per=Per.WEEK)
    more = Line(service_key=GIVEN.service_key, quantity=300, unit=Unit.HOURS, per=Per.WEEK)

    assert changed_untold([GIVEN], [more], before="Som før.", now="Som  før.")
    assert not changed_untold([GIVEN], [more], before="Som før.", now="Som før. Faller nå.")
    assert not changed_untold([GIVEN], [same], before="Som før.", now="Som før.")
    assert not changed_untold([], [more], before="Som før.", now="Som før.")
