"""What a form or the API takes for a day."""

import datetime as dt

import pytest
from django import forms
from rest_framework import serializers

from people.adapters import Day as ApiDay
from people.forms import Day
from people.rules import DAYS

FIRST, LAST = DAYS
ONE = dt.timedelta(days=1)


@pytest.mark.parametrize("day", [FIRST, LAST])
def test_the_first_and_the_last_day_are_days(day: dt.date) -> None:
    assert Day().clean(day.isoformat()) == day
    assert ApiDay().run_validation(day.isoformat()) == day


@pytest.mark.parametrize("day", [dt.date.min, FIRST - ONE, LAST + ONE, dt.date.max])
def test_a_day_nothing_can_be_reckoned_from_is_refused_as_no_date_at_all(day: dt.date) -> None:
    with pytest.raises(forms.ValidationError) as typed:
        Day().clean(day.isoformat())
    with pytest.raises(serializers.ValidationError) as sent:
        ApiDay().run_validation(day.isoformat())

    assert typed.value.code == "invalid"
    assert sent.value.get_codes() == ["invalid"]
