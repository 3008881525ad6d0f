"""«Start revurdering» and «Meld endring»: what is looked at anew, why, and in what words."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from delivery.rules import CHOOSABLE_REASONS, REASONS, Reason
from people.forms import day

WORDS = {"rows": 4, "tag": "none"}


class Reassess(forms.Form):
    """Start revurdering."""

    services = forms.MultipleChoiceField(
        label=_("Hvilke tjenester vurderes på nytt?"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.ChoiceField(
        label=_("Hvorfor?"),
        choices=[(reason.value, _(REASONS[reason])) for reason in CHOOSABLE_REASONS],
        widget=forms.RadioSelect,
        required=False,
    )
    words = forms.CharField(
        label=_("Hva er endret eller ønskes?"),
        required=False,
        help_text=_("Trengs ikke når vedtaket går ut eller skal evalueres."),
        widget=forms.Textarea(attrs=WORDS),
    )
    received_on = day(
        _("Første kontakt"),
        required=False,
        help_text=_("Når personen ønsker en endring. Tomt: i dag."),
    )
    urgent = forms.BooleanField(label=_("Det haster"), required=False)

    def __init__(
        self, *args: Any, services: Sequence[tuple[str, str]], ends: bool, **kwargs: Any
    ) -> None:
        """`ends`: whether any of the services has a last day."""
        super().__init__(*args, **kwargs)
        if not ends:
            self.fields["reason"].choices = [  # type: ignore[attr-defined]  # stubs know only Field
                (reason.value, _(REASONS[reason]))
                for reason in CHOOSABLE_REASONS
                if reason is not Reason.EXPIRY
            ]
        self.fields["services"].choices = services  # type: ignore[attr-defined]  # stubs know only Field


class ReportChange(forms.Form):
    """Meld endring."""

    words = forms.CharField(
        label=_("Hva er endret?"),
        help_text=_("For eksempel: trenger fem timer i uken, ikke tre og en halv, og hvorfor."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    wanted_from = day(_("Trengs fra"), required=False)
    urgent = forms.BooleanField(label=_("Det haster"), required=False)
