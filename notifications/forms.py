"""The shape of what is typed about letters."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import Day


class Stop(forms.Form):
    """Stans utsending."""

    note = forms.CharField(label=_("Hvorfor stanses brevet?"), max_length=300, required=False)


class Posted(forms.Form):
    """Marker som sendt."""

    posted_on = Day(
        label=_("Lagt i posten"),
        error_messages={
            "required": _("Velg datoen brevet ble lagt i posten"),
            "invalid": _("Skriv datoen som dag, måned og år"),
        },
    )
    handled_as = forms.CharField(
        label=_("Hvordan ble brevet sendt?"),
        help_text=_("Skriv hvordan, ikke hvor."),
        max_length=300,
        required=False,
    )


class Returned(forms.Form):
    """Brevet kom i retur."""

    returned_on = Day(
        label=_("Dato brevet kom i retur"),
        error_messages={
            "required": _("Velg datoen brevet kom i retur"),
            "invalid": _("Skriv datoen som dag, måned og år"),
        },
    )


class Settle(forms.Form):
    """Brevet skal ikke sendes på nytt."""

    note = forms.CharField(
        label=_("Hvorfor skal brevet ikke sendes på nytt?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Skriv hvorfor brevet ikke skal sendes på nytt")},
    )
