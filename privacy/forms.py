"""The shape of claims and their answers, and of persons who are one. Asks nothing."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from people.forms import day, line
from privacy.kinds import (
    BREACHES,
    CLAIMS,
    FIELDS,
    JOURNAL,
    OF_THE_JOURNAL,
    OUTCOMES,
    ClaimKind,
    Outcome,
)


def choices(table: dict[Any, str]) -> list[tuple[str, Any]]:
    """The rows of a table as choices, in the reader's language."""
    return [(str(key), _(label)) for key, label in table.items()]


class Claim(forms.Form):
    """What the registered asks for."""

    kind = forms.ChoiceField(
        label=_("Hva kravet gjelder"),
        choices=choices(CLAIMS),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva kravet gjelder.")},
    )
    from_whom = line(
        _("Hvem kravet kom fra"),
        help_text=_("Personen selv, eller den som taler for personen."),
        required=True,
        attrs={"autocomplete": "off"},
    )
    what = forms.CharField(
        label=_("Hva det bes om"),
        widget=forms.Textarea(attrs={"rows": 4, "limit": 2000}),
        error_messages={"required": _("Skriv hva det bes om.")},
    )
    received_on = day(_("Mottatt"))


class Answer(forms.Form):
    """How a claim is answered; what is asked of one kind stands in no other's form."""

    outcome = forms.ChoiceField(
        label=_("Svar"),
        choices=choices(OUTCOMES),
        widget=forms.RadioSelect(attrs={"inline": True}),
        error_messages={"required": _("Velg innvilget eller avslått.")},
    )
    handed_to = line(_("Hvem som får opplysningene"), attrs={"tag": "none"})
    handed_how = line(
        _("Hvordan de gis"), help_text=_("For eksempel: hentes på servicetorget mot legitimasjon.")
    )
    field = forms.ChoiceField(
        label=_("Hva som rettes"),
        required=False,
        choices=[("", _("Velg")), *choices(FIELDS), (JOURNAL, _(OF_THE_JOURNAL))],
    )
    value = line(_("Hva som er riktig"), help_text=_("Det som sto, vises fortsatt som rettet."))
    reason = forms.CharField(
        label=_("Begrunnelse"),
        required=False,
        help_text=_("Må skrives ved avslag. Personen får den i et brev."),
        widget=forms.Textarea(attrs={"rows": 4, "limit": 2000}),
    )

    understood = forms.BooleanField(
        label=_("Personen vet hva som stenges, og hva som ikke stenges"), required=False
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind = kind
        if kind == ClaimKind.BLOCK:
            # Asked on the page that says what closes (`ask_once_more`).
            self.fields["understood"].widget = forms.HiddenInput()
        else:
            del self.fields["understood"]
        if kind == ClaimKind.CORRECTION:
            self.fields["reason"].help_text = _(
                "Må skrives ved avslag, og når noe i journalen rettes: da skriver du hva som er"
                " riktig. Personen får den i et brev."
            )
        if kind != ClaimKind.ACCESS:
            del self.fields["handed_to"], self.fields["handed_how"]
        if kind != ClaimKind.CORRECTION:
            del self.fields["field"], self.fields["value"]

    @property
    def blocks(self) -> bool:
        """Whether it is said that a block is granted: that is asked once more."""
        return (
            self.kind == ClaimKind.BLOCK
            and self.is_bound
            and self.is_valid()
            and self.cleaned_data["outcome"] == Outcome.GRANTED
        )

    def ask_once_more(self) -> None:
        """Keep what is typed out of sight; ask only whether the person knows what it does."""
        for name in ("outcome", "reason"):
            self.fields[name].widget = forms.HiddenInput()
        self.fields["understood"].widget = forms.CheckboxInput()


class Other(forms.Form):
    """Which other registration may be the same person."""

    other = forms.CharField(
        label=_("Fødselsnummer eller D-nummer til den andre"),
        required=False,
        help_text=_("Når den andre ikke står i listen."),
        widget=forms.TextInput(
            attrs={"size": 14, "maxlength": 14, "inputmode": "numeric", "autocomplete": "off"}
        ),
    )
    alike = forms.ChoiceField(
        label=_("Registreringer som ligner"), required=False, widget=forms.RadioSelect
    )

    field_order = ("alike", "other")

    def __init__(self, *args: Any, alike: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if alike:
            self.fields["alike"].choices = alike  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["alike"]

    def clean(self) -> dict[str, Any]:
        """One of them must be told."""
        cleaned = super().clean() or {}
        cleaned["other"] = cleaned.pop("alike", "") or cleaned.get("other", "")
        if not cleaned["other"]:
            self.add_error("other", _("Velg en registrering, eller skriv nummeret."))
        return cleaned


class Propose(forms.Form):
    """That the two are one, and why."""

    other = forms.CharField(widget=forms.HiddenInput)
    number = forms.ChoiceField(
        label=_("Nummer som skal gjelde"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg nummeret som skal gjelde.")},
    )
    reason = forms.CharField(
        label=_("Hvorfor det er samme person"),
        help_text=_("Skriv hva du har kontrollert, for eksempel mot Folkeregisteret."),
        widget=forms.Textarea(attrs={"rows": 3, "limit": 500}),
        error_messages={"required": _("Skriv hvorfor.")},
    )

    def __init__(self, *args: Any, numbers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if numbers:
            told = [(number, f"{number[:6]} {number[6:]}, {kind}") for number, kind in numbers]
            self.fields["number"].required = True
            self.fields["number"].choices = told  # type: ignore[attr-defined]  # a choice field
        else:
            del self.fields["number"]


class Versioned(forms.Form):
    """A proposal as its page showed it."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class Undo(Versioned):
    """That two who were merged are two."""

    reason = forms.CharField(
        label=_("Hvorfor det er to personer"),
        widget=forms.Textarea(attrs={"rows": 3, "limit": 500}),
        error_messages={"required": _("Skriv hvorfor.")},
    )


class Breach(Versioned):
    """What came of it."""

    breach = forms.ChoiceField(
        label=_("Vurdering"),
        choices=choices(BREACHES),
        widget=forms.RadioSelect,
        error_messages={"required": _("Velg hva vurderingen ble.")},
    )
    note = forms.CharField(
        label=_("Hva som ble gjort, og hvorfor"),
        widget=forms.Textarea(attrs={"rows": 3, "limit": 1000}),
        error_messages={"required": _("Skriv hva som ble gjort, og hvorfor.")},
    )
