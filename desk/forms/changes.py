"""The shape of what is asked of a case's changes: one act's, or how it stood on a day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from desk.forms.lists import Filter
from people.forms import Day


class ChangesAsked(Filter):
    """An act, or a day with all that was done on it; what makes no sense is not asked."""

    hendelse = forms.UUIDField(required=False, widget=forms.HiddenInput)
    dag = Day(label=_("Dag"), required=False)
