"""The shape of what is typed about a case itself."""

from django import forms
from django.utils.translation import gettext_lazy as _


class Hold(forms.Form):
    """Sett på vent."""

    until = forms.DateField(
        label=_("Vent til"),
        error_messages={"required": _("Velg datoen saken skal vente til")},
    )
    reason = forms.CharField(
        label=_("Hvorfor venter saken?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hvorfor saken venter")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)


class Assign(forms.Form):
    """Gi saken til en i enheten."""

    staff = forms.TypedChoiceField(
        label=_("Gi saken til"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvem som skal ha saken")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
