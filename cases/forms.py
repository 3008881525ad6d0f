"""The shape of what is typed about a case itself."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from cases.legal import GROUNDS
from people.forms import Day


class Hold(forms.Form):
    """Sett på vent."""

    until = Day(
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


class Share(forms.Form):
    """Gi tilgang."""

    staff = forms.ChoiceField(
        label=_("Hvem skal ha tilgang?"),
        error_messages={"required": _("Velg hvem som skal ha tilgang")},
    )
    reason = forms.CharField(
        label=_("Hvorfor trengs tilgangen?"),
        help_text=_("Står i historikken."),
        max_length=300,
        error_messages={"required": _("Skriv hvorfor tilgangen trengs")},
    )

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["staff"].choices = [("", now_("Velg")), *colleagues]  # type: ignore[attr-defined]  # a choice field


class Disqualified(forms.Form):
    """Meld inhabilitet."""

    staff = forms.ChoiceField(
        label=_("Hvem er inhabil?"), error_messages={"required": _("Velg hvem som er inhabil")}
    )
    ground = forms.ChoiceField(label=_("Hvorfor?"), error_messages={"required": _("Velg hvorfor")})
    note = forms.CharField(
        label=_("Merknad"),
        required=False,
        max_length=300,
        help_text=_("Skrives for andre særegne forhold. Ikke mer enn det som trengs."),
    )

    def __init__(self, *args: Any, colleagues: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        empty = ("", now_("Velg"))
        grounds = [(ground.value, now_(row.label)) for ground, row in GROUNDS.items()]
        self.fields["staff"].choices = [empty, *colleagues]  # type: ignore[attr-defined]  # a choice field
        self.fields["ground"].choices = [empty, *grounds]  # type: ignore[attr-defined]  # a choice field


class TakeBack(forms.Form):
    """Trekk tilbake inhabilitet."""

    staff = forms.CharField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Hvorfor trekkes det tilbake?"),
        help_text=_("Står i historikken."),
        max_length=300,
        error_messages={"required": _("Skriv hvorfor det trekkes tilbake")},
    )
