"""The forms of the frame itself: signing in, and one's profile."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib.auth.forms import AuthenticationForm
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from people.actions import sign_in
from people.refusals import Slowed

SLOWED = "slowed"


class SignIn(AuthenticationForm):
    """User name and password."""

    error_messages = {
        "invalid_login": _("Brukernavn eller passord er feil. Prøv igjen."),
        "inactive": _("Kontoen er stengt."),
    }
    username = forms.CharField(
        label=_("Brukernavn"),
        widget=forms.TextInput(
            attrs={"autocomplete": "username", "autocapitalize": "none", "tag": "none"}
        ),
        error_messages={"required": _("Skriv brukernavnet ditt")},
    )
    password = forms.CharField(
        label=_("Passord"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "tag": "none"}),
        error_messages={"required": _("Skriv passordet ditt")},
    )

    def __init__(self, *args: Any, at: dt.datetime, address: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at
        self.address = address

    def clean(self) -> dict[str, Any]:
        """Who signs in. Raises ValidationError, also for too many guesses (code SLOWED)."""
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if name and password:
            try:
                self.user_cache = sign_in(name, password=password, at=self.at, address=self.address)
            except Slowed as slowed:
                raise forms.ValidationError(gettext(str(slowed)), code=SLOWED) from None
            if self.user_cache is None:
                raise self.get_invalid_login_error()
            self.confirm_login_allowed(self.user_cache)
        return self.cleaned_data


class Profile(forms.Form):
    """What somebody chooses for themself."""

    language = forms.ChoiceField(
        label=_("Språk"),
        choices=[("nb", "Bokmål"), ("nn", "Nynorsk"), ("en", "English")],
        widget=forms.RadioSelect(attrs={"tag": "none"}),
        help_text=_("Gjelder skjermbildene. Språket i brev følger personen."),
    )
    scheme = forms.ChoiceField(
        label=_("Utseende"),
        choices=[("auto", _("Som maskinen")), ("light", _("Lys")), ("dark", _("Mørk"))],
        widget=forms.RadioSelect(attrs={"tag": "none"}),
    )
    shortcuts = forms.BooleanField(
        label=_("Bruk hurtigtaster"),
        required=False,
        help_text=_("Slå av hvis tastene kommer i veien for hjelpemidler du bruker."),
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
    )
    single_keys = forms.BooleanField(
        label=_("Bruk enkelttastene / og ?"),
        required=False,
        help_text=_("Slå av hvis du styrer maskinen med talen."),
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
    )
    list_keys = forms.BooleanField(
        label=_("Bruk J og K i lister"),
        required=False,
        help_text=_("J går til neste rad, K til forrige, og Enter åpner raden."),
        widget=forms.CheckboxInput(attrs={"role": "switch"}),
    )
