"""The shape of what is typed about a deadline or a task."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from people.forms import Day, day


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


class Answer(forms.Form):
    """Svar mottatt."""

    arrived_on = Day(
        label=_("Når kom svaret?"), error_messages={"required": _("Velg dagen svaret kom")}
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


class OwnTermOf(forms.Form):
    """The municipality's own length of a kind of deadline, from a day."""

    kind = forms.ChoiceField(label=_("Frist"), error_messages={"required": _("Velg en frist")})
    length = forms.IntegerField(
        label=_("Lengde"),
        help_text=_("I dager, uker eller måneder, slik fristen er satt opp."),
        min_value=1,
        error_messages={"required": _("Skriv lengden")},
    )
    minimum = forms.IntegerField(
        label=_("Korteste frist i en sak"),
        help_text=_("Bare for frister som settes i saken."),
        required=False,
        min_value=1,
    )
    remind_days_before = forms.IntegerField(
        label=_("Varsel så mange dager før"), required=False, min_value=0
    )
    escalate_days_after = forms.IntegerField(
        label=_("Lederen varsles så mange dager etter"), required=False, min_value=0
    )
    decided_by = forms.CharField(
        label=_("Vedtatt av, og når"),
        max_length=200,
        error_messages={"required": _("Skriv hvem som har vedtatt regelen, og når.")},
    )
    valid_from = day(_("Fra"))

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [("", now_("Velg")), *kinds]  # type: ignore[attr-defined]  # a choice field
