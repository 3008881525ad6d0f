"""The shape of why work is left undone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import line


class LetGo(forms.Form):
    """«La ligge»: why."""

    reason = line(_("Hvorfor det kan ligge"), required=True)
