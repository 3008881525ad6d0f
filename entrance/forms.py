"""The shape of what is typed at the entrance; nothing here asks the database."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import day, line
from people.queries import ROLES_TO_GIVE
from people.roles import SCOPES


class Code(forms.Form):
    """What the app shows, or a recovery code."""

    code = forms.CharField(
        label=_("Kode"),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "size": 20,
                "autocapitalize": "characters",
                "spellcheck": "false",
                "tag": "none",
            }
        ),
        error_messages={"required": _("Skriv koden fra appen.")},
    )


class Again(forms.Form):
    """The password once more."""

    password = forms.CharField(
        label=_("Passord"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "tag": "none"}),
        error_messages={"required": _("Skriv passordet ditt")},
    )


class First(forms.Form):
    """A password of one's own, by the code one was given."""

    username = forms.CharField(
        label=_("Brukernavn"),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "tag": "none"}
        ),
        error_messages={"required": _("Skriv brukernavnet ditt")},
    )
    code = forms.CharField(
        label=_("Engangskode"),
        help_text=_("Du får den av lederen din."),
        max_length=40,
        widget=forms.TextInput(
            attrs={
                "autocomplete": "one-time-code",
                "size": 24,
                "autocapitalize": "characters",
                "spellcheck": "false",
                "tag": "none",
            }
        ),
        error_messages={"required": _("Skriv engangskoden.")},
    )
    password = forms.CharField(
        label=_("Nytt passord"),
        strip=False,
        help_text=_("Minst 12 tegn."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "tag": "none"}),
        error_messages={"required": _("Velg et passord.")},
    )
    again = forms.CharField(
        label=_("Nytt passord en gang til"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "tag": "none"}),
        error_messages={"required": _("Skriv passordet en gang til.")},
    )

    def clean(self) -> dict[str, Any]:
        """The two must be the same."""
        one, other = self.cleaned_data.get("password"), self.cleaned_data.get("again")
        if one and other and one != other:
            self.add_error("again", _("Passordene er ikke like. Skriv det samme to ganger."))
        return self.cleaned_data


class Mapping(forms.Form):
    """A group that gives a role in a unit."""

    claim = line(
        _("Opplysning"),
        required=True,
        help_text=_("Hva den heter i innloggingen, for eksempel groups."),
        attrs={"autocomplete": "off", "spellcheck": "false"},
    )
    value = line(
        _("Gruppe"),
        required=True,
        help_text=_("Slik den heter i innloggingen."),
        attrs={"autocomplete": "off", "spellcheck": "false"},
    )
    role = forms.ChoiceField(label=_("Rolle"), choices=[("", _("Velg")), *ROLES_TO_GIVE])
    unit_id = forms.TypedChoiceField(label=_("Enhet"), coerce=int)
    valid_from = day(_("Fra"))
    valid_to = day(_("Til og med"), required=False, help_text=_("Tomt når det ikke er noen slutt."))

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [("", _("Velg")), *units]  # type: ignore[attr-defined]  # a choice field


class Client(forms.Form):
    """A system that may come in by itself."""

    name = line(
        _("System"), required=True, help_text=_("For eksempel Digisos eller skjemaportalen.")
    )
    unit_id = forms.TypedChoiceField(
        label=_("Enhet"), coerce=int, help_text=_("Enheten systemet hører til.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("Hva kan systemet gjøre?"),
        choices=[(scope, _(label)) for scope, label in SCOPES.items()],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Velg hva systemet skal kunne gjøre.")},
    )
    last_on = day(_("Til og med"), help_text=_("Høyst ett år."))

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit_id"].choices = [("", _("Velg")), *units]  # type: ignore[attr-defined]  # a choice field
