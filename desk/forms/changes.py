"""The shape of what is asked of a case's changes: one act's, or how it stood on a day."""

import datetime as dt

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.forms.lists import Filter
from people.forms import Day


class ChangesAsked(Filter):
    """An act, or a day with all that was done on it; what makes no sense is not asked."""

    hendelse = forms.UUIDField(required=False, widget=forms.HiddenInput)
    dag = Day(label=_("Dag"), required=False)

    def until(self, today: dt.date) -> None:
        """No day after today has been; said before the form is read."""
        self.today = today
        self.fields["dag"].widget.attrs["max"] = f"{today}"

    def clean_dag(self) -> dt.date | None:
        """A day that has been."""
        day: dt.date | None = self.cleaned_data["dag"]
        if day and day > self.today:
            raise forms.ValidationError(_("Velg en dag som har vært."))
        return day
