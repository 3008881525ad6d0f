"""The shape of what is typed about a deadline or a task."""

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import Day


class Extend(forms.Form):
    """Utsett fristen."""

    until = Day(label=_("Ny frist"), error_messages={"required": _("Velg den nye fristen")})
    reason = forms.CharField(
        label=_("Hvorfor utsettes fristen?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hvorfor fristen utsettes")},
    )


class Settle(forms.Form):
    """Merk som fulgt opp."""

    note = forms.CharField(
        label=_("Hva er gjort?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hva som er gjort")},
    )


class Task(forms.Form):
    """Which task of a case."""

    kind = forms.CharField(max_length=60, widget=forms.HiddenInput)
    key = forms.CharField(max_length=140, widget=forms.HiddenInput)


class HoldTask(Task):
    """Sett oppgaven på vent."""

    until = Day(
        label=_("Vent til"),
        error_messages={"required": _("Velg datoen oppgaven skal vente til")},
    )
    reason = forms.CharField(
        label=_("Hvorfor venter oppgaven?"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Skriv hvorfor oppgaven venter")},
    )


class GiveTask(Task):
    """Gi oppgaven til en i enheten."""

    staff = forms.TypedChoiceField(
        label=_("Gi oppgaven til"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvem som skal ha oppgaven")},
    )


class Assign(forms.Form):
    """Gi saken til en i enheten."""

    staff = forms.TypedChoiceField(
        label=_("Gi saken til"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hvem som skal ha saken")},
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
