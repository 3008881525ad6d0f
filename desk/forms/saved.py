"""The shape of what a saved view is called, and for whom it is."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

NAME = {"autocomplete": "off", "size": 40}
FOR_ME = ("", _("Meg"))


class NewView(forms.Form):
    """Lagre denne visningen."""

    name = forms.CharField(
        label=_("Navn på visningen"),
        help_text=_("Skriv hva visningen viser, ikke navn på personer."),
        widget=forms.TextInput(attrs=NAME),
        error_messages={"required": _("Skriv hva visningen skal hete.")},
    )
    unit_id = forms.TypedChoiceField(
        label=_("Visningen er for"),
        coerce=int,
        required=False,
        empty_value=None,
        choices=[FOR_ME],
        widget=forms.RadioSelect,
    )

    def units(self, found: Sequence[tuple[str, str]]) -> None:
        """The units one leads, which can have it together; none: it is one's own."""
        if found:
            self.fields["unit_id"].choices = [FOR_ME, *found]  # type: ignore[attr-defined]  # stubs know only Field
        else:
            del self.fields["unit_id"]


class Renamed(forms.Form):
    """Endre navn."""

    name = forms.CharField(
        label=_("Navn på visningen"),
        widget=forms.TextInput(attrs=NAME),
        error_messages={"required": _("Skriv hva visningen skal hete.")},
    )
